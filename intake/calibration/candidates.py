"""Distributions that are tried for a stage's effort, fitted by likelihood, with the test of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

Floats = npt.NDArray[np.float64]
FEWEST = 20
"""Durations from which a distribution is fitted."""
PHASES = 8
"""Places within a step that stand for all of them."""
POOR = 0.01
"""Chance of so bad a fit below which the shape is refused."""
Z = 1.959964
"""Two-sided 95 % of the normal distribution."""


@dataclass(frozen=True)
class Fit:
    """One candidate at its best."""

    distribution: str
    values: dict[str, float]
    """Keys of the scenario language: mean, cv or shape."""
    intervals: dict[str, tuple[float, float]]
    """95 % intervals of the same, from the curvature of the likelihood."""
    aic: float
    """Akaike's criterion: smaller is better."""
    p: float
    """Chance of deviations as large as these if the shape is right (chi-square over classes); NaN = too few."""
    count: int


@dataclass(frozen=True)
class _Candidate:
    name: str
    keys: tuple[str, ...]
    cdf: Callable[[Any, Floats], Floats]
    """Parameters (mean, spread or shape) and values -> probabilities."""
    start: Callable[[float, float], tuple[float, ...]]
    """Mean and cv of the sample -> where the search begins."""


def _exponential(parameters: tuple[float, ...], x: Floats) -> Floats:
    return np.asarray(-np.expm1(-np.maximum(x, 0.0) / parameters[0]))


def _gamma(parameters: tuple[float, ...], x: Floats) -> Floats:
    mean, cv = parameters
    return np.asarray(special.gammainc(1 / cv**2, np.maximum(x, 0.0) / (mean * cv**2)))


def _lognormal(parameters: tuple[float, ...], x: Floats) -> Floats:
    mean, cv = parameters
    variance = math.log1p(cv * cv)
    with np.errstate(divide="ignore"):
        logs = np.log(np.maximum(x, 0.0))
    return np.asarray(special.ndtr((logs - math.log(mean) + variance / 2) / math.sqrt(variance)))


def _weibull(parameters: tuple[float, ...], x: Floats) -> Floats:
    mean, shape = parameters
    scale = mean / math.gamma(1 + 1 / shape)
    return np.asarray(-np.expm1(-((np.maximum(x, 0.0) / scale) ** shape)))


CANDIDATES = (
    _Candidate("exponential", ("mean",), _exponential, lambda mean, _: (mean,)),
    _Candidate("gamma", ("mean", "cv"), _gamma, lambda mean, cv: (mean, cv)),
    _Candidate("lognormal", ("mean", "cv"), _lognormal, lambda mean, cv: (mean, cv)),
    _Candidate("weibull", ("mean", "shape"), _weibull, lambda mean, cv: (mean, min(8.0, max(0.2, cv**-1.086)))),
)
"""Shapes in use for task times: Law, Simulation Modeling and Analysis, ch. 6."""


def fits(durations: Floats, resolution: float) -> tuple[Fit, ...]:
    """Every candidate, the best first; none for fewer than 20 durations or durations that are all alike.

    Both ends of a duration are known as the steps (days, mostly) in which they fall. The likelihood is that of the
    difference of two such steps, wherever in the first one the work began: so zero days are no fault.

    Args:
        durations: weeks, not negative.
        resolution: weeks between two values that the clock tells apart.

    """
    x = np.rint(np.asarray(durations, dtype=np.float64) / resolution) * resolution
    if len(x) < FEWEST or float(np.ptp(x)) <= resolution:
        return ()
    numbers, times = np.unique(np.rint(x / resolution), return_counts=True)
    values = numbers * resolution
    phases = (np.arange(PHASES) + 0.5) / PHASES if resolution > 0.02 * float(np.median(x)) else np.array([0.5])
    steps = _Steps(values, times, resolution, phases)
    mean, cv = float(x.mean()), max(0.1, float(x.std() / x.mean()))
    found = [_fit(candidate, steps, (mean, cv)) for candidate in CANDIDATES]
    return tuple(sorted(found, key=lambda fit: fit.aic))


@dataclass(frozen=True)
class _Steps:
    """Durations as differences of steps of a clock."""

    values: Floats
    times: npt.NDArray[np.int64]
    """How often each value occurs."""
    resolution: float
    phases: Floats
    """Where in its step the work may have begun."""

    def up_to(self, candidate: _Candidate, parameters: tuple[float, ...], back: int) -> Floats:
        """Chance of a difference of at most each value, less so many steps."""
        ends = self.values[:, None] + (1.0 - self.phases[None, :] - back) * self.resolution
        return np.asarray(candidate.cdf(parameters, ends).mean(axis=1))


def _fit(
    candidate: _Candidate,
    steps: _Steps,
    moments: tuple[float, float],
) -> Fit:
    def loss(logs: Floats) -> float:
        if np.any(np.abs(logs) > 12):
            return 1e12
        parameters = tuple(float(value) for value in np.exp(logs))
        mass = steps.up_to(candidate, parameters, 0) - steps.up_to(candidate, parameters, 1)
        return float(-(steps.times * np.log(np.maximum(mass, 1e-300))).sum())

    start = np.log(np.array(candidate.start(*moments)))
    best = optimize.minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4})
    logs = np.asarray(best.x, dtype=np.float64)
    errors = _errors(loss, logs)
    parameters = tuple(float(value) for value in np.exp(logs))
    intervals = {
        key: (value * math.exp(-Z * error), value * math.exp(Z * error))
        for key, value, error in zip(candidate.keys, parameters, errors, strict=True)
    }
    count = int(steps.times.sum())
    p = _test(candidate, parameters, steps)
    values = dict(zip(candidate.keys, parameters, strict=True))
    return Fit(candidate.name, values, intervals, 2 * float(best.fun) + 2 * len(logs), p, count)


def _errors(loss: Callable[[Floats], float], at: Floats, step: float = 1e-3) -> list[float]:
    """Standard errors of logarithms from the second differences of the log-likelihood."""
    n = len(at)
    hessian = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            total = 0.0
            for a in (1, -1):
                for b in (1, -1):
                    point = at.copy()
                    point[i] += a * step
                    point[j] += b * step
                    total += a * b * loss(point)
            hessian[i, j] = total / (4 * step * step)
    try:
        variances = np.diag(np.linalg.inv(hessian))
    except np.linalg.LinAlgError:
        return [math.nan] * n
    return [math.sqrt(v) if v > 0 else math.nan for v in variances]


def _test(candidate: _Candidate, parameters: tuple[float, ...], steps: _Steps) -> float:
    """Chi-square over classes of about equal size, each a run of values that can be told apart."""
    n = int(steps.times.sum())
    classes = max(5, min(20, n // 15))
    cumulated = np.cumsum(steps.times) / n
    wanted = np.arange(1, classes) / classes
    last = np.unique(np.searchsorted(cumulated, wanted))
    last = last[last < len(steps.values) - 1]
    if len(last) < len(parameters) + 1:
        return math.nan
    shares = np.diff(np.concatenate([[0.0], steps.up_to(candidate, parameters, 0)[last], [1.0]]))
    seen = np.diff(np.concatenate([[0], np.cumsum(steps.times)[last], [n]]))
    expected = n * shares
    if np.any(expected <= 0):
        return 0.0
    statistic = float(((seen - expected) ** 2 / expected).sum())
    return float(special.gammaincc((len(seen) - 1 - len(parameters)) / 2, statistic / 2))
