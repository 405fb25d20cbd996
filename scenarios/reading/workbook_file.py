"""XLSX workbooks: sheets one at a time, their stored results, and what is wrong with a cell.

Only cells that are there are held: one stray cell far away costs nothing, whatever the sheet says its size is.
"""

import datetime
import io
import itertools
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from scenarios.faults import ScenarioError
from scenarios.files import TABLE_LIMIT, read_bytes, refuse
from scenarios.reading.grid import Grid

UNPACKED_LIMIT = 300_000_000
"""Largest unpacked workbook, in bytes."""
ROW_LIMIT = 200_000
"""Most rows with cells of a sheet."""
COLUMN_LIMIT = 1_000
"""Most columns of a sheet that are looked at."""
NO_RESULT = "holds a formula without a stored result; open and save the workbook in a spreadsheet program"
"""What is said of a formula that was never calculated."""
DATES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)


@dataclass
class Page:
    """The cells of one sheet."""

    title: str
    rows: list[tuple[int, dict[int, Any]]] = field(default_factory=list)
    """Row number (1-based) and values by 0-based column: texts, numbers, truth values, dates; no empty ones."""
    faulty: dict[tuple[int, int], str] = field(default_factory=dict)
    """What is wrong with a cell: errors and formulas without a result, by row number and 0-based column."""
    hidden_rows: set[int] = field(default_factory=set)
    """Rows that a filter or a person has hidden."""
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged cells: first row, first column, last row, last column (rows 1-based, columns 0-based)."""


class Workbook:
    """An open workbook. Made by ``open_workbook``."""

    def __init__(self, book: Any, shown: str) -> None:  # noqa: ANN401 - openpyxl's workbook
        self._book = book
        self._shown = shown
        self.titles: list[str] = [sheet.title for sheet in book.worksheets]
        self.hidden: set[str] = {sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"}

    def page(self, title: str, most: int | None = None) -> Page:
        """The cells of a sheet, or of its first ``most`` rows. Raises ``ScenarioError`` when there are too many."""
        sheet = self._book.worksheets[self.titles.index(title)]
        page = Page(title)
        with sheet._get_source() as source:  # noqa: SLF001 - openpyxl's own way here fills gaps with empty cells
            parser = _parser(source, sheet, self._book)
            for number, cells in itertools.islice(parser.parse(), most):
                _note_row(page, number, cells)
                if len(page.rows) > ROW_LIMIT:
                    raise refuse(self._shown, f"has more than {ROW_LIMIT} rows; delete what is not needed")
            ranges = parser.merged_cells.mergeCell if parser.merged_cells else ()
            page.merged = [(r.min_row, r.min_col - 1, r.max_row, r.max_col - 1) for r in ranges]
            page.hidden_rows = {
                int(row) for row, looks in parser.row_dimensions.items() if looks.get("hidden") in ("1", "true")
            }
        return page


def _parser(source: Any, sheet: Any, book: Any) -> Any:  # noqa: ANN401 - openpyxl's objects
    """A parser of one sheet that tells formulas without a stored result from empty cells."""
    from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser

    columns: dict[str, int] = {}

    class Parser(WorkSheetParser):
        def parse_cell(self, element: Any) -> Any:  # noqa: ANN401
            cell = self._plain_cell(element)
            if cell is None:
                cell = super().parse_cell(element)
                columns.setdefault(element.get("r", "").rstrip("0123456789"), cell["column"])
            if cell["value"] is None and element.find(FORMULA_TAG) is not None:
                cell["data_type"] = "f"
            return cell

        def _plain_cell(self, element: Any) -> dict[str, Any] | None:  # noqa: ANN401
            """A text or a number as nearly all cells hold one, ten times as fast; None for any other cell."""
            get = element.get
            kind, column = get("t", "n"), columns.get(get("r", "").rstrip("0123456789"))
            if column is None or not get("r"):
                return None
            if kind == "inlineStr":
                inside = element.find(INLINE_STRING)
                value: Any = None if inside is None else one_text(inside)
            else:
                text = element.findtext(VALUE_TAG)
                if not text:
                    return None
                if kind == "s":
                    value = self.shared_strings[int(text)]
                elif kind == "n" and int(get("s", 0)) not in self.date_formats:
                    value = float(text) if "." in text or "E" in text or "e" in text else int(text)
                    kind = "n"
                else:
                    return None
            if value is None:
                return None
            self.col_counter = column
            return {"row": self.row_counter, "column": column, "value": value, "data_type": kind}

    return Parser(
        source,
        sheet._shared_strings,  # noqa: SLF001
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,  # noqa: SLF001
        timedelta_formats=book._timedelta_formats,  # noqa: SLF001
    )


def _note_row(page: Page, number: int, cells: list[dict[str, Any]]) -> None:
    row: dict[int, Any] = {}
    for cell in cells:
        column, value = cell["column"] - 1, cell["value"]
        if column >= COLUMN_LIMIT:
            continue
        if cell["data_type"] == "f":
            page.faulty[number, column] = NO_RESULT
        elif cell["data_type"] == "e":
            page.faulty[number, column] = f"holds the error {value}; mend the formula"
        elif isinstance(value, str):
            if value.strip():
                row[column] = value.strip()
        elif value is not None:
            row[column] = value
    if row or any((number, cell["column"] - 1) in page.faulty for cell in cells):
        page.rows.append((number, row))


def one_text(element: Any) -> str | None:  # noqa: ANN401 - an element of XML
    """The text of a string that has one format all over; None where there is more in it."""
    if len(element) != 1 or not element[0].tag.endswith("}t"):
        return None
    return element[0].text or ""


def _load(content: bytes) -> Any:  # noqa: ANN401 - openpyxl's workbook
    """The workbook of openpyxl, with its table of strings read in a tenth of the time."""
    from xml.etree.ElementTree import iterparse

    from openpyxl.cell.text import Text
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS

    class Reader(ExcelReader):
        def read_strings(self) -> None:
            package: Any = self.package
            part = package.find(SHARED_STRINGS)
            if part is None:
                return
            rich: Any = Text
            with self.archive.open(part.PartName[1:]) as source:
                for _, element in iterparse(source):
                    if element.tag == f"{{{SHEET_MAIN_NS}}}si":
                        text = one_text(element)
                        text = str(rich.from_tree(element).content) if text is None else text
                        self.shared_strings.append(text.replace("x005F_", ""))
                        element.clear()

    reader = Reader(io.BytesIO(content), read_only=True, keep_vba=False, data_only=True, keep_links=True)
    reader.read()
    return reader.wb


@contextmanager
def open_workbook(path: FilePath, shown: str) -> Iterator[Workbook]:
    """A workbook for reading. Raises ``ScenarioError`` when it is none, is damaged or unpacks to a flood."""
    content = read_bytes(path, shown, TABLE_LIMIT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
                raise refuse(
                    shown, f"is larger than {UNPACKED_LIMIT // 1_000_000} MB unpacked; delete unused sheets"
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = _load(content)
            if not book.worksheets:
                raise refuse(shown, "has no sheet with cells; name a workbook with a table in it")
            yield Workbook(book, shown)
    except ScenarioError:
        raise
    except zipfile.BadZipFile:
        raise refuse(shown, "is not an .xlsx workbook; save it again as .xlsx or .csv") from None
    except Exception as error:  # noqa: BLE001 - a damaged workbook makes the reader raise anything
        raise refuse(shown, f"is a damaged workbook ({type(error).__name__}); save it again as .xlsx") from None


def read_workbook(path: FilePath, shown: str, sheet: str) -> Grid:
    """The sheet called ``sheet``, or the first one when there is none of that name. Raises ``ScenarioError``."""
    with open_workbook(path, shown) as book:
        page = book.page(next((t for t in book.titles if t.strip().lower() == sheet.lower()), book.titles[0]))
    grid = Grid(shown, [], faulty=page.faulty)
    wide: dict[int, int] = {}
    for number, column in page.faulty:
        wide[number] = max(wide.get(number, 0), column)
    for number, row in page.rows:
        texts = [""] * (max(wide.get(number, 0), *row, 0) + 1)
        for column, value in row.items():
            texts[column] = _text(value, grid, number, column)
        grid.rows.append((number, texts))
    return grid


def _text(value: Any, grid: Grid, row: int, column: int) -> str:  # noqa: ANN401 - a value of a cell
    if isinstance(value, DATES):
        grid.faulty[row, column] = f"holds a date ({value}); write a quarter number, or format the cell as text"
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    grid.exact.add((row, column))
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)
