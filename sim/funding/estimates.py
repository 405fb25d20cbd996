"""What the deciders believe: estimates of units that wait, and the worth of going on with work under way."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.selection_rules import Candidate
from sim.world.earnings import lookup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.language.funding_model import FundingModel
    from sim.funding.portfolio import Portfolio
    from sim.funding.state import State, Unit


def posterior(prior: float, signal: bool, sensitivity: float, specificity: float) -> float:
    """Chance of success after a good or bad signal (Bayes' rule)."""
    if signal:
        good, bad = sensitivity, 1 - specificity
    else:
        good, bad = 1 - sensitivity, specificity
    evidence = prior * good + (1 - prior) * bad
    return prior * good / evidence if evidence > 0 else prior


class _Fixed:
    """What no round changes of a group of MMPs that wait for money."""

    __slots__ = ("appeared", "cost", "due", "duration", "lottery", "mandatory", "sponsor", "stream_costs")

    def __init__(self, members: Sequence[State]) -> None:
        self.stream_costs: dict[int, float] = {}
        for state in members:
            for stream, cost in state.plan.stream_costs.items():
                self.stream_costs[stream] = self.stream_costs.get(stream, 0.0) + cost
        self.cost = sum(self.stream_costs.values())
        self.duration = sum(state.plan.duration for state in members)
        self.appeared = max(state.plan.appears for state in members)
        self.sponsor = max(state.plan.data.sponsor_weight for state in members)
        self.lottery = members[0].fate.lottery
        self.mandatory = any(state.plan.data.mandatory for state in members)
        dates = (state.plan.earnings.due for state in members)
        self.due = min((due for due in dates if due is not None), default=math.inf)


class Estimates:
    """Estimates under one set of rules: renewed at every round, or the first ones for ever."""

    def __init__(self, portfolio: Portfolio, model: FundingModel) -> None:
        self.portfolio = portfolio
        blueprint = portfolio.blueprint
        self._renew = model.reestimate
        self._approval = model.approval_weeks
        self._together = model.release_unit == "project"
        self._quarter = blueprint.calendar.weeks_per_quarter
        self._rate = blueprint.calendar.discount_rate / WEEKS_PER_YEAR
        self._success = blueprint.value_mean
        self._failure = blueprint.scenario.uncertainty.failure_value
        self._evidence = blueprint.scenario.uncertainty.evidence
        self._fixed: dict[tuple[int, ...], _Fixed] = {}
        self._views = portfolio.world.views

    def forget(self) -> None:
        """Plans have changed: what was worked out from them is not true any more."""
        self._fixed.clear()

    def refresh(self, states: Iterable[State]) -> None:
        """Bring beliefs up to date with the signals seen so far (only where estimates are renewed)."""
        if not self._renew:
            return
        for state in states:
            if state.signalled is not None and not state.plan.known:
                signal = state.fate.signal
                state.belief = posterior(
                    state.prior, signal, self._evidence.sensitivity, self._evidence.specificity
                )

    def level(self, state: State, now: float) -> float:
        """Level of the market now, as seen in the prices of the current quarter."""
        market = state.fate.prices
        return market[min(int(now / self._quarter), len(market) - 1)]

    def candidate(self, unit: Unit, members: Sequence[State], now: float) -> Candidate:
        """What is known of a waiting unit at a round.

        Where nothing is renewed the first view stays, unless the unit has lost an MMP.
        """
        mmps = unit.mmps if len(members) == len(unit.mmps) else tuple([state.index for state in members])
        if not self._renew and isinstance(unit.candidate, Candidate) and unit.candidate.mmps == mmps:
            return unit.candidate
        seen = tuple([(state.belief, state.news) for state in members])
        key = (unit.id, mmps, now, self._approval, self._together, seen)
        known = self._views.get(key)
        if known is None:
            known = self._views[key] = self._view(unit, mmps, members, now)
        unit.candidate = known
        return known

    def _view(self, unit: Unit, mmps: tuple[int, ...], members: Sequence[State], now: float) -> Candidate:
        growth = math.exp(self._rate * now)
        fixed = self._fixed.get(mmps)
        if fixed is None:
            fixed = self._fixed[mmps] = _Fixed(members)
        whole = fixed.duration
        claimed = expected = delay = 0.0
        success, failure, number = self._success, self._failure, int(now / self._quarter)
        for state in members:
            plan, belief, market = state.plan, state.belief, state.fate.prices
            release = now + self._approval + (whole if self._together else plan.duration)
            level = growth * (market[number] if number < len(market) else market[-1]) * plan.insight
            share = belief * success + (1 - belief) * failure
            benefit = lookup(plan.discounted, release)
            later = lookup(plan.discounted, release + self._quarter)
            claimed += level * benefit
            expected += level * share * benefit
            delay += level * share * (benefit - later)
            if plan.pays:
                penalty = lookup(plan.penalties, release)
                saved = growth * (plan.penalties[-1] - penalty)
                claimed += saved
                expected += saved
                delay += growth * (lookup(plan.penalties, release + self._quarter) - penalty)
        return Candidate(
            unit=unit.id,
            mmps=mmps,
            appeared=fixed.appeared,
            cost=fixed.cost,
            stream_costs=fixed.stream_costs,
            duration=whole,
            claimed=claimed,
            expected=expected,
            cost_of_delay=delay / self._quarter,
            sponsor=fixed.sponsor,
            lottery=fixed.lottery,
            mandatory=fixed.mandatory,
            due=fixed.due,
        )

    def prospects(self, state: State, whole: float, now: float, decided: float) -> tuple[float, float]:
        """Expected benefit of an MMP if it succeeds and if it fails, decided on at some week, discounted to now.

        ``whole``: weeks of work of its funding unit, which are awaited where that is released together.
        """
        plan, growth = state.plan, math.exp(self._rate * now)
        release = decided + self._approval + (whole if self._together else plan.duration)
        benefit = growth * self.level(state, now) * plan.insight * lookup(plan.discounted, release)
        saved = 0.0
        if plan.pays:
            saved = growth * (plan.penalties[-1] - lookup(plan.penalties, release))
        return self._success * benefit + saved, self._failure * benefit + saved

    def worth(self, state: State, now: float) -> tuple[float, float]:
        """Expected benefit still to come and cost still to come of an MMP under way, discounted to now."""
        left = [state.remaining_features(part) for part in range(len(state.plan.parts))]
        cost = sum(self.portfolio.remaining_cost(state).values())
        return self.benefit(state, left, state.belief, now), cost

    def benefit(self, state: State, left: Sequence[float], belief: float, now: float) -> float:
        """Expected benefit still to come of an MMP with so many features left in each part, discounted to now."""
        plan, streams = state.plan, self.portfolio.blueprint.streams
        weeks = max(
            features * streams[stream].feature_work / streams[stream].servers
            + streams[stream].feature_work
            + streams[stream].other_weeks
            for features, (stream, _) in zip(left, plan.parts, strict=True)
        )
        growth = math.exp(self._rate * now)
        share = belief * self._success + (1 - belief) * self._failure
        benefit = lookup(plan.discounted, now + weeks) * self.level(state, now) * share * growth
        benefit *= plan.insight
        if plan.pays:
            benefit += growth * (plan.penalties[-1] - lookup(plan.penalties, now + weeks))
        return benefit
