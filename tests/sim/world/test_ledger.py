"""The books: amounts split over weeks by hand, in whole cents."""

import numpy as np

from sim.world.ledger import BENCH, DIRECT, KINDS, RUN_OFF, SUPPORT, UNPLANNED, WORK, overlap
from tests.sim.cases import funding, mmp, money, run, scenario, stage, stream


def weekly(outcome, kind):
    """Cents of one kind by week."""
    return outcome.ledger.by_week(104)[kind].tolist()


def test_overlap_by_hand():
    """From 0.25 to 2.5 is 0.75, 1 and 0.5 weeks; inside one week 0.25; up to the end of the table and beyond."""
    start, end = np.array([0.25, 1.5, 3.0, 2.0]), np.array([2.5, 1.75, 4.0, 99.0])
    table = overlap(start, end, np.array([0, 0, 1, 2]), 3, 4)
    assert table.tolist() == [[0.75, 1.25, 0.5, 0], [0, 0, 0, 1], [0, 0, 1, 1]]


def test_work_is_booked_in_the_weeks_it_falls_into():
    """Features of 1.5 weeks after half a week: 500, 1 000, 1 000, 1 000 for the first MMP, then the second."""
    case = scenario([mmp("p", 2), mmp("q", 1)], stream("s", stage(effort=1.5)))
    outcome = run(case, funding(approval_weeks=0.5))
    book = outcome.ledger
    rows = {(int(w), int(m)): int(c) for w, m, k, c in zip(book.week, book.mmp, book.kind, book.cents, strict=True)
            if k == WORK}  # fmt: skip
    assert rows == {
        (0, 0): 50_000,
        (1, 0): 100_000,
        (2, 0): 100_000,
        (3, 0): 50_000,
        (3, 1): 50_000,
        (4, 1): 100_000,
    }
    assert weekly(outcome, BENCH)[:6] == [50_000, 0, 0, 0, 0, 100_000]


def test_thirds_of_a_cent_are_not_lost():
    """A payroll of 100 a week for three servers: work and bench still add up to 100.00 every week."""
    line = stream("s", stage(servers=3, effort=0.7)) | {"team_cost_per_sprint": 100}
    table = run(scenario([mmp("p", 40)], line)).ledger.by_week(104)
    assert (table[[WORK, BENCH]].sum(axis=0)[:52] == 10_000).all()


def test_support_is_spread_to_the_cent():
    """100 a quarter over 13 weeks: weeks of 7.69 and 7.70 that add up to 400 in a year."""
    outcome = run(scenario([mmp("p", 1)], budget={"per_quarter": 1e6, "support_per_quarter": 100}))
    support = weekly(outcome, SUPPORT)
    assert set(support[:52]) == {769, 770}
    assert sum(support[:13]) == 10_000
    assert sum(support) == 40_000


def test_unplanned_work_takes_capacity():
    """A feature every 10 weeks in a year: five weeks of unplanned work, the MMP's own is as it was."""
    arrivals = {"kind": "deterministic", "every_weeks": 10}
    outcome = run(scenario([mmp("p", 20)], stream("s", arrivals=arrivals)))
    assert money(outcome) == {"work": 20_000, "bench": 27_000, "unplanned": 5_000}
    assert [week for week, cents in enumerate(weekly(outcome, UNPLANNED)) if cents] == [20, 21, 30, 40, 50]


def test_renewal_arrivals():
    """Intervals from a distribution: every 26 weeks is one feature in a year (week 52 is not in it any more)."""
    arrivals = {"kind": "renewal", "interval": 26}
    assert money(run(scenario([mmp("p", 1)], stream("s", arrivals=arrivals))))["unplanned"] == 1_000


def test_every_kind_has_its_place():
    """MMPs bear work, direct cost and business cases; governance, bench and support are nobody's."""
    case = scenario([mmp("p", 60, direct_cost=10)], budget={"per_quarter": 1e6, "support_per_quarter": 13})
    outcome = run(case, funding(governance_per_round=5, business_case_share=0.01))
    book = outcome.ledger
    assert {KINDS[k] for k in book.kind[book.mmp >= 0]} == {"work", "run_off", "direct", "business_case"}
    assert {KINDS[k] for k in book.kind[book.mmp < 0]} == {"governance", "support"}
    assert book.cents[book.kind == DIRECT].tolist() == [1000]
    assert book.week[book.kind == RUN_OFF].min() == 52
    assert money(outcome) == {"work": 52_000, "run_off": 8_000, "direct": 10, "business_case": 600.10,
                              "governance": 20, "support": 52}  # fmt: skip
