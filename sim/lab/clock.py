"""The clock of a run: SimPy's environment with a shorter loop, and the order of events at one instant."""

from __future__ import annotations

from contextlib import suppress
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from simpy import Environment, Event
from simpy.events import NORMAL, EventPriority

if TYPE_CHECKING:
    from collections.abc import Callable

END, FINISH, FAIL, GATE, SETTLE, ARRIVE, EXPIRE = (EventPriority(k) for k in range(-1, 6))
"""Order at one instant: end of the run, ends of service, failures, gates, pulls, arrivals, features that expire."""


class Signal(Event):
    """An event that only has to happen; ``then`` is called with it."""

    def __init__(self, clock: Clock, then: Callable[[Any], None], value: object = None) -> None:
        super().__init__(clock)
        self._ok = True
        self._value = value
        self.callbacks.append(then)

    def cancel(self) -> None:
        """Nothing happens when its time comes."""
        self.callbacks.clear()


class Stop(Exception):  # noqa: N818 (nothing went wrong)
    """The run is over."""


class Clock(Environment):
    """Time, and what is going to happen when.

    ``agenda`` is SimPy's heap of (time, priority, number, event) and ``next_id`` numbers its entries, for those who
    put the same event there again and again; everybody else calls ``schedule``. Events keep their callbacks when
    they have happened, so that they can be used again; SimPy processes, which wait for single events, are not for
    this clock.
    """

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.agenda = self._queue
        self.next_id = self._eid.__next__

    def end_at(self, horizon: float) -> None:
        """Set the end; to be called first."""
        self.schedule(Signal(self, _stop), END, horizon)

    def run(self) -> None:  # type: ignore[override]
        """Let everything before the horizon happen; at the end ``time`` is when the run stopped.

        Events at the horizon itself do not happen. An infinite horizon is reached when nothing is left to happen.
        """
        agenda = self.agenda
        with suppress(Stop):
            while True:
                self.time, _, _, event = heappop(agenda)
                for callback in event.callbacks:
                    callback(event)

    @property
    def now(self) -> float:
        """The current time, weeks."""
        return self.time

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0) -> None:
        """Let an event happen after a delay."""
        heappush(self.agenda, (self.time + delay, priority, self.next_id(), event))

    @property
    def ran_dry(self) -> bool:
        """Whether nothing is left to happen."""
        return not self.agenda

    def stop(self) -> None:
        """End the run at this instant."""
        self.schedule(Signal(self, _stop), END)


def _stop(_: Event) -> None:
    raise Stop
