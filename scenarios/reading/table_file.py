"""Tables: CSV as any country's spreadsheet writes it, and XLSX, as rows of the model's objects.

One row per object, one column per field. Headings may be written with capitals and blanks; a heading that
starts with ``#`` makes its column a note. Empty rows, empty columns and cells of blanks mean nothing.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from pydantic.fields import FieldInfo

from scenarios.checks.shape import Model, entry, keys, options
from scenarios.faults import Path, suggestion
from scenarios.files import TABLE_LIMIT, read_text, refuse
from scenarios.reading.cells import AmbiguousError, Decimals, columns_decimals, decimals_of, kind, meaning
from scenarios.reading.csv_records import read_records
from scenarios.reading.document import Document
from scenarios.reading.grid import Grid

ROWS_LIMIT = 20_000
"""Most rows of a table of objects, as many as a scenario may have MMPs; more are not looked into."""
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
"""File names that are read as tables."""


def read_grid(path: FilePath, shown: str, sheet: str = "") -> Grid:
    """The cells of a CSV or XLSX file. Raises ``ScenarioError``."""
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        from scenarios.reading.workbook_file import read_workbook

        return read_workbook(path, shown, sheet)
    if path.suffix.lower() not in SUFFIXES:
        raise refuse(shown, "is not a table that can be read; save it as .csv or .xlsx")
    text = read_text(path, shown, TABLE_LIMIT)
    skipped = 0
    hint = re.match(r"sep=(.)\r?\n", text)
    if hint:
        text, skipped = text[hint.end() :], 1
    delimiter = hint.group(1) if hint else _delimiter(text)
    records = [row for row in read_records(text, shown, delimiter, skipped) if any(row[1])]
    return Grid(shown, records, delimiter)


def _delimiter(text: str) -> str:
    heading = re.sub(r'"[^"]*"', "", next(line for line in text.splitlines() if line.strip()))
    return max(",;\t", key=heading.count)


def column_name(heading: str) -> str:
    """The field a heading means: ``Value per quarter`` is ``value_per_quarter``."""
    return re.sub(r"[\s\-]+", "_", heading.strip().lower())


def keyed_column(heading: str, fields: Iterable[str]) -> tuple[str, str] | None:
    """Field and key of a column for one entry of a mapping, such as ``need:architect``; None when it is none."""
    field, sign, key = heading.partition(":")
    name = column_name(field)
    return (name, key.strip()) if sign and key.strip() and name in fields else None


def letters(column: int) -> str:
    """A column as spreadsheets name it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_rows(grid: Grid, model: Model, document: Document, path: Path) -> list[dict[str, object]]:
    """The rows of a table as written objects of ``model``; their places and faults go to ``document``.

    ``path`` is where the list stands in the scenario.
    """
    shown = grid.shown
    if not grid.rows:
        document.blame(path, "has no heading row; write one column per field", shown, 1)
        return []
    (heading_line, headings), *body = grid.rows
    if len(body) > ROWS_LIMIT:
        said = f"has {len(body):,} rows, and {ROWS_LIMIT:,} are the most; shorten it"
        document.blame(path, said, shown, body[ROWS_LIMIT][0])
        return []
    columns = _columns(headings, heading_line, body, model, grid, document, path)
    if not body:
        document.blame(path, "has headings but no rows below them; add one row each", shown, heading_line)
        return []
    fields = keys(model)
    numeric = [c for c, name in columns.items() if kind(_accepted(fields, name)) != "text"]
    decimals = columns_decimals({c: _written(grid, body, c) for c in numeric})
    missing = [name for name, f in fields.items() if f.is_required() and name not in columns.values()]
    for name in missing:
        document.blame((*path, name), f'the column "{name}" is missing; add it', shown, heading_line)
    rows: list[dict[str, object]] = []
    for line, cells in body:
        here = (*path, len(rows))
        document.places.put(here, shown, line)
        document.silent |= {(*here, name) for name in missing}
        rows.append(_row(line, cells, columns, model, grid, decimals, document, here))
        surplus = [c for c in range(len(headings), len(cells)) if cells[c]]
        if surplus:
            message = (
                f"the row has {surplus[-1] + 1} cells for {len(headings)} headings; put text that holds"
                f' "{grid.delimiter}" in double quotes'
            )
            document.blame((*here, "(row)"), message, shown, line)
    return rows


