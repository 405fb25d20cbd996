"""Claims: outcomes behind them by hand, intervals, verdicts, and where they turn."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.faults import ScenarioError
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import mean_interval
from sim.studies.attribution import Estimate
from sim.studies.cases import Case, Outcomes, Study
from sim.studies.claim_conditions import Condition, Point, changed, scan
from sim.studies.claims import CLAIMS, Claim, Finding, Lever, examine, examine_all, fieller, share_interval
from sim.studies.comparison import compare
from sim.world.ledger import BUSINESS_CASE, GOVERNANCE
from tests.sim.cases import RATE, funding, mmp, run, scenario, stage, stream
from tests.sim.test_neutrality import portfolio

BY_ID = {claim.id: claim for claim in CLAIMS}
SURE = {"evidence": {"sensitivity": 1, "specificity": 1}}


def outcomes(case, **changes):
    return run(case, funding(**changes)).result.outcomes


# --- outcomes by hand ------------------------------------------------------------------------------------------


def test_work_on_losers():
    """Ten features that will earn nothing: ten weeks without a stop; with one, until the round in week 13."""
    case = scenario([mmp("m", 30, earns=9, success_probability=0)], uncertainty=SURE)
    kept = outcomes(case)
    assert (kept["loser_weeks"], kept["losers_stopped_share"]) == (30, 0)
    sure = scenario([mmp("m", 30, earns=9, success_probability=0)], uncertainty=SURE)
    stopped = outcomes(sure, stop_rule="evidence", reestimate=True)
    assert (stopped["loser_weeks"], stopped["losers_stopped_share"]) == (26, 1)


def test_no_losers():
    """Where everything succeeds, or nothing is claimed, there is no loser to speak of."""
    result = outcomes(scenario([mmp("m", 3, earns=5), mmp("n", 3, success_probability=0)]))
    assert math.isnan(result["loser_weeks"])
    assert math.isnan(result["losers_stopped_share"])
    assert result["failed_share"] == 0


def test_time_above_ninety_per_cent():
    """One server busy for 13 of 52 weeks: a quarter of the time. Two servers, one busy: never above 90 %."""
    assert outcomes(scenario([mmp("m", 13)]))["overload_share"] == 0.25
    two = scenario([mmp("m", 13)], stream("s", stage(servers=1), stage("idle", servers=1, effort=0)))
    assert outcomes(two)["overload_share"] == 0
    both = scenario([mmp("m", 13), mmp("n", 26, on="t")], stream(), stream("t"))
    assert outcomes(both)["overload_share"] == (13 + 26) / 104


def test_load_counts_people_that_are_there():
    """Both people move to the stream with work: busy for 13 of its 52 weeks; the empty stream does not count."""
    case = scenario([mmp("m", 26)], stream(), stream("t"))
    assert outcomes(case)["overload_share"] == 26 / 104
    assert outcomes(case, staffing="follows_funding", formation_weeks=0)["overload_share"] == 13 / 52


def test_bets_and_the_best_tenth():
    """Ten bets of one week, the first of which fails: the best tenth is one bet; it earns (52 + 52 - r) a week."""
    mmps = [mmp(f"m{k}", 1, earns=100 * k, success_probability=float(k != 1)) for k in range(1, 11)]
    result = outcomes(scenario([*mmps, mmp("unclaimed", 1)]))
    assert result["failed_share"] == 0.1
    assert result["best_tenth_cover"] == pytest.approx(1000 * (104 - 10) / (10 * RATE))


def test_part_of_a_bet():
    """The best tenth of five bets is half of the best one."""
    mmps = [mmp(f"m{k}", 1, earns=100 * k) for k in range(1, 6)]
    assert outcomes(scenario(mmps))["best_tenth_cover"] == pytest.approx(0.5 * 500 * (104 - 5) / (5 * RATE))


def test_money_on_measured_outcomes():
    """Two MMPs of 4 and 6 weeks, one with an objective: 40 % of the money, if evidence comes before the end."""
    mmps = [mmp("a", 4, earns=1, objective="o"), mmp("b", 6, earns=1)]
    goal = {"objectives": [{"id": "o"}]}
    assert outcomes(scenario(mmps, **goal))["measured_share"] == pytest.approx(0.4)
    assert outcomes(scenario(mmps, **goal), release_unit="project")["measured_share"] == 0
    late = scenario(mmps, uncertainty={"evidence": {"share": 1}}, **goal)
    assert outcomes(late)["measured_share"] == 0


def test_the_worst_stream_counts():
    """Every stream's money: the share of the stream that measures least."""
    mmps = [mmp("a", 4, objective="o"), mmp("b", 4, on="t"), mmp("c", 4, on="t", objective="o")]
    case = scenario(mmps, stream(), stream("t"), objectives=[{"id": "o"}])
    assert outcomes(case)["measured_share"] == pytest.approx(0.5)


