"""Paired comparison of funding models: the same worlds under each, differences world by world."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypedDict, Unpack

import numpy as np

from scenarios.scenario import Scenario
from sim.arrays import Floats, Ints
from sim.execution.pool import Pool
from sim.funding.selection_rules import Selection
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.run import Run
from sim.outcomes.statistics import Difference, Summary, Tail, paired_difference, summarise, worst_tenth
from sim.simulation import simulate
from sim.studies.asides import Aside
from sim.studies.asked import Asked
from sim.studies.replication import Chunk, chunks
from sim.world.blueprint import Blueprint
from sim.world.ledger import BENCH, UNPLANNED, WORK
from sim.world.world import World

FLOOR = 30
"""Worlds before precision may end a comparison."""
BATCH = 50
"""Worlds between two looks at the precision: fixed, so that the number of worlds does not depend on workers."""

LEAVING = 0.005
"""Share by which payrolls may differ where people leave when they have finished what is in hand."""

Ended = Literal["replications", "precision", "interrupted"]


@dataclass(frozen=True)
class Comparison(Asked):
    """Results of all worlds under all models. Arrays are in replication order."""

    models: tuple[str, ...]
    ended: Ended
    """Why it ended: the asked number of worlds, the asked precision, or an interrupt."""
    outcomes: Floats
    """Shape (worlds, models, outcomes); outcomes in the order of ``OUTCOMES``."""
    cumulative: Floats
    """Discounted net value at the end of each week, from 0: shape (worlds, models, weeks + 1), currency."""
    breakdown: dict[str, Floats]
    """Who earns and who spends (``sim.outcomes.breakdown``): tables of shape (worlds, models, rows, columns)."""
    costs: Floats
    """Mean cost by model, kind and month: shape (models, kinds, months), currency."""
    kanban: Floats
    """Mean number of MMPs by model and portfolio column: shape (models, columns, weeks + 1)."""
    lead_times: tuple[Floats, ...]
    """By model: lead times of all released MMPs of all worlds, weeks."""
    features: Ints
    """Actual features of all candidate MMPs: shape (worlds, models)."""
    rule_share: float = 0.0
    """Share of the time of all processes spent in selection rules that were handed in; not part of the results."""

    @property
    def replications(self) -> int:
        """Number of finished worlds."""
        return len(self.outcomes)

    def values(self, outcome: str, model: str) -> Floats:
        """One outcome under one model in every world: shape (worlds,)."""
        return np.asarray(self.outcomes[:, self.models.index(model), list(OUTCOMES).index(outcome)])

    def summary(self, outcome: str, model: str) -> Summary:
        """Mean and P10, P50, P90 of one outcome under one model."""
        return summarise(self.values(outcome, model))

    def worst_tenth(self, outcome: str, model: str) -> Tail:
        """Mean of one outcome over the tenth of the worlds in which it is worst, with their number."""
        return worst_tenth(self.values(outcome, model), OUTCOMES[outcome].better)

    def difference(self, outcome: str, a: str, b: str) -> Difference:
        """Paired difference a - b of one outcome."""
        better = OUTCOMES[outcome].better
        return paired_difference(outcome, better, (a, b), self.values(outcome, a), self.values(outcome, b))

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every pair of models (a, b), a after b in the order of the scenario: differences are a - b."""
        return [(a, b) for i, a in enumerate(self.models) for b in self.models[:i]]

    @cached_property
    def switched_on(self) -> tuple[str, ...]:
        """Outcomes of what can be switched on and is: they exist in some world."""
        there = ~np.isnan(self.outcomes).all(axis=(0, 1))
        return tuple(
            name for (name, what), used in zip(OUTCOMES.items(), there, strict=True) if what.optional and used
        )

    @property
    def shown(self) -> tuple[str, ...]:
        """Outcomes that tables and files hold, in the order of ``OUTCOMES``."""
        return tuple(name for name, what in OUTCOMES.items() if not what.optional or name in self.switched_on)

    @cached_property
    def differences(self) -> list[Difference]:
        """All outcomes that are shown, for all pairs."""
        return [self.difference(outcome, a, b) for a, b in self.pairs for outcome in self.shown]

    @cached_property
    def payroll(self) -> dict[str, float]:
        """Mean payroll of the horizon by model: work, unplanned work and bench."""
        kinds = [WORK, BENCH, UNPLANNED]
        return {model: float(self.costs[j, kinds].sum()) for j, model in enumerate(self.models)}

    @property
    def same_payroll(self) -> bool:
        """Whether every model pays the same people (to one unit of currency per thousand weeks booked).

        Where events of the scenario send people away, who leaves first finishes what is in hand: some days of pay.
        """
        amounts = list(self.payroll.values())
        return max(amounts) - min(amounts) <= (LEAVING if self.scenario.events else 1e-6) * max(amounts)

    @property
    def same_work(self) -> bool:
        """Whether every model faces the same candidate work in every world."""
        return bool((self.features == self.features[:, :1]).all())

    def median_world(self) -> int:
        """World whose difference in net present value between the last and the first model is the median one."""
        npv = list(OUTCOMES).index("npv")
        d = self.outcomes[:, -1, npv] - self.outcomes[:, 0, npv]
        return int(np.argsort(d, kind="stable")[(len(d) - 1) // 2])

    def rerun(self, world: int, model: str, selections: Mapping[str, Selection] | None = None) -> Run:
        """One world in full detail: the same run again."""
        replica = World(Blueprint(self.scenario), self.seed, world)
        return simulate(replica, self.scenario.funding_models[model], selections)


@dataclass(frozen=True)
class Precision:
    """When a comparison is precise enough: half-width of the mean paired difference in net present value."""

    relative: float | None = None
    """As a share of the absolute mean difference."""
    absolute: float | None = None
    """In currency; for differences near zero, where a share means nothing."""

    def reached(self, comparison: Comparison) -> bool:
        """Whether every pair with the first model is precise enough."""
        if comparison.replications < FLOOR:
            return False
        for model in comparison.models[1:]:
            difference = comparison.difference("npv", model, comparison.models[0])
            wide = difference.half_width
            close = self.relative is not None and wide <= self.relative * abs(difference.mean)
            if not (close or (self.absolute is not None and wide <= self.absolute)):
                return False
        return True


class How(TypedDict, total=False):
    """How a comparison is run, beside what is compared."""

    replications: int
    """Number of worlds; default 200. With ``precision`` the largest number."""
    seed: int
    """Seed of the study, default 1; equal seeds give equal worlds."""
    pool: Pool | None
    """Where to run; results are the same."""
    precision: Precision | None
    """Stop earlier when precise enough (looked at every ``BATCH`` worlds)."""
    selections: Mapping[str, Selection] | None
    """Further selection rules by name."""
    progress: Callable[[int], None] | None
    """Called with the number of finished worlds."""
    partial: Callable[[Comparison], None] | None
    """Called with the comparison of the worlds finished so far, after each part of the work."""


def compare(
    scenario: Scenario, *, models: Sequence[str] | None = None, workers: int = 1, **how: Unpack[How]
) -> Comparison:
    """Run every model on the same worlds.

    Args:
        scenario: the portfolio and its funding models.
        models: names of funding models, in the order of the report; default: all.
        workers: processes; results are bit-identical for any number. ``pool`` takes their place.
        **how: see ``How``.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        PoolError: the pool cannot be used.
        KeyboardInterrupt: interrupted before the first worlds were finished; later interrupts return what is there.

    """
    names = tuple(models or scenario.funding_models)
    how.setdefault("pool", Pool(workers))
    return compare_beside(scenario, names, (), **how)[0]


def compare_beside(
    scenario: Scenario,
    names: tuple[str, ...],
    asides: Sequence[Aside],
    *,
    replications: int = 200,
    seed: int = 1,
    pool: Pool | None = None,
    precision: Precision | None = None,
    selections: Mapping[str, Selection] | None = None,
    progress: Callable[[int], None] | None = None,
    partial: Callable[[Comparison], None] | None = None,
) -> tuple[Comparison, tuple[Floats, ...]]:
    """The same, with questions that are asked in passing; their answers are of shape (worlds, numbers)."""
    for name in names:
        scenario.funding_models[name]
    done = _Gathered()
    ended: Ended = "replications"

    def so_far() -> Comparison:
        return done.comparison(scenario, seed, names, ended)

    found = chunks(scenario, seed, range(replications), names, pool=pool, selections=selections, asides=asides)
    try:
        with closing(found) as parts:
            for chunk in parts:
                done.add(chunk)
                if partial is not None:
                    partial(so_far())
                if progress is not None:
                    progress(done.worlds)
                look = done.worlds % BATCH == 0 or done.worlds == replications
                if precision is not None and look and precision.reached(so_far()):
                    ended = "precision"
                    break
    except KeyboardInterrupt:
        if not done.worlds:
            raise
        ended = "interrupted"
    kept = ([part for part in answers if len(part)] for answers in zip(*done.asides, strict=True))
    return so_far(), tuple(np.concatenate(parts) for parts in kept)


@dataclass
class _Gathered:
    """Finished chunks; what is only reported as a sum is kept as a sum."""

    worlds: int = 0
    outcomes: list[Floats] = field(default_factory=list)
    cumulative: list[Floats] = field(default_factory=list)
    breakdown: list[dict[str, Floats]] = field(default_factory=list)
    features: list[Ints] = field(default_factory=list)
    asides: list[tuple[Floats, ...]] = field(default_factory=list)
    """By chunk and question."""
    lead_times: list[list[Floats]] = field(default_factory=list)
    """By chunk and model."""
    costs: Ints = field(default_factory=lambda: np.zeros((), dtype=np.int64))
    kanban: Ints = field(default_factory=lambda: np.zeros((), dtype=np.int64))
    seconds: float = 0.0
    rule_seconds: float = 0.0

    def add(self, chunk: Chunk) -> None:
        """Add the next chunk."""
        self.worlds += chunk.worlds
        self.outcomes.append(chunk.outcomes)
        self.cumulative.append(chunk.cumulative)
        self.breakdown.append(chunk.breakdown)
        self.features.append(chunk.features)
        self.asides.append(chunk.asides)
        self.lead_times.append([np.concatenate(leads) for leads in zip(*chunk.lead_times, strict=True)])
        self.costs = self.costs + chunk.costs
        self.kanban = self.kanban + chunk.kanban
        self.seconds += chunk.seconds
        self.rule_seconds += chunk.rule_seconds

    def comparison(self, scenario: Scenario, seed: int, models: tuple[str, ...], ended: Ended) -> Comparison:
        """What there is so far."""
        return Comparison(
            scenario=scenario,
            seed=seed,
            models=models,
            ended=ended,
            outcomes=np.concatenate(self.outcomes),
            cumulative=np.concatenate(self.cumulative),
            breakdown={
                table: np.concatenate([tables[table] for tables in self.breakdown]) for table in self.breakdown[0]
            },
            costs=self.costs / (100.0 * self.worlds),
            kanban=self.kanban / self.worlds,
            lead_times=tuple(np.concatenate(leads) for leads in zip(*self.lead_times, strict=True)),
            features=np.concatenate(self.features),
            rule_share=self.rule_seconds / self.seconds,
        )
