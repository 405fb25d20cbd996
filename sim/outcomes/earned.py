"""What a run has brought: realised benefits and penalties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.world.earnings import weekly

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.world.world import World


@dataclass(frozen=True)
class Earned:
    """What a run has brought, in currency."""

    benefits: Floats
    """By week: shape (weeks,)."""
    penalties: Floats
    """For fixed dates missed, by week: shape (weeks,)."""
    by_mmp: Floats
    """Benefits of each MMP: shape (mmps,)."""
    net: Floats
    """Benefits less penalties of each MMP: shape (mmps,)."""
    discounted: Floats
    """The same discounted."""


def earnings_of(world: World, states: list[State], end: float) -> Earned:
    """Realised benefits and penalties of a run whose clock stopped at a week."""
    blueprint = world.blueprint
    calendar, weights = blueprint.calendar, blueprint.weights
    penalties = np.zeros(calendar.benefit_end)
    earned, net, discounted = (np.zeros(len(states)) for _ in range(3))
    out: list[State] = []
    for state in states:
        earnings, index, released = state.plan.earnings, state.index, state.released
        if released is not None and released > end:
            released = None
        if earnings.due is not None:
            paid = earnings.penalties(released)
            penalties += paid
            net[index] -= paid.sum()
            discounted[index] -= paid @ weights
        if released is not None and state.fate.multiplier and earnings.earns:
            out.append(state)
    if not out:
        return Earned(np.zeros(calendar.benefit_end), penalties, earned, net, discounted)
    amounts = weekly([(state.plan.earnings, state.released or 0.0) for state in out])
    amounts *= np.array([state.fate.multiplier for state in out])[:, None]
    if blueprint.scenario.uncertainty.market.volatility > 0:
        quarter = np.arange(calendar.benefit_end) // calendar.weeks_per_quarter
        markets = np.array([state.fate.market for state in out])
        amounts *= markets[:, np.minimum(quarter, markets.shape[1] - 1)]
    for state, row, total in zip(out, amounts, amounts.sum(axis=1).tolist(), strict=True):
        earned[state.index] = total
        net[state.index] += total
        discounted[state.index] += row @ weights
    return Earned(amounts.sum(axis=0), penalties, earned, net, discounted)
