"""A stretch of one run for figures: how many features had come to each stage and left it, over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np

from sim.arrays import Floats, Shape
from sim.lab.engine.log import DONE
from sim.lab.statistics.stays import stays_of

if TYPE_CHECKING:
    from sim.lab.engine.log import Log
    from sim.stations.network import Network


POINTS = 400
"""Moments of a stretch."""
FEWEST, MOST, TIMES = 15, 80, 8
"""A stretch should see eight times as many features done as are in progress, so that bands can be seen; within
limits."""


@dataclass(frozen=True)
class Board:
    """Cumulative flow of every stream."""

    weeks: Annotated[Floats, Shape("points")]
    """From the start of the run."""
    present: tuple[Annotated[Floats, Shape(None, "points")], ...]
    """By stream: features at each stage, shape (stages, points)."""
    done: tuple[Annotated[Floats, Shape("points")], ...]
    """By stream: features done since the start of the stretch."""


def board(network: Network, log: Log, start: float) -> Board:
    """The last stretch of a run after the warm-up, as long as a board can be read; all of it when work piles up."""
    lines = [stays_of(log, network, r) for r in range(len(network.routes))]
    begin = log.horizon
    for line in lines:
        left = np.sort(line.left[(line.fate == DONE) & (line.left >= start)])
        there = int((~np.isnan(line.entered) & np.isnan(line.left)).sum())
        if there > MOST:
            begin = 0.0
        elif len(left):
            stay = float((line.left - line.entered)[(line.fate == DONE) & (line.left >= start)].mean())
            usual = stay * len(left) / max(log.horizon - start, 1e-9)
            shown = int(min(max(FEWEST, TIMES * usual), MOST))
            begin = min(begin, max(start, float(left[max(0, len(left) - shown)])))
    if begin >= log.horizon:
        begin = start
    weeks = np.linspace(begin, log.horizon, POINTS)
    present, done = [], []
    for line in lines:
        rows = []
        for at in line.by_step:
            came, went = np.sort(line.came[at]), np.sort(line.went[at][~np.isnan(line.went[at])])
            rows.append(np.searchsorted(came, weeks, side="right") - np.searchsorted(went, weeks, side="right"))
        left = np.sort(line.left[line.fate == DONE])
        total = np.searchsorted(left, weeks, side="right")
        present.append(np.array(rows, dtype=np.float64))
        done.append((total - total[0]).astype(np.float64))
    return Board(weeks, tuple(present), tuple(done))
