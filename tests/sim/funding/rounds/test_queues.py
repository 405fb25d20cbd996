"""How quickly promised work is done, and how long people will be idle, against sums done by hand."""

import numpy as np
import pytest

from sim.funding.rounds.queues import idle_weeks, next_money, pace, unrest, week_price
from sim.world.blueprint import Blueprint
from tests.coupling.cases import on_the_table
from tests.sim.cases import mmp, scenario, stage, stream


def test_one_stage_takes_as_long_as_estimated():
    """One stage without rework or growth: a week of estimated work takes a week."""
    assert pace(Blueprint(scenario([mmp("a")])), 0) == (1.0, 0.0)


def test_narrowest_stage_and_growth_set_the_pace():
    """1 + 3 weeks of touch time on two servers are 2 a feature, the second stage needs 3; half the scope: 0.75."""
    line = stream("s", stage("first"), stage("second", effort=3))
    growth = {"scope_growth": {"distribution": "uniform", "low": 0.25, "high": 0.75}}
    ratio, variation = pace(Blueprint(scenario([mmp("a")], line, uncertainty=growth)), 0)
    assert ratio == pytest.approx(3 / 2 * 0.5)
    assert variation == pytest.approx(0.5 / np.sqrt(12) / 0.5)


def test_idle_weeks_at_the_ends():
    """Without work everybody is idle to the end; with much more than needed nobody is; just enough: 0.4 spreads."""
    assert idle_weeks(10, 0.5, 0) == pytest.approx(10)
    assert idle_weeks(10, 0.1, 100) == pytest.approx(0, abs=1e-9)
    assert idle_weeks(10, 0.5, 10) == pytest.approx(0.7 * 0.5 * 10 / np.sqrt(2 * np.pi))


def test_unrest_falls_and_rises():
    """More work means fewer idle weeks; beyond need each further week counts a tenth."""
    curve = unrest(10.0, 0.2, 60)
    assert curve[0] == pytest.approx(10)
    assert (np.diff(curve[:20]) < 0).all()
    assert curve[-1] - curve[-3] == pytest.approx(0.1)


def test_linked_queues_cannot_have_too_much():
    """What waits for another queue is work that nobody can do yet: no week of it is beyond need."""
    linked, alone = unrest(10.0, 0.2, 60, linked=True), unrest(10.0, 0.2, 60)
    assert linked[-1] == pytest.approx(0, abs=1e-6)
    assert (alone - linked)[[0, 20, 22]] == pytest.approx([0, 0, 0.1])


def test_next_money():
    """In week 5 of rounds every 13 weeks the next money comes in week 13 and 2 for approval: in 10 weeks."""
    round_ = on_the_table({"a": (1, 1)}, now=5.0, income=[1])
    assert next_money(round_) == 8
    assert next_money(on_the_table({"a": (1, 1)})) is None


def test_price_of_a_week():
    """Two units of 2 and 4 weeks, worth 102 x 10 and 100 x 10: a tenth of 2 020 / 6."""
    round_ = on_the_table({"a": (2, 10), "b": (4, 10)})
    assert week_price(round_, list(round_.candidates), 0) == pytest.approx(0.1 * (102 * 10 + 100 * 10) / 6)
