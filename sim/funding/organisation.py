"""The organisation over time: who decides for which value streams, changes of rules, events, and people to pay.

At one instant, events and changes of rules come before the rounds of that day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.office import Office
from sim.funding.year_end import flushes
from sim.stations.clock import FINISH, Signal
from sim.world.ledger import CHANGE, OFFICE

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from simpy import Event

    from sim.funding.portfolio import Portfolio
    from sim.funding.selection_rules import Selection
    from sim.funding.timetables import Switch, Timetable
    from sim.kanban.simpy_calendar import Calendar
    from sim.kanban.staffing import Staffing


class Organisation:
    """Offices for every set of rules, and what changes over time.

    Args:
        env: the clock.
        portfolio: the MMPs and what is done with them.
        staffing: who works where.
        table: who lives by which rules when.
        selections: selection rules by name.

    Raises:
        KeyError: a selection rule that nobody supplied.

    """

    def __init__(
        self,
        env: Calendar,
        portfolio: Portfolio,
        staffing: Staffing,
        table: Timetable,
        selections: Mapping[str, Selection],
    ) -> None:
        self.env = env
        self.portfolio = portfolio
        self.staffing = staffing
        self.table = table
        self.blueprint = portfolio.blueprint
        rules = [selections[model.selection] for model in table.rules]
        portfolio.moving.update(switch.stream for switch in table.switches)
        self.offices = [Office(env, portfolio, staffing, rule, k) for k, rule in enumerate(rules)]
        for office in self.offices:
            office.neighbours = [other for other in self.offices if other is not office]
        portfolio.on_short = self._follow
        portfolio.on_split = self._move_with_money
        sharing = [office for office in self.offices if office.purses.shared]
        if len(sharing) == 1:
            portfolio.on_idle = sharing[0].follow_when_idle
        elif sharing:
            portfolio.on_idle = self._follow_when_idle

    def _follow(self) -> None:
        for office in self.offices:
            office.follow()

    def _follow_when_idle(self) -> None:
        for office in self.offices:
            if office.purses.shared:
                office.follow_when_idle()

    def begin(self) -> None:
        """Schedule everything that will happen by itself."""
        for number in range(len(self.blueprint.shocks.events)):
            self._at(self.blueprint.shocks.week(number), self._happen, number)
        for week in dict.fromkeys(switch.week for switch in self.table.switches):
            self._at(week, self._change, tuple(s for s in self.table.switches if s.week == week))
        for line, slow in zip(self.portfolio.lines, self.table.slow, strict=False):
            line.slow = slow
            line.slow_until = max((end for _, end, _ in slow), default=0.0)
            line.watch(line.slow_until)
        if self.portfolio.around is not None:
            self.portfolio.around.begin()
        self.portfolio.entries += [(week, -1, -1, CHANGE, amount) for week, amount in self.table.costs]
        self.env.process(self.pay())
        if any(rules.office_per_year for rules in self.table.rules):
            self.env.process(self._keep_offices())
        for office in self.offices:
            self.env.process(office.rounds())
            if office.model.year_end == "flush":
                self.env.process(flushes(office))

    def _at(self, week: float, then: Callable[[Signal], None], value: object) -> None:
        self.env.schedule(Signal(then, value), FINISH, week)

    # --- changes of rules -------------------------------------------------------------------------------------

    def _change(self, event: Signal) -> None:
        """Value streams come under other rules: what nobody has chosen yet is theirs to decide from now on."""
        switches: tuple[Switch, ...] = event.value  # type: ignore[assignment]
        portfolio = self.portfolio
        brought = []
        for switch in switches:
            old = self.offices[portfolio.current[switch.stream]]
            brought.append((switch, old.purses.belongings([switch.stream])))
        for switch in switches:
            model = self.table.rules[switch.rules]
            portfolio.come_under(switch.stream, switch.rules)
            portfolio.lines[switch.stream].formation_productivity = model.formation_productivity
            self.staffing.formation_weeks[switch.stream] = model.weeks_to_settle
            if (pace := portfolio.lines[switch.stream].pace) is not None:
                pace.live_by(model)
            portfolio.wake(switch.stream)
        later = [s.stream for s in self.table.switches if s.week > self.env.now]
        portfolio.moving.intersection_update(later)
        for office in self.offices:
            office.take_stock()
        for switch, belongings in brought:
            self.offices[switch.rules].purses.bring(switch.stream, belongings)
        portfolio.releases.regroup()
        for office in self.offices:
            office.form_units()
        self._people()
        for number in dict.fromkeys(switch.rules for switch in switches):
            office = self.offices[number]
            if office.weeks_to_round() > 0 and office.in_time():
                self.env.process(self._extra_round(office))
            elif office.ended:
                office.give_up()

    def _extra_round(self, office: Office) -> Generator[Event, None, None]:
        """Between two regular rounds, streams that have just come under the rules do not wait for the next one."""
        yield self.env.timeout(0)
        office.hold_round(between=True)
        if office.ended:
            office.give_up()

    # --- events -----------------------------------------------------------------------------------------------

    def _happen(self, event: Signal) -> None:
        """An event of the scenario happens and is known from now on."""
        number: int = event.value  # type: ignore[assignment]
        portfolio, shocks = self.portfolio, self.blueprint.shocks
        portfolio.known = number + 1
        spared = getattr(shocks.events[number], "released_keep", False)
        for state in portfolio.states:
            original = portfolio.world.mmps[state.index]
            if (spared and state.released is not None) or not shocks.concerns(number, original):
                continue
            state.news = (*state.news, number)
            state.plan = shocks.amended(original, state.news)
            if shocks.takes_value(number):
                state.shocked = True
            if shocks.noted(number):
                state.unit.candidate = None
        for office in self.offices:
            office.estimates.forget()

    # --- people -----------------------------------------------------------------------------------------------

    def _people(self) -> None:
        """Everybody back to their own stream, then those who follow the money to the funded work."""
        self.staffing.at_home()
        for office in self.offices:
            if office.purses.shared and office.streams:
                self.staffing.spread(self.portfolio.remaining_work(), office.streams)
        self.staffing.level()

    def pay(self) -> Generator[Event, None, None]:
        """Keep only the people the quarter's money can pay (a SimPy process)."""
        streams, calendar = self.blueprint.streams, self.blueprint.calendar
        before = [1.0] * len(streams)
        for quarter in range(1, calendar.quarters + 1):
            factors = self._there(quarter)
            if factors != before:
                self.staffing.keep(factors)
                self._people()
                before = factors
            yield self.env.timeout(calendar.weeks_per_quarter)

    def _there(self, quarter: int) -> list[float]:
        """Share of the people of each stream at first that are there: as money affords and has been split."""
        return [a * e for a, e in zip(self._affordable(quarter), self.portfolio.envelopes, strict=True)]

    def _move_with_money(self) -> None:
        """People follow the envelopes of their value streams."""
        calendar = self.blueprint.calendar
        quarter = min(int(self.env.now // calendar.weeks_per_quarter) + 1, calendar.quarters)
        self.staffing.keep(self._there(quarter))
        self._people()

    def office_cost(self, stream: int) -> float:
        """What the office of a value stream costs it a week: its share of payroll, in currency."""
        plans = self.blueprint.streams
        total = sum(plan.data.payroll_per_week for plan in plans)
        share = plans[stream].data.payroll_per_week / total if total else 1 / len(plans)
        return self.table.rules[self.portfolio.current[stream]].office_per_year / WEEKS_PER_YEAR * share

    def _keep_offices(self) -> Generator[Event, None, None]:
        """Book the cost of the offices week by week (a SimPy process)."""
        for _ in range(self.blueprint.calendar.horizon):
            for stream in range(len(self.blueprint.streams)):
                self.portfolio.book(stream, -1, OFFICE, self.office_cost(stream))
            yield self.env.timeout(1)

    def _affordable(self, quarter: int) -> list[float]:
        """Share of the people of each stream that the money of a quarter can pay, after the platforms."""
        streams, budget = self.blueprint.streams, self.blueprint.scenario.budget
        weeks, known, shocks = (
            self.blueprint.calendar.weeks_per_quarter,
            self.portfolio.known,
            self.blueprint.shocks,
        )
        payroll = [stream.data.payroll_per_week * weeks for stream in streams]
        shared = sum(platform.data.payroll_per_week * weeks for platform in self.blueprint.platforms)
        common = max(0.0, budget.in_quarter(quarter) - shared)
        whole = min(1.0, common / sum(payroll)) if sum(payroll) else 1.0
        offices = any(rules.office_per_year for rules in self.table.rules)
        factors = []
        for stream, pay in zip(streams, payroll, strict=True):
            own = stream.id in budget.streams and pay
            factor = min(1.0, budget.in_quarter(quarter, stream.id) / pay) if own else whole
            if (known or offices) and pay:
                money = budget.in_quarter(quarter, stream.id) if own else common * pay / sum(payroll)
                money -= shocks.in_quarter(quarter, stream.index, known) if known else 0.0
                money -= self.office_cost(stream.index) * weeks
                there = shocks.present(stream.index, known)
                factor = there * min(1.0, max(0.0, money) / (pay * there))
            factors.append(factor)
        return factors
