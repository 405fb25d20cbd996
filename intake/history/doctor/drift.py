"""Whether the rate of finished items stays the same over the weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from intake.history.weekly import Ints

FEWEST = 10
"""Weeks from which a drift can be looked for."""
ORDERS = 1999
"""Orders of the weeks that the true one is compared with."""
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

    The largest cumulative deviation from the mean (CUSUM) is compared with that of the same weeks in other orders:
    a permutation test with 1,999 fixed orders, exact when the order of weeks means nothing. A beat of sprints does
    not count as a drift, as its deviations cancel out.
    """
    n = len(total)
    if n < FEWEST or len(set(total.tolist())) == 1:
        return None
    path = np.abs(np.cumsum(total - total.mean()))[:-1]
    k = int(path.argmax())
    orders = np.random.default_rng(n).permuted(np.tile(total - total.mean(), (ORDERS, 1)), axis=1)
    by_chance = np.abs(np.cumsum(orders, axis=1)).max(axis=1)
    p = (1 + int((by_chance >= path[k] - 1e-9).sum())) / (ORDERS + 1)
    return Drift(k + 1, float(total[: k + 1].mean()), float(total[k + 1 :].mean()), p)
