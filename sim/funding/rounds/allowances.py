"""What a round may choose besides money and people: purses, other resources, groups of which only so many are done.

All offices share them. What is checked is what is known when a unit is chosen: its estimated cost, and its needs
from the quarter on in which its money is there. Work that turns out larger is charged to its purses when the next
round opens, and what is stopped gives back what it has not used.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.funding.running_costs import RunningCosts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenarios.language.resources import Amount
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint

SLACK = 1e-9
"""Relative room for rounding."""


class Allowances:
    """What is left of purses and resources, and how many of each group are taken.

    Args:
        blueprint: the scenario.
        states: its MMPs.

    """

    def __init__(self, blueprint: Blueprint, states: Sequence[State]) -> None:
        scenario = blueprint.scenario
        self.blueprint = blueprint
        self.states = states
        self.quarter = blueprint.calendar.weeks_per_quarter
        self.quarters = blueprint.calendar.quarters
        number = {state.plan.id: state.index for state in states}
        self.groups = [(frozenset(number[m] for m in g.mmps), g.most) for g in scenario.plan_rules.at_most]
        self.amounts = scenario.amounts
        self.purses = scenario.budget.purses
        self.keeps = scenario.budget.carry_over
        self.left = dict.fromkeys(self.purses, 0.0)
        """Money of each purse that no choice has taken."""
        self.opened = 0.0
        """Week up to which the money of purses has been handed out."""
        self._charged: dict[int, float] = {}
        self._running = RunningCosts()
        self._begins: dict[int, int] = {}
        """Quarter, from 0, in which the money of a chosen MMP is there."""

    @property
    def stated(self) -> bool:
        """Whether the scenario says any of this."""
        return bool(self.groups or self.amounts or self.purses)

    # --- purses -----------------------------------------------------------------------------------------------

    def open(self, end: float) -> None:
        """Hand out the money of purses up to a week; what was left stays in the share that may be carried over."""
        self.settle()
        if end <= self.opened:
            return
        budget = self.blueprint.scenario.budget
        for name, left in self.left.items():
            paid = 0.0
            if name == budget.running_purse:
                paid = sum(self._running.charge(state, end) for state in self.states)
            kept = self.keeps * max(0.0, left) + min(0.0, left)
            self.left[name] = kept + self._handed_out(name, end) - paid
        self.opened = end

    def _handed_out(self, name: str, end: float) -> float:
        amounts, total = self.purses[name], 0.0
        for k in range(self.quarters):
            weeks = min(end, (k + 1) * self.quarter) - max(self.opened, k * self.quarter)
            if weeks > 0:
                total += (amounts[k] if isinstance(amounts, tuple) else amounts) * weeks / self.quarter
        return total

    def settle(self) -> None:
        """Charge purses with what is known of chosen work by now."""
        for state in self.states if self.purses else ():
            if state.chosen is not None and not state.dropped:
                cost = self._cost(state)
                more = cost - self._charged.get(state.index, 0.0)
                self._charged[state.index] = cost
                for name, share in _shares(state).items():
                    self.left[name] -= share * more

    def _cost(self, state: State) -> float:
        """Cost of a chosen MMP from week 0 on as known now: what is done, and what remains unless it is stopped."""
        plan = state.plan
        total = 0.0
        for part, (stream, _) in enumerate(plan.parts):
            work = state.parts[part]
            before = state.begun[part].done
            features: float = (before if work is None else work.done) - before
            if state.stopped is None:
                features += state.remaining_features(part)
            total += features * self.blueprint.streams[stream].feature_cost
        if plan.data.underway is None and (state.stopped is None or state.activated is not None):
            total += plan.data.direct_cost
        return total

    # --- choices ----------------------------------------------------------------------------------------------

    def allow(self, members: Sequence[State], now: float, begins: float, before: Sequence[State] = ()) -> bool:
        """Whether some MMPs may be chosen together, with their money there in a week.

        A purse must not be empty: the last unit may run over, as with all money. Resources and groups are strict.

        Args:
            members: the MMPs.
            now: week of the choice.
            begins: week in which their money is there.
            before: MMPs that would be chosen before them in the same round.

        """
        taken = {s.index for s in self.states if s.chosen is not None and s.stopped is None and not s.dropped}
        taken.update(state.index for state in before)
        inside = {state.index for state in members}
        if any(len(group & (taken | inside)) > most and group & inside for group, most in self.groups):
            return False
        left = self.left
        if self.purses and before:
            left = dict(left)
            for state in before:
                for name, share in _shares(state).items():
                    left[name] -= share * self._cost(state)
        if any(left[name] <= 0 for state in members for name in _shares(state) if name in left):
            return False
        return all(self._fits(name, amount, members, now, begins, before) for name, amount in self.amounts.items())

    def asked(self, now: float, begins: float) -> Callable[[Sequence[int], Sequence[int]], bool]:
        """``allow`` for those who know MMPs by their index: the MMPs, and what would be chosen before them."""
        states = self.states

        def allowed(mmps: Sequence[int], before: Sequence[int]) -> bool:
            return self.allow([states[m] for m in mmps], now, begins, [states[m] for m in before])

        return allowed

    def take(self, members: Sequence[State], begins: float) -> None:
        """These have been chosen."""
        for state in members:
            self._begins[state.index] = int(begins / self.quarter)
        self.settle()

    def _fits(
        self,
        name: str,
        amount: Amount,
        members: Sequence[State],
        now: float,
        begins: float,
        before: Sequence[State],
    ) -> bool:
        first = int(begins / self.quarter)
        own = [use for state in members for use in self._uses(name, amount, state, first)]
        if not own:
            return True
        taken = [use for state in self.states if state.chosen is not None for use in self._taken(name, state, now)]
        taken += [use for state in before for use in self._uses(name, amount, state, first)]
        if amount.total is not None:
            return sum(units for _, units in own + taken) <= amount.total * (1 + SLACK)
        for quarter in {at for at, _ in own if at < self.quarters}:
            units = sum(units for at, units in own + taken if at == quarter)
            if units > amount.in_quarter(quarter + 1) * (1 + SLACK):
                return False
        return True

    def _uses(self, name: str, amount: Amount, state: State, first: int) -> Iterator[tuple[int, float]]:
        """What an MMP takes of a resource, as (quarter, units), when it begins in a quarter, from 0."""
        need, done = state.plan.data.need.get(name), state.plan.data.underway or 0.0
        if need is None:
            return
        if not isinstance(need, tuple):
            length = max(1, math.ceil(state.plan.duration * (1 - done) / self.quarter - SLACK))
            need = (need,) if amount.total is not None else (need,) * length
        elif done:
            need = need[int(len(need) * done) :]
        yield from enumerate(need, first)

    def _taken(self, name: str, state: State, now: float) -> Iterator[tuple[int, float]]:
        """What a chosen MMP takes: from its start, or as soon as it may begin; of one given up, up to then."""
        if state.dropped or (state.stopped is not None and state.activated is None):
            return
        begun = state.activated
        if begun is None:
            first = max(self._begins.get(state.index, 0), int(now / self.quarter))
        else:
            first = int(begun / self.quarter)
        last = math.inf if state.stopped is None else state.stopped / self.quarter
        yield from ((at, units) for at, units in self._uses(name, self.amounts[name], state, first) if at <= last)


def _shares(state: State) -> dict[str, float]:
    """Shares in which purses pay for an MMP."""
    paid = {name: sum(amounts) for name, amounts in state.plan.data.purse.items()}
    whole = sum(paid.values())
    return {name: amount / whole for name, amount in paid.items() if amount > 0} if whole > 0 else {}
