"""One run in numbers: sums per batch, distribution of times, what is left at the end."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import numpy as np

from sim.arrays import Bools, Floats, Ints, Shape
from sim.lab.engine.log import DONE, EXPIRED, LOST, UNFINISHED
from sim.lab.statistics.columns import CLASSES, WEEKS, Columns
from sim.lab.statistics.stays import Stays, area, levels, stayed, stays_of
from sim.lab.statistics.steady import mser5
from sim.lab.statistics.time_histogram import BATCHES, Times, collect
from sim.stations.features import AWAY, BLOCKED, BROKEN, INTERRUPTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.engine.log import Log
    from sim.stations.network import Network


CELLS = 1000
"""Equal cells of a run in which the warm-up is looked for."""
FINE = 256
"""Batches of a run whose warm-up is not known yet: it ends with one of them."""


@dataclass(frozen=True)
class Ending:
    """What a run left behind, by stream."""

    unfinished: Annotated[Ints, Shape("streams")]
    """Features in the line or before it."""
    age: Annotated[Floats, Shape("streams")]
    """Sum of their ages since the idea, weeks."""
    oldest: Annotated[Floats, Shape("streams")]
    """Age of the oldest; 0 when nothing is left."""
    done: Annotated[Ints, Shape("streams")]
    """Features finished in the whole run, warm-up included."""
    last: Annotated[Floats, Shape("streams")]
    """Week in which the last feature was done; NaN when none was."""
    lost: Annotated[Ints, Shape("streams")]
    """Features turned away."""
    expired: Annotated[Ints, Shape("streams")]
    """Features that left before anybody touched them."""
    out: Annotated[Floats, Shape("streams")]
    """Week in which the last feature left, done or not; NaN when none did."""


@dataclass(frozen=True)
class Tally:
    """Sums of one run."""

    sums: Annotated[Floats, Shape("batches", "columns")]
    cycle_times: tuple[Times, ...]
    """By stream: weeks from entering the line to done, of the features done in the observed time."""
    ending: Ending
    warm_up: float
    """Weeks left out at the start."""
    horizon: float
    """Week in which the run ended."""
    growing: Annotated[Bools, Shape("streams", 2)]
    """By stream: whether the number in the line, and that with those before it, rose from quarter to quarter of the
    run."""
    ages: tuple[Times, ...] = ()
    """By stream, where a run is observed from week 0: weeks in the line of what is there at the end."""
    cells: tuple[Annotated[Floats, Shape(None, "cells")], ...] = ()
    """By stream, while the warm-up is not known: mean numbers in the line and at each stage, shape (stages + 1,
    cells)."""

    def trimmed(self, share: float) -> Tally:
        """Without the first share of a run whose warm-up was not known, in ``BATCHES`` batches."""
        fine = len(self.sums)
        cut = min(math.ceil(share * fine - 1e-9), fine - BATCHES)
        first = cut + np.arange(BATCHES) * (fine - cut) // BATCHES
        return replace(
            self,
            sums=np.add.reduceat(self.sums, first, axis=0),
            cycle_times=tuple(times.rebatched(first) for times in self.cycle_times),
            warm_up=self.horizon * cut / fine,
            cells=(),
        )

    def collapsed(self) -> Tally:
        """The same with one batch."""
        return replace(self, sums=self.sums.sum(axis=0, keepdims=True))


def tally(network: Network, log: Log, warm_up: float | None = None) -> Tally:
    """Add up what a log says.

    Args:
        network: what was run.
        log: what happened.
        warm_up: weeks to leave out; None = not known yet: everything is kept, in finer batches.

    """
    lines = [stays_of(log, network, r) for r in range(len(network.routes))]
    batches = FINE if warm_up is None else BATCHES
    start = warm_up or 0.0
    edges = np.linspace(start, log.horizon, batches + 1)
    columns = Columns(network)
    sums = np.zeros((len(columns.names), batches))
    sums[columns.places[WEEKS]] = np.diff(edges)
    times = []
    for r, line in enumerate(lines):
        _add_line(sums, columns, line, r, edges)
        done = (line.fate == DONE) & (line.left >= start)
        times.append(collect((line.left - line.entered)[done], batch_of(line.left[done], edges)))
    _add_stations(sums, columns, log, edges)
    return Tally(
        sums=np.ascontiguousarray(sums.T),
        cycle_times=tuple(times),
        ending=_ending(lines, log.horizon),
        warm_up=start,
        horizon=log.horizon,
        growing=np.array(
            [[_grows(start, line.left, log.horizon) for start in (line.entered, line.idea)] for line in lines]
        ),
        ages=tuple(collect(_waiting(line, log.horizon)) for line in lines) if warm_up == 0 else (),
        cells=tuple(_cells(line, log.horizon) for line in lines) if warm_up is None else (),
    )


def _waiting(line: Stays, horizon: float) -> Floats:
    """Weeks in the line of the features that are there at the end."""
    ages: Floats = horizon - line.entered[(line.fate == UNFINISHED) & ~np.isnan(line.entered)]
    return ages


def _cells(line: Stays, horizon: float) -> Floats:
    """Mean numbers present in equal cells of the run, in the line and at each stage."""
    edges = np.linspace(0.0, horizon, CELLS + 1)
    rows = [area(line.entered, line.left, edges)]
    if len(line.by_step) > 1:
        rows += [area(line.came[at], line.went[at], edges) for at in line.by_step]
    return np.diff(np.array(rows), axis=1) / np.diff(edges)


def find_warm_up(runs: Sequence[Tally], *, own: bool = False) -> float | None:
    """Share of the runs until every stream has settled on average over the runs; None when one has not.

    ``own``: whether it is for these runs, and not for others.
    """
    longest = 0
    for stream in range(len(runs[0].cells)):
        cut = mser5(np.mean([run.cells[stream] for run in runs], axis=0), own=own)
        if cut is None:
            return None
        longest = max(longest, cut)
    return longest / CELLS


def _add_line(sums: Floats, columns: Columns, line: Stays, r: int, edges: Floats) -> None:
    route = columns.network.routes[r]

    def put(what: str, values: Floats, prefix: str = route.id) -> None:
        sums[columns.places[f"{prefix}/{what}"]] = values

    def count(at: Floats) -> Floats:
        return np.bincount(batch_of(at[at >= edges[0]], edges), minlength=len(edges) - 1).astype(np.float64)

    put("arrived", count(line.idea))
    for what, fate in (("done", DONE), ("lost", LOST), ("expired", EXPIRED)):
        put(what, count(line.left[line.fate == fate]))
    inside = ~np.isnan(line.entered)
    present, squared, empty = levels(line.entered[inside], line.left[inside], edges)
    put("wip", present)
    put("stays", np.diff(stayed(line.entered[inside], line.left[inside], edges)))
    put("wip2", squared)
    put("empty", empty)
    put("backlog", np.diff(area(line.idea, np.where(inside, line.entered, line.left), edges)))
    done = (line.fate == DONE) & (line.left >= edges[0])
    place = batch_of(line.left[done], edges)

    def add(what: str, values: Floats, chosen: Bools | None = None, prefix: str = route.id) -> None:
        part = values if chosen is None else values[chosen]
        put(what, np.bincount(place if chosen is None else place[chosen], part, len(edges) - 1), prefix)

    cycle, queued = (line.left - line.entered)[done], line.queued[done]
    add("cycle", cycle)
    add("lead", (line.left - line.idea)[done])
    add("queued", queued)
    add("served", line.served[done])
    add("waited", (queued > 0).astype(np.float64))
    add("visits", line.visits[done].astype(np.float64))
    if len(route.classes) > 1:
        for _, p in route.classes:
            chosen = line.priority[done] == p
            prefix = f"{route.id}/{CLASSES[p]}"
            add("done", np.ones(len(cycle)), chosen, prefix)
            add("cycle", cycle, chosen, prefix)
            add("queued", queued, chosen, prefix)
    for k, (step, at) in enumerate(zip(route.steps, line.by_step, strict=True)):
        prefix = f"{route.id}/{step.id}"
        came, began, ended, went = line.came[at], line.began[at], line.ended[at], line.went[at]
        ready = line.ready[at]
        waiting = np.diff(area(came, np.where(np.isnan(began), went, began), edges))
        working = np.diff(area(began, ended, edges))
        cut = line.cut_step == k
        if cut.any():
            apart = np.diff(area(line.cut_from[cut], line.cut_to[cut], edges))
            waiting, working = waiting + apart, working - apart
        put("queue", waiting, prefix)
        put("service", working, prefix)
        put("blocked", np.diff(area(ended, ready, edges)), prefix)
        put("not_pulled", np.diff(area(ready, went, edges)), prefix)
        put("visits", count(ended), prefix)
        put("waited", count(ended[began > came]), prefix)


def batch_of(at: Floats, edges: Floats) -> Ints:
    """Batch in which each moment lies; the last one is closed."""
    place = np.searchsorted(edges, at, side="right") - 1
    return np.minimum(place, len(edges) - 2).astype(np.int64)


def _add_stations(sums: Floats, columns: Columns, log: Log, edges: Floats) -> None:
    visits, pauses = log.visits, log.pauses
    routes = columns.network.routes
    parts = np.zeros((len(routes), max(len(route.steps) for route in routes)), dtype=bool)
    for r, route in enumerate(routes):
        parts[r, : len(route.steps)] = [bool(step.branches) for step in route.steps]
    for s, station in enumerate(columns.network.stations):
        prefix = f"station:{station.id}"
        at = np.flatnonzero((visits.station == s) & ~np.isnan(visits.started))
        busy = np.diff(area(visits.started[at], visits.finished[at], edges))
        own = pauses.station == s

        def away(kind: int, own: Bools = own, *, idle: bool = False) -> Floats:
            chosen = own & (pauses.kind == kind)
            if idle:
                chosen &= pauses.item < 0
            return np.diff(area(pauses.start[chosen], pauses.end[chosen], edges))

        busy = (busy - away(INTERRUPTED)) / station.batch_size
        held = stuck = np.zeros_like(busy)
        if station.keep_server:
            whole = at[~parts[visits.route[at], visits.step[at]]]  # a part frees its server
            held = np.diff(area(visits.finished[whole], visits.left[whole], edges)) / station.batch_size
            stuck = away(BLOCKED) / station.batch_size
        for what, values in (
            ("busy", busy), ("held", held), ("held_blocked", stuck), ("broken", away(BROKEN)),
            ("idle_broken", away(BROKEN, idle=True)), ("away", away(AWAY)),
        ):  # fmt: skip
            sums[columns.first(prefix, what)] = values


def _ending(lines: list[Stays], horizon: float) -> Ending:
    ages = [horizon - line.idea[line.fate == UNFINISHED] for line in lines]
    finished = [line.left[line.fate == DONE] for line in lines]
    return Ending(
        unfinished=np.array([len(age) for age in ages], dtype=np.int64),
        age=np.array([age.sum() for age in ages]),
        oldest=np.array([age.max() if len(age) else 0.0 for age in ages]),
        done=np.array([len(at) for at in finished], dtype=np.int64),
        last=np.array([at.max() if len(at) else np.nan for at in finished]),
        lost=np.array([(line.fate == LOST).sum() for line in lines], dtype=np.int64),
        expired=np.array([(line.fate == EXPIRED).sum() for line in lines], dtype=np.int64),
        out=np.array([np.fmax.reduce(line.left, initial=np.nan) for line in lines]),
    )


def _grows(begin: Floats, end: Floats, horizon: float) -> bool:
    """Whether the mean number present rose in every quarter of the run, and to more than double and ten more."""
    quarters = np.diff(area(begin, end, np.linspace(0.0, horizon, 5))) / (horizon / 4)
    return bool((np.diff(quarters) > 0).all() and quarters[3] > 2 * quarters[0] + 10)
