"""The style of every workbook: fonts, headings, heights, print set-up, text that is never run as a formula.

Office programs do not measure wrapped text in files they did not write, so every row gets its height from here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from report.shared.csv_file import STARTS_A_FORMULA
from report.shared.office.still import still

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

NARROW, WIDE, FIGURE = 12, 60, 14
"""Widths of columns in letters: the least of words, the most of words, and the least of figures."""
NAME_LETTERS = 31
"""Longest name of a sheet that Excel takes."""
LINE = 15.0
"""Height of a line of 11 points, in points."""
HIGHEST = 400.0
"""Highest row, in points; Excel takes 409."""
FONT = "Calibri"
INK, MUTED, MARK, WHITE = "000000", "57606A", "1F3A5F", "FFFFFF"


@dataclass(frozen=True)
class Tint:
    """Colours of a workbook, as ``RRGGBB``."""

    mark: str = MARK
    """Titles, and the ground of headings (white on it)."""
    accent: str = MARK
    """Rules."""


def put(at: Cell | MergedCell, value: str | float | None, number_format: str = "General") -> None:
    """A value in a cell: text stays text, whatever it begins with; nothing stays nothing."""
    at.value = None if value == "" else value
    at.number_format = number_format
    at.font = Font(name=FONT, size=11)
    at.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(value, str) and value:
        at.data_type = "s"
        at.quotePrefix = value.startswith(STARTS_A_FORMULA)


def put_line(
    sheet: Worksheet, row: int, text: str, *, bold: bool = False, size: int = 11, color: str = INK, columns: int = 1
) -> None:
    """A line of words, wrapped over so many columns; call it when their widths are set."""
    at = sheet.cell(row, 1)
    put(at, text)
    at.font = Font(name=FONT, bold=bold, size=size, color=color)
    if columns > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    width = sum(width_of(sheet, column) for column in range(1, columns + 1))
    set_height(sheet, row, [(text, width * 11 / size)], size)


def width_of(sheet: Worksheet, column: int) -> float:
    """Width of a column in letters."""
    return float(sheet.column_dimensions[get_column_letter(column)].width)


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Widths of the first columns, in letters."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def set_height(sheet: Worksheet, row: int, texts: Sequence[tuple[str, float]], size: int = 11) -> None:
    """Height of a row for texts that are wrapped at widths, in letters."""
    lines = max((wrapped_lines(text, width) for text, width in texts), default=1)
    sheet.row_dimensions[row].height = min(HIGHEST, (lines * LINE + 1) * size / 11)


def wrapped_lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of so many letters: no word is broken while it fits a line."""
    room, lines = max(4.0, width - 1.5), 0
    for paragraph in text.split("\n"):
        at, lines = 0.0, lines + 1
        for word in paragraph.split(" "):
            if at and at + 1 + len(word) > room:
                at, lines = 0.0, lines + 1
            at += len(word) + (1 if at else 0)
            if at > room:
                lines, at = lines + ceil(at / room) - 1, at % room
    return lines


def put_headings(sheet: Worksheet, row: int, header: Sequence[str], tint: Tint, *, freeze: int = 1) -> None:
    """Headings that stay when scrolling and repeat in print; so many columns stay, too."""
    for column, name in enumerate(header, 1):
        at = sheet.cell(row, column)
        put(at, name)
        at.font, at.fill = Font(name=FONT, bold=True, color=WHITE), PatternFill("solid", fgColor=tint.mark)
    set_height(sheet, row, [(name, width_of(sheet, k) * 0.9) for k, name in enumerate(header, 1)])
    sheet.freeze_panes = f"{get_column_letter(freeze + 1)}{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"


def put_total(sheet: Worksheet, row: int, columns: int, tint: Tint) -> None:
    """A row that is written becomes a total: bold, under a rule."""
    for column in range(1, columns + 1):
        at = sheet.cell(row, column)
        at.font = Font(name=FONT, size=11, bold=True)
        at.border = Border(top=Side("thin", color=tint.accent))


def heading_width(name: str) -> float:
    """Least width of a column: its longest word on a line, three lines at most."""
    return max(max(len(word) for word in name.split(" ")) * 1.15 + 3, len(name) / 3 * 1.15 + 2)


def new_sheet(book: Workbook, name: str) -> Worksheet:
    """A sheet; its name is made fit for Excel, and free."""
    kept = "".join(" " if letter in r"[]:*?/\\" else letter for letter in name)[:NAME_LETTERS]
    free = kept if kept not in book.sheetnames else f"{kept[: NAME_LETTERS - 3]} {len(book.sheetnames)}"
    sheet: Worksheet = book.create_sheet(free)
    return sheet


def finished(book: Workbook, title: str, owner: str = "") -> bytes:
    """Print set-up for every sheet (A4 landscape, a page wide, numbered), and the bytes of the file.

    Args:
        book: the workbook.
        title: its title, printed above every page.
        owner: whose it is, printed above every page; none where empty.

    """
    for sheet in book.worksheets:
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_margins.left = sheet.page_margins.right = 0.5
        head, foot = sheet.oddHeader, sheet.oddFooter
        assert head is not None
        assert foot is not None
        head.left.text, head.right.text = printed(title), printed(owner)
        foot.left.text, foot.right.text = "&A", "&P / &N"
    book.properties.title, book.properties.creator = title, owner or "vmo-lab"
    buffer = io.BytesIO()
    book.save(buffer)
    return still(buffer.getvalue())


def printed(text: str) -> str | None:
    """Text for the head of a printed page, where ``&`` begins a code and 255 letters are the limit."""
    return text[:100].replace("&", "&&") or None
