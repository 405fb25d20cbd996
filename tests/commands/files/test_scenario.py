"""The commands about scenarios, as a user meets them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from commands.files import scenario as commands
from commands.shared import output
from scenarios import shipped
from scenarios.faults import Fault
from scenarios.files import atomic_write
from scenarios.loader import load
from scenarios.writing.json_schema import json_schema
from vmo.shared.documents import json_text

HERE = Path(__file__).parents[2] / "scenarios"
APP = typer.Typer()
commands.register(APP)


def run(*words: str):
    return CliRunner().invoke(APP, [str(word) for word in words])


def test_check_tells_the_sizes_of_a_sound_scenario():
    """Streams, MMPs, projects, work against capacity, and money."""
    result = run("check", HERE / "portfolio")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "5 MMPs in 4 projects or bundles; 0 under way, 0 appear later" in result.stdout
    assert "2 value streams, 3 teams, 78 team-sprints" in result.stdout
    assert "budget          4,000 EUR over 4 quarters" in result.stdout
    assert "payroll         3,120 EUR" in result.stdout
    # claims: 12 + 2 features of 2 + 1 server-weeks at 2 teams / (4 servers x 2 weeks) = 10.5 team-sprints;
    # platform: 1 feature of 1 server-week at 1 / (2 x 2) = 0.25; effort as stated: 6 + 6 + 4.5. Total 27.25.
    assert "estimated work  27 team-sprints (0.35 x capacity)" in result.stdout
    assert "Note: the work fills 35% of the capacity" in result.stdout
    assert result.stdout.endswith("No faults.\n")


def test_check_as_json_carries_sizes_or_faults():
    """One document, valid or not, with the exit code to go by."""
    sound = run("check", HERE / "portfolio", "--json")
    assert (sound.exit_code, json.loads(sound.stdout)["mmps"], json.loads(sound.stdout)["valid"]) == (0, 5, True)
    broken = run("check", HERE / "broken" / "misspelt.yaml", "--json")
    document = json.loads(broken.stdout)
    assert (broken.exit_code, document["valid"]) == (2, False)
    assert [(f["line"], f["key"]) for f in document["faults"]] == [(3, "mmps.a.valeu"), (4, "objectivs")]


def test_faults_go_to_stderr_with_exit_code_2():
    """One line each, a count, nothing on stdout, no traceback."""
    result = run("check", HERE / "broken" / "misspelt.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert lines[0].endswith('misspelt.yaml:3: mmps.a.valeu: is not a key here; did you mean "value"?')
    assert lines[-1] == "2 faults; nothing was run or written."


PLANNER = """
budget: {per_quarter: 100}
objectives: [{id: grow}]
mmps: [{id: a, value: 5, spend: [1]}, {id: b}]
"""
POOR = """
budget: {per_quarter: 100}
value_streams:
  - {id: s, teams: 1, team_cost_per_sprint: 100, stages: [{id: build, servers: 1, effort: 1}]}
  - {id: t, teams: 1, team_cost_per_sprint: 100, stages: [{id: build, servers: 1, effort: 1}]}
