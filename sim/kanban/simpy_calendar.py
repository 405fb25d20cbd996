"""SimPy's processes on the agenda of the stations: one row of things that happen, for policies and for work.

Policies (rounds, approvals, pay, releases) are ordinary SimPy processes. What happens to a feature at a station is
due in the form that the clock of the laboratory knows as well (``sim.stations.clock.Due``): written to the agenda
without the list of callbacks, the value and the checks of an event.
"""

from __future__ import annotations

from contextlib import suppress
from heapq import heappop, heappush, heappushpop
from itertools import count
from typing import Any

from simpy import Environment, Event
from simpy.events import EventPriority

from sim.stations.clock import ARRIVE, END, EXPIRE, FINISH, ROOM, Due, Signal, Stop, happen

POLICY = EventPriority(1)
"""Place of SimPy's own processes in the order of an instant: after ends of service, before pulls and arrivals."""
LAST = EXPIRE + 1
"""The last thing that happens at the instant at which the clock stops."""


class Calendar(Environment):
    """SimPy's environment with the agenda of a clock of stations (``sim.stations.clock.Timekeeper``).

    Those with a lot to do write to ``agenda`` themselves: ``heappush(agenda, (time, next_finish(), then, what))``
    lets ``then(what, time)`` happen, which may return one more thing that is due. At one instant things of the same
    priority happen in the order in which they were numbered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.agenda: list[Due] = []
        self._numbers = {order: count(order * ROOM).__next__ for order in range(END, LAST + 1)}
        self.next_finish = self._numbers[FINISH]
        self.next_arrival = self._numbers[ARRIVE]

    @property
    def time(self) -> float:
        """Now, in weeks."""
        return self._now

    def schedule(self, event: Any, priority: int = POLICY, delay: float = 0) -> None:  # noqa: ANN401 (either kind)
        """Let an event of SimPy or a ``Signal`` happen after a delay."""
        then = happen if isinstance(event, Signal) else _succeed
        heappush(self.agenda, (self._now + delay, self._numbers[priority](), then, event))

    def peek(self) -> float:
        """When the next thing happens; infinity = nothing will."""
        return self.agenda[0][0] if self.agenda else float("inf")

    def step(self) -> None:
        """Let the next thing happen, for SimPy's own ways to run."""
        self._now, _, then, what = heappop(self.agenda)
        due = then(what, self._now)
        if due is not None:
            heappush(self.agenda, due)

    def take_apart(self) -> None:
        """Forget what would have happened, and everybody else: for when nobody will look at it again."""
        for _, _, _, what in self.agenda:
            if isinstance(what, Event):
                what.callbacks.clear()
        self.agenda.clear()
        vars(self).clear()

    def run_to(self, week: float, priority: int = LAST) -> None:
        """Let everything happen up to this place in the order of a week.

        Raises whatever a process raises and nobody handles.

        """
        self.schedule(Signal(_stop), priority, week - self._now)
        agenda = self.agenda
        due: Due | None = None
        with suppress(Stop):
            while True:
                now, _, then, what = heappop(agenda) if due is None else heappushpop(agenda, due)
                self._now = now
                due = then(what, now)


def _succeed(event: Event, _: float) -> None:
    """An event of SimPy happens, as in its own loop."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not hasattr(event, "_defused"):  # noqa: SLF001 - as SimPy's own loop
        raise event._value  # noqa: SLF001


def _stop(_: Signal) -> None:
    raise Stop
