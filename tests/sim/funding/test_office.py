"""Rounds, purses, commitments, overruns and people, on portfolios of two or three MMPs."""

import pytest

from sim.world.ledger import KINDS
from tests.sim.cases import dates, funding, mmp, money, run, scenario, stage, stream

TWO = (stream("a"), stream("b"))


def booked(outcome, kind):
    """Amounts of a kind by week, in currency."""
    table = outcome.ledger.by_week(104)
    row = table[KINDS.index(kind)]
    return {week: cents / 100 for week, cents in enumerate(row.tolist()) if cents}


def test_the_last_one_may_run_over():
    """With 13 000 for a quarter the first two of 8 000 are chosen, the second into the next window; then one is."""
    case = scenario([mmp(name, 8) for name in "pqrs"], budget={"per_quarter": 13_000})
    outcome = run(case)
    # week 13: 13 000 - the 3 features of q to do = 10 000: r and s; s runs over
    assert dates(outcome, "chosen") == {"p": 0, "q": 0, "r": 13, "s": 13}


def test_money_used_up_exactly_is_used_up():
    """Nothing is chosen with nothing left."""
    case = scenario([mmp("p", 13), mmp("q", 1)], budget={"per_quarter": 13_000})
    assert dates(run(case), "chosen") == {"p": 0, "q": 13}


@pytest.mark.parametrize(("ahead", "chosen"), [(0, 13), (3, 0)])
def test_window_reaches_to_the_next_round_or_further(ahead, chosen):
    """An approval of 3 weeks buys nothing: a round has the money of 13 weeks, and of 16 with 3 committed ahead."""
    case = scenario([mmp("p", 13), mmp("q", 1)], budget={"per_quarter": 13_000})
    model = funding(approval_weeks=3, commit_ahead_weeks=ahead)
    assert dates(run(case, model), "chosen") == {"p": 0, "q": chosen}


@pytest.mark.parametrize(("quarters", "chosen"), [(4, None), (3, 0)])
def test_window_ends_with_the_horizon(quarters, chosen):
    """The only round of a year has the money of the year, not of the approval time beyond it."""
    case = scenario([mmp("p", 13 * quarters), mmp("q", 1)], budget={"per_quarter": 13_000})
    assert dates(run(case, funding(cadence_weeks=39, approval_weeks=13)), "chosen") == {"p": 0, "q": chosen}


def test_budget_by_quarter():
    """Each window has the money of its own quarters."""
    case = scenario([mmp("p", 1), mmp("q", 1)], budget={"per_quarter": [0, 0, 500, 5_000]})
    assert dates(run(case), "chosen") == {"p": 26, "q": 39}


def test_a_purse_for_each_stream():
    """With fixed staffing each stream has its share of payroll: a third and two thirds of 12 000."""
    streams = stream("a"), stream("b", stage(servers=2))
    case = scenario(
        [mmp("p", 4, on="a"), mmp("q", 1, on="a"), mmp("r", 7, on="b"), mmp("s", 1, on="b")],
        *streams,
        budget={"per_quarter": 12_000},
    )
    assert dates(run(case), "chosen") == {"p": 0, "q": 13, "r": 0, "s": 0}


def test_a_budget_of_its_own():
    """A stream with money of its own has that, whatever its payroll."""
    case = scenario(
        [mmp("p", 4, on="a"), mmp("q", 1, on="a"), mmp("r", 1, on="b")],
        *TWO,
        budget={"per_quarter": 26_000, "streams": {"a": 4_000}},
    )
    assert dates(run(case), "chosen") == {"p": 0, "q": 13, "r": 0}


def test_one_purse_where_people_move():
    """With staffing that follows the money there is one purse: what a uses is not there for b."""
    case = scenario([mmp("p", 26, on="a"), mmp("r", 1, on="b")], *TWO, budget={"per_quarter": 26_000})
    assert dates(run(case), "chosen") == {"p": 0, "r": 0}
    assert dates(run(case, funding(staffing="follows_funding")), "chosen") == {"p": 0, "r": 13}


