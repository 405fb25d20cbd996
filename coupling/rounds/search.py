"""Exact choice and order for a small group of queues: a dynamic program over sets of units."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from coupling.rounds.moves import moves

if TYPE_CHECKING:
    from coupling.rounds.moves import Moves
    from coupling.rounds.problem import Problem
    from sim.arrays import Bools, Floats, Ints

EQUAL = 1e-6
"""Difference in currency below which two choices count as equal."""
LEAST = 1e-6
"""Money that counts as some, as a share of the largest cost."""


@dataclass(frozen=True)
class Choice:
    """What to do with the units of a problem, by their number; units stand behind what they need."""

    now: tuple[tuple[int, ...], ...]
    """Steps that get money now, in order; a step is a unit with what it needs and is not there yet."""
    later: tuple[tuple[int, ...], ...]
    """Steps that may follow with later money."""
    worth: float
    """What all that is expected to bring, less the price of idle weeks, in currency."""


def search(problem: Problem) -> Choice:
    """The choice that is worth most.

    later[S] is the most that can still be earned with later money once S is chosen: nothing more, or one more step;
    now[S] the same with the money of this round: no more now, which costs the price of the idle weeks that are
    expected then, or one more step, as long as no purse that it draws on is empty: the last one may run over. A
    step is a unit with what it needs; later rounds come when earlier money is used up. Of equal choices the shorter
    one is taken, then the unit that stands first.
    """
    steps = moves(problem)
    prospects = _of_one_queue if len(problem.money) == 1 else _of_queues
    (gain_now, gain_later), (paid_now, paid_later), stop = prospects(problem, steps)
    sets = len(stop)
    now, later = [0.0] * sets, [0.0] * sets
    for at in range(sets - 1, -1, -1):  # a step leads to a set that stands behind
        best = 0.0
        if paid_later[at]:
            for step, then in steps.leaving[at]:
                reach = gain_later[step] + later[then]
                if reach > best:
                    best = reach
            later[at] = best
        stop[at] = best = best + stop[at]
        if paid_now[at]:
            for step, then in steps.leaving[at]:
                reach = gain_now[step] + now[then]
                if reach > best:
                    best = reach
        now[at] = best
    at, chosen = _path(problem, steps, gain_now, now, stop, 0)
    _, follow = _path(problem, steps, gain_later, later, [0.0] * len(later), at)
    return Choice(chosen, follow, now[0])


type _Prospects = tuple[list[list[float]], list[list[bool]], list[float]]
"""Of steps: what each brings with this round's money and with later money, -inf without any. Of sets: whether there
is money of this round, and later money; and what the idle weeks cost that are expected behind it, below 0."""


def _of_one_queue(problem: Problem, steps: Moves) -> _Prospects:
    """The same as ``_of_queues``, in plain numbers: for a few sets that is quicker than arrays."""
    cost, work = problem.cost[:, 0].tolist(), problem.work[:, 0].tolist()
    money, least = list(accumulate(problem.money[0].tolist())), LEAST * max(*cost, 1e-9)
    free, promised = int(problem.base[0]), int(problem.promised[0])
    arrivals: list[int] = problem.arrivals.tolist()
    last, slots = len(arrivals), problem.worth.shape[1]
    done = [sum([work[unit] for unit in units]) for units in steps.sets]
    turns = [bisect_right(money, sum([cost[unit] for unit in units]) + least) for units in steps.sets]
    worth, unrest = problem.worth.reshape(-1).item, problem.unrest[0]
    now: list[float] = []
    later: list[float] = []
    for source, unit, then in steps.elements:
        turn, own, end = turns[source], done[then], unit * slots
        now.append(-inf if turn else worth(end + min(free + own, slots - 1)))
        turn = turn or 1
        through = max(arrivals[turn] - done[source], free) + own if turn < last else 0
        later.append(worth(end + min(through, slots - 1)) if turn < last else -inf)
    if steps.chained:
        ends = [*steps.first[1:].tolist(), len(now)]
        spans = list(zip(steps.first.tolist(), ends, strict=True))
        now, later = ([sum(gains[a:b]) for a, b in spans] for gains in (now, later))
    paid = [[turn == 0 for turn in turns], [max(turn, 1) < last for turn in turns]]
    return [now, later], paid, [-unrest.item(min(own + promised, len(unrest) - 1)) for own in done]


def _of_queues(problem: Problem, steps: Moves) -> _Prospects:
    """What steps bring, whether sets leave money, and what idle weeks cost behind them."""
    purses = len(problem.money)
    sums = np.concatenate((problem.cost.T, problem.work.T)) @ steps.members
    spent, done = sums[:purses], sums[purses:].astype(np.int64)
    gain, paid = _gains(problem, steps, spent, done)
    unrest = np.zeros(len(spent[0]))
    for curve, promised, own in zip(problem.unrest, problem.promised.tolist(), done, strict=True):
        unrest += curve.take(own + promised, mode="clip")
    return gain.tolist(), paid.tolist(), (-unrest).tolist()


def _gains(problem: Problem, steps: Moves, spent: Floats, done: Ints) -> tuple[Floats, Bools]:
    """What a step brings with this round's money and with later money, and whether any purse has some in each set.

    Shapes (2, steps), -inf for a step without money, and (2, sets).
    ``spent`` and ``done``: money and slots of work of each set, shape (purses, sets).
    """
    cost, last = problem.cost, len(problem.arrivals)
    money, least = problem.money.cumsum(axis=1), LEAST * max(float(cost.max(initial=0.0)), 1e-9)
    uses = (problem.work > 0) | (cost > 0)
    shared = len(problem.base) > 1 and not uses.all()
    through: Ints | None = None
    owed: Bools | None = None
    paid = np.zeros((2, len(spent[0])), dtype=np.bool_)
    for p, free in enumerate(problem.base.tolist()):
        turns = money[p].searchsorted(spent[p] + least, side="right")
        then = np.maximum(turns, 1)
        begun = np.array([turns, problem.arrivals.take(then, mode="clip")])
        begun[0] = free
        np.maximum(begun[1] - done[p], free, out=begun[1])
        weeks = begun.take(steps.source, axis=1)
        weeks += done[p].take(steps.then)
        some = np.array([turns == 0, then < last])
        paid |= some
        lacks = ~some.take(steps.source, axis=1)
        if shared:
            own = uses[:, p].take(steps.member)
            weeks *= own
            lacks &= own
        through = weeks if through is None else np.maximum(through, weeks)
        owed = lacks if owed is None else owed | lacks
    assert through is not None
    assert owed is not None
    slots = problem.worth.shape[1]
    gain = problem.worth.take(steps.member * slots + np.minimum(through, slots - 1))
    gain[owed] = -np.inf
    return (np.add.reduceat(gain, steps.first, axis=1) if steps.chained else gain), paid


def _path(
    problem: Problem, steps: Moves, gain: list[float], best: list[float], stop: list[float], at: int
) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Where the best steps lead from a set, and the steps.

    Args:
        problem: the problem.
        steps: its steps.
        gain: of each of them.
        best: what every set is worth with the steps that may follow.
        stop: the same without any.
        at: the set to begin with.

    """
    found = []
    while best[at] > stop[at] + EQUAL:
        enough = best[at] - EQUAL
        step, then = next((step, then) for step, then in steps.leaving[at] if gain[step] + best[then] >= enough)
        chain = problem.chains[steps.unit[step]]
        found.append(tuple(member for member in chain if not steps.inside[member, at]))
        at = then
    return at, tuple(found)
