"""Purses: the money of a funding round, what is promised already, and what may be carried over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.funding_model import FundingModel
    from sim.funding.portfolio import Portfolio

PURSE = -1
"""Key of the one purse where people follow the money."""


class Purses:
    """The money of the value streams that live by one set of rules.

    One purse where people follow the money, otherwise one per value stream; each stream brings its share of the
    budget: its share of payroll, unless the scenario gives it a budget of its own.
    """

    def __init__(self, portfolio: Portfolio, model: FundingModel) -> None:
        self.portfolio = portfolio
        self.model = model
        self.blueprint = portfolio.blueprint
        self.horizon = self.blueprint.calendar.horizon
        self.shared = model.staffing == "follows_funding"
        payroll = [stream.data.payroll_per_week for stream in self.blueprint.streams]
        self._payroll = payroll
        self._total = sum(payroll) or 1.0
        self.streams: list[int] = []
        self._carried: dict[int, float] = {}
        self._shares: dict[int, float] = {}

    def belong_to(self, streams: Sequence[int]) -> None:
        """These streams live by the rules from now on; what was carried over stays with the streams it was for."""
        if self.shared and self._carried:
            before = sum(self._payroll[s] for s in self.streams) or 1.0
            staying = sum(self._payroll[s] for s in self.streams if s in streams)
            self._carried = {PURSE: self._carried[PURSE] * staying / before}
        self.streams = list(streams)
        if not self.shared:
            self._carried = {key: money for key, money in self._carried.items() if key in streams}
            self._shares = {stream: self._payroll[stream] / self._total for stream in streams}
        elif len(streams) == len(self._payroll):
            self._shares = {PURSE: 1.0}
        else:
            self._shares = {PURSE: sum(self._payroll[stream] for stream in streams) / self._total}

    def share_carried(self, streams: Sequence[int]) -> float:
        """Part of what was carried over that belongs to some of its streams."""
        if not self.shared:
            return sum(self._carried.get(stream, 0.0) for stream in streams)
        before = sum(self._payroll[s] for s in self.streams) or 1.0
        return self._carried.get(PURSE, 0.0) * sum(self._payroll[s] for s in streams) / before

    def bring(self, stream: int, money: float) -> None:
        """A stream comes with money that it was allowed to carry over."""
        if money:
            key = self.key(stream)
            self._carried[key] = self._carried.get(key, 0.0) + money

    def window(self, now: float, span: float) -> dict[int, float]:
        """Money up to the arrival of the next round's + carry-over - remaining commitments, by purse.

        Money decided now has to pay for work until the next decision, ``span`` weeks from now, has become money;
        otherwise a long approval would starve the teams between two rounds.
        """
        end = min(now + span + self.model.approval_weeks, float(self.horizon))
        committed = self._commitments()
        money = self.budget(now, end)
        return {key: money[key] + self._carried.get(key, 0.0) - committed.get(key, 0.0) for key in money}

    def carry(self, now: float, span: float, money: dict[int, float]) -> None:
        """Keep the allowed share of what was not promised, without the weeks that the next window counts again."""
        start = now + span
        again = self.budget(start, min(start + self.model.approval_weeks, float(self.horizon)))
        share = self.blueprint.scenario.budget.carry_over
        self._carried = {key: max(0.0, left - again[key]) * share for key, left in money.items()}

    def forget(self) -> None:
        """Nothing is left to carry over."""
        self._carried = {}

    def income(self, now: float, span: float) -> tuple[dict[int, float], ...]:
        """Money that each later round will bring."""
        start = now + span + self.model.approval_weeks
        rounds = []
        while start < self.horizon:
            end = min(start + self.model.cadence_weeks, float(self.horizon))
            rounds.append(self.budget(start, end))
            start = end
        return tuple(rounds)

    def budget(self, start: float, end: float) -> dict[int, float]:
        """Money of a stretch of weeks, by purse, as known now."""
        given = self.blueprint.scenario.budget.streams if not self.shared else {}
        known, shocks = self.portfolio.known, self.blueprint.shocks
        budgets = {}
        for key, share in self._shares.items():
            name = self.blueprint.streams[key].id if key != PURSE else None
            own = name if name in given else None
            budgets[key] = self.blueprint.budget(start, end, own) * (1.0 if own else share)
            if known:
                streams = self.streams if key == PURSE else [key]
                budgets[key] -= sum(shocks.reduction(start, end, stream, known) for stream in streams)
        return budgets

    def _commitments(self) -> dict[int, float]:
        """Money promised and not yet used, by purse: what remains of chosen units in the streams it pays for."""
        totals: dict[int, float] = {}
        everybody = len(self.streams) == len(self._payroll)
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
                if everybody or stream in self.streams:
                    key = self.key(stream)
                    totals[key] = totals.get(key, 0.0) + cost
        return totals

    def key(self, stream: int) -> int:
        """The purse that pays for a stream."""
        return PURSE if self.shared else stream
