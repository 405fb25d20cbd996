"""Every step that can be made from every set of units of a problem: what its links say, whatever its numbers."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

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
        self.outside = (self.bits >> np.arange(n)[:, None]) & 1 == 0
        """Whether a unit is not in a set: shape (units, sets)."""
        self.size = np.sort(size).astype(np.int64)
        edges = np.searchsorted(self.size, np.arange(n + 1)).tolist()
        self.layers = [slice(low, high) for low, high in pairwise(edges)]
        """Sets of equal size, the smallest first; the full set is left out."""


@lru_cache(maxsize=LARGEST + 1)
def _sets(n: int) -> _Sets:
    return _Sets(n)


class Layer(NamedTuple):
    """The sets of one size that some step leaves."""

    sets: slice
    steps: slice
    """All these steps."""
    then: Ints
    """The set that each of them leads to."""
    begins: Ints
    """Where those of each set begin, counted from the first of them."""


class Moves:
    """The sets that can be reached, the empty one first, and the steps between them.

    A step takes a unit with what it needs and is not there yet; it has an element for each of these units. Steps
    stand by the set that they leave, and then by unit. A step leads to a set that stands behind the one it leaves; of sets of equal size, those that
    are left come first.
    """

    def __init__(self, chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: Bools) -> None:
        self.units = len(chains)
        sets = _sets(self.units)
        whole = np.array([sum([1 << member for member in chain]) for chain in chains])
        grown = sets.place[sets.bits | whole[:, None]]
        allowed = _allowed(sets, chains, excludes, alternatives, forced)
        reached = np.zeros(len(sets.bits), dtype=np.bool_)
        reached[0] = True
        for layer in sets.layers:
            reached[grown[:, layer][allowed[:, layer] & reached[layer]]] = True
        leaves = np.flatnonzero(reached)
        place, unit = np.nonzero(allowed[:, leaves].T)
        leaves = leaves[place]
        then = grown[unit, leaves]
        source, member, after, first = leaves, unit, then, np.arange(len(unit))
        self.chained = len(whole) > 0 and max(map(len, chains)) > 1
        """Whether a step may have several elements."""
        if self.chained:
            source, member, after, first = _elements(sets, chains, leaves, unit)
            reached[after] = True
        left = np.zeros(len(reached), dtype=np.bool_)
        left[leaves] = True
        kept = np.flatnonzero(reached)
        kept = kept[np.argsort(2 * sets.size[kept] - left[kept], kind="stable")]
        number = np.empty(len(reached), dtype=np.int64)
        number[kept] = np.arange(len(kept))
        self.bits = sets.bits[kept]
        """The units of each set, a bit each."""
        self.unit = unit
        """The unit that each step is made for."""
        self.then: Ints = number[then]
        """The set that each step leads to."""
        self.first: Ints = first
        """The first element of each step."""
        self.source: Ints = number[source]
        """The set that the step of each element leaves: shape (elements,), like what follows."""
        self.member: Ints = member
        """The unit that is taken."""
        self.after: Ints = number[after]
        """The set after it."""
        self._leaves: Ints = number[leaves]

    @cached_property
    def members(self) -> Floats:
        """Whether a unit is in a set, as 0 or 1: shape (units, sets)."""
        return (self.bits >> np.arange(self.units)[:, None] & 1).astype(np.float64)

    @cached_property
    def layers(self) -> list[Layer]:
        """Sets that are left by steps, those of equal size together, the largest first."""
        if not len(self._leaves):
            return []
        begins = np.flatnonzero(np.diff(self._leaves, prepend=-1))
        sizes = np.bitwise_count(self.bits[self._leaves[begins]])
        edges = [0, *(np.flatnonzero(np.diff(sizes)) + 1).tolist(), len(begins)]
        steps = [*begins.tolist(), len(self._leaves)]
        found = []
        for low, high in pairwise(edges):
            first, end = steps[low], steps[high]
            here = int(self._leaves[first])
            found.append(
                Layer(
                    slice(here, here + high - low), slice(first, end), self.then[first:end], begins[low:high] - first
                )
            )
        return found[::-1]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The steps that leave each set: the first one, and the one behind the last."""
        return list(pairwise(np.searchsorted(self._leaves, np.arange(len(self.bits) + 1)).tolist()))

    @cached_property
    def leaving(self) -> list[list[tuple[int, int, tuple[tuple[int, int], ...]]]]:
        """By set, the steps that leave it: number, set that it leads to, and of its elements unit and set after."""
        taken = list(zip(self.member.tolist(), self.after.tolist(), strict=True))
        edges = [*self.first.tolist(), len(taken)]
        ways = [
            (step, then, tuple(taken[low:high]))
            for step, (then, (low, high)) in enumerate(zip(self.then.tolist(), pairwise(edges), strict=True))
        ]
        return [ways[low:high] for low, high in self.spans]

    @cached_property
    def growth(self) -> list[tuple[int, int]]:
        """Of every set but the empty one: a smaller one that stands before it, and the unit that is added to it."""
        found: dict[int, tuple[int, int]] = {}
        for at, ways in enumerate(self.leaving):
            for _, _, taken in ways:
                before = at
                for unit, after in taken:
                    found.setdefault(after, (before, unit))
                    before = after
        return [found[at] for at in range(1, len(self.bits))]


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


def _elements(sets: _Sets, chains: Chains, leaves: Ints, unit: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """The set that each element leaves, its unit, the set after it; and the first element of each step."""
    n, longest = len(chains), max(map(len, chains))
    padded = np.array([chain + (n,) * (longest - len(chain)) for chain in chains])
    member, bits = padded[unit], sets.bits[leaves]
    new = (bits | 1 << n)[:, None] >> member & 1 == 0
    grown = np.bitwise_or.accumulate(np.where(new, 1 << member, 0), axis=1) | bits[:, None]
    count = new.sum(axis=1)
    return np.repeat(leaves, count), member[new], sets.place[grown[new]], np.cumsum(count) - count


@lru_cache(maxsize=REMEMBERED)
def _moves(chains: Chains, excludes: Chains, alternatives: tuple[Chains, ...], forced: bytes) -> Moves:
    return Moves(chains, excludes, alternatives, np.frombuffer(forced, dtype=np.bool_))


def moves(problem: Problem) -> Moves:
    """The steps of a problem; problems with the same links share them."""
    return _moves(problem.chains, problem.excludes, problem.alternatives, problem.forced.tobytes())
