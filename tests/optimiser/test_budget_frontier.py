"""Frontier, marginal values and alternatives."""

from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.alternative_plans import alternatives
from optimiser.budget_frontier import Frontier, Point, frontier, marginals, scaled, smallest_budget
from optimiser.data import Rule
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.solving import Effort
from scenarios.scenario import Scenario
from tests.optimiser.cases import brute_force, portfolios, scenario, stream

PROVE = Effort(gap=0.0)
MMPS = [
    {"id": "a", "spend": [6], "value_by_quarter": [30]},
    {"id": "b", "spend": [4], "value_by_quarter": [15]},
    {"id": "c", "spend": [10], "value_by_quarter": [20]},
]


def test_frontier_by_hand() -> None:
    """With 5, 10, 15 and 20 to spend: b; a and b; a and b; a, b and c. The knee is where a and b are both in."""
    found = frontier(prepare(scenario(MMPS, 10, 1)), (0.5, 1, 1.5, 2), PROVE)
    assert [(p.budget, p.value, p.spend) for p in found.points] == [
        (5, 15, 4),
        (10, 45, 10),
        (15, 45, 10),
        (20, 65, 20),
    ]
    assert all(p.status == "optimal" and p.bound == pytest.approx(p.value) for p in found.points)
    assert found.smallest == 0
    assert found.knee == found.points[1]


@settings(max_examples=15)
@given(portfolios())
def test_frontier_never_falls(case: Scenario) -> None:
    """A larger budget is never worth less, and a plan exists from the smallest budget on."""
    case = case.replace(plan_rules=case.plan_rules.replace(largest_bet=None))
    found = frontier(prepare(case), (0.3, 1.0, 2.0), PROVE)
    values = [-inf if p.value is None else p.value for p in found.points]
    assert values == sorted(values) or max(a - b for a, b in pairwise(values)) < 1e-6
    if found.smallest is not None:
        for point in found.points:
            if abs(point.factor - found.smallest) > 1e-3:
                assert (point.value is not None) == (point.factor > found.smallest)


def test_smallest_budget_is_what_musts_cost() -> None:
    """A mandatory MMP of 3 and 8 needs 8 / 10 of a budget of 10 a quarter."""
    mmps = [{"id": "a", "spend": [3, 8], "mandatory": True}, {"id": "b", "spend": [9], "value": 50}]
    assert smallest_budget(prepare(scenario(mmps, 10, 2))) == pytest.approx(0.8)


def test_smallest_budget_leaves_room_for_the_largest_bet() -> None:
    """A must of 80 where no MMP may take more than half of a quarter's 100: 1.6 times as much."""
    mmps = [{"id": "a", "spend": [80], "value": 100, "mandatory": True}]
    data = prepare(scenario(mmps, 100, 1, plan_rules={"largest_bet": 0.5}))
    assert smallest_budget(data) == pytest.approx(1.6)
    assert [point.value for point in frontier(data, [1.59, 1.6]).points] == [None, pytest.approx(20)]


def test_scaling_leaves_teams_alone() -> None:
    """Only money is scaled."""
    mmps = [{"id": "a", "value_stream": "s", "effort": 1, "spend": [1]}]
    data = scaled(prepare(scenario(mmps, 10, 1, value_streams=[stream("s", 2)])), 3)
    assert [limit.amounts for limit in data.limits] == [(30,), (2,)]


def test_a_straight_line_has_no_knee() -> None:
    """Nor has a curve with fewer than three plans."""
    line = [Point(f, 10 * f, "optimal", 5 * f, 5 * f, 0, 0, {}) for f in (1, 2, 3)]
    assert Frontier(tuple(line), 0).knee is None
    assert Frontier(tuple(line[:2]), 0).knee is None


def test_marginal_budget_is_two_sided() -> None:
    """Ten more buy c for 20; one less (of 10) loses b for 15: no single price says both."""
    case = scenario(MMPS, 10, 1)
    (up,) = marginals(case, prepare(case), step=1.0, effort=PROVE)
    assert (up.what, up.subject, up.step, up.up) == ("budget", "quarter 1", 10, 20)
    (less,) = marginals(case, prepare(case), step=0.1, effort=PROVE)
    assert (less.up, less.down) == (0, 15)
    assert (less.down_low, less.down_high) == (pytest.approx(15), pytest.approx(15))


def test_value_of_a_team() -> None:
    """A second team lets the second MMP in; without the first nothing can be done."""
    mmps = [
        {"id": name, "value_stream": "s", "effort": 2, "spend": [0], "value_by_quarter": [value]}
        for name, value in (("a", 9), ("b", 5))
    ]
    case = scenario(mmps, 0, 1, value_streams=[stream("s", 2)])
    case = case.replace(value_streams=[case.value_streams[0].replace(teams=2)])
    found = {m.subject: m for m in marginals(case, prepare(case), effort=PROVE)}
    assert found["s"].up == 0
    assert found["s"].down == 9
    wider = case.replace(mmps=[m.replace(effort={"s": 1.5}) for m in case.mmps])
    assert {m.subject: m.up for m in marginals(wider, prepare(wider), effort=PROVE)} == {"s": 5}


def test_price_of_the_three_month_rule() -> None:
    """Releasing something every quarter costs what the better order would have earned."""
    mmps = [
        {"id": "big", "spend": [5, 5], "value_by_quarter": [40, None]},
        {"id": "one", "spend": [5], "value_by_quarter": [6, 5]},
        {"id": "two", "spend": [5], "value_by_quarter": [6, 5]},
    ]
    case = scenario(mmps, 5, 2, plan_rules={"three_month_rule": 1})
    found = [m for m in marginals(case, prepare(case), effort=PROVE) if m.what == "rule"]
    assert [(m.subject, m.up) for m in found] == [("the portfolio releases something that earns every quarter", 29)]


