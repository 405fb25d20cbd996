"""What a value office may cost before the change is not worth it, and what it must improve to pay for itself.

A funding model is run in the same worlds with an office that costs nothing and with offices of several costs,
against another model. The office is paid out of the budget: it takes money from decisions and from people. Its loss
at a cost is net present value without it less with it; the improvement that pays for it is that loss over the
discounted benefits which are left, a ratio of two means over worlds with Fieller's interval (E. C. Fieller, J. R.
Stat. Soc. B 16, 1954). The break-even cost is read off the mean differences, in a straight line between the costs
that were run.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Unpack

from sim.outcomes.statistics import Difference, mean_interval
from sim.studies.asked import Asked, Ended
from sim.studies.cases import Case, How, Outcomes, Study
from sim.studies.release_price import fieller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.scenario import Scenario

SHARES = (0.0, 0.01, 0.02, 0.04, 0.08, 0.16)
"""Costs that are tried unless others are given, as shares of the mean budget of a year."""


@dataclass(frozen=True)
class OfficeCosts(Asked):
    """One funding model with an office at several costs, against another one."""

    models: tuple[str, str]
    """The other model, and the one with the office: differences are second less first."""
    costs: tuple[float, ...]
    """Currency a year, ascending from 0."""
    points: tuple[Outcomes, ...]
    """One for each cost, all with the same worlds."""
    ended: Ended = "replications"

    @property
    def replications(self) -> int:
        """Number of worlds."""
        return self.points[0].worlds

    def difference(self, point: int) -> Difference:
        """Net present value of the model with its office less that of the other one, paired."""
        return self.points[point].difference("npv", self.models[1], self.models[0])

    def loss(self, point: int) -> tuple[float, float, float]:
        """Net present value that the office costs, in currency, with its 95 % interval: low, mean, high."""
        free, paid = (self.points[k].of("npv", self.models[1]) for k in (0, point))
        return mean_interval(free - paid)

    def improvement(self, point: int) -> tuple[float, float | None, float | None]:
        """Share by which the office has to raise benefits to pay for itself, with its 95 % interval."""
        free, paid = (self.points[k].of("npv", self.models[1]) for k in (0, point))
        benefits = self.points[point].of("pv_benefits", self.models[1])
        mean = float(benefits.mean())
        if mean <= 0:
            return float("nan"), None, None
        return float((free - paid).mean()) / mean, *fieller(free - paid, benefits)

    def break_even(self) -> tuple[float | None, float | None, float | None]:
        """Cost a year at which the difference is gone: low, mean and high; None where it is not in the range."""
        found = [self.difference(k) for k in range(len(self.costs))]
        low, mean, high = ([getattr(d, name) for d in found] for name in ("low", "mean", "high"))
        return crossing(self.costs, low), crossing(self.costs, mean), crossing(self.costs, high)


def crossing(costs: Sequence[float], values: Sequence[float]) -> float | None:
    """First cost at which a line through some points falls to zero; None: it begins below, or never does."""
    if values[0] <= 0:
        return None
    for (at, left), (then, right) in pairwise(zip(costs, values, strict=True)):
        if right <= 0:
            return at + (then - at) * left / (left - right)
    return None


def run_offices(
    scenario: Scenario,
    models: tuple[str, str],
    costs: Sequence[float] | None = None,
    *,
    replications: int = 100,
    **how: Unpack[How],
) -> OfficeCosts:
    """Run a model with offices of several costs, and the other one, on the same worlds.

    Args:
        scenario: the portfolio and its funding models.
        models: the other model, and the one with the office.
        costs: currency a year; 0 is added; default: ``SHARES`` of the budget.
        replications: number of worlds.
        **how: seed, pool, rules and progress, see ``How``.

    Raises:
        KeyError: an unknown model.
        ScenarioError: the scenario cannot be simulated.
        KeyboardInterrupt: interrupted before every cost had its first worlds.

    """
    calendar = scenario.calendar
    year = sum(scenario.budget.in_quarter(q + 1) for q in range(calendar.quarters)) * 4 / calendar.quarters
    given = [round(share * year, -3) for share in SHARES] if costs is None else costs
    tried = tuple(sorted({0.0, *map(float, given)}))
    mine = scenario.funding_models[models[1]]
    cases = []
    for cost in tried:
        paid = {**scenario.funding_models, models[1]: mine.model_copy(update={"office_per_year": cost})}
        cases.append(Case(scenario.model_copy(update={"funding_models": paid}), models))
    study = Study(**how)
    worlds, ended = study.finish(cases, replications)
    points = tuple(study.outcomes(case, worlds) for case in cases)
    return OfficeCosts(scenario, study.seed, models, tried, points, ended)
