"""Statistics of long runs: where the warm-up ends, how sure a mean or a quantile is, and when nobody can tell.

What a run writes down is correlated: a long queue today is a long queue tomorrow. The usual error of a mean would
be far too small. Here the observed time is cut into equal batches and sums are kept per batch; a mean is a ratio of
two sums (weeks in the system per finished feature, for instance), and its error comes from how much the batches
differ. Batches are merged two by two until von Neumann's ratio no longer shows that neighbours resemble each other;
what little may be left is allowed for (first-order autoregression), and so is the skewness of the batches, as
queues are skewed. When even a few long batches resemble each other there is *not enough data*, and no number
pretends otherwise.

Sources: MSER-5: White (1997), White, Cobb & Spratt (2000). Ratio of consecutive differences: von Neumann (1941).
Batch means with allowance for correlation and skewness: Tafazzoli, Wilson, Lada & Steiger (2011); interval for the
mean of a skewed quantity: Willink (2005). Interval of a quantile through the share below it: Woodruff (1952).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from sim.arrays import Floats

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


FEWEST, MOST = 16, 32
"""Units (batches or runs) that an interval rests on: fewer are not enough, more are merged. Chosen by measured
coverage of M/M/1 at 80 % and 90 % load (benchmarks/coverage.py)."""
ALIKE, TOO_ALIKE = 1.28, 2.33
"""Standard normal values (one-sided 10 % and 1 %) above which neighbouring batches resemble each other: merge them;
and when no more can be merged: not enough data."""
BLOCKS = 16
"""Blocks of the second half of a run that tell how certain a sum of squares is."""
NEGLIGIBLE = 1e-12
"""Differences between units below this share of the mean are rounding: the quantity is constant."""


@dataclass(frozen=True)
class Estimate:
    """A number read off a run, and how sure it is."""

    mean: float
    """Best estimate; NaN when there was nothing to measure."""
    error: float
    """Standard error; NaN = not enough data to say."""
    units: int = 0
    """Batches or independent runs the error rests on."""
    skewness: float = 0.0
    """Skewness of the units."""

    @property
    def enough(self) -> bool:
        """Whether there is enough data for an interval."""
        return not math.isnan(self.error)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Interval that contains the true value with this confidence; NaN without enough data.

        A t interval whose ends are moved by the skewness of the units (Willink 2005).
        """
        if not self.enough:
            return math.nan, math.nan
        if self.error == 0:
            return self.mean, self.mean
        t = float(special.stdtrit(self.units - 1, 0.5 + confidence / 2))
        bend = self.skewness / (6 * math.sqrt(self.units))
        return self.mean - _bent(t, bend) * self.error, self.mean - _bent(-t, bend) * self.error

    def half_width(self, confidence: float = 0.95) -> float:
        """Larger distance from the mean to an end of the interval; infinite without enough data."""
        low, high = self.interval(confidence)
        return max(high - self.mean, self.mean - low) if self.enough else math.inf

    def relative(self, confidence: float = 0.95) -> float:
        """Half-width as a share of the mean; infinite without enough data or for a mean of zero."""
        if self.error == 0:
            return 0.0
        return self.half_width(confidence) / abs(self.mean) if self.enough and self.mean else math.inf

    def __mul__(self, factor: float) -> Estimate:
        """The same in another unit."""
        turn = -1 if factor < 0 else 1
        return Estimate(self.mean * factor, self.error * abs(factor), self.units, self.skewness * turn)


UNKNOWN = Estimate(math.nan, math.nan)
"""Nothing was measured."""


def _bent(t: float, bend: float) -> float:
    """The t quantile for a quantity of this skewness over 6 root n."""
    if abs(bend) < 1e-4:
        return t
    return float(np.cbrt(1 + 6 * bend * (t - bend)) - 1) / (2 * bend)


