"""A world: everything that luck decides in one replication, before any rule is applied."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.blueprint import Blueprint, MmpPlan, StreamPlan
from sim.luck import Floats, Luck

Visit = tuple[list[float], list[bool], list[float]]
"""One stage visit of every feature of a part: effort in weeks, whether it fails, blocked weeks after it."""

UNPLANNED_BLOCK = 64
"""Unplanned features drawn at a time."""


@dataclass(frozen=True)
class Fate:
    """What luck has in store for one MMP."""

    features: tuple[int, ...]
    """Actual features of each part."""
    success: bool
    multiplier: float
    """Realised value / claimed value."""
    signal: bool
    """The signal that users would give: good or bad."""
    market: Floats
    """Level of the market in each quarter of the benefit horizon: shape (quarters,)."""
    lottery: float
    """Its lot where selection is random."""


class World:
    """One replication. Draws are made when first asked for and kept; they do not depend on when that is.

    Args:
        blueprint: the scenario.
        seed: the study's seed.
        replication: number of the world, from 0.

    """

    def __init__(self, blueprint: Blueprint, seed: int, replication: int) -> None:
        self.blueprint = blueprint
        self.seed = seed
        self.replication = replication
        self._luck = Luck(seed, replication)
        self.mmps: tuple[MmpPlan, ...] = blueprint.mmps + tuple(self._new_mmps())
        self.fates: tuple[Fate, ...] = tuple(self._fate(mmp) for mmp in self.mmps)
        self._visits: dict[tuple[str, int, int, int], Visit] = {}

    def _new_mmps(self) -> list[MmpPlan]:
        """Ideas that nobody had at week 0: a Poisson number per quarter, by inversion of one uniform number."""
        market = self.blueprint.scenario.uncertainty.market
        if not market.arrivals_per_quarter:
            return []
        new: list[MmpPlan] = []
        first = len(self.blueprint.mmps)
        templates = market.templates
        for quarter in range(2, self.blueprint.calendar.quarters + 1):
            u = self._luck.uniform("new ideas", str(quarter))
            count = int(special.pdtrik(u, market.arrivals_per_quarter) + 1) if u > 0 else 0
            while count and special.pdtr(count - 1, market.arrivals_per_quarter) >= u:
                count -= 1
            for k in range(count):
                which = int(self._luck.uniform("new idea", str(quarter), str(k)) * len(templates))
                name = f"{templates[which].id}#{quarter}.{k + 1}"
                new.append(self.blueprint.arrival(which, quarter, first + len(new), name))
        return new

    def _fate(self, mmp: MmpPlan) -> Fate:
        uncertainty = self.blueprint.scenario.uncertainty
        u = self._luck.uniforms(5, mmp.id, "fate")
        growth = float(uncertainty.scope_growth.from_uniform(u[0:1])[0])
        success = bool(u[1] < mmp.data.success_probability)
        realised = float(uncertainty.value.from_uniform(u[2:3])[0])
        good = uncertainty.evidence.sensitivity if success else 1 - uncertainty.evidence.specificity
        return Fate(
            features=tuple(max(1, int(n * growth + 0.5)) for _, n in mmp.parts),
            success=success,
            multiplier=realised if success else uncertainty.failure_value,
            signal=bool(u[3] < good),
            market=self._market(mmp),
            lottery=float(u[4]),
        )

    def _market(self, mmp: MmpPlan) -> Floats:
        """Geometric random walk with mean 1, one step per quarter."""
        calendar = self.blueprint.calendar
        quarters = calendar.benefit_end // calendar.weeks_per_quarter
        volatility = self.blueprint.scenario.uncertainty.market.volatility
        level = np.ones(quarters)
        if volatility and quarters > 1:
            steps = special.ndtri(np.maximum(self._luck.uniforms(quarters - 1, mmp.id, "market"), 2.0**-54))
            level[1:] = np.exp(np.cumsum(volatility * steps - volatility**2 / 2))
        return level

    def visit(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Visit:
        """Draws for the ``turn``-th visit (from 0) of every feature of ``owner`` to one stage of a stream."""
        key = (owner, stream.index, stage, turn)
        if key not in self._visits:
            self._visits[key] = self._draw(owner, features, stream, stage, turn)
        return self._visits[key]

    def _draw(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Visit:
        data = stream.stages[stage]
        u = self._luck.uniforms(4 * features, owner, stream.id, data.id, str(turn)).reshape(features, 4)
        effort = data.effort.from_uniform(u[:, 0])
        fails = u[:, 1] < (data.rework.probability if data.rework else 0.0)
        blocked = np.zeros(features)
        blockers = data.blockers or stream.data.blockers
        if blockers is not None:
            hit = u[:, 2] < blockers.probability
            blocked[hit] = blockers.duration.from_uniform(u[hit, 3])
        return effort.tolist(), fails.tolist(), blocked.tolist()

    def interval_uniforms(self, stream: StreamPlan, block: int) -> Floats:
        """Uniform numbers behind the intervals between unplanned features, a block at a time."""
        return self._luck.uniforms(UNPLANNED_BLOCK, "unplanned", stream.id, str(block))
