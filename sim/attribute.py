"""Where the difference between two funding models comes from: Shapley values of groups of mechanisms.

Every coalition of groups is a funding model in between (``sim.mechanisms.blend``), and all of them run in the same
worlds. A group's share in one world is what switching it adds, averaged over all orders in which the groups can be
switched; its interval is the t interval of the mean of these shares over the worlds.

Up to ``EXACT`` groups every coalition is simulated. Beyond, each world draws a few orders of its own, in antithetic
pairs (an order and its reverse); the shares of a world are then unbiased estimates that still add up to the whole,
and as worlds draw independently, the same interval holds the sampling error too.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from scenarios.model import Scenario
from scenarios.policy import FundingModel
from sim import shapley
from sim.blueprint import Blueprint
from sim.ledger import Floats
from sim.luck import Luck
from sim.measures import OUTCOMES
from sim.mechanisms import DEFAULT, Group, blend, differing, effective
from sim.parallel import Packed, Pool, run_tasks
from sim.selection import Selection
from sim.simulate import simulate
from sim.statistics import mean_interval
from sim.world import World

EXACT = 7
"""Most groups of which every coalition is simulated: 2**7 = 128 funding models."""
ORDERS = 2
"""Pairs of orders that each world draws beyond that."""


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

    table: Floats
    """Outcomes of every coalition: shape (worlds, 2**k, outcomes); no coalitions when orders are drawn."""
    shares: Floats
    """Share of every group: shape (worlds, groups, outcomes)."""
    ladder: Floats
    """Outcomes on the way along the ladder: shape (worlds, groups + 1, outcomes)."""
    simulations: int


@dataclass(frozen=True)
class Attribution:
    """Shares of groups of mechanisms in the difference goal - start. Arrays are in replication order."""

    scenario: Scenario
    seed: int
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

    def usable(self, outcome: str) -> shapley.Ints:
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

    @cached_property
    def coalitions(self) -> int:
        """Funding models in between, both ends included, that an exact attribution needs."""
        return 1 << len(self.groups)


def estimate(values: Floats) -> Estimate:
    """Mean and t interval; a single world has no interval (infinite ends), none has no mean (NaN)."""
    if not len(values):
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    low, mean, high = mean_interval(values)
    return Estimate(mean, float(low), float(high), len(values))


def attribute(
    scenario: Scenario,
    start: str,
    goal: str,
    *,
    groups: Sequence[Group] = DEFAULT,
    order: Sequence[str] | None = None,
    replications: int = 200,
    seed: int = 1,
    pairs: int = ORDERS,
    pool: Pool | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Attribution:
    """Attribute the difference between two funding models to groups of mechanisms.

    Args:
        scenario: the portfolio and its funding models.
        start: name of the model that is left.
        goal: name of the model that is reached; differences are goal - start.
        groups: mechanisms that are switched together; groups in which the models agree drop out.
        order: ids of groups in the order of the ladder; those left out follow in the order of ``groups``.
        replications: number of worlds.
        seed: seed of the study; equal seeds give the worlds of ``compare``.
        pairs: pairs of orders drawn in each world when there are more than ``EXACT`` groups.
        pool: where to run; results are bit-identical for any number of processes.
        selections: further selection rules by name.
        progress: called with the number of finished worlds.

    Raises:
        KeyError: an unknown model, or an unknown group in ``order``.
        ScenarioError: the scenario cannot be simulated.
        KeyboardInterrupt: interrupted before the first worlds were finished; later interrupts return what is there.

    """
    models = scenario.funding_models
    chosen = differing(groups, models[start], models[goal])
    known = {group.id: i for i, group in enumerate(chosen)}
    same = {group.id for group in groups} - set(known)
    first = [known[name] for name in order or () if name not in same]
    ranked = tuple(dict.fromkeys([*first, *range(len(chosen))]))
    plan = Plan(models[start], models[goal], chosen, ranked, pairs if len(chosen) > EXACT else 0)
    packed = Packed.of(scenario)
    _keep(packed, Blueprint(scenario))  # refuses what cannot be simulated before anything is started
    step = _worlds_per_task(plan)
    tasks = [
        (packed, seed, range(k, min(k + step, replications)), plan, selections)
        for k in range(0, replications, step)
    ]
    done: list[Block] = []
    ended: Literal["replications", "interrupted"] = "replications"
    try:
        for block in run_tasks(run_block, tasks, pool):
            done.append(block)
            if progress is not None:
                progress(sum(len(b.shares) for b in done))
    except KeyboardInterrupt:
        if not done:
            raise
        ended = "interrupted"
    return Attribution(
        scenario=scenario,
        seed=seed,
        start=start,
        goal=goal,
        plan=plan,
        ended=ended,
        table=np.concatenate([block.table for block in done]),
        shares=np.concatenate([block.shares for block in done]),
        steps=np.concatenate([block.ladder for block in done]),
        simulations=sum(block.simulations for block in done),
    )


def _worlds_per_task(plan: Plan) -> int:
    """Worlds in one task: about 32 simulations, whatever the number of workers."""
    k = len(plan.groups)
    models = (1 << k) if not plan.pairs else 2 * plan.pairs * k
    return max(1, 32 // max(1, models))


_blueprints: dict[bytes, Blueprint] = {}
"""The last scenario that this process laid out."""


def _keep(scenario: Packed[Scenario], blueprint: Blueprint) -> Blueprint:
    _blueprints.clear()
    _blueprints[scenario.data] = blueprint
    return blueprint


def run_block(
    scenario: Packed[Scenario], seed: int, worlds: range, plan: Plan, selections: Mapping[str, Selection] | None
) -> Block:
    """Simulate the coalitions of some worlds: one task of a worker, which lays out the scenario once."""
    blueprint = _blueprints.get(scenario.data)
    if blueprint is None:
        blueprint = _keep(scenario, Blueprint(scenario.unpack()))
    models = {c: blend(plan.start, plan.goal, plan.groups, c) for c in plan.coalitions([])}
    k, n = len(plan.groups), len(worlds)
    table = np.empty((n, 0 if plan.pairs else 1 << k, len(OUTCOMES)))
    shares = np.empty((n, k, len(OUTCOMES)))
    ladder = np.empty((n, k + 1, len(OUTCOMES)))
    count = 0
    with _tidy_collector() as tidy:
        for row, number in enumerate(worlds):
            world = World(blueprint, seed, number)
            orders = plan.orders(seed, number)
            seen: dict[tuple[object, ...], Floats] = {}
            values: dict[int, Floats] = {}
            for coalition in plan.coalitions(orders):
                if coalition not in models:
                    models[coalition] = blend(plan.start, plan.goal, plan.groups, coalition)
                model = models[coalition]
                key = effective(model)
                if key not in seen:
                    seen[key] = np.array(list(simulate(world, model, selections).result.outcomes.values()))
                    tidy()
                values[coalition] = seen[key]
            count += len(seen)
            ladder[row] = [values[c] for c in shapley.coalitions(plan.order)]
            if plan.pairs:
                added = [shapley.marginals(o, np.array([values[c] for c in shapley.coalitions(o)])) for o in orders]
                shares[row] = np.mean(added, axis=0)
            else:
                table[row] = [values[c] for c in range(1 << k)]
                shares[row] = shapley.exact(table[row].T).T
    return Block(table, shares, ladder, count)


@contextmanager
def _tidy_collector() -> Iterator[Callable[[], None]]:
    """Take the garbage collector's work in hand: what is there already is left alone, each run's rest goes at once.

    A run leaves cycles behind (processes and events know each other). Looking for them among everything the program
    holds takes 8 % of the time; among what came since, next to nothing.
    """
    was_on = gc.isenabled()
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield _collect
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _collect() -> None:
    gc.collect()
