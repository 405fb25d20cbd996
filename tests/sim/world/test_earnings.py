"""What a release earns: exact amounts of ramps, urgencies, penalties and discount, from their definitions."""

import math

import numpy as np
import pytest

from scenarios.calendar import Calendar
from scenarios.language.mmps import MMP
from sim.world.earnings import Earnings, discount_weights, lookup
from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream

YEAR = Calendar(quarters=2, benefit_quarters=4, discount_rate=0.08)
FLAT = Calendar(quarters=2, benefit_quarters=4, discount_rate=0)


def earnings(calendar=FLAT, appears=0.0, **more):
    return Earnings.of(MMP.model_validate({"id": "m", **more}), appears, calendar)


def test_full_value_from_release():
    """1 000 a week from week 10 to week 52."""
    weekly = earnings(value_per_quarter=13_000).weekly(10)
    assert weekly.tolist() == [0] * 10 + [1000] * 42


def test_release_within_a_week():
    """Released in the middle of week 10, half of that week's value is earned."""
    weekly = earnings(value_per_quarter=13_000).weekly(10.5)
    assert weekly[10] == 500
    assert weekly.sum() == 41_500


def test_ramp_is_a_straight_line():
    """Over a ramp of 13 weeks half the value is lost: week k of it earns (2k + 1)/26 of the full amount."""
    weekly = earnings(value_per_quarter=13_000, ramp_quarters=1).weekly(10)
    assert weekly[10:23] == pytest.approx([1000 * (2 * k + 1) / 26 for k in range(13)])
    assert weekly.sum() == pytest.approx(1000 * (42 - 6.5))


def test_one_off_value_and_benefit_list():
    """A one-off falls in the week of release; a list is spread evenly over the quarters after release."""
    one = earnings(value=500).weekly(10.9)
    assert one.tolist() == [0] * 10 + [500] + [0] * 41
    listed = earnings(benefits=[1300, -2600]).weekly(10)
    assert listed == pytest.approx(np.array([0] * 10 + [100] * 13 + [-200] * 13 + [0] * 16))


def test_decaying_halves():
    """With a half-life of one quarter the rate at mid-week is halved 13 weeks after the idea appeared."""
    weekly = earnings(
        appears=13.0, value_per_quarter=13_000, urgency={"kind": "decaying", "half_life_quarters": 1}
    ).weekly(0)
    assert weekly[:13] == pytest.approx([1000] * 13)
    assert weekly[26:39] == pytest.approx(weekly[13:26] / 2)
    assert weekly[13] == pytest.approx(1000 * 2 ** (-0.5 / 13))


def test_closing_window():
    """Nothing is earned after the end of the last quarter."""
    weekly = earnings(value_per_quarter=13_000, urgency={"kind": "closing", "last_quarter": 2}).weekly(20)
    assert weekly.tolist() == [0] * 20 + [1000] * 6 + [0] * 26


@pytest.mark.parametrize(("release", "total"), [(13, 0), (13.5, 700 + 50), (20, 700 + 700), (None, 700 + 3900)])
def test_fixed_date(release, total):
    """Due by week 13: 700 once, and 100 for each week late, up to the benefit horizon when it never comes."""
    due = {"kind": "fixed_date", "quarter": 1, "penalty": 700, "penalty_per_quarter": 1300}
    paid = earnings(urgency=due).penalties(release)
    assert paid.sum() == pytest.approx(total)
    assert not paid[:13].any()
    assert paid[13] >= 700 or not total


def test_discount_at_mid_week():
    """Weight of week k: exp(-0.08 (k + 1/2)/52)."""
    assert discount_weights(YEAR)[[0, 51]] == pytest.approx([math.exp(-0.04 / 52), math.exp(-0.08 * 51.5 / 52)])


@pytest.mark.parametrize("urgency", [
    {"kind": "standard"}, {"kind": "closing", "last_quarter": 3}, {"kind": "decaying", "half_life_quarters": 2},
    {"kind": "fixed_date", "quarter": 2, "penalty": 300, "penalty_per_quarter": 26},
])  # fmt: skip
def test_tables_are_the_sums_of_the_weeks(urgency):
    """What a release in week r would earn is the sum of its weeks, with and without discount."""
    weights = discount_weights(YEAR)
    earned = earnings(YEAR, value_per_quarter=900, value=70, benefits=[30, 40], ramp_quarters=0.7, urgency=urgency)
    discounted, plain, penalties = earned.tables(weights)
    for release in (0, 7, 26, 51, 52):
        weekly = earned.weekly(release) if release < 52 else np.zeros(52)
        assert discounted[release] == pytest.approx(weekly @ weights)
        assert plain[release] == pytest.approx(weekly.sum())
        assert penalties[release] == pytest.approx(earned.penalties(release) @ weights)


def test_lookup_between_weeks():
    """Between two weeks a table is read in a straight line, beyond its end as its last entry."""
    assert [lookup(np.array([10.0, 20.0, 40.0]), week) for week in (0, 0.5, 1.25, 2, 9)] == [10, 15, 25, 40, 40]


def test_a_run_earns_what_the_page_says():
    """Two MMPs: ramp and chance, penalty and failure value, through a whole run."""
    case = scenario(
        [
            mmp("p", 5, earns=100, ramp_quarters=1),
            mmp("q", 15, earns=100, success_probability=0,
                urgency={"kind": "fixed_date", "quarter": 1, "penalty": 900, "penalty_per_quarter": 130}),
        ],
        stream("s", stage(servers=2)),
        uncertainty={"failure_value": 0.25},
    )  # fmt: skip
    outcome = run(case)
    # q goes first (fixed date): 15 features on two servers: the last one in week 8; p's follow
    assert dates(outcome, "released") == {"p": 10, "q": 8}
    assert outcome.result.outcomes["benefits"] == pytest.approx(100 * (94 - 6.5) + 25 * 96)
    late = run(case, funding(approval_weeks=8))
    # money in week 8: q out in week 16, three weeks late
    assert dates(late, "released") == {"p": 18, "q": 16}
    assert late.result.outcomes["benefits"] == pytest.approx(100 * (86 - 6.5) + 25 * 88 - 900 - 30)


def test_net_value_is_discounted_week_by_week():
    """One MMP, 1 000 a week cost for a year, 2 000 a week benefit from week 4: sums of exp(-0.08 (k + 1/2)/52)."""
    outcome = run(scenario([mmp("p", 4, earns=2000)], calendar={"discount_rate": 0.08}))
    weight = [math.exp(-0.08 * (k + 0.5) / 52) for k in range(104)]
    expected = 2000 * sum(weight[4:]) - 1000 * sum(weight[:52])
    assert outcome.result.outcomes["npv"] == pytest.approx(expected, rel=1e-12)
    assert outcome.result.cumulative[4] == pytest.approx(-1000 * sum(weight[:4]))
