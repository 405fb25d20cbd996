"""Work that goes slower for a while: how long it takes from when it starts."""

from collections.abc import Sequence

Slow = tuple[float, float, float]
"""From this week to that one, at this productivity (0: nobody works); stretches that overlap multiply."""


def stretched(work: float, now: float, slow: Sequence[Slow]) -> float:
    """Weeks until ``work`` (weeks at full productivity) that begins at ``now`` is done.

    Productivity is constant between the ends of the stretches, so the time is exact.
    """
    edges = sorted({edge for start, end, _ in slow for edge in (start, end) if edge > now})
    at, left = now, work
    for edge in edges:
        pace = _pace(at, slow)
        if pace and left <= (edge - at) * pace:
            return at - now + left / pace
        left -= (edge - at) * pace
        at = edge
    return at - now + left


def while_forming(work: float, window: float, productivity: float) -> float:
    """Duration of work that starts with ``window`` weeks of reduced productivity."""
    slow = work / productivity
    return slow if slow <= window else window + (work - window * productivity)


def _pace(week: float, slow: Sequence[Slow]) -> float:
    pace = 1.0
    for start, end, productivity in slow:
        if start <= week < end:
            pace *= productivity
    return pace
