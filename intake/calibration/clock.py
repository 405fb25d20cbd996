"""The clock by which stages are measured: weeks of work, as exact as the tracker's dates allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from intake.history.history import DAY

if TYPE_CHECKING:
    from intake.history.history import History

WEEKENDS = 0.05
"""Share of closings at weekends up to which weekends are no work."""
EPOCH = datetime(1970, 1, 5)
"""A Monday."""


@dataclass(frozen=True)
class WorkClock:
    """Turns moments into weeks."""

    weeks: Callable[[datetime], float]
    resolution: float
    """Weeks between two moments that are told apart; a moment counts as the start of its step."""
    says: str


def clock_of(history: History) -> WorkClock:
    """Working days where nobody closes anything at weekends, else the calendar; minutes where they are known.

    Hours of working days are not used: how many of the 24 are worked is not in the file.
    """
    done = [item.ended for item in history.finished if item.ended is not None]
    weekend = sum(when.weekday() >= 5 for when in done) / len(done) if done else 0.0
    if weekend <= WEEKENDS:
        return WorkClock(_working_days, 0.2, "Stages are measured in working days; a week has five.")
    if history.timed:
        return WorkClock(_elapsed, 60 / (7 * DAY), "Stages are measured by the clock, weekends included.")
    return WorkClock(_days, 1 / 7, "Stages are measured in calendar days; a week has seven.")


def _elapsed(when: datetime) -> float:
    return (when - EPOCH).total_seconds() / (7 * DAY)


def _days(when: datetime) -> float:
    return (when - EPOCH).days / 7


def _working_days(when: datetime) -> float:
    days = (when - EPOCH).days
    return days // 7 + min(days % 7, 5) / 5
