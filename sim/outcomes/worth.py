"""What a run is worth: benefits less costs week by week, and net present value at any price of a release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.earned import earnings_of
from sim.world.ledger import RELEASE

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.outcomes.run import Run
    from sim.world.ledger import Ledger
    from sim.world.world import World


@dataclass(frozen=True)
class Worth:
    """Money of one run, in currency."""

    benefits: Floats
    """Benefits less penalties in each week: shape (weeks,)."""
    costs: Floats
    """By kind and week: shape (kinds, weeks)."""
    releases: Floats
    """Dates on which a stream released something, by week: shape (weeks,)."""
    weights: Floats
    """Discount weights: shape (weeks,)."""

    @property
    def cumulative(self) -> Floats:
        """Discounted net value up to the end of each week, from 0: shape (weeks + 1,)."""
        return cumulated(self.benefits - self.costs.sum(axis=0), self.weights)

    @property
    def npv(self) -> float:
        """Net present value."""
        return float(self.cumulative[-1])

    def at_release_price(self, price: float) -> float:
        """Net present value if every date on which a stream releases something cost so much, and nothing else.

        What a release costs decides nothing in the simulator, so the run would be the same.
        """
        costs = self.costs.copy()
        costs[RELEASE] = self.releases * round(price * 100) / 100.0
        return float(cumulated(self.benefits - costs.sum(axis=0), self.weights)[-1])


def cumulated(net: Floats, weights: Floats) -> Floats:
    """Discounted value up to the end of each week, from 0: shape (weeks + 1,)."""
    total = np.zeros(len(net) + 1)
    np.cumsum(net * weights, out=total[1:])
    return total


def worth_of(world: World, states: list[State], ledger: Ledger, end: float) -> Worth:
    """The money of a run whose clock stopped at a week."""
    blueprint = world.blueprint
    earned = earnings_of(world, states, end)
    costs = ledger.by_week(blueprint.calendar.benefit_end) / 100.0
    benefits = earned.benefits - earned.penalties
    return Worth(benefits, costs, _releases(states, len(benefits), end), blueprint.weights)


def worth_of_run(run: Run) -> Worth:
    """The same of a run that has been measured."""
    weeks = run.world.blueprint.calendar.benefit_end
    costs = run.ledger.by_week(weeks) / 100.0
    return Worth(run.result.benefits, costs, _releases(run.states, weeks, run.end), run.world.blueprint.weights)


def _releases(states: list[State], weeks: int, end: float) -> Floats:
    dates = {
        (stream, state.released)
        for state in states
        if state.released is not None and state.released <= end
        for stream, _ in state.plan.parts
    }
    found = [min(int(week), weeks - 1) for _, week in dates]
    return np.bincount(np.array(found, dtype=np.int64), minlength=weeks).astype(np.float64)
