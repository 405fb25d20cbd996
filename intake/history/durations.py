"""How long something took, by the convention that is asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from intake.history.history import DAY, end_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake.history.history import History, Item

Convention = Literal["calendar", "working", "elapsed"]
"""``calendar``: days counting both ends, so that what is done on the day it starts took one day (the field's habit,
Vacanti 2015). ``working``: the same without weekends and closed days. ``elapsed``: the plain difference."""
CONVENTIONS: dict[Convention, str] = {
    "calendar": "calendar days, counting both ends",
    "working": "working days (Monday to Friday, without closed days), counting both ends",
    "elapsed": "elapsed days",
}


def days_between(
    start: datetime, end: datetime, convention: Convention = "calendar", closed: Iterable[date] = ()
) -> float:
    """Days from start to end; at least one where both ends count, whatever day it was."""
    if convention == "elapsed":
        return (end - start).total_seconds() / DAY
    if convention == "calendar":
        return float((end.date() - start.date()).days + 1)
    after = end.date() + timedelta(days=1)
    return float(max(1, int(np.busday_count(start.date(), after, holidays=list(closed)))))


def cycle_days(item: Item, convention: Convention = "calendar", closed: Iterable[date] = ()) -> float | None:
    """Cycle time of a finished item from commitment to done; None where one of the two is not known."""
    if item.done is None or item.started is None:
        return None
    return days_between(item.started, item.done, convention, closed)


def age_days(
    history: History, item: Item, convention: Convention = "calendar", closed: Iterable[date] = ()
) -> float | None:
    """Age of an item under way at the end of the history; None where its start is not known."""
    if history.as_of is None or item.started is None or item.state != "open":
        return None
    end = end_of(history.as_of, timed=history.timed and convention == "elapsed")
    return days_between(item.started, end, convention, closed)
