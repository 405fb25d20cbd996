"""A value stream with the numbers of its history: what is fitted, how sure it is, what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

from intake.calibration.arrivals import ArrivalFit, fit_arrivals, rate_interval
from intake.calibration.candidates import POOR, Fit, fits
from intake.calibration.clock import clock_of
from intake.calibration.stage_times import StageTimes, matched, stage_times, stays_of
from intake.history.history import DAY, History, Item, State, Visit, end_of, monday_of
from scenarios.faults import suggestion
from scenarios.files import refuse
from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals, weekly_rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.streams import ValueStream
    from scenarios.scenario import Scenario

FEWEST_VISITS = 30
"""Visits from which a share of returns is told."""
MOST_VALUES = 200
"""Observed durations that are written where no shape fits."""


@dataclass(frozen=True)
class Change:
    """One number of the scenario."""

    path: str
    """Where it stands, below the value stream."""
    old: str
    new: str
    interval: str
    """95 % interval, or what is known instead."""
    note: str = ""


@dataclass(frozen=True)
class StageFit:
    """The effort of a stage."""

    stage: str
    times: StageTimes
    fits: tuple[Fit, ...]
    """Candidates, the best first; none where there were too few durations."""
    written: Any
    """Effort in the scenario language; None = left as it was."""


@dataclass(frozen=True)
class Calibration:
    """A scenario with one value stream fitted to a history."""

    scenario: Scenario
    """With the new numbers."""
    stream: str
    source: str
    """Provenance in one line: file, items, span."""
    changes: tuple[Change, ...]
    arrivals: ArrivalFit
    stages: tuple[StageFit, ...]
    throughput: float
    """Items done a week."""
    throughput_interval: tuple[float, float]
    wip: float
    """Items under way, on average over the weeks."""
    written: Mapping[str, Any]
    """New values by key of the value stream; ``stages`` by id."""
    remarks: tuple[str, ...]


def calibrate(
    scenario: Scenario, history: History, stream: str | None = None, stages: Mapping[str, str] | None = None
) -> Calibration:
    """Fit arrivals, efforts, returns and blockers of one value stream to a history.

    Args:
        scenario: with a value stream that has ``arrivals``.
        history: items with the dates of their stages.
        stream: id of the value stream; may be left away where there is one.
        stages: stage of the history -> stage of the scenario, where names differ.

    Raises:
        ScenarioError: stages do not match, or the history holds too little.

    """
    target = _stream(scenario, stream)
    history = _of_stream(history, target.id)
    if not any(item.visits for item in history.items) or history.as_of is None:
        raise refuse(history.source, "has no dates of stages: a line cannot be fitted; export one date per stage")
    if len(history.finished) < FEWEST_VISITS:
        found = len(history.finished)
        raise refuse(history.source, f"holds {found} finished items; a line needs at least {FEWEST_VISITS}")
    stays = stays_of(_never_blocked(history), matched(history, target, stages or {}))
    begin, end = _span(history)
    clock = clock_of(history)
    times = stage_times(target, stays, begin, clock.weeks)
    arrivals = fit_arrivals([item.started for item in history.items if item.started is not None], begin, end)
    fitted = tuple(_effort(each, clock.resolution) for each in times)
    written, changes, remarks = _new_values(target, arrivals, fitted, history)
    remarks.insert(0, clock.says)
    done = sum(item.ended is not None and begin <= item.ended < end for item in history.finished)
    weeks = (end - begin).total_seconds() / (7 * DAY)
    source = f"history {history.source}, {len(history.finished)} items, {begin.date()} to {history.as_of}"
    return Calibration(
        scenario=_with(scenario, target, written),
        stream=target.id,
        source=source,
        changes=tuple(changes),
        arrivals=arrivals,
        stages=fitted,
        throughput=done / weeks,
        throughput_interval=rate_interval(done, weeks),
        wip=mean_wip(history, begin, end),
        written=written,
        remarks=tuple(remarks),
    )


def _stream(scenario: Scenario, wanted: str | None) -> ValueStream:
    fed = [stream for stream in scenario.value_streams if stream.arrivals is not None]
    if wanted is not None:
        chosen = next((stream for stream in fed if stream.id == wanted), None)
        if chosen is None:
            raise refuse(
                scenario.name,
                f'no value stream with arrivals is called "{wanted}"; '
                f"{suggestion(wanted, [stream.id for stream in fed])}",
            )
        return chosen
    if len(fed) != 1:
        names = ", ".join(stream.id for stream in fed) or "none"
        raise refuse(scenario.name, f"has {len(fed)} value streams with arrivals ({names}); name one with --stream")
    return fed[0]


def _of_stream(history: History, stream: str) -> History:
    """The items of one stream, where the history tells streams apart."""
    names = [name for name in history.streams if name]
    if not names:
        return history
    if stream not in names:
        raise refuse(
            history.source, f'has streams {", ".join(names)} and none called "{stream}"; rename one of the two'
        )
    return replace(history, items=tuple(item for item in history.items if item.stream == stream))


def _never_blocked(history: History) -> History:
    """Without the finished items that were blocked, where that is told: their days in stages are no effort."""
    kept = tuple(item for item in history.items if not (item.state == "done" and item.blocked_days))
    return replace(history, items=kept)


def _span(history: History) -> tuple[datetime, datetime]:
    """From the first Monday after the first finished item to the end of the history.

    An export holds what was done from some day on, and what is under way: from that day on everything that came is
    in it, and of what came earlier only what took long.
    """
    ends = [item.ended for item in history.finished if item.ended is not None]
    if not any(item.started is not None for item in history.items) or not ends or history.as_of is None:
        raise refuse(history.source, "holds no starts; name the stage where work begins with --start")
    first = ends[0].date()
    monday = monday_of(first)
    begin = monday if monday == first else monday + timedelta(weeks=1)
    return _midnight(begin), end_of(history.as_of, timed=True)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def mean_wip(history: History, begin: datetime, end: datetime) -> float:
    """Items under way on average over a stretch of time."""
    total = 0.0
    for item in history.items:
        if item.started is not None and (item.ended is not None or item.state == "open"):
            inside = min(item.ended or end, end) - max(item.started, begin)
            total += max(0.0, inside.total_seconds())
    return total / (end - begin).total_seconds()


def _effort(times: StageTimes, resolution: float) -> StageFit:
    found = fits(times.touch, resolution)
    if not found:
        return StageFit(times.stage, times, (), None)
    best = found[0]
    if best.p < POOR:
        values = np.sort(times.touch)
        if len(values) > MOST_VALUES:
            values = np.quantile(values, (np.arange(MOST_VALUES) + 0.5) / MOST_VALUES)
        written: Any = {"distribution": "empirical", "values": [round(float(v), 4) for v in values]}
    else:
        written = {
            "distribution": best.distribution,
            **{key: _rounded(value) for key, value in best.values.items()},
        }
    return StageFit(times.stage, times, found, written)


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")


def _new_values(
    stream: ValueStream, arrivals: ArrivalFit, fitted: Sequence[StageFit], history: History
) -> tuple[dict[str, Any], list[Change], list[str]]:
    """What is written, old beside new, and what could not be told."""
    written: dict[str, Any] = {"stages": {}}
    changes, remarks = [], []
    own = isinstance(stream.arrivals, ConwipArrivals | SaturatedArrivals)
    if own:
        remarks.append("Arrivals are left as they are: this line draws its own work.")
    elif stream.arrivals is not None:
        rate = weekly_rate(stream.arrivals)
        written["arrivals"] = arrivals.written
        interval = f"{arrivals.low:.3g} to {arrivals.high:.3g}"
        old = f"{stream.arrivals.kind}, {rate:.3g} a week" if rate is not None else stream.arrivals.kind
        new = f"{arrivals.written['kind']}, {arrivals.rate:.3g} a week"
        changes.append(Change("arrivals", old, new, interval, arrivals.says))
    for fit, stage in zip(fitted, stream.stages, strict=True):
        new_stage: dict[str, Any] = {}
        if fit.written is None:
            remarks.append(
                f"{stage.id}: {len(fit.times.touch)} durations are too few (or all alike) to fit; left as it was."
            )
        else:
            new_stage["effort"] = fit.written
            changes.append(_effort_change(fit, stage.effort.mean, stage.effort.distribution))
        if stage.routing:
            remarks.append(f"{stage.id}: it has routing, which is left as it was.")
        else:
            _returns(fit.times, stream, new_stage, changes, history)
        if stage.wip_limit is not None:
            remarks.append(f"{stage.id}: time that the next WIP limit holds finished work up counts as effort.")
        written["stages"][stage.id] = new_stage
    _blockers(stream, history, written, changes)
    remarks.append("Servers and WIP limits cannot be seen in a history; they are left as they were.")
    return written, changes, remarks


def _effort_change(fit: StageFit, mean: float, kind: str) -> Change:
    best = fit.fits[0]
    low, high = best.intervals["mean"]
    if fit.written["distribution"] == "empirical":
        note = f"no shape fits ({best.distribution} p {best.p:.3f}): the durations as they were"
        error = 1.96 * float(fit.times.touch.std(ddof=1)) / len(fit.times.touch) ** 0.5
        low, high = float(fit.times.touch.mean()) - error, float(fit.times.touch.mean()) + error
        new = f"empirical, mean {fit.times.touch.mean():.3g} weeks"
    else:
        shape = next((key for key in best.values if key != "mean"), None)
        new = f"{best.distribution}, mean {best.values['mean']:.3g} weeks" + (
            f", {shape} {best.values[shape]:.3g}" if shape else ""
        )
        note = f"{best.count} visits, fit p {best.p:.2f}"
        if shape:
            note += f", {shape} {best.intervals[shape][0]:.2g} to {best.intervals[shape][1]:.2g}"
    old = f"{kind}, mean {mean:.3g} weeks"
    return Change(f"stages.{fit.stage}.effort", old, new, f"{low:.3g} to {high:.3g}", note)


def _returns(
    times: StageTimes,
    stream: ValueStream,
    new: dict[str, Any],
    changes: list[Change],
    history: History,
) -> None:
    stage = next(each for each in stream.stages if each.id == times.stage)
    old = f"{stage.rework.probability:.3g} to {stage.rework.to}" if stage.rework else "none"
    returned = sum(times.returns.values())
    if history.layout == "one date per stage":
        if stage.rework:
            new["rework"] = None
            note = "one date per stage: returns are in the times of the stages"
            changes.append(Change(f"stages.{stage.id}.rework", old, "none", "", note))
        return
    if times.visits < FEWEST_VISITS or (not returned and not stage.rework):
        return
    low, high = share_interval(returned, times.visits)
    to = max(times.returns, key=lambda k: times.returns[k]) if returned else None
    target = stream.stages[to].id if to is not None else stage.rework.to if stage.rework else stage.id
    new["rework"] = {"probability": round(returned / times.visits, 4), "to": target}
    note = f"{returned} of {times.visits} visits" + (
        ", to several stages: the most frequent" if len(times.returns) > 1 else ""
    )
    band = f"{low:.3g} to {high:.3g}"
    changes.append(
        Change(f"stages.{stage.id}.rework", old, f"{returned / times.visits:.3g} to {target}", band, note)
    )


def share_interval(count: int, of: int) -> tuple[float, float]:
    """95 % interval of a share (Clopper & Pearson 1934)."""
    low = float(special.betaincinv(count, of - count + 1, 0.025)) if count else 0.0
    return low, float(special.betaincinv(count + 1, of - count, 0.975)) if count < of else 1.0


def _blockers(stream: ValueStream, history: History, written: dict[str, Any], changes: list[Change]) -> None:
    """Blockers where the tracker counts blocked days: per item there, per visit in the scenario."""
    told = [item.blocked_days for item in history.finished if item.blocked_days is not None]
    stuck = [days for days in told if days > 0]
    if len(told) < FEWEST_VISITS or len(stuck) < 5:
        return
    share = len(stuck) / len(told)
    visit = 1 - (1 - share) ** (1 / len(stream.stages))
    low, high = (1 - (1 - end) ** (1 / len(stream.stages)) for end in share_interval(len(stuck), len(told)))
    weeks = np.sort(np.array(stuck)) / 7
    if len(weeks) > MOST_VALUES:
        weeks = np.quantile(weeks, (np.arange(MOST_VALUES) + 0.5) / MOST_VALUES)
    values = [round(float(value), 4) for value in weeks]
    written["blockers"] = {
        "probability": round(visit, 4),
        "duration": {"distribution": "empirical", "values": values},
    }
    old = f"{stream.blockers.probability:.3g} a visit" if stream.blockers else "none"
    note = f"{len(stuck)} of {len(told)} items, {np.mean(weeks):.2g} weeks each; efforts are of items never blocked"
    changes.append(Change("blockers", old, f"{visit:.3g} a visit", f"{low:.3g} to {high:.3g}", note))


def _with(scenario: Scenario, stream: ValueStream, written: Mapping[str, Any]) -> Scenario:
    """The scenario with the new values, checked as a whole."""
    stages = []
    for stage in stream.stages:
        data = stage.model_dump(by_alias=True) | written["stages"].get(stage.id, {})
        stages.append(data)
    data = (
        stream.model_dump(by_alias=True) | {k: v for k, v in written.items() if k != "stages"} | {"stages": stages}
    )
    new = type(stream).model_validate(data)
    streams = tuple(new if each.id == stream.id else each for each in scenario.value_streams)
    return scenario.replace(value_streams=streams)


def known_until(history: History, day: date) -> History:
    """The history as it was at the end of a day: what came later is not there."""
    end = end_of(day, timed=True)
    items = tuple(
        _until(item, end) for item in history.items if _first(item) is None or (_first(item) or end) < end
    )
    return replace(history, items=items, as_of=day)


def _first(item: Item) -> datetime | None:
    times = [item.created, item.started, item.ended, *(visit.entered for visit in item.visits)]
    return min((when for when in times if when is not None), default=None)


def _until(item: Item, end: datetime) -> Item:
    visits = tuple(Visit(visit.stage, visit.entered) for visit in item.visits if visit.entered < end)
    started = item.started if item.started is not None and item.started < end else None
    if item.ended is None or item.ended < end:
        return replace(item, visits=visits, started=started)
    state: State = "open" if started is not None else "waiting"
    return replace(item, state=state, ended=None, visits=visits, started=started)
