"""Outcomes of the second axis of value: what customers get, in points."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.funding.escapes import Lost
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint


def axis_outcomes(blueprint: Blueprint, states: list[State], lost: Sequence[Lost]) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    Points are not discounted, and an MMP that fails brings none, whatever ``failure_value`` says of its money; but
    its defects take points as others do.

    Args:
        blueprint: the scenario.
        states: where each MMP ended up.
        lost: points that the defects of releases take: (week of the release, points).

    """
    horizon = blueprint.calendar.horizon
    there = sum(s.plan.data.customer_value for s in states if s.plan.appears < horizon)
    delivered = sum(
        s.plan.data.customer_value
        for s in states
        if s.released is not None and s.released <= horizon and s.fate.success
    )
    taken = sum(points for week, points in lost if week <= horizon)
    found = {
        "customer_points": delivered - taken,
        "customer_points_share": (delivered - taken) / there if there > 0 else float("nan"),
    }
    escapes = [stream.data.escapes for stream in blueprint.streams]
    if any(each is not None and each.customer_loss for each in escapes):
        found["customer_points_lost"] = taken
    return found
