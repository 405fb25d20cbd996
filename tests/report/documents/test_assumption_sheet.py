"""Assumptions edited in a workbook and given back."""

import openpyxl
import pytest
from typer.testing import CliRunner

import vmo
from cli import app  # noqa: TID251 - the command is what is tested


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "results.xlsx"
    vmo.compare("tiny", replications=2, backing=False, workers=1).to_excel(path)
    return path


def edited(book, tmp_path, **values):
    """A copy with some values changed, by path with dots as double lines."""
    loaded = openpyxl.load_workbook(book)
    rows = {row[0].value: row for row in loaded["Assumptions"] if row[0].value}
    for path, value in values.items():
        rows[path.replace("__", ".")][2].value = value
    target = tmp_path / "edited.xlsx"
    loaded.save(target)
    return target


def test_an_edited_value_is_in_the_scenario_and_nothing_else_is(book, tmp_path):
    """One edited number changes one number."""
    changed = vmo.with_assumptions("tiny", edited(book, tmp_path, calendar__discount_rate=0.1))
    assert changed.calendar.discount_rate == 0.1
    assert changed.replace(calendar=vmo.load("tiny").calendar) == vmo.load("tiny")


def test_the_command_compares_old_with_new(book, tmp_path):
    """What changed is named with its effect."""
    file = edited(book, tmp_path, calendar__discount_rate=0.1)
    words = ["compare", "tiny", "-n", "2", "--workers", "1", "--assumptions-from", str(file), "--json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "calendar.discount_rate" in result.stdout


@pytest.mark.parametrize(("value", "words"), [("lots", '"lots" is no number'), (None, "is no number"), (-3.0, "")])
def test_what_is_no_number_or_does_not_fit_is_refused(book, tmp_path, value, words):
    """The error names the number."""
    with pytest.raises(vmo.ScenarioError, match="discount_rate") as caught:
        vmo.with_assumptions("tiny", edited(book, tmp_path, calendar__discount_rate=value))
    assert words in str(caught.value)


def test_nothing_edited_is_said(book):
    """A workbook as it was written changes nothing, which is not what was asked for."""
    with pytest.raises(vmo.ScenarioError, match="nothing was edited"):
        vmo.with_assumptions("tiny", book)


def test_a_scenario_that_moved_on_is_refused(book, tmp_path):
    """A number that the scenario holds otherwise by now could be read two ways."""
    tiny = vmo.load("tiny")
    later = tiny.replace(calendar=tiny.calendar.replace(discount_rate=0.2))
    with pytest.raises(vmo.ScenarioError, match=r"holds 0\.2 now"):
        vmo.with_assumptions(later, edited(book, tmp_path, calendar__discount_rate=0.1))


def test_a_file_that_is_no_such_workbook_is_refused(tmp_path):
    """Text is no workbook, and a workbook without the sheet has no assumptions."""
    text = tmp_path / "a.xlsx"
    text.write_text("hello")
    with pytest.raises(vmo.ScenarioError, match="no Excel workbook"):
        vmo.with_assumptions("tiny", text)
    empty = tmp_path / "b.xlsx"
    openpyxl.Workbook().save(empty)
    with pytest.raises(vmo.ScenarioError, match="no sheet"):
        vmo.with_assumptions("tiny", empty)
