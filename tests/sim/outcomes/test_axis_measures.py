"""The second axis of value: points that customers get, by hand."""

import math

import pytest

from tests.sim.cases import mmp, run, scenario


def test_points_count_when_released_in_the_horizon_and_successful() -> None:
    """Weeks 10, 50 and 60 of a line, horizon 52: the first two are out in time; the second cannot succeed."""
    work = [
        mmp("a", 10, earns=1, customer_value=3),
        mmp("b", 40, earns=1, customer_value=5, success_probability=0),
        mmp("c", 10, earns=1, customer_value=8),
    ]
    outcomes = run(scenario(work)).result.outcomes
    assert outcomes["customer_points"] == 3
    assert outcomes["customer_points_share"] == pytest.approx(3 / 16)


def test_points_change_nothing_else_and_are_not_there_without() -> None:
    """Everything but the outcomes of the axis is as it is without points."""
    without = run(scenario([mmp("a", 10, earns=1)])).result.outcomes
    outcomes = run(scenario([mmp("a", 10, earns=1, customer_value=3)])).result.outcomes
    assert math.isnan(without.get("customer_points", math.nan))
    same = {name: value for name, value in outcomes.items() if not name.startswith("customer_")}
    assert {k: repr(v) for k, v in same.items()} == {
        k: repr(v) for k, v in without.items() if not k.startswith("customer_")
    }
