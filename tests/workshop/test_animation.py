"""The animated board: what is drawn is what the log says, and the file is one that a projector shows."""

import io
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command is the subject
from report.shared.style import VERMILLION
from scenarios.loader import load
from sim.lab.laboratory import simulate_flow
from sim.lab.layout import network
from workshop.animation import FRAMES, HEAD, HOLD, PACE, SIZE, animate
from workshop.bets import bets_board
from workshop.board import Board, Column, board_of, film
from workshop.demonstration import Setting
from workshop.demonstrations.teams_agile_portfolio_not import films
from workshop.films import GATES, length
from workshop.registry import demonstration, demonstrations
from workshop.runs import variants

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
RED = tuple(int(VERMILLION[k : k + 2], 16) for k in (1, 3, 5))


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    path = tmp_path_factory.mktemp("limited") / "limited.yaml"
    path.write_text(LIMITED, encoding="utf-8")
    scenario = load(path)
    log = simulate_flow(scenario, horizon=120.0, seed=3)
    return log, board_of("Line", network(scenario), log, 52.0)


@settings(max_examples=60, deadline=None)
@given(week=st.floats(0, 52))
def test_cards_are_those_of_the_log(case, week):
    """Cards on the board: features that have entered and not left. Limits and people hold; nobody is lost."""
    log, board = case
    moment, items = board.at(week), log.items
    entered = np.nan_to_num(items.entered, nan=math.inf)
    left = np.nan_to_num(items.left, nan=math.inf)
    shown = sorted(n for p in moment.places for part in (p.waiting, p.in_work, p.finished) for n in part.tolist())
    assert shown == items.item[(entered <= week) & (week < left)].tolist()
    assert moment.done == int((left <= week).sum())
    assert moment.outside == int(((items.idea <= week) & (week < entered)).sum())
    arrived = int((items.idea <= week).sum())
    assert arrived == moment.outside + len(shown) + moment.done
    for column, place in zip(board.columns, moment.places, strict=True):
        assert len(place.in_work) <= column.people


def by_hand(weeks=4.0, limit=2.0):
    """Two cards: one in work from week 0 to 2 and stuck until 3, one that waits from 1 on."""
    never = math.inf
    return Board(
        label="by hand",
        columns=(Column("Build", limit, 1),),
        outside=False,
        card=np.array([0, 1]),
        column=np.array([0, 0]),
        came=np.array([0.0, 1.0]),
        began=np.array([0.0, 3.0]),
        ended=np.array([2.0, never]),
        went=np.array([3.0, never]),
        urgent=frozenset({1}),
        idea=np.array([0.0, 1.0]),
        entered=np.array([0.0, 1.0]),
        left=np.array([3.0, never]),
        done=np.array([3.0]),
        spent=np.array([3.0]),
        cuts=(np.array([1]), np.array([3.5]), np.array([never])),
        weeks=weeks,
    )


def test_moments_by_hand():
    """Work, stuck, done; an interrupted card waits."""
    board = by_hand()
    seen = [
        [part.tolist() for part in (p.waiting, p.in_work, p.finished)]
        for p in (board.at(week).places[0] for week in (0.5, 1.5, 2.5, 3.2, 3.8))
    ]
    assert seen == [[[], [0], []], [[1], [0], []], [[1], [], [0]], [[], [1], []], [[1], [], []]]
    assert (board.at(2.9).done, board.at(3.0).done, board.at(3.0).mean_weeks) == (0, 1, 3.0)
    assert math.isnan(board.at(0.0).mean_weeks)


def opened(path):
    """The picture in a file."""
    return Image.open(io.BytesIO(path.read_bytes()))


def frame(data, number):
    picture = Image.open(io.BytesIO(data))
    picture.seek(number)
    return picture.convert("RGB")


def full(picture):
    """Whether the box with the count is red."""
    return picture.getpixel((30, HEAD + 80)) == RED


def test_a_full_column_is_coloured_as_well_as_written():
    """Two of two cards are full from week 1 to 3."""
    weeks = np.linspace(0, 4, 9)
    data = animate("By hand", [by_hand()], frames=9)
    assert [full(frame(data, k)) for k in range(9)] == [1 <= week < 3 for week in weeks]
    unlimited = animate("By hand", [by_hand(limit=math.inf)], frames=3)
    assert not full(frame(unlimited, 1))


