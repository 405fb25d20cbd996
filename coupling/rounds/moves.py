"""Every step that can be made from every set of units of a problem: what its links say, whatever its numbers."""

from __future__ import annotations

from functools import cached_property, lru_cache, reduce
from itertools import pairwise
from operator import or_
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coupling.rounds.problem import Problem
    from sim.arrays import Bools, Ints

LARGEST = 12
"""Most units: the work doubles with each one."""
REMEMBERED = 1024
"""Sets of links that a process keeps: rounds of the same scenario have few."""

type Chains = tuple[tuple[int, ...], ...]
type Uses = tuple[frozenset[int], ...]


class _Sets:
    """All sets of n units, the smaller ones first."""

    def __init__(self, n: int) -> None:
        bits = np.arange(1 << n)
        size = np.bitwise_count(bits)
        self.bits = bits[np.argsort(size, kind="stable")]
        self.place = np.empty(1 << n, dtype=np.int64)
        self.place[self.bits] = bits
        self.outside = (self.bits >> np.arange(n)[:, None]) & 1 == 0
        """Whether a unit is not in a set: shape (units, sets)."""
        edges = np.searchsorted(np.sort(size), np.arange(n + 1)).tolist()
        self.layers = [slice(low, high) for low, high in pairwise(edges)]
        """Sets of equal size, the smallest first; the full set is left out."""


@lru_cache(maxsize=LARGEST + 1)
def _sets(n: int) -> _Sets:
    return _Sets(n)


class Moves:
    """The sets that can be reached, the empty one first, and the steps between them.

    A step takes a unit with what it needs and is not there yet. Steps stand by the set that they leave, and then by
    unit. A step leads to a set that stands behind the one it leaves.
    """

    def __init__(self, chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: Bools) -> None:
        sets = _sets(len(chains))
        whole = np.array([sum([1 << member for member in chain]) for chain in chains])
        grown = sets.place[sets.bits | whole[:, None]]
        allowed = _allowed(sets, chains, excludes, alternatives, forced)
        reached = np.zeros(len(sets.bits), dtype=np.bool_)
        reached[0] = True
        for layer in sets.layers:
            reached[grown[:, layer][allowed[:, layer] & reached[layer]]] = True
        found = np.flatnonzero(reached)
        leaves, unit = np.nonzero(allowed[:, found].T)
        number = np.cumsum(reached) - 1
        self.chains = chains
        """Of each unit, what it needs, in order, and itself."""
        self.bits: Ints = sets.bits[found]
        """The units of each set, a bit each."""
        self.leaves: Ints = leaves
        """The set that each step leaves."""
        self.unit: Ints = unit
        """The unit that it is made for."""
        self.then: list[int] = number[grown[unit, found[leaves]]].tolist()
        """The set that it leads to."""
        self._draws: dict[tuple[Uses, int], Draws] = {}

    def draws(self, uses: Uses, purses: int) -> Draws:
        """What the steps draw on, when units use these of so many purses."""
        found = self._draws.get((uses, purses))
        if found is None:
            found = self._draws[uses, purses] = Draws(self, uses, purses)
        return found

    def elements(self, steps: Ints) -> tuple[Ints, Ints, Ints, Ints]:
        """Of every unit that some steps take, in order: which step, the unit, the units before the step and with it."""
        none, longest = len(self.chains), max(map(len, self.chains))
        padded = np.array([chain + (none,) * (longest - len(chain)) for chain in self.chains])
        member, before = padded.take(self.unit[steps], axis=0), self.bits.take(self.leaves[steps])
        new = (before | 1 << none)[:, None] >> member & 1 == 0
        after = np.bitwise_or.accumulate(new * (1 << member), axis=1) | before[:, None]
        step, place = np.nonzero(new)
        return step, member[step, place], before.take(step), after[step, place]


@lru_cache(maxsize=1 << LARGEST)
def _units(bits: int) -> tuple[int, ...]:
    """The units of a set."""
    return tuple([unit for unit in range(LARGEST) if bits >> unit & 1])


