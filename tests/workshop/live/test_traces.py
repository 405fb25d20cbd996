"""Traces: what they count is what the run counted, and they are small enough to travel."""

import gzip
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.loader import load
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow
from sim.lab.layout import network
from tests.examples import examples
from tests.workshop.boards import by_hand
from workshop.live.traces import BEFORE, trace_of
from workshop.screen.recording import board_of

LINE = """\
name: line
value_streams:
  - id: line
    arrivals: {kind: poisson, rate: 1.2, classes: {expedite: 0.3}}
    blockers: {probability: 0.2, duration: {distribution: exponential, mean: 2}}
    stages:
      - {id: build, servers: 2, wip_limit: 4, preemptive: true, effort: {distribution: exponential, mean: 1.5}}
      - {id: test, servers: 1, wip_limit: 2, effort: {distribution: exponential, mean: 0.6},
         rework: {probability: 0.2, to: build}}
"""
START, WEEKS = 40.0, 52.0


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    path = tmp_path_factory.mktemp("line") / "scenario.yaml"
    path.write_text(LINE, encoding="utf-8")
    scenario = load(path)
    log = simulate_flow(scenario, horizon=200.0, seed=3)
    board = board_of("Line", network(scenario), log, WEEKS, START)
    return log, board, trace_of(board)


@settings(max_examples=examples(14), deadline=None)
@given(week=st.integers(1, 10 * int(WEEKS) - 1))
def test_the_cumulative_flow_is_the_engines(case, week):
    """Bands of a trace are counts of the log and of the film: done, each stage, in front; nobody is lost."""
    log, board, trace = case
    at = week / 10 + 0.00049  # between two thousandths: where a trace is as exact as the run
    visits, items, now = log.visits, log.items, START + at
    done, test, build, outside = trace.counts(at)
    left = np.where(np.isnan(items.left), np.inf, items.left)
    assert done == ((items.fate == DONE) & (items.left > START) & (items.left <= now)).sum()
    for stage, count in enumerate((build, test)):
        there = (visits.step == stage) & (visits.entered <= now) & ~(visits.left <= now)
        assert count == there.sum()
    entered = np.where(np.isnan(items.entered), np.inf, items.entered)
    assert outside == ((items.idea <= now) & (now < entered) & (now < left)).sum()
    moment = board.at(at)
    assert (moment.done, moment.outside, *(p.count for p in moment.places)) == (done, outside, build, test)


def test_a_trace_by_hand():
    """Two cards: rows as they were written down; what lies after the end is not there."""
    trace = trace_of(by_hand(), 3.0)
    assert [(card.number, card.idea, card.entered, card.left, card.fate) for card in trace.cards] == [
        (0, 0.0, 0.0, 3.0, "done"),
        (1, 1.0, 1.0, None, "open"),
    ]
    assert trace.visits == ((0, 0, 0.0, 0.0, 2.0, 3.0), (1, 0, 1.0, 3.0, None, None))
    assert (trace.limits, trace.servers, trace.measured) == ((2.0,), (1.0,), 3.0)
    assert trace.pauses == ((1, 3.5, None),)
    assert trace.until(2.5).visits == ((0, 0, 0.0, 0.0, 2.0, None), (1, 0, 1.0, None, None, None))
    assert trace.until(0.5).cards[0].fate == "open"
    assert trace.until(0.5).pauses == ()


def test_what_a_trace_knows_of_the_time_before(case):
    """The last finished cards of each class before the first week are there: first numbers are not empty."""
    log, _, trace = case
    for kind, priority in enumerate((0, 2)):
        over = (log.items.fate == DONE) & (log.items.left <= START) & (log.items.priority == priority)
        before = [card for card in trace.cards if card.kind == kind and card.left is not None and card.left <= 0]
        assert len(before) == min(BEFORE, over.sum())
    assert all(card.left is None or card.left <= WEEKS for card in trace.cards)


def test_a_trace_is_one_small_json_document(case):
    """Rows of numbers and null; a year of a line with 1.2 cards a week below 20 kB, 6 kB when packed."""
    *_, trace = case
    document = trace.document()
    text = json.dumps(document, separators=(",", ":"), allow_nan=False).encode()
    assert json.loads(text) == document
    assert len(text) < 20_000
    assert len(gzip.compress(text)) < 6_000
    places = range(len(document["cards"]))
    assert all(row[0] in places for key in ("visits", "pauses", "blocked") for row in document[key])
    assert all(len(row) == 6 for row in document["visits"])


def test_a_platform_team_is_a_lane_of_its_own(tmp_path):
    """A stage at which other value streams work, too, is marked; stages of the stream's own are not."""
    path = tmp_path / "scenario.yaml"
    path.write_text(
        "name: shared\nplatforms: [{id: team, servers: 1}]\nvalue_streams:\n"
        + "".join(
            f"- id: {name}\n  arrivals: {{kind: deterministic, every_weeks: 3}}\n  stages:\n"
            "  - {id: own, servers: 1, effort: 1}\n  - {id: api, platform: team, effort: 1}\n"
            for name in ("a", "b")
        ),
        encoding="utf-8",
    )
    scenario = load(path)
    trace = trace_of(board_of("A", network(scenario), simulate_flow(scenario, horizon=60), 52.0))
    assert trace.platforms == (1,)
    assert len(trace.stages) == 2
