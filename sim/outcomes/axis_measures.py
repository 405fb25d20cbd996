"""Outcomes of the second axis of value: what customers get, in points."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint


def has_axis(blueprint: Blueprint) -> bool:
    """Whether any MMP is worth something to customers."""
    return any(mmp.customer_value for mmp in blueprint.scenario.mmps)


def axis_outcomes(blueprint: Blueprint, states: list[State]) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    Points are not discounted, and an MMP that fails brings none, whatever ``failure_value`` says of its money.
    """
    horizon = blueprint.calendar.horizon
    there = sum(s.plan.data.customer_value for s in states if s.plan.appears < horizon)
    delivered = sum(
        s.plan.data.customer_value
        for s in states
        if s.released is not None and s.released <= horizon and s.fate.success
    )
    return {
        "customer_points": delivered,
        "customer_points_share": delivered / there if there > 0 else float("nan"),
    }
