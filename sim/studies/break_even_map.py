"""Two numbers of a scenario on a grid: where each of two funding models is better, and where nobody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Unpack

import numpy as np

from scenarios.scenario import Scenario
from scenarios.variation.axis import Axis
from scenarios.variation.variants import vary_all
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import Difference, mean_interval
from sim.studies.asked import Ended, Paired
from sim.studies.cases import Case, How, Study, missing

FIRST = 30
"""Worlds of every cell before the first look; every further look comes after twice as many."""
STOP = 0.999
"""Confidence at which a cell is left alone before the limit. Looking several times finds differences where there
are none more often than looking once. With early looks this strict, each adds at most 0.1 percentage points to the
5 % of the last look (Haybittle 1971, Peto et al. 1976)."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Map(Paired):
    """Paired differences on a grid. Cells are indexed [y][x]."""

    x: Axis
    y: Axis
    cells: tuple[tuple[Difference, ...], ...]
    """Each with its own number of worlds; fewer than two where an interrupt came before the first look."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Largest number of worlds of a cell."""
        return max(cell.n for row in self.cells for cell in row)

    @property
    def fewest(self) -> int:
        """Smallest number of worlds of a cell."""
        return min(cell.n for row in self.cells for cell in row)

    def winner(self, cell: Difference) -> str | None:
        """The better model; None while the 95 % interval contains zero."""
        if cell.n < 2 or not cell.decided:
            return None
        sign = 1 if OUTCOMES[self.outcome].better == "more" else -1
        return self.models[1] if sign * cell.mean > 0 else self.models[0]

    @property
    def means(self) -> np.ndarray:
        """Mean paired difference: shape (y, x); NaN where there are no worlds."""
        return np.array([[cell.mean if cell.n else np.nan for cell in row] for row in self.cells])

    @property
    def break_even(self) -> list[Point]:
        """Points (x, y) of no difference, along every row and every column with numbers; linear between cells."""
        found: list[Point] = []
        xs, ys, means = self.x.values, self.y.values, self.means
        if self.x.numeric and self.y.numeric:
            places = (np.array(xs, dtype=float), np.array(ys, dtype=float))
            for j, i in np.ndindex(means.shape):
                if i + 1 < len(xs):
                    share = _crossing(float(means[j, i]), float(means[j, i + 1]))
                    found += [(float(places[0][i] + s * (places[0][i + 1] - places[0][i])), float(places[1][j]))
                              for s in share]  # fmt: skip
                if j + 1 < len(ys):
                    share = _crossing(float(means[j, i]), float(means[j + 1, i]))
                    found += [(float(places[0][i]), float(places[1][j] + s * (places[1][j + 1] - places[1][j])))
                              for s in share]  # fmt: skip
        return found


def _crossing(a: float, b: float) -> list[float]:
    """How far from a to b zero lies, as a share; empty where the sign does not change."""
    return [a / (a - b)] if (a > 0) != (b > 0) and np.isfinite(a - b) else []


def looks(replications: int) -> list[int]:
    """Numbers of worlds after which cells are looked at: 30, 60, 120... and the limit."""
    found = [min(FIRST, replications)]
    while found[-1] < replications:
        found.append(min(2 * found[-1], replications))
    return found


def survey(
    scenario: Scenario,
    x: Axis,
    y: Axis,
    models: tuple[str, str],
    *,
    outcome: str = "npv",
    replications: int = 240,
    **how: Unpack[How],
) -> Map:
    """Run every combination of two numbers; cells that are not decided get more worlds, up to the limit.

    Args:
        scenario: the portfolio and its funding models.
        x: number along the grid.
        y: number up the grid.
        models: first and second: the difference is second less first.
        outcome: name out of ``OUTCOMES`` with a better direction.
        replications: largest number of worlds of a cell.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: an unknown model or outcome.
        ValueError: an outcome for which no direction is better, or that hardly ever exists.
        ScenarioError: values that do not fit, all of them at once.
        KeyboardInterrupt: interrupted before any cell had two worlds; later ones return what is there.

    """
    if OUTCOMES[outcome].better == "neither":
        raise ValueError(f"{outcome} has no better direction, so no model wins by it")
    points = [{x.path: at, y.path: up} for up in y.values for at in x.values]
    cases = [Case(varied, models) for varied in vary_all(scenario, points)]
    study = Study(**how)
    worlds = [0] * len(cases)
    ended: Ended = "replications"
    try:
        for look in looks(replications):
            open_ = [k for k, case in enumerate(cases) if not _settled(study, case, worlds[k], outcome)]
            study.prepare([cases[k] for k in open_], look)
            for k in open_:
                worlds[k] = look
    except KeyboardInterrupt:
        ended = "interrupted"
        worlds = [n or FIRST for n in worlds]
    first, second = models
    ran = [study.outcomes(case, n) for case, n in zip(cases, worlds, strict=True)]
    found = [outcomes.difference(outcome, second, first) for outcomes in ran]
    if all(outcomes.worlds < 2 for outcomes in ran):
        raise KeyboardInterrupt
    if all(cell.n < 2 for cell in found):
        raise ValueError(missing(outcome, models))
    edges = range(0, len(found) + 1, len(x.values))
    rows = tuple(tuple(found[a:b]) for a, b in pairwise(edges))
    return Map(scenario, study.seed, models, outcome, x, y, rows, ended)


def _settled(study: Study, case: Case, worlds: int, outcome: str) -> bool:
    """Whether a cell needs no more worlds."""
    if worlds < 2:
        return False
    outcomes = study.outcomes(case, worlds)
    difference = outcomes.of(outcome, case.models[1]) - outcomes.of(outcome, case.models[0])
    low, _, high = mean_interval(difference[~np.isnan(difference)], STOP)
    return bool(low > 0 or high < 0)
