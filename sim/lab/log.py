"""The event log of a run: every visit of every feature to every station, as numpy columns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DONE, LOST, EXPIRED, UNFINISHED = range(4)
"""What became of a feature."""
BROKEN, AWAY, INTERRUPTED = range(3)
"""Why a server did not work or a feature was not worked on."""


@dataclass(frozen=True)
class Visits:
    """Visits to stations in the order in which they ended, then the unfinished ones; a row per visit and branch."""

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
    """Week of arrival, before any gate and any wait outside."""
    entered: Floats
    """Week in which it took its first slot; NaN = never."""
    left: Floats
    """Week in which it was done, lost or expired; NaN = not yet."""
    fate: Ints
    """0 done, 1 lost, 2 expired, 3 unfinished."""

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Pauses:
    """Stretches in which a server was broken or away, or a started feature was not worked on."""

    station: Ints
    """Position of the station in the network."""
    server: Ints
    """Number of the server in the station."""
    kind: Ints
    """0 server broken, 1 server away with side work, 2 feature interrupted by a more urgent one."""
    route: Ints
    """Route of the feature whose work was interrupted; -1 = none was."""
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

    Time at work in a window follows from the visits (finished - started, cut to the window) less the pauses with a
    feature; a batch counts once per feature. With servers held, a server is also held from finished to left.
    """

    visits: Visits
    items: Items
    pauses: Pauses
    horizon: float
    """Week in which the run ended: the horizon, or earlier when it was told to stop or had no more to do."""


class Recorder:
    """Takes the log down, six or seven numbers a row, in flat arrays of doubles."""

    def __init__(self) -> None:
        self._visits = array("d")
        self._items = array("d")
        self._pauses = array("d")
        self.visit = self._visits.fromlist
        """Row: code of the stage, feature, entered, started, finished, left."""
        self.item = self._items.fromlist
        """Row: route, feature, priority, idea, entered, left, fate."""
        self.pause = self._pauses.fromlist
        """Row: station, server, kind, route, feature, start, end."""

    def log(self, codes: Sequence[tuple[int, int, int, int]], routes: int, horizon: float) -> Log:
        """Turn the rows into columns.

        Args:
            codes: (route, step, station, branch) by code of the stage.
            routes: number of routes.
            horizon: week in which the run ended.

        """
        if np.isinf(horizon):
            horizon = self._last()
        items = _table(self._items, 7)
        items = items[np.lexsort((items[:, 1], items[:, 0]))]
        visits = _table(self._visits, 6)
        places = np.array(codes, dtype=np.int64).reshape(-1, 4)[visits[:, 0].astype(np.int64)]
        number = visits[:, 1].astype(np.int64)
        first = np.searchsorted(items[:, 0], np.arange(routes))
        pauses = _table(self._pauses, 7)
        return Log(
            visits=Visits(
                route=places[:, 0],
                item=number,
                step=places[:, 1],
                station=places[:, 2],
                branch=places[:, 3],
                priority=items[:, 2].astype(np.int64)[first[places[:, 0]] + number],
                entered=visits[:, 2],
                started=visits[:, 3],
                finished=visits[:, 4],
                left=visits[:, 5],
            ),
            items=_columns(Items, items, "iiifffi"),
            pauses=_columns(Pauses, pauses, "iiiiiff"),
            horizon=horizon,
        )

    def _last(self) -> float:
        """Week of the last event that was written down; 0 when there was none."""
        times = [_table(self._visits, 6)[:, 2:], _table(self._items, 7)[:, 3:6]]
        return float(max((np.nanmax(table) for table in times if table.size), default=0.0))


def _table(rows: array[float], width: Literal[6, 7]) -> Floats:
    return np.frombuffer(rows, dtype=np.float64).reshape(-1, width) if rows else np.empty((0, width))


def _columns[T](kind: type[T], table: Floats, types: str) -> T:
    values: list[Any] = [
        table[:, k].astype(np.int64) if letter == "i" else table[:, k] for k, letter in enumerate(types)
    ]
    return kind(*values)
