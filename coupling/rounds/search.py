"""Exact choice and order for a small group of queues: a dynamic program over sets of units."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from coupling.rounds.moves import moves
from coupling.rounds.worth import ALWAYS

if TYPE_CHECKING:
    from coupling.rounds.moves import Draws, Uses
    from coupling.rounds.problem import Problem
    from coupling.rounds.worth import Worth

EQUAL = 1e-6
"""Difference in currency below which two choices count as equal."""
LEAST = 1e-6
"""Money that counts as some, as a share of the largest cost."""
ONE = frozenset({0})
"""The only purse."""


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
    draws = moves(problem).draws(_uses(problem), len(problem.money))
    gain_now, gain_later, rest = _prospects(problem, draws)
    sets, some = len(draws.ways), len(problem.arrivals) > 1
    now, later, stop = [0.0] * sets, [0.0] * sets, [0.0] * sets
    for at in range(sets - 1, -1, -1):  # a step leads to a set that stands behind
        best, ways, states = 0.0, draws.ways[at], draws.sets[at]
        if some:
            for kind, then in ways:
                reach = gain_later[kind] + later[then]
                if reach > best:
                    best = reach
            later[at] = best
        paid = False
        for state in states:
            price, left = rest[state]
            best -= price
            paid = paid or left
        stop[at] = best
        if paid:
            for kind, then in ways:
                reach = gain_now[kind] + now[then]
                if reach > best:
                    best = reach
        now[at] = best
    at, chosen = _path(draws, gain_now, now, stop, 0)
    _, follow = _path(draws, gain_later, later, [0.0] * sets, at)
    return Choice(chosen, follow, now[0])


def _uses(problem: Problem) -> Uses:
    """The purses that each unit draws on."""
    rows = zip(problem.work, problem.cost, strict=True)
    if len(problem.money) == 1:
        return (ONE,) * problem.units
    return tuple(
        [frozenset([p for p, own in enumerate(zip(*row, strict=True)) if own[0] > 0 or own[1] > 0]) for row in rows]
    )


type _Prospects = tuple[list[float], list[float], list[tuple[float, bool]]]
"""What steps bring with this round's money and with later money, by number of their gain, -inf without money; by
state of a purse, what the idle weeks cost that are expected behind it, and whether money of this round is left."""


def _prospects(problem: Problem, draws: Draws) -> _Prospects:
    work, cost, arrivals, last = problem.work, problem.cost, problem.arrivals, len(problem.arrivals)
    money = [list(accumulate(own)) for own in problem.money]
    least = LEAST * max([1e-9, *[amount for own in cost for amount in own]])
    done: list[int] = []
    begun: list[tuple[int, int]] = []
    """By state: slot in which work begins that is paid with this round's money, and with later money."""
    rest: list[tuple[float, bool]] = []
    for purse, units in draws.states:
        own, spent = 0, least
        for unit in units:
            own += work[unit][purse]
            spent += cost[unit][purse]
        done.append(own)
        turn, free = bisect_right(money[purse], spent), problem.base[purse]
        later = ALWAYS
        if 1 < last > turn:
            later = arrivals[turn or 1] - own
            later = max(later, free)
        begun.append((ALWAYS if turn else free, later))
        curve = problem.unrest[purse]
        rest.append((problem.price[purse] * curve.item(min(own + problem.promised[purse], len(curve) - 1)), not turn))
    brings = (_few if len(problem.money) == 1 else _many)(problem.worth, draws, begun, done)
    return (*brings, rest)


def _few(
    worth: Worth, draws: Draws, begun: list[tuple[int, int]], done: list[int]
) -> tuple[list[float], list[float]]:
    """What steps bring, in plain numbers: for the few of one queue that is quicker than arrays."""
    of = [worth.at(unit) for unit in range(len(worth.curves))]
    now: list[float] = []
    later: list[float] = []
    for unit, pairs in draws.elements:
        soon = after = 0
        for before, then in pairs:
            first, second = begun[before]
            own = done[then]
            if first + own > soon:
                soon = first + own
            if second + own > after:
                after = second + own
        now.append(of[unit](soon) if soon < ALWAYS else -inf)
        later.append(of[unit](after) if after < ALWAYS else -inf)
    if draws.chained:
        now, later = ([sum([own[e] for e in taken]) for taken in draws.gains] for own in (now, later))
    else:
        now, later = ([own[e] for (e,) in draws.gains] for own in (now, later))
    return now, later


def _many(
    worth: Worth, draws: Draws, begun: list[tuple[int, int]], done: list[int]
) -> tuple[list[float], list[float]]:
    """The same in arrays."""
    slots = np.array([*begun, (0, 0)]).T.take(draws.before, axis=1)
    slots += np.array([*done, 0]).take(draws.then)
    slot = slots.max(axis=1)
    gain = worth.of(draws.units, slot)
    gain[slot >= ALWAYS] = -inf
    now, later = np.add.reduceat(gain.take(draws.taken, axis=1), draws.first, axis=1).tolist()
    return now, later


def _path(
    draws: Draws, gain: list[float], best: list[float], stop: list[float], at: int
) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Where the best steps lead from a set, and the steps.

    Args:
        draws: the steps.
        gain: what each of them brings.
        best: what every set is worth with the steps that may follow.
        stop: the same without any.
        at: the set to begin with.

    """
    found = []
    while best[at] > stop[at] + EQUAL:
        enough = best[at] - EQUAL
        kind, at = next((kind, then) for kind, then in draws.ways[at] if gain[kind] + best[then] >= enough)
        found.append(draws.chosen(kind))
    return at, tuple(found)
