"""What the solver says, and what it means."""

import pulp
import pytest

from optimiser.alternative_plans import alternatives
from optimiser.cash import cash_flow
from optimiser.data import Wishes
from optimiser.explanation import explain
from optimiser.optimisation import best, optimise
from optimiser.preparation import prepare
from optimiser.program import Program, build
from optimiser.solving import Effort, SolverMissingError, chosen_starts, solve
from scenarios.faults import ScenarioError
from tests.optimiser.cases import scenario

MMPS = [{"id": "a", "spend": [6], "value": 30}, {"id": "b", "spend": [5], "value": 15}]


class Told:
    """A stand-in for a solver that answers what it is told."""

    def __init__(self, status: pulp.LpSolveStatus, bound: float | None, objective: float | None) -> None:
        self.status, self.best_bound, self.objective = status, bound, objective
        self.has_solution = objective is not None


def told(monkeypatch: pytest.MonkeyPatch, *, status: str, bound: float | None, objective: float | None) -> Program:
    """A program whose solver answers as told, with a in."""
    program = build(prepare(scenario(MMPS, 10, 1)))
    stats = Told(pulp.LpSolveStatus[status], bound, objective)
    for (mmp, _), variable in program.start.items():
        variable.setInitialValue(1.0 if mmp == "a" else 0.0)
    monkeypatch.setattr(program.problem, "solve", lambda _solver: stats)
    return program


@pytest.mark.parametrize(
    ("status", "bound", "objective", "expected"),
    [
        ("Optimal", 24.0, 24.0, ("optimal", "proved")),
        ("Optimal", 24.1, 24.0, ("within gap", "gap limit")),
        ("GapLimit", 24.1, 24.0, ("feasible", "gap limit")),
        ("TimeLimit", 30.0, 24.0, ("feasible", "time limit")),
        ("TimeLimit", 24.0, 24.0, ("optimal", "time limit")),
        ("TimeLimit", 30.0, None, ("no plan found", "time limit")),
        ("MemoryLimit", None, 24.0, ("feasible", "other limit")),
        ("Interrupted", float("inf"), 24.0, ("feasible", "interrupted")),
        ("Infeasible", None, None, ("infeasible", "proved")),
        ("Undefined", None, None, ("no plan found", "error")),
    ],
)
def test_status_and_termination_are_kept_apart(
    monkeypatch: pytest.MonkeyPatch,
    status: str,
    bound: float | None,
    objective: float | None,
    expected: tuple[str, str],
) -> None:
    """Why the search ended never says by itself how good the answer is."""
    answer = solve(told(monkeypatch, status=status, bound=bound, objective=objective))
    assert (answer.status, answer.termination) == expected
    assert answer.starts == (None if objective is None else {"a": 1})


def test_a_fractional_answer_is_never_a_plan() -> None:
    """A relaxation is refused, not rounded."""
    program = build(prepare(scenario(MMPS, 10, 1)))
    for variable in program.start.values():
        variable.setInitialValue(0.5)
    with pytest.raises(ArithmeticError, match="fractional"):
        chosen_starts(program.start)


def test_nothing_to_choose_is_an_empty_plan() -> None:
    """A portfolio in which nothing can start has an optimal, empty plan."""
    plan = optimise(scenario([{"id": "a", "spend": [60]}], 10, 1))
    assert (plan.status, plan.starts, plan.objective, plan.gap) == ("optimal", {}, 0, 0)
    with pytest.raises(ValueError, match="nothing to run"):
        plan.applied()


def test_a_missing_solver_is_named_with_those_that_are_there() -> None:
    """An unknown solver is an error of its own."""
    with pytest.raises(SolverMissingError, match=r'solver "Oracle" is not installed; installed: .*HiGHS'):
        optimise(scenario(MMPS, 10, 1), effort=Effort(solver="Oracle"))


def test_a_solver_that_stops_empty_handed_leaves_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan the search started from still stands, as feasible only."""
    from optimiser import optimisation as module
    from optimiser.solving import Answer

    monkeypatch.setattr(module, "solve", lambda *_: Answer("no plan found", "time limit", None, 31.0, 1.0))
    answer, starts = best(prepare(scenario(MMPS, 10, 1)), warm={"a": 1})
    assert (answer.status, answer.bound, starts) == ("feasible", 31.0, {"a": 1})


def test_questions_about_a_plan_that_is_not_there() -> None:
    """Without a plan there is nothing to explain, vary or count."""
    plan = optimise(scenario([{"id": "a", "spend": [60], "mandatory": True}], 10, 1))
    assert not plan.found
    for question in (lambda: explain(plan), lambda: list(alternatives(plan)), lambda: cash_flow(plan)):
        with pytest.raises(ValueError, match="there is no plan"):
            question()


def test_wishes_that_cannot_be_are_faults() -> None:
    """Every unknown or contradictory wish is named at once."""
    wishes = Wishes(include=frozenset({"x", "a"}), exclude=frozenset({"y", "a"}), reach=True)
    with pytest.raises(ScenarioError) as error:
        prepare(scenario(MMPS, 10, 1), wishes)
    assert [fault.path[0] for fault in error.value.faults] == ["--include", "--exclude", "--exclude", "objectives"]


def test_the_program_is_solved_the_same_way_twice() -> None:
    """Two runs give the same start quarters, whatever the plan to start from."""
    mmps = [{"id": f"m{i}", "spend": [3 + i % 3], "value": 20 + i % 2} for i in range(8)]
    data = prepare(scenario(mmps, 9, 2))
    effort = Effort(gap=0.0)
    assert best(data, effort)[1] == best(data, effort)[1] == best(data, effort, {"m0": 1})[1]


def test_a_plan_to_start_with_is_not_handed_back_as_the_best() -> None:
    """Of three that fit, 1 + 2 + 1 are worth 4; from a plan worth 3 the search still ends with 4, proven."""
    rows = [("m0", 6, [1, 1]), ("m1", 1, [0, 0]), ("m2", 1, [0, 0]), ("m3", 1, [1, 2]), ("m4", 4, [1, 1])]
    data = prepare(scenario([{"id": i, "spend": [s], "value_by_quarter": v} for i, s, v in rows], 9))
    answer = solve(build(data), Effort(gap=0.0), {"m0": 2, "m3": 1, "m4": 1})
    assert answer.starts is not None
    assert (answer.status, data.value(answer.starts)) == ("optimal", 4)
