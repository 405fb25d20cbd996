"""Shocks: unknown before they happen, the same for every model, with money and people that stay consistent."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from scenarios.language.funding_model import FundingModel
from sim.studies.comparison import compare
from tests.sim.cases import dates, funding, mmp, money, run, scenario, stage, stream
from tests.sim.test_neutrality import portfolio

PRESETS = {name: FundingModel.preset(name) for name in ("project", "value_stream")}


def cut(quarter=2, factor=0.5, **more):
    return {"kind": "budget_cut", "quarter": quarter, "factor": factor, **more}


def leave(stream_id, quarter=2, teams=1):
    return {"kind": "team_leaves", "value_stream": stream_id, "quarter": quarter, "teams": teams}


def closes(quarter=3, **more):
    return {"kind": "market_closes", "quarter": quarter, **more}


def four_teams(*events, name="s", **more):
    """A stream of four teams with one server each, at 52 000 a quarter, and more work than they can do."""
    wide = {**stream(name, stage(servers=4)), "teams": 4, "team_cost_per_sprint": 1000}
    budget = {"per_quarter": 52_000}
    return scenario([mmp("p", 300, on=name)], wide, budget=budget, events=list(events), **more)


# --- money and people ---------------------------------------------------------------------------------------------


def test_budget_cut_sends_people_away():
    """Half the money from quarter 2 on pays two of four people; a second cut of a half in quarter 4 pays one."""
    outcome = run(four_teams(cut(2), cut(4)))
    assert outcome.moves == [(13, 0, -1)] * 2 + [(39, 0, -1)]
    assert money(outcome)["work"] == 52_000 + 26_000 + 26_000 + 13_000


def test_small_cut_is_not_rounded_away():
    """A fifth less for three streams of two people pays four of six, in every funding model alike."""
    streams = [{**stream(name, stage(servers=2)), "teams": 2, "team_cost_per_sprint": 1000} for name in "abc"]
    work = [mmp(name, 200, on=name) for name in "abc"]
    case = scenario(work, *streams, budget={"per_quarter": 78_000}, events=[cut(2, 0.8)])
    for staffing in ("fixed", "follows_funding"):
        outcome = run(case, funding(staffing=staffing))
        assert sum(change for week, _, change in outcome.moves if week == 13) == -2
        assert money(outcome)["work"] == 6 * 13_000 + 4 * 39_000


def test_rounds_learn_of_a_cut_when_it_happens():
    """13 000 a quarter, MMPs of 2 000. Week 0: seven, the last one runs over. Week 13: the money is halved.

    One feature of the first seven is still to do: 13 000 - 1 000 buys six more, 6 500 - 1 000 buys three.
    """
    work = [mmp(f"m{k:02d}", 2) for k in range(20)]
    for events, then in (((), 6), ((cut(2),), 3)):
        case = scenario(work, budget={"per_quarter": 13_000}, events=list(events))
        chosen = [week for week in dates(run(case), "chosen").values() if week is not None]
        assert [chosen.count(week) for week in (0, 13)] == [7, then]


def test_cut_of_one_stream():
    """Only the stream that is named has less money and fewer people."""
    wide = {"teams": 4, "team_cost_per_sprint": 1000}
    streams = [{**stream(name, stage(servers=4)), **wide} for name in "ab"]
    work = [mmp("p", 300, on="a"), mmp("q", 300, on="b")]
    for budget in ({"per_quarter": 104_000}, {"per_quarter": 104_000, "streams": {"a": 52_000}}):
        case = scenario(work, *streams, budget=budget, events=[cut(2, 0.5, value_stream="a")])
        assert run(case).moves == [(13, 0, -1)] * 2, budget


def test_team_leaves():
    """One of four teams is gone from quarter 3 on: three people work and are paid; the rest of the money stays."""
    outcome = run(four_teams(leave("s", 3)))
    assert outcome.moves == [(26, 0, -1)]
    assert money(outcome)["work"] == 2 * 52_000 + 2 * 39_000


def test_money_of_a_team_leaves_with_it():
    """52 000 less the pay of one of four teams, 13 000, chooses what 39 000 buy."""
    wide = {**stream("s", stage(servers=4)), "teams": 4, "team_cost_per_sprint": 1000}
    work = [mmp(f"m{k:02d}", 13, appears_quarter=2) for k in range(8)]
    for events, then in (((), 4), ((leave("s"),), 3)):
        case = scenario(work, wide, budget={"per_quarter": 52_000}, events=list(events))
        chosen = [week for week in dates(run(case), "chosen").values() if week is not None]
        assert chosen.count(13) == then


def test_cut_and_leaving_together():
    """A team of four leaves, then half of the money that is left goes: four people, then three, then one."""
    outcome = run(four_teams(leave("s", 2), cut(3, 0.5)))
    assert outcome.moves == [(13, 0, -1), (26, 0, -1), (26, 0, -1)]
    assert money(outcome)["work"] == 52_000 + 39_000 + 2 * 13_000


# --- markets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "weeks"),
    [
        (closes(mmps=["m"]), 26 - 5),
        (closes(objective="growth"), 26 - 5),
        (closes(value_stream="s"), 26 - 5),
        (closes(objective="other"), 104 - 5),
        (closes(mmps=["m"], remaining=0.5), 26 - 5 + 78 / 2),
        (closes(mmps=["m"], released_keep=True), 104 - 5),
        (closes(1, mmps=["m"], remaining=0.5, released_keep=True), (104 - 5) / 2),
    ],
)
def test_market_closes(event, weeks):
    """Released in week 5 at 100 a week: what is earned before the window closes, and what remains after it."""
    case = scenario(
        [mmp("m", 5, earns=100, objective="growth")],
        objectives=[{"id": "growth"}, {"id": "other"}],
        events=[event],
    )
    outcome = run(case).result.outcomes
    assert outcome["benefits"] == pytest.approx(100 * weeks)
    assert outcome["realised_of_funded"] == pytest.approx(weeks / (104 - 5))  # of what was claimed before


def test_closed_market_is_not_funded():
    """Nobody knows in week 13; in week 26 the market is gone, so the money of week 26 goes to the other one."""
    work = [
        mmp("first", 26, earns=5),
        mmp("rich", 2, earns=900, appears_quarter=3),
        mmp("poor", 2, earns=1, appears_quarter=3),
    ]
    for renew in (True, False):
        model = funding(selection="business_case", reestimate=renew)
        open_, closed = (run(scenario(work, events=events), model) for events in ([], [closes(mmps=["rich"])]))
        assert dates(open_, "chosen") == {"first": 0, "rich": 26, "poor": 26}
        assert dates(closed, "chosen") == {"first": 0, "rich": None, "poor": 26}


def test_first_estimates_do_not_hide_a_closed_market():
    """What waits since week 0 with its first business case is looked at anew when its market closes."""
    work = [mmp("first", 20, earns=900), mmp("rich", 4, earns=100), mmp("poor", 4, earns=60)]
    model = funding(selection="business_case", reestimate=False)
    budget = {"per_quarter": 13_000}
    before, after = (
        run(scenario(work, budget=budget, events=events), model)
        for events in ([], [closes(2, mmps=["rich"], remaining=0.1)])
    )
    assert dates(before, "chosen") == {"first": 0, "rich": 13, "poor": 13}
    ranks = [state.unit.rank for state in after.states]
    assert ranks[2] < ranks[1]


def test_work_without_a_market_is_stopped():
    """Where losers are stopped, an MMP under way is, in the first round after its market has closed."""
    work = [mmp("m", 40, earns=5_000)]
    for rule, week in (("evidence", 26), ("never", None)):
        outcome = run(scenario(work, events=[closes(mmps=["m"])]), funding(stop_rule=rule, reestimate=True))
        assert dates(outcome, "stopped") == {"m": week}


def test_becomes_mandatory():
    """The poorest MMP is chosen first, and never stopped, once it has to be done."""
    work = [mmp("base", 13), mmp("rich", 13, earns=900, appears_quarter=2)]
    work += [mmp("law", 13, earns=1, appears_quarter=2)]
    event = {"kind": "becomes_mandatory", "mmp": "law", "quarter": 2}
    model = funding(selection="business_case")
    for events, first in (([], "rich"), ([event], "law")):
        outcome = run(scenario(work, budget={"per_quarter": 6_000}, events=events), model)
        assert dates(outcome, "chosen")[first] < min(
            week or 99 for name, week in dates(outcome, "chosen").items() if name not in ("base", first)
        )


# --- the same for everybody ---------------------------------------------------------------------------------------


def test_nothing_differs_before_the_first_event():
    """Curves with and without shocks are bit-identical up to the week of the first, under every model."""
    shocks = [cut(3, 0.7), leave("a", 4), closes(4, objective="one")]
    lines = portfolio().value_streams
    streams = [line.replace(teams=4, team_cost_per_sprint=line.team_cost_per_sprint / 4) for line in lines]
    quiet = portfolio(funding_models=PRESETS).replace(value_streams=streams)
    hit = quiet.replace(events=shocks)
    one, two = (compare(case, replications=3) for case in (quiet, hit))
    assert np.array_equal(one.cumulative[:, :, :27], two.cumulative[:, :, :27])
    assert not np.array_equal(one.cumulative, two.cumulative)
    paid = list(two.payroll.values())  # whoever leaves finishes what is in hand, which differs by some weeks
    assert paid[0] == pytest.approx(paid[1], rel=0.02)


def test_shocks_without_effect():
    """A cut by nothing, and a market that loses nothing, change no number."""
    nothing = [cut(2, 1.0), closes(2, objective="one", remaining=1.0)]
    one, two = (
        compare(portfolio(funding_models=PRESETS, **more), replications=3) for more in ({}, {"events": nothing})
    )
    assert np.array_equal(one.outcomes, two.outcomes, equal_nan=True)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.builds(cut, st.integers(1, 4), st.sampled_from([0, 0.4, 0.9, 1.5])),
            st.builds(leave, st.just("a"), st.integers(1, 4)),
            st.builds(
                closes, st.integers(1, 8), value_stream=st.sampled_from("ab"), remaining=st.sampled_from([0, 0.3])
            ),
        ),
        max_size=3,
    ),
    st.sampled_from(list(PRESETS)),
)
def test_books_balance_whatever_happens(events, base):
    """People who leave are not paid, people who stay are, and the ledger adds up to the cent."""
    case = portfolio(funding_models=PRESETS)
    streams = [
        line.replace(teams=4, team_cost_per_sprint=line.team_cost_per_sprint / 4) for line in case.value_streams
    ]
    outcome = run(case.replace(value_streams=streams, events=events), PRESETS[base])
    weeks = outcome.ledger.by_week(case.calendar.benefit_end)
    assert weeks.sum() == outcome.ledger.total
    everybody = sum(line.servers for line in streams)
    partial = np.zeros(52)
    for week, _, change in outcome.moves:
        if week < 52:
            partial += change * np.clip(np.arange(1, 53) - week, 0, 1)
    rate = sum(line.payroll_per_week for line in streams) / everybody
    assert np.allclose(weeks[:3, :52].sum(axis=0), (everybody + partial) * rate * 100, atol=2)
    assert (weeks[1] >= 0).all()


# --- faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (leave("t"), 'no value stream is called "t"'),
        (leave("s", teams=4), '"s" has 4 teams and one has to stay'),
        (cut(value_stream="x"), 'no value stream is called "x"'),
        (cut(99), "quarter 99 is after the benefit horizon"),
        (closes(), "say what is concerned: one of mmps, objective or value_stream"),
        (closes(mmps=["p"], value_stream="s"), "say what is concerned"),
        (closes(mmps=["q"]), 'no MMP is called "q"'),
        (closes(objective="growth"), 'no objective is called "growth"'),
        ({"kind": "becomes_mandatory", "mmp": "pp", "quarter": 2}, 'no MMP is called "pp"; did you mean "p"'),
    ],
)
def test_faults_name_the_remedy(event, words):
    """Every name that leads nowhere and every event that cannot be is told."""
    with pytest.raises(ValidationError) as caught:
        four_teams(event)
    assert words in str(caught.value)
