"""A document as an Excel workbook: a summary, a sheet for every table, assumptions to edit and give back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter

from report.documents.assumption_sheet import COLUMNS, EDITED, SHEET, sheet_rows
from report.documents.content import Cell, Words, figure_columns, words_of
from report.shared.office.sheets import (
    FIGURE,
    MUTED,
    NARROW,
    WIDE,
    Tint,
    finished,
    heading_width,
    new_sheet,
    put,
    put_headings,
    put_line,
    put_total,
    set_height,
    set_widths,
    width_of,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from report.documents.content import Document, Entry, Kind, Section, Table

FORMATS: dict[Kind, str] = {
    "text": "General",
    "money": "#,##0;[Red]-#,##0",
    "share": "0.0%",
    "number": "#,##0.00",
    "whole": "0",
    "weeks": "#,##0.0",
}
"""How Excel writes numbers, by kind."""
SUMMARY_WIDTH = 108
"""Letters in a line of the summary."""
LEAST_NOTE = 100
"""Letters that a note below a table has at least: it is spread over so many columns."""
LOGO_HEIGHT, LOGO_WIDTH = 40, 240
"""Of a logo at the head of the summary, at most, in pixels."""
_EDIT = PatternFill("solid", fgColor="FFF6E5")


def document_workbook(document: Document) -> bytes:
    """The workbook; equal documents give equal bytes, and no text is ever run as a formula."""
    brand = document.brand
    tint = Tint(brand.titles.lstrip("#"), brand.accent.lstrip("#"))
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book.create_sheet("Summary"), document, tint)
    for section, table in document.tables():
        if not (table.name == SHEET and document.register):
            _table(new_sheet(book, table.name), section, table, tint)
    if document.register:
        _assumptions(book.create_sheet(SHEET), document, tint)
    return finished(book, document.title, brand.name)


def _summary(sheet: Worksheet, document: Document, tint: Tint) -> None:
    """Findings and sentences, section by section, and how the document is made again."""
    set_widths(sheet, [SUMMARY_WIDTH])
    row, brand = 1, document.brand
    if brand.picture is not None:
        image = Image(io.BytesIO(brand.picture.content))
        scale = min(LOGO_HEIGHT / brand.picture.height, LOGO_WIDTH / brand.picture.width)
        image.width = round(brand.picture.width * scale)
        image.height = round(brand.picture.height * scale)
        sheet.add_image(image, "A1")
        sheet.row_dimensions[1].height = LOGO_HEIGHT
        row += 1
    if brand.name:
        put_line(sheet, row, brand.name, bold=True, color=MUTED)
        row += 1
    put_line(sheet, row, document.title, bold=True, size=16, color=tint.mark)
    put_line(sheet, row + 1, document.subtitle, color=MUTED)
    row += 3
    for number, section in enumerate(document.sections, 1):
        put_line(sheet, row, f"{number}. {section.title}", bold=True, size=13, color=tint.mark)
        row += 1
        for part in section.parts:
            if isinstance(part, Words):
                for text in part.lines:
                    put_line(sheet, row, text, bold=part.style == "answer")
                    row += 1
        put_line(sheet, row, f"Source: {section.source}", color=MUTED)
        row += 2
    put_line(sheet, row, f"Made again by: {document.command}", color=MUTED)


def _table(sheet: Worksheet, section: Section, table: Table, tint: Tint) -> None:
    """A table: caption, headings, rows with numbers as numbers, notes below."""
    figures = figure_columns(table)
    for column, name in enumerate(table.header):
        longest = max([0, *(len(words_of(row[column])) for row in table.rows)])
        widest = FIGURE if figures[column] else min(WIDE, max(NARROW, longest + 2))
        sheet.column_dimensions[_letter(column)].width = max(
            widest, longest + 2 if figures[column] else 0, heading_width(name)
        )
    wide = _spread(sheet, len(table.header))
    put_line(sheet, 1, table.caption, bold=True, size=13, color=tint.mark, columns=wide)
    put_headings(sheet, 3, table.header, tint)
    for column in range(1, len(table.header) + 1):
        if figures[column - 1]:
            sheet.cell(3, column).alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
        elif column > 1:
            sheet.cell(3, column).alignment = Alignment(wrap_text=True, vertical="top", indent=1)
    for at, row in enumerate(table.rows, 4):
        for column, entry in enumerate(row, 1):
            _entry(sheet, at, column, entry, figure=figures[column - 1])
        texts = [(words_of(entry), width_of(sheet, column)) for column, entry in enumerate(row, 1)]
        set_height(sheet, at, texts)
        if table.total and at == len(table.rows) + 3:
            put_total(sheet, at, len(row), tint)
    below = len(table.rows) + 5
    for text in filter(None, (table.note, f"Source: {section.source}")):
        put_line(sheet, below, text, color=MUTED, columns=wide)
        below += 1


def _entry(sheet: Worksheet, row: int, column: int, entry: Entry, *, figure: bool) -> None:
    at = sheet.cell(row, column)
    if isinstance(entry, Cell) and entry.value is not None:
        put(at, entry.value, FORMATS[entry.kind])
    else:
        put(at, words_of(entry))
    if figure:
        at.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right")
    elif column > 1:
        at.alignment = Alignment(wrap_text=True, vertical="top", indent=1)


def _letter(column: int) -> str:
    return get_column_letter(column + 1)


def _spread(sheet: Worksheet, columns: int) -> int:
    """Columns over which a note is written: those of the table, and more where it is narrow."""
    found, width = columns, sum(width_of(sheet, column) for column in range(1, columns + 1))
    while width < LEAST_NOTE:
        found += 1
        width += width_of(sheet, found)
    return found


def _assumptions(sheet: Worksheet, document: Document, tint: Tint) -> None:
    """The register, with one column to edit."""
    set_widths(sheet, (44, 40, 14, 14, 18, 12, 12, 10, 10, 14, 60))
    put_line(sheet, 1, "Register of assumptions", bold=True, size=13, color=tint.mark, columns=len(COLUMNS))
    said = (
        f"Edit the column {EDITED} and give the file back: vmo compare SCENARIO --assumptions-from FILE.xlsx. "
        "Where the unit is a factor, 1 means as it is, 1.1 ten per cent more."
    )
    put_line(sheet, 2, said, color=MUTED, columns=len(COLUMNS))
    put_headings(sheet, 3, COLUMNS, tint, freeze=2)
    for at, values in enumerate(sheet_rows(document.register), 4):
        for column, value in enumerate(values, 1):
            put(sheet.cell(at, column), value)
            if COLUMNS[column - 1] == EDITED:
                sheet.cell(at, column).fill = _EDIT
        set_height(sheet, at, [(str(value or ""), width_of(sheet, k)) for k, value in enumerate(values, 1)])
