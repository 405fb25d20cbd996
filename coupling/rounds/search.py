"""Exact choice and order for a small group of queues: a dynamic program over sets of units."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from coupling.rounds.moves import moves
from coupling.rounds.worth import ALWAYS

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
    found = (_of_one_queue if len(problem.money) == 1 else _of_queues)(problem, steps)
    at, chosen = _path(problem, steps, found.gain_now, found.now, found.stop, 0)
    _, follow = _path(problem, steps, found.gain_later, found.later, [0.0] * len(found.later), at)
    return Choice(chosen, follow, found.now[0])


class _Values(NamedTuple):
    """The tables of the dynamic program."""

    now: list[float]
    """By set, what it is worth with the money of this round and of later ones."""
    later: list[float]
    """The same with the money of later rounds."""
    stop: list[float]
    """The same when nothing more is chosen now."""
    gain_now: list[float]
    """By step, what it brings with the money of this round; -inf without money."""
    gain_later: list[float]
    """The same with later money."""


def _of_one_queue(problem: Problem, steps: Moves) -> _Values:
    """The same as ``_of_queues``, in plain numbers: for a few sets that is quicker than arrays."""
    cost, work = [own for (own,) in problem.cost], [own for (own,) in problem.work]
    money, least = list(accumulate(problem.money[0])), LEAST * max(*cost, 1e-9)
    free, promised, arrivals, last = problem.base[0], problem.promised[0], problem.arrivals, len(problem.arrivals)
    done, spent = [0], [least]
    for before, unit in steps.growth:
        done.append(done[before] + work[unit])
        spent.append(spent[before] + cost[unit])
    worth, taken = [problem.worth.at(unit) for unit in range(len(work))], steps.taken
    price, unrest, dear = problem.price[0], problem.unrest[0].item, len(problem.unrest[0]) - 1
    gain_now, gain_later = [-inf] * len(taken), [-inf] * len(taken)
    sets = len(done)
    now, later, stop = [0.0] * sets, [0.0] * sets, [0.0] * sets
    for at in range(sets - 1, -1, -1):  # a step leads to a set that stands behind
        own, turn, ways = done[at], bisect_right(money, spent[at]), steps.ways[at]
        best = 0.0
        if ways and 1 < last > turn:
            begun = max(arrivals[turn or 1] - own, free)
            for step, then in ways:
                gain = 0.0
                for unit, after in taken[step]:
                    gain += worth[unit](begun + done[after])
                gain_later[step] = gain
                if gain + later[then] > best:
                    best = gain + later[then]
            later[at] = best
        own += promised
        stop[at] = best = best - price * unrest(min(own, dear))
        if turn == 0:
            for step, then in ways:
                gain = 0.0
                for unit, after in taken[step]:
                    gain += worth[unit](free + done[after])
                gain_now[step] = gain
                if gain + now[then] > best:
                    best = gain + now[then]
        now[at] = best
    return _Values(now, later, stop, gain_now, gain_later)


def _of_queues(problem: Problem, steps: Moves) -> _Values:
    """The tables, from arrays of what each step brings."""
    cost, work = np.array(problem.cost), np.array(problem.work)
    sums = np.concatenate((cost.T, work.T)) @ steps.members
    spent, done = sums[: len(problem.money)], sums[len(problem.money) :].astype(np.int64)
    spent += LEAST * max(float(cost.max(initial=0.0)), 1e-9)
    turns, unrest = np.empty(done.shape, dtype=np.int64), np.zeros(len(steps.bits))
    for p, money in enumerate(problem.money):
        turns[p] = np.array(list(accumulate(money))).searchsorted(spent[p], side="right")
        unrest -= problem.price[p] * problem.unrest[p].take(done[p] + problem.promised[p], mode="clip")
    gain_now, gain_later = _gains(problem, steps, ((work > 0) | (cost > 0)).T, done, turns).tolist()
    paid, stop = (turns.min(axis=0) == 0).tolist(), unrest.tolist()
    now, later = [0.0] * len(stop), [0.0] * len(stop)
    some = len(problem.arrivals) > 1
    for at in range(len(stop) - 1, -1, -1):  # a step leads to a set that stands behind
        best = 0.0
        for step, then in steps.ways[at] if some else ():
            reach = gain_later[step] + later[then]
            if reach > best:
                best = reach
        later[at] = best
        stop[at] = best = best + stop[at]
        if paid[at]:
            for step, then in steps.ways[at]:
                reach = gain_now[step] + now[then]
                if reach > best:
                    best = reach
        now[at] = best
    return _Values(now, later, stop, gain_now, gain_later)


def _gains(problem: Problem, steps: Moves, uses: Bools, done: Ints, turns: Ints) -> Floats:
    """What a step brings with this round's money and with later money: shape (2, steps), -inf without money.

    Args:
        problem: the problem.
        steps: its steps.
        uses: whether a unit draws on a purse: shape (purses, units).
        done: slots of work of each set: shape (purses, sets), like the next.
        turns: the round whose money is used next, with each set.

    """
    base, then = np.array(problem.base)[:, None], np.maximum(turns, 1)
    begun = np.empty((2, *done.shape), dtype=np.int64)
    begun[0] = base
    np.maximum(np.array(problem.arrivals).take(then, mode="clip") - done, base, out=begun[1])
    begun[0][turns > 0] = begun[1][then >= len(problem.arrivals)] = ALWAYS
    through = begun.take(steps.source, axis=2)
    through += done.take(steps.after, axis=1)
    if not uses.all():
        through *= uses.astype(np.int64).take(steps.member, axis=1)
    slot = through.max(axis=1)
    gain = problem.worth.of(steps.member, slot)
    gain[slot >= ALWAYS] = -inf
    return np.add.reduceat(gain, steps.first, axis=1) if steps.chained and len(steps.first) else gain


def _path(
    problem: Problem, steps: Moves, gain: list[float], best: list[float], stop: list[float], at: int
) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Where the best steps lead from a set, and the steps.

    Args:
        problem: the problem.
        steps: its steps.
        gain: what each of them brings.
        best: what every set is worth with the steps that may follow.
        stop: the same without any.
        at: the set to begin with.

    """
    found = []
    while best[at] > stop[at] + EQUAL:
        enough, inside = best[at] - EQUAL, int(steps.bits[at])
        step, at = next((step, then) for step, then in steps.ways[at] if gain[step] + best[then] >= enough)
        found.append(tuple([unit for unit in problem.chains[steps.unit[step]] if not inside >> unit & 1]))
    return at, tuple(found)
