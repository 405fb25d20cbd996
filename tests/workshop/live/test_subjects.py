"""Subjects: every demonstration has two boards in equal luck, and one number that turns them."""

import json
from functools import cache

import numpy as np
import pytest

from scenarios.loader import load
from scenarios.variation.axis import parse_axis
from workshop.live.deeds import Block, Inject, Limit, Send
from workshop.live.sessions import typical
from workshop.live.subjects import Year, own_line, subject_of
from workshop.live.worlds import Worlds
from workshop.registry import NAMES, demonstration


@cache
def subject(name):
    return subject_of(demonstration(name))


@cache
def pair(name):
    found = subject(name)
    return found.traces((found.left, found.right), 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_demonstration_has_two_boards_on_one_clock(name):
    """Both last equally long, something happens on each, and a year of both is below 32 kB."""
    left, right = pair(name)
    assert left.weeks == right.weeks
    assert all(trace.visits and trace.cards for trace in (left, right))
    assert left.label != right.label
    text = json.dumps([trace.document() for trace in (left, right)], separators=(",", ":"))
    assert len(text) < 32_000


@pytest.mark.parametrize("name", NAMES)
def test_what_a_year_is_judged_by_is_told_with_its_trace(name):
    """The number beside the board is that of the same year among many."""
    found = subject(name)
    (trace,) = found.traces((found.left,), 1)
    year = found.year(found.left, 1)
    assert trace.measured == pytest.approx(year.measured, abs=0.0006, nan_ok=True)
    assert year.progress > 0


@pytest.mark.parametrize("name", NAMES)
def test_a_film_and_a_page_show_the_same_sides(name):
    """Where a demonstration has boards of scenarios, the dial stands at first where the film does."""
    show = demonstration(name)
    turn = show.dial.turn
    for side, value in zip(show.boards, (turn.left, turn.right), strict=False):
        if name != "expedite":  # its film compares without interruption; nobody is expedited there either
            assert dict(turn.changes(value)) == dict(side.changes)
    assert (turn.changes is not None) == bool(show.boards)


def test_both_boards_are_in_the_same_luck():
    """The same card brings the same work on both boards: two loads differ in speed by exactly that much."""
    left, right = pair("utilisation")
    work = [
        {
            trace.cards[card].number: end - start
            for card, _, _, start, end, _ in trace.visits
            if None not in (start, end)
        }
        for trace in (left, right)
    ]
    both = sorted(set(work[0]) & set(work[1]))
    ratio = [work[1][n] / work[0][n] for n in both if work[0][n] > 0.2]
    assert len(ratio) > 10
    assert np.allclose(ratio, 0.95 / 0.7, rtol=0.02)


DEEDS = [
    Limit(do="limit", week=20.0, stage=1, limit=4),
    Inject(do="urgent", week=21.0),
    Send(do="move", week=22.0, origin=0, target=2),
]


def test_before_a_deed_the_year_is_as_it_was_to_the_byte():
    """What is done from week 20 on leaves everything before as it was; afterwards it is another year."""
    found = subject("littles-law")
    (before,) = found.traces((found.right,), 1)
    (after,) = found.traces((found.right,), 1, [DEEDS])
    assert json.dumps(before.until(19.99).document()) == json.dumps(after.until(19.99).document())
    assert before.document() != after.document()
    assert [card.number for card in after.cards if card.number < 0] == [-1]
    assert after.measured != before.measured


def test_a_blocked_card_stays_where_it_is():
    """A card in work in week 20 that is blocked for ten weeks is in no other column before week 30."""
    found = subject("littles-law")
    (before,) = found.traces((found.right,), 1)
    card, stage = next((v[0], v[1]) for v in before.visits if v[2] <= 20 and (v[5] is None or v[5] > 20))
    number = before.cards[card].number
    (after,) = found.traces((found.right,), 1, [[Block(do="block", week=20.0, card=number, weeks=10.0)]])
    rows = [v for v in after.visits if after.cards[v[0]].number == number]
    assert [v[1] for v in rows if v[2] < 30] == sorted({v[1] for v in rows if v[1] <= stage})
    assert any(after.cards[who].number == number and end == pytest.approx(30.0) for who, _, end in after.blocked)


def test_deeds_that_cannot_be_done_are_refused():
    """A stage that is not there, a card that came by a deed, a board that is a picture: in words."""
    line = subject("littles-law")
    wrong = [Limit(do="limit", week=2.0, stage=7, limit=1), Block(do="block", week=2.0, card=-1, weeks=1.0)]
    with pytest.raises(ValueError, match="there is no stage 7; the board has 0 to 2") as error:
        line.board(line.left, 1, wrong)
    assert "card -1 came by a deed" in str(error.value)
    for name in ("multitasking", "nine-of-ten-fail"):
        with pytest.raises(ValueError, match="nothing can be done to them"):
            subject(name).board(0, 1, [DEEDS[1]])


def test_one_world_under_two_models():
    """Both boards hold the same MMPs from idea to live or stopped; what is live is what the run released."""
    scenario = load("tiny")
    worlds = Worlds(scenario, ("project", "value_stream"), parse_axis(scenario, "budget.per_quarter*=0.8,1", "x"))
    assert worlds.turns == ("x 0.8", "x 1")
    left, right = worlds.traces((worlds.left, worlds.right), 1)
    for trace, position in ((left, worlds.left), (right, worlds.right)):
        run = worlds.run(position, 1)
        assert len(trace.cards) == len(scenario.mmps)
        assert [card.name for card in trace.cards] == [mmp.label for mmp in scenario.mmps]
        released = sum(
            1 for s in run.states if s.released is not None and s.released <= trace.weeks and s.stopped is None
        )
        assert trace.counts(trace.weeks)[0] == released
        assert trace.measured == pytest.approx(run.result.outcomes["npv"] / 1e6, abs=0.0006)
        assert trace.idle == (0, 3)
    assert left.visits != right.visits


def test_an_insurer_under_two_models_is_small():
    """One world of 65 MMPs under both models is below 30 kB."""
    scenario = load("insurer")
    worlds = Worlds(scenario, ("project", "value_stream"), None)
    text = json.dumps([t.document() for t in worlds.traces((0, 1), 1)], separators=(",", ":"))
    assert len(text) < 30_000


def test_the_typical_year_is_closest_to_both_medians():
    """By hand: years 1, 2, 3 of two boards; the second is the median of both; without any: what was asked."""
    rows = {0: [1.0, 2.0, 9.0], 1: [5.0, 6.0, 7.0]}
    years = {k: tuple(Year(value, 1.0, 1.0) for value in values) for k, values in rows.items()}
    assert typical(years, 0, 1, 7) == 2
    assert typical({}, 0, 1, 7) == 7


def test_a_line_of_ones_own_stands_beside_its_variants():
    """At the left as it is; at the right as it is turned."""
    scenario = load("littles-law")
    found = own_line(scenario, {"changed": scenario}, "what you did")
    assert found.labels == ("as it is", "changed")
    left, right = found.traces((0, 1), 3)
    assert left.visits == right.visits
