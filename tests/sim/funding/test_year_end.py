"""What a year still holds in its last weeks is spent at once, smallest first; by hand."""

import pytest

from sim.funding.year_end import QUARTERS
from tests.sim.cases import dates, funding, mmp, money, run, scenario, stream

ANNUAL = {"cadence_weeks": 52, "selection": "business_case", "governance_per_unit": 10}


def two_years(per_quarter, **more):
    """One person; 20 weeks of work from week 0, then a big rich and a small poor MMP that appear in quarter 2."""
    work = [mmp("first", 20), mmp("rich", 10, earns=900, appears_quarter=2)]
    work += [mmp("poor", 3, earns=1, appears_quarter=2), mmp("late", 1, earns=900, appears_quarter=6)]
    budget = {"per_quarter": per_quarter}
    return scenario(work, stream(), budget=budget, calendar={"quarters": 2 * QUARTERS}, **more)


@pytest.mark.parametrize(
    ("per_quarter", "chosen"),
    [
        # 52 000 less 20 weeks of work and 6 weeks of one person to come: 26 000 buy both, the small one first
        (13_000, {"poor": 46, "rich": 46}),
        # 28 000 - 20 000 - 6 000 = 2 000 buy the small one, which may run over; the rich one has to wait
        (7_000, {"poor": 46, "rich": 52}),
        # 26 000 - 26 000: nothing is left
        (6_500, {"rich": 52, "poor": 52}),
    ],
)
def test_flush(per_quarter, chosen):
    """Six weeks before the end of the first year; the last year is not flushed."""
    outcome = run(two_years(per_quarter), funding(**ANNUAL, year_end="flush"))
    assert {name: dates(outcome, "chosen")[name] for name in chosen} == chosen
    assert dates(outcome, "chosen")["late"] is None
    started = dates(outcome, "activated")
    assert list(chosen) == sorted(chosen, key=lambda name: started[name])


def test_without_a_flush():
    """Where money is carried, or lapses, everything waits for the round of week 52 and its order."""
    outcome = run(two_years(13_000), funding(**ANNUAL))
    assert dates(outcome, "chosen") == {"first": 0, "rich": 52, "poor": 52, "late": None}
    assert dates(outcome, "released")["rich"] == 62


def test_flush_needs_no_approval_and_is_paid_for():
    """Money is there at once; looking at two units costs 2 x 10 and writes their business cases."""
    model = {**ANNUAL, "approval_weeks": 8, "business_case_share": 0.1}
    flushed, carried = (run(two_years(13_000), funding(**model, year_end=how)) for how in ("flush", "carry"))
    assert dates(flushed, "funded") == {"first": 8, "rich": 46, "poor": 46, "late": None}
    assert dates(carried, "funded") == {"first": 8, "rich": 60, "poor": 60, "late": None}
    for outcome in (flushed, carried):
        assert money(outcome)["business_case"] == 2_000 + 1_000 + 300
    # one unit in week 0, two in week 46 or 52; in week 52 the flushed one that is under way is reviewed
    assert money(carried)["governance"] == 30
    assert money(flushed)["governance"] == 40


def test_weeks_before_the_end():
    """The date is a setting."""
    outcome = run(two_years(13_000), funding(**ANNUAL, year_end="flush", year_end_weeks=2))
    assert dates(outcome, "chosen")["poor"] == 50
