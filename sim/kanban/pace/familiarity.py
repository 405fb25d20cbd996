"""Familiarity: productivity grows with the weeks together and on a kind of work, up to a ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.kanban.slowdown import Slow


@dataclass(frozen=True, slots=True)
class Curve:
    """Productivity that grows evenly from ``start`` to ``ceiling`` over some weeks, and stays there."""

    start: float
    ceiling: float
    weeks: float

    def level(self, week: float, until: float) -> float:
        """Productivity in a week of people who reach the ceiling at ``until``."""
        return self.ceiling - (self.ceiling - self.start) * min(1.0, max(0.0, (until - week) / self.weeks))

    def time_taken(self, work: float, now: float, until: float, slow: Sequence[Slow] = ()) -> float:
        """Weeks until ``work`` (weeks at productivity 1) that begins at ``now`` is done; exact.

        Between the ends of stretches productivity p is linear in time, so that the work done in x weeks is
        p x + slope x^2 / 2.

        Args:
            work: weeks at productivity 1.
            now: week in which it begins.
            until: week in which the people who do it reach the ceiling.
            slow: stretches of lower productivity on top.

        """
        at, left = now, work
        for edge in sorted({e for start, end, _ in slow for e in (start, end) if e > now} | {max(now, until)}):
            if edge <= at:
                continue
            if left <= 0.0:  # nothing to do takes no time, in a standstill as well
                return at - now
            factor = 1.0
            for start, end, productivity in slow:
                if start <= at < end:
                    factor *= productivity
            first, last = factor * self.level(at, until), factor * self.level(edge, until)
            if left <= (first + last) / 2 * (edge - at):
                slope = (last - first) / (edge - at)
                return at - now + 2 * left / (first + sqrt(max(0.0, first * first + 2 * slope * left)))
            left -= (first + last) / 2 * (edge - at)
            at = edge
        return at - now + left / self.ceiling
