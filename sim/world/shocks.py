"""Shocks: what the events of a scenario take away, as known at a time, and what they make of the plans of MMPs.

Everything here is the same for every world and funding model, and is worked out once per scenario.
"""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.events import BecomesMandatory, BudgetCut, MarketCloses, ObjectiveChanges, TeamLeaves

if TYPE_CHECKING:
    from scenarios.language.events import Event
    from sim.world.blueprint import Blueprint, MmpPlan


class Shocks:
    """The events of a scenario in order of time; the first ``known`` of them have happened."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.blueprint = blueprint
        self.length = blueprint.calendar.weeks_per_quarter
        self.events: tuple[Event, ...] = tuple(sorted(blueprint.scenario.events, key=lambda event: event.quarter))
        self._reductions: dict[tuple[float, float, int, int], float] = {}
        self._plans: dict[tuple[str, int, tuple[int, ...]], MmpPlan] = {}
        payroll = [stream.data.payroll_per_week for stream in blueprint.streams]
        total = sum(payroll) or 1.0
        self._shares = [amount / total for amount in payroll]

    def week(self, number: int) -> float:
        """When an event happens."""
        return float((self.events[number].quarter - 1) * self.length)

    # --- money and people ------------------------------------------------------------------------------------

    def reduction(self, start: float, end: float, stream: int, known: int) -> float:
        """Money that the events known so far take from a stream in a stretch of weeks; exactly 0 without events."""
        if not known:
            return 0.0
        key = (start, end, stream, known)
        if key not in self._reductions:
            calendar = self.blueprint.calendar
            total = 0.0
            for quarter in range(calendar.quarters):
                weeks = min(end, (quarter + 1) * self.length) - max(start, quarter * self.length)
                if weeks > 0:
                    total += self.in_quarter(quarter + 1, stream, known) * weeks / self.length
            self._reductions[key] = total
        return self._reductions[key]

    def in_quarter(self, quarter: int, stream: int, known: int) -> float:
        """The same for one quarter (1-based): what cuts take, and the pay of teams that have left."""
        budget, plan = self.blueprint.scenario.budget, self.blueprint.streams[stream]
        if plan.id in budget.streams:
            money = budget.in_quarter(quarter, plan.id)
        else:
            money = budget.in_quarter(quarter) * self._shares[stream]
        factor = 1.0
        for event in self.events[:known]:
            if isinstance(event, BudgetCut) and quarter >= event.quarter and event.value_stream in (None, plan.id):
                factor *= event.factor
        gone = (1.0 - self.present(stream, known, quarter)) * plan.data.payroll_per_week * self.length
        return money * (1.0 - factor) + gone * factor

    def present(self, stream: int, known: int, quarter: int | None = None) -> float:
        """Share of a stream's teams still there in a quarter (default: now)."""
        data = self.blueprint.streams[stream].data
        left = sum(
            event.teams
            for event in self.events[:known]
            if isinstance(event, TeamLeaves)
            and event.value_stream == data.id
            and (quarter is None or quarter >= event.quarter)
        )
        return (data.teams - left) / data.teams if left else 1.0

    # --- plans -----------------------------------------------------------------------------------------------

    def concerns(self, number: int, plan: MmpPlan) -> bool:
        """Whether an event changes what is known of an MMP."""
        match self.events[number]:
            case MarketCloses(remaining=1.0):
                return False
            case MarketCloses(mmps=mmps, objective=objective, value_stream=stream):
                home = self.blueprint.streams[plan.home].id
                return plan.id in mmps or (objective or "") == plan.data.objective or stream == home
            case ObjectiveChanges(weight=1.0):
                return False
            case ObjectiveChanges(objective=objective):
                return plan.data.objective == objective
            case BecomesMandatory(mmp=name):
                return plan.id == name
            case TeamLeaves(value_stream=stream):
                return any(self.blueprint.streams[s].id == stream for s, _ in plan.parts)
        return False

    def takes_value(self, number: int) -> bool:
        """Whether an event takes value."""
        event = self.events[number]
        return isinstance(event, MarketCloses) or (isinstance(event, ObjectiveChanges) and event.weight < 1)

    def noted(self, number: int) -> bool:
        """Whether everybody takes note of an event, even those who never renew an estimate."""
        return isinstance(self.events[number], MarketCloses | ObjectiveChanges)

    def amended(self, plan: MmpPlan, numbers: tuple[int, ...]) -> MmpPlan:
        """The plan of an MMP after the events with these numbers, seen from its original plan."""
        if plan.known or plan.knows_scope:  # differs from world to world
            return self._changed(plan, numbers)
        key = (plan.data.id, plan.data.appears_quarter, numbers)
        if key not in self._plans:
            self._plans[key] = self._changed(plan, numbers)
        return replace(self._plans[key], index=plan.index, id=plan.id)

    def _changed(self, plan: MmpPlan, numbers: tuple[int, ...]) -> MmpPlan:
        for number in numbers:
            plan = self._after(plan, number)
        return plan

    def _after(self, plan: MmpPlan, number: int) -> MmpPlan:
        match self.events[number]:
            case MarketCloses(remaining=remaining) | ObjectiveChanges(weight=remaining):
                middle = np.arange(len(plan.earnings.urgency)) + 0.5
                lasting = np.where(middle < self.week(number), 1.0, remaining)
                earnings = replace(plan.earnings, urgency=plan.earnings.urgency * lasting)
                tables = (array("d", table) for table in earnings.tables(self.blueprint.weights))
                discounted, undiscounted, penalties = tables
                return replace(
                    plan, earnings=earnings, discounted=discounted, undiscounted=undiscounted, penalties=penalties
                )
            case BecomesMandatory():
                return replace(plan, data=plan.data.replace(mandatory=True))
            case TeamLeaves():
                return replace(plan, duration=self._duration(plan, number + 1))
        return plan

    def _duration(self, plan: MmpPlan, known: int) -> float:
        """Weeks from start to completion with the people who are still there (see ``MmpPlan.duration``)."""
        streams = self.blueprint.streams
        return max(streams[s].weeks(n, self.present(s, known)) for s, n in plan.parts)
