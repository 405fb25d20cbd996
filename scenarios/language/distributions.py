"""Distributions as data: what a scenario writes down, its mean and spread, and the map from luck to values.

Every distribution turns uniform numbers into values (``from_uniform``), one uniform number per value. That
keeps two runs on common random numbers in step whatever distribution either of them uses, and makes a value
grow with its scale when nothing else changes. Formulas are the textbook quantile functions (Law, Simulation
Modeling and Analysis, ch. 6 and 8); PERT is the beta distribution of Malcolm et al. 1959 with weight 4.
"""

import math
from functools import cached_property
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from scenarios.language.quantiles import TINY, Floats, Quantity, gamma_quantiles
from scenarios.language.units import Frozen

Positive = Annotated[float, Field(gt=0, le=1e12)]
NonNegative = Annotated[float, Field(ge=0, le=1e12)]


class Constant(Quantity):
    """Always the same value; a bare number means this."""

    distribution: Literal["constant"] = "constant"
    value: NonNegative
    """The value."""

    @cached_property
    def moments(self) -> tuple[float, float]:
        return self.value, 0.0

    def from_uniform(self, u: Floats) -> Floats:
        return np.full(u.shape, self.value)


class Exponential(Quantity):
    """Memoryless: cv 1."""

    distribution: Literal["exponential"]
    mean_: Positive = Field(alias="mean")
    """Expected value."""

    @cached_property
    def moments(self) -> tuple[float, float]:
        return self.mean_, self.mean_

    def from_uniform(self, u: Floats) -> Floats:
        return -self.mean_ * np.log1p(-u)


class Gamma(Quantity):
    """Gamma by mean and cv (shape = 1/cv^2)."""

    distribution: Literal["gamma"]
    mean_: Positive = Field(alias="mean")
    """Expected value."""
    cv_: Positive = Field(alias="cv")
    """Standard deviation / mean."""

    @cached_property
    def moments(self) -> tuple[float, float]:
        return self.mean_, self.mean_ * self.cv_

    def from_uniform(self, u: Floats) -> Floats:
        shape = 1.0 / self.cv_**2
        return np.asarray(gamma_quantiles(shape, u) * (self.mean_ / shape))


class Erlang(Quantity):
    """Sum of k exponential phases (cv = 1/sqrt(k))."""

    distribution: Literal["erlang"]
    mean_: Positive = Field(alias="mean")
    """Expected value."""
    k: int = Field(ge=1, le=10_000)
    """Number of phases."""

    @cached_property
    def moments(self) -> tuple[float, float]:
        return self.mean_, self.mean_ / math.sqrt(self.k)

    def from_uniform(self, u: Floats) -> Floats:
        return np.asarray(gamma_quantiles(float(self.k), u) * (self.mean_ / self.k))


class Lognormal(Quantity):
    """Lognormal, by mean and cv or by median and sigma (standard deviation of the logarithm)."""

    distribution: Literal["lognormal"]
    mean_: Positive | None = Field(default=None, alias="mean")
    """Expected value (with cv)."""
    cv_: NonNegative | None = Field(default=None, alias="cv")
    """Standard deviation / mean (with mean)."""
    median: Positive | None = None
    """Median (with sigma)."""
    sigma: Annotated[float, Field(ge=0, le=20)] | None = None
    """Standard deviation of the natural logarithm (with median)."""

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        by_mean = (self.mean_ is not None, self.cv_ is not None)
        by_median = (self.median is not None, self.sigma is not None)
        if not ((all(by_mean) and not any(by_median)) or (all(by_median) and not any(by_mean))):
            raise ValueError("a lognormal takes either mean and cv, or median and sigma")
        return self

    @cached_property
    def _log_parameters(self) -> tuple[float, float]:
        if self.median is not None and self.sigma is not None:
            return math.log(self.median), self.sigma
        assert self.mean_ is not None
        assert self.cv_ is not None
        variance = math.log1p(self.cv_**2)
        return math.log(self.mean_) - variance / 2, math.sqrt(variance)

    @cached_property
    def moments(self) -> tuple[float, float]:
        mu, sigma = self._log_parameters
        mean = math.exp(mu + sigma**2 / 2)
        return mean, mean * math.sqrt(math.expm1(sigma**2))

    def from_uniform(self, u: Floats) -> Floats:
        from scipy import special

        mu, sigma = self._log_parameters
        return np.asarray(np.exp(mu + sigma * special.ndtri(np.maximum(u, TINY))))


