"""Laws every plan obeys, whatever the portfolio."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimiser.cash import cash_flow
from optimiser.checker import check
from optimiser.data import Data, Wishes
from optimiser.improvement import improve
from optimiser.optimisation import best, optimise, warm_start
from optimiser.plan import make_plan
from optimiser.preparation import prepare
from optimiser.rules_of_thumb import BASELINES, baselines
from optimiser.solving import Effort, relative_gap
from scenarios.scenario import Scenario
from tests.examples import examples
from tests.optimiser.cases import portfolios, scenario, stream

PROVE = Effort(gap=0.0)
few = settings(
    max_examples=examples(14), deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def free_to_start(case: Scenario) -> Scenario:
    """The same portfolio with nothing under way: more room makes more of that keep its start."""
    return case.replace(mmps=tuple(mmp.replace(underway=None) for mmp in case.mmps))


def optimum(data: Data) -> float:
    """Value of the best plan, minus infinity when there is none."""
    _, starts = best(data, PROVE)
    return float("-inf") if starts is None else data.value(starts)


@few
@given(portfolios(), st.integers(0, 10))
def test_more_budget_is_never_worse(case: Scenario, extra: int) -> None:
    """Money added to every quarter never lowers the value (without a largest bet or shares tied to it)."""
    case = free_to_start(case).replace(plan_rules=case.plan_rules.replace(largest_bet=None))
    amounts = case.budget.per_quarter
    assert isinstance(amounts, tuple)
    richer = case.replace(budget=case.budget.replace(per_quarter=tuple(a + extra for a in amounts)))
    assert optimum(prepare(richer)) >= optimum(prepare(case)) - 1e-6


@few
@given(portfolios())
def test_one_more_team_is_never_worse(case: Scenario) -> None:
    """A team added to every stream never lowers the value when durations are stated."""
    case = free_to_start(case)
    mmps = tuple(
        m if m.spend is not None or m.duration_quarters is not None else m.replace(duration_quarters=1)
        for m in case.mmps
    )
    case = case.replace(mmps=mmps)
    staffed = case.replace(value_streams=tuple(s.replace(teams=s.teams + 1) for s in case.value_streams))
    assert optimum(prepare(staffed)) >= optimum(prepare(case)) - 1e-6


@few
@given(portfolios(), st.randoms(use_true_random=False))
def test_taking_a_rule_away_is_never_worse(case: Scenario, chance: random.Random) -> None:
    """Whatever business rule is relaxed, the value does not fall."""
    data = prepare(case)
    before = optimum(data)
    for rule in chance.sample(data.rules(), min(4, len(data.rules()))):
        assert optimum(data.without([rule])) >= before - 1e-6, rule


@few
@given(portfolios(), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(case: Scenario, chance: random.Random) -> None:
    """The same MMPs, streams and objectives in any order give the same plan, start by start."""

    def shuffled(things: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(chance.sample(things, len(things)))

    mixed = case.replace(
        mmps=shuffled(case.mmps), value_streams=shuffled(case.value_streams), objectives=shuffled(case.objectives)
    )
    one, other = optimise(case, effort=PROVE), optimise(mixed, effort=PROVE)
    assert (one.status, one.starts) == (other.status, other.starts)


@few
@given(portfolios())
def test_improving_keeps_every_rule_and_never_loses(case: Scenario) -> None:
    """Local search from any baseline ends in a feasible plan worth at least as much."""
    data = prepare(case)
    for plan in baselines(data).values():
        if plan is not None:
            better = improve(data, plan)
            assert check(case, better).broken == ()
            assert data.value(better) >= data.value(plan) - 1e-9


@few
@given(portfolios())
def test_what_was_chosen_can_be_planned_again(case: Scenario) -> None:
    """The applied scenario holds exactly the chosen MMPs, and its plan is the same one."""
    case = case.replace(objectives=(), plan_rules={})
    plan = optimise(case, effort=PROVE)
    if plan.found and plan.starts:
        again = optimise(plan.applied(), Wishes(include=frozenset(plan.starts)), PROVE)
        assert again.starts == plan.starts


def test_ties_go_to_less_spend_then_earlier_then_id() -> None:
    """Among plans of equal value the cheaper, then the earlier, then the first by id is chosen."""
    same = {"spend": [5], "value_by_quarter": [7, 7]}
    mmps = [{"id": "b", **same}, {"id": "a", **same}, {"id": "c", "spend": [6], "value_by_quarter": [7, 7]}]
    mmps[0] |= {"excludes": ["a", "c"]}
    mmps[1] |= {"excludes": ["c"]}
    assert optimise(scenario(mmps, 6), effort=PROVE).starts == {"a": 1}


def test_worthless_mmps_stay_out() -> None:
    """What costs nothing and earns nothing is not in the plan."""
    case = scenario([{"id": "a", "spend": [0]}, {"id": "b", "spend": [1], "value": 3}])
    assert optimise(case, effort=PROVE).starts == {"b": 1}


def test_enablers_are_bought_when_they_pay() -> None:
    """A worthless MMP is done when what requires it is worth both, and not otherwise."""
    mmps = [{"id": "base", "spend": [4]}, {"id": "top", "spend": [1], "value": 6, "requires": ["base"]}]
    assert optimise(scenario(mmps), effort=PROVE).starts == {"base": 1, "top": 1}
    mmps[1]["value"] = 4
    assert optimise(scenario(mmps), effort=PROVE).starts == {}


def test_every_baseline_is_packed_by_its_own_rule() -> None:
    """With room for one MMP a quarter each ranking starts the one it scores highest."""
    mmps = [
        {"id": "big", "spend": [9], "value_by_quarter": [30, 22], "sponsor_weight": 1},
        {"id": "small", "spend": [3], "value_by_quarter": [11, 10], "sponsor_weight": 2},
        {"id": "urgent", "spend": [8], "value_by_quarter": [20, 8], "sponsor_weight": 3},
    ]
    case = scenario(mmps, 10, 2, plan_rules={"mmp_wip_limit": 1})
    firsts = {
        name: next(m for m, q in (plan or {}).items() if q == 1) for name, plan in baselines(prepare(case)).items()
    }
    assert firsts.pop("random") in {"big", "small", "urgent"}
    assert firsts == {
        "wsjf": "urgent",
        "cd3": "urgent",
        "value_per_cost": "small",
        "value": "big",
        "smallest_first": "small",
        "sponsor": "urgent",
    }


def test_baselines_mend_shares() -> None:
    """A ranking that would break a minimum share lets the lowest-ranked MMP go."""
    mmps = [
        {"id": "a", "spend": [5], "value": 30, "objective": "x"},
        {"id": "b", "spend": [5], "value": 20, "objective": "x"},
        {"id": "c", "spend": [2], "value": 3, "objective": "y"},
    ]
    case = scenario(mmps, 20, 1, objectives=[{"id": "x"}, {"id": "y", "minimum_share": 0.25}])
    assert all(plan == {"a": 1, "c": 1} for name, plan in baselines(prepare(case)).items() if name == "value")


def test_a_baseline_without_a_feasible_plan_says_so() -> None:
    """Where ranking cannot serve what must be in, there is no baseline; the program may still find a plan."""
    mmps = [{"id": "a", "spend": [5], "mandatory": True}, {"id": "b", "spend": [5], "mandatory": True}]
    case = scenario(mmps, 5, 1)
    plan = optimise(case, effort=PROVE)
    assert plan.status == "infeasible"
    assert set(baselines(prepare(case))) == set(BASELINES)
    assert all(found is None for found in baselines(prepare(case)).values())
    assert warm_start(prepare(case), baselines(prepare(case))) is None


def test_reaching_targets_costs_as_little_as_possible() -> None:
    """The mirrored program buys the cheapest set that reaches every target."""
    mmps = [
        {"id": "dear", "spend": [9], "value_by_quarter": [20], "objective": "o"},
        {"id": "cheap", "spend": [2], "value_by_quarter": [7], "objective": "o"},
        {"id": "fair", "spend": [4], "value_by_quarter": [12], "objective": "o"},
        {"id": "other", "spend": [1], "value_by_quarter": [50]},
    ]
    case = scenario(mmps, 20, 1, objectives=[{"id": "o", "target": 19}])
    plan = optimise(case, Wishes(reach=True), PROVE)
    assert (plan.starts, plan.objective, plan.bound, plan.value) == ({"cheap": 1, "fair": 1}, 6, 6, 19)


def test_use_is_reported_against_what_was_there() -> None:
    """Use and limit of every quarter, with what was carried over."""
    mmps = [{"id": "a", "value_stream": "s", "effort": 2, "spend": [3], "value": 9}]
    budget = {"per_quarter": 10, "carry_over": 0.5}
    case = scenario(mmps, budget, 2, value_streams=[stream("s", 4)])
    plan = make_plan(case, prepare(case), {"a": 1})
    uses = [(u.kind, u.stream, u.quarter, u.used, u.limit) for u in plan.uses]
    assert uses == [
        ("budget", None, 1, 3, 10),
        ("budget", None, 2, 0, 13.5),
        ("capacity", "s", 1, 2, 4),
        ("capacity", "s", 2, 0, 4),
    ]


def test_gap_is_relative_to_the_larger_amount() -> None:
    """The gap never divides by nothing and is the same for money lost or earned."""
    assert relative_gap(0, 0) == 0
    assert relative_gap(0, 5) == 1
    assert relative_gap(99, 100) == pytest.approx(0.01)
    assert relative_gap(-100, -99) == pytest.approx(0.01)


def test_including_and_excluding() -> None:
    """What the planner forces in is in, what is forced out is out, and one under way can be stopped."""
    mmps = [
        {"id": "good", "spend": [5], "value": 50},
        {"id": "bad", "spend": [5], "value": 1},
        {"id": "running", "spend": [4], "underway": 0.5},
    ]
    case = scenario(mmps, 10, 1)
    assert optimise(case, effort=PROVE).starts == {"good": 1, "running": 1}
    wishes = Wishes(include=frozenset({"bad"}), exclude=frozenset({"running"}))
    assert optimise(case, wishes, PROVE).starts == {"bad": 1, "good": 1}


@few
@given(portfolios())
def test_cash_adds_up_to_the_value(case: Scenario) -> None:
    """Discounted cash of all quarters is the net expected value, and spend is the cost of the plan."""
    plan = optimise(case, effort=PROVE)
    if plan.found and not any(line.locked for line in plan.lines):
        flow = cash_flow(plan)
        assert sum(flow.present) == pytest.approx(plan.value, abs=1e-6)
        horizon = len(flow.spend)
        running = sum(
            case.mmp(line.id).running_cost * max(0, horizon - (line.release or 0)) for line in plan.chosen
        )
        assert sum(flow.spend) == pytest.approx(plan.cost + running, abs=1e-9)


def test_cash_by_hand() -> None:
    """Spend of 8 in quarter 1, 5 a quarter from quarter 2 on: paid back 60 % of the way through quarter 3."""
    case = scenario([{"id": "a", "spend": [8], "value_per_quarter": 5}], 10, 2, calendar={"benefit_quarters": 4})
    flow = cash_flow(optimise(case, effort=PROVE))
    assert (flow.net, flow.investment, flow.self_funding_quarter) == ((-8, 5, 5, 5), 8, 2)
    assert (flow.break_even_quarter, flow.break_even_point) == (3, pytest.approx(3.6))
    assert flow.return_on_investment == pytest.approx(7 / 8)


def test_a_plan_that_never_pays_back_says_so() -> None:
    """Without benefits there is no break-even and no quarter from which it funds itself."""
    flow = cash_flow(optimise(scenario([{"id": "a", "spend": [0, 3], "mandatory": True}], 10, 2), effort=PROVE))
    assert (flow.break_even_quarter, flow.break_even_point) == (None, None)
    assert flow.self_funding_quarter is None


def test_work_under_way_goes_on_as_far_as_there_is_room() -> None:
    """The most advanced goes on in quarter 1; what does not fit pauses, is finished all the same."""
    mmps = [
        {"id": "new", "spend": [5], "value": 99},
        {"id": "half", "spend": [12], "underway": 0.5},
        {"id": "nearly", "spend": [25], "underway": 0.8},
    ]
    assert optimise(scenario(mmps, 11), effort=PROVE).starts == {"half": 1, "nearly": 1} | {"new": 2}
    assert optimise(scenario(mmps, 10), effort=PROVE).starts == {"nearly": 1, "new": 1, "half": 2}
