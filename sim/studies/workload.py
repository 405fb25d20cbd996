"""The load of every team and shared service by quarter, and how long who waits for which service."""

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
class Waits:
    """How long MMPs or features wait for a shared service under one funding model."""

    service: str
    """Its id."""
    place: int | None
    """Place of the reason in the list of visits of the service; None = all of them."""
    visits: float
    """Mean number of visits in a world."""
    mean: float
    """Mean weeks from asked for to begun, over all visits of all worlds; NaN where there are none."""
    p90: float
    """Weeks within which nine in ten of them are begun."""
    longest: float
    """The longest wait of all."""


@dataclass(frozen=True)
class Workload(Asked):
    """The load of stages and services in every quarter, under some funding models in the same worlds."""

    models: tuple[str, ...]
    teams: tuple[tuple[str, str], ...]
    """Value stream and stage of each row."""
    loads: Floats
    """Shape (worlds, models, teams, quarters); NaN where nobody is there."""
    service_loads: Floats
    """The same of shared services: shape (worlds, models, services, quarters)."""
    visits: Floats
    """Every visit to a shared service: shape (visits, 4): model, service, place of its reason, weeks waited."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return len(self.loads)

    def mean(self, model: str) -> Floats:
        """Mean load over worlds in which somebody is there: shape (teams, quarters)."""
        return _mean(self.loads[:, self.models.index(model)])

    def service_mean(self, model: str) -> Floats:
        """The same of shared services: shape (services, quarters)."""
        return _mean(self.service_loads[:, self.models.index(model)])

    def waits(self, model: str) -> list[Waits]:
        """Of every shared service all visits together, and each reason by itself where there are several."""
        own = self.visits[self.visits[:, 0] == self.models.index(model)]
        found = []
        for number, service in enumerate(self.scenario.services):
            here = own[own[:, 1] == number]
            found.append(self._waits(service.id, None, here[:, 3]))
            if len(service.visits) > 1:
                reasons = ((k, here[here[:, 2] == k, 3]) for k in range(len(service.visits)))
                found += [self._waits(service.id, k, weeks) for k, weeks in reasons]
        return found

    def _waits(self, service: str, place: int | None, weeks: Floats) -> Waits:
        if not len(weeks):
            return Waits(service, place, 0.0, float("nan"), float("nan"), float("nan"))
        mean, p90 = float(weeks.mean()), float(np.quantile(weeks, 0.9))
        return Waits(service, place, len(weeks) / self.replications, mean, p90, float(weeks.max()))

    def full(self, model: str) -> Floats:
        """Share of worlds in which a team is full in a quarter: shape (teams, quarters)."""
        own = self.loads[:, self.models.index(model)]
        return np.asarray((np.nan_to_num(own) >= FULL).mean(axis=0))


def _mean(own: Floats) -> Floats:
    """Mean over worlds (the first axis) in which there is a number."""
    there = ~np.isnan(own)
    count = there.sum(axis=0)
    total = np.where(there, own, 0.0).sum(axis=0)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def run_workload(
    scenario: Scenario, models: Sequence[str], *, replications: int = 100, **how: Unpack[How]
) -> Workload:
    """Measure the load of every team and shared service by quarter, and waits for services.

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
    found: list[tuple[Floats, Floats, Floats]] = []
    ended: Ended = "replications"
    try:
        with closing(run_tasks(_block, tasks, how.get("pool") or Pool())) as parts:
            for part in parts:
                found.append(part)
                if progress is not None:
                    progress(sum(len(loads) for loads, _, _ in found) * len(models), replications * len(models))
    except KeyboardInterrupt:
        if not found:
            raise
        ended = "interrupted"
    loads, services, visits = (np.concatenate(part) for part in zip(*found, strict=True))
    return Workload(scenario, seed, tuple(models), tuple(stage_ids), loads, services, visits, ended)


@patient_collector()
def _block(
    scenario: Scenario, models: tuple[str, ...], seed: int, worlds: range, rules: Mapping[str, Selection]
) -> tuple[
    Annotated[Floats, Shape("worlds", "models", "teams", "quarters")],
    Annotated[Floats, Shape("worlds", "models", "services", "quarters")],
    Annotated[Floats, Shape("visits", 4)],
]:
    """Loads of teams and of services, and visits to services, in some worlds: as in ``Workload``."""
    blueprint = Blueprint(scenario)
    quarters = scenario.calendar.quarters
    loads, services, visits = [], [], []
    for replication in worlds:
        world = World(blueprint, seed, replication)
        runs = [simulate(world, scenario.funding_models[model], rules) for model in models]
        loads.append([load_by_quarter(blueprint, run.visits, run.crews, run.end) for run in runs])
        desks = [None if run.around is None else run.around.services for run in runs]
        ends = [run.end for run in runs]
        services.append([[] if desk is None else desk.loads(end) for desk, end in zip(desks, ends, strict=True)])
        for number, (desk, end) in enumerate(zip(desks, ends, strict=True)):
            visits += [] if desk is None else [(number, *visit) for visit in desk.waits(end)]
    shape = (len(worlds), len(models), len(scenario.services), quarters)
    return np.array(loads), np.array(services, float).reshape(shape), np.array(visits, float).reshape(-1, 4)