mmps: [{id: a, value: 5, features: 2, value_stream: s}, {id: b, value: 1, features: 3}]
funding_models: {project: }
"""


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        (
            PLANNER,
            [
                "no value is claimed, and nothing needs them: b",
                "neither features, effort nor spend is given, so they cost no work: b",
                "no MMP serves the objective: grow",
                "there are no value_streams: vmo plan can use this scenario, vmo compare cannot",
            ],
        ),
        (
            POOR,
            [
                "no value_stream builds them: b",
                "no MMP belongs to the value stream: t",
                "the budget is below the payroll of 1,300 in quarter 1, 2, 3, 4: teams are cut",
                "the work fills 2% of the capacity: everything is done in the end, choosing matters little",
                (
                    "no spread, no band: every estimate of work is certain; write uncertainty: {scope_growth: "
                    "cautious_scope}, or a distribution of your own"
                ),
                (
                    "no spread, no band: every claimed value is certain; write uncertainty: {value: "
                    "cautious_value}, or a distribution of your own"
                ),
                (
                    "no spread, no band: every MMP is certain to succeed, or certain to fail; give MMPs that may "
                    "fail a success_probability, such as 0.5 (cautious_success)"
                ),
                "there is only one funding model: nothing to compare it with",
            ],
        ),
    ],
    ids=["planner", "poor"],
)
def test_check_notes_what_is_valid_and_may_not_be_meant(text, notes, tmp_path):
    """Each note once, in plain words."""
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    result = run("check", path)
    told = [line[6:-1] for line in result.stdout.splitlines() if line.startswith("Note: ")]
    refused = "vmo compare refuses this: "
    assert [note for note in told if not note.startswith(refused)] == notes
    placed = (
        [f'{refused}{path}:6: mmps.b.value_stream: "b" has no value stream to build it'] if text == POOR else []
    )
    assert [note for note in told if note.startswith(refused)] == placed


def test_list_names_every_shipped_scenario_and_its_question():
    """In text and as JSON."""
    assert [entry["name"] for entry in json.loads(run("list", "--json").stdout)] == list(shipped.names())
    told = run("list").stdout
    assert all(f"{name}: " in told for name in shipped.names())


@pytest.mark.parametrize("name", shipped.names())
def test_new_copies_a_scenario_that_checks(name, tmp_path):
    """The copy is the scenario by the name of its folder, the schema lies beside it, and nothing else appears."""
    folder = tmp_path / "deep" / "mine"
    result = run("new", folder, "--from", name)
    assert result.exit_code == 0
    assert f"vmo check {folder}" in result.stdout
    assert load(folder) == load(name).replace(name="mine")
    assert json.loads((folder / "vmo.schema.json").read_text(encoding="utf-8")) == json_schema()
    assert (folder / "scenario.yaml").read_text(encoding="utf-8").startswith(shipped.HINT)
    assert [path.name for path in folder.parent.iterdir()] == ["mine"]


def test_new_fills_an_empty_folder_and_no_other(tmp_path):
    """What is there is never touched."""
    (tmp_path / "empty").mkdir()
    assert run("new", tmp_path / "empty", "--from", "tiny").exit_code == 0
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine", encoding="utf-8")
    for target in ("full", "full/notes.txt"):
        result = run("new", tmp_path / target, "--from", "tiny")
        assert (result.exit_code, "is not empty; name a new folder" in result.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["notes.txt"]
    result = run("new", tmp_path / "x", "--from", "insurrer")
    assert (result.exit_code, 'did you mean "insurer"' in result.stderr) == (2, True)
    assert not (tmp_path / "x").exists()


def test_a_copy_that_fails_leaves_nothing(tmp_path, monkeypatch):
    """Not even a draft."""

    def full_disk(*_args: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", "scenario.yaml")

    monkeypatch.setattr(Path, "write_text", full_disk)
    result = run("new", tmp_path / "mine", "--from", "tiny")
    said = "scenario.yaml: no space left on device; free some space in "
    assert (result.exit_code, result.stderr[: len(said)]) == (2, said)
    assert list(tmp_path.iterdir()) == []


def test_schema_prints_or_writes_the_schema(tmp_path):
    """The same document either way; a folder is no file."""
    out = tmp_path / "schema.json"
    assert run("schema", "--out", out).exit_code == 0
    assert out.read_text(encoding="utf-8") == run("schema").stdout
    assert run("schema", "--out", tmp_path).exit_code == 2
    result = run("schema", "--out", tmp_path / "nowhere" / "schema.json")
    assert (result.exit_code, "no such file or directory" in result.stderr) == (2, True)


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    """When renaming fails the old content stays and no draft is left; the error names the file."""
    path = tmp_path / "out.csv"
    atomic_write(path, "old")
    atomic_write(path, b"new")
    assert path.read_bytes() == b"new"

    def denied(_draft: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied", "draft")

    monkeypatch.setattr(Path, "replace", denied)
    with pytest.raises(PermissionError, match=r"out\.csv"):
        atomic_write(path, "newer")
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]
    assert path.read_bytes() == b"new"


def test_json_has_no_nan():
    """What is not a finite number is null; arrays are lists."""
    import numpy as np

    document = {"a": float("nan"), "b": (np.float64(1.5), np.int64(2)), 3: np.array([1.0, np.inf])}
    assert json.loads(json_text(document)) == {"a": None, "b": [1.5, 2], "3": [1.0, None]}


def test_a_flood_of_faults_is_cut(capsys):
    """A hundred lines are enough to see what is wrong."""
    with pytest.raises(typer.Exit):
        output.fail([Fault(("a", i), "is wrong") for i in range(150)])
    lines = capsys.readouterr().err.splitlines()
    assert (len(lines), lines[-2]) == (102, "... and 50 more")


def test_a_closed_pipe_is_no_traceback():
    """``vmo schema | head -c 1`` ends quietly."""
    code = "import typer; from commands.files.scenario import register; app = typer.Typer(); register(app); app()"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-c", code, "schema"],
        stdout=writer,
        stderr=subprocess.PIPE,
        cwd=HERE.parents[1],
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_commands_start_without_the_engines():
    """Registering commands imports neither numbers nor pictures."""
    code = "import sys; import commands.files.scenario; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=HERE.parents[1], check=True, text=True
    )
    assert not {"numpy", "pandas", "matplotlib", "pydantic", "simpy", "pulp"} & set(done.stdout.split())
