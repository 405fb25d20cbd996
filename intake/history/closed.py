"""Closed weeks: holidays and shutdowns that count neither in the past nor in the future."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intake.history.history import monday_of, week_label
from scenarios.files import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_OF_A_WEEK = 3
"""Working days of five that must be closed for a week to be left out as a whole."""
_WEEK = re.compile(r"(\d{4})-W(\d{2})$", re.IGNORECASE)


@dataclass(frozen=True)
class Closed:
    """Days on which nobody works, besides weekends."""

    days: frozenset[date] = frozenset()

    def week(self, monday: date) -> bool:
        """Whether a week is left out: at least three of its five working days are closed."""
        return self.share(monday) >= MOST_OF_A_WEEK

    def share(self, monday: date) -> int:
        """Closed working days of a week."""
        return sum(monday + timedelta(days=k) in self.days for k in range(5))

    def partly(self) -> list[str]:
        """Weeks with closed days that still count, as too few of their days are closed."""
        mondays = sorted({monday_of(day) for day in self.days})
        return [week_label(monday) for monday in mondays if 0 < self.share(monday) < MOST_OF_A_WEEK]


def closed_days(words: Iterable[str]) -> Closed:
    """Closed days from ``2026-12-24..2027-01-03``, ``2026-12-24`` or ``2026-W52``, also several with commas.

    Raises:
        ScenarioError: with every part that is none of these.

    """
    days: set[date] = set()
    for part in (part.strip() for word in words for part in word.split(",")):
        first, _, last = part.partition("..")
        begin, end = _day(first), _day(last, end=True) if last else _day(first, end=True)
        if begin is None or end is None or end < begin:
            remedy = "write 2026-12-24..2027-01-03, 2026-12-24 or 2026-W52"
            raise refuse("--closed", f'"{part}" is no day, week or range of days; {remedy}')
        days |= {begin + timedelta(days=k) for k in range((end - begin).days + 1)}
    return Closed(frozenset(days))


def _day(text: str, *, end: bool = False) -> date | None:
    """A day, or the first (last) day of a week."""
    match = _WEEK.match(text.strip())
    try:
        if match:
            return date.fromisocalendar(int(match[1]), int(match[2]), 7 if end else 1)
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
