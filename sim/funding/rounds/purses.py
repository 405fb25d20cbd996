"""Purses: the money of a funding round, what is promised already, and what may be carried over.

The windows of all rounds share out the budget of the horizon: every week belongs to one round, however long
approval takes. The approval time moves the work that the money buys, not the sum.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.running_costs import running_cost

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
        self._new = True
        """Whether no regular round has been held with all of its streams."""
        self._carried: dict[int, float] = {}
        """Money of earlier rounds that was left, or, below 0, running cost that they could not pay, by purse."""
        self._owed: dict[int, float] = {}
        """Running cost that this round cannot pay, by purse."""
        self._behind: dict[int, float] = {}
        """Money of weeks in which people waited for approval, by purse: how far work is behind the windows."""
        self._shares: dict[int, float] = {}

    def belong_to(self, streams: Sequence[int]) -> None:
        """These streams live by the rules from now on; what was carried over stays with the streams it was for."""
        if self.shared:
            before = sum(self._payroll[s] for s in self.streams) or 1.0
            staying = sum(self._payroll[s] for s in self.streams if s in streams)
            self._carried = {key: money * staying / before for key, money in self._carried.items()}
            self._behind = {key: money * staying / before for key, money in self._behind.items()}
        self._new = self._new or not set(streams) <= set(self.streams)
        self.streams = list(streams)
        if not self.shared:
            self._carried = {key: money for key, money in self._carried.items() if key in streams}
            self._behind = {key: money for key, money in self._behind.items() if key in streams}
            self._shares = {stream: self._payroll[stream] / self._total for stream in streams}
        elif len(streams) == len(self._payroll):
            self._shares = {PURSE: 1.0}
        else:
            self._shares = {PURSE: sum(self._payroll[stream] for stream in streams) / self._total}

    def belongings(self, streams: Sequence[int]) -> tuple[float, float]:
        """What belongs to some of its streams: money carried over, and that of weeks spent waiting for approval."""
        if not self.shared:
            kept = (self._carried, self._behind)
            return (sum(kept[0].get(s, 0.0) for s in streams), sum(kept[1].get(s, 0.0) for s in streams))
        before = sum(self._payroll[s] for s in self.streams) or 1.0
        share = sum(self._payroll[s] for s in streams) / before
        return self._carried.get(PURSE, 0.0) * share, self._behind.get(PURSE, 0.0) * share

    def bring(self, stream: int, belongings: tuple[float, float]) -> None:
        """A stream comes with what belongs to it."""
        key = self.key(stream)
        for kept, money in zip((self._carried, self._behind), belongings, strict=True):
            if money:
                kept[key] = kept.get(key, 0.0) + money

    def window(self, now: float, *, between: bool = False) -> dict[int, float]:
        """Money of a round, by purse: the budget of its own weeks + carry-over - what earlier choices take of it.

        Earlier choices may be behind by what waiting for approval has cost: weeks in which people had nothing to do
        because their money was on its way. They are ahead by the weeks committed ahead. What is left of them beyond
        both comes out of the money of this round: the last unit that ran over, or more work than estimated. So does
        the running cost of what is out, up to the end of these weeks; what this round cannot pay of it, later
        rounds do.

        Args:
            now: week of the round.
            between: a round between two regular ones; its weeks begin today, whatever is committed ahead.

        """
        start, end = window(self.model, self.horizon, now, first=between or self._new)
        self._new = self._new and between
        arrival = min(now + self.model.approval_weeks, float(self.horizon))
        promised, money, running = self._commitments(), self.budget(start, end), self._running(end)
        ahead, waiting = self.budget(now, start), self.budget(now, arrival)
        for key in money:
            left, behind = promised.get(key, 0.0), self._behind.get(key, 0.0)
            carried = self._carried.get(key, 0.0)
            money[key] += max(0.0, carried) - max(0.0, left - behind - ahead[key])
            self._behind[key] = min(behind, left) + max(0.0, waiting[key] - left)
            due = running.get(key, 0.0) - min(0.0, carried)
            self._owed[key] = max(0.0, due - max(0.0, money[key]))
            money[key] -= due
        if self.portfolio.allowances is not None:
            self.portfolio.allowances.open(end)
        return money

    def _running(self, end: float) -> dict[int, float]:
        """Running cost up to a week that no round has paid for yet, by purse."""
        found: dict[int, float] = {}
        for state in self.portfolio.states:
            if state.plan.running_per_week and state.plan.home in self.streams:
                key = self.key(state.plan.home)
                found[key] = found.get(key, 0.0) + self.portfolio.running.charge(state, end)
        return found

    def carry(self, money: dict[int, float]) -> None:
        """Keep the allowed share of what was not promised, and all of what is owed."""
        share = self.blueprint.scenario.budget.carry_over
        self._carried = {key: max(0.0, left) * share - self._owed.get(key, 0.0) for key, left in money.items()}

    def forget(self) -> None:
        """Nothing is left to carry over; what is owed stays."""
        self._carried = {key: min(0.0, money) for key, money in self._carried.items()}

    def income(self, now: float) -> tuple[dict[int, float], ...]:
        """Money that each later round will bring."""
        later = (week for week in round_weeks(self.model, self.horizon) if week > now)
        return tuple(self._less_running(*window(self.model, self.horizon, week)) for week in later)

    def _less_running(self, start: float, end: float) -> dict[int, float]:
        money = self.budget(start, end)
        for state in self.portfolio.states:
            if state.plan.running_per_week and state.plan.home in self.streams:
                money[self.key(state.plan.home)] -= running_cost(state, start, end)
        return money

    def budget(self, start: float, end: float) -> dict[int, float]:
        """Money of a stretch of weeks, by purse, as known now."""
        given = self.blueprint.scenario.budget.streams if not self.shared else {}
        known, shocks = self.portfolio.known, self.blueprint.shocks
        budgets = {}
        for key, share in self._shares.items():
            name = self.blueprint.streams[key].id if key != PURSE else None
            own = name if name in given else None
            budgets[key] = self.blueprint.budget(start, end, own) * (1.0 if own else share)
            budgets[key] -= self._for_enablers(key, end - start, budgets[key])
            if known:
                streams = self.streams if key == PURSE else [key]
                budgets[key] -= sum(shocks.reduction(start, end, stream, known) for stream in streams)
            if self.model.office_per_year:
                weeks = max(0.0, min(end, self.horizon) - start)
                streams = self.streams if key == PURSE else [key]
                share = sum(self._payroll[stream] for stream in streams) / self._total
                budgets[key] -= self.model.office_per_year / WEEKS_PER_YEAR * weeks * share
            if key != PURSE:
                budgets[key] *= self.portfolio.envelopes[key]
        return budgets

    def _for_enablers(self, key: int, weeks: float, money: float) -> float:
        """Of the money of some weeks, what pays the time of people that is set aside for enablers."""
        share = self.model.enabler_share
        if not share:
            return 0.0
        streams = self.streams if key == PURSE else [key]
        pay = sum(self._payroll[s] for s in streams if self.blueprint.streams[s].data.runway is not None)
        return share * min(money, pay * weeks)

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


def round_weeks(model: FundingModel, horizon: float) -> list[float]:
    """Weeks of the regular rounds: those whose money arrives before the end of the last quarter."""
    cadence, last = model.cadence_weeks, horizon - model.approval_weeks
    return [k * cadence for k in range(max(0, math.ceil(last / cadence - 1e-9)))]


def next_round(model: FundingModel, now: float) -> float:
    """Week of the next regular round after a week; a round that is held now does not count."""
    return (math.floor(now / model.cadence_weeks + 1e-9) + 1) * model.cadence_weeks


def window(model: FundingModel, horizon: float, now: float, *, first: bool = False) -> tuple[float, float]:
    """First and last week of the budget that a round decides on.

    A round decides on the weeks up to the next one, the last round on all that are left. With
    ``commit_ahead_weeks`` the first round reaches so many weeks further, and every later one begins where the one
    before it ended.

    Args:
        model: cadence, approval time and weeks committed ahead.
        horizon: end of the last quarter.
        now: week of the round.
        first: whether no round before it has decided on the weeks that follow.

    """
    approval, ahead = model.approval_weeks, model.commit_ahead_weeks
    following = next_round(model, now)
    start = now if first else now + ahead
    end = math.inf if following + approval >= horizon else following + ahead
    return min(start, float(horizon)), min(end, float(horizon))
