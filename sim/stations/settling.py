"""Settling: who moves when something has changed.

Work is pulled. An entry (a station, or the way into parallel branches) whose room, servers or waiting features have
changed is marked; settling goes through the marked entries from the last one upstream, and each hands the room it
gains to the entry before it. That happens at once when nothing else happens at this instant, otherwise after all
ends of service of this instant: the same outcome without an event in the usual case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sim.stations.clock import SETTLE, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.stations.clock import Timekeeper
    from sim.stations.station import Entry, Station


class Writer(Protocol):
    """Who takes down what happens."""

    @property
    def visit(self) -> Callable[[Sequence[float]], None]:
        """Row: code of the stage, feature, entered, started, finished, left."""

    @property
    def pause(self) -> Callable[[list[float]], None]:
        """Row: station, server, kind, route, feature, start, end."""


class Floor:
    """What the stations of one run share: clock, log and the list of entries to settle."""

    def __init__(self, clock: Timekeeper, recorder: Writer) -> None:
        self.clock = clock
        self.recorder = recorder
        self.entries: list[Entry] = []
        self.stations: list[Station] = []
        self.names: list[str] = []
        self.circular = False
        """Whether work may wait in a circle: only then deadlock is looked for."""
        self.held: dict[tuple[int, int], float] = {}
        """Week until which somebody holds a feature, by (route, number); see ``interventions``."""
        self.marked: list[Entry] = []
        self.waiting = False
        self.to_do = -1
        """Features that still have to be done before the run stops; negative = any number."""

    def mark(self, entry: Entry) -> None:
        """Look at this entry when things are settled next."""
        if not entry.marked:
            entry.marked = True
            self.marked.append(entry)

    def changed(self, now: float) -> None:
        """Settle now, or after everything else that happens at this instant."""
        if self.clock.agenda[0][0] > now:
            self.settle(now)
        else:
            self.settle_later()

    def settle_later(self) -> None:
        """Settle after everything else that happens at this instant."""
        if not self.waiting:
            self.waiting = True
            self.clock.schedule(Signal(self._now), SETTLE)

    def _now(self, _: Signal) -> None:
        self.waiting = False
        self.settle(self.clock.time)

    def settle(self, now: float) -> None:
        """Pull from the last marked entry upstream until nothing moves."""
        marked = self.marked
        while marked:
            if len(marked) > 1:
                marked.sort(key=_rank)
            entry = marked.pop()
            entry.marked = False
            entry.settle(now)


def _rank(entry: Entry) -> int:
    return entry.rank
