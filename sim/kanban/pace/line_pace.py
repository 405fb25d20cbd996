"""The pace of a line: all that makes work take longer than stated, or go wrong more often, asked in one place."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sim.kanban.network.skilled_station import SkilledStation
from sim.kanban.pace.familiarity import Curve
from sim.kanban.pace.load import Load
from sim.kanban.pace.stock import Stock
from sim.world.ledger import RELEASE_WORK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scenarios.calendar import Calendar
    from scenarios.language.funding_model import FundingModel
    from scenarios.language.streams import ValueStream
    from sim.kanban.items import Item, Server
    from sim.kanban.network.line import Line
    from sim.world.world import Visit


BACK = -1
"""In draws of whether a visit fails: it does, whatever else the stage may do with features."""


@dataclass(slots=True)
class Strain:
    """What has been done and lost in visits that began in the horizon, in server-weeks."""

    time: float = 0.0
    """Time at work."""
    enablers: float = 0.0
    """Of it, time set aside for enablers."""
    debt: float = 0.0
    """Lost because the architecture was missing."""
    unfamiliar: float = 0.0
    """Lost because people did not know each other or the work."""
    overload: float = 0.0
    """Lost because the load was more than people bear."""
    familiar: bool = False
    """Whether familiarity is switched on."""
    runway: float = 0.0
    """Runway at the end of the horizon; below zero = debt."""
    people: float = 0.0
    """Servers of streams with a runway."""
    mismatch: float = 0.0
    """Time without work while features of the stage waited for somebody else's skills."""
    skilled: float = 0.0
    """Time of the people of stages with skills, as many as there are at week 0."""

    @classmethod
    def of(cls, strains: Iterable[Strain]) -> Strain:
        """The sum over several lines."""
        found = list(strains)
        return cls(*(sum(getattr(strain, field.name) for strain in found) for field in fields(cls)))


def strained(stream: ValueStream, rules: Iterable[FundingModel]) -> bool:
    """Whether anything that a pace knows is switched on in a value stream."""
    own = stream.runway is not None or stream.sustainable_pace is not None
    return own or any(stage.needs for stage in stream.stages) or any(model.familiarity_weeks for model in rules)


class LinePace:
    """How long the work of a line takes.

    Args:
        line: the line.
        rules: the rules that its value stream lives by.
        calendar: quarters.

    """

    def __init__(self, line: Line, rules: FundingModel, calendar: Calendar) -> None:
        data = line.plan.data
        self.line = line
        self.strain = Strain()
        self.stock = None if data.runway is None else Stock(data.runway, line.plan.servers)
        bearable = data.sustainable_pace
        self.load = None if bearable is None else Load(bearable, line.places, float(calendar.weeks_per_quarter))
        self.curve: Curve | None = None
        self.share = 0.0
        """Share of working time that goes into enablers."""
        self._horizon = float(calendar.horizon)
        self._closed = False
        self.skilled = [
            station
            for station in dict.fromkeys(line.places)
            if isinstance(station, SkilledStation) and station.claim(self._horizon)
        ]
        """Stations with skills; a platform team is that of the first line which comes to it."""
        self.live_by(rules)

    def live_by(self, rules: FundingModel) -> None:
        """The value stream lives by other rules from now on."""
        self.share = rules.enabler_share if self.stock is not None else 0.0
        self.curve = None
        if rules.familiarity_weeks:
            self.strain.familiar = True
            self.curve = Curve(rules.formation_productivity, rules.familiarity_ceiling, rules.familiarity_weeks)

    def begin(self, place: int, item: Item, server: Server, weeks: tuple[float, float], now: float) -> float:
        """A visit begins: how long it takes; what goes wrong in it may be added to its draws.

        Args:
            place: the stage where it begins, from 0.
            item: the feature.
            server: who works on it.
            weeks: touch time, and the same with switching loss.
            now: the week.

        """
        touch, work = weeks
        part = item.part
        stock, load = self.stock, self.load
        over = debt = 0.0
        if load is not None:
            load.change(place, 1, now)
            over = load.over[place]
        if stock is not None:
            self._watch(now)
            debt = stock.debt
            if part.owner >= 0:
                stock.use(touch)
        share = self.share
        eased = work / (1.0 - share)
        slowed = eased / (1.0 - debt * stock.data.time_lost) if stock is not None else eased
        borne = slowed / (1.0 - over * load.data.time_lost) if load is not None else slowed
        until = max(part.team.forming_until, server.forming_until)
        if self.curve is not None:
            until = max(until, part.new_until)
            slow = self.line.slow if now < self.line.slow_until else ()
            duration = self.curve.time_taken(borne, now, until, slow)
        elif now < until or now < self.line.slow_until:
            duration = self.line.slowed(borne, until, now)
        else:
            duration = borne
        if now < self._horizon:
            strain = self.strain
            strain.time += duration
            strain.enablers += share * duration
            strain.debt += slowed - eased
            strain.overload += borne - slowed
            if self.curve is not None:
                strain.unfamiliar += duration - borne / self.curve.ceiling
        if part.owner > RELEASE_WORK:
            self._spoil(place, item, debt, over)
        return duration

    def _spoil(self, place: int, item: Item, debt: float, over: float) -> None:
        """Debt sends more work back, overload blocks more of it: by luck of its own, the same in every model."""
        chance = debt * self.stock.data.rework if self.stock is not None else 0.0
        blockers = self.load.data.blockers if self.load is not None else None
        stuck = over * blockers.probability if blockers is not None else 0.0
        if not (chance or stuck):
            return
        number, turn = item.number, item.turns.get(place, 0) if item.turns is not None else 0
        fails, blocked, span = item.part.mishaps(place, turn)[number]
        effort, back, waits = item.draws
        routed = bool(self.line.plan.stages[place].routing)
        if fails < chance and (routed or not back[number]):
            back = [*back[:number], BACK, *back[number + 1 :]]
        if blocked < stuck:
            waits = [*waits[:number], waits[number] + span, *waits[number + 1 :]]
        visit: Visit = (effort, back, waits)
        item.draws = visit

    def end(self, place: int, item: Item, spent: float, now: float) -> None:
        """A visit is over, or cut off, after so many weeks of work; enablers are not at the cost of its MMP."""
        if self.load is not None:
            self.load.change(place, -1, now)
        if self.stock is not None and self.share:
            self._watch(now)
            enablers = self.share * spent
            self.stock.fill(enablers)
            item.part.work -= enablers
            item.part.team.money_left += enablers * item.part.rate

    def people_change(self, now: float) -> None:
        """People come or go now."""
        if self.load is not None:
            self.load.pass_time(now)

    def release(self, weeks_ago: float, now: float) -> None:
        """An MMP comes out whose last feature was complete some weeks ago."""
        if self.stock is not None:
            self._watch(now)
            self.stock.release(weeks_ago)

    def _watch(self, now: float) -> None:
        """Note the stock at the end of the horizon, before anything after it changes it."""
        if not self._closed and now >= self._horizon:
            self._closed = True
            self._note()

    def _note(self) -> None:
        assert self.stock is not None
        self.strain.runway, self.strain.people = self.stock.amount, float(self.line.plan.servers)

    def close(self) -> Strain:
        """The clock has stopped."""
        if self.stock is not None and not self._closed:
            self._closed = True
            self._note()
        for station in self.skilled:
            self.strain.mismatch += station.idle_while_waiting
            self.strain.skilled += self._horizon * station.crew
        return self.strain
