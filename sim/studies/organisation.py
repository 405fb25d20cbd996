"""What the rows of an organisation do to two funding models and to their difference: Shapley values.

Every set of rows that stay in place is a scenario of its own, in the same worlds: luck is addressed by what it
decides, so that taking a row out changes no other draw. A row's part under a model, and in the difference, is what
putting it in place adds, averaged over all orders: parts add up to what all rows together do. Beyond ``EXACT`` rows
each world draws a few orders of its own, as an attribution does (``sim.studies.attribution_study``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np

from scenarios.variation.organisation_rows import rows_of, without
from sim.arrays import Floats, Ints, Shape
from sim.execution.collector import patient_collector
from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_until_interrupted
from sim.funding.selection_rules import Selection
from sim.funding.state import forget
from sim.outcomes.measures import OUTCOMES
from sim.simulation import simulate
from sim.studies import shapley
from sim.studies.asked import Asked, Ended
from sim.studies.attribution import Estimate, estimate
from sim.world.blueprint import Blueprint
from sim.world.luck import Luck
from sim.world.world import World

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from scenarios.variation.organisation_rows import Row

EXACT = 6
"""Most rows of which every set is simulated: 2**6 = 64 organisations under two models."""
PAIRS = 1
"""Pairs of orders that each world draws beyond that."""
Side = Literal[0, 1, 2]
"""First model, second model, and the second less the first."""


@dataclass(frozen=True)
class Block:
    """Results of a few consecutive worlds; sides: first model, second model, second less first."""

    parts: Annotated[Floats, Shape("worlds", "rows", 3, len(OUTCOMES))]
    """Part of every row."""
    ends: Annotated[Floats, Shape("worlds", 2, 3, len(OUTCOMES))]
    """Outcomes without any row, and with all of them."""
    last: Annotated[Floats, Shape("worlds", "rows", 3, len(OUTCOMES))]
    """What is missing when a row alone is taken out."""


@dataclass(frozen=True)
class Organisation(Asked):
    """What rows do. Arrays are in the order of the worlds, see ``Block``."""

    models: tuple[str, str]
    """First and second: differences are second less first."""
    rows: tuple[Row, ...]
    held: Mapping[str, str]
    """Rows that cannot be taken out, and why."""
    ended: Ended
    parts_by_world: Floats
    ends: Floats
    last_by_world: Floats
    exact: bool
    """Whether every set of rows was simulated."""

    @property
    def replications(self) -> int:
        """Number of finished worlds."""
        return len(self.ends)

    def usable(self, outcome: str) -> Ints:
        """Worlds in which the outcome exists with every set of rows that ran there: indices."""
        o = list(OUTCOMES).index(outcome)
        there = [self.parts_by_world[..., o], self.ends[..., o], self.last_by_world[..., o]]
        missing = [np.isnan(values).reshape(len(values), -1).any(axis=1) for values in there]
        return np.flatnonzero(~np.logical_or.reduce(missing))

    def _of(self, values: Floats, outcome: str, place: int, side: Side) -> Floats:
        found: Floats = values[self.usable(outcome), place, side, list(OUTCOMES).index(outcome)]
        return found

    def part(self, outcome: str, row: int, side: Side) -> Estimate:
        """What a row does; the means over the rows add up to that of ``whole``."""
        return estimate(self._of(self.parts_by_world, outcome, row, side))

    def last(self, outcome: str, row: int, side: Side) -> Estimate:
        """What a row does when it comes to all others."""
        return estimate(self._of(self.last_by_world, outcome, row, side))

    def bare(self, outcome: str, side: Side) -> Estimate:
        """The outcome of an organisation without any of the rows."""
        return estimate(self._of(self.ends, outcome, 0, side))

    def full(self, outcome: str, side: Side) -> Estimate:
        """The outcome of the organisation as it is."""
        return estimate(self._of(self.ends, outcome, 1, side))

    def whole(self, outcome: str, side: Side) -> Estimate:
        """What all rows together do."""
        return estimate(self._of(self.ends, outcome, 1, side) - self._of(self.ends, outcome, 0, side))


def run_organisation(
    scenario: Scenario,
    models: tuple[str, str],
    *,
    replications: int = 100,
    seed: int = 1,
    pool: Pool | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Organisation:
    """Run an organisation with and without its rows under two funding models.

    Args:
        scenario: the portfolio and its funding models.
        models: first and second.
        replications: number of worlds.
        seed: seed of the worlds; equal seeds give those of ``compare``.
        pool: where to run; results are bit-identical for any number of processes.
        selections: further selection rules by name.
        progress: called with the number of finished worlds.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        KeyboardInterrupt: interrupted before the first worlds were finished; later interrupts return what is there.

    """
    rows, held = rows_of(scenario)
    exact = len(rows) <= EXACT
    packed = Packed.of(scenario)
    Blueprint(scenario)  # refuses what cannot be simulated before anything is started
    step = max(1, 32 // max(1, 1 << len(rows) if exact else 2 * PAIRS * len(rows)))
    tasks = [
        (packed, models, seed, range(k, min(k + step, replications)), selections)
        for k in range(0, replications, step)
    ]

    def advance(blocks: Sequence[Block]) -> None:
        if progress is not None:
            progress(sum(len(block.ends) for block in blocks))

    done, ended = run_until_interrupted(run_block, tasks, pool, advance)
    return Organisation(
        scenario=scenario,
        seed=seed,
        models=models,
        rows=rows,
        held=held,
        ended=ended,
        parts_by_world=np.concatenate([block.parts for block in done]),
        ends=np.concatenate([block.ends for block in done]),
        last_by_world=np.concatenate([block.last for block in done]),
        exact=exact,
    )


@patient_collector()
def run_block(
    packed: Packed[Scenario],
    models: tuple[str, str],
    seed: int,
    worlds: range,
    selections: Mapping[str, Selection] | None,
) -> Block:
    """Simulate the sets of rows of some worlds: one task of a worker."""
    scenario = packed.unpack()
    rows, _ = rows_of(scenario)
    k, n = len(rows), len(worlds)
    everybody = (1 << k) - 1
    laid: dict[int, Blueprint] = {}
    parts, last = (np.empty((n, k, 3, len(OUTCOMES))) for _ in range(2))
    ends = np.empty((n, 2, 3, len(OUTCOMES)))

    def values(number: int, place: int) -> Floats:
        """Outcomes of a world with a set of rows in place: shape (3, outcomes)."""
        if place not in laid:
            out = [row.id for i, row in enumerate(rows) if not place >> i & 1]
            laid[place] = Blueprint(without(scenario, out))
        world, found = World(laid[place], seed, number), []
        for name in models:
            run = simulate(world, laid[place].scenario.funding_models[name], selections)
            found.append(np.array(list(run.result.outcomes.values())))
            forget(run.states)
        return np.array([*found, found[1] - found[0]])

    for i, number in enumerate(worlds):
        orders = _orders(k, seed, number)
        lone = [everybody & ~(1 << row) for row in range(k)]
        on_the_way = [c for order in orders for c in shapley.coalitions(order)]
        wanted = range(1 << k) if not orders else dict.fromkeys([0, everybody, *lone, *on_the_way])
        seen = {place: values(number, place) for place in wanted}
        ends[i] = seen[0], seen[everybody]
        for row, place in enumerate(lone):
            last[i, row] = seen[everybody] - seen[place]
        if orders:
            paths = [np.array([seen[c] for c in shapley.coalitions(order)]) for order in orders]
            added = [shapley.marginals(order, path) for order, path in zip(orders, paths, strict=True)]
            parts[i] = np.mean(added, axis=0)
        else:
            table = np.array([seen[c] for c in range(1 << k)])
            parts[i] = np.moveaxis(shapley.exact(np.moveaxis(table, 0, -1)), -1, 0)
    return Block(parts, ends, last)


def _orders(k: int, seed: int, world: int) -> list[list[int]]:
    """Orders that a world draws; none where every set is simulated."""
    if k <= EXACT:
        return []
    u = Luck(seed, world).uniforms(PAIRS * k, "orders of rows").reshape(PAIRS, k)
    found: list[list[int]] = shapley.antithetic(u).tolist()
    return found