# --- intervals -------------------------------------------------------------------------------------------------


def test_ends_of_the_ratio():
    """At both ends of the interval the paired t test of second - ratio x first is just at the edge."""
    a, b = np.array([9.0, 10.0, 11.0, 12.0]), np.array([5.0, 4.0, 6.0, 7.0])
    ratio = fieller(a, b)
    assert ratio.mean == pytest.approx(22 / 42)
    for end in (ratio.low, ratio.high):
        low, _, high = mean_interval(b - end * a)
        assert min(abs(low), abs(high)) == pytest.approx(0, abs=1e-9)


@given(st.lists(st.tuples(st.floats(1, 100), st.floats(1, 100)), min_size=2, max_size=12))
def test_ratio_agrees_with_difference(pairs):
    """The interval of the ratio excludes 1 exactly when the paired interval of the difference excludes 0."""
    a, b = (np.array(column) for column in zip(*pairs, strict=True))
    ratio, (low, _, high) = fieller(a, b), mean_interval(b - a)
    if math.isfinite(ratio.low) and min(abs(low), abs(high)) > 1e-6:
        assert (ratio.low > 1) == (low > 0)
        assert (ratio.high < 1) == (high < 0)


def test_ratio_to_nothing():
    """A first mean that is not clear of zero gives a ratio without ends; zero gives none."""
    assert math.isnan(fieller(np.zeros(5), np.ones(5)).mean)
    wide = fieller(np.array([-1.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0]))
    assert (wide.low, wide.high) == (-math.inf, math.inf)


def test_share_of_worlds():
    """Exact interval of a share: none of 10 is at most 30.8 %, 5 of 10 is 18.7 to 81.3 % (Clopper and Pearson)."""
    none, half, every = (share_interval(k, 10) for k in (0, 5, 10))
    assert (none.low, none.high) == (0, pytest.approx(0.3085, abs=5e-5))
    assert (half.low, half.high) == (pytest.approx(0.1871, abs=5e-5), pytest.approx(0.8129, abs=5e-5))
    assert (every.low, every.high) == (pytest.approx(0.6915, abs=5e-5), 1)


# --- verdicts --------------------------------------------------------------------------------------------------


def table(first, second):
    """Outcomes of a case in which one measure has these values under two models."""
    values = np.full((len(first), 2, len(OUTCOMES)), np.nan)
    values[:, 0, 0], values[:, 1, 0] = first, second
    return Outcomes(("a", "b"), values)


def verdict(test, limit, first, second, *, more=True):
    claim = Claim("c", "", "", "ratio", "", test, limit, more, lambda f, m, _: f.of("npv", m), Lever("", (), ()))
    return examine(claim, table(first, second), scenario([mmp("m")])).verdict


@pytest.mark.parametrize(
    ("test", "limit", "more", "first", "second", "expected"),
    [
        ("ratio", 0.5, False, [10, 11, 12], [4, 4.4, 4.8], "holds"),
        ("ratio", 0.5, False, [10, 11, 12], [5, 5.5, 6], "holds"),
        ("ratio", 0.5, False, [10, 11, 12], [6, 6.6, 7.2], "does not hold"),
        ("ratio", 0.5, False, [10, 11, 12], [4, 6, 7], "not decided"),
        ("ratio", 1, True, [10, 11, 12], [11, 12, 13.2], "holds"),
        ("ratio", 1, False, [10, 11, 12], [10, 11, 12], "does not hold"),
        ("ratio", 1, False, [0, 0], [0, 0], "does not arise"),
        ("ratio", 1, False, [math.nan] * 3, [1, 2, 3], "does not arise"),
        ("ratio", 1, False, [10], [5], "not decided"),
        ("ratio", 1, False, [0, 0, 0], [4, 5, 6], "does not hold"),  # from nothing to something is not less
        ("ratio", 1, True, [0, 0, 0], [4, 5, 6], "holds"),
        ("ratio", 1, True, [-10, -11, -12], [-5, -5.5, -6], "holds"),  # half the loss is more
        ("ratio", 0.5, False, [-0.3, 0.2, 0.1], [5, 6, 7], "does not hold"),
        ("difference", 0, True, [0, 0, 0], [0.1, 0.2, 0.15], "holds"),
        ("difference", 0, True, [0, 0, 0], [0, 0, 0], "does not hold"),
        ("difference", 0, True, [0, 0, 0], [0, 0, 0.1], "not decided"),
        ("level", 0.9, True, [0, 0, 0], [0.9, 0.9, 0.9], "holds"),
        ("level", 0.9, True, [1, 1, 1], [0.8, 0.81, 0.82], "does not hold"),
        ("worlds", 0.95, True, [0] * 100, [1] * 100, "holds"),
        ("worlds", 0.95, True, [0] * 20, [1] * 20, "not decided"),
        ("worlds", 0.95, True, [1] * 20, [0] * 20, "does not hold"),
    ],
)
def test_verdicts(test, limit, more, first, second, expected):
    """Holds or fails only where the interval lies on one side of what is demanded."""
    assert verdict(test, limit, first, second, more=more) == expected


