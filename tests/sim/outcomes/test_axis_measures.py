"""The second axis of value: points that customers get, by hand."""

import math

import pytest

from tests.sim.cases import mmp, run, scenario, stream


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


ALL = {"share": 1, "effort": 0, "found_after": 1, "customer_loss": 0.5}


def test_defects_take_points() -> None:
    """Of 3 points, 10 defects take half a point each, and 40 of a failure, too; none of what is out in week 60."""
    work = [
        mmp("a", 10, earns=1, customer_value=3),
        mmp("b", 40, earns=1, customer_value=5, success_probability=0),
        mmp("c", 10, earns=1, customer_value=8),
    ]
    outcomes = run(scenario(work, stream("s", escapes=ALL))).result.outcomes
    assert outcomes["customer_points"] == 3 - 5 - 20
    assert outcomes["customer_points_lost"] == 25
    assert outcomes["customer_points_share"] == pytest.approx(-22 / 16)


def test_defects_alone_are_an_axis() -> None:
    """Where no MMP brings points, those that defects take are counted all the same."""
    outcomes = run(scenario([mmp("a", 4)], stream("s", escapes=ALL))).result.outcomes
    assert (outcomes["customer_points"], outcomes["customer_points_lost"]) == (-2, 2)
    assert math.isnan(outcomes["customer_points_share"])


def test_a_loss_of_nothing_is_no_loss() -> None:
    """A neutral loss written out leaves every outcome as it is."""
    plain, written = (
        run(scenario([mmp("a", 4, customer_value=1)], stream("s", escapes=ALL | {"customer_loss": 0, **more})))
        for more in ({}, {"share": 1.0})
    )
    found = [{k: repr(v) for k, v in each.result.outcomes.items()} for each in (plain, written)]
    assert found[0] == found[1]
    assert math.isnan(plain.result.outcomes["customer_points_lost"])


def test_both_axes_together_where_a_weight_is_stated() -> None:
    """Three points at 100 each are added to net present value; without a weight there is no sum."""
    work = [mmp("a", 10, earns=1, customer_value=3)]
    weighed = run(scenario(work, value_axis={"weight": 100})).result.outcomes
    assert weighed["weighed_value"] == weighed["npv"] + 300
    assert math.isnan(run(scenario(work)).result.outcomes["weighed_value"])
