"""Outcomes by hand on portfolios where something goes wrong: nothing released, no value, work left over."""

import math

import pytest

from sim.outcomes.measures import OUTCOMES
from sim.outcomes.timeline import COLUMNS, kanban_counts, timelines
from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream


def outcomes(case, model=None):
    return run(case, model).result.outcomes


def test_every_outcome_is_defined():
    """Each outcome has a name for people, a unit and a definition."""
    assert all(outcome.label and outcome.unit and outcome.definition for outcome in OUTCOMES.values())


def test_nothing_released():
    """Without a release there is no lead time; first value is at the benefit horizon; days count once."""
    o = outcomes(scenario([mmp("p", 200, earns=10)]))
    assert math.isnan(o["lead_time_weeks"])
    assert o["time_to_first_value_weeks"] == 104
    assert (o["releases"], o["days_per_release"], o["cost_per_release"]) == (0, 364, 52_000)
    assert o["longest_gap_weeks"] == 52
    assert o["realised_share"] == 0 or math.isnan(o["realised_share"])
    assert (o["mmps_released"], o["mmps_unfinished"], o["mmps_not_chosen"]) == (0, 1, 0)


def test_nothing_chosen():
    """Without money nothing starts, people wait on the bench, and every measure of work is empty, not an error."""
    o = outcomes(scenario([mmp("p", 2), mmp("q", 1)]), funding(approval_weeks=60))
    assert (o["mmps_not_chosen"], o["releases"], o["utilisation"], o["wip"], o["throughput"]) == (2, 0, 0, 0, 0)
    assert o["bench_share"] == 1
    assert o["cost"] == 52_000
    assert math.isnan(o["flow_efficiency"])
    assert math.isnan(o["cycle_time_weeks"])


def test_valueless_release():
    """A failure is released, earns nothing and is counted as sunk; the first value is that of the other one."""
    o = outcomes(scenario([mmp("p", 4, earns=10, success_probability=0, direct_cost=7), mmp("q", 3, earns=10)]))
    assert o["sunk_valueless"] == 4_007
    assert o["false_continuations"] == 1
    assert o["time_to_first_value_weeks"] == 7
    assert o["benefits"] == 970
    assert o["realised_share"] == pytest.approx(970 / (10 * 100 + 10 * 101))
    assert o["realised_of_funded"] == pytest.approx(970 / (10 * 100 + 10 * 101))


def test_claims_are_those_of_all_candidates():
    """What is never funded was claimed as well: 970 of 2 010 under every model, and of 1 000 of what got money."""
    case = scenario([mmp("p", 4, earns=10), mmp("q", 3, earns=10)], budget={"per_quarter": [4_000, 0, 0, 0]})
    poor, slow = outcomes(case), outcomes(case, funding(approval_weeks=3))
    assert poor["realised_share"] == pytest.approx(1_000 / (10 * 100 + 10 * 101))
    assert slow["realised_share"] == pytest.approx(970 / (10 * 100 + 10 * 101))
    assert poor["realised_of_funded"] == slow["realised_of_funded"] == 1
    assert poor["unreleased_share"] == 0.5
    assert poor["lead_time_weeks"] == 4


def test_an_enabler_is_not_valueless():
    """An MMP for which nothing was claimed is no disappointment, nor is it a release that earns."""
    o = outcomes(scenario([mmp("p", 4), mmp("q", 3, earns=10)]))
    assert (o["sunk_valueless"], o["false_continuations"], o["time_to_first_value_weeks"]) == (0, 0, 7)


def test_gaps_and_quarters_with_value():
    """Value by the end of each quarter in one stream; in the other a week too late for the second one: 7 of 8."""
    kept = [mmp(f"p{k}", n, on="a", earns=1) for k, n in enumerate((13, 13, 13, 11))]
    broken = [mmp(f"q{k}", n, on="b", earns=1) for k, n in enumerate((13, 14, 12, 11))]
    o = outcomes(scenario([*kept, *broken], stream("a"), stream("b")))
    assert o["longest_gap_weeks"] == (13 + 14) / 2
    assert o["worst_gap_weeks"] == 14
    assert o["three_month_rule_share"] == 7 / 8


