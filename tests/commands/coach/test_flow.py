"""``vmo flow``: text, JSON, files, errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - the command line is what is tested

pytestmark = pytest.mark.usefixtures("unpainted")

LINE = """
name: claims
value_streams:
- id: claims
  name: Claims
  arrivals: {kind: poisson, rate: 0.7, classes: {expedite: 0.2}}
  stages:
  - {id: build, name: Build, servers: 1, effort: {distribution: exponential, mean: 1}}
  - {id: test, name: Test, servers: 2, wip_limit: 4, effort: {distribution: exponential, mean: 1}}
  - {id: legal, servers: unlimited, effort: {distribution: constant, value: 1}}
"""


def run(*words: str, code: int = 0) -> str:
    """Standard output of a command, or of its error when it is to fail."""
    result = CliRunner().invoke(app, ["flow", *words])
    assert result.exit_code == code, result.output
    return result.output if code else result.stdout


@pytest.fixture
def line(tmp_path: Path) -> str:
    """A scenario file."""
    path = tmp_path / "line.yaml"
    path.write_text(LINE, encoding="utf-8")
    return str(path)


def test_words(line: str) -> None:
    """The table has means with intervals, stages, classes, the bottleneck, what is left and the law."""
    shown = run(line, "--horizon", "8000")
    for words in (
        "Throughput", "95 % interval", "half of the features within", "Bottleneck: Build, busy", "Little's law",
        "the end", "expedite", "warm-up", "no limit",
    ):  # fmt: skip
        assert words in shown
    assert "not enough data" not in shown


def test_document(line: str) -> None:
    """The JSON has the agreed keys; Little's law holds and the numbers are those of the queue."""
    found = json.loads(run(line, "--horizon", "8000", "--json"))
    stream = found["streams"][0]
    for key in ("throughput", "wip", "cycle_time", "queue_time", "lost_share"):
        assert stream[key]["low"] <= stream[key]["mean"] <= stream[key]["high"]
    assert set(stream["cycle_time_percentiles"]) == {"50", "85", "95"}
    assert [stage["id"] for stage in stream["stages"]] == ["build", "test", "legal"]
    for stage in stream["stages"][:2]:
        assert {"utilisation", "wip", "queue", "blocked", "starved"} <= set(stage)
        assert stage["utilisation"] + stage["starved"] == pytest.approx(1)
    assert stream["stages"][2]["utilisation"] is None
    law = found["littles_law"]
    assert law["relative_error"] < 1e-9
    assert law["wip"] == pytest.approx(law["throughput_times_cycle_time"])
    assert found["observed"] == pytest.approx(8000 - found["warm_up"])
    assert (found["replications"], stream["bottleneck"]) == (1, "build")
    low, high = stream["throughput"]["low"], stream["throughput"]["high"]
    assert low < 0.7 < high


def test_not_enough_data_is_null(line: str) -> None:
    """A run of 20 weeks gives no interval, in JSON null, in words said."""
    stream = json.loads(run(line, "--horizon", "20", "--json"))["streams"][0]
    assert stream["cycle_time"]["low"] is None
    assert stream["throughput"]["high"] is None
    assert "not enough data" in run(line, "--horizon", "20")


def test_growth_is_said(tmp_path: Path) -> None:
    """At a load above 1 there is a warning and no mean."""
    path = tmp_path / "over.yaml"
    path.write_text(LINE.replace("rate: 0.7", "rate: 1.3"), encoding="utf-8")
    shown = " ".join(run(str(path), "--horizon", "4000").split())
    assert "Build is asked for 130 % of what it can do: the queue grows without bound" in shown
    found = json.loads(run(str(path), "--horizon", "4000", "--json"))
    assert found["streams"][0]["cycle_time"]["mean"] is None
    assert found["streams"][0]["throughput"]["mean"] == pytest.approx(1, rel=0.1)
    shown = " ".join(run(str(path), "--horizon", "52", "--warm-up", "0", "-n", "20", "--workers", "1").split())
    assert "By week 52:" in shown


def test_files(line: str, tmp_path: Path) -> None:
    """Tables, figures and the manifest, whole, and nothing else."""
    folder = tmp_path / "results"
    run(line, "--horizon", "2000", "--out", str(folder))
    names = sorted(path.name for path in folder.iterdir())
    figures = [f"{name}.{end}" for name in ("cumulative-flow", "cycle-times", "stages") for end in ("png", "svg")]
    assert names == sorted([*figures, "manifest.json", "stages.csv", "streams.csv"])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["command"], manifest["settings"]["horizon"]) == ("flow", 2000)
    table = (folder / "streams.csv").read_text(encoding="utf-8")
    assert table.startswith("stream,measure,mean,low,high\n")
    shown = json.loads(run(line, "--horizon", "2000", "--json"))["streams"][0]["cycle_time"]
    assert f"claims,cycle_time,{shown['mean']!r},{shown['low']!r},{shown['high']!r}\n" in table


def test_fixed_amount_of_work(line: str) -> None:
    """Thirty features: when all is done is told."""
    shown = run(line, "--items", "30", "-n", "20", "--workers", "1")
    assert "Everything is done after" in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--horizon", "-3"], "give a positive number"),
        (["--horizon", "10", "--warm-up", "12"], "leaves nothing"),
        (["--precision", "lots"], "is not a share"),
        (["--precision", "0"], "is not a share"),
    ],
)
def test_wrong_numbers(line: str, words: list[str], told: str) -> None:
    """Each is refused with a remedy, exit code 2 and no traceback."""
    output = run(line, *words, code=2)
    assert told in output
    assert "Traceback" not in output


