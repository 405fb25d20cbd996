"""Whole numbers in proportion to weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def apportion(total: int, weights: Sequence[float], floors: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to weights (largest remainder), none below its floor.

    When the floors add up to more than ``total`` the floors win: a stage without anybody would never finish.
    """
    counts = list(floors)
    left = total - sum(counts)
    weight = sum(weights)
    if left <= 0 or weight <= 0:
        return counts
    ideal = [total * w / weight for w in weights]
    while left > 0:
        short = max(range(len(weights)), key=lambda i: (ideal[i] - counts[i], -i))
        counts[short] += 1
        left -= 1
    return counts
