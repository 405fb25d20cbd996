"""Numbers of a flow laboratory swept over a range: throughput, cycle time, work in progress against a setting."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Annotated

import numpy as np

from scenarios.scenario import Scenario
from scenarios.variation.axis import Axis
from scenarios.variation.ranges import Value
from scenarios.variation.variants import vary_all
from scenarios.writing.fingerprint import dump
from sim.arrays import Floats, Shape
from sim.execution.pool import Pool
from sim.execution.run import run_until_interrupted
from sim.lab.laboratory import run_flow
from sim.lab.statistics.results import PERCENTILES, StreamFlow
from sim.outcomes.measures import Outcome
from sim.studies.asked import Asked, Ended
from sim.studies.cases import Progress
from sim.studies.sweeps import Best

FLOW_OUTCOMES: dict[str, Outcome] = {
    "throughput": Outcome("Throughput", "per week", "more", "features done per week"),
    "wip": Outcome("Work in progress", "count", "less", "features in the line on average"),
    "cycle_time": Outcome("Cycle time", "weeks", "less", "from entering the line to done"),
    "lead_time": Outcome("Lead time", "weeks", "less", "from arrival, before any gate, to done"),
    "queue_time": Outcome("Queue time", "weeks", "less", "part of the cycle time without a server"),
    "flow_efficiency": Outcome("Flow efficiency", "share", "more", "share of the cycle time in service"),
    "backlog": Outcome("Backlog", "count", "less", "features before the line on average"),
    "lost_share": Outcome("Lost", "share", "less", "share of arrivals turned away at a full first stage"),
    "expired_share": Outcome("Expired", "share", "less", "share of arrivals that left before anybody touched them"),
    **{
        f"cycle_time_p{p}": Outcome(f"Cycle time, P{p}", "weeks", "less", f"{p} % of the features are faster")
        for p in PERCENTILES
    },
}
"""What can be swept besides what stages do."""
STAGE_OUTCOMES: dict[str, Outcome] = {
    "utilisation": Outcome("Utilisation", "share", "neither", "share of its servers' time with a feature in hand"),
    "wip": Outcome("Work in progress", "count", "less", "features in the stage on average"),
    "queue": Outcome("Queue", "count", "less", "features waiting for a server"),
    "blocked": Outcome("Blocked", "count", "less", "features finished that wait for somebody outside"),
    "not_pulled": Outcome("Done, not pulled", "count", "less", "features finished, without room ahead"),
    "starved": Outcome("Starved", "share", "less", "share of its servers' time without work"),
}
"""What can be swept of a stage, as STAGE.OUTCOME."""


def flow_outcome(scenario: Scenario, name: str) -> Outcome:
    """What an outcome is: of a line, or ``stage.outcome``.

    Raises:
        KeyError: there is none of this name.

    """
    if name in FLOW_OUTCOMES:
        return FLOW_OUTCOMES[name]
    stage, _, what = name.rpartition(".")
    found = STAGE_OUTCOMES[what]
    if not any(stage == s.id for stream in scenario.value_streams for s in stream.stages):
        raise KeyError(name)
    return Outcome(f"{found.label} of {stage}", found.unit, found.better, found.definition)


def flow_outcomes(scenario: Scenario) -> list[str]:
    """Names of everything that can be measured in a scenario."""
    stages = dict.fromkeys(stage.id for stream in scenario.value_streams for stage in stream.stages)
    return [*FLOW_OUTCOMES, *(f"{stage}.{what}" for stage in stages for what in STAGE_OUTCOMES)]


@dataclass(frozen=True)
class FlowSweep(Asked):
    """Outcomes of every stream at every point. Points are ordered by the first axis, then the second."""

    axes: tuple[Axis, ...]
    outcomes: tuple[str, ...]
    streams: tuple[str, ...]
    values: Floats
    """Shape (points, streams, outcomes, 3): mean, low and high end of its 95 % interval; NaN = not known."""
    replications: int
    """Independent runs at every point."""
    ended: Ended = "replications"
    """interrupted: points that were not finished are NaN."""

    @property
    def places(self) -> list[tuple[Value, ...]]:
        """The values of the axes at every point."""
        return list(product(*(axis.values for axis in self.axes)))

    @property
    def series(self) -> tuple[Value, ...]:
        """The values of the second axis; one None when there is none."""
        return self.axes[1].values if len(self.axes) > 1 else (None,)

    def line(self, outcome: str, stream: str, series: int = 0) -> Floats:
        """One outcome of one stream along the first axis: shape (values, 3)."""
        rows = self.values[series :: len(self.series)]
        return np.asarray(rows[:, self.streams.index(stream), self.outcomes.index(outcome)])

    def best(self, outcome: str, stream: str, series: int = 0) -> Best | None:
        """The best value of the first axis; None where no direction is better, or nothing is known.

        Values are alike where their interval overlaps that of the best.
        """
        better = flow_outcome(self.scenario, outcome).better
        mean, low, high = self.line(outcome, stream, series).T
        if better == "neither" or np.isnan(mean).all():
            return None
        index = int(np.nanargmax(mean) if better == "more" else np.nanargmin(mean))
        near = ~((low > high[index]) | (high < low[index]) | np.isnan(mean))
        alike = tuple(int(k) for k in np.flatnonzero(near))
        ends = {0, len(mean) - 1}
        return Best(index, alike, index not in ends and not ends & set(alike))


def flow_point(
    scenario: str, seed: int, horizon: float | None, replications: int | None, outcomes: tuple[str, ...]
) -> Annotated[Floats, Shape("streams", "outcomes", 3)]:
    """One point (a scenario as JSON): outcomes of every stream, with both ends of the interval."""
    result = run_flow(Scenario.model_validate_json(scenario), horizon=horizon, replications=replications, seed=seed)
    return np.array([[_measured(stream, name) for name in outcomes] for stream in result.streams])


def _measured(stream: StreamFlow, name: str) -> tuple[float, float, float]:
    """Mean and interval of an outcome; NaN for a stage that this stream does not have."""
    if name.startswith("cycle_time_p"):
        quantile = stream.percentiles[int(name.removeprefix("cycle_time_p"))]
        return quantile.value, quantile.low, quantile.high
    stage, _, what = name.rpartition(".")
    holder: object = stream if not stage else next((s for s in stream.stages if s.id == stage), None)
    if holder is None:
        return math.nan, math.nan, math.nan
    estimate = getattr(holder, what)
    low, high = estimate.interval()
    return float(estimate.mean), float(low), float(high)


def flow_sweep(
    scenario: Scenario,
    axes: Sequence[Axis],
    *,
    outcomes: Sequence[str] = ("throughput", "cycle_time"),
    horizon: float | None = None,
    replications: int | None = None,
    seed: int = 1,
    pool: Pool | None = None,
    progress: Progress | None = None,
) -> FlowSweep:
    """Run the flow laboratory at every combination of values, with the same seed everywhere.

    Args:
        scenario: value streams with arrivals.
        axes: one or two numbers with their values.
        outcomes: names out of ``flow_outcomes``.
        horizon: weeks of a run; default: chosen by load and variability at each point.
        replications: independent runs at each point; default: one long run.
        seed: seed of all runs.
        pool: where to run, one task per point.
        progress: called with the finished and the planned number of points.

    Raises:
        KeyError: an unknown outcome.
        ScenarioError: values that do not fit, all of them at once.
        KeyboardInterrupt: interrupted before the first point; later interrupts return what is there.

    """
    for name in outcomes:
        flow_outcome(scenario, name)
    points = [dict(zip((axis.path for axis in axes), at, strict=True)) for at in product(*(a.values for a in axes))]
    tasks = [(dump(one), seed, horizon, replications, tuple(outcomes)) for one in vary_all(scenario, points)]

    def advance(parts: Sequence[Floats]) -> None:
        if progress is not None:
            progress(len(parts), len(tasks))

    found, ended = run_until_interrupted(flow_point, tasks, pool, advance)
    found += [np.full_like(found[0], np.nan)] * (len(tasks) - len(found))
    streams = tuple(stream.id for stream in scenario.value_streams if stream.arrivals is not None)
    values = np.stack(found)
    return FlowSweep(scenario, seed, tuple(axes), tuple(outcomes), streams, values, replications or 1, ended)
