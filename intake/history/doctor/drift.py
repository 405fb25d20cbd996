"""Whether the rate of finished items stays the same over the weeks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from intake.history.weekly import Ints

FEWEST = 10
"""Weeks from which a drift can be looked for."""
CERTAIN = 0.01
"""Chance of calling a steady rate a drift, at most."""


@dataclass(frozen=True)
class Drift:
    """The one place where the weeks before and after differ most, and how likely chance is to make that."""

    week: int
    """Number of weeks before the change."""
    before: float
    """Items a week before."""
    after: float
    """Items a week from there on."""
    p: float
    """Chance of so large a difference at a steady rate."""

    @property
    def found(self) -> bool:
        """Whether the rate drifts."""
        return self.p < CERTAIN


def drift_of(total: Ints) -> Drift | None:
    """The largest change of the rate; None for too few weeks or a series without any spread.

    The largest cumulative deviation from the mean, in standard deviations of the series, has the distribution of
    Kolmogorov's statistic where the rate is steady (CUSUM test; Ploberger & Kraemer 1992).
    The shift itself inflates that standard deviation, which costs power and never size.
    """
    n = len(total)
    if n < FEWEST:
        return None
    deviations = total - total.mean()
    spread = float(total.std(ddof=1))
    if spread == 0:
        return None
    path = np.abs(np.cumsum(deviations))[:-1]
    k = int(path.argmax())
    statistic = float(path[k]) / (spread * math.sqrt(n))
    p = float(stats.kstwobign.sf(statistic))
    return Drift(k + 1, float(total[: k + 1].mean()), float(total[k + 1 :].mean()), p)
