"""Running cost: what a released MMP costs from its release to the benefit horizon, whether it succeeds or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.world.ledger import RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scenarios.calendar import Calendar
    from sim.funding.state import State
    from sim.world.ledger import Entry


class RunningCosts:
    """Who has been charged for which weeks: what comes out between two rounds is charged by the second."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def charge(self, state: State, end: float) -> float:
        """Running cost of an MMP up to a week that nobody has charged yet, in currency."""
        if not state.plan.running_per_week or state.released is None:
            return 0.0
        start = self._until.get(state.index, 0.0)
        self._until[state.index] = max(start, end)
        return running_cost(state, start, end)


def running_cost(state: State, start: float, end: float) -> float:
    """Running cost of an MMP, as far as it is out, in a stretch of weeks, undiscounted, in currency."""
    rate = state.plan.running_per_week
    if not rate or state.released is None:
        return 0.0
    return rate * max(0.0, end - max(start, state.released))


def running_entries(states: Iterable[State], calendar: Calendar, end: float) -> Iterator[Entry]:
    """Entries of running cost by the week, for what was released by the week in which the clock stopped."""
    for state in states:
        if state.plan.running_per_week and state.released is not None and state.released <= end:
            for week in range(int(state.released), calendar.benefit_end):
                amount = running_cost(state, float(week), week + 1.0)
                yield float(week), state.plan.home, state.index, RUNNING, amount
