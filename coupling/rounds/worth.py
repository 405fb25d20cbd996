"""What bundles are worth by the slot in which their queues are through with them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coupling.rounds.outlook import Curves
from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.rounds.queues import SLOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coupling.rounds.outlook import Outlook
    from coupling.rounds.table import Bundle
    from sim.arrays import Floats, Ints
    from sim.funding.selection_rules import Round

TOO_LATE = -1e15
"""Worth of what may not start any more, in currency."""
ALWAYS = 1 << 60
"""Slot that nobody reaches."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Expected net benefit of units, discounted to now, when they are through in a slot, counted from now.

    Money in currency; benefits and savings by slot from week 0.
    """

    curves: Sequence[Curves]
    factors: Sequence[float]
    """What multiplies the benefits of a unit."""
    now: int
    """This round, in slots from week 0."""
    last: int
    """Last slot that makes a difference."""
    growth: float
    """What multiplies savings: a sum of now / the same discounted to week 0."""
    fixed: Sequence[float]
    """What a unit costs whenever it is through."""
    horizon: int
    """Slot after which work is paid for that is still done; people are paid anyway before."""
    loads: Sequence[Sequence[tuple[float, int]]]
    """Of every unit, by purse that works on it: pay of its people for a slot, and slots of work."""
    needs: Sequence[int]
    """Slot before which a unit is not out, because of what it needs; worth as much as in that slot when earlier."""
    begins: Sequence[int]
    """The same because of when it may start."""
    closes: Sequence[int]
    """Slot from which it is too late for a unit."""

    def at(self, unit: int) -> Callable[[int], float]:
        """Worth of a unit by slot."""
        curves, factor = self.curves[unit], self.factors[unit]
        benefits, savings, pays = curves.benefits, curves.savings, curves.pays
        now, last, horizon, growth = self.now, self.last, self.horizon, self.growth
        needs, begins, closes = self.needs[unit], min(self.begins[unit], self.last), self.closes[unit]
        fixed, loads = self.fixed[unit], self.loads[unit]

        def worth(slot: int) -> float:
            if slot < needs:
                slot = needs
            if slot > last:
                slot = last
            if slot >= closes:
                return TOO_LATE
            if slot < begins:
                slot = begins
            found = factor * benefits[now + slot] - fixed
            if pays:
                found += growth * savings[now + slot]
            if slot > horizon:
                for pay, work in loads:
                    found -= pay * min(slot - horizon, work)
            return found

        return worth

    def of(self, units: Ints, slots: Ints) -> Floats:
        """The same for many at once: shape of ``slots``; ``units`` are spread over it."""
        if any(self.needs):
            slots = np.maximum(slots, np.array(self.needs).take(units))
        slots = np.minimum(slots, self.last)
        late = None
        if min(self.closes) < ALWAYS:
            late = slots >= np.array(self.closes).take(units)
        if any(self.begins):
            slots = np.minimum(np.maximum(slots, np.array(self.begins).take(units)), self.last)
        place = slots + (units * len(self.curves[0].benefits) + self.now)
        found = np.concatenate([curves.benefit for curves in self.curves]).take(place)
        found *= np.array(self.factors).take(units)
        if any(self.fixed):
            found -= np.array(self.fixed).take(units)
        if any(curves.pays for curves in self.curves):
            found += self.growth * np.concatenate([curves.saved for curves in self.curves]).take(place)
        over = slots - self.horizon
        if over.max(initial=0) > 0:
            np.maximum(over, 0, out=over)
            most = max(map(len, self.loads))
            own = np.array([[*load, *[(0.0, 0)] * (most - len(load))] for load in self.loads])
            pay, work = own.T.take(units, axis=2)[:, :, None]
            found -= (pay * np.minimum(over, work)).sum(axis=0)
        if late is not None:
            found[late] = TOO_LATE
        return found


def worths(
    round_: Round,
    known: Outlook,
    bundles: Sequence[Bundle],
    loads: Sequence[Sequence[tuple[float, int]]],
    needs: Sequence[int],
) -> Worth:
    """What bundles are worth as far as is known now; ``known`` is of the scenario, the rest as in ``Worth``."""
    plans, fates, beliefs, weeks = round_.plans or round_.world.mmps, round_.world.fates, round_.beliefs, round_.now
    calendar, now = known.calendar, round(SLOTS * weeks)
    quarter = int(weeks / calendar.weeks_per_quarter)
    growth = math.exp(calendar.discount_rate / WEEKS_PER_YEAR * weeks)
    success, failure, pays = known.success, known.failure, round_.saves_pay
    curves: list[Curves] = []
    factors: list[float] = []
    fixed: list[float] = []
    begins: list[int] = []
    closes: list[int] = []
    for bundle, load in zip(bundles, loads, strict=True):
        own: list[tuple[Curves, float]] = []
        direct, earliest, latest = 0.0, weeks, math.inf
        for m in bundle.mmps:
            plan, market, belief = plans[m], fates[m].prices, beliefs[m]
            share = belief * success + (1 - belief) * failure
            price = market[quarter if quarter < len(market) else -1]
            own.append((known.of(plan), growth * share * plan.insight * price))
            direct += plan.data.direct_cost
            if plan.earliest > earliest:
                earliest = plan.earliest
            if plan.latest < latest:
                latest = plan.latest
        expected, factor = own[0] if len(own) == 1 else (_together(own), 1.0)
        curves.append(expected)
        factors.append(factor)
        fixed.append(direct + bundle.cost if pays else direct)
        begins.append(round(SLOTS * (earliest - weeks)) + _longest(load) if earliest > weeks else 0)
        closes.append(max(0, round(SLOTS * (latest - weeks)) + _longest(load)) if latest < math.inf else ALWAYS)
    return Worth(
        curves=curves,
        factors=factors,
        now=now,
        last=SLOTS * calendar.benefit_end - now,
        growth=growth,
        fixed=fixed,
        horizon=ALWAYS if pays else SLOTS * calendar.horizon - now,
        loads=loads,
        needs=needs,
        begins=begins,
        closes=closes,
    )


def _together(members: Sequence[tuple[Curves, float]]) -> Curves:
    """What several MMPs bring that are out together, each with its factor."""
    benefit = np.add.reduce([factor * curves.benefit for curves, factor in members])
    saved = [curves.saved for curves, _ in members if curves.pays]
    return Curves(benefit, np.add.reduce(saved) if saved else None)


def _longest(load: Sequence[tuple[float, int]]) -> int:
    return max([work for _, work in load], default=0)