def test_no_arrivals() -> None:
    """A scenario of MMPs alone has nothing to run here."""
    assert "arrivals" in run("tiny", code=2)


def test_deadlock(tmp_path: Path) -> None:
    """Two streams that cross two teams in opposite directions lock each other up: an error that says where."""
    path = tmp_path / "locked.yaml"
    effort = "effort: {distribution: constant, value: 1}"
    teams = "\n".join(f"- {{id: {team}, servers: 1, wip_limit: 1}}" for team in ("p", "q"))
    streams = "\n".join(
        f"- id: {name}\n  arrivals: {{kind: conwip, wip: 2}}\n  stages:\n"
        f"  - {{id: one, platform: {first}, {effort}}}\n  - {{id: two, platform: {second}, {effort}}}"
        for name, first, second in (("there", "p", "q"), ("back", "q", "p"))
    )
    path.write_text(f"name: locked\nplatforms:\n{teams}\nvalue_streams:\n{streams}\n", encoding="utf-8")
    output = run(str(path), code=2)
    assert "deadlock" in output
    assert "Traceback" not in output


SLOW = """
name: slow
value_streams:
- id: s
  arrivals: {kind: deterministic, every_weeks: 2}
  stages: [{id: w, servers: 1, effort: 1}]
"""


def written(folder: Path, text: str) -> str:
    """A scenario file of this text."""
    path = folder / "written.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_not_everything_is_done(tmp_path: Path) -> None:
    """Four of thirty features by week 9.5: no week of completion in words or JSON, and 26 that have not come."""
    words = [written(tmp_path, SLOW), "--items", "30", "--horizon", "9.5", "-n", "20", "--workers", "1"]
    shown = " ".join(run(*words).split())
    assert (
        "All 30 features are done in none of 20 runs. On average 4.00 are done, 0 under way, 26.0 to come" in shown
    )
    assert "Everything is done" not in shown
    assert "Nothing was left unfinished at the end; 26.0 features had not come yet" in shown
    found = json.loads(run(*words, "--json"))
    assert found["last_done"] == {"mean": None, "low": None, "high": None}
    told = found["items"]
    assert (told["asked"], told["runs"], told["runs_all_done"], told["censored_at"]) == (30, 20, 0, 9.5)
    assert told["weeks_percentiles"] == {"50": None, "85": None, "95": None}
    assert found["streams"][0]["unfinished"]["to_come"] == 26


def test_everything_is_done(tmp_path: Path) -> None:
    """Without a horizon all thirty are done at week 61."""
    found = json.loads(run(written(tmp_path, SLOW), "--items", "30", "-n", "20", "--workers", "1", "--json"))
    assert found["last_done"]["mean"] == 61
    assert found["items"]["weeks_percentiles"] == {"50": 61, "85": 61, "95": 61}
    assert found["items"]["censored_at"] is None


def test_how_many_by_a_date(tmp_path: Path) -> None:
    """Three are done by week 7, the end included, with any certainty; too few runs say that they are."""
    path = written(tmp_path, SLOW)
    shown = " ".join(run(path, "--warm-up", "0", "--horizon", "7", "-n", "20", "--workers", "1").split())
    assert "At least 3 with 50 %, 3 with 85 %, 3 with 95 % certainty (so many in 20, 20, 20 of 20 runs)." in shown
    found = json.loads(run(path, "--warm-up", "0", "--horizon", "7", "-n", "20", "--workers", "1", "--json"))
    assert found["done_at_least"]["85"] == {"features": 3, "runs": 20} == found["streams"][0]["done_at_least"]["85"]
    shown = " ".join(run(path, "--warm-up", "0", "--horizon", "7").split())
    assert "How many for sure: not enough data (1 run; 16 runs are the fewest)." in shown
    assert json.loads(run(path, "--horizon", "700", "--json"))["done_at_least"] is None


def test_blocked_and_bottleneck_in_words(tmp_path: Path) -> None:
    """Blocked work has a column of its own where there are blockers; a short run does not judge the bottleneck."""
    text = LINE.replace("- {id: build,", "- {id: build, blockers: {probability: 0.5, duration: 3},")
    shown = run(written(tmp_path, text), "--horizon", "20")
    assert "blocked  done, not pulled" in shown
    assert "Bottleneck: not enough data to tell (the busiest so far: " in shown
    assert "No clear bottleneck" not in shown
    found = json.loads(run(written(tmp_path, text), "--horizon", "20", "--json"))["streams"][0]
    assert found["bottleneck_rivals"] is None
    assert {"blocked", "not_pulled", "held", "held_blocked"} <= set(found["stages"][0])


def test_exactly_full_in_words(tmp_path: Path) -> None:
    """At a load of exactly 1 a steady beat keeps up and says so by its numbers; anything that varies does not."""
    full = SLOW.replace("every_weeks: 2", "every_weeks: 1")
    shown = run(written(tmp_path, full), "--horizon", "700")
    assert "grows" not in shown
    assert "100 %" in shown
    varied = full.replace("kind: deterministic, every_weeks: 1", "kind: poisson, rate: 1")
    shown = " ".join(run(written(tmp_path, varied), "--horizon", "2000").split())
    assert "w is asked for exactly what it can do (100 %), and arrivals or work vary" in shown
