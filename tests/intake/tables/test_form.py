"""The workbook to fill in."""

import io

import openpyxl
import pytest

from intake.tables.form import COLUMNS, form
from intake.tables.planning import plan_table
from scenarios.faults import ScenarioError


def test_the_form_is_the_same_every_time():
    """No time of day is in the file."""
    assert form() == form()


def test_a_filled_form_reads_back_as_it_is(tmp_path):
    """The examples of the comments are a row that means what they say."""
    book = openpyxl.load_workbook(io.BytesIO(form()))
    sheet = book["MMPs"]
    sheet.append([example for _, _, example, _ in COLUMNS])
    sheet.append(["sso", "Single sign-on", "platform", "growth", "400000", "0", "100%"])
    sheet.append(["bundles", None, None, None, "500000", "420000", 0.6])
    path = tmp_path / "filled.xlsx"
    book.save(path)
    scenario, reading = plan_table(path, budget=1e6)
    quotes = scenario.mmps[0]
    assert (quotes.spend, quotes.success_probability, quotes.requires) == ((600_000, 500_000), 0.7, ("sso",))
    assert (quotes.excludes, quotes.mandatory, quotes.earliest_quarter) == (("bundles",), False, 2)
    assert reading.sheet.title == "MMPs"


def test_the_empty_form_says_what_is_missing(tmp_path):
    """Headings without rows are one message."""
    path = tmp_path / "empty.xlsx"
    path.write_bytes(form())
    with pytest.raises(ScenarioError) as raised:
        plan_table(path, budget=1e6)
    assert [fault.message for fault in raised.value.faults] == [
        "has headings but no rows below them; add one row each"
    ]


def test_choices_comments_and_lists_are_there():
    """Every heading explains itself, and what can be chosen can be chosen."""
    book = openpyxl.load_workbook(io.BytesIO(form()))
    assert book.sheetnames == ["MMPs", "How to", "Lists"]
    assert all(cell.comment is not None for cell in book["MMPs"][1])
    assert len(book["MMPs"].data_validations.dataValidation) == 4
