"""By when, and how many by then: answers of runs that start at week 0, with the runs that do not come to the end.

A quantile is given only where enough runs say so: that 85 % of the runs are through by some week is known only when
85 % of all runs were through, those cut off by the horizon included.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats
from sim.lab.statistics.steady import FEWEST, UNKNOWN, Estimate, ratio

if TYPE_CHECKING:
    from sim.lab.statistics.findings import Endings

CERTAINTIES = (50, 85, 95)
"""Per cent of the runs."""


@dataclass(frozen=True)
class AtLeast:
    """So many features or more are done by the end."""

    features: int
    runs: int
    """Runs in which it is so."""


@dataclass(frozen=True)
class Completion:
    """When a limited number of features has left the line: done, turned away or expired."""

    asked: int
    """Features in all: those that come and those on the board at week 0."""
    runs: int
    all_left: int
    """Runs in which all of them had left by the end."""
    all_done: int
    """Runs in which all of them were done by the end: none was turned away or expired."""
    weeks: Estimate
    """Week in which the last one left; unknown unless all left in every run."""
    percentiles: dict[int, float]
    """By per cent of all runs: week by which so many runs had come to the end; NaN where fewer did, or with too few
    runs."""
    done: float
    """Features done by the end of a run; this and what follows are means over runs."""
    lost: float
    """Features turned away or expired."""
    unfinished: float
    """Features in the line or before it."""
    to_come: float
    """Features that had not come yet."""


def enough_runs(runs: int, certainty: int) -> bool:
    """Whether runs can tell a quantile: at least sixteen, and one on its far side on average."""
    return runs >= FEWEST and runs * (100 - certainty) >= 100


def at_least(done: Floats) -> dict[int, AtLeast | None]:
    """How many features are done with which certainty: the more certain, the fewer.

    Args:
        done: features done by the end of each run, shape (runs,).

    Returns:
        By per cent of the runs: the largest number that so many runs reach; None with too few runs.

    """
    ordered = np.sort(done)[::-1]
    found: dict[int, AtLeast | None] = {}
    for certainty in CERTAINTIES:
        if not enough_runs(len(done), certainty):
            found[certainty] = None
            continue
        number = ordered[math.ceil(len(done) * certainty / 100 - 1e-9) - 1]
        found[certainty] = AtLeast(int(number), int((done >= number).sum()))
    return found


def completion(ends: Endings, asked: Floats, streams: list[int]) -> Completion:
    """When all features of some streams have left.

    Args:
        ends: what each run left.
        asked: features by stream, those on the board included, shape (streams,).
        streams: positions of the streams that are meant.

    """
    total = float(asked[streams].sum())
    gone = ends.lost[:, streams] + ends.expired[:, streams]
    done, unfinished = ends.done[:, streams].sum(axis=1), ends.unfinished[:, streams].sum(axis=1)
    through = ((ends.done[:, streams] + gone) == asked[streams]).all(axis=1)
    out = np.where(through, ends.out[:, streams].max(axis=1), np.inf)
    runs = len(out)
    return Completion(
        asked=int(total),
        runs=runs,
        all_left=int(through.sum()),
        all_done=int((done == total).sum()),
        weeks=ratio(out[:, None], np.ones((runs, 1))) if through.all() else UNKNOWN,
        percentiles={p: _week(out, p) if enough_runs(runs, p) else math.nan for p in CERTAINTIES},
        done=float(done.mean()),
        lost=float(gone.sum(axis=1).mean()),
        unfinished=float(unfinished.mean()),
        to_come=float((total - done - gone.sum(axis=1) - unfinished).mean()),
    )


def _week(out: Floats, certainty: int) -> float:
    """Week by which this share of all runs had come to the end; NaN where fewer did."""
    week = float(np.sort(out)[math.ceil(len(out) * certainty / 100 - 1e-9) - 1])
    return week if math.isfinite(week) else math.nan
