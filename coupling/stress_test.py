"""A plan under stress: run in the simulator, with the luck of many worlds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from coupling.planned import Planned, as_planned, named
from scenarios.faults import ScenarioError
from sim.arrays import Floats, Shape
from sim.execution.identity import Packed
from sim.execution.pool import Pool
from sim.execution.run import run_tasks
from sim.outcomes.run import Run
from sim.outcomes.statistics import Summary, summarise
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.prerequisites import missing_for_simulation
from sim.world.world import World

if TYPE_CHECKING:
    from optimiser.plan import Plan
    from scenarios.scenario import Scenario

CHUNK = 10
"""Worlds per task: fixed, so that results do not depend on the number of workers."""
AMOUNTS = ("value", "benefits", "spend")
"""What a world brings: discounted value in the sense of the plan, undiscounted benefits, undiscounted spend."""
MEASURES = (
    "days_per_release", "cost_per_release", "releases", "worst_gap_weeks", "three_month_rule_share",
    "time_to_first_value_weeks", "lead_time_weeks", "realised_share", "overload_share",
)  # fmt: skip
"""Outcomes of a world that a plan decides; rounds, reviews and business cases are no part of a plan."""


@dataclass(frozen=True)
class Strain:
    """One MMP of the plan under stress."""

    id: str
    label: str
    start: int
    """Planned 1-based start quarter."""
    due: int
    """1-based quarter by whose end it is planned to be out."""
    in_time: float
    """Share of worlds in which it is."""
    release: tuple[float, float, float]
    """P10, P50 and P90 of the week of its release; infinite = not released by the benefit horizon."""


@dataclass(frozen=True)
class Together:
    """What is planned to come out in one quarter, over all value streams."""

    quarter: int
    mmps: tuple[str, ...]
    in_time: float
    """Share of worlds in which all of it is out in time."""
    weakest: float
    """The smallest share among its MMPs, taken by itself."""


@dataclass(frozen=True)
class Stress:
    """What became of a plan in many worlds; arrays are in replication order."""

    plan: Plan
    seed: int
    mmps: tuple[str, ...]
    due: Floats
    """Week by which each MMP is planned to be out: shape (mmps,)."""
    released: Floats
    """Week of release, NaN = never: shape (worlds, mmps)."""
    amounts: Floats
    """``AMOUNTS`` in currency: shape (worlds, 3)."""
    utilisation: Floats
    """Busy share of the servers of each value stream in the horizon: shape (worlds, streams)."""
    measures: Floats
    """``MEASURES`` as ``sim.outcomes.definitions`` defines them, NaN = does not exist: shape (worlds, measures)."""

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return len(self.released)

    @property
    def in_time(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Whether each MMP is out by the end of its planned quarter: shape (worlds, mmps)."""
        kept: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = self.released <= self.due + 1e-9
        return kept

    @property
    def whole(self) -> float:
        """Share of worlds in which everything is out in time."""
        return float(self.in_time.all(axis=1).mean())

    def summary(self, amount: str) -> Summary:
        """Mean and P10, P50, P90 of one of ``AMOUNTS``."""
        return summarise(self.amounts[:, AMOUNTS.index(amount)])

    def expected(self, amount: str) -> float | None:
        """What the plan states for one of ``AMOUNTS``; None where it states nothing."""
        lines = self.plan.chosen
        if amount == "spend":
            return sum(line.cost for line in lines)
        return sum(line.expected_value or 0.0 for line in lines) if amount == "value" else None

    def measured(self, outcome: str) -> Summary:
        """Mean and P10, P50, P90 of one of ``MEASURES``."""
        return summarise(self.measures[:, MEASURES.index(outcome)])

    def streams(self) -> dict[str, Summary]:
        """Utilisation by value stream."""
        names = [stream.id for stream in self.plan.scenario.value_streams]
        return {name: summarise(self.utilisation[:, s]) for s, name in enumerate(names)}

    def strains(self) -> list[Strain]:
        """Every MMP, by planned release, then start, then id."""
        weeks = np.where(np.isnan(self.released), np.inf, self.released)
        shares = self.in_time.mean(axis=0)
        quantiles = np.quantile(weeks, (0.1, 0.5, 0.9), axis=0, method="inverted_cdf")
        lines = {line.id: line for line in self.plan.chosen}
        found = []
        for m, name in enumerate(self.mmps):
            line = lines[name]
            p10, p50, p90 = (float(q) for q in quantiles[:, m])
            due = line.release or 0
            found.append(Strain(name, line.label, line.start or 0, due, float(shares[m]), (p10, p50, p90)))
        return sorted(found, key=lambda strain: (strain.due, strain.start, strain.id))

    def together(self) -> list[Together]:
        """Every quarter in which something is due."""
        kept, found = self.in_time, []
        dues = {line.id: line.release or 0 for line in self.plan.chosen}
        for quarter in sorted(set(dues.values())):
            own = [m for m, name in enumerate(self.mmps) if dues[name] == quarter]
            joint = float(kept[:, own].all(axis=1).mean())
            names = tuple(self.mmps[m] for m in own)
            found.append(Together(quarter, names, joint, float(kept[:, own].mean(axis=0).min())))
        return found

    def as_json(self) -> dict[str, Any]:
        """Plain data; shares of worlds are as counted, weeks are null where it is not released."""

        def bands(summary: Summary) -> dict[str, float]:
            return {"mean": summary.mean, "p10": summary.p10, "p50": summary.p50, "p90": summary.p90}

        return {
            "replications": self.replications,
            "seed": self.seed,
            "in_time": self.whole,
            "quarters": [
                {"quarter": t.quarter, "mmps": list(t.mmps), "in_time": t.in_time, "weakest": t.weakest}
                for t in self.together()
            ],
            "mmps": [
                {
                    "id": s.id,
                    "start_quarter": s.start,
                    "release_quarter": s.due,
                    "in_time": s.in_time,
                    "release_week": dict(zip(("p10", "p50", "p90"), s.release, strict=True)),
                }
                for s in self.strains()
            ],
            **{name: {"plan": self.expected(name), **bands(self.summary(name))} for name in AMOUNTS},
            "utilisation": {name: bands(summary) for name, summary in self.streams().items()},
            "measures": {name: bands(self.measured(name)) for name in MEASURES},
        }


