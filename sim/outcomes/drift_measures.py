"""Outcomes of objectives that drift: what is spent on MMPs after their objective has lost weight or a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.events import ObjectiveChanges
from sim.outcomes.earned import earnings_of

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint
    from sim.world.ledger import Ledger
    from sim.world.world import World


def drifts(blueprint: Blueprint) -> bool:
    """Whether the weight or the target of an objective changes."""
    return any(isinstance(event, ObjectiveChanges) for event in blueprint.shocks.events)


def drift_outcomes(world: World, states: list[State], ledger: Ledger, end: float) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    What is spent on an MMP in a week counts as far as its objective has lost weight by then: all of it at weight 0,
    a fifth of it at 0.8. A target that falls to a fifth counts like a weight of a fifth.
    """
    blueprint = world.blueprint
    adrift = 0.0
    on_mmps = ledger.mmp >= 0
    for objective, weight in _weights(blueprint).items():
        lost = np.maximum(0.0, 1.0 - weight)
        served = np.array([state.plan.data.objective == objective for state in states], dtype=np.bool_)
        rows = on_mmps & served[ledger.mmp]
        adrift += float((ledger.cents[rows] * lost[ledger.week[rows]]).sum()) / 100.0
    spent = float(ledger.cents[on_mmps].sum()) / 100.0
    found = {"spent_adrift": adrift, "adrift_share": adrift / spent if spent > 0 else float("nan")}
    if any(isinstance(event, ObjectiveChanges) and event.target is not None for event in blueprint.shocks.events):
        found["targets_reached"] = _reached(world, states, ledger, end)
    return found


def _targets(blueprint: Blueprint) -> dict[str, float]:
    """Targets of objectives at week 0."""
    return {each.id: each.target for each in blueprint.scenario.objectives if each.target is not None}


def _weights(blueprint: Blueprint) -> dict[str, Floats]:
    """Weight of every objective that changes, relative to that at week 0, by week; a fallen target is one."""
    found: dict[str, Floats] = {}
    shocks, weeks = blueprint.shocks, np.arange(blueprint.calendar.benefit_end)
    asked: dict[str, Floats] = {}
    first = _targets(blueprint)
    for number, event in enumerate(shocks.events):
        if not isinstance(event, ObjectiveChanges):
            continue
        after = weeks >= shocks.week(number)
        weight = found.setdefault(event.objective, np.ones(len(weeks)))
        weight[after] *= event.weight
        if event.target is not None and first.get(event.objective):
            share = asked.setdefault(event.objective, np.ones(len(weeks)))
            share[after] = min(1.0, event.target / first[event.objective])
    return {name: weight * asked.get(name, 1.0) for name, weight in found.items()}


def _reached(world: World, states: list[State], ledger: Ledger, end: float) -> float:
    """Share of the objectives with a target in the end that is reached; NaN where none has one."""
    blueprint = world.blueprint
    targets = _targets(blueprint)
    for event in blueprint.shocks.events:
        if isinstance(event, ObjectiveChanges) and event.target is not None:
            targets[event.objective] = event.target
    own = ledger.mmp >= 0
    booked = ledger.cents[own] / 100.0 * blueprint.weights[ledger.week[own]]
    worth = earnings_of(world, states, end).discounted - np.bincount(ledger.mmp[own], booked, len(states))
    brought = dict.fromkeys(targets, 0.0)
    for state in states:
        if state.plan.data.objective in brought:
            brought[state.plan.data.objective] += float(worth[state.index])
    reached = [brought[name] >= target for name, target in targets.items()]
    return sum(reached) / len(reached) if reached else float("nan")
