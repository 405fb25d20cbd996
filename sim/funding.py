"""Funding: rounds in which money is decided, under the twelve mechanisms of a funding model.

A round, at t = 0, C, 2C...: beliefs are refreshed, active MMPs may be stopped, candidates are looked at, and units
are chosen in the order of the selection rule while uncommitted money is left; the money arrives after the approval
time. Rounds whose money would arrive after the last quarter are not held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.estimates import Estimates
from sim.ledger import BUSINESS_CASE, GOVERNANCE
from sim.portfolio import Portfolio
from sim.purses import Purses
from sim.selection import Candidate, Round
from sim.state import State, Unit, initial_done

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from simpy import Environment, Event

    from sim.selection import Selection
    from sim.staffing import Staffing


class Office:
    """Whoever decides on money, with one funding model.

    Args:
        env: the clock.
        portfolio: the MMPs and what is done with them.
        staffing: who works where.
        selection: the rule that orders candidates.

    """

    def __init__(self, env: Environment, portfolio: Portfolio, staffing: Staffing, selection: Selection) -> None:
        self.env = env
        self.portfolio = portfolio
        self.staffing = staffing
        self.selection = selection
        self.model = portfolio.model
        self.blueprint = portfolio.blueprint
        self.states = portfolio.states
        self.estimates = Estimates(portfolio)
        self.horizon = self.blueprint.calendar.horizon
        self.units = self._units()
        self.purses = Purses(portfolio)
        self._round = 0
        self._wanted_by: dict[int, list[int]] = {}
        for state in self.states:
            for other in {*state.plan.requires, *state.plan.requires_any, *state.plan.after, *state.plan.together}:
                self._wanted_by.setdefault(other, []).append(state.index)
        self._exclusive = frozenset(
            m for state in self.states if state.plan.excludes for m in (state.index, *state.plan.excludes)
        )
        self._evaluated: set[str] = set()
        if self.purses.shared:
            portfolio.on_idle = self._follow_when_idle

    def _units(self) -> list[Unit]:
        """Funding units; MMPs under way at week 0 are units of their own, funded from the start."""
        units, taken = [], set()
        for state in self.states:
            if state.plan.data.underway is not None:
                taken.add(state.index)
                self._start_underway(state)
        if self.model.funding_unit == "project":
            for name, mmps in self.blueprint.bundles.items():
                members = tuple(m for m in mmps if m not in taken)
                taken.update(members)
                if members:
                    units.append(Unit(name, members))
        units += [Unit(state.plan.id, (state.index,)) for state in self.states if state.index not in taken]
        for unit in units:
            for m in unit.mmps:
                self.states[m].unit = unit
        return units

    def _start_underway(self, state: State) -> None:
        unit = Unit(state.plan.id, (state.index,))
        state.unit = unit
        state.considered = state.chosen = 0.0
        unit.rank = (-1, state.index)
        unit.chosen = True
        unit.cost = sum(
            (n - initial_done(state.plan, n)) * self.blueprint.streams[s].feature_cost for s, n in state.plan.parts
        )
        self.portfolio.fund(unit)

    # --- the calendar of rounds -------------------------------------------------------------------------------

    def rounds(self) -> Generator[Event, None, None]:
        """Hold every round of the horizon (a SimPy process)."""
        while self.env.now + self.model.approval_weeks < self.horizon:
            self._hold_round()
            self._round += 1
            week = self._round * self.model.cadence_weeks
            if week + self.model.approval_weeks >= self.horizon:
                break
            yield self.env.timeout(week - self.env.now)
        for state in self.states:
            if state.chosen is None:
                self.portfolio.drop(state)

    def _hold_round(self) -> None:
        now = self.env.now
        self.estimates.refresh()
        candidates = self._candidates(now)
        active = [state for state in self.states if state.open]
        reviewed = len(active) if self.model.reestimate else 0
        self._book(GOVERNANCE, self.model.governance_per_round)
        self._book(GOVERNANCE, self.model.governance_per_unit * (len(candidates) + reviewed))
        if self.model.stop_rule == "evidence":
            self._stop_losers(active, candidates, now)
        money = self.purses.window(now)
        for candidate in candidates:
            self._pay_business_case(candidate)
        beliefs = [state.belief for state in self.states]
        income, cadence = self.purses.income(now), self.model.cadence_weeks
        round_ = Round(now, dict(money), candidates, beliefs, self.portfolio.world, income, cadence)
        order = self.selection(round_)
        chosen = self._choose(order, {c.unit: c for c in candidates}, money)
        self.purses.carry(now, money)
        for position, unit in enumerate(chosen):
            unit.rank = (self._round, position)
        if chosen:
            self.env.process(self._grant(chosen))

    def _candidates(self, now: float) -> list[Candidate]:
        """Units not chosen yet, all of whose MMPs have appeared and can still start in time."""
        found = []
        for unit in self.units:
            if unit.chosen:
                continue
            members = [self.states[m] for m in unit.mmps if not self.states[m].dropped]
            if not members or any(state.plan.appears > now for state in members):
                continue
            for state in members:
                if state.plan.latest <= now + self.model.approval_weeks:
                    self.portfolio.drop(state)
            members = [state for state in members if not state.dropped]
            if not members:
                continue
            for state in members:
                if state.considered is None:
                    state.considered = now
            found.append(self.estimates.candidate(unit, members, now))
        return found

    def _pay_business_case(self, candidate: Candidate) -> None:
        """A business case is written once, when the unit is first evaluated; its cost is spread over its MMPs."""
        if candidate.unit in self._evaluated:
            return
        self._evaluated.add(candidate.unit)
        for m in candidate.mmps:
            plan = self.states[m].plan
            self.portfolio.book(plan.home, m, BUSINESS_CASE, plan.estimated_cost * self.model.business_case_share)

    # --- choice -----------------------------------------------------------------------------------------------

    def _choose(self, order: Iterable[str], known: dict[str, Candidate], money: dict[int, float]) -> list[Unit]:
        """Units that get money, in order; what a unit needs comes with it and before it."""
        units = {unit.id: unit for unit in self.units if unit.id in known}
        names = [name for name in order if name in units]
        names.sort(key=lambda name: not any(self.states[m].plan.data.mandatory for m in units[name].mmps))
        chosen: list[Unit] = []
        for name in names:
            unit = units[name]
            if all(left <= 0 for left in money.values()):
                break
            if unit.chosen or any(money[self.purses.key(stream)] <= 0 for stream in known[name].stream_costs):
                continue
            group = self._with_needs(unit, units)
            if group is None:
                continue
            costs: dict[int, float] = {}
            for member in group:
                for stream, cost in known[member.id].stream_costs.items():
                    key = self.purses.key(stream)
                    costs[key] = costs.get(key, 0.0) + cost
            if any(money[key] <= 0 for key in costs):
                continue
            for key, cost in costs.items():
                money[key] -= cost
            for member in group:
                member.chosen = True
                member.cost = known[member.id].cost
                for m in known[member.id].mmps:
                    self.states[m].chosen = self.env.now
                chosen.append(member)
        return chosen

    def _with_needs(self, unit: Unit, units: dict[str, Unit]) -> list[Unit] | None:
        """The unit and what must be chosen with it, needs first; None when it cannot be chosen now."""
        group: list[Unit] = []
        seen: list[str] = []

        def visit(current: Unit) -> bool:
            """Collect what this unit needs and then itself; leave nothing behind when it cannot be had."""
            before, known = len(group), len(seen)
            if needs_of(current):
                return True
            del group[before:], seen[known:]
            return False

        def has_alternative(others: tuple[int, ...]) -> bool:
            """One that is chosen already will do; otherwise the first that can be had."""
            usable = [self.states[o].unit for o in others if self._usable(o)]
            return any(u.chosen or u in group for u in usable) or any(visit(u) for u in usable)

        def needs_of(current: Unit) -> bool:
            if current.id in seen or current.chosen:
                return True
            if current.id not in units:
                return False
            seen.append(current.id)
            for m in current.mmps:
                plan = self.states[m].plan
                if not plan.linked or self.states[m].dropped:
                    continue
                needs = (*plan.requires, *plan.after, *plan.together)
                if not all(self._usable(o) and visit(self.states[o].unit) for o in needs):
                    return False
                if plan.requires_any and not has_alternative(plan.requires_any):
                    return False
            group.append(current)
            return True

        if not visit(unit):
            return None
        inside = {m for member in group for m in member.mmps if not self.states[m].dropped}
        if self._exclusive.isdisjoint(inside):
            return group
        excluded = {o for m in inside for o in self.states[m].plan.excludes}
        taken = inside | {s.index for s in self.states if s.chosen is not None and s.stopped is None}
        barred = {o for m in taken for o in self.states[m].plan.excludes}
        return None if excluded & taken or barred & inside else group

    def _usable(self, other: int) -> bool:
        state = self.states[other]
        return state.stopped is None and not state.dropped

    def _grant(self, chosen: list[Unit]) -> Generator[Event, None, None]:
        """The money arrives after the approval time."""
        yield self.env.timeout(self.model.approval_weeks)
        for unit in chosen:
            self.portfolio.fund(unit)
        self.follow()

    # --- evidence ---------------------------------------------------------------------------------------------

    def _stop_losers(self, active: list[State], candidates: list[Candidate], now: float) -> None:
        """Stop MMPs on evidence; one that others wait for, or that is mandatory, goes on."""
        best = max((c.expected / c.cost for c in candidates if c.cost > 0), default=0.0)
        for state in active:
            if state.signalled is None or not self.model.reestimate or state.plan.data.mandatory:
                continue
            if self._is_waited_for(state):
                continue
            benefit, cost = self.estimates.worth(state, now)
            hopeless = benefit < self.model.stop_hurdle * cost
            factor = self.model.opportunity
            if hopeless or (factor is not None and cost > 0 and best > factor * benefit / cost):
                self.portfolio.stop(state)

    def _is_waited_for(self, state: State) -> bool:
        """Whether a chosen MMP needs this one, or has no other alternative left."""
        for index in self._wanted_by.get(state.index, ()):
            other = self.states[index]
            if other.chosen is None or other.released is not None or other.stopped is not None:
                continue
            plan = other.plan
            if state.index in (*plan.requires, *plan.after, *plan.together):
                return True
            alternatives = (self.states[o] for o in plan.requires_any if o != state.index)
            if not any(a.chosen is not None and a.stopped is None and not a.dropped for a in alternatives):
                return True
        return False

    # --- people -----------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Move people to the funded work (staffing: follows_funding)."""
        if self.purses.shared:
            self.staffing.follow(self.portfolio.remaining_work())

    def _follow_when_idle(self) -> None:
        """A stream that has run out of funded work gives its people to those that have some."""
        portfolio = self.portfolio
        if any(
            not open_ and line.stages[1].target for open_, line in zip(portfolio.open, portfolio.lines, strict=True)
        ):
            self.staffing.follow(portfolio.remaining_work())

    def cuts(self) -> Generator[Event, None, None]:
        """Keep only the people the quarter's money can pay (a SimPy process)."""
        streams, calendar = self.blueprint.streams, self.blueprint.calendar
        budget = self.blueprint.scenario.budget
        payroll = [stream.data.payroll_per_week * calendar.weeks_per_quarter for stream in streams]
        before = [1.0] * len(streams)
        for quarter in range(1, calendar.quarters + 1):
            whole = min(1.0, budget.in_quarter(quarter) / sum(payroll)) if sum(payroll) else 1.0
            factors = [
                min(1.0, budget.in_quarter(quarter, stream.id) / pay)
                if stream.id in budget.streams and pay
                else whole
                for stream, pay in zip(streams, payroll, strict=True)
            ]
            if factors != before:
                self.staffing.cut(factors)
                self.follow()
                before = factors
            yield self.env.timeout(calendar.weeks_per_quarter)

    def _book(self, kind: int, amount: float) -> None:
        self.portfolio.book(-1, -1, kind, amount)
