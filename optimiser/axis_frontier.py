"""Money against customer value: the plans of which none has more of one without less of the other.

The efficient frontier of a program with two objectives, by rows that hold one of them while the other is as large
as it can be (Haimes, Lasdon, Wismer, IEEE Trans. Syst. Man Cybern. 1, 1971). Every plan takes two solves, most of
the one and then, with no less of it, most of the other, so that none of them wastes anything:

    maximise  sum value[m, q] start[m, q] + ...    subject to  sum points[m, q] start[m, q] >= floor     [points]
    maximise  sum points[m, q] start[m, q]         subject to  what was the objective >= the money found [money]

The search halves the largest gap between two neighbours. Where nothing lies in its upper half, most points with
more money than the upper neighbour are sought instead: that finds what lies in the lower half, or proves that
nothing does. Once every gap is closed, the frontier is complete: to the gap of the searches, exactly for a gap of
0.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from time import perf_counter
from typing import Literal

import pulp

from optimiser.data import Data
from optimiser.optimisation import SEARCH_SHARE
from optimiser.program import Program, Terms, build
from optimiser.rules_of_thumb import packed, ranking
from optimiser.solving import Answer, Effort, Status, solve

CLOSE = 1e-6
"""Share of the most money, or of the most points, below which two amounts count as equal."""
MOST = 12
"""Most plans, unless another number is asked for."""


@dataclass(frozen=True)
class Balance:
    """One plan between most money and most points."""

    points: float
    """Expected customer value."""
    value: float
    """Expected value in money alone."""
    bound: float | None
    """No plan with so many points is worth more money."""
    spend: float
    starts: dict[str, int]
    status: Status
    """How sure it is that no plan with so many points is worth more."""
    least_weight: float = 0.0
    """Money a point must be held to be worth for it to be the best of those that were found."""
    most_weight: float | None = None
    """Up to what; None = no limit."""

    @property
    def preferred(self) -> bool:
        """Whether there is a weight at which it is the best of those that were found."""
        return self.most_weight is None or self.least_weight <= self.most_weight


@dataclass(frozen=True)
class AxisFrontier:
    """Plans between most money and most points."""

    plans: tuple[Balance, ...]
    """By points, ascending: from most money to most points; none has more of both. Empty where there is no plan."""
    complete: bool
    """Whether there is no other between them."""
    ended: Literal["done", "interrupted"] = "done"

    def best(self, weight: float) -> Balance:
        """The plan with most money and weight times points. Raises ``ValueError`` where there is no plan."""
        return max(self.plans, key=lambda plan: plan.value + weight * plan.points)


class _Search:
    def __init__(self, data: Data, effort: Effort) -> None:
        self.data = replace(data, wishes=replace(data.wishes, weight=0.0, reach=False))
        self.effort = effort
        starts = [(c, q) for c in self.data.candidates for q in self.data.starts[c.id]]
        self.few = CLOSE * max(1.0, sum(max(c.points.values(), default=0.0) for c in self.data.candidates))
        self.little = CLOSE * max(1.0, *(abs(c.value[q]) for c, q in starts)) if starts else CLOSE

    def points(self, program: Program) -> Terms:
        by_id = self.data.by_id
        return [(v, by_id[mmp].points[q]) for (mmp, q), v in program.start.items() if by_id[mmp].points[q]]

    def most_money(self, floor: float, warm: dict[str, int] | None) -> Answer:
        """Most money with at least so many points."""
        program = build(self.data)
        if floor > -inf:
            program.at_least("points", self.points(program), floor - self.few / 2)
        return solve(program, self.effort, warm)

    def most_points(self, floor: float, warm: dict[str, int] | None) -> Answer:
        """Most points with at least so much money."""
        program = build(self.data)
        money = program.problem.objective
        if floor > -inf and money is not None:
            program.at_least("money", list(money.items()), floor - self.data.constant - self.little / 2)
        program.problem.setObjective(pulp.LpAffineExpression.from_list(self.points(program)))
        return solve(program, self.effort, warm)

    def balance(self, starts: dict[str, int], bound: float | None, status: Status) -> Balance:
        value = self.data.value(starts)
        most = None if bound is None else max(bound, value)
        return Balance(self.data.points(starts), value, most, self.data.cost(starts), dict(starts), status)

    def richest(self, floor: float, warm: dict[str, int] | None) -> Balance | None:
        """The plan with most money among those with so many points, and of these the one with most points."""
        first = self.most_money(floor, warm)
        if first.starts is None:
            return None
        then = self.most_points(self.data.value(first.starts), first.starts)
        return self.balance(then.starts or first.starts, first.bound, first.status)

    def fullest(self, floor: float, warm: dict[str, int] | None) -> Balance | None:
        """The plan with most points among those with so much money, and of these the one with most money."""
        first = self.most_points(floor, warm)
        if first.starts is None:
            return None
        then = self.most_money(self.data.points(first.starts), first.starts)
        return self.balance(then.starts or first.starts, then.bound, then.status)


def axis_frontier(
    data: Data,
    most: int = MOST,
    effort: Effort | None = None,
    progress: Callable[[int], None] | None = None,
) -> AxisFrontier:
    """Plans between most money and most points, at most so many, spread over the frontier.

    Args:
        data: the planning problem; its weight is left aside.
        most: most plans, at least 2.
        effort: how hard to try in each of the two searches of a plan.
        progress: told the number of plans so far.

    """
    effort = effort or Effort()
    search = _Search(data, effort)
    deadline = perf_counter() + SEARCH_SHARE * effort.seconds
    rich = search.richest(-inf, packed(search.data, ranking(search.data, "value_per_cost"), deadline))
    full = None if rich is None else search.fullest(-inf, rich.starts)
    if rich is None or full is None:
        return AxisFrontier((), complete=False, ended="interrupted" if effort.stop.is_set() else "done")
    found = [rich]
    gaps: list[tuple[Balance, Balance]] = []
    if full.points > rich.points + search.few:
        found.append(full)
        gaps.append((rich, full))
    while gaps and len(found) < most and not effort.stop.is_set():
        if progress is not None:
            progress(len(found))
        gap = max(gaps, key=lambda pair: (pair[1].points - pair[0].points) * (pair[0].value - pair[1].value))
        gaps.remove(gap)
        low, high = gap
        middle = search.richest((low.points + high.points) / 2, high.starts)
        if middle is None:  # stopped before it began
            gaps.append(gap)
            break
        above = _between(search, low, middle, high)
        if above:
            found.append(middle)
            gaps += [(low, middle), (middle, high)]
            continue
        below = search.fullest(high.value + search.little, low.starts)
        if below is None:
            gaps.append(gap)
            break
        if _between(search, low, below, high):
            found.append(below)
            gaps.append((low, below))
    plans = _efficient(found)
    return AxisFrontier(plans, not gaps, "interrupted" if effort.stop.is_set() else "done")


def _between(search: _Search, low: Balance, plan: Balance, high: Balance) -> bool:
    """Whether a plan is neither of two neighbours."""
    return low.points + search.few < plan.points < high.points - search.few


def _efficient(found: list[Balance]) -> tuple[Balance, ...]:
    """Plans of which none has less of both, by points, with the weights that choose each."""
    kept: list[Balance] = []
    for plan in sorted(found, key=lambda plan: (-plan.points, -plan.value)):
        if not kept or plan.value > kept[-1].value:
            kept.append(plan)
    kept.reverse()
    told = []
    for k, plan in enumerate(kept):
        least = [(less.value - plan.value) / (plan.points - less.points) for less in kept[:k]]
        most = [(plan.value - more.value) / (more.points - plan.points) for more in kept[k + 1 :]]
        told.append(
            replace(plan, least_weight=max(0.0, *least) if least else 0.0, most_weight=min(most, default=None))
        )
    return tuple(told)
