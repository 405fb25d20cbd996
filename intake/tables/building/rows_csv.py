"""Rows as a table in this program's own words, which reads back to the same."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from intake.tables.meaning.fields import KEYED
from intake.tables.reading.assemble import RowRead
from intake.tables.reading.convert import plain_value
from scenarios.checks.ambiguity import two_readings
from scenarios.checks.shape import keys
from scenarios.formulas import guard
from scenarios.language.mmps import MMP

DERIVED = "# derived"
"""Heading of the note column that says what the table did not hold."""


def rows_csv(table: Sequence[RowRead], *, marks: bool = True) -> str:
    """The rows as CSV: one column per field that any row fills, in the order of the language, and marks."""
    used = [column for name in keys(MMP) for column in _columns(name, table)]
    marked = marks and any(row.derived for row in table)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([*used, *([DERIVED] if marked else [])])
    for row in table:
        cells = [cell(_held(row, name)) for name in used]
        writer.writerow([*cells, *(["; ".join(sorted(row.derived))] if marked else [])])
    return buffer.getvalue()


def _columns(name: str, table: Sequence[RowRead]) -> list[str]:
    """The columns of a field: one for every key where it has keyed columns, such as ``need:architect``."""
    if name in KEYED:
        found = dict.fromkeys(key for row in table for key in row.data.get(name, {}))
        return [f"{name}:{key}" for key in found]
    return [name] if any(_filled(row.data.get(name)) for row in table) else []


def _held(row: RowRead, column: str) -> object:
    name, _, key = column.partition(":")
    return row.data.get(name, {}).get(key) if key else row.data.get(name)


def _filled(value: object) -> bool:
    return value is not None and value not in ("", [])


def cell(value: Any) -> str:  # noqa: ANN401 - a value of any field
    """One value as the text of a cell; numbers have one reading."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(map(cell, value))
    if isinstance(value, str):
        return guard(value)
    text = plain_value(value)
    return f"{text}0" if two_readings(text) else text


def table_csv(header: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    """Any table as CSV text with inert cells."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([cell(value) for value in line] for line in lines)
    return buffer.getvalue()
