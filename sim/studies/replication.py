"""Many worlds, on one process or several: chunks of fixed size, results in replication order."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Annotated

import numpy as np

from scenarios.scenario import Scenario
from sim.arrays import Floats, Ints, Shape
from sim.execution.collector import patient_collector
from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.funding.selection_rules import Round, Selection
from sim.funding.state import forget
from sim.outcomes.breakdown import row_names
from sim.outcomes.definitions import OUTCOMES
from sim.outcomes.timeline import COLUMNS, kanban_counts
from sim.simulation import simulate
from sim.studies.asides import Aside
from sim.studies.layouts import keep, laid_out
from sim.world.blueprint import Blueprint
from sim.world.ledger import KINDS
from sim.world.world import World

CHUNK = 10
"""Worlds per task: fixed, so that results do not depend on the number of workers."""


@dataclass(frozen=True)
class Chunk:
    """Results of a few consecutive worlds under every model."""

    first: int
    outcomes: Annotated[Floats, Shape("worlds", "models", len(OUTCOMES))]
    cumulative: Annotated[Floats, Shape("worlds", "models", "ends of weeks")]
    """Discounted net value by week, from week 0 on."""
    breakdown: dict[str, Annotated[Floats, Shape("worlds", "models", None, None)]]
    """Who earns and who spends (``sim.outcomes.breakdown``): tables of shape (worlds, models, rows, columns)."""
    costs: Annotated[Ints, Shape("models", len(KINDS), "months")]
    """Cents summed over the worlds."""
    kanban: Annotated[Ints, Shape("models", len(COLUMNS), "ends of weeks")]
    """MMPs by portfolio column summed over the worlds."""
    lead_times: tuple[tuple[Annotated[Floats, Shape(None)], ...], ...]
    """By world and model: lead time of every released MMP, weeks."""
    features: Annotated[Ints, Shape("worlds", "models")]
    """Actual features of all MMPs."""
    asides: tuple[Annotated[Floats, Shape(None, None)], ...]
    """What was measured in passing, in the order of the questions: shape (worlds with an answer, numbers)."""
    seconds: float
    """Time it took on its process."""
    rule_seconds: float
    """Part of it spent in selection rules that were handed in."""

    @property
    def worlds(self) -> int:
        """Number of worlds in it."""
        return len(self.outcomes)


class _Timed:
    """A selection rule with a stopwatch."""

    def __init__(self, rule: Selection) -> None:
        self.rule = rule
        self.seconds = 0.0

    def __call__(self, round_: Round) -> Sequence[str]:
        begin = perf_counter()
        order = self.rule(round_)
        self.seconds += perf_counter() - begin
        return order


def months(blueprint: Blueprint) -> Ints:
    """Month (twelve to a year of 52 weeks) of each week of the benefit horizon."""
    return np.arange(blueprint.calendar.benefit_end) * 12 // 52


@patient_collector()
def run_chunk(
    blueprint: Blueprint,
    seed: int,
    worlds: range,
    models: Sequence[str],
    selections: Mapping[str, Selection] | None = None,
    asides: Sequence[Aside] = (),
) -> Chunk:
    """Simulate some worlds under every model, and ask in passing what else is asked."""
    begin = perf_counter()
    rules = {name: _Timed(rule) for name, rule in (selections or {}).items()}
    weeks = blueprint.calendar.benefit_end
    first_weeks = np.unique(months(blueprint), return_index=True)[1]
    n, m = len(worlds), len(models)
    outcomes = np.empty((n, m, len(OUTCOMES)))
    cumulative = np.empty((n, m, weeks + 1))
    costs = np.zeros((m, len(KINDS), len(first_weeks)), dtype=np.int64)
    kanban = np.zeros((m, len(COLUMNS), weeks + 1), dtype=np.int64)
    features = np.zeros((n, m), dtype=np.int64)
    lead_times = []
    answers: list[list[tuple[float, ...]]] = [[] for _ in asides]
    breakdown: dict[str, list[Floats]] = {table: [] for table in row_names(blueprint)}
    for i, replication in enumerate(worlds):
        world = World(blueprint, seed, replication)
        leads, runs = [], []
        for j, name in enumerate(models):
            run = simulate(world, blueprint.scenario.funding_models[name], rules)
            outcomes[i, j] = list(run.result.outcomes.values())
            cumulative[i, j] = run.result.cumulative
            for table, found in breakdown.items():
                found.append(getattr(run.result.breakdown, table))
            runs.append(run)
            booked = run.ledger.by_week(weeks)
            costs[j, : len(booked)] += np.add.reduceat(booked, first_weeks, axis=1)
            kanban[j] += kanban_counts(run.states, weeks)
            features[i, j] = sum(state.total for state in run.states)
            leads.append(
                np.array(
                    [
                        s.released - s.plan.appears
                        for s in run.states
                        if s.released is not None and s.plan.data.underway is None
                    ]
                )
            )
        lead_times.append(tuple(leads))
        for aside, found_aside in zip(asides, answers, strict=True):
            if aside.worlds is None or replication < aside.worlds:
                found_aside.append(aside.ask(world, runs, rules))
        for run in runs:
            forget(run.states)
    spent, inside = perf_counter() - begin, sum(rule.seconds for rule in rules.values())
    tables = {table: np.array(found).reshape(n, m, *found[0].shape) for table, found in breakdown.items()}
    return Chunk(
        worlds.start,
        outcomes,
        cumulative,
        tables,
        costs,
        kanban,
        tuple(lead_times),
        features,
        tuple(np.array(found) if found else np.empty((0, 0)) for found in answers),
        spent,
        inside,
    )


def _task(
    scenario: Packed[Scenario],
    seed: int,
    worlds: range,
    models: Sequence[str],
    selections: Mapping[str, Selection] | None,
    asides: Sequence[Aside],
) -> Chunk:
    """Some worlds; the scenario is laid out once per process."""
    blueprint = laid_out(scenario)
    return run_chunk(blueprint, seed, worlds, models, selections, asides)


def chunks(
    scenario: Scenario,
    seed: int,
    worlds: range,
    models: Sequence[str],
    *,
    pool: Pool | None = None,
    selections: Mapping[str, Selection] | None = None,
    asides: Sequence[Aside] = (),
) -> Generator[Chunk, None, None]:
    """Results chunk by chunk in replication order, wherever they are computed.

    Raises:
        ScenarioError: the scenario cannot be simulated.
        PoolError: the pool cannot be used.

    """
    packed = Packed.of(scenario)
    keep(packed, Blueprint(scenario))
    ranges = [worlds[k : k + CHUNK] for k in range(0, len(worlds), CHUNK)]
    tasks = [(packed, seed, part, tuple(models), selections, tuple(asides)) for part in ranges]
    return run_tasks(_task, tasks, pool)
