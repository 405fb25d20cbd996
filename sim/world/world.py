"""A world: everything that luck decides in one replication, before any rule is applied."""

from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
from scipy import special

from sim.arrays import Floats
from sim.world.blueprint import Blueprint, MmpPlan
from sim.world.luck import Luck
from sim.world.stream_plans import StreamPlan

Visit = tuple[list[float], list[bool] | list[int], list[float]]
"""One stage visit of every feature of a part: effort in weeks, whether it fails (where the stage has a routing: its
number among ``ValueStream.onward``), blocked weeks after it."""

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
    prices: list[float]
    """The same as plain numbers, which are quicker to read one by one."""
    lottery: float
    """Its lot where selection is random."""


class World:
    """One replication. Draws do not depend on which of them are asked for, nor in what order.

    Args:
        blueprint: the scenario.
        seed: the study's seed.
        replication: number of the world, from 0.

    """

    def __init__(self, blueprint: Blueprint, seed: int, replication: int) -> None:
        self.blueprint = blueprint
        self.seed = seed
        self.replication = replication
        self.luck = Luck(seed, replication)
        self.mmps: tuple[MmpPlan, ...] = blueprint.mmps + tuple(self._new_mmps())
        self.fates: tuple[Fate, ...] = self._draw_fates()
        self._first: dict[tuple[str, int], list[Visit]] = {}
        self._later: dict[tuple[str, int, int, int], Visit] = {}
        self._branches: dict[tuple[str, int, int, int], list[list[float]]] = {}
        self._needs: dict[tuple[str, int, int], list[str]] = {}
        self._mishaps: dict[tuple[str, int, int, int], list[list[float]]] = {}
        self._owners: list[list[tuple[str, int]]] = [[] for _ in blueprint.streams]
        """By value stream: MMPs that need it, with the actual features of their part there."""
        for mmp in self.mmps:
            for part, (where, _) in enumerate(mmp.parts):
                self._owners[where].append((mmp.id, self.fates[mmp.index].features[part]))
        self.views: dict[object, Any] = {}
        """What deciders make of what is known, by all that goes into it; kept for the models that follow."""
        self._draw_all()

    def _new_mmps(self) -> list[MmpPlan]:
        """Ideas that nobody had at week 0: a Poisson number per quarter, by inversion of one uniform number."""
        market = self.blueprint.scenario.uncertainty.market
        if not market.arrivals_per_quarter:
            return []
        new: list[MmpPlan] = []
        first = len(self.blueprint.mmps)
        templates = market.templates
        for quarter in range(2, self.blueprint.calendar.quarters + 1):
            u = self.luck.uniform("new ideas", str(quarter))
            count = int(special.pdtrik(u, market.arrivals_per_quarter) + 1) if u > 0 else 0
            while count and special.pdtr(count - 1, market.arrivals_per_quarter) >= u:
                count -= 1
            for k in range(count):
                which = int(self.luck.uniform("new idea", str(quarter), str(k)) * len(templates))
                name = f"{templates[which].id}#{quarter}.{k + 1}"
                new.append(self.blueprint.arrival(which, quarter, first + len(new), name))
        return new

    def _draw_fates(self) -> tuple[Fate, ...]:
        """Five uniform numbers per MMP: scope, success, value, signal and lot; values for all MMPs in one go."""
        uncertainty = self.blueprint.scenario.uncertainty
        u = np.array([self.luck.uniforms(5, mmp.id, "fate") for mmp in self.mmps])
        common = uncertainty.common
        if common.project or common.objective:
            u[:, 1] = self._shared(u[:, 1], "success")
            u[:, 2] = self._shared(u[:, 2], "value")
        growth = uncertainty.scope_growth.from_uniform(u[:, 0]).tolist()
        success = u[:, 1] < np.array([mmp.data.success_probability for mmp in self.mmps])
        realised = np.where(success, uncertainty.value.from_uniform(u[:, 2]), uncertainty.failure_value)
        evidence = uncertainty.evidence
        signal = u[:, 3] < np.where(success, evidence.sensitivity, 1 - evidence.specificity)
        columns = (growth, success.tolist(), realised.tolist(), signal.tolist(), u[:, 4].tolist())
        rows = zip(self.mmps, *columns, self._draw_markets(), strict=True)
        return tuple(
            Fate(
                features=tuple(max(1, int(n * factor + 0.5)) for _, n in mmp.parts),
                success=good,
                multiplier=multiplier,
                signal=sign,
                market=market,
                prices=market.tolist(),
                lottery=lot,
            )
            for mmp, factor, good, multiplier, sign, lot, market in rows
        )

    def tried(self, mmp: MmpPlan, fate: Fate, sensitivity: float, specificity: float) -> bool:
        """What an experiment on an MMP says before it is built: good or bad."""
        good = sensitivity if fate.success else 1 - specificity
        return self.luck.uniform(mmp.id, "experiment") < good

    def turned(self, mmp: MmpPlan, fate: Fate, turn: int, chance: float) -> Fate:
        """What luck has in store for an MMP after its ``turn``-th pivot: luck of its own, shared with nobody.

        Success, realised value and signal are drawn anew; the size of the work, the market and the lot stay.
        """
        uncertainty = self.blueprint.scenario.uncertainty
        u = self.luck.uniforms(3, mmp.id, "pivot", str(turn))
        success = bool(u[0] < chance)
        realised = float(uncertainty.value.from_uniform(u[1:2])[0]) if success else uncertainty.failure_value
        good = uncertainty.evidence.sensitivity if success else 1 - uncertainty.evidence.specificity
        return replace(fate, success=success, multiplier=realised, signal=bool(u[2] < good))

    def _shared(self, u: Floats, purpose: str) -> Floats:
        """Uniform numbers of all MMPs with shared luck: a Gaussian copula, a factor for each project and objective.

        The normal score of an MMP is sqrt(p) x that of its project + sqrt(o) x that of its objective + the rest of
        its own: two MMPs of one project have correlation p, and every number by itself stays uniform.
        """
        common, bundles = self.blueprint.scenario.uncertainty.common, self.blueprint.bundles
        project = {index: name for name, mmps in bundles.items() for index in mmps}
        groups = [
            (common.project, "project", [project.get(mmp.index) for mmp in self.mmps]),
            (common.objective, "objective", [mmp.data.objective for mmp in self.mmps]),
        ]
        score, own = np.zeros(len(u)), np.ones(len(u))
        for share, kind, names in groups:
            drawn = {name: self.luck.uniform("common", kind, name, purpose) for name in names if name}
            for k, name in enumerate(names):
                if share and name is not None:
                    score[k] += np.sqrt(share) * special.ndtri(max(drawn[name], 2.0**-54))
                    own[k] -= share
        score += np.sqrt(np.maximum(own, 0.0)) * special.ndtri(np.maximum(u, 2.0**-54))
        return np.minimum(special.ndtr(score), 1.0 - 2.0**-53)

    def _draw_markets(self) -> Floats:
        """Geometric random walks with mean 1, one step per quarter: shape (mmps, quarters)."""
        calendar = self.blueprint.calendar
        quarters = calendar.benefit_end // calendar.weeks_per_quarter
        volatility = self.blueprint.scenario.uncertainty.market.volatility
        levels = np.ones((len(self.mmps), quarters))
        if volatility and quarters > 1:
            u = np.array([self.luck.uniforms(quarters - 1, mmp.id, "market") for mmp in self.mmps])
            steps = volatility * special.ndtri(np.maximum(u, 2.0**-54)) - volatility**2 / 2
            levels[:, 1:] = np.exp(np.cumsum(steps, axis=1))
        return levels

    def visits(self, owner: str, features: int, stream: StreamPlan) -> list[Visit]:
        """Draws for the first visit of every feature of ``owner`` to each stage of a stream."""
        key = (owner, stream.index)
        if key not in self._first:
            self._first[key] = [
                self._values(self._numbers(owner, features, stream, stage, 0), stream, stage)
                for stage in range(len(stream.stages))
            ]
        return self._first[key]

    def later_visit(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Visit:
        """The same for the ``turn``-th visit after the first one, to one stage."""
        key = (owner, stream.index, stage, turn)
        if key not in self._later:
            if turn == 1 and (owner, features) in self._owners[stream.index]:  # others will follow: all in one go
                for (name, _), visit in zip(*self._drawn(stream, stage, turn), strict=True):
                    self._later.setdefault((name, stream.index, stage, turn), visit)
            else:
                numbers = self._numbers(owner, features, stream, stage, turn)
                self._later[key] = self._values(numbers, stream, stage)
        return self._later[key]

    def branch_efforts(
        self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int
    ) -> list[list[float]]:
        """Efforts of the ``turn``-th visit after the first one to a stage that is split, branch by branch."""
        key = (owner, stream.index, stage, turn)
        if key not in self._branches:
            data = stream.stages[stage]
            where = (owner, stream.id, data.id, str(turn), "branch")
            self._branches[key] = [
                branch.effort.from_uniform(self.luck.uniforms(features, *where, branch.id)).tolist()
                for branch in data.parallel
            ]
        return self._branches[key]

    def needs(self, owner: str, features: int, stream: StreamPlan, stage: int) -> list[str]:
        """Skill that each feature of ``owner`` needs at a stage where people have different ones."""
        key = (owner, stream.index, stage)
        if key not in self._needs:
            data = stream.stages[stage]
            u = self.luck.uniforms(features, owner, stream.id, data.id, "skill")
            edges, names = np.cumsum(list(data.needs.values()))[:-1], list(data.needs)
            self._needs[key] = [names[k] for k in np.searchsorted(edges, u, side="right").tolist()]
        return self._needs[key]

    def mishaps(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> list[list[float]]:
        """What may go wrong in a visit on top, by feature: luck of failure and of a blocker, weeks blocked."""
        key = (owner, stream.index, stage, turn)
        if key not in self._mishaps:
            purpose = (owner, stream.id, stream.stages[stage].id, str(turn), "mishap")
            u = self.luck.uniforms(3 * features, *purpose).reshape(features, 3)
            pace = stream.data.sustainable_pace
            if pace is not None and pace.blockers is not None:
                u[:, 2] = pace.blockers.duration.from_uniform(u[:, 2])
            self._mishaps[key] = u.tolist()
        return self._mishaps[key]

    def _draw_all(self) -> None:
        """First visits of every MMP."""
        for stream in self.blueprint.streams:
            for stage in range(len(stream.stages)):
                for (owner, _), visit in zip(*self._drawn(stream, stage, 0), strict=True):
                    self._first.setdefault((owner, stream.index), []).append(visit)

    def _drawn(self, stream: StreamPlan, stage: int, turn: int) -> tuple[list[tuple[str, int]], list[Visit]]:
        """A visit of every MMP to a stage: numbers block by block, values in one go."""
        owners = self._owners[stream.index]
        if not owners:
            return [], []
        uniforms, where = self.luck.uniforms, (stream.id, stream.stages[stage].id, str(turn))
        numbers = np.concatenate([uniforms(4 * n, owner, *where) for owner, n in owners])
        effort, fails, blocked = self._values(numbers.reshape(-1, 4), stream, stage)
        edges = [0, *accumulate(n for _, n in owners)]
        return owners, [(effort[a:b], fails[a:b], blocked[a:b]) for a, b in pairwise(edges)]

    def _numbers(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Floats:
        """Four uniform numbers per feature: effort, failure, blocked or not, for how long."""
        purpose = (owner, stream.id, stream.stages[stage].id, str(turn))
        return self.luck.uniforms(4 * features, *purpose).reshape(features, 4)

    def _values(self, u: Floats, stream: StreamPlan, stage: int) -> Visit:
        data = stream.stages[stage]
        effort = data.effort.from_uniform(u[:, 0])
        fails: list[bool] | list[int]
        if data.routing:
            fails = stream.chosen(stage, u[:, 1]).tolist()
        else:
            fails = (u[:, 1] < (data.rework.probability if data.rework else 0.0)).tolist()
        blocked = np.zeros(len(u))
        blockers = data.blockers or stream.data.blockers
        if blockers is not None:
            hit = u[:, 2] < blockers.probability
            if hit.any():
                blocked[hit] = blockers.duration.from_uniform(u[hit, 3])
        return effort.tolist(), fails, blocked.tolist()

    def uniforms(self, n: int, *purpose: str) -> Floats:
        """Uniform numbers for a purpose of its own: shape (n,)."""
        return self.luck.uniforms(n, *purpose)

    def interval_uniforms(self, stream: StreamPlan, block: int) -> Floats:
        """Uniform numbers behind the intervals between unplanned features, a block at a time."""
        return self.luck.uniforms(UNPLANNED_BLOCK, "unplanned", stream.id, str(block))