def test_film_is_small_whole_and_repeats():
    """A slide's size, the frames of a quarter of a minute, less than 3 MB, equal bytes for equal boards."""
    show = demonstration("bottleneck")
    scenario = load(show.boards[0].scenario)
    boards = [film(side.label, scenario) for side in show.boards]
    data = animate(show.title, boards)
    picture = Image.open(io.BytesIO(data))
    assert picture.size == SIZE
    assert picture.n_frames <= FRAMES <= 150
    length = 0
    for number in range(picture.n_frames):
        picture.seek(number)
        length += picture.info["duration"]
    assert length == PACE * (FRAMES - 1) + HOLD  # frames without any change are shown longer
    assert len(data) < 3_000_000
    assert animate(show.title, boards, frames=9) == animate(show.title, boards, frames=9)


def test_portfolio_board_keeps_its_limit_and_ends_with_everything_done():
    """All twelve MMPs are under way at first without a limit; both sides end with twelve done."""
    everything, three = films(Setting(seed=2))
    assert [board.at(board.weeks).done for board in (everything, three)] == [12, 12]
    assert everything.at(5.0).places[0].count > three.at(5.0).places[0].count
    assert three.columns[0].limit == 3


def test_every_demonstration_has_a_film():
    """Boards of its scenarios, or films of its own."""
    assert all(show.boards or show.films for show in demonstrations())


def test_bets_are_built_then_won_or_lost():
    """At any week, the board holds what the run says: begun and not over, won, lost; nothing twice."""
    from sim.outcomes.timeline import timelines
    from sim.simulation import simulate
    from sim.world.blueprint import Blueprint
    from sim.world.world import World
    from workshop.demonstrations.nine_of_ten_fail import sized

    scenario = sized(8)
    board = bets_board("bets", scenario, "stop", seed=3)
    bets = timelines(simulate(World(Blueprint(scenario), 3, 0), scenario.funding_models["stop"]))
    for week in (0.0, 13.5, 30.0, 52.0):
        begun = [b for b in bets if b.activated is not None and b.activated <= week]
        out = [b for b in begun if b.released is not None and b.released <= week]
        stopped = [b for b in begun if b.stopped is not None and b.stopped <= week]
        won = [b for b in out if b.earns]
        moment = board.at(week)
        built, winners = moment.places
        assert winners.count == len(won)
        assert moment.done == len(out) - len(won) + len(stopped)
        assert built.count == len(begun) - len(out) - len(stopped)
    assert board.at(52.0).done > 0


def test_gates_are_seen_to_open():
    """The film of a yearly gate is longer than a year: something is done at its end."""
    side = demonstration("funding-gates").boards[0]
    (scenario,) = variants(side.scenario, [side.changes])
    weeks = length(scenario)
    assert weeks == GATES * scenario.value_streams[0].arrivals.gate_weeks
    board = film(side.label, scenario, weeks=weeks)
    assert board.at(52.0 - 0.1).done == 0
    assert board.at(weeks).done > 0


def test_flow_writes_a_film(tmp_path):
    """One board, and the usual answer."""
    path = tmp_path / "board.gif"
    result = CliRunner().invoke(app, ["flow", "littles-law", "--horizon", "500", "--animate", str(path)])
    assert result.exit_code == 0, result.output
    assert opened(path).size == SIZE
    assert [p.name for p in tmp_path.iterdir()] == ["board.gif"]


def test_show_writes_a_film(tmp_path):
    """Beside the numbers, and says where it is."""
    path = tmp_path / "board.gif"
    command = ["show", "multitasking", "--quick", "--animate", str(path)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "The board is in" in result.stdout
    assert opened(path).size == SIZE


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "wip-limits", "--animate", "a.mp4"], "does not end in .gif; write for example a.gif"),
        (["show", "--animate", "a.gif"], "name a demonstration"),
        (["flow", "littles-law", "--animate", "nowhere/a.gif"], "there is no folder nowhere"),
    ],
)
def test_films_that_cannot_be_made_are_refused_before_anything_runs(arguments, words, tmp_path, monkeypatch):
    """Exit code 2, a remedy, nothing written."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())
    assert list(tmp_path.iterdir()) == []
