"""Money and the second axis of value side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.numbers_in_words import amount
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.table import Table

    from optimiser.plan import Plan
    from scenarios.scenario import Scenario


def weighed(plan: Plan) -> str:
    """What plans are compared by, as a heading."""
    return "expected value" if plan.weighted is None else f"money and {plan.scenario.value_axis.name}, weighed"


def axis_headline(plan: Plan) -> str:
    """Points of the plan, and what was maximised, as sentences; nothing where no MMP has points."""
    if not plan.has_axis or plan.points is None:
        return ""
    axis = plan.scenario.value_axis
    points = f"{amount(plan.points)} {axis.unit} of {axis.name}"
    if plan.weighted is None:
        return f"{points}, on which nothing was decided. "
    whole = amount(plan.weighted, plan.scenario.currency)
    return f"{points}; decided on both, {whole} at {price(plan.scenario)}. "


def price(scenario: Scenario) -> str:
    """The stated weight with where it comes from."""
    axis = scenario.value_axis
    source = axis.source or "source not stated"
    return f"{amount(axis.weight or 0.0, scenario.currency)} a point (grade {axis.grade}, {source})"


def axis_table(plan: Plan) -> Table:
    """Money alone, points, and both weighed where the planner weighs them; of the plan and of all candidates."""
    scenario = plan.scenario
    axis, currency = scenario.value_axis, scenario.currency
    there = sum(mmp.success_probability * mmp.customer_value for mmp in scenario.mmps)
    table = plain_table("", "this plan", "all candidates", left=1)
    table.add_row(f"expected value, money alone, {currency}", amount(plan.value or 0.0), "")
    table.add_row(f"expected {axis.name}, {axis.unit}", amount(plan.points or 0.0), amount(there))
    if plan.weighted is not None:
        table.add_row(f"both, {price(scenario)}, {currency}", amount(plan.weighted), "")
    return table
