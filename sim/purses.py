"""Purses: the money of a funding round, what is promised already, and what may be carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.portfolio import Portfolio

PURSE = -1
"""Key of the one purse where people follow the money."""


class Purses:
    """One purse where people follow the money, otherwise one per value stream: its share of the budget."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.model = portfolio.model
        self.blueprint = portfolio.blueprint
        self.horizon = self.blueprint.calendar.horizon
        self.shared = self.model.staffing == "follows_funding"
        self._carried: dict[int, float] = {}
        self._shares = self._budget_shares()

    def _budget_shares(self) -> dict[int, float]:
        """Share of the budget of each purse: of a stream, its share of payroll."""
        if self.shared:
            return {PURSE: 1.0}
        payroll = [stream.data.payroll_per_week for stream in self.blueprint.streams]
        total = sum(payroll) or 1.0
        return {index: amount / total for index, amount in enumerate(payroll)}

    def window(self, now: float) -> dict[int, float]:
        """Money up to the arrival of the next round's + carry-over - remaining commitments, by purse.

        Money decided now has to pay for work until the next decision has become money, that is for one cadence
        and one approval time; otherwise a long approval would starve the teams between two rounds.
        """
        end = min(now + self.model.cadence_weeks + self.model.approval_weeks, float(self.horizon))
        committed = self._commitments()
        budget = self._budgets(now, end)
        return {key: budget[key] + self._carried.get(key, 0.0) - committed.get(key, 0.0) for key in budget}

    def carry(self, now: float, money: dict[int, float]) -> None:
        """Keep the allowed share of what was not promised, without the weeks that the next window counts again."""
        start = now + self.model.cadence_weeks
        again = self._budgets(start, min(start + self.model.approval_weeks, float(self.horizon)))
        share = self.blueprint.scenario.budget.carry_over
        self._carried = {key: max(0.0, left - again[key]) * share for key, left in money.items()}

    def income(self, now: float) -> tuple[dict[int, float], ...]:
        """Money that each later round will bring."""
        start = now + self.model.cadence_weeks + self.model.approval_weeks
        rounds = []
        while start < self.horizon:
            end = min(start + self.model.cadence_weeks, float(self.horizon))
            rounds.append(self._budgets(start, end))
            start = end
        return tuple(rounds)

    def _budgets(self, start: float, end: float) -> dict[int, float]:
        """Budget of a stretch of time, by purse."""
        given = self.blueprint.scenario.budget.streams if not self.shared else {}
        budgets = {}
        for key, share in self._shares.items():
            name = self.blueprint.streams[key].id if key != PURSE else None
            own = name if name in given else None
            budgets[key] = self.blueprint.budget(start, end, own) * (1.0 if own else share)
        return budgets

    def _commitments(self) -> dict[int, float]:
        """Money promised and not yet used, by purse: what remains of the chosen units."""
        totals: dict[int, float] = {}
        for state in self.portfolio.states:
            if state.chosen is None or state.completed is not None or state.stopped is not None or state.dropped:
                continue
            if self.model.reestimate:
                costs = self.portfolio.remaining_cost(state)
            else:
                costs = dict(state.plan.stream_costs)
                for part, (stream, _) in enumerate(state.plan.parts):
                    work = state.parts[part]
                    share = state.plan.data.underway or 0.0
                    used = (work.work * work.rate if work is not None else 0.0) + share * costs[stream]
                    if stream == state.plan.home and state.activated is not None and not share:
                        used += state.plan.data.direct_cost
                    costs[stream] = max(0.0, costs[stream] - used)
            for stream, cost in costs.items():
                key = self.key(stream)
                totals[key] = totals.get(key, 0.0) + cost
        return totals

    def key(self, stream: int) -> int:
        """The purse that pays for a stream."""
        return PURSE if self.shared else stream
