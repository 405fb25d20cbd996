"""One shared service at work: a queue by class of service and people, who serve one visit at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.cooperation.appointments import later
from sim.stations.features import NAN
from sim.stations.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.kanban.simpy_calendar import Calendar


class Ticket:
    """One visit: when it was asked for, begun and over (NaN: not yet)."""

    __slots__ = ("asked", "begun", "ended", "given_up", "on_end", "place", "pointless", "priority", "weeks")

    def __init__(
        self,
        weeks: float,
        priority: int,
        on_end: Callable[[], None],
        pointless: Callable[[], bool],
        place: int = 0,
    ) -> None:
        self.weeks = weeks
        self.priority = priority
        self.on_end = on_end
        self.pointless = pointless
        """Whether whoever asked has left meanwhile."""
        self.place = place
        """Place of its reason in the list of visits of the service."""
        self.asked = self.begun = self.ended = self.given_up = NAN

    def waited(self, end: float) -> float:
        """Weeks from asked for to begun, to given up, or to the end of the clock."""
        begun = self.begun if self.begun == self.begun else self.given_up
        return (begun if begun == begun else end) - self.asked

    def at_work(self, start: float, until: float, end: float) -> float:
        """Weeks of a stretch in which somebody is busy with it; the clock stops at ``end``."""
        if self.begun != self.begun:
            return 0.0
        over = self.ended if self.ended == self.ended else end
        return max(0.0, min(over, until) - max(self.begun, start))


class Desk:
    """The people of one service and those who wait for them: FIFO within a class, no interruptions.

    Args:
        env: the clock.
        people: how many there are from which week on, in order of time; the first entry is for week 0. Whoever is
            busy when people have to go finishes first.

    """

    def __init__(self, env: Calendar, people: Sequence[tuple[float, int]]) -> None:
        self.env = env
        self.people = people[0][1]
        self.busy = 0
        self.queue: Waiting[Ticket] = Waiting()
        self.tickets: list[Ticket] = []
        """Every visit that was asked for, in order."""
        for week, count in people[1:]:
            later(env, week, partial(self._staffed, count))

    def ask(self, ticket: Ticket) -> None:
        """Line up, and be served at once where somebody is free."""
        ticket.asked = self.env.now
        self.tickets.append(ticket)
        self.queue.push(ticket)
        self._serve(ticket.asked)

    def _serve(self, now: float) -> None:
        queue, env = self.queue, self.env
        while queue and self.busy < self.people:
            ticket = queue.popleft()
            if ticket.pointless():
                ticket.given_up = now
                continue
            ticket.begun = now
            self.busy += 1
            later(env, ticket.weeks, partial(self._end, ticket))

    def _end(self, ticket: Ticket) -> None:
        ticket.ended = now = self.env.now
        self.busy -= 1
        self._serve(now)
        ticket.on_end()

    def _staffed(self, count: int) -> None:
        self.people = count
        self._serve(self.env.now)
