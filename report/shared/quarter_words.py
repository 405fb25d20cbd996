"""Quarters in words: numbers, and calendar quarters where a scenario says when its first one starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.calendar import Calendar


def quarter_short(calendar: Calendar, quarter: int) -> str:
    """``2027-Q3``, or ``Q3`` where the first day is not known."""
    return calendar.quarter_name(quarter) or f"Q{quarter}"


def quarter_tick(calendar: Calendar, quarter: int) -> str:
    """The same in at most two short lines, for an axis or a narrow column."""
    name = calendar.quarter_name(quarter)
    if not name:
        return f"Q{quarter}"
    year, _, rest = name.partition("-")
    return f"{rest}\n{year}"


def quarter_long(calendar: Calendar, quarter: int) -> str:
    """``3``, and where it is known ``3 (2027-Q3)``."""
    name = calendar.quarter_name(quarter)
    return f"{quarter} ({name})" if name else str(quarter)
