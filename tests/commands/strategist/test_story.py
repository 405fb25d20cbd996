"""``vmo story``: text, JSON, files, the figure's flags, wrong names."""

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line itself
from report.shared.fitting import text_width
from report.shared.style import SMALL
from report.story.lanes import flags
from report.story.text import date_word, quarter_of
from sim.outcomes.milestones import Moment
from sim.studies import replication as replicate
from sim.studies.comparison import compare
from sim.studies.story import median_world
from tests.sim.cases import mmp, scenario

pytestmark = pytest.mark.usefixtures("unpainted")


def vmo(*words):
    return CliRunner().invoke(app, ["story", *map(str, words)])


def test_text():
    """The timeline of tiny in words, with week, quarter and money."""
    result = vmo("tiny", "a1", "--world", "0")
    assert result.exit_code == 0, result.output
    rows = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert "a1, Quote online (Alpha)" in rows
    assert "29 3 Complete; waits 12 weeks for a2, with which it is released 198,000 0" in rows
    assert "33.2 3 Has brought back what was spent on it 161,600 161,600" in rows
    assert "Value-stream funding - Project funding: EUR +276 k, released 24 weeks earlier." in rows


def test_document():
    """Events in order of time, with what they mean in words; the order of models is the one asked for."""
    result = vmo("tiny", "b2", "--world", "0", "--models", "value_stream,project", "--json")
    document = json.loads(result.stdout)
    assert [part["model"] for part in document["models"]] == ["value_stream", "project"]
    assert document["luck"] == {
        "features": 5, "estimated_features": 5, "success": True, "realised_share": 1.0,
    }  # fmt: skip
    for part, released, earned in zip(document["models"], (11, 43), (465_000, 305_000), strict=True):
        weeks = [event["week"] for event in part["events"]]
        assert weeks == sorted(weeks)
        assert [e["week"] for e in part["events"] if e["event"] == "released"] == [released]
        assert part["earned"] == earned


def test_files(tmp_path):
    """Table, figure and manifest; the median world is found among as many worlds as asked for."""
    result = vmo("tiny", "a1", "-n", "3", "--workers", "1", "--out", tmp_path / "o")
    assert result.exit_code == 0, result.output
    assert {p.name for p in (tmp_path / "o").iterdir()} == {
        "story.csv",
        "rounds.csv",
        "story.png",
        "story.svg",
        "manifest.json",
    }
    manifest = json.loads((tmp_path / "o" / "manifest.json").read_text())
    assert (manifest["command"], manifest["mmp"], manifest["median_of"]) == ("story", "a1", 3)
    table = list(csv.DictReader((tmp_path / "o" / "story.csv").read_text().splitlines()))
    assert [row["week"] for row in table if row["event"] == "released"] == ["41", "17"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("tiny", "a11"), 'MMP: tiny has no MMP "a11"; did you mean "a1"?'),
        (("tiny", "track MY claim"), 'MMP: tiny has no MMP "track MY claim"; did you mean "b2"?'),
        (("tiny", "a1#2.1"), "MMP: tiny has no MMP"),
        (("tiny", "a1", "--models", "projcet"), 'no funding model is called "projcet"; did you mean "project"?'),
    ],
)
def test_wrong_names(words, message):
    """One line, exit code 2, and the nearest name."""
    result = vmo(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output


def test_interrupt(monkeypatch):
    """The median of the worlds that are finished is told, with exit code 130."""
    real = replicate.run_tasks

    def stopped(function, tasks, pool):
        yield next(iter(real(function, tasks, pool)))
        raise KeyboardInterrupt

    monkeypatch.setattr(replicate, "run_tasks", stopped)
    result = vmo("tiny", "a1", "-n", "40", "--workers", "1")
    assert result.exit_code == 130
    assert "the median of 10 worlds (interrupted)" in " ".join(result.stdout.split())


def test_new_ideas():
    """Ideas that appear later are told under the id they have in their world; others are named."""
    result = vmo("insurer-four-years", "a#2.1", "--world", "0")
    assert result.exit_code == 2
    assert "MMP: insurer-four-years has no MMP" in result.stderr


def test_median_world_of_one_model():
    """With one model the median is that of its own value."""
    chances = {"value": {"distribution": "uniform", "low": 0.2, "high": 2}}
    case = scenario([mmp("m", 2, earns=50)], uncertainty=chances, funding_models={"one": {"base": "value_stream"}})
    found = compare(case, replications=5, models=["one"])
    values = found.values("npv", "one")
    assert sorted(values).index(values[median_world(found)]) == 2


@given(st.lists(st.floats(0, 104), min_size=1, max_size=12), st.floats(100, 700))
def test_flags_do_not_overlap(weeks, width):
    """No label lies on another one, and no pole crosses a label."""
    moments = [Moment(week, "funded") for week in sorted(weeks)]
    found = flags(moments, 104.0, width)
    assert sum(flag.text.count("money") for flag in found) == len(weeks)
    for flag in found:
        left = flag.week / 104 * width
        right = left + text_width(flag.text, SMALL)
        for other in found:
            pole = other.week / 104 * width
            if other is not flag and left <= pole <= right:
                assert other.row < flag.row  # it ends below the label, and so does what stands on it


def test_dates_in_words():
    """The first instant of a quarter belongs to it; decimals only where there are any."""
    assert [quarter_of(week, 13) for week in (0, 12.9, 13, 26.5)] == [1, 1, 2, 3]
    assert [date_word(week) for week in (17.0, 17.01, 33.16)] == ["17", "17", "33.2"]
