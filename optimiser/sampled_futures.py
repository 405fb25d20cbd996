"""Sampled futures of a portfolio: which MMPs succeed, what they then earn, what they cost.

Every draw has its own key (seed, MMP, purpose), so adding an MMP leaves the draws of the others alone. Success may
share a common factor per objective (a Gaussian copula): with correlation r, MMPs of one objective succeed together
more often than chance would have it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from optimiser.data import Data
from optimiser.economics import Earning, release_quarter
from optimiser.preparation import prepare
from scenarios.quantities.distributions import Constant, Distribution, Lognormal
from scenarios.scenario import Scenario

Floats = npt.NDArray[np.float64]
DEFAULT_CV = 0.3
"""Coefficient of variation of value and of cost where the scenario states none (assumption, grade D)."""


@dataclass(frozen=True)
class Doubt:
    """How uncertain the figures are."""

    value: Distribution
    """Realised / claimed value, given success."""
    cost: Distribution
    """Actual / estimated cost and work."""
    correlation: float = 0.0
    """Correlation of success within an objective, from 0 to below 1."""

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        value_cv: float | None = None,
        cost_cv: float | None = None,
        correlation: float = 0.0,
    ) -> "Doubt":
        """The scenario's own uncertainty; lognormal with the given or the default cv where it states none."""
        stated = scenario.uncertainty
        return cls(
            _spread(stated.value, value_cv),
            _spread(stated.scope_growth, cost_cv),
            correlation,
        )


def _spread(stated: Distribution, cv: float | None) -> Distribution:
    if cv is None and not isinstance(stated, Constant):
        return stated
    cv = DEFAULT_CV if cv is None else cv
    mean = stated.mean
    if cv == 0 or mean == 0:
        return Constant(value=mean)
    return Lognormal.model_validate({"distribution": "lognormal", "mean": mean, "cv": cv})


def stream(seed: int, *purpose: str) -> np.random.Generator:
    """A generator of its own for each purpose."""
    words = "/".join((str(seed), *purpose)).encode()
    return np.random.default_rng(int.from_bytes(sha256(words).digest()[:16], "big"))


@dataclass(frozen=True)
class Futures:
    """Sampled futures of every candidate; arrays of shape (futures,)."""

    n: int
    realised: Mapping[str, Floats]
    """Realised / claimed value: the drawn multiplier in a success, the failure value else."""
    estimate: Mapping[str, Floats]
    """Realised / claimed value given success: what a better estimate of the value would say."""
    cost: Mapping[str, Floats]
    """Actual / estimated cost."""


def sample(scenario: Scenario, doubt: Doubt, n: int, seed: int = 1) -> Futures:
    """``n`` futures of all MMPs of a scenario."""
    realised, estimate, cost = {}, {}, {}
    failure = scenario.uncertainty.failure_value
    common = {o: stream(seed, o or "", "common").standard_normal(n) for o in {m.objective for m in scenario.mmps}}
    share = doubt.correlation
    for mmp in scenario.mmps:
        own = stream(seed, mmp.id, "success").standard_normal(n)
        factor = np.sqrt(share) * common[mmp.objective] + np.sqrt(1.0 - share) * own
        success = ndtr(factor) < mmp.success_probability if mmp.success_probability < 1 else np.ones(n, bool)
        estimate[mmp.id] = doubt.value.sample(stream(seed, mmp.id, "value"), n)
        realised[mmp.id] = np.where(success, estimate[mmp.id], failure)
        cost[mmp.id] = doubt.cost.sample(stream(seed, mmp.id, "cost"), n)
    return Futures(n, realised, estimate, cost)


@dataclass(frozen=True)
class Split:
    """Expected value of a start, taken apart: value = benefit - penalty - cost (cost 0 when gross)."""

    benefit: float
    """Expected benefits, success probability included."""
    penalty: float
    cost: float
    """Discounted cost."""


def splits(scenario: Scenario, data: Data) -> dict[tuple[str, int], Split]:
    """Every start's expected value taken apart into what luck multiplies and what it does not."""
    gross = prepare(scenario, replace(data.wishes, aim="gross"))
    mmps = {mmp.id: mmp for mmp in scenario.mmps}
    found = {}
    for candidate in data.candidates:
        mmp = mmps[candidate.id]
        for start, value in candidate.value.items():
            whole = gross.by_id[candidate.id].value[start]
            week = float(release_quarter(start, candidate.duration) * scenario.calendar.weeks_per_quarter)
            penalty = 0.0 if mmp.value_by_quarter is not None else Earning(mmp, scenario.calendar).penalty(week)
            found[candidate.id, start] = Split(whole + penalty, penalty, whole - value)
    return found


def mean_values(scenario: Scenario, data: Data, doubt: Doubt) -> dict[tuple[str, int], float]:
    """Exact mean over all futures of the value of every start, in currency."""
    chance = {mmp.id: mmp.success_probability for mmp in scenario.mmps}
    failure, value, cost = scenario.uncertainty.failure_value, doubt.value.mean, doubt.cost.mean
    found = {}
    for (mmp, start), split in splits(scenario, data).items():
        p = chance[mmp]
        claimed = split.benefit / p if p > 0 else 0.0
        found[mmp, start] = claimed * (p * value + (1 - p) * failure) - split.penalty - split.cost * cost
    return found


def realised_values(scenario: Scenario, data: Data, futures: Futures) -> dict[tuple[str, int], Floats]:
    """Value of every start in every future, in currency."""
    chance = {mmp.id: mmp.success_probability for mmp in scenario.mmps}
    found = {}
    for (mmp, start), split in splits(scenario, data).items():
        claimed = split.benefit / chance[mmp] if chance[mmp] > 0 else 0.0
        found[mmp, start] = claimed * futures.realised[mmp] - split.penalty - split.cost * futures.cost[mmp]
    return found
