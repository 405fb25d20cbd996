"""The clock of a run: what is going to happen when, and the order of things at one instant."""

from __future__ import annotations

from contextlib import suppress
from heapq import heappop, heappush, heappushpop
from itertools import count
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

END, FINISH, FAIL, GATE, SETTLE, ARRIVE, EXPIRE = range(-1, 6)
"""Order at one instant: end of the run, ends of service, failures, gates, pulls, arrivals, features that expire."""

type Due = tuple[float, int, Callable[[Any, float], Due | None], Any]
"""What is going to happen: week, place in the order of that instant, what to call, with what (and with the week).

What is called may return one more thing that is due, which then enters the agenda as the next one is taken out: one
change of the heap instead of two.
"""

ROOM = 1 << 40
"""Things that may happen in a run with the same place in the order of an instant."""


class Signal:
    """Something that happens once; ``then`` is called with it, unless it was cancelled."""

    __slots__ = ("then", "value")

    def __init__(self, then: Callable[[Any], None], value: object = None) -> None:
        self.then: Callable[[Any], None] | None = then
        self.value = value

    def cancel(self) -> None:
        """Nothing happens when its time comes."""
        self.then = None


class Timekeeper(Protocol):
    """What stations need of a clock; the laboratory has one of its own, a portfolio that of SimPy's processes."""

    agenda: list[Due]
    """What is going to happen: a heap. Those with a lot to do write to it, numbering with ``next_finish``."""
    next_finish: Callable[[], int]
    """Gives the next place among the ends of service of an instant."""

    @property
    def time(self) -> float:
        """Now, in weeks."""

    def schedule(self, event: Any, priority: int = ..., delay: float = ..., /) -> None:  # noqa: ANN401 (SimPy's)
        """Let a ``Signal`` happen after a delay, at a place in the order of its instant."""


class Stop(Exception):  # noqa: N818 (nothing went wrong)
    """The run is over."""


class Clock:
    """Time, and what is going to happen when.

    ``agenda`` is a heap of what is due. Those with a lot to do write there themselves, numbering with
    ``next_finish`` and ``next_arrival``; everybody else calls ``schedule``. At one instant things of the same kind
    happen in the order in which they were numbered.
    """

    def __init__(self) -> None:
        self.time = 0.0
        self.agenda: list[Due] = []
        self._numbers = {order: count(order * ROOM).__next__ for order in range(END, EXPIRE + 1)}
        self.next_finish = self._numbers[FINISH]
        self.next_arrival = self._numbers[ARRIVE]

    def end_at(self, horizon: float) -> None:
        """Set the end; to be called first."""
        self.schedule(Signal(_stop), END, horizon)

    def run(self) -> None:
        """Let everything before the horizon happen; at the end ``time`` is when the run stopped.

        What is due at the horizon itself does not happen. An infinite horizon is reached when nothing is left.
        """
        agenda = self.agenda
        due: Due | None = None
        with suppress(Stop):
            while True:
                now, _, then, what = heappop(agenda) if due is None else heappushpop(agenda, due)
                self.time = now
                due = then(what, now)

    def schedule(self, event: Signal, priority: int = FINISH, delay: float = 0) -> None:
        """Let something happen after a delay."""
        heappush(self.agenda, (self.time + delay, self._numbers[priority](), happen, event))

    @property
    def ran_dry(self) -> bool:
        """Whether nothing is left to happen."""
        return not self.agenda

    def stop(self) -> None:
        """End the run at this instant."""
        self.schedule(Signal(_stop), END)


def happen(signal: Signal, _: float) -> None:
    """Let a signal do what it is for, unless it was cancelled."""
    if signal.then is not None:
        signal.then(signal)


def _stop(_: Signal) -> None:
    raise Stop
