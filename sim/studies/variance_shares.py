"""Which uncertain numbers explain the spread of an answer, alone and together: variance shares from random draws.

The answer is written as a sum of orthonormal Legendre polynomials of the numbers' positions in their ranges (a
polynomial chaos expansion): a straight line and a bend for every number, and products of straight lines for pairs.
Squares of coefficients are then parts of the variance (Sudret, Reliability Engineering & System Safety 93, 2008).
Which terms are real is decided forwards by the extended Bayesian information criterion (Chen & Chen, Biometrika 95,
2008), with the number of terms that could come next; a pair may come in once one of its numbers is in. How sure a
share is comes from leaving out one group of draws after the other and doing everything again, the choice of terms
included (delete-a-group jackknife).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt

import numpy as np
from scipy import special

from sim.arrays import Floats

GROUPS = 20
"""Groups of the jackknife."""
TINY = 1e-300
LEAST = 40
"""Draws below which nothing is said about shares."""

Term = tuple[int, ...]
"""(i,) a straight line in number i; (i, i) a bend; (i, j) both together."""


@dataclass(frozen=True)
class Share:
    """What one number explains of the variance."""

    number: int
    """Index of the number."""
    alone: float
    """Share of the variance that it explains by itself."""
    total: float
    """Share that it takes part in: alone and together with others. Totals may add up to more than 1."""
    error: float
    """Half-width of the 95 % interval of ``total``."""
    slope: float
    """Change of the answer from the low end of the range to the high end, by its straight line, in its own unit."""


@dataclass(frozen=True)
class Shares:
    """Variance of an answer in parts."""

    shares: tuple[Share, ...]
    """Numbers that explain something, largest total first."""
    explained: float
    """Share of the variance that the terms explain together."""
    explained_error: float
    """Half-width of its 95 % interval."""
    variance: float
    """Variance of the answer without luck, in squared units; the whole of which shares are parts."""


def variance_shares(positions: Floats, answers: Floats, luck: float = 0.0) -> Shares | None:
    """Variance shares of numbers drawn independently and evenly over their ranges.

    Args:
        positions: shape (draws, numbers); where in its range each number stood, 0 to 1.
        answers: shape (draws,); the answer of each draw.
        luck: variance of an answer that is luck and not the numbers (of the mean over a draw's worlds).

    Returns:
        The shares; None with fewer than ``LEAST`` draws, or when all of the variance may be luck.

    """
    if len(answers) < LEAST:
        return None
    found = _parts(positions, answers, luck)
    if found is None:
        return None
    groups = np.arange(len(answers)) * GROUPS // len(answers)
    again = [_parts(positions[groups != g], answers[groups != g], luck) for g in range(GROUPS)]
    kept = [parts for parts in again if parts is not None]
    wide = float(special.stdtrit(GROUPS - 1, 0.975)) if len(kept) == GROUPS else float("inf")
    totals = np.array([parts.total for parts in kept])
    explained = np.array([parts.explained for parts in kept])
    shares = [
        Share(i, found.alone[i], found.total[i], wide * _jackknife(totals[:, i]), found.slope[i])
        for i in np.argsort(-found.total, kind="stable")
        if found.total[i] > 0
    ]
    return Shares(
        tuple(Share(int(s.number), float(s.alone), float(s.total), float(s.error), float(s.slope)) for s in shares),
        float(found.explained),
        wide * _jackknife(explained),
        float(found.variance),
    )


def _jackknife(values: Floats) -> float:
    """Standard error from values that each leave out one group."""
    groups = len(values)
    return sqrt((groups - 1) / groups * float(((values - values.mean()) ** 2).sum()))


@dataclass(frozen=True)
class _Parts:
    alone: Floats
    total: Floats
    slope: Floats
    explained: float
    variance: float


def _parts(positions: Floats, answers: Floats, luck: float) -> _Parts | None:
    """Variance in parts, from one set of draws."""
    variance = float(answers.var(ddof=1)) - luck
    if variance <= 0:
        return None
    numbers = positions.shape[1]
    terms = _chosen(positions, answers)
    coefficients, errors = _fitted(positions, answers, terms)
    alone, total, slope = (np.zeros(numbers) for _ in range(3))
    explained = 0.0
    for term, coefficient, error in zip(terms, coefficients, errors, strict=True):
        part = (coefficient**2 - error**2) / variance  # the square of an estimate is too large by its variance
        explained += part
        for i in set(term):
            total[i] += part
        if len(set(term)) == 1:
            alone[term[0]] += part
        if len(term) == 1:
            slope[term[0]] = 2 * sqrt(3) * coefficient
    return _Parts(alone, total, slope, explained, variance)


def column(positions: Floats, term: Term) -> Floats:
    """An orthonormal polynomial of positions that are even on 0 to 1: mean 0, variance 1; shape (draws,)."""
    first = positions[:, term[0]]
    if len(term) == 2 and term[0] == term[1]:
        return np.asarray(sqrt(5) * (6 * first**2 - 6 * first + 1))
    line = sqrt(3) * (2 * first - 1)
    return np.asarray(line if len(term) == 1 else line * sqrt(3) * (2 * positions[:, term[1]] - 1))


def _chosen(positions: Floats, answers: Floats) -> list[Term]:
    """Terms that are real: the next best one is added while the criterion falls."""
    draws, numbers = positions.shape
    single: list[Term] = [(i,) for i in range(numbers)] + [(i, i) for i in range(numbers)]
    chosen: list[Term] = []
    basis = np.ones((draws, 1)) / sqrt(draws)
    rest = answers - answers.mean()
    while len(chosen) < draws // 4:
        inside = {i for term in chosen for i in term}
        pairs: list[Term] = [p for p in combinations(range(numbers), 2) if inside & set(p)]
        candidates = [term for term in (*single, *pairs) if term not in chosen]
        if not candidates:
            break
        columns = np.stack([column(positions, term) for term in candidates], axis=1)
        columns -= basis @ (basis.T @ columns)
        lengths = np.sqrt((columns**2).sum(axis=0))
        lengths[lengths < 1e-9 * sqrt(draws)] = np.inf
        gains = (rest @ columns / lengths) ** 2
        place = int(np.argmax(gains))
        direction = columns[:, place] / lengths[place]
        left = rest - direction * float(direction @ rest)
        if draws * log(float(rest @ rest) / max(float(left @ left), TINY)) <= log(draws) + 2 * log(len(candidates)):
            break
        rest = left
        chosen.append(candidates[place])
        basis = np.concatenate([basis, direction[:, None]], axis=1)
    return chosen


def _fitted(positions: Floats, answers: Floats, terms: list[Term]) -> tuple[Floats, Floats]:
    """Coefficients of the terms by least squares, and their standard errors."""
    design = np.stack([np.ones(len(answers)), *(column(positions, term) for term in terms)], axis=1)
    solution, _, _, _ = np.linalg.lstsq(design, answers, rcond=None)
    rest = answers - design @ solution
    free = len(answers) - design.shape[1]
    scale = float(rest @ rest) / free
    errors = np.sqrt(scale * np.diag(np.linalg.inv(design.T @ design)))
    return solution[1:], errors[1:]
