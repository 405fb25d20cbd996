"""Runway and debt: weeks and steady states by hand."""

import math

import numpy as np
import pytest

from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stage, stream

DEBT = {"need": 0.5, "time_lost": 0.5, "full_debt_weeks": 1}


def line(features=1, *, effort=1, quarters=4, runway=None, **more):
    """One server, one MMP, a stock of architecture."""
    own = {} if runway is None else {"runway": runway}
    return scenario(
        [mmp("a", features, earns=1)],
        stream("s", stage(effort=effort), **own, **more),
        calendar={"quarters": quarters},
    )


def test_debt_by_hand():
    """Half a week of it is missing after the first feature, a whole one after the second: 1, 4/3, 2, 2 weeks."""
    outcome = run(line(4, runway=DEBT))
    assert [end - start for start, end in served(outcome, "a")] == pytest.approx([1, 4 / 3, 2, 2])
    lost = (1 / 3 + 1 + 1) / (1 + 4 / 3 + 2 + 2)
    assert outcome.result.outcomes["lost_to_debt"] == pytest.approx(lost)
    assert outcome.result.outcomes["runway_weeks"] == pytest.approx(-2)


def test_runway_that_is_there_is_used_first():
    """With a stock for two features the third is the last one without loss."""
    outcome = run(line(4, runway=DEBT | {"stock": 1}))
    assert [end - start for start, end in served(outcome, "a")] == pytest.approx([1, 1, 1, 4 / 3])


def test_enough_for_all_is_no_runway():
    """A stock that is never used up changes nothing, to the byte."""
    noisy = {"distribution": "exponential", "mean": 1}
    with_it, without = run(line(30, effort=noisy, runway={"stock": 1000})), run(line(30, effort=noisy))
    assert np.array_equal(with_it.visits, without.visits)
    assert with_it.ledger.total == without.ledger.total
    assert math.isnan(without.result.outcomes["runway_weeks"])


def test_share_takes_time_and_lays_architecture():
    """With a fifth of the time for enablers a week of work takes 1.25; four features lay 1 week and use 0.4."""
    outcome = run(line(4, runway={"need": 0.1}), funding(enabler_share=0.2))
    assert dates(outcome, "completed")["a"] == pytest.approx(5)
    assert outcome.result.outcomes["runway_weeks"] == pytest.approx(1 - 0.4)
    assert outcome.result.outcomes["enabler_share"] == pytest.approx(0.2)


def test_steady_state():
    """In the long run productivity is rate of filling / rate of use at full pace, and debt follows from it.

    A share s lays s a week; at productivity p features use need (1 - s) p a week: p = s / (need (1 - s)).
    """
    need, share, lost, full = 0.25, 0.15, 0.5, 4
    outcome = run(
        line(300, quarters=40, runway={"need": need, "time_lost": lost, "full_debt_weeks": full}),
        funding(enabler_share=share),
    )
    pace = share / (need * (1 - share))
    start, end = served(outcome, "a")[-1]
    assert end - start == pytest.approx(1 / ((1 - share) * pace), rel=1e-3)
    assert (end - start) * share == pytest.approx(need, rel=1e-3)
    assert outcome.result.outcomes["runway_weeks"] == pytest.approx(-full * (1 - pace) / lost, abs=0.01)


def test_the_best_share_lies_inside():
    """In the long run most is done where enablers lay just what features use, s = need / (1 + need)."""
    need = 0.25
    best = need / (1 + need)
    case = line(2000, quarters=40, runway={"need": need, "time_lost": 0.5, "full_debt_weeks": 4})
    done = [
        run(case, funding(enabler_share=share)).result.outcomes["throughput"]
        for share in (0, best / 2, best, 1.5 * best, 2 * best)
    ]
    assert done[2] == max(done) == pytest.approx(1 - best, rel=0.01)
    assert done[0] < done[2] > done[4]
    assert done[0] == pytest.approx(0.5, rel=0.02)
    assert done[4] == pytest.approx(1 - 2 * best, rel=0.01)


def test_debt_sends_work_back_by_luck_of_its_own():
    """At full debt the chance of rework is the stated one, for those features and turns that luck picks out."""
    case = line(40, runway={"need": 1, "stock": -1000, "time_lost": 0, "rework": 0.4})
    outcome = run(case)
    part = outcome.states[0].parts[0]
    expected, waiting = 0, range(40)
    for turn in range(40):
        expected += len(waiting)
        waiting = [k for k in waiting if part.mishaps(0, turn)[k][0] < 0.4]
    assert len(outcome.visits) == expected > 40


@pytest.mark.parametrize(("unit", "debt"), [("mmp", 6), ("project", 3)])
def test_hurried_releases_leave_debt(unit, debt):
    """An MMP that comes out with its last feature leaves 3 weeks of debt; one that waits for others none."""
    case = scenario(
        [mmp("a", 5), mmp("b", 5)],
        stream("s", runway={"need": 0.0001, "time_lost": 0, "hurried": 3, "calm_weeks": 2}),
        projects=[{"id": "P", "mmps": ["a", "b"]}],
    )
    outcome = run(case, funding(release_unit=unit, mmp_wip_limit=1))
    assert outcome.result.outcomes["runway_weeks"] == pytest.approx(-debt, abs=0.01)


def test_enablers_are_not_paid_by_mmps():
    """Enabler time is paid as work of the people, but takes nothing of the money that was approved for an MMP."""
    ask = {"overrun": "reapprove", "overrun_tolerance": 0, "change_weeks": 5, "governance_per_unit": 100}
    outcome = run(line(4, runway={"need": 0.1}), funding(enabler_share=0.2, **ask))
    assert dates(outcome, "completed")["a"] == pytest.approx(5)
    assert money(outcome)["work"] == 5000


def test_a_round_keeps_the_money_of_enablers():
    """Of 13 000 a quarter, one server's pay, half goes to enablers: two MMPs of 5 000 are all that is approved."""
    names = [f"m{k}" for k in range(4)]
    case = scenario(
        [mmp(name, 5) for name in names],
        stream("s", runway={"need": 0.1}),
        budget={"per_quarter": 13_000},
        calendar={"quarters": 1},
    )
    with_share = dates(run(case, funding(enabler_share=0.5)), "funded")
    assert sum(week is not None for week in with_share.values()) == 2
    assert sum(week is not None for week in dates(run(case), "funded").values()) == 3
