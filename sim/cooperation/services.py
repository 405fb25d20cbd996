"""Shared services: who visits them when, who is there, and what they cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cooperation.desk import Desk, Ticket
from sim.world.ledger import SUPPORT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenarios.language.funding_model import FundingModel
    from scenarios.language.services import Service, ServiceVisit
    from sim.cooperation.calls import Ask
    from sim.kanban.items import Item, Part
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.blueprint import MmpPlan
    from sim.world.ledger import Entry
    from sim.world.world import World

Spells = tuple[tuple[float, "FundingModel"], ...]
"""The rules that a value stream lives by, with the week from which on, in order of time."""


def shares(spells: Sequence[Spells], payroll: Sequence[float]) -> list[tuple[float, float]]:
    """Share of their budget that services get, with the week from which on.

    Every value stream decides on its share of the payroll (all on the same where nobody is paid).
    """
    total = sum(payroll)
    weights = [pay / total for pay in payroll] if total else [1.0 / len(payroll)] * len(payroll)
    found: list[tuple[float, float]] = []
    for week in sorted({week for spell in spells for week, _ in spell}):
        given = [[model for since, model in spell if since <= week][-1].services_budget for spell in spells]
        share = sum(weight * part for weight, part in zip(weights, given, strict=True))
        if len(set(given)) == 1:  # nothing is rounded where all agree
            share = given[0]
        if not found or share != found[-1][1]:
            found.append((week, share))
    return found


class Services:
    """The shared services of a scenario in one run.

    Args:
        env: the clock.
        world: luck and scenario.
        spells: the rules of every value stream over time.

    """

    def __init__(self, env: Calendar, world: World, spells: Sequence[Spells]) -> None:
        self.env = env
        self.world = world
        self.services = world.blueprint.scenario.services
        payroll = [stream.data.payroll_per_week for stream in world.blueprint.streams]
        given = shares(spells, payroll)
        self.people = [[(week, service.people(share)) for week, share in given] for service in self.services]
        """By service: people from which week on."""
        self.desks = [Desk(env, people) for people in self.people]
        self._ids = [stream.id for stream in world.blueprint.streams]

    # --- who goes ---------------------------------------------------------------------------------------------

    def _visits(self, moment: str, stream: int) -> Iterator[tuple[int, int, ServiceVisit]]:
        """(service, place in its list, visit) of everything that what a stream builds visits at a moment."""
        for number, service in enumerate(self.services):
            for place, visit in enumerate(service.visits):
                if visit.at == moment and (not visit.value_streams or self._ids[stream] in visit.value_streams):
                    yield number, place, visit

    def _drawn(self, owner: str, n: int, service: Service, place: int) -> tuple[list[bool], list[float]]:
        """Of so many: whether each has to go, and for how long somebody of the service will be busy with it."""
        visit = service.visits[place]
        u = self.world.uniforms(2 * n, owner, "service", service.id, str(place)).reshape(n, 2)
        return (u[:, 0] < visit.share).tolist(), visit.effort.from_uniform(u[:, 1]).tolist()

    def of_mmp(self, plan: MmpPlan, moment: str, on_end: Callable[[], None], pointless: Callable[[], bool]) -> int:
        """Send an MMP to every service that it has to visit at a moment, to all of them at once; how many they are.

        ``on_end`` is called after each.
        """
        tickets = []
        for number, place, _ in self._visits(moment, plan.home):
            goes, weeks = self._drawn(plan.id, 1, self.services[number], place)
            if goes[0]:
                tickets.append((self.desks[number], Ticket(weeks[0], plan.priority, on_end, pointless, place)))
        for desk, ticket in tickets:
            desk.ask(ticket)
        return len(tickets)

    def of_features(self, part: Part, stream: int) -> Iterator[tuple[int, int, Ask]]:
        """(stage from 0, feature, how to ask) of every visit that the features of a part will pay."""
        stages = [stage.id for stage in self.world.blueprint.streams[stream].stages]
        for number, place, visit in self._visits("feature", stream):
            if visit.stage not in stages:
                continue
            goes, weeks = self._drawn(part.name, part.n, self.services[number], place)
            for feature, (go, length) in enumerate(zip(goes, weeks, strict=True)):
                if go:
                    yield stages.index(visit.stage), feature, self._asking(self.desks[number], length, place)

    def _asking(self, desk: Desk, weeks: float, place: int) -> Ask:
        def ask(item: Item, on_end: Callable[[], None]) -> None:
            desk.ask(Ticket(weeks, item.priority, on_end, lambda: item.gone, place))

        return ask

    # --- what they cost ---------------------------------------------------------------------------------------

    def entries(self, end: float) -> list[Entry]:
        """Their pay in every week of the horizon, in whole cents, and after it the time that they work."""
        horizon = self.world.blueprint.calendar.horizon
        found: list[Entry] = []
        for service, people, desk in zip(self.services, self.people, self.desks, strict=True):
            rate, booked, due = 100.0 * service.person_week_cost, 0, 0.0
            for week in range(horizon):
                due += rate * _present(people, week, week + 1)
                found.append((float(week), -1, -1, SUPPORT, (round(due) - booked) / 100.0))
                booked = round(due)
            for ticket in desk.tickets:
                begun, ended = max(ticket.begun, horizon), min(ticket.ended, end)
                if ticket.begun == ticket.begun and ticket.ended != ticket.ended:
                    ended = end
                if ended > begun:
                    found.append((begun, -1, -1, SUPPORT, (ended - begun) * rate / 100.0))
        return [entry for entry in found if entry[4]]

    # --- how they did -----------------------------------------------------------------------------------------

    def outcomes(self, end: float) -> dict[str, float]:
        """Waiting at the services, and how busy their people are in the horizon."""
        horizon = min(float(self.world.blueprint.calendar.horizon), end)
        tickets = [ticket for desk in self.desks for ticket in desk.tickets]
        waits = [ticket.waited(end) for ticket in tickets]
        busy = sum(ticket.at_work(0.0, horizon, end) for ticket in tickets)
        there = sum(_present(people, 0.0, horizon) for people in self.people)
        return {
            "service_wait_weeks": sum(waits) / len(waits) if waits else 0.0,
            "service_load": busy / there if there else float("nan"),
            "service_visits": float(len(waits)),
        }

    def waits(self, end: float) -> list[tuple[int, int, float]]:
        """Of every visit: number of the service, place of its reason in its list, and weeks waited."""
        return [
            (number, ticket.place, ticket.waited(end))
            for number, desk in enumerate(self.desks)
            for ticket in desk.tickets
        ]

    def loads(self, end: float) -> list[list[float]]:
        """Share of the time of the people of each service spent at work, by quarter; NaN: nobody is there."""
        calendar = self.world.blueprint.calendar
        length = float(calendar.weeks_per_quarter)
        found = []
        for people, desk in zip(self.people, self.desks, strict=True):
            row = []
            for start in (quarter * length for quarter in range(calendar.quarters)):
                there = _present(people, start, start + length)
                busy = sum(ticket.at_work(start, start + length, end) for ticket in desk.tickets)
                row.append(busy / there if there else float("nan"))
            found.append(row)
        return found


def _present(people: Sequence[tuple[float, int]], start: float, end: float) -> float:
    """Person-weeks in a stretch of weeks."""
    edges = [*(week for week, _ in people[1:]), float("inf")]
    return sum(
        count * max(0.0, min(end, until) - max(start, since))
        for (since, count), until in zip(people, edges, strict=True)
    )
