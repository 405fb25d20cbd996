"""A scenario laid out for the simulator: indices instead of names, weeks instead of quarters."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from scenarios.faults import ScenarioError
from scenarios.language.mmps import MMP
from scenarios.open_work import still_open
from scenarios.scenario import Scenario
from sim.arrays import Floats, Ints
from sim.world.earnings import Earnings, Table, discount_weights, lookup
from sim.world.prerequisites import missing_for_simulation
from sim.world.shocks import Shocks
from sim.world.stream_plans import PlatformPlan, StreamPlan, platform_plans, stream_plans

PRIORITIES = {"expedite": 0, "fixed_date": 1, "standard": 2, "intangible": 3}


@dataclass(frozen=True)
class MmpPlan:
    """One MMP as everybody knows it at week 0 (or when it appears)."""

    index: int
    id: str
    data: MMP
    parts: tuple[tuple[int, int], ...]
    """(stream index, estimated features) for each value stream it needs; its own stream first."""
    appears: float
    earliest: float
    latest: float
    """Week before which it must start; infinity = any time."""
    priority: int
    earnings: Earnings
    estimated_cost: float
    """Estimated features x mean effort x cost of a server-week, plus direct cost."""
    stream_costs: dict[int, float]
    """The estimated cost by stream; direct cost in its own stream."""
    duration: float
    """Weeks from start to completion if its stream worked on nothing else."""
    discounted: Table
    """What a release in week 0, 1... would earn, discounted to week 0 (see ``Earnings.tables``)."""
    undiscounted: Table
    """The same undiscounted."""
    penalties: Table
    """Penalties and running cost of a release in week 0, 1..., discounted to week 0; the last entry is never."""
    running_per_week: float = 0.0
    """Running cost from its release to the benefit horizon, in currency a week."""
    requires: tuple[int, ...] = ()
    requires_any: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    excludes: frozenset[int] = frozenset()
    together: tuple[int, ...] = ()

    needs: frozenset[int] = frozenset()
    """MMPs that must be done before it or with it: those of ``requires``, ``after`` and ``together``."""
    linked: bool = False
    """Whether it needs other MMPs in any way."""
    known: bool = False
    """Whether the deciders know what it will earn; evidence then tells them nothing (``sim.studies.knowledge``)."""
    knows_scope: bool = False
    """Whether they know how much work it is."""
    insight: float = 1.0
    """Realised / expected value as the deciders know it; 1 where they know nothing."""

    @property
    def pays(self) -> bool:
        """Whether anything stands in ``penalties``."""
        return self.earnings.due is not None or self.running_per_week > 0

    @property
    def features(self) -> int:
        """Estimated features over all parts."""
        return sum(features for _, features in self.parts)

    @property
    def home(self) -> int:
        """Index of its own value stream."""
        return self.parts[0][0]


class Blueprint:
    """Everything the simulator needs to know of a scenario, the same for every world and funding model.

    Raises ``ScenarioError`` when the scenario lacks what a simulation needs (a planner's file does).
    """

    def __init__(self, scenario: Scenario) -> None:
        scenario = still_open(scenario)
        faults = missing_for_simulation(scenario)
        if faults:
            raise ScenarioError(f.at(f.file or scenario.name, f.line, f.key) for f in faults)
        self.scenario = scenario
        self.calendar = scenario.calendar
        self.weights = discount_weights(scenario.calendar)
        self.platforms = platform_plans(scenario)
        self.streams = stream_plans(scenario, self.platforms)
        self._stream_index = {stream.id: stream.index for stream in self.streams}
        number = {mmp.id: index for index, mmp in enumerate(scenario.mmps)}
        self._variants = _variants(scenario.mmps)
        self.mmps = tuple(self._mmp_plan(mmp, index, number) for index, mmp in enumerate(scenario.mmps))
        self.templates = scenario.uncertainty.market.templates
        self._arrivals: dict[tuple[int, int], MmpPlan] = {}
        self._budgets: dict[tuple[float, float, str | None], float] = {}
        self.bundles = {
            name: self._without_variants([number[m] for m in mmps]) for name, mmps in scenario.bundles().items()
        }
        self.stage_ids = tuple((stream.id, stage.id) for stream in self.streams for stage in stream.stages)

    def budget(self, start: float, end: float, stream: str | None) -> float:
        """Money of a stretch of weeks, quarter by quarter pro rata, for one stream or for the whole portfolio."""
        key = (start, end, stream)
        if key not in self._budgets:
            budget, length = self.scenario.budget, self.calendar.weeks_per_quarter
            total = 0.0
            for quarter in range(self.calendar.quarters):
                weeks = min(end, (quarter + 1) * length) - max(start, quarter * length)
                if weeks > 0:
                    total += budget.in_quarter(quarter + 1, stream) * weeks / length
            self._budgets[key] = total
        return self._budgets[key]

    @cached_property
    def shocks(self) -> Shocks:
        """The events of the scenario."""
        return Shocks(self)

    @cached_property
    def stream_of_stage(self) -> Ints:
        """Index of the value stream of each stage, numbered over all streams: shape (stages,)."""
        return np.array([stream.index for stream in self.streams for _ in stream.stages], dtype=np.int64)

    @cached_property
    def payer_of_stage(self) -> Ints:
        """Who works at each stage: its value stream, or number of streams + index of its platform: (stages,)."""
        platforms = {platform.id: len(self.streams) + platform.index for platform in self.platforms}
        return np.array(
            [
                stream.index if stage.platform is None else platforms[stage.platform]
                for stream in self.streams
                for stage in stream.stages
            ],
            dtype=np.int64,
        )

    @cached_property
    def accounts(self) -> Ints:
        """(stream, who works there) wherever there is work: every stream with its own people, then with a platform.

        Shape (accounts, 2); see ``payer_of_stage``.
        """
        pairs = zip(self.stream_of_stage.tolist(), self.payer_of_stage.tolist(), strict=True)
        shared = dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])
        return np.array([*((stream, stream) for stream in range(len(self.streams))), *shared], dtype=np.int64)

    @cached_property
    def account_of_stage(self) -> Ints:
        """Row of ``accounts`` of each stage: shape (stages,)."""
        rows = {tuple(pair): row for row, pair in enumerate(self.accounts.tolist())}
        pairs = zip(self.stream_of_stage.tolist(), self.payer_of_stage.tolist(), strict=True)
        return np.array([rows[pair] for pair in pairs], dtype=np.int64)

    @property
    def teams(self) -> tuple[StreamPlan | PlatformPlan, ...]:
        """Everybody who is paid: value streams, then platforms."""
        return (*self.streams, *self.platforms)

    @cached_property
    def servers(self) -> Floats:
        """Servers of each value stream at week 0, then of each platform: shape (streams + platforms,)."""
        return np.array([float(team.servers) for team in self.teams])

    @cached_property
    def payroll(self) -> Floats:
        """Cost of the teams of each value stream for a week, then of each platform: (streams + platforms,)."""
        return np.array([team.data.payroll_per_week for team in self.teams])

    @cached_property
    def split_stages(self) -> npt.NDArray[np.bool_]:
        """Whether parallel branches do the work of a stage: shape (stages,)."""
        return np.array([bool(stage.parallel) for stream in self.streams for stage in stream.stages], dtype=bool)

    @cached_property
    def linear(self) -> bool:
        """Whether every stage has people of its own, who are always there, and leads to the next one or back."""
        return all(stage.linear for stream in self.streams for stage in stream.stages)

    @cached_property
    def value_mean(self) -> float:
        """Expected realised value / claimed value, given success."""
        return self.scenario.uncertainty.value.mean

    def arrival(self, template: int, quarter: int, index: int, name: str) -> MmpPlan:
        """An MMP drawn from a template, first seen at the start of a 1-based quarter."""
        key = (template, quarter)
        if key not in self._arrivals:
            data = self.templates[template].replace(appears_quarter=quarter, latest_quarter=None)
            self._arrivals[key] = self._mmp_plan(data, -1, {})
        plan = self._arrivals[key]
        return replace(plan, index=index, id=name)

    def _mmp_plan(self, mmp: MMP, index: int, number: dict[str, int]) -> MmpPlan:
        quarter = self.calendar.weeks_per_quarter
        appears = (mmp.appears_quarter - 1) * quarter
        parts = self._parts(mmp)
        costs = {s: n * self.streams[s].feature_cost for s, n in parts}
        costs[parts[0][0]] += mmp.direct_cost
        earnings = Earnings.of(mmp, appears, self.calendar)
        tables = earnings.tables(self.weights)
        discounted, undiscounted, penalties = (array("d", table.tobytes()) for table in tables)
        running = mmp.running_cost / quarter
        if running:
            later = np.concatenate([np.cumsum(self.weights[::-1])[::-1], [0.0]])  # from each week on
            penalties = array("d", (np.array(penalties) + running * later).tobytes())
        requires, after, together = (_numbers(names, number) for names in (mmp.requires, mmp.after, mmp.with_))
        return MmpPlan(
            index=index,
            id=mmp.id,
            data=mmp,
            parts=parts,
            appears=float(appears),
            earliest=float(((mmp.earliest_quarter or 1) - 1) * quarter),
            latest=math.inf if mmp.latest_quarter is None else float(mmp.latest_quarter * quarter),
            priority=PRIORITIES[mmp.service],
            earnings=earnings,
            estimated_cost=sum(costs.values()),
            stream_costs=costs,
            duration=max(self.streams[s].weeks(n) for s, n in parts),
            discounted=discounted,
            undiscounted=undiscounted,
            penalties=penalties,
            running_per_week=running,
            requires=requires,
            requires_any=_numbers(mmp.requires_any, number),
            after=after,
            excludes=frozenset(
                (*_numbers(mmp.excludes, number), *_numbers(self._variants.get(mmp.id, ()), number))
            ),
            together=together,
            needs=frozenset((*requires, *after, *together)),
            linked=bool(mmp.requires or mmp.requires_any or mmp.after or mmp.with_),
        )

    def _without_variants(self, members: list[int]) -> tuple[int, ...]:
        """What a project holds: of several variants of one thing the one that claims most per cost at week 0."""
        best: dict[str, int] = {}

        def claim(index: int) -> float:
            plan = self.mmps[index]
            return lookup(plan.discounted, plan.duration) / plan.estimated_cost if plan.estimated_cost else math.inf

        for index in members:
            name = self.mmps[index].data.variant_of
            if name is not None and (name not in best or claim(index) > claim(best[name])):
                best[name] = index
        chosen = set(best.values())
        return tuple([m for m in members if self.mmps[m].data.variant_of is None or m in chosen])

    def _parts(self, mmp: MMP) -> tuple[tuple[int, int], ...]:
        if mmp.features is not None:
            assert mmp.value_stream is not None
            return ((self._stream_index[mmp.value_stream], mmp.features),)
        parts = []
        for name, sprints in sorted(mmp.team_sprints.items(), key=lambda item: item[0] != mmp.value_stream):
            stream = self.streams[self._stream_index[name]]
            if sprints > 0:
                parts.append((stream.index, max(1, int(sprints / stream.data.feature_team_sprints + 0.5))))
        return tuple(parts)


def _numbers(names: Sequence[str], number: dict[str, int]) -> tuple[int, ...]:
    return tuple(number[name] for name in names)


def _variants(mmps: Sequence[MMP]) -> dict[str, tuple[str, ...]]:
    """Of every variant, the other ways of doing the same thing: at most one of them is done."""
    same: dict[str, list[str]] = {}
    for mmp in mmps:
        if mmp.variant_of is not None:
            same.setdefault(mmp.variant_of, []).append(mmp.id)
    return {mmp: tuple(other for other in ids if other != mmp) for ids in same.values() for mmp in ids}
