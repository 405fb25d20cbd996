"""SimPy's calendar of events with a shorter way for what happens most: ends of service and of blockers.

Policies (rounds, approvals, pay, releases) are ordinary SimPy processes. What happens to a feature at a stage is
*due*: a plain object that is called at its time, in the same calendar and numbered in the same row as SimPy's
events, without the list of callbacks, the value and the checks of an event.
"""

from __future__ import annotations

from heapq import heappop
from typing import TYPE_CHECKING, Any

from simpy import Environment, Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from simpy.events import EventPriority

Entry = tuple[float, "EventPriority", int, Any]
"""Time, priority, number in order of scheduling, event or ``Due``: what ``Environment.schedule`` writes."""


class Due:
    """Something that happens at a time, again and again; ``then`` is called with it and the time."""

    __slots__ = ("then",)

    then: Callable[[Any, float], None]


class Alarm(Due):
    """Nothing but something that happens."""

    __slots__ = ()

    def __init__(self, then: Callable[[Any, float], None]) -> None:
        self.then = then


class Calendar(Environment):
    """SimPy's environment, whose calendar also takes what is due.

    Those with a lot to do write to ``agenda`` themselves: ``heappush(agenda, (time, priority, next_id(), what))``
    is ``schedule(what, priority, time - now)`` without the call.
    """

    def __init__(self) -> None:
        super().__init__()
        self.agenda: list[Entry] = self._queue
        self.next_id: Callable[[], int] = self._eid.__next__

    def step(self) -> None:
        """Let the next thing happen, for SimPy's own ways to run."""
        agenda = self.agenda
        if agenda and isinstance(agenda[0][3], Due):
            self._now, _, _, what = heappop(agenda)
            what.then(what, self._now)
        else:
            super().step()

    def run_to(self, last: Event) -> None:
        """Let everything happen up to this event, in the order of SimPy's ``run``.

        Raises:
            Exception: what a process raises and nobody handles.
            IndexError: nothing is left to happen before the event.

        """
        agenda = self.agenda
        what: Any = None
        while what is not last:
            now, _, _, what = heappop(agenda)
            self._now = now
            if isinstance(what, Due):
                what.then(what, now)
                continue
            callbacks, what.callbacks = what.callbacks, None
            for callback in callbacks:
                callback(what)
            if not what._ok and not hasattr(what, "_defused"):  # noqa: SLF001 - as SimPy's own loop
                raise what._value  # noqa: SLF001
