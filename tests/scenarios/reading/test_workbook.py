"""Traps of spreadsheets: each gets a line that names the cell."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load_table
from scenarios.reading.cells import AmbiguousError, columns_decimals, decimals_of, number
from scenarios.reading.table_file import letters


def saved(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def faults(path):
    with pytest.raises(ScenarioError) as raised:
        load_table(path, budget=1)
    return [f"{fault.line}: {fault.key}: {fault.message}" for fault in raised.value.faults]


def test_dates_errors_and_formulas_without_results_name_their_cells(tmp_path):
    """A cell that holds no number says what it holds and what to do, whatever its row number counts from."""
    rows = [
        [None, None, None],
        ["id", "value", "earliest_quarter"],
        ["a", 5, datetime.date(2025, 3, 1)],
        ["b", "#REF!", 1],
        [],
        ["c", "=1+1", 2.5],
    ]
    path = saved(tmp_path / "plan.xlsx", rows)
    date = "cell C3 holds a date (2025-03-01 00:00:00); write a quarter number, or format the cell as text"
    formula = "cell B6 holds a formula without a stored result; open and save the workbook in a spreadsheet program"
    assert faults(path) == [
        f"3: mmps.a.earliest_quarter: {date}",
        "4: mmps.b.value: cell B4 holds the error #REF!; mend the formula",
        "6: mmps.c.earliest_quarter: 2.5 is not a whole number; write a whole number (1 = first quarter)",
        f"6: mmps.c.value: {formula}",
    ]


def test_stored_results_of_formulas_are_read(tmp_path):
    """A formula counts for the result that was saved with it."""
    path = saved(tmp_path / "plan.xlsx", [["id", "value"], ["a", "=20+1"]])
    content = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(content) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.namelist():
            target.writestr(
                part, source.read(part).replace(b"<v />", b"<v>21</v>").replace(b"<v></v>", b"<v>21</v>")
            )
    assert load_table(path, budget=1).mmps[0].value == 21


def test_a_workbook_without_cells_is_refused(tmp_path):
    """An empty sheet has no headings."""
    assert faults(saved(tmp_path / "plan.xlsx", [])) == ["1: mmps: has no heading row; write one column per field"]


def test_a_damaged_workbook_is_refused(tmp_path):
    """A zip file that is no workbook is told as such."""
    path = tmp_path / "plan.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "is a damaged workbook" in faults(path)[0]


def test_a_workbook_that_unpacks_to_a_flood_is_refused(tmp_path):
    """A small file may unpack to a huge one; it is not unpacked."""
    path = tmp_path / "plan.xlsx"
    archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open("xl/worksheets/sheet1.xml", "w") as part:
        for _ in range(31):
            part.write(b" " * 10_000_000)
    assert "300 MB unpacked" in faults(path)[0]


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("1500", "?", 1500),
        ("-7", ".", -7),
        ("1.5", ".", 1.5),
        ("1,5", ",", 1.5),
        ("1,5", ".", "1,5"),
        ("1.5", ",", "1.5"),
        ("1,500", ".", 1500),
        ("1.500", ".", 1.5),
        ("1.500", ",", 1500),
        ("1,500", ",", 1.5),
        ("0,125", "?", 0.125),
        ("1.500.000", "?", 1_500_000),
        ("1,500,000.25", ".", 1_500_000.25),
        ("1.500.000,25", ",", 1_500_000.25),
        ("1\u00a0500", ".", 1500),
        ("1\u202f500,5", ",", 1500.5),
        ("1'500.5", ".", 1500.5),
        ("1e6", ".", 1e6),
        ("12 34", ".", "12 34"),
        ("1,50,000", ".", "1,50,000"),
        ("", ".", ""),
        ("abc", "?", "abc"),
    ],
)
def test_numbers_of_many_countries(text, decimals, value):
    """A number is read by the decimal sign of its file, and is left a text when it does not fit that."""
    assert number(text, decimals, percent=False) == value


def test_percentages_only_where_they_make_sense():
    """40 % of a share is 0.4, exactly; 40 % of money is a text, hence a fault."""
    assert number("13,7 %", ",", percent=True) == 0.137
    assert number("40%", ".", percent=False) == "40%"
    assert number("x%", ".", percent=True) == "x%"


def test_the_decimal_sign_is_decided_by_unmistakable_cells():
    """Cells of the column with one meaning only decide, or nothing does."""
    assert decimals_of(["1.500"]) == "?"
    assert decimals_of(["1.500", "0,4"]) == ","
    assert decimals_of(["1.500", "0.4"]) == "."
    assert decimals_of(["1.500", "12"]) == "?"
    assert decimals_of(["0,4", "0.4"]) == "?"
    with pytest.raises(AmbiguousError):
        number("1.500", "?", percent=False)


@pytest.mark.parametrize(
    ("amounts", "elsewhere", "sign"),
    [
        (["400.000", "0"], ["0,7"], ","),
        (["400,000", "0"], ["0.7"], "."),
        (["400.000", "0"], ["0.7"], "?"),
        (["400,000", "0"], ["0,7"], "?"),
        (["400.000", "0"], ["0.7", "0,7"], "?"),
        (["400.000", "12.25"], ["0,7"], "?"),
        (["400,000", "12.25"], ["0,7"], "."),
    ],
)
def test_other_columns_only_confirm_thousands(amounts, elsewhere, sign):
    """A file with decimal commas has points between thousands; it never makes 400.000 four hundred.

    Columns of two habits in one file: what would be decimals by its own column may be thousands by the others.
    """
    assert columns_decimals({0: amounts, 1: elsewhere})[0] == sign


def test_text_that_looks_like_thousands_is_refused_beside_numbers(tmp_path):
    """Numbers of a workbook say nothing about texts in it; 1.125 as a number is exact."""
    rows = [["id", "value", "direct_cost"], ["a", "400.000", 1.125], ["b", 0.5, 2.25]]
    path = saved(tmp_path / "plan.xlsx", rows)
    assert faults(path) == ['2: mmps.a.value: "400.000" can mean 400000 or 400; write 400000, or 400.0000']


@pytest.mark.parametrize("cell", ["A100000", "XFD1048576"])
def test_a_cell_far_away_does_no_harm(tmp_path, cell):
    """What counts is which cells there are, not how far apart they stand."""
    book = openpyxl.Workbook()
    for row in [["id", "value"], ["a", 5]]:
        book.active.append(row)
    book.active[cell] = " "
    book.save(tmp_path / "plan.xlsx")
    assert [mmp.value for mmp in load_table(tmp_path / "plan.xlsx", budget=1).mmps] == [5]


def test_columns_are_named_as_spreadsheets_do():
    """A to Z, then AA."""
    assert [letters(c) for c in (0, 25, 26, 51, 52, 702)] == ["A", "Z", "AA", "AZ", "BA", "AAA"]
