"""Value streams and platform teams laid out for the simulator: stages in a row, people and their weekly cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scenarios.language.platforms import Platform
from scenarios.language.streams import Stage, ValueStream
from scenarios.scenario import Scenario
from sim.arrays import Floats, Ints


@dataclass(frozen=True)
class StreamPlan:
    """One value stream."""

    index: int
    id: str
    data: ValueStream
    stages: tuple[Stage, ...]
    first_stage: int
    """Number of its first stage among the stages of all streams."""
    servers: int
    rate: float
    """Cost of one server for one week."""
    feature_work: float
    """Mean touch time of a feature with the stream's own people, in server-weeks."""
    platform_cost: float = 0.0
    """Cost of the mean work of platform teams on a feature."""
    other_weeks: float = 0.0
    """Weeks that a feature spends at work beyond ``feature_work``: at platform teams; below 0 where branches of its
    own work on it at once."""

    @property
    def feature_cost(self) -> float:
        """Estimated cost of one feature."""
        return self.feature_work * self.rate + self.platform_cost

    def weeks(self, features: int, present: float = 1.0) -> float:
        """Weeks that so many features take if this share of its people works on nothing else."""
        return self.feature_work * (1 + (features - 1) / (self.servers * present)) + self.other_weeks

    @cached_property
    def exits(self) -> tuple[int, ...]:
        """Positions of the stages from which a feature may be done."""
        return tuple(k for k in range(len(self.stages)) if any(to < 0 for _, to in self.data.onward(k)))

    def chosen(self, position: int, u: Floats) -> Ints:
        """Which way on from a stage with a routing, by its place in ``ValueStream.onward``: one for each number."""
        ways = self.data.onward(position)
        edges = np.cumsum([share for share, _ in ways])
        return np.minimum(np.searchsorted(edges, u, side="right"), len(ways) - 1)


@dataclass(frozen=True)
class PlatformPlan:
    """A platform team on which stages of value streams with MMPs call."""

    index: int
    id: str
    data: Platform
    servers: int
    rate: float
    """Cost of one of its servers for one week."""


def platform_plans(scenario: Scenario) -> tuple[PlatformPlan, ...]:
    """Platform teams on which value streams call, in the order of the scenario."""
    used = {stage.platform for stream in scenario.value_streams for stage in stream.stages}
    plans: list[PlatformPlan] = []
    for platform in scenario.platforms:
        if platform.id in used:
            assert isinstance(platform.servers, int)
            rate = platform.payroll_per_week / platform.servers
            plans.append(PlatformPlan(len(plans), platform.id, platform, platform.servers, rate))
    return tuple(plans)


def stream_plans(scenario: Scenario, platforms: Sequence[PlatformPlan]) -> tuple[StreamPlan, ...]:
    """The value streams of a scenario, with the platform teams that they call on."""
    rates = {platform.id: platform.rate for platform in platforms}
    plans: list[StreamPlan] = []
    first = 0
    for index, stream in enumerate(scenario.value_streams):
        plans.append(
            StreamPlan(
                index=index,
                id=stream.id,
                data=stream,
                stages=stream.stages,
                first_stage=first,
                servers=stream.servers,
                rate=stream.server_week_cost,
                feature_work=stream.feature_work,
                platform_cost=sum(work * rates[name] for name, work in stream.platform_work.items()),
                other_weeks=stream.passage - stream.feature_work,
            )
        )
        first += len(stream.stages)
    return tuple(plans)
