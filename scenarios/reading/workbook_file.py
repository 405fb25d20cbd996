"""XLSX workbooks: the stored results of cells as texts; dates, errors and formulas without a result are faults."""

import datetime
import io
import warnings
import zipfile
from pathlib import Path as FilePath
from typing import Any

from scenarios.faults import ScenarioError
from scenarios.files import TABLE_LIMIT, read_bytes, refuse
from scenarios.reading.grid import Grid

UNPACKED_LIMIT = 300_000_000
"""Largest unpacked workbook, in bytes."""
ROW_LIMIT = 200_000
"""Most rows of a sheet."""
COLUMN_LIMIT = 1_000
"""Most columns of a sheet that are looked at."""


def read_workbook(path: FilePath, shown: str, sheet: str) -> Grid:
    """The sheet called ``sheet``, or the first one when there is none of that name. Raises ``ScenarioError``."""
    content = read_bytes(path, shown, TABLE_LIMIT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > UNPACKED_LIMIT:
                raise refuse(
                    shown, f"is larger than {UNPACKED_LIMIT // 1_000_000} MB unpacked; delete unused sheets"
                )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, shown, sheet)
    except ScenarioError:
        raise
    except zipfile.BadZipFile:
        raise refuse(shown, "is not an .xlsx workbook; save it again as .xlsx or .csv") from None
    except Exception as error:  # noqa: BLE001 - a damaged workbook makes the reader raise anything
        raise refuse(shown, f"is a damaged workbook ({type(error).__name__}); save it again as .xlsx") from None


def _read(content: bytes, shown: str, sheet: str) -> Grid:
    from openpyxl import load_workbook

    results = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    formulas = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    if not results.worksheets:
        raise refuse(shown, "has no sheets with cells")
    names = [worksheet.title for worksheet in results.worksheets]
    index = next((i for i, name in enumerate(names) if name.strip().lower() == sheet.lower()), 0)
    grid = Grid(shown, [])
    pages = []
    for book in (results, formulas):
        page: Any = book.worksheets[index]
        page.reset_dimensions()
        pages.append(page.iter_rows(max_col=COLUMN_LIMIT))
    for row, (cells, sources) in enumerate(zip(*pages, strict=True), start=1):
        if row > ROW_LIMIT:
            raise refuse(shown, f"has more than {ROW_LIMIT} rows; delete what is not needed")
        texts = [
            _text(cell, source, grid, row, c) for c, (cell, source) in enumerate(zip(cells, sources, strict=True))
        ]
        if any(texts) or any((row, c) in grid.faulty for c in range(len(texts))):
            grid.rows.append((row, texts))
    return grid


def _text(cell: Any, source: Any, grid: Grid, row: int, column: int) -> str:  # noqa: ANN401 - openpyxl's cells
    value = cell.value
    fault = ""
    if value is None and source.value is not None:
        fault = "holds a formula without a stored result; open and save the workbook in a spreadsheet program"
    elif cell.data_type == "e":
        fault = f"holds the error {value}; mend the formula"
    elif isinstance(value, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        fault = f"holds a date ({value}); write a quarter number, or format the cell as text"
    if fault:
        grid.faulty[row, column] = fault
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else str(value).strip()