def test_work_over_two_streams_needs_money_in_both():
    """A unit is chosen only while every purse it touches has money."""
    both = mmp("x", None, on="a", effort={"a": 1, "b": 1})
    case = scenario([mmp("r", 13, on="b"), both, mmp("q", 1, on="a")], *TWO, budget={"per_quarter": 26_000})
    assert dates(run(case), "chosen") == {"r": 0, "x": 13, "q": 0}


def test_carry_over():
    """What a quarter leaves may be used in the next one, by the stated share."""
    for share, chosen in ((0, 26), (0.5, 13)):
        budget = {"per_quarter": [1_000, 0, 1_000, 0], "carry_over": share}
        case = scenario([mmp("p", 1, appears_quarter=2)], budget=budget)
        assert dates(run(case), "chosen") == {"p": chosen}


@pytest.mark.parametrize(("features", "enough"), [(25, True), (26, False)])
def test_carry_over_counts_no_week_twice(features, enough):
    """An approval of 3 weeks: unspent money of weeks 0 to 13 and that of weeks 13 to 26 are 26 000 together."""
    case = scenario(
        [mmp("p", features, appears_quarter=2), mmp("q", 1, appears_quarter=2)],
        budget={"per_quarter": 13_000, "carry_over": 1},
    )
    chosen = dates(run(case, funding(approval_weeks=3)), "chosen")
    assert chosen["p"] == 13
    assert (chosen["q"] == 13) is enough


@pytest.mark.parametrize("reestimate", [True, False])
def test_paid_direct_cost_is_no_commitment(reestimate):
    """In week 13, 7 of 20 features are to do and the direct cost is paid: 13 000 - 7 000 are left for another."""
    case = scenario([mmp("m", 20, direct_cost=10_000), mmp("n", 5)], budget={"per_quarter": 13_000})
    assert dates(run(case, funding(reestimate=reestimate)), "chosen") == {"m": 0, "n": 13}


def test_commitments_follow_what_is_known():
    """After 13 of 24 features, estimated as 16, 3 are left by the first estimate and 16 x 11/24 as renewed."""
    wide = {"scope_growth": 1.5}
    case = scenario(
        [mmp("m", 16), mmp("n", 1)], budget={"per_quarter": [13_000, 5_000, 0, 13_000]}, uncertainty=wide
    )
    assert dates(run(case, funding(reestimate=False)), "chosen") == {"m": 0, "n": 13}
    assert dates(run(case, funding(reestimate=True)), "chosen") == {"m": 0, "n": 39}


def test_no_round_whose_money_comes_too_late():
    """With an approval of 13 weeks the round of week 39 is not held: three rounds are paid."""
    outcome = run(scenario([mmp("p", 1)]), funding(approval_weeks=13, governance_per_round=100))
    assert booked(outcome, "governance") == {0: 100, 13: 100, 26: 100}


def test_approval_longer_than_the_horizon():
    """Where money never arrives in time no round is held and nothing is chosen."""
    outcome = run(scenario([mmp("p", 1)]), funding(approval_weeks=52, governance_per_round=100))
    assert booked(outcome, "governance") == {}
    assert outcome.result.outcomes["mmps_not_chosen"] == 1


def test_governance_per_unit():
    """Paid for every candidate, and for every active MMP where estimates are renewed."""
    case = scenario([mmp("p", 20), mmp("q", 3), mmp("r", 1, appears_quarter=2)], budget={"per_quarter": 13_000})
    renewed = run(case, funding(governance_per_unit=10))
    # p is chosen in week 0; q and r wait: week 13 p is active, 7 features left: q and r are chosen; week 26 none
    assert booked(renewed, "governance") == {0: 20, 13: 30}
    assert booked(run(case, funding(governance_per_unit=10, reestimate=False)), "governance") == {0: 20, 13: 20}


def test_business_case_once():
    """A unit pays for its business case when first evaluated, not again while it waits."""
    case = scenario([mmp("p", 26), mmp("q", 10), mmp("r", 20, appears_quarter=3)], budget={"per_quarter": 13_000})
    outcome = run(case, funding(business_case_share=0.1))
    assert booked(outcome, "business_case") == {0: 2_600 + 1_000, 26: 2_000}


