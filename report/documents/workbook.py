"""A document as an Excel workbook: a summary, a sheet for every table, assumptions to edit and give back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from report.documents.assumption_sheet import COLUMNS, EDITED, SHEET, sheet_rows
from report.documents.content import Cell, Words, figure_columns, words_of
from report.documents.still import still
from report.shared.csv_file import STARTS_A_FORMULA

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell as SheetCell
    from openpyxl.cell.cell import MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from report.documents.content import Document, Kind, Section, Table

FORMATS: dict[Kind, str] = {
    "text": "General",
    "money": "#,##0;[Red]-#,##0",
    "share": "0.0%",
    "number": "#,##0.00",
    "whole": "0",
    "weeks": "#,##0.0",
}
"""How Excel writes numbers, by kind."""
NARROW, WIDE, FIGURE = 12, 60, 16
"""Widths of columns in letters: the least, the most, and that of figures."""
NAME_LETTERS = 31
"""Longest name of a sheet that Excel takes."""
_HEAD = PatternFill("solid", fgColor="1F3A5F")
_EDIT = PatternFill("solid", fgColor="FFF6E5")
_RULE = Border(top=Side("thin", color="1F3A5F"))


def document_workbook(document: Document) -> bytes:
    """The workbook; equal documents give equal bytes, and no text is ever run as a formula."""
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book.create_sheet("Summary"), document)
    for section, table in document.tables():
        if not (table.name == SHEET and document.register):
            _table(book.create_sheet(_free(book, table.name)), section, table)
    if document.register:
        _assumptions(book.create_sheet(SHEET), document)
    for sheet in book.worksheets:
        _print_setup(sheet)
    book.properties.title, book.properties.creator = document.title, "vmo-lab"
    buffer = io.BytesIO()
    book.save(buffer)
    return still(buffer.getvalue())


def _free(book: Workbook, name: str) -> str:
    kept = "".join(" " if letter in r"[]:*?/\\" else letter for letter in name)[:NAME_LETTERS]
    return kept if kept not in book.sheetnames else f"{kept[: NAME_LETTERS - 3]} {len(book.sheetnames)}"


def _put(at: SheetCell | MergedCell, value: str | float | None, number_format: str = "General") -> None:
    """A value in a cell: text stays text, whatever it begins with."""
    at.value = value
    at.number_format = number_format
    at.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str) and value:
        at.data_type = "s"
        at.quotePrefix = value.startswith(STARTS_A_FORMULA)


def _line(
    sheet: Worksheet, row: int, text: str, *, bold: bool = False, size: int = 11, color: str = "000000"
) -> None:
    at = sheet.cell(row, 1)
    _put(at, text)
    at.font = Font(bold=bold, size=size, color=color)


def _summary(sheet: Worksheet, document: Document) -> None:
    """Findings and sentences, section by section, and how the document is made again."""
    sheet.column_dimensions["A"].width = 120
    _line(sheet, 1, document.title, bold=True, size=16, color="1F3A5F")
    _line(sheet, 2, document.subtitle, color="57606A")
    row = 4
    for number, section in enumerate(document.sections, 1):
        _line(sheet, row, f"{number}. {section.title}", bold=True, size=13, color="1F3A5F")
        row += 1
        for part in section.parts:
            if isinstance(part, Words):
                for text in part.lines:
                    _line(sheet, row, text, bold=part.style == "answer")
                    row += 1
        _line(sheet, row, f"Source: {section.source}", color="57606A")
        row += 2
    _line(sheet, row, f"Made again by: {document.command}", color="57606A")


def _heading(sheet: Worksheet, row: int, header: tuple[str, ...]) -> None:
    for column, name in enumerate(header, 1):
        at = sheet.cell(row, column)
        _put(at, name)
        at.font, at.fill = Font(bold=True, color="FFFFFF"), _HEAD
    sheet.freeze_panes = f"B{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def _table(sheet: Worksheet, section: Section, table: Table) -> None:
    """A table: caption, headings, rows with numbers as numbers, notes below."""
    _line(sheet, 1, table.caption, bold=True, size=13, color="1F3A5F")
    sheet.cell(1, 1).alignment = Alignment(wrap_text=False)
    _heading(sheet, 3, table.header)
    figures = figure_columns(table)
    for at, row in enumerate(table.rows, 4):
        for column, entry in enumerate(row, 1):
            there = sheet.cell(at, column)
            if isinstance(entry, Cell) and entry.value is not None:
                _put(there, entry.value, FORMATS[entry.kind])
            else:
                _put(there, words_of(entry) or None)
            if table.total and at == len(table.rows) + 3:
                there.font, there.border = Font(bold=True), _RULE
    for column, name in enumerate(table.header):
        longest = max([len(name), *(len(words_of(row[column])) for row in table.rows)])
        width = FIGURE if figures[column] else min(WIDE, max(NARROW, longest + 2))
        sheet.column_dimensions[get_column_letter(column + 1)].width = width
    below = len(table.rows) + 5
    for text in filter(None, (table.note, f"Source: {section.source}")):
        _line(sheet, below, text, color="57606A")
        sheet.cell(below, 1).alignment = Alignment(wrap_text=False)
        below += 1


def _assumptions(sheet: Worksheet, document: Document) -> None:
    """The register, with one column to edit."""
    _line(sheet, 1, "Register of assumptions", bold=True, size=13, color="1F3A5F")
    said = (
        f"Edit the column {EDITED} and give the file back: vmo compare SCENARIO --assumptions-from FILE.xlsx. "
        "Where the unit is a factor, 1 means as it is, 1.1 ten per cent more."
    )
    _line(sheet, 2, said, color="57606A")
    for row in (1, 2):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False)
    _heading(sheet, 3, COLUMNS)
    for at, values in enumerate(sheet_rows(document.register), 4):
        for column, value in enumerate(values, 1):
            _put(sheet.cell(at, column), value if value != "" else None)
            if COLUMNS[column - 1] == EDITED:
                sheet.cell(at, column).fill = _EDIT
    widths = (44, 40, 14, 14, 16, 12, 12, 10, 10, 14, 60)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _print_setup(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = sheet.oddFooter
    assert footer is not None
    footer.left.text, footer.right.text = "&A", "&P / &N"
