"""Results: short on a line, whole as words, tables, figures, documents and files."""

import errno
import json

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command line says what the documents are
from tests.vmo.calls import CALLS, COMMANDS, answer

COLUMNS = {
    "compare": {
        "outcomes": ["world", "model", "npv"],
        "paired": ["outcome", "label", "unit", "a", "b", "mean", "low", "high"],
        "ledger": ["month", "model", "kind", "amount"],
    },
    "attribute": {"attribution": ["outcome", "label", "unit", "part", "mean", "low", "high"]},
    "claims": {"claims": ["claim", "statement", "verdict"]},
    "story": {
        "story": ["model", "week", "quarter", "event", "text", "spent", "earned"],
        "rounds": ["model", "week", "value_streams", "weeks_promised", "weeks_of_money"],
    },
    "flow": {"streams": ["stream"]},
    "plan": {
        "plan": ["id", "name"],
        "stress": ["id", "name", "start quarter", "release quarter", "probability in time"],
    },
    "frontier": {"marginals": ["what", "subject", "step", "up"]},
    "questions": {"questions": ["id", "label", "chance", "chosen", "value", "low", "high"]},
    "robust": {"picks": ["id", "label", "share", "low", "high", "chosen"]},
    "numbers": {"numbers": ["id", "label", "low", "base", "high", "grade", "source"]},
}
FIGURES = {
    "compare": ("cumulative", "differences", "arising", "costs", "kanban", "lead_times", "roadmap"),
    "attribute": ("waterfall", "ladder"),
    "sweep": ("sweep-npv",),
    "map": ("map",),
    "sensitivity": ("tornado",),
    "value_of_information": ("information",),
    "story": ("story",),
    "plan": ("roadmap", "value", "budgets"),
    "frontier": ("frontier",),
    "show": ("diagonal", "flow"),
    "check": (),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_result_is_one_short_line(name):
    """What a prompt shows is a line that names the question, the frames and the figures; never the data."""
    found = answer(name)
    line = repr(found)
    assert line.startswith("<vmo ")
    assert "\n" not in line
    assert len(line) < 600
    assert all(frame in line for frame in found.frames)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_document_is_that_of_the_command(name):
    """``to_json`` and ``--json`` are the same document."""
    printed = CliRunner().invoke(app, [*COMMANDS[name].split(), "--json"])
    assert printed.exit_code == 0, printed.output
    assert printed.stdout == f"{answer(name).to_json()}\n"


@pytest.mark.parametrize("name", ["compare", "claims", "story", "frontier", "check", "library"])
def test_the_words_are_those_of_the_command(name):
    """``text`` says what the terminal says; the terminal may name files and further options below."""
    printed = CliRunner().invoke(app, COMMANDS[name].split()).stdout
    assert answer(name).text() == printed


@pytest.mark.parametrize("name", CALLS)
def test_every_frame_is_a_table_with_named_columns(name):
    """Every name of ``frames`` gives a DataFrame; the main one comes without a name."""
    found = answer(name)
    assert found.frames
    for frame in found.frames:
        table = found.frame(frame)
        assert all(isinstance(column, str) for column in table.columns)
    assert found.frame().equals(found.frame(found.frames[0]))
    for frame, columns in COLUMNS.get(name, {}).items():
        assert list(found.frame(frame).columns)[: len(columns)] == columns


@pytest.mark.parametrize("name", FIGURES)
def test_figures_are_named(name):
    """The names are those of the files; the first is drawn without a name."""
    assert answer(name).figures == FIGURES[name]


@pytest.mark.parametrize("name", ["compare", "plan", "sweep"])
def test_a_figure_is_drawn_when_asked_for(name):
    """A matplotlib figure with something on it."""
    assert answer(name).figure().axes


@pytest.mark.parametrize("what", ["frame", "figure"])
def test_unknown_names_are_told_with_the_nearest(what):
    """Which one was meant."""
    asked = {"frame": "outcome", "figure": "cumulativ"}[what]
    with pytest.raises(vmo.VmoError, match=r'did you mean "(outcomes|cumulative)"'):
        getattr(answer("compare"), what)(asked)


def test_a_result_without_figures_says_so():
    """Not an index error."""
    with pytest.raises(vmo.VmoError, match="has no figures"):
        answer("check").figure()


def test_a_notebook_shows_the_words():
    """HTML with the headline of the text."""
    page = answer("compare")._repr_html_()
    assert page.startswith("<pre>")
    assert "Net present value" in page


def test_frames_hold_what_the_arrays_hold():
    """One row for each world and model; the numbers of ``data`` without loss."""
    found = answer("compare")
    table = found.frame("outcomes").query("model == 'value_stream'")
    assert table["npv"].tolist() == found.data.values("npv", "value_stream").tolist()
    assert found.data.outcomes.shape[:2] == (3, 2)


def test_save_writes_what_out_writes(tmp_path):
    """The same files with the same bytes, figures and the manifest among them."""
    answer("sweep").save(tmp_path / "mine")
    CliRunner().invoke(app, [*COMMANDS["sweep"].split(), "--out", str(tmp_path / "theirs")])
    mine = {path.name: path.read_bytes() for path in (tmp_path / "mine").iterdir()}
    assert mine == {path.name: path.read_bytes() for path in (tmp_path / "theirs").iterdir()}
    assert {"sweep.csv", "sweep-npv.png", "sweep-npv.svg", "manifest.json"} <= set(mine)


def test_a_manifest_is_replayed(tmp_path):
    """The manifest of a comparison is enough to make it again, byte for byte."""
    path = tmp_path / "manifest.json"
    path.write_text(answer("compare").manifest(), encoding="utf-8")
    assert vmo.replay(path, workers=1).to_json() == answer("compare").to_json()


def test_a_new_folder_of_results_appears_whole_or_not_at_all(tmp_path, monkeypatch):
    """When the third file cannot be written nothing is there, and the file that was meant is named."""
    written = []

    def full(path, content):
        written.append(path)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    monkeypatch.setattr("vmo.shared.result.atomic_write", full)
    with pytest.raises(OSError, match="No space left") as caught:
        answer("attribute").save(tmp_path / "results")
    assert caught.value.filename == str(tmp_path / "results" / written[2].name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_keeps_what_it_holds(tmp_path):
    """Files of the same names are written anew, others stay."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "attribution.csv").write_text("old")
    answer("attribute").save(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "attribution.csv").read_text().startswith("outcome,")


def test_tables_and_workbooks_are_written_alone(tmp_path):
    """One table as CSV, all tables of a plan as a workbook."""
    found = answer("plan")
    found.to_csv(tmp_path / "plan.csv")
    found.to_excel(tmp_path / "plan.xlsx")
    assert (tmp_path / "plan.csv").read_text(encoding="utf-8").startswith("id,name,")
    assert "Why not" in load_workbook(tmp_path / "plan.xlsx").sheetnames


def test_a_plan_becomes_a_smaller_scenario():
    """What was chosen can be run."""
    smaller = answer("plan").applied()
    assert {mmp.id for mmp in smaller.mmps} == set(answer("plan").data.starts)


def test_a_plan_is_explained_without_planning_again():
    """The plan itself is a portfolio to ask about; what it has settled cannot be asked for."""
    found = answer("plan")
    told = vmo.explain(found, "a1")
    assert told.plan is found.data
    assert json.loads(told.to_json())["mmps"][0]["id"] == "a1"
    with pytest.raises(vmo.VmoError, match="budget: is settled by the plan"):
        vmo.explain(found, budget=1e6)


def test_no_plan_is_an_error_with_reasons(tmp_path):
    """Which rules are in conflict, and the document of the command."""
    path = tmp_path / "tight.yaml"
    path.write_text(
        "budget: {per_quarter: 10}\ncalendar: {quarters: 1}\n"
        "mmps:\n  - {id: a, spend: [6], mandatory: true}\n  - {id: b, spend: [6], mandatory: true}\n",
        encoding="utf-8",
    )
    with pytest.raises(vmo.NoPlanError, match="a is mandatory") as caught:
        vmo.plan(path)
    assert caught.value.document()["status"] == "infeasible"
