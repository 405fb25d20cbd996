"""Where the difference between two funding models comes from: Shapley values of groups of mechanisms.

Every coalition of groups is a funding model in between (``sim.studies.mechanism_groups.blend``), and all of them
run in the same worlds. A group's share in one world is what switching it adds, averaged over all orders in which
the groups can be switched; its interval is the t interval of the mean of these shares over the worlds.

Up to ``EXACT`` groups every coalition is simulated. Beyond, each world draws a few orders of its own, in antithetic
pairs (an order and its reverse); the shares of a world are then unbiased estimates that still add up to the whole,
and as worlds draw independently, the same interval holds the sampling error too.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from scenarios.scenario import Scenario
from scenarios.writing.idle import takes_value
from sim.arrays import Floats
from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_until_interrupted
from sim.funding.selection_rules import Selection
from sim.outcomes.measures import OUTCOMES
from sim.simulation import simulate
from sim.studies import shapley
from sim.studies.attribution import Attribution, Block, Plan
from sim.studies.layouts import keep, laid_out
from sim.studies.mechanism_groups import DEFAULT, Group, blend, differing, effective
from sim.world.blueprint import Blueprint
from sim.world.world import World

EXACT = 7
"""Most groups of which every coalition is simulated: 2**7 = 128 funding models."""
ORDERS = 2
"""Pairs of orders that each world draws beyond that."""


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
    keep(packed, Blueprint(scenario))  # refuses what cannot be simulated before anything is started
    step = _worlds_per_task(plan)
    tasks = [
        (packed, seed, range(k, min(k + step, replications)), plan, selections)
        for k in range(0, replications, step)
    ]

    def advance(blocks: Sequence[Block]) -> None:
        if progress is not None:
            progress(sum(len(block.shares) for block in blocks))

    done, ended = run_until_interrupted(run_block, tasks, pool, advance)
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


def run_block(
    scenario: Packed[Scenario], seed: int, worlds: range, plan: Plan, selections: Mapping[str, Selection] | None
) -> Block:
    """Simulate the coalitions of some worlds: one task of a worker, which lays out the scenario once."""
    blueprint = laid_out(scenario)
    models = {c: blend(plan.start, plan.goal, plan.groups, c) for c in plan.coalitions([])}
    k, n = len(plan.groups), len(worlds)
    table = np.empty((n, 0 if plan.pairs else 1 << k, len(OUTCOMES)))
    shares = np.empty((n, k, len(OUTCOMES)))
    ladder = np.empty((n, k + 1, len(OUTCOMES)))
    count, shocked = 0, takes_value(blueprint.scenario)
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
                key = effective(model, shocked=shocked)
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