def _written(grid: Grid, body: list[tuple[int, list[str]]], column: int) -> list[str]:
    """The numbers of a column that are written as text."""
    cells = ((line, cells[column]) for line, cells in body if column < len(cells))
    return [part for line, cell in cells if (line, column) not in grid.exact for part in _parts(cell)]


def _parts(cell: str) -> list[str]:
    return [part.rpartition(":")[2].strip() for part in cell.split(";")]


def _columns(
    headings: list[str],
    line: int,
    body: list[tuple[int, list[str]]],
    model: Model,
    grid: Grid,
    document: Document,
    path: Path,
) -> dict[int, str]:
    """Fields by column; unknown, doubled and empty headings are noted once."""
    columns: dict[int, str] = {}
    known = keys(model)
    mappings = [name for name, field in known.items() if entry(field) is not None]
    for c, heading in enumerate(headings):
        keyed = keyed_column(heading, mappings)
        name = column_name(heading) if keyed is None else ":".join(keyed)
        where = f"column {letters(c)}"
        if heading.startswith("#"):
            continue
        if not name:
            if any(c < len(cells) and cells[c] for _, cells in body):
                document.blame((*path, where), "has values but no heading; give it one", grid.shown, line)
        elif name in columns.values():
            document.blame((*path, where), f'"{heading}" is there twice; keep one column', grid.shown, line)
        elif keyed is None and name not in known:
            remedy = f'{suggestion(name, known)} (a heading that starts with "#" is a note)'
            document.blame((*path, where), f'"{heading}" is not a field; {remedy}', grid.shown, line)
        else:
            columns[c] = name
    return columns


def _accepted(fields: Mapping[str, FieldInfo], name: str, text: str = ";") -> Any:  # noqa: ANN401 - any annotation
    """What the cells of a column may hold: of a keyed column, an entry of its mapping (one number is no list)."""
    field, sign, _ = name.partition(":")
    if not sign:
        return fields[name]
    inner = entry(fields[field])
    return float if float in options(inner) and ";" not in text else inner


def _put(row: dict[str, object], name: str, value: object) -> None:
    """Put a cell into its row; of a keyed column, into the mapping."""
    field, sign, key = name.partition(":")
    if not sign:
        row[name] = value
        return
    mapping = row.setdefault(field, {})
    if isinstance(mapping, dict):
        mapping[key] = value


def _row(
    line: int,
    cells: list[str],
    columns: dict[int, str],
    model: Model,
    grid: Grid,
    decimals: Mapping[int, Decimals],
    document: Document,
    path: Path,
) -> dict[str, object]:
    fields = keys(model)
    row: dict[str, object] = {}
    for c, name in columns.items():
        text = cells[c] if c < len(cells) else ""
        if (line, c) in grid.faulty:
            document.blame((*path, name), f"cell {letters(c)}{line} {grid.faulty[line, c]}", grid.shown, line)
        elif text:
            try:
                sign = "." if (line, c) in grid.exact else decimals.get(c, "?")
                _put(row, name, meaning(text, _accepted(fields, name, text), sign))
            except AmbiguousError as error:
                document.blame((*path, name), str(error), grid.shown, line)
    return row


def read_column(path: FilePath, shown: str, column: str) -> tuple[list[object], list[int]]:
    """The values of one column (numbers where they are numbers) and their row numbers.

    Raises ``ScenarioError`` when the file cannot be read, ``KeyError`` with a remedy when it has no such column.
    """
    grid = read_grid(path, shown)
    headings = grid.rows[0][1]
    if column not in headings:
        raise KeyError(f'no column is called "{column}" in {shown}; {suggestion(column, headings)}')
    c = headings.index(column)
    if headings.count(column) > 1:
        places = " and ".join(letters(i) for i, heading in enumerate(headings) if heading == column)
        raise KeyError(f'"{column}" is there twice in {shown} (columns {places}); keep one of them')
    for (line, at), fault in sorted(grid.faulty.items()):
        if at == c:
            remedy = fault.replace("write a quarter number, or format the cell as text", "write a number")
            raise refuse(shown, f"cell {letters(c)}{line} {remedy}", line)
    texts = [(line, cells[c]) for line, cells in grid.rows[1:] if c < len(cells) and cells[c]]
    decimals = decimals_of(text for line, text in texts if (line, c) not in grid.exact)
    values: list[object] = []
    for line, text in texts:
        try:
            values.append(meaning(text, float, "." if (line, c) in grid.exact else decimals))
        except AmbiguousError as error:
            raise refuse(shown, str(error), line) from None
    return values, [line for line, _ in texts]
