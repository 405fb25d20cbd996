"""What knowledge is worth to a plan: the best plan of those who know, against the best plan on expectations.

Expected value of perfect information (EVPI, Howard 1966): E[max over plans of value] - max over plans of E[value],
from sampled futures. And for each MMP alone, whether it succeeds (EVPPI): two plans, weighed by the chance of
success, so that no sampling is needed; its limits are those that the solver has proven.

A planner who knows never does worse: both are at least 0, but for the gap at which the solver stops, and for rules
on shares of value, which hold for what is known then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from optimiser.optimisation import best
from optimiser.preparation import prepare
from optimiser.sampled_futures import Doubt, mean_values, realised_values, sample, splits
from optimiser.solving import Effort
from scenarios.quantities.distributions import Constant

if TYPE_CHECKING:
    from optimiser.data import Data, Wishes
    from scenarios.scenario import Scenario

FUTURES = 50
"""Futures sampled by default."""


@dataclass(frozen=True)
class Solved:
    """The best plan of a problem."""

    starts: dict[str, int]
    value: float
    bound: float
    """No plan is worth more."""


@dataclass(frozen=True)
class Worth:
    """What it is worth to know whether one MMP succeeds, before planning; currency."""

    id: str
    label: str
    chance: float
    chosen: bool
    """Whether it is in the plan on expectations."""
    value: float
    low: float
    """Proven: it is worth at least this (as far as the plan on expectations is worth its bound)."""
    high: float
    """Proven: it is worth at most this."""


@dataclass(frozen=True)
class Perfect:
    """What it is worth to know what every MMP will earn: mean of the futures with its 95 % t interval, currency."""

    mean: float
    low: float
    high: float
    n: int
    """Futures solved."""


@dataclass(frozen=True)
class PlanInformation:
    """What knowledge is worth to a plan."""

    plan: Solved
    """The plan on expectations."""
    perfect: Perfect | None
    """None = not asked for, or no future was solved."""
    worths: tuple[Worth, ...]
    """The dearest question first."""
    asked: int
    """MMPs about which there is something to ask; fewer ``worths`` when it was interrupted."""


def plan_information(
    scenario: Scenario,
    wishes: Wishes | None = None,
    *,
    futures: int = FUTURES,
    seed: int = 1,
    effort: Effort | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> PlanInformation | None:
    """What knowledge is worth to the plan of a scenario.

    The plan on expectations counts the mean of what is realised, failures included. Costs stay as estimated: what
    is asked about is value. MMPs succeed independently of each other.

    Args:
        scenario: what is planned.
        wishes: of the planner.
        futures: sampled for the value of perfect information; 0 = leave it out.
        seed: of the futures.
        effort: of each search; once its ``stop`` is set, what is finished is returned.
        progress: called with the finished and the planned number of searches.

    Returns None when there is no plan, or none was found in time.

    Raises ``ScenarioError`` when the scenario cannot be planned.

    """
    effort = effort or Effort(gap=1e-4)
    stated = Doubt.of(scenario)
    doubt = Doubt(stated.value, Constant(value=1.0))
    data = prepare(scenario, wishes)
    base = _valued(data, mean_values(scenario, data, doubt))
    plan = _solve(base, effort, None)
    if plan is None:
        return None
    asked = [m for m in _uncertain(scenario) if m in base.by_id and not base.by_id[m].locked]
    total, done = len(asked) + futures, 0
    worths = []
    for mmp in asked:
        found = None if effort.stop.is_set() else _about(scenario, base, doubt, mmp, plan, effort)
        if found is not None:
            worths.append(found)
        done += 1
        if progress is not None:
            progress(done, total)
    gains = []
    for problem in _futures(scenario, data, doubt, futures, seed):
        if effort.stop.is_set():
            break
        answer = _solve(problem, effort, plan.starts)
        if answer is not None:
            gains.append(answer.value - problem.value(plan.starts))
        done += 1
        if progress is not None:
            progress(done, total)
    worths.sort(key=lambda worth: (-worth.value, worth.id))
    return PlanInformation(plan, _perfect(np.array(gains)), tuple(worths), len(asked))


def _uncertain(scenario: Scenario) -> list[str]:
    return [mmp.id for mmp in scenario.mmps if 0 < mmp.success_probability < 1]


def _valued(data: Data, values: dict[tuple[str, int], float]) -> Data:
    """The same problem with other values."""
    changed = tuple(replace(c, value={start: values[c.id, start] for start in c.value}) for c in data.candidates)
    return replace(data, candidates=changed)


def _solve(data: Data, effort: Effort, warm: dict[str, int] | None) -> Solved | None:
    answer, starts = best(data, effort, warm)
    if starts is None:
        return None
    value = data.value(starts)
    return Solved(starts, value, value if answer.bound is None else max(value, answer.bound))


def _about(scenario: Scenario, base: Data, doubt: Doubt, mmp: str, plan: Solved, effort: Effort) -> Worth | None:
    """Plan once for success and once for failure of one MMP."""
    chance = next(m.success_probability for m in scenario.mmps if m.id == mmp)
    chosen = mmp in plan.starts
    good = _solve(_given(scenario, base, mmp, doubt.value.mean), effort, plan.starts)
    failure = scenario.uncertainty.failure_value
    bad: Solved | None = plan
    if chosen or failure > doubt.value.mean or base.shares:
        bad = _solve(_given(scenario, base, mmp, failure), effort, plan.starts)
    # otherwise: what is left out stays out when it is worth less still, and the plan remains the best one
    if good is None or bad is None:
        return None
    value = chance * good.value + (1 - chance) * bad.value - plan.value
    low = chance * good.value + (1 - chance) * bad.value - plan.bound
    high = chance * good.bound + (1 - chance) * bad.bound - plan.value
    label = base.by_id[mmp].label
    return Worth(mmp, label, chance, chosen, value, low, high)


def _given(scenario: Scenario, base: Data, mmp: str, realised: float) -> Data:
    """The problem when it is known which share of its claim one MMP realises."""
    chance = next(m.success_probability for m in scenario.mmps if m.id == mmp)
    parts = splits(scenario, base)

    def value(start: int) -> float:
        part = parts[mmp, start]
        return part.benefit / chance * realised - part.penalty - part.cost

    changed = tuple(
        replace(c, value={start: value(start) for start in c.value}) if c.id == mmp else c for c in base.candidates
    )
    return replace(base, candidates=changed)


def _futures(scenario: Scenario, data: Data, doubt: Doubt, n: int, seed: int) -> Iterator[Data]:
    """The problem in each future, with every value known."""
    if not n:
        return
    values = realised_values(scenario, data, sample(scenario, doubt, n, seed))
    for s in range(n):
        yield _valued(data, {key: float(amounts[s]) for key, amounts in values.items()})


def _perfect(gains: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Perfect | None:
    n = len(gains)
    if not n:
        return None
    mean = float(gains.mean())
    if n < 2:
        return Perfect(mean, float("nan"), float("nan"), n)
    half = float(special.stdtrit(n - 1, 0.975) * gains.std(ddof=1) / np.sqrt(n))
    return Perfect(mean, mean - half, mean + half, n)
