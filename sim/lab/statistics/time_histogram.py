"""Distribution of times, small enough to travel: counts in narrow bins with their extremes.

A bin is half a per cent wide, and within a bin values are interpolated between its smallest and its largest, so
that a percentile is right to about a tenth of a per cent, and exactly right where all values of a bin are equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import numpy as np

from sim.arrays import Floats, Ints, Shape
from sim.lab.statistics.steady import FEWEST, Estimate, Quantile, quantile, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence


OCTAVE = 128
"""Bins between a value and its double."""
LOWEST, HIGHEST = -20, 24
"""Powers of two of the smallest and largest value told apart, in weeks: half a second to 300,000 years."""
BINS = (HIGHEST - LOWEST) * OCTAVE + 2
BATCHES = 32
"""Batches of one run."""


@dataclass(frozen=True)
class Times:
    """Times seen in one run: parallel arrays, one row per batch and occupied bin."""

    batch: Annotated[Ints, Shape("rows")]
    bin: Annotated[Ints, Shape("rows")]
    count: Annotated[Ints, Shape("rows")]
    low: Annotated[Floats, Shape("rows")]
    """Smallest value."""
    high: Annotated[Floats, Shape("rows")]
    """Largest value."""

    def rebatched(self, first: Ints) -> Times:
        """With other batches: ``first`` are the old batches that begin a new one; what lies before is left out."""
        kept = self.batch >= first[0]
        batch = np.searchsorted(first, self.batch[kept], side="right") - 1
        return Times(batch, self.bin[kept], self.count[kept], self.low[kept], self.high[kept])


def bins_of(values: Floats) -> Ints:
    """Bin of each value; the first bin holds what is near zero, the last what is beyond the largest."""
    place = np.zeros(len(values), dtype=np.int64)
    positive = values > 2.0**LOWEST
    place[positive] = np.floor((np.log2(values[positive]) - LOWEST) * OCTAVE).astype(np.int64) + 1
    return np.minimum(place, BINS - 1)


def collect(values: Floats, batch: Ints | None = None) -> Times:
    """Put the values of a run into bins, by batch (default: one batch)."""
    key = bins_of(values)
    if batch is not None:
        key = key + batch * BINS
    order = np.argsort(key, kind="stable")
    sorted_values = values[order]
    keys, starts, counts = np.unique(key[order], return_index=True, return_counts=True)
    if not len(keys):
        empty, none = np.empty(0, dtype=np.int64), np.empty(0)
        return Times(empty, empty, empty, none, none)
    low = np.minimum.reduceat(sorted_values, starts)
    high = np.maximum.reduceat(sorted_values, starts)
    return Times(keys // BINS, keys % BINS, counts.astype(np.int64), low, high)


@dataclass
class Spread:
    """Times of many runs; its size does not depend on how many."""

    count: Floats = field(default_factory=lambda: np.zeros(BINS))
    """Values by bin."""
    low: Floats = field(default_factory=lambda: np.full(BINS, math.inf))
    high: Floats = field(default_factory=lambda: np.full(BINS, -math.inf))
    runs: int = 0
    few: list[Times] = field(default_factory=list)
    """The first runs, with their batches; given up when there are enough runs to compare whole ones."""
    squares: Floats = field(default_factory=lambda: np.zeros(BINS))
    """Sum over runs of the square of the count up to the bin."""
    products: Floats = field(default_factory=lambda: np.zeros(BINS))
    """Sum over runs of that count times the count of the run."""
    sizes: float = 0.0
    """Sum over runs of the square of the count of the run."""

    def add(self, times: Times) -> None:
        """Take one more run in."""
        self.runs += 1
        np.add.at(self.count, times.bin, times.count)
        np.minimum.at(self.low, times.bin, times.low)
        np.maximum.at(self.high, times.bin, times.high)
        if self.runs < FEWEST:
            self.few.append(times)
        elif self.few:
            self.few.clear()
        upto = np.cumsum(np.bincount(times.bin, times.count, BINS))
        size = float(upto[-1])
        self.squares += upto**2
        self.products += upto * size
        self.sizes += size**2

    @property
    def total(self) -> float:
        """Number of values."""
        return float(self.count.sum())

    def value(self, share: float) -> float:
        """Value below which a share of all values lies; NaN when there are none."""
        upto = np.cumsum(self.count)
        n = float(upto[-1])
        if n == 0:
            return math.nan
        rank = min(max(share * n, 0.5), n)
        k = int(np.searchsorted(upto, rank, side="left"))
        low, high, count = float(self.low[k]), float(self.high[k]), float(self.count[k])
        if count <= 1 or low == high:
            return high
        part = (rank - (float(upto[k]) - count)) / count
        return low + (high - low) * part

    def share(self, k: int) -> Estimate:
        """Share of the values in the bins up to ``k``, with its error."""
        if self.few and self.runs < FEWEST:
            below, all_ = _per_batch(self.few, k), _per_batch(self.few, BINS)
            return ratio(below, all_)
        n = self.total
        if n == 0 or self.runs < FEWEST:
            return Estimate(math.nan, math.nan)
        q = float(self.count[: k + 1].sum()) / n
        deviations = self.squares[k] - 2 * q * self.products[k] + q * q * self.sizes
        error = math.sqrt(max(float(deviations), 0.0) * self.runs / (self.runs - 1)) / n
        return Estimate(q, error, self.runs)

    def quantile(self, q: float, confidence: float = 0.95) -> Quantile:
        """A percentile with its interval; NaN without values."""
        n = self.total
        if n == 0:
            return Quantile(q, math.nan, math.nan, math.nan)
        k = int(np.searchsorted(np.cumsum(self.count), q * n, side="left"))
        below = self.share(k)
        if not below.enough:
            return Quantile(q, self.value(q), math.nan, math.nan)
        return quantile(q, self.value, below, confidence)

    def bars(self, edges: Floats) -> Floats:
        """Share of the values between consecutive edges, in weeks."""
        occupied = np.flatnonzero(self.count)
        if not len(occupied):
            return np.zeros(len(edges) - 1)
        middle = (self.low[occupied] + self.high[occupied]) / 2
        counts, _ = np.histogram(middle, edges, weights=self.count[occupied])
        return np.asarray(counts / self.count.sum(), dtype=np.float64)


def _per_batch(runs: Sequence[Times], k: int) -> Floats:
    """Values in the bins up to ``k`` by run and batch."""
    return np.array([np.bincount(r.batch, r.count * (r.bin <= k), BATCHES) for r in runs])
