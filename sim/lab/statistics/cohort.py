"""Cycle times of a cohort that is watched from week 0, those that are still under way at the end included.

The features done by a date are the quick ones: their percentiles alone promise too much. Here every feature that
entered the line counts, an unfinished one for as long as it was watched (product-limit estimator: Kaplan and Meier
1958). A percentile that lies beyond everything seen is not known: it is more than the longest time seen. Intervals
compare independent groups of runs (linearisation of the estimator, group by group) and are read off the
distribution (Woodruff 1952).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Floats, Ints
from sim.lab.statistics.steady import FEWEST, Estimate, Quantile, quantile
from sim.lab.statistics.time_histogram import BINS, Spread

if TYPE_CHECKING:
    from sim.lab.statistics.time_histogram import Times

GROUPS = 64
"""Groups of runs that are compared with each other: fewer runs are groups of their own."""
FEW = 0.01
"""Share of unfinished features up to which the error of the finished ones is taken for that of all, where there are
too few runs to compare."""
ROUNDING = 1e-12


@dataclass
class Cohort:
    """Features of many runs, finished or not; its size does not depend on how many."""

    runs: int = 0
    done: list[Ints] = field(default_factory=list)
    """By group: features by bin of their cycle time."""
    open: list[Ints] = field(default_factory=list)
    """By group: unfinished features by bin of their time in the line."""
    longest: float = math.nan
    """Longest time seen, weeks."""

    def add(self, done: Times, open_: Times) -> None:
        """Take one more run in."""
        if self.runs < GROUPS:
            self.done.append(np.zeros(BINS, dtype=np.int64))
            self.open.append(np.zeros(BINS, dtype=np.int64))
        group = self.runs % GROUPS
        self.runs += 1
        np.add.at(self.done[group], done.bin, done.count)
        np.add.at(self.open[group], open_.bin, open_.count)
        for times in (done, open_):
            if len(times.high):
                self.longest = float(np.fmax(self.longest, times.high.max()))

    @property
    def unfinished(self) -> int:
        """Features in the line at the end, all runs together."""
        return int(sum(int(group.sum()) for group in self.open))

    def quantile(self, spread: Spread, q: float, confidence: float = 0.95) -> Quantile:
        """A percentile of the cycle times of all that entered.

        Args:
            spread: the cycle times of those that are done, which also tell where in a bin they lie.
            q: which, strictly between 0 and 1.
            confidence: of the interval.

        Returns:
            NaN with ``more_than`` where the percentile lies beyond everything seen.

        """
        if not self.unfinished:
            return spread.quantile(q, confidence)
        below = _below(np.sum(self.done, axis=0), np.sum(self.open, axis=0))

        def inverse(share: float) -> float:
            k = int(np.searchsorted(below, max(share, ROUNDING) - ROUNDING, side="left"))
            if k == BINS:
                return math.nan
            low, high, before = float(spread.low[k]), float(spread.high[k]), float(below[k - 1]) if k else 0.0
            if spread.count[k] <= 1 or low == high:
                return high
            return low + (high - low) * min(1.0, (share - before) / (float(below[k]) - before))

        value = inverse(q)
        if math.isnan(value):
            return Quantile(q, math.nan, math.nan, math.nan, more_than=self.longest)
        k = int(np.searchsorted(below, q - ROUNDING, side="left"))
        if len(self.done) >= FEWEST:
            share = Estimate(float(below[k]), self._error(k), len(self.done))
        elif self.unfinished <= FEW * (spread.total + self.unfinished):
            share = replace(spread.share(k), mean=float(below[k]))
        else:
            share = Estimate(float(below[k]), math.nan)
        return quantile(q, inverse, share, confidence)

    def _error(self, k: int) -> float:
        """Standard error of the share done within the bins up to ``k``, from the differences between groups."""
        done, open_ = np.array(self.done)[:, : k + 1], np.array(self.open)
        all_ = np.array(self.done) + open_
        at_risk = all_[:, ::-1].cumsum(axis=1)[:, ::-1][:, : k + 1]
        ended, watched = done.sum(axis=0), at_risk.sum(axis=0)
        seen = ended > 0
        hazard = ended[seen] / watched[seen]
        if (hazard >= 1).any():
            return 0.0
        survival = float(np.prod(1 - hazard))
        slope = survival / (watched[seen] * (1 - hazard))
        units = ((done[:, seen] - hazard * at_risk[:, seen]) * slope).sum(axis=1)
        n = len(units)
        return math.sqrt(float((units**2).sum()) * n / (n - 1))


def _below(done: Ints, open_: Ints) -> Floats:
    """Share that is done within the bins up to each; what is open in a bin was watched through all of it."""
    at_risk = (done + open_)[::-1].cumsum()[::-1]
    hazard = np.divide(done, at_risk, out=np.zeros(BINS), where=at_risk > 0)
    result: Floats = 1 - np.cumprod(1 - hazard)
    return result
