"""What a table of projects does not say about itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypedDict

from vmo.shared.inputs import Names


class TableAnswers(TypedDict, total=False):
    """What is said about a table."""

    sheet: str
    """Sheet of the workbook."""
    columns: str | Mapping[str, str]
    """What columns mean: {"Cost": "spend_total", "Owner": "ignore"}."""
    unit: str
    """Unit of amounts that say none, such as EUR, kEUR or mGBP."""
    starts: str
    """First quarter of the plan, such as 2027-Q1."""
    decimals: Literal["comma", "point"] | None
    """Decimal sign of numbers that can be read in two ways."""
    dates: Literal["day_first", "month_first"] | None
    """Order of dates that can be read in two ways."""
    leave_out: Names
    """Rows to leave out: hidden, unreadable, or row numbers."""
    mapping: str | Path | None
    """File with the answers of an earlier import; found by itself beside the table."""
