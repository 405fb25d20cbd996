"""Funding: rounds in which money is decided, under the mechanisms of one set of rules.

A round, at t = 0, C, 2C...: beliefs are refreshed, active MMPs may be stopped, candidates are looked at, and units
are chosen in the order of the selection rule while uncommitted money is left; the money arrives after the approval
time. Rounds whose money would arrive after the last quarter are not held.

Usually one office decides for all value streams. Where streams live by different rules, every set of rules has an
office of its own, with the people and the money of its streams; ``sim.funding.organisation`` says who belongs
where.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.funding.estimates import Estimates
from sim.funding.portfolio import Portfolio
from sim.funding.rounds.capacity import queues, room_left
from sim.funding.rounds.choosing import choose
from sim.funding.rounds.envelopes import split
from sim.funding.rounds.experiments import after_experiments
from sim.funding.rounds.purses import Purses, next_round
from sim.funding.rounds.stopping import stop_losers
from sim.funding.selection_rules import SIMPLE, Candidate, Round
from sim.funding.state import State, Unit
from sim.world.ledger import BUSINESS_CASE, GOVERNANCE

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from simpy import Event

    from scenarios.language.funding_model import FundingModel
    from sim.funding.selection_rules import Selection
    from sim.kanban.simpy_calendar import Calendar
    from sim.kanban.staffing import Staffing


class Office:
    """Whoever decides on money for the value streams that live by one set of rules.

    Args:
        env: the clock.
        portfolio: the MMPs and what is done with them.
        staffing: who works where.
        selection: the rule that orders candidates.
        number: of the set of rules, in ``portfolio.rules``.

    """

    def __init__(
        self, env: Calendar, portfolio: Portfolio, staffing: Staffing, selection: Selection, number: int = 0
    ) -> None:
        self.env = env
        self.portfolio = portfolio
        self.staffing = staffing
        self.selection = selection
        self._simple = any(selection is rule for rule in SIMPLE)
        self.number = number
        self.model: FundingModel = portfolio.rules[number]
        self.blueprint = portfolio.blueprint
        self.everybody = portfolio.states
        self.estimates = Estimates(portfolio, self.model)
        self.horizon = self.blueprint.calendar.horizon
        self.neighbours: list[Office] = []
        """Offices of other rules."""
        self.ended = False
        """Whether the last regular round has been held."""
        self.streams: list[int] = []
        """Value streams that live by its rules."""
        self.states: list[State] = []
        """MMPs of those streams."""
        self.units: list[Unit] = []
        """What waits for money (and what has been chosen since its streams changed last)."""
        self.purses = Purses(portfolio, self.model)
        self.take_stock()
        for state in self.states:
            if state.plan.data.underway is not None:
                self._start_underway(state)
        self.form_units()
        self.wanted_by: dict[int, list[int]] = {}
        """MMPs that need each MMP in any way, by index."""
        for state in self.everybody:
            for other in {*state.plan.requires, *state.plan.requires_any, *state.plan.after, *state.plan.together}:
                self.wanted_by.setdefault(other, []).append(state.index)
        self.exclusive = frozenset(
            m for state in self.everybody if state.plan.excludes for m in (state.index, *state.plan.excludes)
        )

    # --- who belongs here -------------------------------------------------------------------------------------

    def take_stock(self) -> None:
        """See which streams live by these rules now, with their MMPs and their money."""
        current = self.portfolio.current
        self.streams = [stream for stream, number in enumerate(current) if number == self.number]
        self.states = self.everybody
        if len(self.streams) < len(current):
            self.states = [state for state in self.everybody if current[state.plan.home] == self.number]
        self.purses.belong_to(self.streams)

    def form_units(self) -> None:
        """Funding units of what nobody has chosen yet; MMPs under way at week 0 are units of their own."""
        free = {state.index for state in self.states if state.chosen is None and not state.dropped}
        known = {(unit.id, unit.mmps): unit for unit in self.units}
        units: list[Unit] = []
        taken: set[int] = set()

        def form(name: str, mmps: tuple[int, ...]) -> None:
            units.append(known.get((name, mmps)) or Unit(name, mmps, self.model))
            taken.update(mmps)

        if self.model.funding_unit == "project":
            for name, mmps in self.blueprint.bundles.items():
                members = tuple(m for m in mmps if m in free)
                if members:
                    here = all(self.portfolio.rules_of(self.everybody[m]) is self.model for m in mmps)
                    form(name if here else f"{name}#{self.number}", members)
        for state in self.states:
            if state.index in free and state.index not in taken:
                form(state.plan.id, (state.index,))
        self.units = units
        for unit in units:
            for m in unit.mmps:
                self.everybody[m].unit = unit

    def _start_underway(self, state: State) -> None:
        unit = Unit(state.plan.id, (state.index,), self.model)
        state.unit = unit
        state.considered = state.chosen = 0.0
        unit.rank = (-1, state.index)
        unit.chosen = True
        share = state.plan.data.underway or 0.0
        unit.cost = sum(
            max(1, n - int(n * share + 0.5)) * self.blueprint.streams[s].feature_cost for s, n in state.plan.parts
        )
        self.portfolio.fund(unit)

    # --- the calendar of rounds -------------------------------------------------------------------------------

    def rounds(self) -> Generator[Event, None, None]:
        """Hold every round of the horizon (a SimPy process); none while no stream lives by these rules."""
        held = 0
        while self.in_time():
            if self.streams:
                self.hold_round()
            held += 1
            week = held * self.model.cadence_weeks
            if week + self.model.approval_weeks >= self.horizon:
                break
            yield self.env.timeout(week - self.env.now)
        self.ended = True
        self.give_up()

    def in_time(self) -> bool:
        """Whether money decided now arrives before the end of the last quarter."""
        return self.env.now + self.model.approval_weeks < self.horizon

    def weeks_to_round(self) -> float:
        """Weeks to the next regular round; 0 when it is today."""
        cadence = self.model.cadence_weeks
        rounds = math.ceil(self.env.now / cadence - 1e-9)
        return max(0.0, rounds * cadence - self.env.now)

    def give_up(self) -> None:
        """After the last decision of the last office: nobody will ever choose what has not been chosen."""
        if any(not other.ended for other in self.neighbours):
            return
        for state in self.everybody:
            if state.chosen is None and state.plan.home not in self.portfolio.moving:
                self.portfolio.drop(state)

    def hold_round(self, *, between: bool = False) -> None:
        """Decide on the money up to the next round; ``between``: this one stands between two regular rounds."""
        now = self.env.now
        self.estimates.refresh(self.states)
        candidates = self._candidates(now)
        active = [state for state in self.states if state.open]
        reviewed = len(active) if self.model.reestimate else 0
        self._book(GOVERNANCE, self.model.governance_per_round)
        self._book(GOVERNANCE, self.model.governance_per_unit * (len(candidates) + reviewed))
        if self.model.stop_rule == "evidence":
            stop_losers(self, active, candidates)
        money = self.purses.window(now, between=between)
        candidates = after_experiments(self, candidates, money, now)
        if not between:
            split(self, candidates, money, now)
        for candidate in candidates:
            self.pay_business_case(candidate)
        order = self.selection(self._round(now, money, candidates))
        span = next_round(self.model, now) - now
        chosen = choose(self, order, {c.unit: c for c in candidates}, money, room_left(self, span))
        self.purses.carry(money)
        self.approve(chosen, self.model.approval_weeks)

    def _round(self, now: float, money: Mapping[int, float], candidates: Sequence[Candidate]) -> Round:
        """What is on the table; rules that look at candidates alone are told of nothing else."""
        if self._simple:
            return Round(now, money, candidates, (), self.portfolio.world)
        paid = [state for state in self.everybody if state.chosen is not None and state.stopped is None]
        allowances = self.portfolio.allowances
        return Round(
            now=now,
            money=dict(money),
            candidates=candidates,
            beliefs=[state.belief for state in self.everybody],
            world=self.portfolio.world,
            income=self.purses.income(now),
            cadence=self.model.cadence_weeks,
            there=frozenset(state.index for state in paid if not state.dropped),
            approval=self.model.approval_weeks,
            queues=queues(self),
            saves_pay=self.model.bench == "released" and self.purses.shared,
            plans=[state.plan for state in self.everybody],
            allowed=None if allowances is None else allowances.asked(now, now + self.model.approval_weeks),
        )

    def look(self) -> list[Candidate]:
        """What is on the table between two rounds; looking at it is paid for."""
        candidates = self._candidates(self.env.now)
        self._book(GOVERNANCE, self.model.governance_per_unit * len(candidates))
        return candidates

    def approve(self, chosen: list[Unit], weeks: float) -> None:
        """Chosen units get their money after so many weeks; earlier rounds and places rank first."""
        for position, unit in enumerate(chosen):
            unit.rank = (self.portfolio.rounds, position)
        self.portfolio.rounds += 1
        if chosen:
            self.env.process(self._grant(chosen, weeks))

    def _candidates(self, now: float) -> list[Candidate]:
        """Units not chosen yet, all of whose MMPs have appeared and can still start in time."""
        found = []
        everybody, money = self.everybody.__getitem__, now + self.model.approval_weeks
        for unit in self.units:
            if unit.chosen:
                continue
            members = [state for state in map(everybody, unit.mmps) if not state.dropped]
            appeared, late = True, False
            for state in members:
                appeared = appeared and state.plan.appears <= now
                late = late or state.plan.latest <= money
            if not appeared:
                continue
            if late:
                for state in members:
                    if state.plan.latest <= money:
                        self.portfolio.drop(state)
                members = [state for state in members if not state.dropped]
            if not members:
                continue
            for state in members:
                if state.considered is None:
                    state.considered = now
            found.append(self.estimates.candidate(unit, members, now))
        return found

    def pay_business_case(self, candidate: Candidate) -> None:
        """A business case is written once, when an MMP is first evaluated."""
        for m in candidate.mmps:
            if m in self.portfolio.argued:
                continue
            self.portfolio.argued.add(m)
            plan = self.everybody[m].plan
            self.portfolio.book(plan.home, m, BUSINESS_CASE, plan.estimated_cost * self.model.business_case_share)

    def _grant(self, chosen: list[Unit], weeks: float) -> Generator[Event, None, None]:
        """The money arrives after the approval time."""
        yield self.env.timeout(weeks)
        for unit in chosen:
            self.portfolio.fund(unit)
        self.follow()

    # --- people -----------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """Move people to the funded work (staffing: follows_funding)."""
        if self.purses.shared and self.streams:
            self.staffing.follow(self.portfolio.remaining_work(), self.streams)

    def follow_when_idle(self) -> None:
        """A stream that has run out of funded work gives its people to those that have some."""
        portfolio = self.portfolio
        if any(not portfolio.open[s] and portfolio.lines[s].teams[0].target for s in self.streams):
            self.follow()

    def _book(self, kind: int, amount: float) -> None:
        self.portfolio.book(-1, -1, kind, amount)
