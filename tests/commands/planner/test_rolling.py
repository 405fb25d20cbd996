"""``vmo roll``, ``vmo plan --keep`` and ``vmo changes``: files, words, exit codes."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app  # noqa: TID251 - three commands that hand folders to each other

pytestmark = pytest.mark.usefixtures("unpainted")

EXAMPLE = Path(__file__).parents[3] / "docs" / "rolling"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, as work in progress."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "mine"))


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_from_actuals_to_a_new_folder(folder: Path) -> None:
    """The next scenario is written whole, once, and is the one of the example."""
    out = folder / "later"
    words = ("roll", folder, "--actuals", folder / "actuals.csv", "--to", "2027-Q2", "--out", out)
    result = run(*words)
    assert result.exit_code == 0
    assert (out / "mmps.csv").read_text() == (EXAMPLE / "next" / "mmps.csv").read_text()
    assert (out / "actuals.csv").exists()
    again = run(*words)
    assert again.exit_code == 2
    assert "exists and is not empty" in again.stderr


def test_faults_end_in_lines_and_nothing_is_written(folder: Path) -> None:
    """A quarter that is not there, and no actuals at all: exit code 2 and the remedy."""
    result = run("roll", folder, "--actuals", folder / "actuals.csv", "--to", "2029-Q1", "--out", folder / "later")
    assert result.exit_code == 2
    assert "write one of 2027-Q2 to 2027-Q4" in result.stderr
    assert not (folder / "later").exists()
    assert "--template" in run("roll", folder).stderr


def test_changes_as_json_and_as_files(folder: Path) -> None:
    """Steps of the bridge add up; tables, workbook and picture are there."""
    plans = (folder / "plan", folder / "next" / "plan")
    document = json.loads(run("changes", *plans, "--json").stdout)
    assert document["value_before"] + sum(document["bridge"].values()) == document["value_now"]
    assert run("changes", *plans, "--out", folder / "out").exit_code == 0
    names = {"changes.csv", "bridge.csv", "changes.png", "changes.svg", "changes.xlsx"}
    assert names <= {path.name for path in (folder / "out").iterdir()}
    wrong = run("changes", folder, folder / "plan")
    assert wrong.exit_code == 2
    assert "no folder with a plan" in wrong.stderr


def test_staying_near_is_told_with_its_price(folder: Path) -> None:
    """The document says what changed against the last plan, and what staying near costs."""
    words = ("plan", folder / "next", "--keep", folder / "plan", "--most-changes", 0, "--gap", 0, "--json")
    near = json.loads(run(*words).stdout)["near"]
    assert (near["moved"], near["dropped"], near["added"], near["price"]) == ([], [], [], 0)
    assert run("plan", folder / "next", "--frozen", 1).exit_code == 2


def test_a_review_writes_what_it_proposes_and_no_more(folder: Path) -> None:
    """Two quarters: words without files, files with --out; one quarter, or a broken plan, ends in a line."""
    later = folder / "next"
    result = run("review", folder, later)
    assert result.exit_code == 0
    assert "Were the 80 % bands right?" in result.stdout
    assert "Nothing was written" in result.stdout
    assert run("review", folder, later, "--out", folder / "back").exit_code == 0
    names = {path.name for path in (folder / "back").iterdir()}
    tables = {"judgements.csv", "coverage.csv", "biases.csv", "hindsight.csv", "proposal.csv"}
    assert names == tables | {"review.png", "review.svg", "manifest.json", "proposed"}
    assert run("check", folder / "back" / "proposed").exit_code == 0
    alone = run("review", folder)
    assert alone.exit_code == 2
    assert "FOLDER...: 1 quarter on file tells nothing" in alone.stderr
    (later / "plan" / "manifest.json").write_text("{}")
    broken = run("review", folder, later)
    assert broken.exit_code == 2
    assert "is not the manifest of a plan" in broken.stderr
