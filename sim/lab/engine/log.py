"""The event log of a run: every visit of every feature to every station, as numpy columns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DONE, LOST, EXPIRED, UNFINISHED = range(4)
"""What became of a feature."""


@dataclass(frozen=True)
class Visits:
    """Visits to stations in the order in which they ended, then the unfinished; a row per visit and branch."""

    route: Ints
    """Position of the route in the network."""
    item: Ints
    """Number of the feature in its route, from 0 in order of arrival."""
    step: Ints
    """Position of the step in the route."""
    station: Ints
    """Position of the station in the network."""
    branch: Ints
    """Position of the branch in the step; 0 where work is not split."""
    priority: Ints
    """0 expedite, 1 fixed date, 2 standard, 3 intangible."""
    entered: Floats
    """Week in which it took a slot of the station."""
    started: Floats
    """Week in which a server first touched it; NaN = not yet."""
    finished: Floats
    """Week in which the work of this visit ended; NaN = not yet."""
    left: Floats
    """Week in which it gave its slot up; NaN = not yet."""

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Items:
    """Features that arrived, by route and number."""

    route: Ints
    """Position of the route in the network."""
    item: Ints
    """Number of the feature in its route, from 0 in order of arrival."""
    priority: Ints
    """0 expedite, 1 fixed date, 2 standard, 3 intangible."""
    idea: Floats
    """Week of arrival, before any gate and any wait outside; negative = on the board at the start."""
    entered: Floats
    """Week in which it took its first slot, or that of arrival if it was on the board at the start; NaN = never."""
    left: Floats
    """Week in which it was done, lost or expired; NaN = not yet."""
    fate: Ints
    """0 done, 1 lost, 2 expired, 3 unfinished."""

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Pauses:
    """Stretches in which a server was broken or away, a started feature not worked on, or a finished one stuck."""

    station: Ints
    """Position of the station in the network; -1 = parallel branches."""
    server: Ints
    """Number of the server in the station; -1 = none in particular."""
    kind: Ints
    """0 server broken, 1 server away with side work, 2 feature interrupted by a more urgent one, 3 feature
    that waits for somebody outside when its work is done."""
    route: Ints
    """Route of the feature whose work was interrupted or that is stuck; -1 = none was."""
    item: Ints
    """Its number; -1 = none."""
    start: Floats
    """Week in which it began."""
    end: Floats
    """Week in which it ended; NaN = not yet."""

    def __len__(self) -> int:
        return len(self.station)


@dataclass(frozen=True)
class Log:
    """What happened in one run.

    Time at work in a window follows from the visits (finished - started, cut to the window) less the pauses of
    kind 0 to 2 with a feature; a batch counts once per feature. With servers held, a server is also held from
    finished to left.
    """

    visits: Visits
    items: Items
    pauses: Pauses
    horizon: float
    """Week in which the run ended: the horizon, or earlier when it was told to stop or had no more to do."""


class Recorder:
    """Takes the log down in a flat list of what is frequent (the fastest to write) and flat arrays of the rest."""

    def __init__(self) -> None:
        self._visits: list[float] = []
        self._exits = array("d")
        self._pauses = array("d")
        self._routes: list[tuple[array[float], array[int], int | None]] = []
        self.visit: Callable[[Sequence[float]], None] = self._visits.extend
        """Row: code of the stage, feature, entered, started, finished, left."""
        self.exit = self._exits.fromlist
        """Row of a feature that was lost or expired: route, feature, week, fate."""
        self.pause = self._pauses.fromlist
        """Row: station, server, kind, route, feature, start, end."""

    def route(self, priority: int | None) -> tuple[Callable[[float], None], Callable[[int], None]]:
        """One more route, with the one priority of its features, if there is one.

        Returns what takes down the week of arrival of the next feature, and its priority where there are several.
        """
        ideas, priorities = array("d"), array("b")
        self._routes.append((ideas, priorities, priority))
        return ideas.append, priorities.append

    def log(self, codes: Sequence[tuple[int, int, int, int]], horizon: float) -> Log:
        """Turn the rows into columns; once, as the rows are given up.

        Args:
            codes: (route, step, station, branch) by code of the stage.
            horizon: week in which the run ended; infinite = with the last thing that was written down.

        """
        rows = np.fromiter(self._visits, np.float64, len(self._visits)).reshape(-1, 6)
        self._visits.clear()  # the list takes twice the room of the table
        places = np.array(codes, dtype=np.int64).reshape(-1, 4)[rows[:, 0].astype(np.int64)]
        number = rows[:, 1].astype(np.int64)
        sizes = [len(ideas) for ideas, *_ in self._routes]
        first = np.cumsum([0, *sizes[:-1]])
        row = first[places[:, 0]] + number
        priority = np.concatenate(
            [
                np.array(column, dtype=np.int64) if one is None else np.full(len(ideas), one)
                for ideas, column, one in self._routes
            ]
        )
        idea = np.concatenate([np.array(ideas) for ideas, *_ in self._routes])
        items = Items(
            route=np.repeat(np.arange(len(sizes)), sizes),
            item=np.concatenate([np.arange(size) for size in sizes]),
            priority=priority,
            idea=idea,
            entered=np.where(idea < 0, idea, _last_of(row[::-1], rows[::-1, 2], sum(sizes))),
            left=_last_of(row, rows[:, 5], sum(sizes)),
            fate=np.zeros(sum(sizes), dtype=np.int64),
        )
        items.fate[np.isnan(items.left)] = UNFINISHED
        exits = _table(self._exits, 4)
        gone = first[exits[:, 0].astype(np.int64)] + exits[:, 1].astype(np.int64)
        items.left[gone] = exits[:, 2]
        items.fate[gone] = exits[:, 3].astype(np.int64)
        if np.isinf(horizon):
            times = (items.idea, items.left, *rows[:, 2:].T)
            horizon = max((float(np.nanmax(t, initial=0.0)) for t in times), default=0.0)
        return Log(
            visits=Visits(
                route=places[:, 0],
                item=number,
                step=places[:, 1],
                station=places[:, 2],
                branch=places[:, 3],
                priority=priority[row],
                entered=rows[:, 2],
                started=rows[:, 3],
                finished=rows[:, 4],
                left=rows[:, 5],
            ),
            items=items,
            pauses=_columns(Pauses, _cut(_table(self._pauses, 7), horizon), "iiiiiff"),
            horizon=horizon,
        )


def _last_of(row: Ints, values: Floats, size: int) -> Floats:
    """By feature, the last of its values (a later assignment wins); NaN for those without any."""
    column = np.full(size, np.nan)
    column[row] = values
    return column


def _table(rows: array[float], width: int) -> Floats:
    return np.frombuffer(rows, dtype=np.float64).reshape(-1, width) if rows else np.empty((0, width))


def _cut(pauses: Floats, horizon: float) -> Floats:
    """Pauses whose end was known beforehand and lies after the horizon have not ended."""
    return np.where((pauses[:, 6:] > horizon) & (np.arange(7) == 6), np.nan, pauses)


def _columns[T](kind: type[T], table: Floats, types: str) -> T:
    values: list[Any] = [
        table[:, k].astype(np.int64) if letter == "i" else table[:, k] for k, letter in enumerate(types)
    ]
    return kind(*values)
