"""How items come to a line: how many a week, and whether one by one, in a beat, or several at once."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from scipy import special

from intake.history.history import DAY

Z = 1.959964
CERTAIN = 0.01
SPREAD = 1.5
"""Variance over mean of weekly arrivals from which batches are worth a model of their own."""
FEWEST = 20


@dataclass(frozen=True)
class ArrivalFit:
    """Arrivals of a line."""

    count: int
    weeks: float
    rate: float
    """Items a week."""
    low: float
    high: float
    """95 % interval of the rate."""
    dispersion: float
    """Variance over mean of the weekly numbers: 1 = at random."""
    p: float
    """Chance of a dispersion so far from 1 when items come at random."""
    written: dict[str, Any]
    """Arrivals in the scenario language."""
    says: str


def rate_interval(count: int, weeks: float) -> tuple[float, float]:
    """95 % interval of a rate of which so many events were seen (Garwood 1936)."""
    low = float(special.gammaincinv(count, 0.025)) if count else 0.0
    return low / weeks, float(special.gammaincinv(count + 1, 0.975)) / weeks


def fit_arrivals(moments: Sequence[datetime], begin: datetime, end: datetime) -> ArrivalFit:
    """Rate with its interval, and the kind of arrivals that their spread over weeks asks for.

    At random: Poisson, with the exact interval of Garwood (1936). Clumped (variance of weekly numbers above their
    mean by more than chance): batches that come at random, as large as the days' batches were. Steadier than
    chance: independent gamma intervals. Outside Poisson the interval is widened (narrowed) by the dispersion.

    Args:
        moments: when items lined up.
        begin: start of the stretch that is known.
        end: its end.

    """
    inside = sorted(moment for moment in moments if begin <= moment < end)
    n, weeks = len(inside), (end - begin).total_seconds() / (7 * DAY)
    whole = max(1, int(weeks))
    counts = np.zeros(whole, np.int64)
    for moment in inside:
        k = int((moment - begin).total_seconds() // (7 * DAY))
        if k < whole:
            counts[k] += 1
    mean = float(counts.mean())
    dispersion = float(counts.var(ddof=1) / mean) if whole > 1 and mean > 0 else 1.0
    statistic = dispersion * (whole - 1)
    p = 2 * min(
        float(special.gammaincc((whole - 1) / 2, statistic / 2)),
        float(special.gammainc((whole - 1) / 2, statistic / 2)),
    )
    rate = n / weeks
    low, high = rate_interval(n, weeks)
    if p >= CERTAIN or n < FEWEST or 1 / SPREAD < dispersion < SPREAD:
        written: dict[str, Any] = {"kind": "poisson", "rate": round(rate, 4)}
        return ArrivalFit(n, weeks, rate, low, high, dispersion, p, written, "at random")
    half = Z * math.sqrt(dispersion * n) / weeks
    low, high = max(0.0, rate - half), rate + half
    if dispersion > 1:
        sizes = sorted(Counter(moment.date() for moment in inside).values())
        written = {
            "kind": "batch",
            "rate": round(len(sizes) / weeks, 4),
            "size": {"distribution": "empirical", "values": [float(size) for size in sizes]},
        }
        says = f"in clumps, {np.mean(sizes):.1f} items on a day that brings any"
        return ArrivalFit(n, weeks, rate, low, high, dispersion, p, written, says)
    gaps = np.diff([moment.timestamp() for moment in inside]) / (7 * DAY)
    cv = max(0.05, float(gaps.std() / gaps.mean()))
    interval = {"distribution": "gamma", "mean": round(1 / rate, 4), "cv": round(cv, 3)}
    return ArrivalFit(
        n, weeks, rate, low, high, dispersion, p, {"kind": "renewal", "interval": interval}, "steadier than chance"
    )
