"""``vmo sweep``, ``vmo sensitivity`` and ``vmo map`` from the outside: documents, files, figures, faults."""

import csv
import json

import pytest
from typer.testing import CliRunner

from cli import app  # noqa: TID251 - this is the test of the command line
from report.ranges.map_figure import map_figure
from report.ranges.sweep_figure import draw_sweep
from report.ranges.tornado_figure import draw_tornado
from scenarios.loader import load
from scenarios.variation.axis import axis_of
from scenarios.variation.uncertain import uncertain_numbers
from sim.studies.break_even_map import survey
from sim.studies.sweeps import sweep
from sim.studies.tornado import sensitivity

PAIR = ("project", "value_stream")
CADENCE = "funding_models.value_stream.cadence_weeks"
APPROVAL = "funding_models.project.approval_weeks"

LINE = """\
name: line
value_streams:
  - id: claims
    teams: 1
    team_cost_per_sprint: 0
    arrivals: {kind: poisson, rate: 0.5}
    stages:
      - {id: build, servers: 1, effort: {distribution: exponential, mean: 1}}
"""


def vmo(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_sweep_writes_what_it_prints(tmp_path):
    """Table, figures and manifest; the same numbers in the document."""
    words = ["sweep", "tiny", "--set", f"{CADENCE}=13,26,52", "--outcome", "npv,releases", "-n", 2]
    document = json.loads(vmo(*words, "--out", tmp_path, "--json").stdout)
    assert [point["at"] for point in document["points"]] == [[13], [26], [52]]
    assert document["axes"][0]["now"] == 13
    rows = read(tmp_path / "sweep.csv")
    assert len(rows) == 3 * 2 * 3
    first = next(
        r for r in rows if r["model"] == "value_stream" and r["minus"] == "project" and r["outcome"] == "npv"
    )
    difference = document["points"][0]["differences"][0]
    assert float(first["mean"]) == difference["mean"]
    for name in ("sweep-npv.png", "sweep-npv.svg", "sweep-releases.png"):
        assert (tmp_path / name).stat().st_size > 5000
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "sweep"
    assert manifest["axes"] == [{"path": CADENCE, "values": [13, 26, 52]}]


def test_sweep_says_where_it_is_best_and_where_the_scenario_stands():
    """Tiny has no luck: every difference is decided, and approval only costs."""
    result = vmo("sweep", "tiny", "--set", f"{APPROVAL}=0,10,20", "-n", 3)
    assert result.exit_code == 0
    assert "Net present value, Project funding: best at 0 (mean EUR" in result.stdout
    assert "10 (now)" in result.stdout
    assert "Fewer than 30 worlds" in result.stdout


def test_a_factor_can_be_written_in_two_ways():
    """``--scale PATH`` is ``--set PATH*``."""
    a = vmo("sweep", "tiny", "--scale", "mmps.*.value_per_quarter=0.5,1", "-n", 2, "--json")
    b = vmo("sweep", "tiny", "--set", "mmps.*.value_per_quarter*=0.5,1", "-n", 2, "--json")
    assert a.exit_code == 0
    assert a.stdout == b.stdout


def test_two_numbers_and_one_model(tmp_path):
    """Every combination, one line per value of the second number."""
    words = ["sweep", "tiny", "--set", f"{CADENCE}=13,52", "--set", "calendar.discount_rate=0,0.1,0.2"]
    document = json.loads(vmo(*words, "--models", "value_stream", "-n", 2, "--json", "--out", tmp_path).stdout)
    assert [point["at"] for point in document["points"]] == [[c, r] for c in (13, 52) for r in (0, 0.1, 0.2)]
    assert all(not point["differences"] for point in document["points"])
    assert (tmp_path / "sweep-npv.png").exists()


def test_sweep_of_the_flow_laboratory(tmp_path):
    """Half the load, half the queue: utilisation is what arithmetic says, and waiting grows with load."""
    (tmp_path / "line.yaml").write_text(LINE, encoding="utf-8")
    words = ["sweep", tmp_path / "line.yaml", "--set", "value_streams.claims.arrivals.rate=0.2,0.5,0.8"]
    words += ["--workers", 1]
    names = "build.utilisation,cycle_time"
    result = vmo(*words, "--outcome", names, "--horizon", 3000, "--json", "--out", tmp_path / "out")
    document = json.loads(result.stdout)
    used = [p["streams"]["claims"]["build.utilisation"]["mean"] for p in document["points"]]
    assert used == pytest.approx([0.2, 0.5, 0.8], abs=0.06)
    times = [p["streams"]["claims"]["cycle_time"]["mean"] for p in document["points"]]
    assert times == sorted(times)
    assert len(read(tmp_path / "out" / "sweep.csv")) == 6
    assert (tmp_path / "out" / "sweep-cycle_time.png").stat().st_size > 5000
    text = vmo(*words, "--horizon", 200).stdout
    assert "Throughput, features per week" in text


def test_sensitivity_tells_ranges_flips_and_sources(tmp_path):
    """One number over its range: document, table, tornado; --list runs nothing."""
    words = ["sensitivity", "tiny", "--only", "approval_project,discount_rate,carry_over", "-n", 2]
    document = json.loads(vmo(*words, "--out", tmp_path, "--json").stdout)
    assert document["models"] == {"a": "value_stream", "b": "project"}
    numbers = {n["id"]: n for n in document["numbers"]}
    assert set(numbers) == {"approval_project.project", "discount_rate", "carry_over"}
    assert numbers["approval_project.project"]["high"]["value"] == 26
    assert numbers["approval_project.project"]["high"]["mean"] > numbers["approval_project.project"]["low"]["mean"]
    assert len(read(tmp_path / "sensitivity.csv")) == 3
    assert (tmp_path / "tornado.png").stat().st_size > 5000
    text = vmo(*words)
    assert "never within range" in text.stdout
    listing = vmo("sensitivity", "tiny", "--list").stdout
    assert "approval_project.project: Approval, weeks (Project funding)" in listing
    assert "APQC 2008" in listing
    assert {"id", "grade", "source"} <= set(json.loads(vmo("sensitivity", "tiny", "--list", "--json").stdout)[0])


def test_map_writes_cells_and_figure(tmp_path):
    """Every cell with its worlds and its winner."""
    words = ["map", "tiny", "--x", f"{APPROVAL}=0,10,20", "--y", "calendar.benefit_quarters=4,8", "-n", 2]
    document = json.loads(vmo(*words, "--out", tmp_path, "--json").stdout)
    assert [(c["x"], c["y"]) for c in document["cells"]] == [(x, y) for y in (4, 8) for x in (0, 10, 20)]
    assert sum(document["counts"].values()) == 6
    assert len(read(tmp_path / "map.csv")) == 6
    assert (tmp_path / "map.png").stat().st_size > 5000
    text = vmo(*words).stdout
    assert "of 6 cells" in text
    assert "10 (now)" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "tiny"], "give one or two"),
        (["sweep", "tiny", "--set", "x"], "is no path with a range"),
        (["sweep", "tiny", "--set", f"{CADENCE}=2:1"], "it ends before it begins"),
        (["sweep", "tiny", "--set", "calendar.quarter=1"], 'did you mean "quarters"?'),
        (["sweep", "tiny", "--set", "calendar.discount_rate=5"], "5 is above 2"),
        (["sweep", "tiny", "--set", f"{CADENCE}=13", "--set", f"{CADENCE}=26"], "is given twice"),
        (["sweep", "tiny", "--set", f"{CADENCE}=13", "--outcome", "profit"], 'no outcome is called "profit"'),
        (
            ["sweep", "tiny", "--set", f"{CADENCE}=13", "--models", "project"],
            "nothing compared lives by value_stream",
        ),
        (
            ["map", "insurer", "--x", f"{CADENCE}=13", "--y", "funding_models.hybrid.cadence_weeks=4"],
            "funding_models.hybrid.cadence_weeks: nothing compared lives by hybrid; add it to --models",
        ),
        (["sweep", "tiny", "--set", f"{CADENCE}=13", "--models", "agile"], 'no funding model is called "agile"'),
        (["sweep", "tiny", "--set", f"{CADENCE}=13", "--horizon", 5], "is for the flow laboratory"),
        (["sensitivity", "tiny", "--only", "weather"], 'no number is called "weather"'),
        (["sensitivity", "tiny", "--models", "project"], "a difference needs two funding models"),
        (["sensitivity", "tiny", "--outcome", "utilisation", "-n", 2], "no better direction"),
        (["map", "tiny", "--x", f"{CADENCE}=1:2", "--y", f"{CADENCE}=1:2"], "map two different numbers"),
        (["map", "tiny", "--x", "a=1:2", "--y", "b=1:2"], "2 faults"),
        (["map", "tiny", "--x", f"{CADENCE}=13", "--y", "calendar.discount_rate=-1,5"], "2 faults"),
        (["map", "nowhere", "--x", "a=1", "--y", "b=1"], "there is no such file"),
    ],
)
def test_faults_are_one_line_and_exit_code_two(words, said):
    """What is wrong and what would be right, and nothing else."""
    result = vmo(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not result.stdout


def test_a_flow_laboratory_has_no_models(tmp_path):
    """Without MMPs there is nothing to fund."""
    path = tmp_path / "line.yaml"
    path.write_text(LINE, encoding="utf-8")
    rate = "value_streams.claims.arrivals.rate=0.2"
    for words in (["sensitivity", path], ["map", path, "--x", rate, "--y", rate]):
        result = vmo(*words)
        assert result.exit_code == 2
        assert "has no MMPs to fund" in result.stderr
    assert "leave it out" in vmo("sweep", path, "--set", rate, "--models", "project").stderr
    assert "no outcome of flow is called" in vmo("sweep", path, "--set", rate, "--outcome", "npv").stderr


@pytest.mark.parametrize("command", ["sweep", "sensitivity", "map"])
def test_help_teaches(command):
    """Every command shows examples."""
    result = vmo(command, "--help")
    assert result.exit_code == 0
    assert f"vmo {command} insurer" in result.stdout


def texts(figure):
    """All words of a figure."""
    return " ".join(text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text")))


def test_figures_say_what_they_show():
    """Labels with units, the best value, flips and break-even are written on the page."""
    tiny = load("tiny")
    found = sweep(tiny, [axis_of(tiny, APPROVAL, (0, 10, 20))], models=PAIR, replications=3)
    words = texts(draw_sweep(found, "npv"))
    for said in ("Net present value, EUR", "approval weeks (Project funding)", "best: 0", "Value-stream\nfunding"):
        assert said in words
    by_word = sweep(tiny, [axis_of(tiny, "funding_models.project.selection", ("wsjf", "cd3"))], replications=3)
    assert "wsjf" in texts(draw_sweep(by_word, "npv"))
    numbers = [n for n in uncertain_numbers(tiny, PAIR) if n.id in ("approval_project.project", "discount_rate")]
    words = texts(draw_tornado(sensitivity(tiny, numbers, PAIR, replications=2)))
    for said in ("Discount rate", "never within range", "Value-stream funding better", "EUR"):
        assert said in words
    axes = (axis_of(tiny, APPROVAL, (0, 20)), axis_of(tiny, "calendar.benefit_quarters", (4, 8)))
    words = texts(map_figure(survey(tiny, *axes, PAIR, replications=2)))
    for said in ("benefit quarters", "Project funding", "better", "Net present value"):
        assert said in words


@pytest.mark.parametrize(
    "words",
    [
        ["compare", "tiny"],
        ["attribute", "tiny"],
        ["claims", "tiny"],
        ["plan", "tiny"],
        ["sensitivity", "tiny"],
        ["sweep", "tiny", "--set", f"{CADENCE}=13,26"],
        ["map", "tiny", "--x", f"{CADENCE}=13,26", "--y", f"{APPROVAL}=0,1"],
    ],
    ids=lambda words: words[0],
)
def test_a_folder_that_cannot_be_is_refused_before_the_work(words, tmp_path, monkeypatch):
    """Exit code 2 and the remedy at once, not after the last world."""
    monkeypatch.setattr("sim.simulation.simulate", None)
    monkeypatch.setattr("optimiser.optimisation.optimise", None)
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = vmo(*words, "--out", tmp_path / "taken" / "results")
    assert result.exit_code == 2
    assert result.stderr == f"--out: {tmp_path / 'taken'} is a file; name a folder\n"


@pytest.mark.parametrize("command", ["sensitivity", "map"])
def test_an_outcome_that_does_not_exist_is_said(command):
    """Nothing is ever stopped in tiny: there is no time to stop, and no interrupt either."""
    axes = ["--x", f"{CADENCE}=13,26", "--y", f"{APPROVAL}=0,1"] if command == "map" else ["--only", "carry_over"]
    result = vmo(command, "tiny", *axes, "--outcome", "time_to_stop_weeks", "-n", 2)
    assert result.exit_code == 2
    assert "--outcome: time_to_stop_weeks (mean over stopped MMPs" in result.stderr
    assert "choose an outcome that always exists" in result.stderr
