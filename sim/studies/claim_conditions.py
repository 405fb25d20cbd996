"""When a claim fails: its verdict over the values of the number that matters most for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario
from scenarios.variation.variants import vary
from sim.studies.cases import Case, Study
from sim.studies.claims import CLAIMS, Claim, Finding, examine


@dataclass(frozen=True)
class Point:
    """A claim at one value of its lever."""

    value: float | None
    finding: Finding | None
    """None where the scenario cannot be changed that way."""
    fault: str = ""
    """Why not."""


@dataclass(frozen=True)
class Condition:
    """A claim over the values of its lever."""

    claim: Claim
    points: tuple[Point, ...]

    @property
    def tried(self) -> list[tuple[float | None, Finding]]:
        """Values at which the claim was measured."""
        return [(point.value, point.finding) for point in self.points if point.finding is not None]

    @property
    def flips(self) -> list[float]:
        """Values at which the effect crosses the limit of the claim, on a straight line between two tried."""
        found = []
        numbers = [(value, f.effect.mean - self.claim.limit) for value, f in self.tried if value is not None]
        known = [(value, gap) for value, gap in numbers if math.isfinite(gap)]
        for (x0, y0), (x1, y1) in pairwise(known):
            if (y0 < 0) != (y1 < 0):
                found.append(x0 + (x1 - x0) * y0 / (y0 - y1))
        return found


def changed(scenario: Scenario, claim: Claim, model: str, value: float | None) -> Scenario:
    """The scenario with the claim's lever at one value. Raises ``ScenarioError`` where that makes no sense."""
    return vary(scenario, {path.format(model=model): value for path in claim.lever.paths})


def scan(
    scenario: Scenario, models: tuple[str, str], study: Study, worlds: int, claims: Sequence[Claim] = CLAIMS
) -> list[Condition]:
    """Measure every claim at every value of its lever, on common worlds; equal settings run once.

    Args:
        scenario: the portfolio and its funding models.
        models: the claim is made for the second, against the first.
        study: runs the cases and keeps what it ran.
        worlds: worlds at each value.
        claims: which claims.

    Raises:
        KeyboardInterrupt: finished worlds stay in the study; ``conditions`` reads them.

    """
    study.prepare([case for _, _, case, _ in _cases(scenario, models, claims) if case is not None], worlds)
    return conditions(scenario, models, study, worlds, claims)


def conditions(
    scenario: Scenario, models: tuple[str, str], study: Study, worlds: int, claims: Sequence[Claim] = CLAIMS
) -> list[Condition]:
    """What a study holds of a scan: at most ``worlds`` worlds at each value."""
    points: dict[str, list[Point]] = {claim.id: [] for claim in claims}
    for claim, value, case, fault in _cases(scenario, models, claims):
        finding = None
        if case is not None:
            finding = examine(claim, study.outcomes(case, worlds), case.scenario)
        points[claim.id].append(Point(value, finding, fault))
    return [Condition(claim, tuple(points[claim.id])) for claim in claims]


def _cases(
    scenario: Scenario, models: tuple[str, str], claims: Sequence[Claim]
) -> list[tuple[Claim, float | None, Case | None, str]]:
    found: list[tuple[Claim, float | None, Case | None, str]] = []
    for claim in claims:
        for value in claim.lever.values:
            try:
                found.append((claim, value, Case(changed(scenario, claim, models[1], value), models), ""))
            except ScenarioError as error:
                found.append((claim, value, None, str(error.faults[0])))
    return found
