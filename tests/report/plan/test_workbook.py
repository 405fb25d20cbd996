"""The workbook of a plan: a summary, a roadmap by stream, quarters as columns, sums that add up, a page wide."""

import io

import pytest
from openpyxl import load_workbook

import vmo


@pytest.fixture(scope="module")
def found():
    return vmo.plan("tiny", gap=0)


@pytest.fixture(scope="module")
def book(found):
    return load_workbook(io.BytesIO(found.contents()["plan.xlsx"]))


def test_equal_plans_make_equal_files(found):
    """Made again, whenever that is, it is the same file to the byte."""
    assert found.contents()["plan.xlsx"] == vmo.plan("tiny", gap=0).contents()["plan.xlsx"]


def test_the_summary_says_the_answer(found, book):
    """Headline, counts, cost and value of what is chosen, and what was asked."""
    sheet = book["Summary"]
    said = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(1, sheet.max_row + 1)}
    chosen = found.data.chosen
    assert sheet["A2"].value.removesuffix(".") in found.headline()
    assert said["MMPs in the plan"] == len(chosen)
    assert said["cost (EUR)"] == sum(line.cost for line in chosen)
    assert said["scenario"] == "tiny"
    assert said["included by request"] is None


def test_the_roadmap_adds_up_stream_by_stream(found, book):
    """Totals of streams add up to the whole, and every MMP of the plan has one release."""
    sheet = book["Roadmap"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    names = {stream.id: stream.name or stream.id for stream in found.scenario.value_streams}
    totals = [row for row in rows if row[0] in names.values()]
    whole = next(row for row in rows if row[0] == "In all")
    assert [row[0] for row in totals] == list(names.values())
    assert sum(row[-2] for row in totals) == whole[-2] == sum(line.cost for line in found.data.chosen)
    for line in found.data.chosen:
        row = next(row for row in rows if row[0] == line.label)
        assert row.index(">") == line.release


def test_budgets_have_a_column_per_quarter(found, book):
    """Used, limit and share of a quarter stand below each other; what is used has a total."""
    sheet = book["Budgets"]
    header = [cell.value for cell in sheet[1]]
    assert header == ["value stream", "what", "Q1", "Q2", "Q3", "Q4", "total used"]
    used, limit, share = ([cell.value for cell in sheet[row]] for row in (2, 3, 4))
    uses = [use for use in found.data.uses if use.kind == "budget"]
    assert used[2:6] == pytest.approx([use.used for use in uses])
    assert used[6] == pytest.approx(sum(use.used for use in uses))
    assert limit[6] is None
    assert share[2] == pytest.approx(used[2] / limit[2])
    assert sheet["C4"].number_format == "0.0%"


def test_sums_are_of_what_is_in_the_plan(found, book):
    """The last row of the plan adds cost and value of the chosen, not of what is left out."""
    sheet = book["Plan"]
    last = next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == "in the plan")
    header = [cell.value for cell in sheet[1]]
    assert sheet.cell(last, header.index("cost (EUR)") + 1).value == sum(line.cost for line in found.data.chosen)


def test_every_sheet_prints_a_page_wide_with_its_headings(book):
    """Landscape on A4, one page wide, headings repeated and frozen, every wrapped row high enough for its words."""
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "Summary":
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.freeze_panes == "B2"
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.coordinate not in sheet.merged_cells:
                    lines = len(cell.value) / sheet.column_dimensions[cell.column_letter].width
                    assert sheet.row_dimensions[cell.row].height >= 12 * lines