def test_direct_cost_at_activation():
    """Direct cost falls when work starts, not when it is decided."""
    outcome = run(scenario([mmp("p", 3), mmp("q", 1, direct_cost=500)]), funding(mmp_wip_limit=1, approval_weeks=1))
    assert booked(outcome, "direct") == {4: 500}


def test_mmp_limit_pulls():
    """A limit of two: the third MMP becomes active when the first is complete."""
    outcome = run(scenario([mmp("p", 2), mmp("q", 3), mmp("r", 1)]), funding(mmp_wip_limit=2))
    assert dates(outcome, "activated") == {"p": 0, "q": 0, "r": 2}


def test_first_estimates_hold_for_ever():
    """Without renewal the order of week 0 stays: a window that has closed meanwhile still looks best."""
    closing = {"kind": "closing", "last_quarter": 2}
    case = scenario(
        [mmp("x", 13, earns=1_000), mmp("p", 13, earns=50, urgency=closing), mmp("q", 13, earns=6)],
        budget={"per_quarter": 13_000},
    )
    for reestimate, second in ((False, "p"), (True, "q")):
        outcome = run(case, funding(selection="business_case", reestimate=reestimate))
        assert dates(outcome, "chosen")["x"] == 0
        assert dates(outcome, "chosen")[second] == 13


RULES = {
    "business_case": "cabd",
    "wsjf": "bcad",
    "cd3": "bcad",
    "smallest_first": "cbda",
    "first_come": "abcd",
    "sponsor": "dabc",
}


@pytest.mark.parametrize("rule", RULES)
def test_selection_rules(rule):
    """The order of four MMPs under each rule, from claimed value, chance, cost of delay, size and sponsor."""
    # claimed benefit to week 104 / cost: a 1200 x 98 / 6000 = 19.6, b 500 x 101 / 3000 = 16.8,
    # c 600 x 102 / 2000 = 30.6, d 100 x 100 / 4000 = 2.5; expected benefit per week of delay / cost:
    # a 0.1, b 0.167, c 0.15, d 0.025; per week of duration: a 100, b 167, c 150, d 25
    case = scenario(
        [
            mmp("a", 6, earns=1200, success_probability=0.5),
            mmp("b", 3, earns=500),
            mmp("c", 2, earns=600, success_probability=0.5),
            mmp("d", 4, earns=100, sponsor_weight=9),
        ]
    )
    outcome = run(case, funding(selection=rule))
    order = sorted(dates(outcome, "completed").items(), key=lambda item: item[1])
    assert "".join(name for name, _ in order) == RULES[rule]


def test_run_off_finishes_funded_work():
    """60 weeks of work: 52 in the year, 8 in the run-off, paid by the week; value counts."""
    outcome = run(scenario([mmp("p", 60, earns=100)]))
    assert money(outcome) == {"work": 52_000, "run_off": 8_000}
    assert outcome.result.outcomes["benefits"] == 100 * 44
    assert outcome.result.outcomes["run_off_cost"] == 8_000


def test_run_off_ends_with_the_benefit_horizon():
    """Work that is not finished when benefits stop counting is cut there."""
    outcome = run(scenario([mmp("p", 120, earns=100)]))
    assert money(outcome) == {"work": 52_000, "run_off": 52_000}
    assert outcome.result.outcomes["mmps_unfinished"] == 1


def test_without_run_off_the_clock_stops():
    """run_off: false: no cost and no release after the last quarter."""
    outcome = run(scenario([mmp("p", 50, earns=100), mmp("q", 10, earns=100)], calendar={"run_off": False}))
    assert dates(outcome, "released") == {"p": 50, "q": None}
    assert money(outcome) == {"work": 52_000}
    assert outcome.result.outcomes["benefits"] == 100 * 54
    assert outcome.result.outcomes["sunk_unfinished"] == 2_000
