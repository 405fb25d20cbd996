"""How many items some weeks bring: exact distributions of sums of weeks drawn from the past."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def sums(counts: Ints, weeks: int, cap: int) -> Floats:
    """Distribution of the items of 0, 1, ... ``weeks`` weeks drawn with replacement from the past.

    The bootstrap of weekly throughput without its noise: the exact convolution.

    Args:
        counts: finished items of the past weeks, shape (n,).
        weeks: most weeks ahead.
        cap: everything from here on is one class.

    Returns:
        Probabilities, shape (weeks + 1, cap + 1); the last column holds "``cap`` or more".

    """
    values, times = np.unique(np.minimum(counts, cap), return_counts=True)
    found = np.zeros((weeks + 1, cap + 1))
    found[0, 0] = 1.0
    for w in range(1, weeks + 1):
        for value, share in zip(values, times / len(counts), strict=True):
            found[w] += share * _shifted(found[w - 1], int(value))
    return found


def sums_of_unknown_rate(counts: Ints, weeks: int, cap: int) -> Floats:
    """The same, allowing for how little so few weeks say about the weeks to come.

    The Bayesian bootstrap (Rubin 1981): the weights of the past weeks are themselves uncertain (uniform on the
    simplex), so that the numbers of times they are drawn follow Polya's urn. Its distribution of sums is the
    coefficient of the product over past weeks of 1 / (1 - z x^count), which needs no simulation.

    Returns:
        Probabilities, shape (weeks + 1, cap + 1), as ``sums``.

    """
    found = np.zeros((weeks + 1, cap + 1))
    found[0, 0] = 1.0
    for value in counts:
        for w in range(1, weeks + 1):  # in place: the row before already holds this week once more
            found[w] += 0.5 * _shifted(found[w - 1], int(value))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _shifted(row: Floats, by: int) -> Floats:
    """A distribution moved up by some items; what reaches the end stays there."""
    cap = len(row) - 1
    if by == 0:
        return row
    moved = np.zeros_like(row)
    if by < cap:
        moved[by:cap] = row[: cap - by]
    moved[cap] = row[max(0, cap - by) :].sum()
    return moved


def joint_sums(counts: Ints, weeks: int, items: tuple[int, ...]) -> Floats:
    """Probability that every stream has its items, after 0, 1, ... ``weeks`` weeks drawn whole from the past.

    Weeks are drawn for all streams together, so that what they had in common in the past they have in the future.

    Args:
        counts: finished items, shape (n, streams).
        weeks: most weeks ahead.
        items: items that each stream needs.

    Returns:
        Probabilities, shape (weeks + 1,).

    """
    limits = np.array(items)
    vectors, times = np.unique(np.minimum(counts, limits), axis=0, return_counts=True)
    state = np.zeros(tuple(limits + 1))
    state[(0,) * len(items)] = 1.0
    end = tuple(limits)
    found = [float(state[end])]
    for _ in range(weeks):
        after = np.zeros_like(state)
        for vector, share in zip(vectors, times / len(counts), strict=True):
            moved = state
            for axis, by in enumerate(vector):
                moved = _shifted_along(moved, axis, int(by))
            after += share * moved
        state = after
        found.append(float(state[end]))
    return np.array(found)


def _shifted_along(state: Floats, axis: int, by: int) -> Floats:
    """The same along one axis of a joint distribution."""
    if by == 0:
        return state
    rows = np.moveaxis(state, axis, 0)
    cap = len(rows) - 1
    moved = np.zeros_like(rows)
    if by < cap:
        moved[by:cap] = rows[: cap - by]
    moved[cap] = rows[max(0, cap - by) :].sum(axis=0)
    return np.moveaxis(moved, 0, axis)


def joint_draws(counts: Ints, weeks: int, items: tuple[int, ...], draws: int, seed: int) -> Floats:
    """The same by drawing, where the exact sum is too large: shape (weeks + 1,), error below 0.5 / sqrt(draws)."""
    rng = np.random.default_rng(seed)
    sofar = np.zeros((draws, len(items)), np.int64)
    found = [float(all(item == 0 for item in items))]
    for _ in range(weeks):
        sofar += counts[rng.integers(0, len(counts), draws)]
        found.append(float((sofar >= np.array(items)).all(axis=1).mean()))
    return np.array(found)


def first_week(probabilities: Floats, certainty: float) -> int | None:
    """First week in which a rising probability reaches a certainty; None when it does not."""
    reached = np.flatnonzero(probabilities >= certainty - 1e-12)
    return int(reached[0]) if len(reached) else None


def most_items(row: Floats, certainty: float) -> tuple[int, float]:
    """The most items of which at least so many come with a certainty, and the probability of that.

    More certainty, fewer items.
    """
    at_least = np.cumsum(row[::-1])[::-1]
    reached = np.flatnonzero(at_least >= certainty - 1e-12)
    most = int(reached[-1])
    return most, min(1.0, float(at_least[most]))


def weeks_needed(counts: Ints, items: int, longest: int) -> int:
    """Weeks to look at so that nearly all of the distribution is seen: about mean + 6 standard deviations."""
    mean, spread = float(counts.mean()), float(counts.std())
    if mean == 0:
        return 1
    guess = items / mean + 6 * math.sqrt(max(items, 1) / mean) * (spread / mean + 1 / math.sqrt(len(counts))) + 10
    return int(min(longest, math.ceil(guess)))
