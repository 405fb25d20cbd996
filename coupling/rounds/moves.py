"""Every step that can be made from every set of units of a problem: what its links say, whatever its numbers."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import compress, pairwise
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
        self.grown = self.place[self.bits | (1 << units)]
        """Where the set with one more unit stands."""
        edges = np.searchsorted(np.sort(size), np.arange(n + 2))
        self.layers = [slice(int(edges[k]), int(edges[k + 1])) for k in range(n)]
        """Sets of equal size, the smallest first; the full set is left out."""


@lru_cache(maxsize=LARGEST + 1)
def _sets(n: int) -> _Sets:
    return _Sets(n)


class Moves:
    """The sets that can be reached, the empty one first, and the steps between them.

    A step takes a unit with what it needs and is not there yet; it has an element for each of these units. Steps
    stand by the set that they leave, and then by unit.
    """

    def __init__(self, chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: Bools) -> None:
        n = len(chains)
        sets = _sets(n)
        allowed, grown = _allowed(sets, chains, excludes, alternatives, forced)
        reached = np.zeros(len(sets.bits), dtype=np.bool_)
        reached[0] = True
        for layer in sets.layers:
            reached[grown[:, layer][allowed[:, layer] & reached[layer]]] = True
        allowed &= reached
        leaves, unit = np.nonzero(allowed.T)
        chained = any(len(chain) > 1 for chain in chains)
        source, member, then = leaves, unit, grown[unit, leaves]
        first = np.arange(len(unit))
        if chained:
            source, member, then, first = _elements(sets, chains, leaves, unit)
        kept = reached.copy()
        kept[then] = True
        number = np.cumsum(kept) - 1
        self.inside = sets.inside[:, kept]
        """Whether a unit is in a set: shape (units, sets)."""
        self.members = self.inside.astype(np.float64)
        self.unit: list[int] = unit.tolist()
        """The unit that each step is made for."""
        self.chained = chained
        """Whether a step may have several elements."""
        self.first: Ints = first
        """The first element of each step."""
        self.source: Ints = number[source]
        """The set that is left: shape (elements,), like what follows."""
        self.member: Ints = member
        """The unit that is taken."""
        self.then: Ints = number[then]
        """The set after it."""
        begins = np.searchsorted(number[leaves], np.arange(len(self.members.T) + 1)).tolist()
        ways = list(enumerate(number[grown[unit, leaves]].tolist()))
        self.leaving = [ways[low:high] for low, high in pairwise(begins)]
        """The steps that leave each set, by number, with the set that each of them leads to."""

    @cached_property
    def sets(self) -> list[tuple[int, ...]]:
        """The units of each set."""
        units = range(len(self.inside))
        return [tuple(compress(units, inside)) for inside in self.inside.T.tolist()]

    @cached_property
    def elements(self) -> list[tuple[int, int, int]]:
        """The set that each element leaves, the unit that it takes, and the set after it."""
        return list(zip(self.source.tolist(), self.member.tolist(), self.then.tolist(), strict=True))


def _allowed(
    sets: _Sets, chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: Bools
) -> tuple[Bools, Ints]:
    """Whether a unit, with what it needs, may join a set, and where the larger set stands: (units, sets) both."""
    inside, grown = sets.inside, sets.grown.copy()
    allowed = ~inside
    if forced.any() and not forced.all():
        allowed[~forced] &= inside[forced].all(axis=0)
    for unit, chain in enumerate(chains):
        for member in chain:
            for other in excludes[member]:
                allowed[unit] &= ~inside[other]
            for group in alternatives[member]:
                allowed[unit] &= inside[list(group)].any(axis=0) | inside[member]
        if len(chain) > 1:
            grown[unit] = sets.place[sets.bits | sum(1 << member for member in chain)]
    return allowed, grown


def _elements(sets: _Sets, chains: Chains, leaves: Ints, unit: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The set that each element leaves, its unit, the set after it; and the first element of each step."""
    step, member, then = [], [], []
    for own, chain in enumerate(chains):
        steps = np.flatnonzero(unit == own)
        grown = sets.bits[leaves[steps]]
        for other in chain:
            new = grown >> other & 1 == 0
            grown |= 1 << other
            step.append(steps[new])
            member.append(np.full(len(step[-1]), other))
            then.append(grown[new])
    steps = np.concatenate(step)
    order = np.argsort(steps, kind="stable")
    steps = steps[order]
    first = np.searchsorted(steps, np.arange(len(unit)))
    return leaves[steps], np.concatenate(member)[order], sets.place[np.concatenate(then)[order]], first


@lru_cache(maxsize=REMEMBERED)
def _moves(chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: bytes) -> Moves:
    return Moves(chains, excludes, alternatives, np.frombuffer(forced, dtype=np.bool_))


def moves(problem: Problem) -> Moves:
    """The steps of a problem; problems with the same links share them."""
    return _moves(problem.chains, problem.excludes, problem.alternatives, problem.forced.tobytes())
