"""Money of a round: what is left to do of earlier choices, and how the budget is shared out among the rounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.loader import load
from sim.funding.rounds.purses import round_weeks, window
from sim.studies.comparison import compare
from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream

WEEKLY = {"base": "value_stream"}


def test_what_is_done_is_not_to_do():
    """30 features of two weeks, half of them done at week 0: b waits until 40 000 of a's 300 000 are left."""
    alpha = stream("s", stage(effort=2), team_cost_per_sprint=10_000)
    case = scenario(
        [mmp("a", 30, earns=5_000, underway=0.5), mmp("b", 3, earns=500)],
        alpha,
        calendar={"quarters": 4, "benefit_quarters": 8},
        budget={"per_quarter": 130_000},
    )
    # week 13: 6 more are done, 9 are left = 180 000 > 130 000; week 26: 13 more are done, 2 are left = 40 000
    assert dates(run(case, funding(**WEEKLY)), "chosen") == {"a": 0, "b": 26}


@given(
    cadence=st.sampled_from([1, 4, 6.5, 13, 26, 52, 104]),
    approval=st.sampled_from([0, 0.5, 1, 4.3, 10, 13, 26, 51]),
    ahead=st.sampled_from([0, 1, 8, 13, 30]),
)
def test_windows_share_out_the_budget(cadence, approval, ahead):
    """Whatever the approval time, every week of the horizon belongs to exactly one round."""
    model = funding(cadence_weeks=cadence, approval_weeks=approval, commit_ahead_weeks=ahead)
    windows = [window(model, 52, week, first=week == 0) for week in round_weeks(model, 52)]
    assert [start for start, _ in windows] == [0, *(end for _, end in windows[:-1])]
    assert windows[-1][1] == 52


@pytest.mark.parametrize("approval", [0, 1, 4, 10])
def test_approval_moves_work_and_nothing_else(approval):
    """A quarter's money buys 13 weeks of work in each of four rounds; all dates are later by the approval time."""
    case = scenario([mmp(name, 13) for name in "pqrst"], budget={"per_quarter": 13_000})
    outcome = run(case, funding(approval_weeks=approval))
    assert dates(outcome, "chosen") == {"p": 0, "q": 13, "r": 26, "s": 39, "t": None}
    weeks = [13 + approval, 26 + approval, 39 + approval, 52 + approval, None]
    assert list(dates(outcome, "completed").values()) == weeks


def test_what_ran_over_is_paid_by_the_next_window():
    """16 weeks of work are promised for 13 weeks of money: 3 come out of the next round, the wait of 5 does not."""
    case = scenario([mmp("p", 12), mmp("q", 4), mmp("r", 10), mmp("s", 1)], budget={"per_quarter": 13_000})
    outcome = run(case, funding(approval_weeks=5))
    # week 13: 8 of 16 are done and 8 left, 5 of them late: 13 - 3 = 10 for r, nothing for s
    assert dates(outcome, "chosen") == {"p": 0, "q": 0, "r": 13, "s": 26}
    assert dates(outcome, "completed")["r"] == 31


def test_work_under_way_is_paid_while_others_wait():
    """8 weeks of work under way fill the approval time, and still come out of the first round's 13."""
    case = scenario([mmp("u", 16, underway=0.5), mmp("p", 5), mmp("q", 1)], budget={"per_quarter": 13_000})
    for approval in (0, 5, 8):
        outcome = run(case, funding(approval_weeks=approval))
        assert dates(outcome, "chosen") == {"u": 0, "p": 0, "q": 13}


@pytest.mark.parametrize(("name", "base"), [("tiny", "project"), ("tiny", "value_stream"), ("insurer", "project")])
def test_faster_approval_worsens_nothing(name, base):
    """The same worlds with an approval of one week instead of ten: not worth less beyond the noise."""
    case = load(name)
    model = case.funding_models[base]
    models = {f"w{weeks}": model.replace(approval_weeks=weeks) for weeks in (10, 1)}
    gain = compare(case.replace(funding_models=models), replications=2 if name == "tiny" else 20)
    difference = gain.difference("npv", "w1", "w10")
    assert difference.low > 0 if name == "tiny" else difference.high > 0