def test_a_step_to_no_plan_is_infinitely_bad() -> None:
    """Less money than a mandatory MMP needs leaves no plan."""
    case = scenario([{"id": "a", "spend": [5], "mandatory": True, "value": 9}], 5, 1)
    found = {m.subject: m for m in marginals(case, prepare(case), effort=PROVE)}
    assert found["quarter 1"].down == inf


def test_rules_are_those_of_the_portfolio() -> None:
    """Links between MMPs are not priced one by one; mandatory ones are."""
    case = scenario(
        [{"id": "a", "spend": [5], "mandatory": True, "excludes": ["b"]}, {"id": "b", "value": 9}], 5, 1
    )
    subjects = [m.subject for m in marginals(case, prepare(case), effort=PROVE) if m.what == "rule"]
    assert subjects == ["a is mandatory"]
    assert Rule("excludes", "a", "b") in prepare(case).rules()


def test_the_three_month_rule_has_a_price_by_stream_and_as_a_whole() -> None:
    """Two streams that only lose by releasing something: each loss by itself, and both together."""
    mmps = [
        {"id": name, "value_stream": name, "spend": [5], "value_by_quarter": [loss]}
        for name, loss in (("s", -2), ("t", -3))
    ] + [{"id": "u", "value_stream": "u", "spend": [1], "value_by_quarter": [9]}]
    case = scenario([m | {"value": 1} for m in mmps], 20, 1, plan_rules={"three_month_rule": 1})
    data = prepare(case)
    data = replace(
        data, candidates=tuple(replace(c, bears_value=True) for c in data.candidates), watched=("s", "t")
    )
    prices = {m.subject: m.up for m in marginals(case, data, effort=PROVE) if m.what == "rule"}
    assert sorted(prices.values()) == [2, 3, 5]
    assert prices["the three-month rule, in every value stream"] == 5


def test_marginals_stop_when_time_is_up() -> None:
    """What is not reached is left out."""
    case = scenario(MMPS, 10, 1)
    assert marginals(case, prepare(case), seconds=-1.0) == ()


def test_alternatives_differ_and_come_in_order() -> None:
    """Every alternative differs from all plans before in two MMPs and is worth no more than the last."""
    mmps = [{"id": f"m{i}", "spend": [3], "value_by_quarter": [10 + i]} for i in range(5)]
    plan = optimise(scenario(mmps, 9, 1), effort=PROVE)
    found = list(alternatives(plan, 5, 2, 0.5))
    sets = [set(plan.starts or {}), *(set(a.starts) for a in found)]
    assert all(len(one ^ other) >= 2 for i, one in enumerate(sets) for other in sets[:i])
    values = [plan.value, *(a.value for a in found)]
    assert values == sorted(values, reverse=True)
    assert (found[0].value, found[0].leaves, found[0].enters, found[0].loss) == (38, ("m2",), ("m1",), 1)


def test_alternatives_stay_within_the_tolerance() -> None:
    """Nothing worth less than the tolerance allows is offered."""
    mmps = [{"id": f"m{i}", "spend": [3], "value_by_quarter": [10 + i]} for i in range(5)]
    plan = optimise(scenario(mmps, 9, 1), effort=PROVE)
    assert [a.value for a in alternatives(plan, 9, 2, 0.03)] == [38]
    assert list(alternatives(plan, 9, 6, 1.0)) == []


UNDER_WAY = [
    {"id": "a", "spend": [10], "underway": 0, "value_by_quarter": [9, 8]},
    {"id": "b", "spend": [10], "underway": 0, "value_by_quarter": [5, 4]},
]


def test_work_under_way_pauses_where_money_is_short() -> None:
    """Two that cost 10 go on together with 20 a quarter, and one after the other with 10: worth 14, and 9 + 4."""
    data = prepare(scenario(UNDER_WAY, 20, 2))
    found = frontier(data, (0.4, 0.5, 1.0), PROVE)
    assert [point.value for point in found.points] == [None, 13, 14]
    assert [point.starts for point in found.points] == [None, {"a": 1, "b": 2}, {"a": 1, "b": 1}]
    assert found.smallest == pytest.approx(0.5)
    down = marginals(scenario(UNDER_WAY, 20, 2), data, step=0.5, effort=PROVE)[0]
    assert (down.subject, down.up, down.down) == ("quarter 1", 0, 1)


@settings(max_examples=8, deadline=None)
@given(portfolios(), st.sampled_from([0.3, 0.6, 1.0, 1.5]))
def test_frontier_is_the_plan_of_that_budget(case: Scenario, factor: float) -> None:
    """At every budget the frontier is worth what trying everything finds with it, also with most work under way."""
    apart = {"excludes": (), "variant_of": None}
    mmps = [mmp.replace(underway=0.5 if mmp.id in ("m0", "m1", "m2") else None, **apart) for mmp in case.mmps]
    case = case.replace(mmps=mmps, plan_rules=case.plan_rules.replace(at_most=()))
    (point,) = frontier(prepare(case), (factor,), PROVE).points
    budget = case.budget
    smaller = budget.replace(
        per_quarter=tuple(factor * amount for amount in budget.per_quarter),
        streams={name: factor * amount for name, amount in budget.streams.items()},
        purses={name: _times(amount, factor) for name, amount in budget.purses.items()},
    )
    assert point.value == pytest.approx(brute_force(case.replace(budget=smaller)))


def _times(amount: float | tuple[float, ...], factor: float) -> float | tuple[float, ...]:
    return tuple(factor * a for a in amount) if isinstance(amount, tuple) else factor * amount
