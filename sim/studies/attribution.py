"""What an attribution is made of, and what can be read from it: parts, whole, ladder, interactions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from scenarios.language.funding_model import FundingModel
from sim.arrays import Floats, Ints, Shape
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import mean_interval
from sim.studies import shapley
from sim.studies.asked import Asked
from sim.studies.mechanism_groups import Group
from sim.world.luck import Luck


@dataclass(frozen=True)
class Estimate:
    """A mean over worlds with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int
    """Worlds in which it exists."""

    @property
    def decided(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Plan:
    """What is switched, and which coalitions are simulated."""

    start: FundingModel
    goal: FundingModel
    groups: tuple[Group, ...]
    order: tuple[int, ...]
    """Order of the ladder: indices of groups."""
    pairs: int
    """Pairs of orders drawn in each world; 0: every coalition."""

    def coalitions(self, orders: Sequence[Sequence[int]]) -> list[int]:
        """Coalitions to simulate in one world, each once."""
        if not self.pairs:
            return list(range(1 << len(self.groups)))
        return list(dict.fromkeys(c for order in (self.order, *orders) for c in shapley.coalitions(order)))

    def orders(self, seed: int, world: int) -> list[list[int]]:
        """Orders that one world draws."""
        if not self.pairs:
            return []
        k = len(self.groups)
        u = Luck(seed, world).uniforms(self.pairs * k, "orders of switching").reshape(self.pairs, k)
        found: list[list[int]] = shapley.antithetic(u).tolist()
        return found


@dataclass(frozen=True)
class Block:
    """Results of a few consecutive worlds."""

    table: Annotated[Floats, Shape("worlds", "coalitions", len(OUTCOMES))]
    """Outcomes of every coalition: 2**k of them; none when orders are drawn."""
    shares: Annotated[Floats, Shape("worlds", "groups", len(OUTCOMES))]
    """Share of every group."""
    ladder: Annotated[Floats, Shape("worlds", "one and groups", len(OUTCOMES))]
    """Outcomes on the way along the ladder."""
    simulations: int


@dataclass(frozen=True)
class Attribution(Asked):
    """Shares of groups of mechanisms in the difference goal - start. Arrays are in replication order."""

    start: str
    """Funding model that is left."""
    goal: str
    """Funding model that is reached."""
    plan: Plan
    ended: Literal["replications", "interrupted"]
    table: Floats
    shares: Floats
    steps: Floats
    """See ``Block``."""
    simulations: int
    """Simulations that were run; equal models run once in a world."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """Groups in which the models differ."""
        return self.plan.groups

    @property
    def exact(self) -> bool:
        """Whether every coalition was simulated."""
        return not self.plan.pairs

    @property
    def replications(self) -> int:
        """Number of finished worlds."""
        return len(self.shares)

    def usable(self, outcome: str) -> Ints:
        """Worlds in which the outcome exists under every model that ran there: indices."""
        o = list(OUTCOMES).index(outcome)
        missing = np.isnan(self.shares[..., o]).any(axis=1) | np.isnan(self.steps[..., o]).any(axis=1)
        return np.flatnonzero(~missing)

    def per_world(self, outcome: str) -> tuple[Floats, Floats]:
        """Shares and whole differences of the worlds in which the outcome exists: shapes (n, groups) and (n,)."""
        o, rows = list(OUTCOMES).index(outcome), self.usable(outcome)
        return self.shares[rows][..., o], self.steps[rows, -1, o] - self.steps[rows, 0, o]

    def total(self, outcome: str) -> Estimate:
        """The whole difference goal - start."""
        return estimate(self.per_world(outcome)[1])

    def parts(self, outcome: str) -> list[Estimate]:
        """Share of every group; the means add up to the mean of the whole."""
        return [estimate(column) for column in self.per_world(outcome)[0].T]

    def values(self, outcome: str) -> tuple[Floats, Floats]:
        """The outcome under both models in the worlds in which it exists: two arrays of shape (n,)."""
        o, rows = list(OUTCOMES).index(outcome), self.usable(outcome)
        return self.steps[rows, 0, o], self.steps[rows, -1, o]

    def ladder(self, outcome: str) -> list[Estimate]:
        """What each group adds when it is switched after those before it, in the order of the ladder."""
        o, rows = list(OUTCOMES).index(outcome), self.usable(outcome)
        return [estimate(column) for column in np.diff(self.steps[rows][..., o], axis=1).T]

    def _coalition_difference(self, outcome: str, a: int, b: int) -> Estimate:
        o, rows = list(OUTCOMES).index(outcome), self.usable(outcome)
        return estimate(self.table[rows, a, o] - self.table[rows, b, o])

    def first(self, outcome: str, group: int) -> Estimate:
        """What a group adds when it is switched alone (exact attributions only)."""
        return self._coalition_difference(outcome, 1 << group, 0)

    def last(self, outcome: str, group: int) -> Estimate:
        """What is lost when a group is not switched and all others are (exact attributions only)."""
        everybody = (1 << len(self.groups)) - 1
        return self._coalition_difference(outcome, everybody, everybody & ~(1 << group))

    def interactions(self, outcome: str) -> list[tuple[int, int, Estimate]]:
        """Interaction index of every pair of groups, the largest first (none where orders were drawn)."""
        if not self.exact:
            return []
        o, rows = list(OUTCOMES).index(outcome), self.usable(outcome)
        index = shapley.interactions(self.table[rows][..., o])
        k = len(self.groups)
        found = [(i, j, estimate(index[:, i, j])) for i in range(k) for j in range(i + 1, k)]
        return sorted(found, key=lambda entry: -abs(entry[2].mean))


def estimate(values: Floats) -> Estimate:
    """Mean and t interval; a single world has no interval (infinite ends), none has no mean (NaN)."""
    if not len(values):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    low, mean, high = mean_interval(values)
    return Estimate(mean, float(low), float(high), len(values))
