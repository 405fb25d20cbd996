"""Long chains, the time limit, and answers of the solver that contradict a known plan."""

from dataclasses import replace

import pytest

from optimiser import optimisation
from optimiser.checker import check
from optimiser.data import Data
from optimiser.optimisation import best, optimise
from optimiser.packing import Packing
from optimiser.preparation import prepare
from optimiser.program import Program
from optimiser.rules_of_thumb import BASELINES, baselines, sizes
from optimiser.solving import Answer, Effort
from optimiser.solving import solve as really_solve
from scenarios.scenario import Scenario
from tests.optimiser.cases import scenario

PROVE = Effort(gap=0.0)


def chain(n: int) -> Scenario:
    """MMPs of cost 1 and value 2 that each require the one before."""
    mmps = [
        {"id": f"m{i:03}", "spend": [1], "value": 2, "requires": [f"m{i - 1:03}"] if i else []} for i in range(n)
    ]
    return scenario(mmps, 20, 2)


def test_long_chains_are_ranked_and_sized() -> None:
    """Of 400 MMPs in one chain every ranking starts the first 40, as far as the money goes; sizes add up."""
    case = chain(400)
    data = prepare(case)
    assert sizes(data) == {f"m{i:03}": i + 1 for i in range(40)}
    ranked = baselines(data)
    assert list(ranked) == list(BASELINES)
    for plan in ranked.values():
        assert plan is not None
        assert sorted(plan) == [f"m{i:03}" for i in range(40)]
        assert check(case, plan).broken == ()


def test_rankings_end_in_time() -> None:
    """Rankings that are not finished by the deadline are left out; the plan is found without them."""
    data = prepare(chain(30))
    assert baselines(data, deadline=0.0) == {}
    assert optimisation.warm_start(data, {}) is not None
    must = replace(data, must=prepare(scenario([{"id": "m000", "mandatory": True}])).must)
    assert optimisation.warm_start(must, {}) is None


@pytest.mark.parametrize("insists", [False, True])
def test_a_wrong_verdict_is_not_believed(insists: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a plan is known, a solver that says there is none is asked without presolve; else the plan stands."""
    asked = []

    def wrong(program: Program, effort: Effort, warm: dict[str, int] | None) -> Answer:
        asked.append(effort.presolve)
        if effort.presolve or insists:
            return Answer("infeasible", "proved", None, None, 0.0)
        return really_solve(program, effort, warm)

    monkeypatch.setattr(optimisation, "solve", wrong)
    data = prepare(scenario([{"id": "a", "spend": [6], "value": 30}, {"id": "b", "spend": [6], "value": 9}], 10, 1))
    answer, starts = best(data, PROVE, {"b": 1})
    assert asked == [True, False]
    assert starts == {"a": 1}
    assert (answer.status, answer.bound) == (("feasible", None) if insists else ("optimal", 24))


def test_a_plan_that_breaks_a_rule_does_not_stand() -> None:
    """What the solver started from is no proof that there is a plan when it keeps not every rule itself."""
    data: Data = prepare(scenario([{"id": "a", "spend": [60], "mandatory": True}], 10, 1))
    assert not Packing(data).keeps({"a": 1})
    assert best(data, PROVE, {"a": 1})[0].status == "infeasible"


def test_without_presolve_the_answer_is_the_same() -> None:
    """The second way to ask gives the same plan."""
    case = chain(6)
    assert optimise(case, effort=PROVE).objective == optimise(case, effort=replace(PROVE, presolve=False)).objective
