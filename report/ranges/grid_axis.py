"""One axis of a map: where its values stand, where its cells end, and where the scenario itself is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scenarios.variation.axis import Axis
    from sim.arrays import Floats

UNEVEN = 8.0
"""Ratio of the widest to the narrowest step from which an axis of positive values is logarithmic."""


@dataclass(frozen=True)
class GridAxis:
    """Places along an axis, in the units of its values; one after the other when they are no rising numbers."""

    places: Floats
    """Where the values stand: shape (values,)."""
    edges: Floats
    """Where the cells end, halfway between values: shape (values + 1,)."""
    logarithmic: bool
    now: float | None
    """Where the scenario stands; None = outside of the cells, or at no single place."""


def grid_axis(axis: Axis) -> GridAxis:
    """The places of an axis."""
    values = [value for value in axis.values if isinstance(value, int | float) and not isinstance(value, bool)]
    rising = axis.numeric and all(a < b for a, b in pairwise(values))
    if not rising:
        places = np.arange(len(axis.values), dtype=float)
        at = float(axis.values.index(axis.base)) if axis.base in axis.values else None
        return GridAxis(places, _edges(places), False, at)
    places = np.array(values, dtype=np.float64)
    steps = np.diff(places)
    logarithmic = bool(len(steps) > 1 and places[0] > 0 and steps.max() > UNEVEN * steps.min())
    edges: Floats = np.exp(_edges(np.log(places))) if logarithmic else _edges(places)
    known = isinstance(axis.base, int | float) and not isinstance(axis.base, bool)
    inside = known and edges[0] <= axis.base <= edges[-1]
    return GridAxis(places, edges, logarithmic, float(axis.base) if inside else None)


def _edges(places: Floats) -> Floats:
    """Halfway between neighbours, and as far beyond both ends; half a unit around a single place."""
    if len(places) < 2:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    middle = (places[1:] + places[:-1]) / 2
    return np.concatenate([[2 * places[0] - middle[0]], middle, [2 * places[-1] - middle[-1]]])