class Draws:
    """What sets and steps draw on. How far a queue is depends on those units only that use it.

    Args:
        moves: the steps.
        uses: of each unit, the purses that it uses.
        purses: how many there are.

    """

    def __init__(self, moves: Moves, uses: Uses, purses: int) -> None:
        n = len(uses)
        near = [sum([1 << o for o in range(n) if not uses[o].isdisjoint(own)]) for own in uses]
        wide = np.array([reduce(or_, [near[member] for member in chain]) for chain in moves.chains])
        code = (moves.bits.take(moves.leaves) & wide.take(moves.unit)) * n + moves.unit
        seen = np.zeros(n << n, dtype=np.bool_)
        seen[code] = True
        kind = (np.cumsum(seen) - 1).take(code)
        one = np.empty(np.count_nonzero(seen), dtype=np.int64)
        one[kind] = np.arange(len(kind))
        """One step of each kind: those of the same kind bring the same."""
        self._moves, self._one = moves, one
        step, member, before, after = moves.elements(one)
        mask = np.array(near).take(member)
        _, first, number = np.unique(
            ((before & mask) << n | after & mask) * n + member, return_index=True, return_inverse=True
        )
        self.taken: Ints = number
        """The elements of each kind of step, one kind behind the other."""
        self.first: Ints = np.searchsorted(step, np.arange(len(one)))
        """Where those of each kind begin."""
        self.chained = len(number) > len(one)
        """Whether any step has several."""
        self.units: Ints = member[first]
        """The unit of each element."""
        sets, end = len(moves.bits), len(moves.bits) + len(first)
        bits = np.concatenate((moves.bits, before[first], after[first]))
        self.states: list[tuple[int, tuple[int, ...]]] = []
        """A purse, and those of its units that are chosen: all that occur."""
        places = np.empty((purses, len(bits)), dtype=np.int64)
        for purse in range(purses):
            own = bits & sum([1 << unit for unit in range(n) if purse in uses[unit]])
            seen = np.zeros(1 << n, dtype=np.bool_)
            seen[own] = True
            places[purse] = (np.cumsum(seen) + (len(self.states) - 1)).take(own)
            self.states += [(purse, _units(state)) for state in np.flatnonzero(seen).tolist()]
        self.sets: list[tuple[int, ...]] = list(zip(*places[:, :sets].tolist(), strict=True))
        """The states of each set, by purse."""
        own = np.array([[purse in own for own in uses] for purse in range(purses)]).take(self.units, axis=1)
        self.before, self.then = np.where(own, (places[:, sets:end], places[:, end:]), len(self.states))
        """The states before a step and with the unit: shape (purses, elements), one that does not exist where a unit
        has no part in a purse."""
        steps = list(zip(kind.tolist(), moves.then, strict=True))
        ends = np.searchsorted(moves.leaves, np.arange(sets + 1)).tolist()
        self.ways = [steps[low:high] for low, high in pairwise(ends)]
        """The steps that leave each set: their kind, and the set that they lead to."""

    def chosen(self, kind: int) -> tuple[int, ...]:
        """The units that a kind of step takes, in order."""
        moves, step = self._moves, self._one[kind]
        inside = int(moves.bits[moves.leaves[step]])
        return tuple([member for member in moves.chains[moves.unit[step]] if not inside >> member & 1])

    @cached_property
    def elements(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """Units that steps take, with the states before a step and with it by purse."""
        none, found = len(self.states), []
        for unit, before, then in zip(self.units.tolist(), self.before.T.tolist(), self.then.T.tolist(), strict=True):
            found.append((unit, [(a, b) for a, b in zip(before, then, strict=True) if a < none]))
        return found

    @cached_property
    def gains(self) -> list[list[int]]:
        """The elements of each kind of step."""
        taken, ends = self.taken.tolist(), [*self.first.tolist(), len(self.taken)]
        return [taken[low:high] for low, high in pairwise(ends)]


def _allowed(
    sets: _Sets, chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: Bools
) -> Bools:
    """Whether a unit, with what it needs, may join a set: shape (units, sets)."""
    outside = sets.outside
    allowed = outside.copy()
    if forced.any() and not forced.all():
        allowed[~forced] &= ~outside[forced].any(axis=0)
    if any(excludes) or any(alternatives):
        for unit, chain in enumerate(chains):
            for member in chain:
                for other in excludes[member]:
                    allowed[unit] &= outside[other]
                for group in alternatives[member]:
                    allowed[unit] &= ~outside[list(group)].all(axis=0) | ~outside[member]
    return allowed


@lru_cache(maxsize=REMEMBERED)
def _moves(chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: tuple[bool, ...]) -> Moves:
    return Moves(chains, excludes, alternatives, np.array(forced))


def moves(problem: Problem) -> Moves:
    """The steps of a problem; problems with the same links share them."""
    return _moves(problem.chains, problem.excludes, problem.alternatives, problem.forced)
