"""What has to be true for the other model to win: a box of a few numbers in which it mostly does.

The patient rule induction method (Friedman & Fisher, Statistics and Computing 9, 1999; for decisions under deep
uncertainty Bryant & Lempert, Technological Forecasting & Social Change 77, 2010): a tenth of the box at a time is
peeled off at the side where it costs the fewest wins, so that what is left wins more often; a number is cut at one
side only. The box is found on one half of the draws and judged on the other half, which it has not seen: it holds
when it wins more often than not there, and more often than everywhere by more than chance (a one-sided binomial
test).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.arrays import Floats

PEEL = 0.1
"""Share of the draws in the box that one step takes away."""
NUMBERS = 3
"""Most numbers that a box may restrict."""
ENOUGH = 5
"""Fewest draws with a win from which a box is looked for, in each half."""
SMALL = 0.05
"""Share of the draws below which a box is not made smaller."""
CHANCE = 0.01
"""Chance of as many wins in a box that means nothing, from which on it does not hold."""
MOSTLY = 0.75
"""Share of wins at which peeling may end."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Side:
    """One side of a box: a number below or above a position in its range."""

    number: int
    above: bool
    position: float
    """0 to 1, in the number's range."""


@dataclass(frozen=True)
class Region:
    """Where the other model mostly wins."""

    sides: tuple[Side, ...]
    inside: int
    """Draws in the box, of the half that was held back."""
    inside_wins: int
    """Of these, draws in which the other model wins."""
    held: int
    """Draws held back."""
    held_wins: int
    """Of these, draws in which the other model wins."""


def winning_region(positions: Floats, wins: Bools, numbers: list[int]) -> Region | None:
    """The box of at most ``NUMBERS`` numbers in which wins are most frequent.

    Args:
        positions: shape (draws, numbers); where in its range each number stood, 0 to 1.
        wins: shape (draws,); whether the other model wins.
        numbers: indices of the numbers that may restrict the box.

    Returns:
        The box with what is true in it of the draws that were held back; None when wins are too few to look for
        one, or the box does not hold.

    """
    made, held = slice(0, None, 2), slice(1, None, 2)
    if wins[made].sum() < ENOUGH or wins[held].sum() < ENOUGH:
        return None
    bounds = _peeled(positions[made], wins[made], numbers)
    sides = tuple(
        Side(i, above, bound)
        for i, (low, high) in sorted(bounds.items())
        for above, bound, free in ((True, low, 0.0), (False, high, 1.0))
        if bound != free
    )
    if not sides:
        return None
    inside = _inside(positions[held], bounds)
    region = Region(sides, int(inside.sum()), int(wins[held][inside].sum()), len(wins[held]), int(wins[held].sum()))
    return region if _holds(region) else None


def _holds(region: Region) -> bool:
    """Whether the box is better than the whole on draws it has not seen."""
    if 2 * region.inside_wins <= region.inside:
        return False
    everywhere = region.held_wins / region.held
    return float(special.bdtrc(region.inside_wins - 1, region.inside, everywhere)) < CHANCE


Bounds = dict[int, tuple[float, float]]


def _inside(positions: Floats, bounds: Bounds) -> Bools:
    inside = np.ones(len(positions), dtype=np.bool_)
    for i, (low, high) in bounds.items():
        inside &= (positions[:, i] >= low) & (positions[:, i] <= high)
    return inside


def _peeled(positions: Floats, wins: Bools, numbers: list[int]) -> Bounds:
    """Peel while wins become more frequent and the box is not small."""
    bounds: Bounds = {}
    inside = _inside(positions, bounds)
    while wins[inside].mean() < MOSTLY:
        best: tuple[float, Bounds, Bools] | None = None
        for i in numbers if len(bounds) < NUMBERS else list(bounds):
            values = positions[inside, i]
            low, high = bounds.get(i, (0.0, 1.0))
            cuts = [(float(np.quantile(values, PEEL)), high)] if high == 1.0 else []
            cuts += [(low, float(np.quantile(values, 1 - PEEL)))] if low == 0.0 else []
            for cut in cuts:
                tried = bounds | {i: cut}
                left = _inside(positions, tried)
                enough = max(ENOUGH, SMALL * len(wins)) <= left.sum() < inside.sum()
                if enough and (best is None or wins[left].mean() > best[0]):
                    best = float(wins[left].mean()), tried, left
        if best is None or best[0] <= wins[inside].mean():
            break
        _, bounds, inside = best
    return bounds
