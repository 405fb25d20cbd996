"""Shares of players in what they achieve together: pure game theory on arrays, no simulation.

A game of k players is a table of 2**k values, one for each coalition; a coalition is the number whose bit i says
whether player i takes part. All functions work on many games at once: the last axis holds the coalitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import factorial

import numpy as np

from sim.arrays import Floats, Ints


def players(values: Floats) -> int:
    """Number of players of games whose last axis holds the coalitions. Raises ``ValueError`` for another length."""
    size = int(values.shape[-1])
    k = size.bit_length() - 1
    if size != 1 << k:
        raise ValueError(f"{size} values: a game of k players has 2**k")
    return k


@cache
def _joining(k: int, player: int) -> tuple[Ints, Floats]:
    """Coalitions that one player may join, and the share of all orders in which it joins each of them."""
    without = np.array([s for s in range(1 << k) if not s >> player & 1], dtype=np.int64)
    sizes = [s.bit_count() for s in without.tolist()]
    return without, np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in sizes])


def exact(values: Floats) -> Floats:
    """Shapley value of every player (Shapley 1953): the mean of what it adds over all orders of joining.

    Args:
        values: shape (..., 2**k); a missing value (NaN) makes all shares of its game missing.

    Returns:
        Shape (..., k); the shares add up to the value of all players less that of none.

    """
    k = players(values)
    shares = np.empty((*values.shape[:-1], k))
    for i in range(k):
        without, weight = _joining(k, i)
        shares[..., i] = (values[..., without | 1 << i] - values[..., without]) @ weight
    return shares


def interactions(values: Floats) -> Floats:
    """Shapley interaction index of every pair (Grabisch and Roubens 1999).

    Above zero: two players are worth more together than apart; below: they do the same work twice; zero: they do
    not care about each other.

    Args:
        values: shape (..., 2**k).

    Returns:
        Shape (..., k, k), symmetric, with zeros on the diagonal.

    """
    k = players(values)
    result = np.zeros((*values.shape[:-1], k, k))
    everybody = np.arange(1 << k)
    sizes = np.array([int(s).bit_count() for s in everybody])
    for i in range(k):
        for j in range(i):
            a, b = 1 << i, 1 << j
            without = everybody[(everybody & (a | b)) == 0]
            size = sizes[without]
            weight = np.array([factorial(s) * factorial(k - s - 2) / factorial(k - 1) for s in size.tolist()])
            change = values[..., without | a | b] - values[..., without | a]
            change = change - values[..., without | b] + values[..., without]
            result[..., i, j] = result[..., j, i] = change @ weight
    return result


def antithetic(uniforms: Floats) -> Ints:
    """Orders of joining in pairs, each with its reverse: what comes early in one comes late in the other.

    Args:
        uniforms: independent uniform numbers, shape (pairs, k).

    Returns:
        Shape (2 x pairs, k): players in the order of joining.

    """
    orders = np.argsort(uniforms, axis=1, kind="stable")
    return np.stack([orders, orders[:, ::-1]], axis=1).reshape(-1, uniforms.shape[1])


def coalitions(order: Sequence[int]) -> list[int]:
    """Coalitions on the way from nobody to everybody when players join in this order: k + 1 of them."""
    found = [0]
    for player in order:
        found.append(found[-1] | 1 << int(player))
    return found


def marginals(order: Sequence[int], path: Floats) -> Floats:
    """What each player adds when players join in this order.

    Args:
        order: players, in the order of joining.
        path: values of ``coalitions(order)``, shape (k + 1, ...).

    Returns:
        Shape (k, ...), by player.

    """
    added = np.empty_like(path[1:])
    added[list(order)] = np.diff(path, axis=0)
    return added


def apportion(parts: Sequence[float], total: float, step: float) -> tuple[list[int], int]:
    """Parts and their total as whole multiples of ``step`` so that the parts add up to the total exactly.

    The total is rounded to the nearest step; so are the parts, and what is then missing goes to the parts that lost
    most by rounding (largest remainders). No part moves by a whole step or more unless the parts do not add up.

    Returns:
        Steps of each part and of the total.

    """
    whole = round(total / step)
    exact_steps = [part / step for part in parts]
    steps = [round(x) for x in exact_steps]
    missing = whole - sum(steps)
    sign = 1 if missing > 0 else -1
    by_loss = sorted(range(len(steps)), key=lambda i: sign * (steps[i] - exact_steps[i]))
    for count in range(abs(missing) if steps else 0):
        steps[by_loss[count % len(steps)]] += sign
    return steps, whole
