"""Exact choice for small problems: every set of bundles, round by round, at once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coupling.round_problem import Problem

    Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

LEAST = 1e-4
"""Money that counts as some, in units of the largest cost: the step to which costs and money are rounded."""
EQUAL = 1e-9
"""Difference below which two values count as equal."""
LARGEST = 14
"""Most bundles: the work doubles with each one, and is that of the integer program at about 16."""


@lru_cache(maxsize=LARGEST + 1)
def _layers(n: int) -> tuple[tuple[Ints, Ints], ...]:
    """Sets of n bundles as bits, most members first, and what adding bundle u to each gives: shape (sets, n)."""
    sets = np.arange(1 << n)
    members = np.bitwise_count(sets)
    found = []
    for size in range(n - 1, -1, -1):
        layer = sets[members == size]
        found.append((layer, layer[:, None] | (1 << np.arange(n))))
    return tuple(found)


def search(problem: Problem) -> dict[int, int]:
    """The round of each bundle that is funded, in an order in which the office finds no purse empty.

    The same choice as ``coupling.round_program``, as a dynamic program. best[k, S] is the most that can still be
    earned from round k on when S is funded: either the next round comes, or one more bundle is funded, which is
    allowed while none of its purses is empty and what it needs is in S. Of equal choices the next round comes
    first, then the bundle that stands first in the problem.
    """
    n, rounds = len(problem.values), problem.rounds
    members = (np.arange(1 << n)[:, None] >> np.arange(n)) & 1
    draws = np.zeros((len(problem.money), n))
    uses = np.zeros((len(problem.money), n), dtype=np.int64)
    for unit, entries in enumerate(problem.costs):
        for purse, cost in entries:
            draws[purse, unit], uses[purse, unit] = cost, 1
    spent = members @ draws.T
    money = np.cumsum(problem.money, axis=1).reshape(-1, rounds)
    linked = _linked(problem, members)
    best = -np.maximum(0.0, spent - money[:, -1]).sum(axis=1)
    steps: list[tuple[Floats, Floats, Floats]] = []
    for k in range(rounds - 1, -1, -1):
        empty = (spent > money[:, k] - LEAST / 2).astype(np.int64) @ uses
        worth = np.array(
            [-np.inf if values[k] is None else values[k] for values in problem.values], dtype=np.float64
        )
        gain = np.where(linked & (empty == 0), worth, -np.inf)
        later, best = best, best.copy()
        for sets, grown in _layers(n):
            best[sets] = np.maximum(best[sets], (gain[sets] + best[grown]).max(axis=1))
        steps.append((gain, later, best))
    return _path(steps[::-1], n)


def _linked(problem: Problem, members: Ints) -> Bools:
    """Whether a bundle may join a set, by what it needs and excludes: shape (sets, bundles)."""
    allowed: Bools = members == 0
    for unit, needed in problem.needs:
        allowed[:, unit] &= members[:, needed] == 1
    for unit, others in problem.alternatives:
        allowed[:, unit] &= members[:, list(others)].any(axis=1)
    for unit, other in problem.excludes:
        allowed[:, unit] &= members[:, other] == 0
        allowed[:, other] &= members[:, unit] == 0
    return allowed


def _path(steps: list[tuple[Floats, Floats, Floats]], n: int) -> dict[int, int]:
    funded, chosen = 0, {}
    for k, (gain, later, best) in enumerate(steps):
        while best[funded] > later[funded] + EQUAL:
            reach = gain[funded] + best[funded | (1 << np.arange(n))]
            unit = int(np.argmax(reach >= best[funded] - EQUAL))
            chosen[unit] = k
            funded |= 1 << unit
    return chosen