def stress(
    plan: Plan,
    *,
    replications: int = 200,
    seed: int = 1,
    workers: int = 1,
    pool: Pool | None = None,
    progress: Callable[[int], None] | None = None,
) -> Stress:
    """Run a plan in the simulator.

    Only its MMPs are done. Each gets its money at the start of its planned quarter and starts no earlier, whatever
    the budget; where several start, what is due earlier comes first. People stay in their value streams. Each MMP
    is released by itself, on the release dates of its streams, when what it requires is out. The MMP WIP limit is
    that of the plan's rules. Nothing is stopped.

    Args:
        plan: a plan with MMPs.
        replications: number of worlds; equal seeds give equal worlds.
        seed: seed of the study.
        workers: processes; results are bit-identical for any number.
        pool: where to run instead: processes, a cluster, with or without a checkpoint; results are the same.
        progress: called with the number of finished worlds.

    Raises:
        ValueError: the plan has no MMPs.
        ScenarioError: the scenario lacks what a simulation needs.
        PoolError: the pool cannot be used.
        KeyboardInterrupt: interrupted before the first worlds were finished; later interrupts return what is there.

    """
    scenario = as_planned(plan)
    faults = missing_for_simulation(scenario)
    if faults:
        raise ScenarioError(named(fault, scenario) for fault in faults)
    quarters = {line.id: (line.start or 0, line.release or 0) for line in plan.chosen}
    packed, net = Packed.of(scenario), plan.wishes.aim == "net"
    ranges = [range(k, min(k + CHUNK, replications)) for k in range(0, replications, CHUNK)]
    tasks = [(packed, quarters, net, seed, worlds) for worlds in ranges]
    done: list[Part] = []
    try:
        for part in run_tasks(_task, tasks, pool or Pool(workers)):
            done.append(part)
            if progress is not None:
                progress(sum(len(part[0]) for part in done))
    except KeyboardInterrupt:
        if not done:
            raise
    released, amounts, utilisation, measures = (np.concatenate(column) for column in zip(*done, strict=True))
    names = tuple(mmp.id for mmp in scenario.mmps)
    due = np.array([quarters[name][1] * scenario.calendar.weeks_per_quarter for name in names], dtype=np.float64)
    return Stress(plan, seed, names, due, released, amounts, utilisation, measures)


