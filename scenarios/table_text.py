"""Tables as CSV: numbers in full, nothing for what does not exist, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING

from scenarios.formulas import guard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV; what does not exist is an empty cell, and only text is ever guarded, never a number."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([guard(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def _cell(value: object) -> object:
    """Numbers as short as they can be without loss; nothing for what does not exist."""
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return "" if math.isnan(value) else ("inf" if value > 0 else "-inf")
        return int(value) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return "" if value is None else value
