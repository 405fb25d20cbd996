"""What past quarters say about the numbers of the next: a proposal, old beside new, with a stated prior.

Success: the rate among MMPs such as those judged is Beta with the mean of their stated probabilities and the weight
of ``WEIGHT`` results; after s successes of n it has mean (WEIGHT p + s) / (WEIGHT + n). Stated probabilities of
open MMPs move with it in a straight line, so that 0 and 1 are never passed: from p down to new / p of each, or from
p up to (1 - new) / (1 - p) of what each lacks to 1.

Scope growth: log(actual / estimate) of cost is normal with unknown mean and variance (conjugate prior:
normal-inverse-gamma; Gelman et al., Bayesian Data Analysis, ch. 3.3). It has the median and sigma of the scenario's
``uncertainty.scope_growth``, or, where that is one number, of the preset ``cautious_scope``, with the weight of
``WEIGHT`` results. Proposed is the lognormal of the next result, with the same median, and the variance that is
expected of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
from pydantic import TypeAdapter
from scipy import special

from intake.review.exact import CONFIDENCE
from intake.review.judgements import Judgement, quantiles
from scenarios.language.standing import SETTLED
from scenarios.quantities.distributions import Distribution
from scenarios.quantities.presets import distribution_presets
from scenarios.scenario import Assumption, Scenario

WEIGHT = 5.0
"""Results that the prior counts for (assumption, D)."""
PRESET = "cautious_scope"
"""Spread where the scenario states none."""
NORMAL_90 = 1.2815515655446004
"""90 % quantile of the standard normal distribution."""


@dataclass(frozen=True)
class Proposal:
    """One number of the scenario, old beside new."""

    path: str
    what: str
    old: str
    new: str
    value: object
    """What the scenario would hold."""
    interval: str
    """95 % interval of what was learned."""
    n: int
    """Results it rests on."""
    prior: str
    """Source and weight of the prior."""
    grade: str
    """Evidence grade of the prior."""


def proposals(rows: Sequence[Judgement], scenario: Scenario) -> tuple[Proposal, ...]:
    """What the results say about the numbers of ``scenario``; empty where there are none."""
    return (*_success(rows, scenario), *_scope(rows, scenario))


def _success(rows: Sequence[Judgement], scenario: Scenario) -> list[Proposal]:
    results = [row for row in rows if row.kind == "success"]
    if not results:
        return []
    n, hits = len(results), sum(row.actual > 0.5 for row in results)
    stated = sum(row.estimated for row in results) / n
    a, b = WEIGHT * stated + hits, WEIGHT * (1 - stated) + n - hits
    rate = a / (a + b)
    tail = (1 - CONFIDENCE) / 2
    limits = [float(special.betaincinv(a, b, q)) if a and b else rate for q in (tail, 1 - tail)]
    prior = f"rate {stated:.2f} as stated, weight {WEIGHT:g} results"
    found = []
    for mmp in scenario.mmps:
        old = mmp.success_probability
        new = round(moved(old, stated, rate), 4)
        if mmp.status in SETTLED or new == old:
            continue
        found.append(
            Proposal(
                f"mmps.{mmp.id}.success_probability", "chance of success", f"{old:g}", f"{new:g}", new,
                f"rate {limits[0]:.2f} to {limits[1]:.2f}", n, prior, "D",
            )
        )  # fmt: skip
    return found


def moved(old: float, stated: float, rate: float) -> float:
    """A probability when the rate among its like is ``rate`` and not ``stated``."""
    if rate <= stated:
        return old * rate / stated if stated else old
    return 1.0 - (1.0 - old) * (1.0 - rate) / (1.0 - stated)


@dataclass(frozen=True)
class Growth:
    """What is known about log(actual / estimate): normal-inverse-gamma."""

    mean: float
    weight: float
    shape: float
    scale: float

    @classmethod
    def of(cls, mean: float, sigma: float) -> "Growth":
        """A prior with the weight of ``WEIGHT`` results, whose expected variance is that of sigma."""
        return cls(mean, WEIGHT, 1.0 + WEIGHT / 2, sigma**2 * WEIGHT / 2)

    def after(self, logs: Sequence[float]) -> "Growth":
        """The same with results."""
        n = len(logs)
        average = float(np.mean(logs))
        weight = self.weight + n
        apart = self.weight * n * (average - self.mean) ** 2 / (2 * weight)
        scale = self.scale + float(np.sum((np.array(logs) - average) ** 2)) / 2 + apart
        return Growth((self.weight * self.mean + n * average) / weight, weight, self.shape + n / 2, scale)

    @property
    def sigma(self) -> float:
        """Standard deviation of the next result: the expected variance, and that of the mean."""
        return sqrt(self.scale / (self.shape - 1) * (1 + 1 / self.weight))

    @property
    def interval(self) -> tuple[float, float]:
        """Of the mean, by Student's t with 2 shape degrees of freedom."""
        reach = float(special.stdtrit(2 * self.shape, (1 + CONFIDENCE) / 2))
        error = sqrt(self.scale / (self.shape * self.weight))
        return self.mean - reach * error, self.mean + reach * error


