"""Money and the second axis of value side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from optimiser.economics import points_of
from report.shared.csv_file import csv_text
from report.shared.numbers_in_words import amount
from report.shared.text_table import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from optimiser.axis_frontier import AxisFrontier, Balance
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
    there = sum(points_of(mmp, scenario) for mmp in scenario.mmps)
    table = plain_table("", "this plan", "all candidates", left=1)
    table.add_row(f"expected value, money alone, {currency}", amount(plan.value or 0.0), "")
    table.add_row(f"expected {axis.name}, {axis.unit}", amount(plan.points or 0.0), amount(there))
    if plan.weighted is not None:
        table.add_row(f"both, {price(scenario)}, {currency}", amount(plan.weighted), "")
    return table


def axis_frontier_text(scenario: Scenario, found: AxisFrontier) -> RenderableType:
    """Plans from most money to most points, and the weights that choose each."""
    currency, axis = scenario.currency, scenario.value_axis
    table = plain_table(
        f"{axis.name}, {axis.unit}", f"expected value {currency}", "no plan above", "less than the most",
        f"{currency} for a point more", "weights that choose it", "spend", "MMPs", wrap=True,
    )  # fmt: skip
    for row in _axis_rows(found):
        plan = row.plan
        bound = "" if plan.bound is None else amount(plan.bound)
        table.add_row(
            amount(plan.points), amount(plan.value), bound, amount(row.less) if row.less else "",
            "" if row.dearer is None else amount(row.dearer), _weights(plan), amount(plan.spend),
            str(len(plan.starts)),
        )  # fmt: skip
    parts = [Text(line) for line in axis_frontier_words(scenario, found)]
    return Group(table, Text(""), *parts)


def _weights(plan: Balance) -> str:
    """The weights of a point at which a plan is the best, in words."""
    if not plan.preferred:
        return "none"
    if plan.most_weight is None:
        return f"{amount(plan.least_weight)} and more"
    return f"{amount(plan.least_weight)} to {amount(plan.most_weight)}"


@dataclass(frozen=True)
class _Row:
    plan: Balance
    less: float
    """Money less than in the first plan."""
    dearer: float | None
    """Money given up for each point more than in the plan before; None for the first."""


def _axis_rows(found: AxisFrontier) -> list[_Row]:
    rows: list[_Row] = []
    for k, plan in enumerate(found.plans):
        before = found.plans[k - 1]
        dearer = (before.value - plan.value) / (plan.points - before.points) if k else None
        rows.append(_Row(plan, found.plans[0].value - plan.value, dearer))
    return rows


def axis_frontier_words(scenario: Scenario, found: AxisFrontier) -> list[str]:
    """From one end to the other, whether there is anything between, and what the stated weight chooses."""
    axis, currency = scenario.value_axis, scenario.currency
    if not found.plans:
        return ["No plan was found: vmo plan says why."]
    rich, full = found.plans[0], found.plans[-1]
    if len(found.plans) == 1:
        lines = [
            f"One plan has most of both: {amount(rich.value, currency)} and {amount(rich.points)} {axis.unit}."
        ]
    else:
        price_of_all = amount(rich.value - full.value, currency)
        span = f"{amount(rich.points)} to {amount(full.points)} {axis.unit} of {axis.name}"
        lines = [f"From {span} costs {price_of_all} of expected value."]
        between = "These are all the plans" if found.complete else "There may be others between"
        lines.append(f"{between} of which none has more of both.")
    if found.ended == "interrupted":
        lines.append("Interrupted: these are the plans that were found.")
    if axis.weight is not None:
        chosen = found.best(axis.weight)
        lines.append(
            f"At {price(scenario)}, the plan with {amount(chosen.points)} {axis.unit} is the best of them."
        )
    return lines


def axis_frontier_csv(found: AxisFrontier) -> str:
    """Every plan, for files."""
    header = (
        "points", "expected_value", "no_plan_above", "less_than_the_most", "for_a_point_more",
        "best_at_some_weight", "from_weight", "to_weight", "spend", "mmps", "chosen", "status",
    )  # fmt: skip
    rows = (
        (
            row.plan.points, row.plan.value, row.plan.bound, row.less, row.dearer,
            "yes" if row.plan.preferred else "no", row.plan.least_weight, row.plan.most_weight, row.plan.spend,
            len(row.plan.starts), " ".join(sorted(row.plan.starts)), row.plan.status,
        )
        for row in _axis_rows(found)
    )  # fmt: skip
    return csv_text(header, rows)