def test_planning_is_governance_and_business_cases():
    """The measured effort is what the ledger holds for rounds, reviews and business cases."""
    case = portfolio(budget={"per_quarter": 90_000, "carry_over": 0.5, "support_per_quarter": 12_345})
    result = compare(case, replications=4)
    found = Outcomes(result.models, result.outcomes)
    for j, model in enumerate(result.models):
        kinds = result.costs[j].sum(axis=1)  # means over worlds
        assert BY_ID["planning"].values(found, model, case).mean() == pytest.approx(
            kinds[GOVERNANCE] + kinds[BUSINESS_CASE], rel=1e-9
        )


def test_findings_are_the_comparison():
    """Means and paired intervals of every claim on one outcome are those of vmo compare."""
    result = compare(portfolio(), replications=12)
    findings = {f.claim.id: f for f in examine_all(Outcomes(result.models, result.outcomes), result.scenario)}
    assert set(findings) == set(BY_ID)
    for claim, outcome in {"days_per_release": "days_per_release", "load": "overload_share"}.items():
        d, f = result.difference(outcome, *result.models[::-1]), findings[claim]
        assert (f.difference.mean, f.difference.low, f.difference.high) == (d.mean, d.low, d.high)
        assert f.second - f.first == pytest.approx(d.mean)


# --- conditions ------------------------------------------------------------------------------------------------


def test_every_lever_fits():
    """All paths of all levers lead somewhere in a scenario with two models, and every value is valid."""
    for claim in CLAIMS:
        for value in claim.lever.values:
            changed(portfolio(), claim, "value_stream", value)


def test_scan_measures_the_changed_scenario():
    """A point of a scan is the claim measured in the scenario with that value; where it turns lies in between."""
    claim, case, models = BY_ID["planning"], portfolio(), ("project", "value_stream")
    found = scan(case, models, Study(), 3, [claim])[0]
    assert [value for value, _ in found.tried] == list(claim.lever.values)
    value, finding = found.tried[2]
    other = changed(case, claim, "value_stream", value)
    assert finding == examine(claim, Study().run([Case(other, models)], 3)[0], other)
    gaps = [f.effect.mean - 1 for _, f in found.tried]
    turns = [k for k in range(len(gaps) - 1) if (gaps[k] < 0) != (gaps[k + 1] < 0)]
    assert len(found.flips) == len(turns)
    for flip, k in zip(found.flips, turns, strict=True):
        assert claim.lever.values[k] <= flip <= claim.lever.values[k + 1]


def test_turning_point():
    """The effect crosses the limit on the straight line: 0.8 at 10 and 1.4 at 40 is 1 at 20."""
    claim = BY_ID["planning"]

    def at(value, effect):
        e = Estimate(effect, effect - 0.1, effect + 0.1, 9)
        return Point(value, Finding(claim, 1, effect, e, e, e, "not decided"))

    assert Condition(claim, (at(10, 0.8), at(40, 1.4))).flips == [pytest.approx(20)]
    assert Condition(claim, (at(10, 0.8), at(40, 0.9))).flips == []


def test_value_that_makes_no_sense():
    """A value the scenario cannot take is left out, with the fault."""
    planning = BY_ID["planning"]
    claim = replace(planning, lever=replace(planning.lever, values=(-5, 100)))
    found = scan(portfolio(), ("project", "value_stream"), Study(), 1, [claim])
    assert [point.finding is None for point in found[0].points] == [True, False]
    assert "-5" in found[0].points[0].fault
    with pytest.raises(ScenarioError):
        changed(portfolio(), claim, "value_stream", -5)
