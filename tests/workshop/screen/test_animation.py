"""The animated board: what is drawn is what the log says, and the file is one that a projector shows."""

import io
import math

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command is the subject
from report.shared.style import VERMILLION
from scenarios.loader import load
from tests.workshop.boards import by_hand
from workshop.experiments.runs import variants
from workshop.registry import demonstration, demonstrations
from workshop.screen.animation import FRAMES, HEAD, HOLD, PACE, SIZE, animate
from workshop.screen.films import GATES, length
from workshop.screen.recording import film

RED = tuple(int(VERMILLION[k : k + 2], 16) for k in (1, 3, 5))


def opened(path):
    """The picture in a file."""
    return Image.open(io.BytesIO(path.read_bytes()))


def frame(data, number):
    picture = Image.open(io.BytesIO(data))
    picture.seek(number)
    return picture.convert("RGB")


@pytest.fixture
def short(monkeypatch):
    """A film of nine frames, where its length is not the question."""
    monkeypatch.setattr(animate, "__defaults__", (9,))


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


@pytest.mark.long
def test_film_is_small_and_whole():
    """A slide's size, the frames of a quarter of a minute, less than 3 MB."""
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


def test_a_film_repeats():
    """Equal bytes for equal boards."""
    assert animate("By hand", [by_hand()], frames=9) == animate("By hand", [by_hand()], frames=9)


def test_every_demonstration_has_a_film():
    """Boards of its scenarios, or films of its own."""
    assert all(show.boards or show.films for show in demonstrations())


def test_gates_are_seen_to_open():
    """The film of a yearly gate shows two of them: all that came in a year is let in on one day."""
    side = demonstration("funding-gates").boards[0]
    (scenario,) = variants(side.scenario, [side.changes])
    weeks = length(scenario)
    assert weeks == GATES * scenario.value_streams[0].arrivals.gate_weeks
    board = film(side.label, scenario, weeks=weeks)
    for gate in (52.0, 104.0):
        before, after = board.at(gate - 0.01), board.at(gate)
        assert before.outside > 1
        assert after.outside == 0
        assert sum(p.count for p in after.places) >= before.outside


@pytest.mark.usefixtures("short")
def test_flow_writes_a_film(tmp_path):
    """One board, and the usual answer."""
    path = tmp_path / "board.gif"
    result = CliRunner().invoke(app, ["flow", "littles-law", "--horizon", "500", "--animate", str(path)])
    assert result.exit_code == 0, result.output
    assert opened(path).size == SIZE
    assert [p.name for p in tmp_path.iterdir()] == ["board.gif"]


@pytest.mark.usefixtures("short")
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
