"""Outcomes of objectives that drift: what is spent on MMPs after their objective has lost weight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.events import ObjectiveChanges

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint
    from sim.world.ledger import Ledger


def drifts(blueprint: Blueprint) -> bool:
    """Whether the weight of an objective changes."""
    return any(isinstance(event, ObjectiveChanges) for event in blueprint.shocks.events)


def drift_outcomes(blueprint: Blueprint, states: list[State], ledger: Ledger) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    What is spent on an MMP in a week counts as far as its objective has lost weight by then: all of it at weight 0,
    a fifth of it at 0.8.
    """
    adrift = 0.0
    on_mmps = ledger.mmp >= 0
    for objective, weight in _weights(blueprint).items():
        lost = np.maximum(0.0, 1.0 - weight)
        served = np.array([state.plan.data.objective == objective for state in states], dtype=np.bool_)
        rows = on_mmps & served[ledger.mmp]
        adrift += float((ledger.cents[rows] * lost[ledger.week[rows]]).sum()) / 100.0
    spent = float(ledger.cents[on_mmps].sum()) / 100.0
    return {"spent_adrift": adrift, "adrift_share": adrift / spent if spent > 0 else float("nan")}


def _weights(blueprint: Blueprint) -> dict[str, Floats]:
    """Weight of every objective that changes, relative to that at week 0, by week."""
    found: dict[str, Floats] = {}
    shocks, weeks = blueprint.shocks, np.arange(blueprint.calendar.benefit_end)
    for number, event in enumerate(shocks.events):
        if isinstance(event, ObjectiveChanges):
            weight = found.setdefault(event.objective, np.ones(len(weeks)))
            weight[weeks >= shocks.week(number)] *= event.weight
    return found
