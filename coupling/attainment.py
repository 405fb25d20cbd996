"""What a plan is still worth when it is late: objectives by the weeks in which their MMPs come out under stress."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from optimiser.economics import Earning

if TYPE_CHECKING:
    from coupling.stress_test import Stress
    from optimiser.plan import Plan
    from scenarios.language.mmps import MMP
    from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Attainment:
    """One objective under a plan; money is expected value in the sense of the plan, in currency."""

    id: str
    """Empty: MMPs that serve no objective."""
    label: str
    target: float | None
    mmps: tuple[str, ...]
    """Of the plan."""
    planned: float
    """Expected value when everything comes out as planned."""
    forecast: float | None
    """Mean expected value by the weeks of the stress test; None without one, or where value is stated per start."""
    in_time: float | None
    """Share of worlds in which all of its MMPs are out by their planned quarters; None without a stress test."""

    def reached(self, value: float | None) -> float | None:
        """A value as a share of the target; None where there is none."""
        return None if value is None or not self.target else value / self.target


def lost(stress: Stress, mmp: str) -> float | None:
    """Mean expected value that an MMP loses by coming out in other weeks than planned; negative = it gains.

    With p its success probability, B the discounted benefits and P the discounted penalty of a release in a week:
    ``g(w) = p B(w) - P(w)``, and the loss is ``g(planned) - mean over worlds of g(released)``; what never comes out
    has no benefits and the whole penalty. None where the value is stated per start quarter, which does not say
    when it is earned.
    """
    scenario, at = stress.plan.scenario, stress.mmps.index(mmp)
    entry = scenario.mmp(mmp)
    if entry.value_by_quarter is not None:
        return None
    gross = cache(lambda week: _gross(entry, scenario, week))
    weeks = [None if np.isnan(week) else float(week) for week in stress.released[:, at]]
    return float(gross(float(stress.due[at])) - np.mean([gross(week) for week in weeks]))


def _gross(mmp: MMP, scenario: Scenario, week: float | None) -> float:
    earning = Earning(mmp, scenario.calendar)
    benefits = 0.0 if week is None else mmp.success_probability * earning.benefits(week)
    return benefits - earning.penalty(week)


def attainments(plan: Plan, stress: Stress | None) -> tuple[Attainment, ...]:
    """Every objective of the scenario, then what serves none."""
    lines: dict[str, list[str]] = {}
    for line in plan.chosen:
        lines.setdefault(line.objective or "", []).append(line.id)
    worth = {line.id: line.expected_value or 0.0 for line in plan.chosen}
    named = [(each.id, each.name or each.id, each.target) for each in plan.scenario.objectives]
    rows = [*named, *([("", "no objective", None)] if "" in lines else [])]
    found = []
    for name, label, target in rows:
        mmps = tuple(lines.get(name, ()))
        planned = sum(worth[mmp] for mmp in mmps)
        losses = [] if stress is None else [lost(stress, mmp) for mmp in mmps]
        told = [loss for loss in losses if loss is not None]
        known = stress is not None and len(told) == len(mmps)
        joint = None if stress is None or not mmps else together(stress, mmps)
        found.append(Attainment(name, label, target, mmps, planned, planned - sum(told) if known else None, joint))
    return tuple(found)


def together(stress: Stress, mmps: tuple[str, ...]) -> float:
    """Share of worlds in which all of some MMPs are out by their planned quarters."""
    places = [stress.mmps.index(mmp) for mmp in mmps]
    return float(stress.in_time[:, places].all(axis=1).mean())
