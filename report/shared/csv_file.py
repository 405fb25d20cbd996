"""Tables as CSV: numbers in full, nothing for what does not exist, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from scenarios.variation.axis import value_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.variation.ranges import Value

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula, or skips before one (OWASP, CSV injection)."""


def guarded(text: str) -> str:
    """The text as a spreadsheet must be given it: one that begins like a formula follows an apostrophe."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV; what does not exist is an empty cell, and only text is ever guarded, never a number."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([guarded(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    """Numbers as short as they can be without loss; nothing for what does not exist."""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return "" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        return int(value) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else value


def given(value: Value) -> object:
    """A value of a number that was varied, as a cell: ``none``, ``true`` and ``false`` as a scenario has them."""
    return value_word(value) if value is None or isinstance(value, bool) else value
