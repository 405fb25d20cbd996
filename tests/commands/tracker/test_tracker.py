"""``vmo history``, ``vmo forecast`` and ``vmo calibrate`` as a user types them."""

import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - tests the command line itself

pytestmark = pytest.mark.usefixtures("unpainted")

WEEKS = "week,throughput\n" + "\n".join(f"{k}, {n}" for k, n in enumerate((3, 6, 1, 3, 2, 4, 7, 5, 3, 7), 1)) + "\n"
ITEMS = "id,started,done\n" + "".join(
    f"i{k},2025-{1 + k // 28:02d}-{1 + k % 28:02d},2025-{1 + (k + 3) // 28:02d}-{1 + (k + 3) % 28:02d}\n"
    for k in range(200)
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weeks.csv").write_text(WEEKS, encoding="utf-8")
    (tmp_path / "items.csv").write_text(ITEMS, encoding="utf-8")
    return lambda *words: CliRunner().invoke(app, list(words))


def test_from_export_to_forecast(run, tmp_path):
    """Two commands: the history is written, and the forecast reads it."""
    read = run("history", "items.csv", "--out", "history.csv", "--figures", "figures")
    assert read.exit_code == 0, read.output
    assert "next: vmo forecast history.csv" in read.stdout
    assert (tmp_path / "figures" / "scatter.png").exists()
    told = run("forecast", "history.csv", "--items", "40", "--out", "results")
    assert told.exit_code == 0, told.output
    assert "85 %" in told.stdout
    names = {path.name for path in (tmp_path / "results").iterdir()}
    assert {"forecast.csv", "when.png", "when.svg", "manifest.json"} <= names


def test_numbers_for_machines(run):
    """JSON holds the exact chances, and standard output nothing else."""
    document = json.loads(run("forecast", "weeks.csv", "--items", "30", "--json").stdout)
    assert [each["week"] for each in document["when"]] == [8, 8, 9, 10]
    assert document["probability_done_by_week"][9] == pytest.approx(0.8939, abs=5e-5)
    assert json.loads(run("history", "items.csv", "--json").stdout)["items"]["done"] == 200


def test_never_nought_or_a_hundred_per_cent(run):
    """What no week of the past denies is still not certain."""
    shown = run("forecast", "weeks.csv", "--items", "1").stdout
    assert "100 %" not in shown
    assert ">99 %" in shown


def test_cannot_forecast_is_an_answer(run, tmp_path):
    """Nine weeks: exit code 1, the reason and what to do."""
    (tmp_path / "few.csv").write_text("".join(WEEKS.splitlines(keepends=True)[:10]), encoding="utf-8")
    told = run("forecast", "few.csv", "--items", "30")
    assert told.exit_code == 1
    assert "Cannot forecast" in told.stdout
    assert "export a longer time" in told.stdout
    assert run("forecast", "few.csv", "--items", "30", "--anyway").exit_code == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["forecast", "weeks.csv", "--items", "none"], "is no number of items"),
        (["forecast", "weeks.csv", "--by", "June"], "write for example 2027-06-30"),
        (["forecast", "nowhere.csv"], "is not there"),
        (["history", "items.csv", "--map", "id"], "write NAME=MEANING"),
        (["history", "items.csv", "--map", "id=title,started=begin"], "begin is no field"),
        (["history", "items.csv", "--days", "weeks"], "calendar, working, elapsed"),
        (["history", "items.csv", "--zone", "Mars"], 'no zone is called "Mars"'),
        (["calibrate", "utilisation", "--history", "items.csv"], "has no dates of stages"),
    ],
)
def test_bad_input_is_one_clear_line(run, words, says):
    """Exit code 2, what is wrong and what to write."""
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.stderr
    assert "Traceback" not in result.output