Part = tuple[
    Annotated[Floats, Shape("worlds", "mmps")],
    Annotated[Floats, Shape("worlds", len(AMOUNTS))],
    Annotated[Floats, Shape("worlds", "streams")],
    Annotated[Floats, Shape("worlds", len(MEASURES))],
]


def _task(
    scenario: Packed[Scenario], quarters: dict[str, tuple[int, int]], net: bool, seed: int, worlds: range
) -> Part:
    """Some worlds: weeks of release, amounts, utilisation, measures."""
    blueprint = Blueprint(scenario.unpack())
    rule = Planned(quarters, blueprint.calendar.weeks_per_quarter)
    model = blueprint.scenario.funding_models["plan"]
    released = np.full((len(worlds), len(blueprint.mmps)), np.nan)
    amounts = np.empty((len(worlds), len(AMOUNTS)))
    utilisation = np.empty((len(worlds), len(blueprint.streams)))
    measures = np.empty((len(worlds), len(MEASURES)))
    for i, replication in enumerate(worlds):
        run = simulate(World(blueprint, seed, replication), model, {"optimiser": rule})
        for state in run.states:
            if state.released is not None and state.released <= run.end:
                released[i, state.index] = state.released
        amounts[i] = _amounts(run, net)
        utilisation[i] = _utilisation(run)
        measures[i] = [run.result.outcomes[name] for name in MEASURES]
    return released, amounts, utilisation, measures


def _amounts(run: Run, net: bool) -> tuple[float, float, float]:
    """Value, benefits and spend of one world: work and direct cost of the MMPs, not the people without work."""
    blueprint, ledger = run.world.blueprint, run.ledger
    benefits = run.result.benefits
    own = ledger.mmp >= 0
    spend = np.bincount(ledger.week[own], ledger.cents[own], minlength=len(blueprint.weights)) / 100.0
    value = float((benefits * blueprint.weights).sum())
    if net:
        value -= float((spend * blueprint.weights).sum())
    return value, float(benefits.sum()), float(spend.sum())


def _utilisation(run: Run) -> Floats:
    """Busy share of the servers of each value stream up to the horizon: shape (streams,)."""
    blueprint = run.world.blueprint
    horizon = float(blueprint.calendar.horizon)
    visits = run.visits[~np.isnan(run.visits[:, 5])]
    end = np.minimum(np.where(np.isnan(visits[:, 6]), run.end, visits[:, 6]), horizon)
    busy = np.clip(end - visits[:, 5], 0.0, None)
    stage = visits[:, 2].astype(np.int64)
    by_stage = np.bincount(stage, busy, minlength=len(blueprint.stage_ids))
    by_stage[blueprint.payer_of_stage != blueprint.stream_of_stage] = 0.0  # the work of platform teams
    edges = [stream.first_stage for stream in blueprint.streams]
    servers = np.array([stream.servers for stream in blueprint.streams], dtype=np.float64)
    return np.asarray(np.add.reduceat(by_stage, edges) / (servers * horizon))
