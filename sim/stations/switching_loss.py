"""Switching loss: time lost by working on several things at once."""

from collections.abc import Sequence


def time_lost(table: Sequence[float], load: float) -> float:
    """Share of time lost at this many features per server: table at 1, 2, 3..., linear in between."""
    if load >= len(table):
        return table[-1]
    if load <= 1.0:
        return table[0]
    k = int(load) - 1
    part = load - 1 - k
    return table[k] * (1 - part) + table[k + 1] * part
