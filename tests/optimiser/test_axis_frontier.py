"""Money against customer value: every plan that nobody improves on, and none else."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from optimiser.axis_frontier import axis_frontier
from optimiser.data import Wishes
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.solving import Effort
from scenarios.scenario import Scenario
from tests.optimiser.cases import scenario
from tests.optimiser.test_value_axis import MMPS, PROVE, every_plan, portfolios_with_points

NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Portfolios are small as they are; enumerating all plans of many for a smaller one takes minutes."""


def undominated(case: Scenario) -> list[tuple[float, float]]:
    """(points, money) of every plan of which none has more of one and no less of the other, by points."""
    found: list[tuple[float, float]] = []
    for money, points in sorted(set(every_plan(case)), key=lambda plan: (-plan[1], -plan[0])):
        if not found or money > found[-1][1] + 1e-9:
            found.append((points, money))
    return found[::-1]


def test_three_plans_by_hand() -> None:
    """A and b: 35 and 5 points; a and c: 32 and 6; b and c: 27 and 9. To 9 points a point costs 5/3 more than to 6.

    From 35 to 32 for one point more: 3 a point; from there 5/3; a and c is the best at no weight, as a point that
    is worth 2 or more leads from the first to the last at once.
    """
    found = axis_frontier(prepare(scenario(MMPS, 10)), effort=PROVE)
    assert [(plan.points, plan.value) for plan in found.plans] == [(5, 35), (6, 32), (9, 27)]
    assert [set(plan.starts) for plan in found.plans] == [{"a", "b"}, {"a", "c"}, {"b", "c"}]
    assert found.complete
    assert [plan.preferred for plan in found.plans] == [True, False, True]
    assert (found.plans[0].most_weight, found.plans[2].least_weight) == (2, 2)
    assert found.plans[2].most_weight is None


@settings(max_examples=15, deadline=None, phases=NO_SHRINKING)
@given(portfolios_with_points())
def test_the_whole_frontier(case: Scenario) -> None:
    """Of all plans there are exactly those are found that none is better than, and the bounds hold for them."""
    found = axis_frontier(prepare(case), most=200, effort=PROVE)
    assert found.complete
    expected = undominated(case)
    assert [plan.points for plan in found.plans] == pytest.approx([points for points, _ in expected])
    assert [plan.value for plan in found.plans] == pytest.approx([money for _, money in expected])
    for plan in found.plans:
        assert plan.bound == pytest.approx(plan.value)


@settings(max_examples=6, deadline=None, phases=NO_SHRINKING)
@given(portfolios_with_points(), st.sampled_from([0.5, 2.0, 7.0]))
def test_weights_choose_what_the_plan_chooses(case: Scenario, weight: float) -> None:
    """At any weight the best of a complete frontier is worth as much as the plan that is made at that weight."""
    found = axis_frontier(prepare(case), most=200, effort=PROVE)
    best = found.best(weight)
    plan = optimise(case, Wishes(weight=weight), PROVE)
    assert best.value + weight * best.points == pytest.approx(plan.weighted)
    assert best.least_weight <= weight + 1e-9
    assert best.most_weight is None or weight <= best.most_weight + 1e-9


def test_few_plans_are_spread_and_said_to_be_few() -> None:
    """Of five plans that nobody improves on, two are the ends, the third halves the gap, and more may be there."""
    mmps = [
        {
            "id": f"m{k}",
            "spend": [10],
            "value_by_quarter": [20 - k * k, 0],
            "customer_value": k,
            "latest_quarter": 1,
        }
        for k in range(5)
    ]
    case = scenario(mmps, 10)
    few = axis_frontier(prepare(case), most=3, effort=PROVE)
    assert [plan.points for plan in few.plans] == [0, 2, 4]
    assert not few.complete
    assert len(axis_frontier(prepare(case), effort=PROVE).plans) == 5


def test_one_plan_with_most_of_both() -> None:
    """Where money and points agree there is nothing to weigh: one plan, at every weight."""
    mmps = [{"id": "a", "spend": [10], "value_by_quarter": [20, 20], "customer_value": 3}]
    found = axis_frontier(prepare(scenario(mmps, 10)), effort=PROVE)
    (plan,) = found.plans
    assert (plan.points, plan.least_weight, plan.most_weight, found.complete) == (3, 0, None, True)


def test_no_plan_at_all() -> None:
    """Where the rules allow no plan there is no frontier, and nothing is said to be complete."""
    mmps = [{"id": "a", "spend": [30], "value_by_quarter": [20, 20], "customer_value": 3, "mandatory": True}]
    found = axis_frontier(prepare(scenario(mmps, 10)), effort=Effort(gap=0.0))
    assert (found.plans, found.complete) == ((), False)
