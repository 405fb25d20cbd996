"""Every step that can be made from every set of units of a problem: what its links say, whatever its numbers."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coupling.rounds.problem import Problem
    from sim.arrays import Bools, Floats, Ints

LARGEST = 12
"""Most units: the work doubles with each one."""
REMEMBERED = 1024
"""Sets of links that a process keeps: rounds of the same scenario have few."""

type Chains = tuple[tuple[int, ...], ...]


class _Sets:
    """All sets of n units, the smaller ones first."""

    def __init__(self, n: int) -> None:
        bits = np.arange(1 << n)
        size = np.bitwise_count(bits)
        self.bits = bits[np.argsort(size, kind="stable")]
        self.place = np.empty(1 << n, dtype=np.int64)
        self.place[self.bits] = bits
        self.outside: Bools = (self.bits >> np.arange(n)[:, None]) & 1 == 0
        """Whether a unit is not in a set: shape (units, sets)."""
        edges = np.searchsorted(np.sort(size), np.arange(n + 1)).tolist()
        self.layers = [slice(low, high) for low, high in pairwise(edges)]
        """Sets of equal size, the smallest first; the full set is left out."""


@lru_cache(maxsize=LARGEST + 1)
def _sets(n: int) -> _Sets:
    return _Sets(n)


class Moves:
    """The sets that can be reached, the empty one first, and the steps between them.

    A step takes a unit with what it needs and is not there yet; it has an element for each of these units. Steps
    stand by the set that they leave, and then by unit. A step leads to a set that stands behind the one it leaves.
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
        place, unit = np.nonzero(allowed[:, found].T)
        leaves = found[place]
        then = grown[unit, leaves]
        source, member, after, first = leaves, unit, then, np.arange(len(unit))
        self.chained = any(len(chain) > 1 for chain in chains)
        """Whether a step may have several elements."""
        if self.chained:
            source, member, after, first = _elements(sets, chains, leaves, unit)
            reached[after] = True
        number = np.cumsum(reached) - 1
        self.bits: Ints = sets.bits[reached]
        """The units of each set, a bit each."""
        self.members: Floats = (self.bits >> np.arange(len(chains))[:, None] & 1).astype(np.float64)
        """Whether a unit is in a set, as 0 or 1: shape (units, sets)."""
        self.unit: Ints = unit
        """The unit that each step is made for."""
        self.first: Ints = first
        """The first element of each step."""
        self.source: Ints = number[source]
        """The set that the step of each element leaves: shape (elements,), like what follows."""
        self.member: Ints = member
        """The unit that is taken."""
        self.after: Ints = number[after]
        """The set after it."""
        steps = list(enumerate(number[then].tolist()))
        spans = pairwise(np.searchsorted(number[leaves], np.arange(len(self.bits) + 1)).tolist())
        self.ways = [steps[low:high] for low, high in spans]
        """By set, the steps that leave it: number, and the set that it leads to."""

    @cached_property
    def taken(self) -> list[tuple[tuple[int, int], ...]]:
        """By step, of its elements the unit and the set after it."""
        found = list(zip(self.member.tolist(), self.after.tolist(), strict=True))
        return [tuple(found[low:high]) for low, high in pairwise([*self.first.tolist(), len(found)])]

    @cached_property
    def growth(self) -> list[tuple[int, int]]:
        """Of every set but the empty one: a smaller one that stands before it, and the unit that is added to it."""
        found: dict[int, tuple[int, int]] = {}
        for at, ways in enumerate(self.ways):
            for step, _ in ways:
                before = at
                for unit, after in self.taken[step]:
                    found.setdefault(after, (before, unit))
                    before = after
        return [found[at] for at in range(1, len(self.bits))]


def _allowed(
    sets: _Sets, chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: Bools
) -> Bools:
    """Whether a unit, with what it needs, may join a set: shape (units, sets)."""
    outside = sets.outside
    allowed: Bools = outside.copy()
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


def _elements(sets: _Sets, chains: Chains, leaves: Ints, unit: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The set that each element leaves, its unit, the set after it; and the first element of each step."""
    none, longest = len(chains), max(map(len, chains))
    padded = np.array([chain + (none,) * (longest - len(chain)) for chain in chains])
    member, before = padded.take(unit, axis=0), sets.bits.take(leaves)
    new = (before | 1 << none)[:, None] >> member & 1 == 0
    after = np.bitwise_or.accumulate(new * (1 << member), axis=1) | before[:, None]
    count = new.sum(axis=1)
    return np.repeat(leaves, count), member[new], sets.place.take(after[new]), np.cumsum(count) - count


@lru_cache(maxsize=REMEMBERED)
def _moves(chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: tuple[bool, ...]) -> Moves:
    return Moves(chains, excludes, alternatives, np.array(forced))


def moves(problem: Problem) -> Moves:
    """The steps of a problem; problems with the same links share them."""
    return _moves(problem.chains, problem.excludes, problem.alternatives, problem.forced)