def mser5(series: Floats, group: int = 5, *, own: bool = True) -> int | None:
    """How many values of a series to leave out as warm-up: where what remains says most about its mean.

    Minimises the squared standard error of the rest, over groups of five values, within the first half. When the
    deletion is for the same run (``own``), the shortest one within one standard error of that minimum is taken
    (from sixteen blocks of the second half): the minimum often lies right behind a chance peak and leaves the rest
    too low, which costs 2 to 4 points of coverage on M/M/1 at 80 % load.

    Args:
        series: values at equal intervals, shape (n,), or several series of the same run, shape (k, n): the longest
            deletion counts.
        group: values per group.
        own: whether the deletion is for the run the series is from, and not for others.

    Returns:
        Number of values to leave out, a multiple of ``group``; None when the first half is not enough, that is when
        the run has not settled, or when there are fewer than 32 groups.

    """
    rows = np.atleast_2d(np.asarray(series, dtype=np.float64))
    n = rows.shape[1] // group
    if n < 2 * BLOCKS:
        return None
    groups = rows[:, : n * group].reshape(len(rows), n, group).mean(axis=2)
    groups = groups - groups.mean(axis=1, keepdims=True)
    left = np.arange(n, 0, -1)
    totals = groups[:, ::-1].cumsum(axis=1)[:, ::-1]
    squares = (groups**2)[:, ::-1].cumsum(axis=1)[:, ::-1]
    errors = np.maximum(squares - totals**2 / left, 0.0) / left**2
    half = n // 2 + 1
    longest = 0
    for row, error in zip(groups, errors[:, :half], strict=True):
        if error[0] <= 0:
            continue
        if int(np.argmin(error)) == half - 1:
            return None
        if not own:
            longest = max(longest, int(np.argmin(error)))
            continue
        tail = row[n - n // 2 :] - row[n - n // 2 :].mean()
        blocks = np.add.reduceat(tail**2, np.arange(BLOCKS) * len(tail) // BLOCKS)
        doubt = float(blocks.std() / blocks.mean()) / math.sqrt(2 * BLOCKS) if blocks.any() else 0.0
        longest = max(longest, int(np.argmax(error <= error.min() * (1 + doubt))))
    return longest * group


def likeness(values: Floats) -> float:
    """How much neighbours resemble each other: von Neumann's ratio as a standard normal value, positive = alike.

    Args:
        values: deviations from the mean in order of time, shape (runs, batches); runs are independent.

    """
    runs, n = int(values.shape[0]), int(values.shape[1])
    total = float((values**2).sum())
    if n < 2 or total == 0:
        return 0.0
    ratio = float((np.diff(values, axis=1) ** 2).sum()) / total
    pairs = runs * (n - 1)
    # One run: the ratio has mean 2 and variance 4 (n - 2) / (n^2 - 1). Several runs have fewer pairs per value.
    expected = 2.0 * pairs / (runs * n - 1)
    variance = 4.0 * max(pairs - 1, 1) / ((runs * n) ** 2 - 1)
    return (expected - ratio) / math.sqrt(variance)


def _correlation(values: Floats) -> float:
    """Lag-1 autocorrelation of deviations from the mean, with first-order correction of its bias."""
    runs, n = int(values.shape[0]), int(values.shape[1])
    total = float((values**2).sum())
    if n < 2 or total == 0:
        return 0.0
    raw = float((values[:, 1:] * values[:, :-1]).sum()) / total * n / (n - 1)
    return raw + 1 / (runs * n)


def merged(units: Floats) -> Floats:
    """Neighbouring batches put together two by two: shape (runs, batches, ...) to (runs, batches / 2, ...)."""
    even = units.shape[1] // 2 * 2
    return units[:, 0:even:2] + units[:, 1:even:2]


def ratio(above: Floats, below: Floats) -> Estimate:
    """Ratio of two sums, with its error from batches.

    Args:
        above: sums per batch, shape (runs, batches); batches in order of time, their number a power of two.
        below: sums per batch, the same shape, such as weeks observed or features finished.

    """
    total = float(below.sum())
    if total == 0:
        return UNKNOWN
    mean = float(above.sum()) / total
    return _from_units(mean, np.atleast_2d(above - mean * below), total, scale=float(np.abs(above).sum()))


def smooth(function: Callable[[Floats], float], sums: Floats) -> Estimate:
    """A smooth function of sums, such as a variance, with its error by linearisation.

    Args:
        function: of the totals, shape (columns,), the same for totals and for any multiple of them.
        sums: sums per batch, shape (runs, batches, columns).

    """
    totals = sums.sum(axis=(0, 1))
    mean = function(totals)
    slopes = np.empty(len(totals))
    for k, value in enumerate(totals):
        step = 1e-5 * (abs(float(value)) or 1.0)
        up, down = totals.copy(), totals.copy()
        up[k] += step
        down[k] -= step
        slopes[k] = (function(up) - function(down)) / (2 * step)
    return _from_units(mean, sums @ slopes, 1.0, scale=float(np.abs(totals * slopes).sum()))


def _from_units(mean: float, deviations: Floats, total: float, scale: float) -> Estimate:
    """Estimate from deviations per batch, shape (runs, batches), which add up to zero."""
    if not math.isfinite(mean):
        return UNKNOWN
    units = deviations
    runs = len(units)
    if runs >= FEWEST:
        units = units.sum(axis=1, keepdims=True)
    limit = NEGLIGIBLE * scale
    while units.shape[1] > 1 and float(np.abs(units).max()) > limit:
        alike = likeness(units)
        if alike < ALIKE and units.size <= max(MOST, runs):
            break
        if units.size // 2 < FEWEST or units.shape[1] % 2:
            if alike > TOO_ALIKE:
                return Estimate(mean, math.nan, units.size)
            break
        units = merged(units)
    n = units.size
    if n < FEWEST:
        return Estimate(mean, math.nan, n)
    if float(np.abs(units).max()) <= limit:
        return Estimate(mean, 0.0, n)
    flat = units.ravel()
    spread = float(flat.std(ddof=1))
    if spread <= limit:
        return Estimate(mean, 0.0, n)
    phi = min(max(_correlation(units), 0.0), 0.8) if units.shape[1] > 1 else 0.0
    error = spread * math.sqrt(n * (1 + phi) / (1 - phi)) / abs(total)
    turn = 1 if total > 0 else -1
    skewness = turn * float(((flat - flat.mean()) ** 3).mean()) / float(flat.std()) ** 3
    return Estimate(mean, error, n, skewness)


@dataclass(frozen=True)
class Quantile:
    """A quantile with its distribution-free interval (NaN ends = not enough data)."""

    q: float
    value: float
    low: float
    high: float
    more_than: float = math.nan
    """Where the value is not known because too many are unfinished: the longest time seen, which it exceeds."""


def quantile(q: float, inverse: Callable[[float], float], share: Estimate, confidence: float = 0.95) -> Quantile:
    """A quantile and its interval: the interval of the share below it, read off the distribution.

    The skewness of the share is not allowed for: measured on M/M/1, that would leave the 95th percentile open above
    where the plain interval covers it as often as it claims.

    Args:
        q: which, strictly between 0 and 1.
        inverse: value below which a share lies, from all data.
        share: share of the values at or below the quantile, with its error (about ``q``).
        confidence: of the interval.

    """
    value = inverse(q)
    if not share.enough or math.isnan(value):
        return Quantile(q, value, math.nan, math.nan)
    if share.error == 0 and inverse(0.0) != inverse(1.0):  # too few values to see any at the other side
        return Quantile(q, value, math.nan, math.nan)
    below, above = replace(share, skewness=0.0).interval(confidence)
    low, high = q - (above - share.mean), q + (share.mean - below)
    return Quantile(q, value, inverse(low) if low > 0 else math.nan, inverse(high) if high < 1 else math.nan)


def quantile_of(values: Sequence[Floats], q: float, confidence: float = 0.95) -> Quantile:
    """Quantile of correlated values, such as cycle times in the order in which features finish.

    Args:
        values: one series per independent run.
        q: which, strictly between 0 and 1.
        confidence: of the interval.

    """
    everything = np.sort(np.concatenate(values)) if values else np.empty(0)
    if not len(everything):
        return Quantile(q, math.nan, math.nan, math.nan)

    def inverse(share: float) -> float:
        return float(everything[min(len(everything) - 1, max(0, math.ceil(share * len(everything)) - 1))])

    at = inverse(q)
    below = batched([(run <= at).astype(np.float64) for run in values])
    count = batched([np.ones(len(run)) for run in values])
    return quantile(q, inverse, ratio(below, count), confidence)


def batched(series: Sequence[Floats], batches: int = 256) -> Floats:
    """Sums of each series over equal batches, shape (runs, batches); a series is cut as evenly as it goes.

    A series shorter than ``batches`` values lowers the number of batches for all, to a power of two.
    """
    shortest = min((len(run) for run in series), default=0)
    while batches > 1 and batches > shortest:
        batches //= 2
    sums = np.empty((len(series), batches))
    for row, run in zip(sums, series, strict=True):
        edges = np.arange(batches) * len(run) // batches
        row[:] = np.add.reduceat(run, edges) if len(run) else 0.0
    return sums
