"""Work on the board: what its age says about when each item will be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from intake.history.durations import age_days, cycle_days

if TYPE_CHECKING:
    from intake.history.closed import Closed
    from intake.history.history import History

FEWEST = 10
"""Finished items as old as an item under way, below which nothing is said about it."""
CERTAINTY = 0.85


@dataclass(frozen=True)
class Aged:
    """An item under way."""

    id: str
    stream: str
    stage: str
    days: float | None
    """Age in calendar days, counting both ends; None where its start is not known."""
    rank: float | None
    """Share of the finished items that took no longer than it is old."""
    likely_by: date | None
    """Day by which 85 % of the items that once were this old were done; None where too few were."""


def board_of(history: History, closed: Closed) -> tuple[Aged, ...]:
    """Items under way, the oldest first.

    What an item of age a still needs is read off the finished items that took longer than a: the conditional
    distribution, no assumption about its shape. Where fewer than ten took longer, nothing is said.
    """
    taken = np.array(sorted(d for item in history.finished if (d := cycle_days(item)) is not None))
    found = []
    for item in history.in_progress:
        age = age_days(history, item)
        rank = float((taken <= age).mean()) if age is not None and len(taken) else None
        longer = taken[taken > age] if age is not None else taken[:0]
        day = None
        if age is not None and len(longer) >= FEWEST and item.started is not None:
            needs = float(np.quantile(longer, CERTAINTY, method="inverted_cdf"))
            day = item.started.date() + timedelta(days=int(needs) - 1)
            while day in closed.days:
                day += timedelta(days=1)
        found.append(Aged(item.id, item.stream, item.stage, age, rank, day))
    return tuple(found)
