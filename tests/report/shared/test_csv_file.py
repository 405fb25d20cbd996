"""CSV files: exact numbers, empty cells, and no text that a spreadsheet would run."""

import csv
import io

import pytest

from report.shared.csv_file import csv_text, given
from scenarios.formulas import guard


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5+1", "@sum", "\tx", "\rx"])
def test_text_that_begins_like_a_formula_follows_an_apostrophe(text):
    """Every beginning that a spreadsheet runs is guarded, in cells and in the header."""
    assert guard(text) == f"'{text}"
    rows = list(csv.reader(io.StringIO(csv_text([text], [[text]]), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]


@pytest.mark.parametrize("text", ["", "-5", "a=b", "'quoted'", "Claims - motor", " =1", "#", ">"])
def test_other_text_stays_as_it_is(text):
    """Nothing is added to text that no spreadsheet runs, least of all to no text at all."""
    assert guard(text) == text


def test_numbers_are_never_guarded_and_what_is_missing_is_empty():
    """A negative number stays a number; whole floats lose their decimals, nothing else changes."""
    row = [-5, -0.25, 3.0, 1e22, float("-inf"), float("nan"), None, ""]
    assert csv_text(["n"] * 8, [row]).splitlines()[1] == "-5,-0.25,3,1e+22,-inf,,,"


def test_values_of_a_varied_number_are_written_as_they_are_given():
    """``none``, ``true`` and ``false`` are words, numbers stay numbers."""
    assert [given(None), given(True), given(False), given(4)] == ["none", "true", "false", 4]