class Weibull(Quantity):
    """Weibull by mean and shape."""

    distribution: Literal["weibull"]
    mean_: Positive = Field(alias="mean")
    """Expected value."""
    shape: Annotated[float, Field(ge=0.02, le=1e12)]
    """Shape: below 1 heavy tail, 1 exponential, 1.6-2 task times within one size class (Project-22 data)."""

    @property
    def _scale(self) -> float:
        return self.mean_ / math.gamma(1 + 1 / self.shape)

    @cached_property
    def moments(self) -> tuple[float, float]:
        second = self._scale**2 * math.gamma(1 + 2 / self.shape)
        return self.mean_, math.sqrt(max(0.0, second - self.mean_**2))

    def from_uniform(self, u: Floats) -> Floats:
        return np.asarray(self._scale * (-np.log1p(-u)) ** (1 / self.shape))


class Uniform(Quantity):
    """Anything between two limits, equally likely."""

    distribution: Literal["uniform"]
    low: NonNegative
    """Smallest value."""
    high: NonNegative
    """Largest value."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low {self.low:g} is above high {self.high:g}")
        return self

    @cached_property
    def moments(self) -> tuple[float, float]:
        return (self.low + self.high) / 2, (self.high - self.low) / math.sqrt(12)

    def from_uniform(self, u: Floats) -> Floats:
        return np.asarray(self.low + u * (self.high - self.low))


class _ThreePoint(Quantity):
    """Smallest, most likely and largest value."""

    low: NonNegative
    """Smallest value."""
    mode: NonNegative
    """Most likely value."""
    high: NonNegative
    """Largest value."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not (self.low <= self.mode <= self.high and self.low < self.high):
            raise ValueError(f"needs low <= mode <= high, got {self.low:g}, {self.mode:g}, {self.high:g}")
        return self


class Triangular(_ThreePoint):
    """Three points, straight lines between them."""

    distribution: Literal["triangular"]

    @cached_property
    def moments(self) -> tuple[float, float]:
        a, c, b = self.low, self.mode, self.high
        return (a + b + c) / 3, math.sqrt((a * a + b * b + c * c - a * b - a * c - b * c) / 18)

    def from_uniform(self, u: Floats) -> Floats:
        width, left = self.high - self.low, self.mode - self.low
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * (self.high - self.mode))
        return np.where(u < left / width, rising, falling)


class Pert(_ThreePoint):
    """Three points, the most likely one weighs four times (beta distribution)."""

    distribution: Literal["pert"]

    @property
    def _shapes(self) -> tuple[float, float]:
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

    @cached_property
    def moments(self) -> tuple[float, float]:
        a, b = self._shapes
        width = self.high - self.low
        return self.low + width * a / (a + b), width * math.sqrt(a * b / (a + b + 1)) / (a + b)

    def from_uniform(self, u: Floats) -> Floats:
        from scipy import special

        a, b = self._shapes
        return np.asarray(self.low + (self.high - self.low) * special.betaincinv(a, b, u))


