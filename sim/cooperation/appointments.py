"""Things that are to happen later, at the place of ends of service in the order of their instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.stations.clock import FINISH, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.kanban.simpy_calendar import Calendar


def later(env: Calendar, weeks: float, then: Callable[[], None]) -> None:
    """Let something happen after so many weeks (0: today, after what happens now)."""
    env.schedule(Signal(lambda _: then()), FINISH, weeks)
