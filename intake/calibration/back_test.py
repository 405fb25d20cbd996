"""The last third of a history against the line that was fitted to the first two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from intake.calibration.calibrate import Calibration, calibrate, known_until, mean_wip
from intake.history.history import DAY, end_of, monday_of
from scenarios.faults import ScenarioError
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow

if TYPE_CHECKING:
    from intake.history.history import History
    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Log

Floats = npt.NDArray[np.float64]
RUNS = 60
"""Runs of the flow laboratory: enough for a 90 % band."""
FEWEST_WEEKS = 12
"""Weeks of the last third below which nothing is tested."""
LONGEST_WARM_UP = 260.0
"""Weeks from empty that are left out at most; else half a year and six cycle times."""
MEASURES = ("items done a week", "items under way", "cycle time, 50 %", "cycle time, 85 %", "cycle time, 95 %")


@dataclass(frozen=True)
class Check:
    """One figure of the last third against the line that was fitted to the first two."""

    measure: str
    seen: float
    low: float
    high: float
    """90 % of the runs lie between."""

    @property
    def held(self) -> bool:
        """Whether what was seen lies in the band."""
        return self.low <= self.seen <= self.high


@dataclass(frozen=True)
class Reproduction:
    """The back-test of a calibration."""

    first_day: str
    weeks: int
    runs: int
    checks: tuple[Check, ...]


def reproduce(
    scenario: Scenario, history: History, stream: str, stages: Mapping[str, str] | None = None, seed: int = 1
) -> Reproduction | None:
    """Fit the first two thirds, run the line for as long as the last third took, and compare.

    Every run draws its numbers from their intervals, so that the band holds what is not known of them, too. Runs
    begin in the long-run state of the line, not with the items that were on the board. None = too short a history.
    """
    if history.as_of is None or not history.finished or history.finished[0].ended is None:
        return None
    begin = monday_of(history.finished[0].ended.date())
    span = (history.as_of - begin).days // 7
    weeks = span // 3
    if weeks < FEWEST_WEEKS:
        return None
    split = monday_of(history.as_of) - timedelta(weeks=weeks)
    try:
        first = calibrate(scenario, known_until(history, split - timedelta(days=1)), stream, stages)
    except ScenarioError:
        return None
    seen = _seen(history, split, weeks)
    warm_up = min(LONGEST_WARM_UP, 26.0 + 6 * _mean_cycle(history))
    rng = np.random.default_rng(seed)
    found = np.array([_run(_varied(first, rng), stream, warm_up, weeks, (seed, k)) for k in range(RUNS)])
    low, high = np.nanquantile(found, 0.05, axis=0), np.nanquantile(found, 0.95, axis=0)
    checks = tuple(
        Check(name, float(s), float(a), float(b)) for name, s, a, b in zip(MEASURES, seen, low, high, strict=True)
    )
    return Reproduction(split.isoformat(), weeks, RUNS, checks)


def _mean_cycle(history: History) -> float:
    """Mean cycle time in weeks."""
    times = [(i.ended - i.started).total_seconds() for i in history.finished if i.ended and i.started]
    return float(np.mean(times)) / (7 * DAY) if times else 0.0


def _seen(history: History, split: Any, weeks: int) -> list[float]:  # noqa: ANN401 - a date
    begin = end_of(split - timedelta(days=1), timed=True)
    end = begin + timedelta(weeks=weeks)
    done = [item for item in history.finished if item.ended is not None and begin <= item.ended < end]
    times = [(i.ended - i.started).total_seconds() / (7 * DAY) for i in done if i.ended and i.started]
    levels = [float(np.quantile(times, q)) if times else float("nan") for q in (0.5, 0.85, 0.95)]
    return [len(done) / weeks, mean_wip(history, begin, end), *levels]


def _varied(calibration: Calibration, rng: np.random.Generator) -> Scenario:
    """The scenario with rate and mean efforts drawn from their intervals."""
    scenario, id_ = calibration.scenario, calibration.stream
    streams = []
    for stream in scenario.value_streams:
        if stream.id != id_:
            streams.append(stream)
            continue
        data = stream.model_dump(by_alias=True)
        fit = calibration.arrivals
        factor = float(np.exp(rng.normal() * (fit.high - fit.low) / (2 * 1.96 * fit.rate))) if fit.rate else 1.0
        _scale_arrivals(data["arrivals"], factor)
        for stage, fitted in zip(data["stages"], calibration.stages, strict=True):
            best = fitted.fits[0] if fitted.fits else None
            if best is not None and "mean" in stage["effort"]:
                low, high = best.intervals["mean"]
                spread = np.log(high / low) / (2 * 1.96) if low > 0 and np.isfinite(high) else 0.0
                stage["effort"]["mean"] *= float(np.exp(rng.normal() * spread))
        streams.append(type(stream).model_validate(data))
    return scenario.replace(value_streams=tuple(streams))


def _scale_arrivals(arrivals: dict[str, Any], factor: float) -> None:
    if "rate" in arrivals:
        arrivals["rate"] *= factor
    elif arrivals["kind"] == "renewal":
        arrivals["interval"]["mean"] /= factor


def _run(scenario: Scenario, stream: str, begin: float, weeks: int, luck: tuple[int, int]) -> list[float]:
    """The measures of one run, over so many weeks after the beginning is left out."""
    fed = [each.id for each in scenario.value_streams if each.arrivals is not None]
    log = simulate_flow(scenario, horizon=begin + weeks, seed=luck[0], replication=luck[1])
    return measures(log, fed.index(stream), begin, weeks)


def measures(log: Log, route: int, begin: float, weeks: float) -> list[float]:
    """Throughput, work in progress and cycle-time percentiles (weeks) of a stretch of a run."""
    items, end = log.items, begin + weeks
    entered, left = items.entered[items.route == route], items.left[items.route == route]
    fate = items.fate[items.route == route]
    done = (fate == DONE) & (left >= begin) & (left < end)
    times = left[done] - entered[done]
    there = ~np.isnan(entered)
    until = np.where(np.isnan(left[there]), end, np.minimum(left[there], end))
    wip = np.maximum(0.0, until - np.maximum(entered[there], begin)).sum() / weeks
    levels = [float(np.quantile(times, q)) if len(times) else float("nan") for q in (0.5, 0.85, 0.95)]
    return [float(done.sum() / weeks), float(wip), *levels]