class Pareto(Quantity):
    """Power-law tail above a smallest value; the mass above the cap sits at the cap."""

    distribution: Literal["pareto"]
    low: Positive
    """Smallest value."""
    alpha: Positive
    """Tail exponent: smaller is heavier."""
    cap: Positive
    """Largest value: a mean must exist, and nothing real is unbounded."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low >= self.cap:
            raise ValueError(f"low {self.low:g} is not below cap {self.cap:g}")
        return self

    @cached_property
    def moments(self) -> tuple[float, float]:
        def raw(power: int) -> float:
            """E[min(X, cap)^power] = low^p + integral of p x^(p-1) P(X > x) from low to cap."""
            exponent = power - self.alpha
            if abs(exponent) < 1e-12:
                area = math.log(self.cap / self.low)
            else:
                area = (self.cap**exponent - self.low**exponent) / exponent
            return float(self.low**power + power * self.low**self.alpha * area)

        return raw(1), math.sqrt(max(0.0, raw(2) - raw(1) ** 2))

    def from_uniform(self, u: Floats) -> Floats:
        return np.minimum(self.cap, self.low * (1 - u) ** (-1 / self.alpha))


class Empirical(Quantity):
    """Values as observed, each equally likely; ``file`` and ``column`` name a CSV column beside the scenario."""

    distribution: Literal["empirical"]
    values: tuple[NonNegative, ...] = Field(min_length=1, max_length=1_000_000)
    """Observed values (read from the column when a file is named)."""
    file: str | None = None
    """CSV file, relative to the scenario."""
    column: str | None = None
    """Column of that file."""

    @cached_property
    def _sorted(self) -> Floats:
        return np.sort(np.asarray(self.values))

    @cached_property
    def moments(self) -> tuple[float, float]:
        return float(self._sorted.mean()), float(self._sorted.std())

    def from_uniform(self, u: Floats) -> Floats:
        return self._sorted[(u * len(self._sorted)).astype(np.intp)]


class Part(Frozen):
    """One part of a mixture."""

    weight: Positive
    """Relative weight."""
    of: "Distribution"
    """The distribution of this part."""


class Mixture(Quantity):
    """One of several distributions, chosen by weight; a uniform number picks the part and is stretched over it."""

    distribution: Literal["mixture"]
    parts: tuple[Part, ...] = Field(min_length=1, max_length=50)
    """The parts, in order."""

    @cached_property
    def moments(self) -> tuple[float, float]:
        total = sum(p.weight for p in self.parts)
        mean = sum(p.weight * p.of.mean for p in self.parts) / total
        second = sum(p.weight * (p.of.moments[1] ** 2 + p.of.mean**2) for p in self.parts) / total
        return mean, math.sqrt(max(0.0, second - mean**2))

    def from_uniform(self, u: Floats) -> Floats:
        weights = np.array([p.weight for p in self.parts])
        edges = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
        edges[-1] = 1.0
        chosen = np.clip(np.searchsorted(edges, u, side="right") - 1, 0, len(self.parts) - 1)
        values = np.empty(u.shape)
        for k, part in enumerate(self.parts):
            here = chosen == k
            stretched = (u[here] - edges[k]) / (edges[k + 1] - edges[k])
            values[here] = part.of.from_uniform(np.clip(stretched, 0.0, np.nextafter(1.0, 0.0)))
        return values


def _shorthand(value: object) -> object:
    """A bare number is a constant, a bare word the name of a preset."""
    if isinstance(value, bool):
        raise ValueError(f"{value} is not a number; write a number, a preset's name or a distribution")
    if isinstance(value, int | float):
        return {"distribution": "constant", "value": value}
    if isinstance(value, str):
        from scenarios.language.presets import distribution_preset

        return distribution_preset(value)
    return value


Distribution = Annotated[
    Constant
    | Exponential
    | Gamma
    | Erlang
    | Lognormal
    | Weibull
    | Uniform
    | Triangular
    | Pert
    | Pareto
    | Empirical
    | Mixture,
    Field(discriminator="distribution"),
    BeforeValidator(_shorthand),
]
"""What a scenario field accepts: a number (constant), a preset's name, or a mapping with ``distribution``."""

Part.model_rebuild()
Mixture.model_rebuild()
