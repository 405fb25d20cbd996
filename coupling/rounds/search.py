"""Exact choice and order for a small group of queues: a dynamic program over sets of units."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coupling.rounds.problem import Problem
    from sim.arrays import Bools, Floats, Ints

LARGEST = 12
"""Most units: the work doubles with each one."""
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


class _Sets:
    """All sets of n units, the smaller ones first."""

    def __init__(self, n: int) -> None:
        bits = np.arange(1 << n)
        size = np.bitwise_count(bits)
        self.bits = bits[np.argsort(size, kind="stable")]
        self.place = np.empty(1 << n, dtype=np.int64)
        self.place[self.bits] = bits
        units = np.arange(n)[:, None]
        self.inside = (self.bits >> units) & 1 == 1
        """Whether a unit is in a set: shape (units, sets), like all that follows."""
        self.outside = 1 - self.inside.astype(np.int64)
        self.members = self.inside.astype(np.float64)
        self.grown = self.place[self.bits | (1 << units)]
        """Where the set with one more unit stands."""
        edges = np.searchsorted(np.sort(size), np.arange(n + 2))
        self.layers = [slice(int(edges[k]), int(edges[k + 1])) for k in range(n - 1, -1, -1)]
        """Sets of equal size, the largest first; the full set is left out."""


@lru_cache(maxsize=LARGEST + 1)
def _sets(n: int) -> _Sets:
    return _Sets(n)


def search(problem: Problem) -> Choice:
    """The choice that is worth most.

    later[S] is the most that can still be earned with later money once S is chosen: nothing more, or one more step;
    now[S] the same with the money of this round: no more now, which costs the price of the idle weeks that are
    expected then, or one more step, as long as no purse that it draws on is empty: the last one may run over. A
    step is a unit with what it needs; later rounds come when earlier money is used up. Of equal choices the shorter
    one is taken, then the unit that stands first.
    """
    sets = _sets(problem.units)
    spent, done = problem.cost.T @ sets.members, (problem.work.T @ sets.members).astype(np.int64)
    least = LEAST * max(float(problem.cost.max(initial=0.0)), 1e-9)
    money, last = problem.money.cumsum(axis=1), len(problem.arrivals)
    turns = np.array([row.searchsorted(own + least, side="right") for row, own in zip(money, spent, strict=True)])
    free, then = problem.base[:, None] + done, np.maximum(turns, 1)
    starts = np.array([free, np.maximum(free, problem.arrivals[np.minimum(then, last - 1)])])
    allowed, grown = _steps(problem, sets)
    gain_now, gain_later = _gains(problem, sets, starts, allowed, np.array([turns == 0, then < last]))
    nothing = np.zeros(len(sets.bits))
    later = _best(nothing, gain_later, grown, sets)
    stop = later.copy()
    for curve, weeks in zip(problem.unrest, problem.promised[:, None] + done, strict=True):
        stop -= curve[np.minimum(weeks, len(curve) - 1)]
    now = _best(stop, gain_now, grown, sets)
    at, chosen = _path(problem, sets, grown, (gain_now, stop, now), 0)
    _, follow = _path(problem, sets, grown, (gain_later, nothing, later), at)
    return Choice(chosen, follow, float(now[0]))


def _steps(problem: Problem, sets: _Sets) -> tuple[Bools, Ints]:
    """Whether a unit, with what it needs, may join a set, and where the larger set stands: (units, sets) both."""
    inside, grown = sets.inside, sets.grown
    allowed = ~inside
    if problem.forced.any() and not problem.forced.all():
        allowed[~problem.forced] &= inside[problem.forced].all(axis=0)
    copied = False
    for unit, chain in enumerate(problem.chains):
        for member in chain:
            for other in problem.excludes[member]:
                allowed[unit] &= ~inside[other]
            for group in problem.alternatives[member]:
                allowed[unit] &= inside[list(group)].any(axis=0) | inside[member]
        if len(chain) > 1:
            if not copied:
                grown, copied = grown.copy(), True
            grown[unit] = sets.place[sets.bits | sum(1 << member for member in chain)]
    return allowed, grown


def _gains(problem: Problem, sets: _Sets, starts: Ints, allowed: Bools, paid: Bools) -> Floats:
    """What a step brings with this round's money and with later money, -inf where it cannot be made.

    Args:
        problem: the problem.
        sets: all sets of its units.
        starts: slot in which each queue is free, shape (2, purses, sets).
        allowed: whether a unit may join a set, shape (units, sets).
        paid: whether there is money, shape (2, purses, sets).

    Returns:
        Shape (2, units, sets).

    """
    uses = (problem.work > 0) | (problem.cost > 0)
    if len(problem.money) == 1 and uses.all():
        through = starts + problem.work
        can = paid & allowed
    else:
        own = uses.T[:, :, None]
        through = np.where(own, starts[:, :, None] + problem.work.T[:, :, None], 0).max(axis=1)
        can = (paid[:, :, None] | ~own).all(axis=1) & allowed
    rows = np.arange(problem.units)[:, None]
    gain: Floats = problem.worth[rows, np.minimum(through, problem.last)]
    for unit, chain in enumerate(problem.chains):
        if len(chain) > 1:
            gain[:, unit] = _chained(problem, sets, starts, chain)
            for member in chain[:-1]:
                for p in np.flatnonzero(uses[member]):
                    can[:, unit] &= paid[:, p] | sets.inside[member]
    gain[~can] = -np.inf
    return gain


def _chained(problem: Problem, sets: _Sets, starts: Ints, chain: tuple[int, ...]) -> Floats:
    """What a unit brings together with what it needs and is not in a set yet: shape (2, sets)."""
    total, free = np.zeros((2, len(sets.bits))), [starts[:, p] for p in range(starts.shape[1])]
    for member in chain:
        new = sets.outside[member]
        through = None
        for p, weeks in enumerate(problem.work[member].tolist()):
            if weeks:
                free[p] = free[p] + weeks * new
                through = free[p] if through is None else np.maximum(through, free[p])
        if through is not None:
            total += problem.worth[member, np.minimum(through, problem.last)] * new
    return total


def _best(stop: Floats, gain: Floats, grown: Ints, sets: _Sets) -> Floats:
    """What every set is worth with the best of the steps that may follow: shape (sets,)."""
    best = stop.copy()
    for layer in sets.layers:
        reach = (gain[:, layer] + best[grown[:, layer]]).max(axis=0)
        np.maximum(best[layer], reach, out=best[layer])
    return best


def _path(
    problem: Problem, sets: _Sets, grown: Ints, tables: tuple[Floats, Floats, Floats], at: int
) -> tuple[int, tuple[tuple[int, ...], ...]]:
    """Where the best steps lead, and the steps; ``tables``: gain of a step, worth of making none, of the best."""
    gain, stop, best = tables
    steps = []
    while best[at] > stop[at] + EQUAL:
        reach = gain[:, at] + best[grown[:, at]]
        unit = int((reach >= best[at] - EQUAL).argmax())
        steps.append(tuple(member for member in problem.chains[unit] if not sets.inside[member, at]))
        at = int(grown[unit, at])
    return at, tuple(steps)
