"""``vmo value-of-information``: text, JSON, files, wrong options."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line itself
from sim.execution import run as module

pytestmark = pytest.mark.usefixtures("unpainted")


def vmo(*words):
    return CliRunner().invoke(app, ["value-of-information", *map(str, words)])


SMALL = ("insurer", "-n", "2", "--only", "fraud-score-motor,repair-photo,estimates.value", "--workers", "1")


def test_text_where_nothing_is_uncertain():
    """No answer is worth anything in tiny, and the text says so."""
    result = vmo("tiny", "-n", "2")
    assert result.exit_code == 0, result.output
    assert "No answer about the whole portfolio is clearly worth anything" in result.stdout
    assert result.stdout.count("nothing changes") == 7


def test_document():
    """Questions by their worth; the model is the second one unless asked for another."""
    result = vmo(*SMALL, "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    means = [row["mean"] for row in document["questions"]]
    assert means == sorted(means, reverse=True)
    assert {row["id"] for row in document["questions"]} == {
        "mmp.fraud-score-motor", "mmp.repair-photo", "estimates.value",
    }  # fmt: skip
    assert document["model"] == "value_stream"
    assert all(row["low"] <= row["mean"] <= row["high"] for row in document["questions"])


def test_files(tmp_path):
    """The table, worlds that give its means, the figure and the manifest."""
    result = vmo(*SMALL, "--out", tmp_path / "o", "--model", "project")
    assert result.exit_code == 0, result.output
    names = {path.name for path in (tmp_path / "o").iterdir()}
    assert names == {"information.csv", "worlds.csv", "information.png", "information.svg", "manifest.json"}
    rows = list(csv.DictReader((tmp_path / "o" / "information.csv").read_text().splitlines()))
    worlds = list(csv.DictReader((tmp_path / "o" / "worlds.csv").read_text().splitlines()))
    for row in rows:
        gains = [float(world[row["id"]]) - float(world["as_it_stands"]) for world in worlds]
        assert float(row["mean"]) == pytest.approx(sum(gains) / 2)
    assert json.loads((tmp_path / "o" / "manifest.json").read_text())["model"] == "project"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("insurer", "--model", "projet"), '--model: no funding model is called "projet"; did you mean "project"?'),
        (("insurer", "--only", "repair-foto"), 'nothing is called "repair-foto"; did you mean "repair-photo"?'),
        (("insurer", "--only", "fnol-motor"), '"fnol-motor" is under way or certain'),
        (("insurer", "--only", " , "), "--only: leaves no question"),
    ],
)
def test_wrong_options(words, message):
    """One line, exit code 2, what would be right."""
    result = vmo(*words)
    assert result.exit_code == 2
    assert message in result.stderr


def test_interrupt(monkeypatch):
    """What is finished is shown, with exit code 130."""
    real = module.run_tasks

    def stopped(function, tasks, pool):
        yield next(iter(real(function, tasks, pool)))
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "run_tasks", stopped)
    result = vmo("tiny", "-n", "40", "--only", "estimates", "--workers", "1")
    assert result.exit_code == 130
    assert "Interrupted: these are the 10 worlds that were finished." in " ".join(result.stdout.split())
