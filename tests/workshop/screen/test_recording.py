"""Boards are what the log says, from a run that has settled."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.loader import load
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow
from sim.lab.layout import network
from tests.examples import examples
from workshop.parts.board import LAST
from workshop.screen.recording import CLASSES, SETTLED, board_of, film, settled

LIMITED = """\
name: limited
value_streams:
  - id: line
    name: Line
    arrivals: {kind: poisson, rate: 1.2, classes: {expedite: 0.3}}
    stages:
      - {id: build, name: Build, servers: 2, wip_limit: 3, preemptive: true,
         effort: {distribution: exponential, mean: 1.5}}
      - {id: test, name: Test, servers: 1, wip_limit: 2, effort: {distribution: exponential, mean: 0.8},
         rework: {probability: 0.2, to: build}}
"""
ONE_SERVER = """\
name: one-server
value_streams:
  - id: line
    name: Line
    arrivals: {kind: poisson, rate: RATE}
    stages:
      - {id: work, name: Work, servers: 1, effort: {distribution: exponential, mean: 1}}
"""
START = 40.0


def loaded(folder, text):
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    scenario = loaded(tmp_path_factory.mktemp("limited"), LIMITED)
    log = simulate_flow(scenario, horizon=160.0, seed=3)
    return log, board_of("Line", network(scenario), log, 52.0, START)


@settings(max_examples=examples(20), deadline=None)
@given(week=st.floats(0, 52))
def test_cards_are_those_of_the_log(case, week):
    """Cards on the board: features that have entered and not left. Limits and people hold; nobody is lost."""
    log, board = case
    moment, items = board.at(week), log.items
    week += START
    entered = np.nan_to_num(items.entered, nan=math.inf)
    left = np.nan_to_num(items.left, nan=math.inf)
    shown = sorted(n for p in moment.places for part in (p.waiting, p.in_work, p.finished) for n in part.tolist())
    assert shown == items.item[(entered <= week) & (week < left)].tolist()
    assert moment.done == int(((left >= START) & (left <= week)).sum())
    assert moment.outside == int(((items.idea <= week) & (week < entered)).sum())
    arrived = int((items.idea <= week).sum())
    assert arrived == moment.outside + len(shown) + moment.done + int((left < START).sum())
    for column, place in zip(board.columns, moment.places, strict=True):
        assert len(place.in_work) <= column.people


@settings(max_examples=examples(14), deadline=None)
@given(week=st.floats(0, 52))
def test_the_number_under_the_board_is_what_the_log_says(case, week):
    """By class: the mean time from the idea to done of the last ten that were finished by then."""
    log, board = case
    items = log.items
    over = [k for k in np.argsort(items.left) if items.fate[k] == DONE and items.left[k] <= START + week]
    for lately in board.at(week).lately:
        mine = [k for k in over if CLASSES[items.priority[k]] == lately.name][-LAST:]
        assert lately.cards == len(mine)
        assert lately.weeks == pytest.approx(np.mean([items.left[k] - items.idea[k] for k in mine]))
    assert [lately.name for lately in board.at(week).lately] == ["expedited", "standard"]


def test_a_film_starts_when_the_line_is_steady(tmp_path):
    """One server at 80 % load: four features on the board on average when the film starts, not none (40 runs)."""
    scenario = loaded(tmp_path, ONE_SERVER.replace("RATE", "0.8"))
    boards = [film("line", scenario, weeks=1.0, seed=seed) for seed in range(40)]
    cards = [sum(place.count for place in board.at(0.0).places) for board in boards]
    error = math.sqrt(0.8) / (1 - 0.8) / math.sqrt(len(cards))
    assert abs(np.mean(cards) - 4) < 3 * error < 4


def test_what_never_settles_is_shown_from_empty(tmp_path):
    """At 105 % load features pile up without end; below, the closer to full, the longer it takes to settle."""
    weeks = [settled(loaded(tmp_path, ONE_SERVER.replace("RATE", rate))) for rate in ("1.05", "0.5", "0.95")]
    assert weeks[0] == 0.0
    assert weeks[1] == SETTLED
    assert weeks[2] > 2 * SETTLED
    assert weeks[2] % 52 == 0
    full = film("line", loaded(tmp_path, ONE_SERVER.replace("RATE", "1.05")), weeks=4.0)
    assert full.at(0.0).done == sum(place.count for place in full.at(0.0).places) == 0
