"""The load of every team by quarter: what share of their time the people of each stage are at work."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Unpack

import numpy as np

from sim.arrays import Floats, Shape
from sim.execution.collector import patient_collector
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.outcomes.strain_measures import load_by_quarter
from sim.simulation import simulate
from sim.studies.asked import Asked, Ended
from sim.studies.cases import BLOCK, How, no_rules
from sim.world.blueprint import Blueprint
from sim.world.world import World

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenarios.scenario import Scenario
    from sim.funding.selection_rules import Selection

FULL = 0.9
"""Load from which a team counts as full: a queue is nine times its work there (M/M/1, rho / (1 - rho))."""


@dataclass(frozen=True)
class Workload(Asked):
    """The load of every stage in every quarter, under some funding models in the same worlds."""

    models: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    """Value stream and stage of each row."""
    loads: Floats
    """Shape (worlds, models, teams, quarters); NaN where nobody is there."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return len(self.loads)

    def mean(self, model: str) -> Floats:
        """Mean load over worlds in which somebody is there: shape (teams, quarters)."""
        own = self.loads[:, self.models.index(model)]
        there = ~np.isnan(own)
        count = there.sum(axis=0)
        total = np.where(there, own, 0.0).sum(axis=0)
        return np.where(count > 0, total / np.maximum(count, 1), np.nan)

    def full(self, model: str) -> Floats:
        """Share of worlds in which a team is full in a quarter: shape (teams, quarters)."""
        own = self.loads[:, self.models.index(model)]
        return np.asarray((np.nan_to_num(own) >= FULL).mean(axis=0))


def run_workload(
    scenario: Scenario, models: Sequence[str], *, replications: int = 100, **how: Unpack[How]
) -> Workload:
    """Measure the load of every team by quarter.

    Args:
        scenario: the portfolio and its funding models.
        models: which of them.
        replications: number of worlds.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        KeyboardInterrupt: interrupted before the first worlds were finished.

    """
    seed, progress = how.get("seed", 1), how.get("progress")
    rules = how.get("rules", no_rules)(scenario, models)
    stage_ids = Blueprint(scenario).stage_ids
    tasks = [
        (scenario, tuple(models), seed, range(first, min(first + BLOCK, replications)), rules)
        for first in range(0, replications, BLOCK)
    ]
    found: list[Floats] = []
    ended: Ended = "replications"
    try:
        with closing(run_tasks(_block, tasks, how.get("pool") or Pool())) as parts:
            for part in parts:
                found.append(part)
                if progress is not None:
                    progress(sum(map(len, found)) * len(models), replications * len(models))
    except KeyboardInterrupt:
        if not found:
            raise
        ended = "interrupted"
    return Workload(scenario, seed, tuple(models), tuple(stage_ids), np.concatenate(found), ended)


@patient_collector()
def _block(
    scenario: Scenario, models: tuple[str, ...], seed: int, worlds: range, rules: Mapping[str, Selection]
) -> Annotated[Floats, Shape("worlds", "models", "teams", "quarters")]:
    """Loads in some worlds."""
    blueprint = Blueprint(scenario)
    loads = []
    for replication in worlds:
        world = World(blueprint, seed, replication)
        runs = [simulate(world, scenario.funding_models[model], rules) for model in models]
        loads.append([load_by_quarter(blueprint, run.visits, run.crews, run.end) for run in runs])
    return np.array(loads)