def _scope(rows: Sequence[Judgement], scenario: Scenario) -> list[Proposal]:
    logs = [log(row.ratio) for row in rows if row.kind == "cost" and not row.open and row.actual > 0]
    if not logs:
        return []
    spread: Distribution = scenario.uncertainty.scope_growth
    band, grade, source = quantiles(spread), "D", "uncertainty.scope_growth as stated"
    if band is None:
        preset = distribution_presets()[PRESET]
        grade, source = preset.grade, f"preset {PRESET} ({preset.source})"
        band = quantiles(TypeAdapter[Distribution](Distribution).validate_python(preset.value))
        assert band is not None  # a spread, as its name says
    low, high = (log(end) for end in band)
    found = Growth.of((low + high) / 2, (high - low) / (2 * NORMAL_90)).after(logs)
    new = {"distribution": "lognormal", "median": round(exp(found.mean), 4), "sigma": round(found.sigma, 4)}
    limits = [exp(end) for end in found.interval]
    return [
        Proposal(
            "uncertainty.scope_growth", "actual / estimated scope", _words(spread),
            f"lognormal, median {new['median']:g}, sigma {new['sigma']:g}", new,
            f"median {limits[0]:.2f} to {limits[1]:.2f}", len(logs), f"{source}, weight {WEIGHT:g} results", grade,
        )
    ]  # fmt: skip


def _words(spread: Distribution) -> str:
    data = spread.model_dump(by_alias=True, exclude_none=True)
    kind = data.pop("distribution")
    if kind == "mixture":
        return f"mixture of {len(data['parts'])}, mean {spread.mean:.2f}"
    return f"{kind}, {', '.join(f'{key} {value:g}' for key, value in data.items())}"


def applied(scenario: Scenario, found: Sequence[Proposal]) -> Scenario:
    """The scenario with every proposal in it, and where each number comes from."""
    chances = {p.path.split(".", 1)[1].rsplit(".", 1)[0]: p.value for p in found if p.path.startswith("mmps.")}
    growth = next((p.value for p in found if p.path == "uncertainty.scope_growth"), None)
    uncertainty = scenario.uncertainty
    if growth is not None:
        uncertainty = uncertainty.replace(scope_growth=growth)
    notes = {}
    for p in found:
        whole = "mmps.*.success_probability" if p.path.startswith("mmps.") else p.path
        was = "" if whole != p.path else f"; was {p.old}"
        notes[whole] = Assumption(source=f"review of {p.n} results{was}; prior: {p.prior}")
    return scenario.replace(
        mmps=tuple(
            mmp.replace(success_probability=chances[mmp.id]) if mmp.id in chances else mmp for mmp in scenario.mmps
        ),
        uncertainty=uncertainty,
        assumptions={**scenario.assumptions, **notes},
    )
