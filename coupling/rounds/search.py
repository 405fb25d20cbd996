"""Exact choice and order for a small group of queues: a dynamic program over sets of units."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from coupling.rounds.moves import moves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coupling.rounds.moves import Moves
    from coupling.rounds.problem import Problem
    from sim.arrays import Floats, Ints

EQUAL = 1e-6
"""Difference in currency below which two choices count as equal."""
LEAST = 1e-6
"""Money that counts as some, as a share of the largest cost."""
NEVER = 1 << 60
"""Slot in which work begins that no money pays for."""


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
    found = (_of_one_queue if len(problem.money) == 1 else _of_queues)(problem, steps)
    at, chosen = _path(problem, steps, found.reach_now, found.now, found.stop, 0)
    _, follow = _path(problem, steps, found.reach_later, found.later, [0.0] * len(found.later), at)
    return Choice(chosen, follow, float(found.now[0]))


class _Values(NamedTuple):
    """The tables of the dynamic program."""

    now: Sequence[float]
    """By set, what it is worth with the money of this round and of later ones."""
    later: Sequence[float]
    """The same with the money of later rounds."""
    stop: Sequence[float]
    """The same when nothing more is chosen now."""
    reach_now: Sequence[float]
    """By step, what the set that it leaves is worth with it and the best that follows; -inf without money."""
    reach_later: Sequence[float]


def _of_one_queue(problem: Problem, steps: Moves) -> _Values:
    """The same as ``_of_queues``, in plain numbers: for a few sets that is quicker than arrays."""
    cost, work = problem.cost[:, 0].tolist(), problem.work[:, 0].tolist()
    money, least = list(accumulate(problem.money[0].tolist())), LEAST * max(*cost, 1e-9)
    free, promised = int(problem.base[0]), int(problem.promised[0])
    arrivals: list[int] = problem.arrivals.tolist()
    done, spent = [0], [0.0]
    for before, unit in steps.growth:
        done.append(done[before] + work[unit])
        spent.append(spent[before] + cost[unit])
    last, slots = len(arrivals), problem.worth.shape[1]
    worth, unrest, dear = problem.worth.reshape(-1).item, problem.unrest[0].item, len(problem.unrest[0]) - 1
    reach_now, reach_later = [-inf] * len(steps.unit), [-inf] * len(steps.unit)
    sets, end = len(done), slots - 1
    now, later, stop = [0.0] * sets, [0.0] * sets, [0.0] * sets
    for at in range(sets - 1, -1, -1):  # a step leads to a set that stands behind
        own, turn, ways = done[at], bisect_right(money, spent[at] + least), steps.leaving[at]
        best = 0.0
        if ways and last > 1 and turn < last:
            begun = max(arrivals[turn or 1] - own, free)
            for step, then, taken in ways:
                reach = later[then]
                for unit, after in taken:
                    slot = begun + done[after]
                    reach += worth(unit * slots + (slot if slot < end else end))
                reach_later[step] = reach
                if reach > best:
                    best = reach
            later[at] = best
        own += promised
        stop[at] = best = best - unrest(own if own < dear else dear)
        if ways and turn == 0:
            for step, then, taken in ways:
                reach = now[then]
                for unit, after in taken:
                    slot = free + done[after]
                    reach += worth(unit * slots + (slot if slot < end else end))
                reach_now[step] = reach
                if reach > best:
                    best = reach
        now[at] = best
    return _Values(now, later, stop, reach_now, reach_later)


def _of_queues(problem: Problem, steps: Moves) -> _Values:
    """The tables, in arrays: all sets of one size at once."""
    purses = len(problem.money)
    sums = np.concatenate((problem.cost.T, problem.work.T)) @ steps.members
    spent, done = sums[:purses], sums[purses:].astype(np.int64)
    reach = _gains(problem, steps, spent, done)
    unrest = np.zeros(len(steps.bits))
    for curve, load in zip(problem.unrest, done + problem.promised[:, None], strict=True):
        unrest += curve.take(load, mode="clip")
    value = np.empty((2, len(unrest)))
    now, later = value
    later[:] = 0.0
    stop = np.negative(unrest, out=now).copy()
    for layer in steps.layers:  # a step leads to a larger set
        ways, sets = reach[:, layer.steps], layer.sets
        ways += value.take(layer.then, axis=1)
        best = np.maximum.reduceat(ways, layer.begins, axis=1)
        here = np.maximum(best[1], 0.0, out=later[sets])
        stop[sets] += here
        np.maximum(best[0], stop[sets], out=now[sets])
    return _Values(now, later, stop, *reach)


def _gains(problem: Problem, steps: Moves, spent: Floats, done: Ints) -> Floats:
    """What a step brings with this round's money and with later money: shape (2, steps), -inf without money.

    ``spent`` and ``done``: money and slots of work of each set, shape (purses, sets).
    """
    cost, last, slots = problem.cost, len(problem.arrivals), problem.worth.shape[1]
    limits = spent + LEAST * max(float(cost.max(initial=0.0)), 1e-9)
    turns = np.empty(done.shape, dtype=np.int64)
    for money, limit, turn in zip(problem.money.cumsum(axis=1), limits, turns, strict=True):
        turn[:] = money.searchsorted(limit, side="right")
    begun = np.empty((2, *done.shape), dtype=np.int64)
    begun[0] = base = problem.base[:, None]
    then = np.maximum(turns, 1)
    np.maximum(problem.arrivals.take(then, mode="clip") - done, base, out=begun[1])
    begun[0][turns > 0] = begun[1][then >= last] = NEVER
    uses = ((problem.work > 0) | (cost > 0)).T
    through = begun.take(steps.source, axis=2)
    through += done.take(steps.after, axis=1)
    through *= uses.take(steps.member, axis=1)
    slot = through.max(axis=1)
    unpaid = slot >= NEVER
    np.minimum(slot, slots - 1, out=slot)
    slot += steps.member * slots
    gain = problem.worth.take(slot)
    gain[unpaid] = -np.inf
    return np.add.reduceat(gain, steps.first, axis=1) if steps.chained and len(steps.first) else gain


def _path(
    problem: Problem, steps: Moves, reach: list[float], best: list[float], stop: list[float], at: int
) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Where the best steps lead from a set, and the steps.

    Args:
        problem: the problem.
        steps: its steps.
        reach: what the set that each of them leaves is worth with it.
        best: what every set is worth with the steps that may follow.
        stop: the same without any.
        at: the set to begin with.

    """
    found = []
    while best[at] > stop[at] + EQUAL:
        enough = best[at] - EQUAL
        step = next(step for step in range(*steps.spans[at]) if reach[step] >= enough)
        inside = int(steps.bits[at])
        found.append(tuple(member for member in problem.chains[steps.unit[step]] if not inside >> member & 1))
        at = int(steps.then[step])
    return at, tuple(found)
