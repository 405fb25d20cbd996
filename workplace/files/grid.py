"""A table as cells: what is edited changes its own line, every other byte of the file stays as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

MOST = 3000
"""Rows that a page can show."""


@dataclass(frozen=True)
class Edit:
    """A new text in one cell."""

    line: int
    """1-based line of the file in which the row begins."""
    column: int
    """0-based."""
    text: str


@dataclass(frozen=True)
class Record:
    """One row of the file."""

    line: int
    """1-based line in which it begins."""
    raw: str
    cells: tuple[str, ...]


def separator(text: str) -> str:
    """The sign between cells: of comma, semicolon and tab the one that the first line has most of."""
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def records(text: str) -> list[Record]:
    """Every row with the text it was read from, empty lines included."""
    lines = text.splitlines(keepends=True)
    found, at = [], 0
    reader = csv.reader(lines, delimiter=separator(text))
    for cells in reader:
        raw = "".join(lines[at : reader.line_num])
        found.append(Record(at + 1, raw, tuple(cells)))
        at = reader.line_num
    return found


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with some cells changed; rows that are not edited keep every byte.

    Raises:
        ValueError: an edit of a row or of a column that is not there.

    """
    wanted: dict[int, list[Edit]] = {}
    for edit in edits:
        wanted.setdefault(edit.line, []).append(edit)
    sign = separator(text)
    rows = records(text)
    unknown = set(wanted) - {row.line for row in rows}
    if unknown:
        raise ValueError(f"line {min(unknown)} is not there (any more); load the table again")
    width = len(rows[0].cells) if rows else 0
    return "".join(_line(row, wanted[row.line], sign, width) if row.line in wanted else row.raw for row in rows)


def _line(row: Record, edits: list[Edit], sign: str, width: int) -> str:
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    for edit in edits:
        if not 0 <= edit.column < len(cells):
            raise ValueError(f"line {row.line} has no column {edit.column + 1}; load the table again")
        cells[edit.column] = edit.text
    out = io.StringIO()
    ending = row.raw[len(row.raw.rstrip("\r\n")) :]
    csv.writer(out, delimiter=sign, lineterminator="").writerow(cells)
    return out.getvalue() + ending
