"""The floor of a portfolio in a network: the calendar of its processes, its log, and MMPs to activate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.stations.settling import Floor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.kanban.network.line import Line
    from sim.kanban.simpy_calendar import Calendar


class _Nobody:
    """Stations write their visits themselves, and nobody keeps their pauses."""

    def visit(self, row: Sequence[float], /) -> None:
        """Nothing is written."""

    def pause(self, row: list[float], /) -> None:
        """Nothing is written."""


class NetworkFloor(Floor):
    """What stations share: those of all value streams, or of one that shares nothing."""

    def __init__(self, calendar: Calendar, write: Callable[[Sequence[float]], None]) -> None:
        super().__init__(calendar, _Nobody())
        self.write = write
        """Takes down a row of the log (see ``sim.kanban.items.rows``)."""
        self.lines: list[Line] = []

    def take_apart(self) -> None:
        """Let stations and lines forget each other: for when nobody will look at them again."""
        for station in self.stations:
            station.take_apart()  # type: ignore[attr-defined]
        for line in self.lines:
            for step in line.steps:
                del step.entry, step.targets
            vars(line).clear()
        vars(self).clear()

    def settle(self, now: float) -> None:
        """Activate MMPs, then pull from the last marked entry upstream until nothing moves."""
        for line in self.lines:
            if line.recruiting:
                line.recruiting = False
                line.on_settle(line.plan.index)
        super().settle(now)
