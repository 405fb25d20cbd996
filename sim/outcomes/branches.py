"""Time of features in stages that are split: parts that are worked on at once count once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.world.blueprint import Blueprint


def times(blueprint: Blueprint, visits: Floats, touch_end: Floats) -> tuple[Floats, Floats]:
    """Weeks at work and weeks between the end of work and leaving, by row of visits; 0 where there is none.

    The rows of the parts of one feature count together, as one of them: at work is when any part is, and its work
    ends with the last part.

    Args:
        blueprint: says which stages are split.
        visits: stage visits, shape (n, 8).
        touch_end: end of service of each row, or the end of the run.

    """
    at_work = np.nan_to_num(touch_end - visits[:, 5])
    held = np.nan_to_num(visits[:, 7] - visits[:, 6])
    split = np.flatnonzero(blueprint.split_stages[visits[:, 2].astype(np.int64)])
    order = sorted(split.tolist(), key=lambda row: (*visits[row, :4], np.nan_to_num(visits[row, 5], nan=np.inf)))
    for _, group in groupby(order, key=lambda row: tuple(visits[row, :4])):
        rows = list(group)
        weeks, until = 0.0, -np.inf
        for start, end in zip(visits[rows, 5], touch_end[rows], strict=True):
            if start == start and end > until:
                weeks += end - max(start, until)
                until = end
        at_work[rows], held[rows] = 0.0, 0.0
        at_work[rows[0]] = weeks
        held[rows[0]] = np.nan_to_num(visits[rows[0], 7] - visits[rows, 6].max())  # NaN where a part is not done
    return at_work, held
