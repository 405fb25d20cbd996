"""The bridge of value starts at the first plan, ends at the second, and leaves nothing out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from optimiser.optimisation import optimise
from optimiser.outside import outside
from optimiser.plan_changes import STEPS, Planned, plan_changes
from scenarios.variation.shifting import shifted
from tests.optimiser.cases import scenario


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_bridge_holds_for_any_portfolio(data: st.DataObject) -> None:
    """Both ends are the values of the plans, to a cent per row; every row's steps are its difference, exactly."""
    whole = st.integers(0, 9)
    statuses = st.sampled_from(["idea", "planned", "running", "released", "cancelled"])
    urgencies = st.sampled_from(["standard", "decaying: 1", "closing: 3", "fixed_date: 2, 5, 2"])
    mmps = [
        {
            "id": f"m{i}",
            "spend": data.draw(st.lists(whole, min_size=1, max_size=2)),
            "value_per_quarter": data.draw(whole),
            "urgency": data.draw(urgencies),
        }
        for i in range(4)
    ]
    pair = [{"mmps": ["m0", "m1"], "value": 3}]
    first = scenario(mmps, 12, 4, calendar={"discount_rate": 0.1}, synergies=pair)
    begun = optimise(first)
    assert begun.starts is not None
    moved = shifted(first, 1).scenario
    second_mmps = []
    for mmp in moved.mmps:
        status = data.draw(statuses) if mmp.id != "m3" else "idea"
        more = {"done_share": 0.5} if status == "running" else {}
        second_mmps.append(mmp.replace(status=status, value_per_quarter=data.draw(whole), **more))
    second = moved.replace(mmps=tuple(second_mmps))
    now = optimise(second)
    assert now.starts is not None
    found = plan_changes(Planned(first, begun.starts), Planned(second, now.starts), 1)
    assert found.value_before == pytest.approx(100 * (begun.value or 0.0), abs=len(found.rows))
    settled = sum(row.value_to_come or 0.0 for row in outside(second))
    assert found.value_now == pytest.approx(100 * ((now.value or 0.0) + settled), abs=len(found.rows))
    for row in found.rows:
        assert row.value_before + sum(row.steps.values()) == row.value_now
    assert found.value_before + sum(map(found.step, STEPS)) == found.value_now


def test_nothing_happened_but_time() -> None:
    """When everything goes as planned, time is the only step: half done is half the quarters and half the money."""
    first = scenario([{"id": "a", "spend": [5, 5], "value_per_quarter": 9}], 10, 4, calendar={"discount_rate": 0.1})
    moved = shifted(first, 1).scenario
    second = moved.replace(mmps=(moved.mmps[0].replace(status="running", done_share=0.5),))
    found = plan_changes(Planned(first, {"a": 1}), Planned(second, {"a": 1}), 1)
    assert {step: found.step(step) for step in STEPS if step != "time"} == dict.fromkeys(STEPS[1:], 0)
    assert found.step("time") > 500  # the 5 that are spent, and the discount of a quarter


def test_nothing_happened_at_all() -> None:
    """A plan against itself has no step, what is under way at week 0 included."""
    now = scenario([{"id": "a", "spend": [5, 5], "value_per_quarter": 9, "underway": 0.5}], 10, 4)
    found = plan_changes(Planned(now, {"a": 1}), Planned(now, {"a": 1}), 0)
    assert all(step == 0 for row in found.rows for step in row.steps.values())