def test_blocked_is_not_done_and_not_pulled():
    """Two features, stages of 1 and 3 weeks, room for one in the second, blocked for 2 weeks after the first."""
    blocked = {"probability": 1, "duration": 2}
    line = stream("s", stage("a", servers=2, blockers=blocked), stage("b", effort=3, wip_limit=1))
    outcome = run(scenario([mmp("m", 2, earns=1)], line))
    o = outcome.result.outcomes
    # both are worked on for 1 week and blocked for 2; one is pulled in week 3, the other waits until week 6
    assert dates(outcome, "released") == {"m": 9}
    total = 6 + 9
    assert o["flow_efficiency"] == pytest.approx(8 / total)
    assert o["blocked_share"] == pytest.approx(4 / total)
    assert o["not_pulled_share"] == pytest.approx(3 / total)
    assert o["waiting_share"] == pytest.approx(0, abs=1e-12)


def test_time_in_the_queue_is_waiting():
    """Three features of one week on one server: the second waits one week, the third two."""
    o = outcomes(scenario([mmp("m", 3)]))
    assert o["waiting_share"] == pytest.approx(3 / 6)
    assert o["blocked_share"] == o["not_pulled_share"] == 0


def test_releases_are_dates():
    """Two MMPs of one stream out on one date are one release; of two streams two."""
    o = outcomes(scenario([mmp("p", 1, on="a"), mmp("q", 1, on="a"), mmp("r", 1, on="b")],
                          stream("a", stage(servers=2)), stream("b")))  # fmt: skip
    assert o["releases"] == 2


def test_work_left_over():
    """60 features, all activated in week 0, one done a week: 8 are left at the end of the year, 52 weeks old."""
    o = outcomes(scenario([mmp("p", 60)], calendar={"run_off": False}))
    assert o["work_item_age_weeks"] == 52
    assert o["throughput"] == 1
    assert o["cycle_time_weeks"] == sum(range(1, 53)) / 52
    assert o["wip"] == (sum(range(1, 53)) + 8 * 52) / 52
    assert o["utilisation"] == 1
    assert o["sunk_unfinished"] == 52_000


def test_money_not_used():
    """Budget used is what was spent on change; support is on top and left out."""
    o = outcomes(scenario([mmp("p", 13)], budget={"per_quarter": 26_000, "support_per_quarter": 9_999}))
    assert o["budget_used_share"] == pytest.approx(0.5)
    assert o["bench_share"] == pytest.approx(0.75)


def test_portfolio_kanban_by_hand():
    """P waits for money, is built and done; q stays in review; r appears in week 13."""
    case = scenario([mmp("p", 4), mmp("q", 1, excludes=["p"]), mmp("r", 30, appears_quarter=2)])
    outcome = run(case, funding(approval_weeks=2))
    lines = {line.mmp: line.spans(104) for line in timelines(outcome)}
    assert lines["p"] == [("analysis", 0, 2), ("implementation", 2, 6), ("done", 6, 104)]
    assert lines["q"] == [("review", 0, 104)]
    assert lines["r"] == [("analysis", 13, 15), ("implementation", 15, 45), ("done", 45, 104)]
    counts = dict(zip(COLUMNS, kanban_counts(outcome.states, 104).tolist(), strict=True))
    assert [counts[name][5] for name in COLUMNS] == [0, 1, 0, 0, 1, 0, 0]
    assert [counts[name][14] for name in COLUMNS] == [0, 1, 1, 0, 0, 1, 0]
    assert [counts[name][104] for name in COLUMNS] == [0, 1, 0, 0, 0, 2, 0]


def test_backlog_of_funded_work():
    """With one MMP at a time the second one stands in the portfolio backlog until the first is complete."""
    outcome = run(scenario([mmp("p", 4), mmp("q", 1)]), funding(mmp_wip_limit=1))
    assert dates(outcome, "funded") == {"p": 0, "q": 0}
    assert timelines(outcome)[1].spans(10) == [
        ("portfolio backlog", 0, 4),
        ("implementation", 4, 5),
        ("done", 5, 10),
    ]
