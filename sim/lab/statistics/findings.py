"""What is known of streams and stages after a study of flow: every number with how sure it is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.arrays import Floats

if TYPE_CHECKING:
    from sim.lab.statistics.steady import Estimate, Quantile


@dataclass(frozen=True)
class StageFlow:
    """One stage of a stream."""

    id: str
    name: str
    station: str
    """Id of the station that does the work; empty when parallel teams do."""
    utilisation: Estimate
    """Share of its servers' time with a feature in hand; unknown for pure delays. Of a platform team: for all."""
    wip: Estimate
    """Features in the stage on average: waiting, in service, blocked, and done but not pulled."""
    queue: Estimate
    """Of these: waiting for a server."""
    in_service: Estimate
    """Of these: in service."""
    blocked: Estimate
    """Of these: finished, but waiting for somebody outside (a blocker)."""
    not_pulled: Estimate
    """Of these: finished and free to go, but with no room ahead."""
    starved: Estimate
    """Share of its servers' time in which they could work but have nothing to work on."""
    held: Estimate
    """Share of its servers' time in which finished work keeps them, blocked work included."""
    held_blocked: Estimate
    """Of this: by work that waits for somebody outside."""
    down: Estimate
    """Share of its servers' time in which they are broken."""
    away: bool
    """Whether its servers have other work as well."""
    waited: Estimate
    """Share of visits that had to wait for a server."""
    load: float
    """Work asked for per server-week by the traffic equations; NaN when the line feeds itself."""


@dataclass(frozen=True)
class ClassFlow:
    """The features of one class of service."""

    id: str
    throughput: Estimate
    cycle_time: Estimate
    queue_time: Estimate


@dataclass(frozen=True)
class Unfinished:
    """What was left when the runs ended: means over runs."""

    count: float
    """Features that had arrived and were not done."""
    mean_age: float
    """Their mean age since the idea, weeks; NaN when none was left."""
    oldest: float
    """Age of the oldest of all runs, weeks."""
    to_come: float = 0.0
    """Where the number of features is limited: those that had not come yet."""


@dataclass(frozen=True)
class StreamFlow:
    """One value stream."""

    id: str
    name: str
    throughput: Estimate
    """Features done per week."""
    wip: Estimate
    """Features in the line on average."""
    cycle_time: Estimate
    """Weeks from entering the line to done."""
    lead_time: Estimate
    """Weeks from arrival, before any gate and any wait outside, to done; unknown for lines that feed themselves."""
    queue_time: Estimate
    """Weeks of the cycle time in which the feature waited for a server."""
    waited: Estimate
    """Share of features that waited for a server at all."""
    backlog: Estimate
    """Features before the line on average: at a funding gate or outside a full first stage."""
    empty: Estimate
    """Share of time without any feature in the line."""
    wip_variance: Estimate
    """Variance of the number in the line over time."""
    flow_efficiency: Estimate
    """Share of the cycle time in service."""
    lost_share: Estimate
    """Share of arrivals turned away because the first stage was full."""
    expired_share: Estimate
    """Share of arrivals that left before anybody touched them."""
    percentiles: dict[int, Quantile]
    """Cycle time by per cent of the features that are faster; from week 0 on, unfinished features count as well."""
    censored: bool
    """Whether the percentiles count unfinished features, as far as they were watched."""
    classes: tuple[ClassFlow, ...]
    stages: tuple[StageFlow, ...]
    bottleneck: str
    """Id of the stage whose servers are busiest; empty when there is none."""
    rivals: tuple[str, ...] | None
    """Ids of the other stages that may be as busy, as far as intervals tell; None = not enough data to tell."""
    grows: bool
    """Whether features pile up in the line without bound: means of times and numbers present do not exist."""
    piles_up: bool
    """Whether features pile up in the line or before it: there is no mean lead time or backlog."""
    short: bool
    """Whether too little was observed for any interval."""
    memory: float
    """Weeks the slowest station needs to forget, roughly; 0 for lines that feed themselves."""
    unfinished: Unfinished
    done: float
    """Features done by the end of a run, from week 0: mean over runs."""
    lost: float
    """Features turned away or expired by the end of a run, from week 0: mean over runs."""


@dataclass(frozen=True)
class LittlesLaw:
    """Little's law on what was observed: L = lambda W, L by counting who is there, lambda W by adding up stays."""

    wip: float
    """Integral of the number in the lines over the weeks observed, per week."""
    throughput_times_cycle_time: float
    """Features seen per week times the weeks each of them spent in the line while observed."""
    finished_only: float
    """Throughput times mean cycle time of the features done: differs by those present at the ends."""

    @property
    def relative_error(self) -> float:
        """Difference of the two sides as a share; rounding is all that may be left."""
        if self.wip == 0:
            return 0.0 if self.throughput_times_cycle_time == 0 else math.inf
        return abs(self.throughput_times_cycle_time - self.wip) / self.wip


@dataclass(frozen=True)
class Endings:
    """What each run left, by run and stream: arrays of shape (runs, streams)."""

    unfinished: Floats
    age: Floats
    oldest: Floats
    done: Floats
    last: Floats
    """Week in which the last feature was done; NaN when none was."""
    lost: Floats
    expired: Floats
    out: Floats
    """Week in which the last feature left, done or not; NaN when none did."""
