"""Outcomes of mechanisms that are off by default: measured where one of the rules of a run switches them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.outcomes.axis_measures import axis_outcomes
from sim.outcomes.drift_measures import drift_outcomes, drifts
from sim.outcomes.experiment_measures import experiment_outcomes
from sim.outcomes.pivot_measures import pivot_outcomes
from sim.world.ledger import OFFICE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.funding_model import FundingModel
    from sim.funding.escapes import Defects
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint
    from sim.world.ledger import Ledger
    from sim.world.world import World


def switched_outcomes(
    world: World,
    rules: Sequence[FundingModel],
    states: list[State],
    ledger: Ledger,
    end: float,
    shifted: float,
    defects: Defects,
) -> dict[str, float]:
    """Outcomes by name; what nobody has switched on has none.

    Args:
        world: luck and scenario.
        rules: the sets of rules that value streams lived by.
        states: where each MMP ended up, by index.
        ledger: the books.
        end: week in which the clock stopped.
        shifted: shares of the money that rounds have moved between value streams, added up.
        defects: of what was released.

    """
    found: dict[str, float] = {}
    if any(model.split != "fixed" and model.staffing == "fixed" for model in rules):
        found["shifted_share"] = shifted * WEEKS_PER_YEAR / world.blueprint.calendar.horizon
    if any(stream.data.escapes is not None for stream in world.blueprint.streams):
        found |= _repairs(world.blueprint, defects.found)
    if world.blueprint.scenario.counts_points:
        found |= axis_outcomes(world.blueprint, states, defects.lost)
    if drifts(world.blueprint):
        found |= drift_outcomes(world, states, ledger, end)
    if any(model.office_per_year for model in rules):
        found["office_cost"] = float(ledger.cents[ledger.kind == OFFICE].sum()) / 100.0
    if any(_pivots(model) for model in rules):
        found |= pivot_outcomes(states, ledger, end)
    if any(model.experiments != "never" for model in rules):
        found |= experiment_outcomes(world.blueprint, states, ledger, end)
    return found


def _repairs(blueprint: Blueprint, defects: Sequence[tuple[float, int, float]]) -> dict[str, float]:
    """Defects found by users, and the time that their repairs ask for."""
    horizon = blueprint.calendar.horizon
    there = float(blueprint.servers.sum()) * horizon
    asked = sum(weeks for week, _, weeks in defects if week < horizon)
    return {"escaped_defects": float(len(defects)), "repair_share": asked / there if there else float("nan")}


def _pivots(model: FundingModel) -> bool:
    """Whether anything can be pivoted: evidence shows, somebody looks at it, and may act on it."""
    acts = model.stop_rule == "evidence" and model.reestimate
    return model.pivots > 0 and acts and model.release_unit == "mmp"
