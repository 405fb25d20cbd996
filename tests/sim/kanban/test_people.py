"""Overruns that ask for money, people who follow it, and people nobody can pay: timelines by hand."""

from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stage, stream

TWO = (stream("a"), stream("b"))
OVERRUN = {"overrun": "reapprove", "overrun_tolerance": 0, "change_weeks": 5}


def test_overrun_lets_others_go_on():
    """While a unit waits for money the next one in the queue is served."""
    case = scenario([mmp("p", 4), mmp("q", 2)], uncertainty={"scope_growth": 2.5})
    assert served(run(case, funding(**OVERRUN)), "q")[:2] == [(5, 6), (6, 7)]


def test_overrun_absorbed():
    """Where overruns are absorbed work goes on."""
    case = scenario([mmp("p", 4)], uncertainty={"scope_growth": 2.5})
    assert dates(run(case), "completed") == {"p": 10}


def test_overrun_by_hand():
    """Alone on the line: weeks 0-5, 10-13, 18-19, 24: money 4 000, 2 000, 800 and 400 for features of 1 000."""
    case = scenario([mmp("p", 4)], uncertainty={"scope_growth": 2.5})
    outcome = run(case, funding(**OVERRUN))
    assert [start for start, _ in served(outcome, "p")] == [0, 1, 2, 3, 4, 10, 11, 12, 18, 24]
    assert dates(outcome, "completed") == {"p": 25}


def test_tolerance():
    """A tolerance of a quarter buys the fifth feature of four."""
    case = scenario([mmp("p", 4)], uncertainty={"scope_growth": 1.25})
    model = OVERRUN | {"overrun_tolerance": 0.25}
    assert dates(run(case, funding(**model)), "completed") == {"p": 5}


def test_people_follow_the_money():
    """Stream b has no funded work: its person works in a, but needs two weeks to form and does half meanwhile."""
    model = funding(staffing="follows_funding", formation_weeks=2, approval_weeks=1, funding_unit="project")
    outcome = run(scenario([mmp("p", 6, on="a")], *TWO), model)
    assert outcome.moves == [(1, 1, -1), (1, 0, 1)]
    # the unit forms in weeks 1 to 3 as well: one feature each by week 3, then one a week
    assert served(outcome, "p") == [(1, 3), (1, 3), (3, 4), (3, 4), (4, 5), (4, 5)]


def test_busy_people_move_when_they_finish():
    """In week 13 b gets money; of the two people in a, both busy until week 16, the first to finish goes."""
    case = scenario(
        [mmp("p", 20, on="a"), mmp("q", 5, on="b", appears_quarter=2)],
        stream("a", stage(effort=4)),
        stream("b"),
    )
    outcome = run(case, funding(staffing="follows_funding"))
    assert outcome.moves[:4] == [(0, 1, -1), (0, 0, 1), (16, 0, -1), (16, 1, 1)]
    assert dates(outcome, "completed")["q"] == 21
    assert outcome.moves[4:6] == [(21, 1, -1), (21, 0, 1)]


def test_who_is_formed_goes_first():
    """When a has no work left its person moves to b to form there; b's own person takes b's next feature."""
    for order in ("AB", "BA"):
        bundles = {"A": [mmp("a1", 14, on="a")], "B": [mmp("b1", 15, on="b")]}
        case = scenario([m for name in order for m in bundles[name]], *TWO)
        outcome = run(case, funding(staffing="follows_funding", formation_weeks=6))
        assert dates(outcome, "completed") == {"a1": 17, "b1": 18}, order


def test_unplanned_work_keeps_its_people():
    """A stream whose only work is unplanned is not left without anybody when people follow the money."""
    every = {"kind": "deterministic", "every_weeks": 4}
    case = scenario([mmp("m", 20, on="a")], stream("a"), stream("b", arrivals=every))
    for staffing in ("fixed", "follows_funding"):
        assert money(run(case, funding(staffing=staffing)))["unplanned"] == 12_000


def test_money_below_payroll_cuts_people():
    """Half the payroll in the second quarter keeps two of four servers; in the third all are back."""
    case = scenario(
        [mmp("p", 150)], stream("s", stage(servers=4)), budget={"per_quarter": [52_000, 26_000, 52_000, 0]}
    )
    outcome = run(case)
    assert outcome.moves == [
        (13, 0, -1),
        (13, 0, -1),
        (26, 0, 1),
        (26, 0, 1),
        (39, 0, -1),
        (39, 0, -1),
        (39, 0, -1),
    ]
    # 4 x 13, 2 x 13, 4 x 13: 130 features by week 39; nobody is left with nothing at all: one server goes on
    assert dates(outcome, "completed") == {"p": 59}
    assert money(outcome) == {"work": 143_000, "run_off": 7_000}


def test_bench_released():
    """Where idle people are released only work is paid; with fixed staffing the bench is always paid."""
    case = scenario([mmp("p", 5, on="a")], *TWO)
    assert money(run(case, funding(staffing="follows_funding", bench="released"))) == {"work": 5_000}
    assert money(run(case, funding(staffing="follows_funding"))) == {"work": 5_000, "bench": 99_000}
    assert money(run(case, funding(bench="released"))) == {"work": 5_000, "bench": 99_000}
