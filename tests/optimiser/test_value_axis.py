"""Money and customer value: two axes, weighed only where somebody says so."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimiser.alternative_plans import alternatives
from optimiser.checker import check
from optimiser.data import Wishes
from optimiser.explanation import explain
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.solving import Effort
from scenarios.scenario import Scenario
from tests.optimiser.cases import scenario

PROVE = Effort(gap=0.0)
MMPS: list[dict[str, Any]] = [
    {"id": "a", "spend": [10], "value_by_quarter": [20, 20], "customer_value": 1},
    {"id": "b", "spend": [10], "value_by_quarter": [15, 15], "customer_value": 4},
    {"id": "c", "spend": [10], "value_by_quarter": [12, 12], "customer_value": 10, "success_probability": 0.5},
]


def test_money_alone_decides_without_a_weight() -> None:
    """Two of three fit: a and b earn most, 35, and bring 1 + 4 points; nothing is weighed."""
    plan = optimise(scenario(MMPS, 10), effort=PROVE)
    assert (plan.value, plan.objective, plan.points, plan.weighted) == (35, 35, 5, None)


def test_a_weight_decides_and_both_are_told_apart() -> None:
    """At 3 a point a, b, c count 23, 27 and 12 + 3 x 5 = 27: b and c are done, 27 in money, 9 points, 54 in all."""
    plan = optimise(scenario(MMPS, 10), Wishes(weight=3.0), PROVE)
    assert set(plan.starts or {}) == {"b", "c"}
    assert (plan.value, plan.points, plan.weighted, plan.objective) == (27, 9, 54, 54)
    assert plan.bound == pytest.approx(54)
    axis = plan.as_json()["value_axis"]
    assert (axis["money"], axis["points"], axis["weight"], axis["weighted"]) == (27, 9, 3, 54)


def test_reasons_and_other_plans_reckon_with_the_weight() -> None:
    """To force a in costs 54 - 50; the next best plan is worth 50."""
    plan = optimise(scenario(MMPS, 10), Wishes(weight=3.0), PROVE)
    (why,) = explain(plan, ["a"])
    assert why.loss == pytest.approx(4)
    other = next(iter(alternatives(plan, 1, 2, 0.5, PROVE)))
    assert (other.value, other.loss) == (pytest.approx(50), pytest.approx(4))


def test_what_is_late_brings_no_points() -> None:
    """Work under way that ends in quarter 3 of 2 brings none."""
    late = {"id": "late", "underway": 0.1, "spend": [1, 1, 1], "value": 5, "customer_value": 9}
    case = scenario([late, *MMPS], 20)
    assert prepare(case).by_id["late"].points[1] == 0
    assert check(case, {"late": 1, "b": 1}).points == 4


@st.composite
def portfolios_with_points(draw: st.DrawFn) -> Scenario:
    """Two to six MMPs with money and points, small enough to enumerate."""
    number = draw(st.integers(2, 6))
    mmps = [
        {
            "id": f"m{i}",
            "spend": [draw(st.integers(1, 9))],
            "value_by_quarter": [draw(st.integers(-3, 20)) for _ in range(2)],
            "customer_value": draw(st.integers(0, 9)),
            **({"requires": ["m0"]} if i and draw(st.booleans()) else {}),
        }
        for i in range(number)
    ]
    return scenario(mmps, draw(st.integers(4, 15)))


def every_plan(case: Scenario) -> list[tuple[float, float]]:
    """Money and points of every plan that the checker lets pass."""
    ids = [mmp.id for mmp in case.mmps]
    found = []
    for starts in product((None, 1, 2), repeat=len(ids)):
        audit = check(case, {name: q for name, q in zip(ids, starts, strict=True) if q is not None})
        if not audit.broken:
            found.append((audit.value, audit.points))
    return found


@settings(max_examples=15, deadline=None)
@given(portfolios_with_points(), st.sampled_from([0.5, 2.0, 7.0]))
def test_the_weighed_plan_is_the_best_of_all(case: Scenario, weight: float) -> None:
    """No plan has more money and weight times points than the one that is found."""
    plan = optimise(case, Wishes(weight=weight), PROVE)
    assert plan.objective == pytest.approx(max(money + weight * points for money, points in every_plan(case)))


def test_defects_that_users_will_find_take_points_in_a_plan() -> None:
    """Ten features, a tenth of them faulty, two points each: 1 x 5 - 2 for one MMP. Less value: not done."""
    stream = {
        "id": "s",
        "teams": 1,
        "team_cost_per_sprint": 10,
        "stages": [{"id": "build", "servers": 1, "effort": 1}],
        "escapes": {"share": 0.1, "effort": 1, "customer_loss": 2},
    }
    mmps = [{"id": "a", "value_stream": "s", "features": 10, "value": 65, "customer_value": 5}]
    plain = scenario(mmps, 1000, value_streams=[stream])
    plan = optimise(plain, effort=PROVE)
    assert plan.points == 3
    assert check(plain, {"a": 1}).points == 3
    worse = scenario([mmps[0] | {"customer_value": 0.5}], 1000, value_streams=[stream])
    assert optimise(worse, Wishes(weight=1.0), PROVE).points == -1.5
    assert optimise(worse, Wishes(weight=100.0), PROVE).starts == {}
