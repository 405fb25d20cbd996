"""Statistics of paired replications: means with t intervals, quantiles with distribution-free intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.arrays import Floats

NO_ENDS = (float("-inf"), float("inf"))
"""An interval that says nothing."""


@dataclass(frozen=True)
class Summary:
    """One outcome under one model over all worlds in which it exists."""

    mean: float
    p10: float
    p50: float
    p90: float
    n: int
    """Worlds in which it exists (a world without a release has no lead time)."""
    p10_interval: tuple[float, float] = NO_ENDS
    """Distribution-free 95 % interval of P10; infinite ends where there are too few worlds."""
    p90_interval: tuple[float, float] = NO_ENDS


@dataclass(frozen=True)
class Difference:
    """Paired difference a - b of one outcome over the worlds in which both exist."""

    outcome: str
    a: str
    b: str
    mean: float
    low: float
    """Lower end of the 95 % interval of the mean."""
    high: float
    """Upper end of the 95 % interval of the mean."""
    p10: float
    p50: float
    p90: float
    share_a_wins: float
    """Share of worlds in which a is better; NaN for an outcome without a better direction."""
    share_ties: float
    n: int
    p10_interval: tuple[float, float] = NO_ENDS
    """Distribution-free 95 % interval of P10; infinite ends where there are too few worlds."""
    p90_interval: tuple[float, float] = NO_ENDS

    @property
    def decided(self) -> bool:
        """Whether the 95 % interval of the mean excludes zero."""
        return self.low > 0 or self.high < 0

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % interval."""
        return (self.high - self.low) / 2


def summarise(values: Floats) -> Summary:
    """Mean and quantiles; NaN values are left out and show in ``n``."""
    known = values[~np.isnan(values)]
    if not len(known):
        nan = float("nan")
        return Summary(nan, nan, nan, nan, 0)
    p10, p50, p90 = np.quantile(known, (0.1, 0.5, 0.9))
    return Summary(
        float(known.mean()), float(p10), float(p50), float(p90), len(known),
        quantile_interval(known, 0.1), quantile_interval(known, 0.9),
    )  # fmt: skip


@dataclass(frozen=True)
class Tail:
    """The worst worlds of one outcome."""

    mean: float
    """Mean over the worst tenth of the worlds."""
    n: int
    """Worlds in it."""


def worst_tenth(values: Floats, better: str = "more") -> Tail:
    """Mean of the worst tenth of the worlds (expected shortfall), at least one; NaN values are left out.

    Args:
        values: of one outcome, shape (worlds,).
        better: ``less`` where high values are the bad ones.

    """
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return Tail(float("nan"), 0)
    count = max(1, len(known) // 10)
    worst = known[-count:] if better == "less" else known[:count]
    return Tail(float(worst.mean()), count)


def mean_interval(values: Floats, confidence: float = 0.95) -> tuple[float, float, float]:
    """Mean with its t interval (low, mean, high); infinite width for fewer than two values."""
    n = len(values)
    mean = float(values.mean()) if n else float("nan")
    if n < 2:
        return -np.inf, mean, np.inf
    spread = float(values.std(ddof=1)) / np.sqrt(n)
    half = float(special.stdtrit(n - 1, 0.5 + confidence / 2)) * spread
    return mean - half, mean, mean + half


def quantile_interval(values: Floats, q: float, confidence: float = 0.95) -> tuple[float, float]:
    """Distribution-free interval of a quantile between two order statistics (Conover 1999, section 3.2).

    The ranks are the binomial quantiles of the count below; infinite ends when there are too few values.
    """
    ordered = np.sort(values)
    n = len(ordered)
    tail = (1 - confidence) / 2
    counts = special.bdtr(np.arange(n + 1), n, q)
    low = int(np.searchsorted(counts, tail, side="right")) if n else 0
    high = int(np.searchsorted(counts, 1 - tail, side="left")) if n else 0
    lower = float(ordered[low - 1]) if 0 < low <= n else -np.inf
    upper = float(ordered[high]) if high < n else np.inf
    return lower, upper


def paired_difference(outcome: str, better: str, names: tuple[str, str], a: Floats, b: Floats) -> Difference:
    """Difference a - b world by world; worlds in which either is NaN are left out."""
    both = ~(np.isnan(a) | np.isnan(b))
    d = (a - b)[both]
    low, mean, high = mean_interval(d)
    nan = float("nan")
    p10, p50, p90 = np.quantile(d, (0.1, 0.5, 0.9)) if len(d) else (nan, nan, nan)
    wins = {"more": d > 0, "less": d < 0}.get(better)
    return Difference(
        outcome=outcome,
        a=names[0],
        b=names[1],
        mean=mean,
        low=float(low),
        high=float(high),
        p10=float(p10),
        p50=float(p50),
        p90=float(p90),
        share_a_wins=float(wins.mean()) if wins is not None and len(d) else nan,
        share_ties=float((d == 0).mean()) if len(d) else nan,
        n=len(d),
        p10_interval=quantile_interval(d, 0.1),
        p90_interval=quantile_interval(d, 0.9),
    )
