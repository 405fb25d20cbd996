"""One or two numbers of a scenario swept over a range, under one or several funding models, on common worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Unpack

import numpy as np

from scenarios.scenario import Scenario
from scenarios.variation.axis import Axis
from scenarios.variation.ranges import Value
from scenarios.variation.variants import vary_all
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import Difference, Summary, mean_interval
from sim.studies.asked import Asked, Ended
from sim.studies.cases import Case, How, Outcomes, Study


@dataclass(frozen=True)
class Best:
    """Where an outcome is best along the first axis, and which values cannot be told apart from it."""

    index: int
    """Place of the best mean among the values of the first axis."""
    alike: tuple[int, ...]
    """Places that cannot be told apart from the best, and the best itself: with 95 % confidence the value that is
    truly best is among them (paired intervals at 1 - 0.05 / (values - 1), Bonferroni)."""
    inside: bool
    """Whether both ends of the range are worse, so that the best value lies between them (and is not an edge)."""


@dataclass(frozen=True)
class Sweep(Asked):
    """Outcomes at every point of a sweep. Points are ordered by the first axis, then the second."""

    models: tuple[str, ...]
    axes: tuple[Axis, ...]
    """One or two."""
    outcomes: tuple[str, ...]
    """Names of outcomes that are reported."""
    points: tuple[Outcomes, ...]
    """One per combination of values, all with the same worlds."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return self.points[0].worlds

    @property
    def values(self) -> list[tuple[Value, ...]]:
        """The values of the axes at every point."""
        return list(product(*(axis.values for axis in self.axes)))

    @property
    def series(self) -> tuple[Value, ...]:
        """The values of the second axis; one None when there is none."""
        return self.axes[1].values if len(self.axes) > 1 else (None,)

    def line(self, series: int = 0) -> list[Outcomes]:
        """The points along the first axis for one value of the second."""
        return list(self.points[series :: len(self.series)])

    def summary(self, point: int, outcome: str, model: str) -> Summary:
        """Mean and P10, P50, P90 of one outcome at one point."""
        return self.points[point].summary(outcome, model)

    def interval(self, point: int, outcome: str, model: str) -> tuple[float, float, float]:
        """Mean with its 95 % interval (low, mean, high), over the worlds in which the outcome exists."""
        values = self.points[point].of(outcome, model)
        low, mean, high = mean_interval(values[~np.isnan(values)])
        return float(low), mean, float(high)

    def difference(self, point: int, outcome: str, a: str, b: str) -> Difference:
        """Paired difference a - b of one outcome at one point."""
        return self.points[point].difference(outcome, a, b)

    def best(self, outcome: str, model: str, series: int = 0) -> Best | None:
        """The best value of the first axis; None where no direction is better, or nothing was measured."""
        better = OUTCOMES[outcome].better
        line = [point.of(outcome, model) for point in self.line(series)]
        means = np.array([np.nan if np.isnan(values).all() else np.nanmean(values) for values in line])
        if better == "neither" or np.isnan(means).all() or self.replications < 2:
            return None
        index = int(np.nanargmax(means) if better == "more" else np.nanargmin(means))
        confidence = 1 - 0.05 / max(1, len(line) - 1)
        alike = tuple(k for k, values in enumerate(line) if _alike(values, line[index], confidence))
        inside = index not in (0, len(line) - 1) and not {0, len(line) - 1} & set(alike)
        return Best(index, alike, inside)


def _alike(values: np.ndarray, best: np.ndarray, confidence: float) -> bool:
    """Whether the mean paired difference could be zero."""
    difference = (values - best)[~(np.isnan(values) | np.isnan(best))]
    if not difference.any():
        return True
    low, _, high = mean_interval(difference, confidence)
    return bool(low <= 0 <= high)


def sweep(
    scenario: Scenario,
    axes: Sequence[Axis],
    *,
    outcomes: Sequence[str] = ("npv",),
    models: Sequence[str] | None = None,
    replications: int = 100,
    **how: Unpack[How],
) -> Sweep:
    """Run every combination of values under every model on the same worlds.

    Args:
        scenario: the portfolio and its funding models.
        axes: one or two numbers with their values.
        outcomes: names out of ``OUTCOMES``.
        models: names of funding models; default: all.
        replications: number of worlds.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: an unknown model or outcome.
        ScenarioError: values that do not fit, all of them at once.
        KeyboardInterrupt: interrupted before every point had its first worlds; later ones return what is there.

    """
    for outcome in outcomes:
        OUTCOMES[outcome]
    names = tuple(models or scenario.funding_models)
    points = [dict(zip((axis.path for axis in axes), at, strict=True)) for at in product(*(a.values for a in axes))]
    cases = [Case(varied, names) for varied in vary_all(scenario, points)]
    study = Study(**how)
    worlds, ended = study.finish(cases, replications)
    found = (study.outcomes(case, worlds) for case in cases)
    return Sweep(scenario, study.seed, names, tuple(axes), tuple(outcomes), tuple(found), ended)
