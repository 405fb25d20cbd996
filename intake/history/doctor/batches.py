"""Whether items are closed when they are done, or many at once when somebody tidies the board."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from intake.history.history import History

DRAWS = 999
"""Spreadings of the same items over the working days."""
CERTAIN = 0.01
CLOSE = 2.0
"""Pairs of items closed on one day, times what even work makes, from which it matters."""
AT_ONCE = 5
"""Items closed in one minute that nobody finished in that minute."""


@dataclass(frozen=True)
class Batches:
    """How much closings come together on single days."""

    ratio: float
    """Pairs of items closed on the same day, as a multiple of what even closing brings on average."""
    p: float
    """Chance of so many pairs when closings fall evenly."""
    days: int
    """Working days in the span."""
    days_used: int
    """Days with closings."""
    largest: int
    """Most items closed on one day."""
    at_once: int
    """Items closed together with at least four others within a minute."""

    @property
    def found(self) -> bool:
        """Whether closing comes in batches."""
        return self.p <= CERTAIN and self.ratio >= CLOSE


def batches_of(history: History) -> Batches | None:
    """How closings are spread over working days; None for fewer than 20 items or 20 days.

    Items are spread evenly over the weekdays of the span 999 times (a permutation test, with fixed luck); what is
    closed at a weekend counts on its own day.
    """
    ends = [item.ended for item in history.finished if item.ended is not None]
    if len(ends) < 20:
        return None
    first, last = ends[0].date(), ends[-1].date()
    days = int(np.busday_count(first, last)) + 1
    if days < 20:
        return None
    per_day = Counter(end.date() for end in ends)
    pairs = _pairs(per_day)
    rng = np.random.default_rng(len(ends))
    drawn = rng.multinomial(len(ends), np.full(days, 1.0 / days), size=DRAWS)
    by_chance = (drawn * (drawn - 1)).sum(axis=1) / 2
    p = (1 + int((by_chance >= pairs).sum())) / (DRAWS + 1)
    expected = len(ends) * (len(ends) - 1) / 2 / days
    minutes = Counter(end.replace(second=0, microsecond=0) for end in ends) if history.timed else Counter()
    at_once = sum(count for count in minutes.values() if count >= AT_ONCE)
    return Batches(pairs / expected, p, days, len(per_day), max(per_day.values()), at_once)


def _pairs(per_day: Counter[date]) -> float:
    return sum(count * (count - 1) for count in per_day.values()) / 2


def busiest_days(history: History) -> Sequence[tuple[date, int]]:
    """The five days with most closings."""
    per_day = Counter(item.ended.date() for item in history.finished if item.ended is not None)
    return sorted(per_day.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
