"""Exact statistics of counts: intervals of a share, and chances of sums of unlike coins."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from scipy import special

CONFIDENCE = 0.95
"""Of every interval."""


def share_interval(hits: int, n: int) -> tuple[float, float]:
    """Interval of a share by Clopper and Pearson (1934): it holds the truth at least as often as it says."""
    tail = (1.0 - CONFIDENCE) / 2
    low = 0.0 if hits == 0 else float(special.betaincinv(hits, n - hits + 1, tail))
    high = 1.0 if hits == n else float(special.betaincinv(hits + 1, n - hits, 1.0 - tail))
    return low, high


def count_chances(probabilities: Sequence[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Chance of 0, 1, ... successes of independent tries, each with a probability of its own: shape (n + 1,)."""
    found = np.ones(1)
    for p in probabilities:
        found = np.convolve(found, (1.0 - p, p))
    return found


def count_surprise(hits: int, probabilities: Sequence[float]) -> float:
    """Two-sided p-value of a count: the chance of all counts that are no more likely than this one."""
    chances = count_chances(probabilities)
    return float(min(1.0, chances[chances <= chances[hits] * (1 + 1e-9)].sum()))


@cache
def enough_to_notice(stated: float, true: float, power: float = 0.8) -> int:
    """Fewest tries with which a share of ``true`` in place of ``stated`` is noticed with chance ``power``.

    It is noticed when the interval of the share does not hold what is stated. The chance goes up and down with the
    number of tries; it stays at or above ``power`` for the next ten as well.
    """
    n, held = 0, 0
    while held < 10:
        n += 1
        chances = count_chances([true] * n)
        seen = sum(
            chance
            for hits, chance in enumerate(chances)
            if not (limits := share_interval(hits, n))[0] <= stated <= limits[1]
        )
        held = held + 1 if seen >= power else 0
    return n - 9


def holm(chances: Sequence[float]) -> list[float]:
    """P-values of several tests at once by Holm (1979): none of them is wrong with a chance above the smallest."""
    order = sorted(range(len(chances)), key=lambda at: chances[at])
    found, highest = [0.0] * len(chances), 0.0
    for rank, at in enumerate(order):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        found[at] = highest
    return found
