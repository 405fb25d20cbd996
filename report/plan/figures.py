"""Figures of a plan: roadmap, value against cost, use of budgets."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from report.plan.text import headline
from report.shared.fitting import spread, wrap
from report.shared.page_layout import page, place, rendered, tidy, whole_numbers
from report.shared.quarter_words import quarter_tick
from report.shared.style import BLUE, GREEN, INK, MUTED, ORANGE, SKY, SMALL, TEXT, Scale, looks, money_scale, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from optimiser.axis_frontier import AxisFrontier
    from optimiser.budget_frontier import Frontier
    from optimiser.plan import Line, Plan
    from scenarios.scenario import Scenario

ROW = 0.24
"""Height of a row of the roadmap, in inches."""
LABELLED = 14
"""Most points of the scatter that carry a name."""


@styled()
def roadmap_figure(plan: Plan) -> Figure:
    """Gantt chart: a bar from start to release per chosen MMP, by value stream."""
    rows = sorted(plan.chosen, key=lambda line: (line.stream, line.start or 0, line.release or 0, line.id))
    height = max(4.0, 1.9 + ROW * (len(rows) + 1))
    figure = page(
        "Roadmap", f"{plan.scenario.name}: {headline(plan, timed=False)}", "Bars end with the release.", height
    )
    ax = place(figure, 3.9, 0.75, 7.3, height - 2.1)
    draw_roadmap(ax, rows, plan)
    return figure


def draw_roadmap(ax: Axes, rows: list[Line], plan: Plan) -> None:
    """Bars on the axes given; the x axis is in quarters, quarter q from q - 1 to q."""
    quarters = plan.scenario.calendar.quarters
    streams = looks(list(dict.fromkeys(line.stream for line in rows)))
    for at, line in enumerate(rows):
        begin, end = (line.start or 1) - 1, min(line.release or 1, quarters)
        look = streams[line.stream]
        width = max(end - begin, 0.06)
        ax.barh(at, width, left=begin, height=0.7, color=look.colour, hatch=look.hatch, edgecolor="white")
        ax.plot([begin + width], [at], marker=">", color=INK, markersize=4, clip_on=False)
    ax.set_yticks(range(len(rows)), [wrap(line.label, 240, SMALL, lines=1) for line in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(0, quarters)
    calendar = plan.scenario.calendar
    names = [quarter_tick(calendar, q) for q in range(1, quarters + 1)]
    ax.set_xticks([q - 0.5 for q in range(1, quarters + 1)], names)
    tidy(ax)
    for q in range(1, quarters):
        ax.axvline(q, color="#D0D0D0", linewidth=0.6, zorder=0)
    for stream, group in groupby(enumerate(rows), key=lambda row: row[1].stream):
        first = next(group)[0]
        name = wrap(stream, 80, SMALL, "bold", 1) if stream else ""
        ax.text(quarters * 1.01, first, name, size=SMALL, color=streams[stream].ink, weight="bold", va="center")


@styled()
def value_figure(plan: Plan) -> Figure:
    """Expected value against cost of every MMP at its best start; chosen ones are filled."""
    note = "Cost is undiscounted; expected value as in the plan, or at the best start for those left out."
    figure = page("What is worth its money", f"{plan.scenario.name}: {headline(plan, timed=False)}", note)
    ax = place(figure, 1.0, 1.0, 8.6, 4.9)
    draw_values(ax, plan)
    return figure


def draw_values(ax: Axes, plan: Plan) -> None:
    """Points on the axes given, with the most valuable and the most expensive ones named."""
    from optimiser.preparation import prepare

    data = prepare(plan.scenario, plan.wishes)
    points = {}
    for line in plan.lines:
        value = line.expected_value
        if value is None:
            value = max(data.by_id[line.id].value.values(), default=0.0)
        points[line.id] = (line.cost, value)
    currency = plan.scenario.currency
    across = money_scale([cost for cost, _ in points.values()], currency)
    up = money_scale([value for _, value in points.values()], currency)
    for chosen, colour, marker, label in ((False, MUTED, "o", "left out"), (True, BLUE, "o", "in the plan")):
        ids = [line.id for line in plan.lines if line.chosen == chosen]
        xs, ys = [points[i][0] / across.divisor for i in ids], [points[i][1] / up.divisor for i in ids]
        face = colour if chosen else "white"
        ax.scatter(
            xs, ys, s=36, marker=marker, facecolors=face, edgecolors=colour, label=f"{label} ({len(ids)})", zorder=3
        )
    ax.axhline(0, color=MUTED, linewidth=0.8)
    ax.set_xlabel(f"cost, {across.unit}", size=TEXT)
    ax.set_ylabel(f"expected value, {up.unit}", size=TEXT)
    tidy(ax, "y")
    ax.margins(x=0.12, y=0.08)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, fontsize=SMALL, borderaxespad=0.2)
    _name_points(ax, plan, points, across, up)


def _name_points(ax: Axes, plan: Plan, points: dict[str, tuple[float, float]], across: Scale, up: Scale) -> None:
    """Names of the most valuable points, in a column at the right, joined by thin lines that do not cross.

    Of all ways to join points to places, the one with the shortest lines in all has no two that cross: two that did
    would be shorter with their places exchanged.
    """
    named = sorted(plan.lines, key=lambda line: (-points[line.id][1], line.id))[:LABELLED]
    low, high = ax.get_ylim()
    room = (high - low) / 18
    places = spread([points[line.id][1] / up.divisor for line in named], [room] * len(named), low, high)
    left, edge = ax.get_xlim()
    beside = edge + (edge - left) * 0.03
    ends = [(points[line.id][0] / across.divisor, points[line.id][1] / up.divisor) for line in named]
    for k, slot in enumerate(shortest_joins(ax, ends, [(beside, at) for at in places])):
        ax.annotate(
            wrap(named[k].label, 190, SMALL, lines=1), xy=ends[k], xytext=(beside, places[slot]),
            annotation_clip=False, size=SMALL, color=INK if named[k].chosen else MUTED, va="center", ha="left",
            arrowprops={
                "arrowstyle": "-", "color": "#B0B0B0", "linewidth": 0.6, "relpos": (0.0, 0.5), "shrinkA": 0,
                "shrinkB": 3,
            },
        )  # fmt: skip


def shortest_joins(
    ax: Axes, ends: Sequence[tuple[float, float]], places: Sequence[tuple[float, float]]
) -> list[int]:
    """For every end the index of its place, so that the lines are shortest in all on the page."""
    starts, goals = ax.transData.transform(ends), ax.transData.transform(places)
    lengths = np.linalg.norm(starts[:, None] - goals[None], axis=2)
    return [int(slot) for slot in linear_sum_assignment(lengths)[1]]


@styled()
def budget_figure(plan: Plan) -> Figure:
    """Money used against its limit in every quarter, for the portfolio and streams with a budget of their own."""
    streams = list(dict.fromkeys(use.stream for use in plan.uses if use.kind == "budget"))[:4]
    figure = page(
        "Budget use",
        f"{plan.scenario.name}: {headline(plan, timed=False)}",
        "Limits include what was carried over.",
    )
    width = 11.6 / len(streams)
    for at, stream in enumerate(streams):
        ax = place(figure, 0.9 + at * width, 0.9, width - 0.6, 4.6)
        draw_budget(ax, plan, stream)
        ax.set_title(wrap(stream or "whole portfolio", (width - 0.6) * 72, TEXT, "bold", 1), size=TEXT, loc="left")
    return figure


def draw_budget(ax: Axes, plan: Plan, stream: str | None) -> None:
    """Bars of use and marks of limits on the axes given."""
    uses = [use for use in plan.uses if use.kind == "budget" and use.stream == stream]
    scale = money_scale([max(use.used, use.limit) for use in uses], plan.scenario.currency)
    xs = [use.quarter for use in uses]
    ax.bar(xs, [use.used / scale.divisor for use in uses], color=SKY, width=0.7, label="used")
    ax.hlines(
        [use.limit / scale.divisor for use in uses], [x - 0.42 for x in xs], [x + 0.42 for x in xs], color=ORANGE
    )
    ax.plot([], [], color=ORANGE, label="limit")
    full = [use for use in uses if use.limit > 0 and use.used >= 0.995 * use.limit]
    ax.plot([u.quarter for u in full], [u.used / scale.divisor for u in full], "v", color=GREEN, label="used up")
    ax.set_ylim(bottom=0)
    ax.set_ylabel(scale.unit, size=TEXT)
    ax.set_xlabel("quarter", size=TEXT)
    whole_numbers(ax, "x", 12)
    tidy(ax, "y")
    ax.legend(loc="upper right", bbox_to_anchor=(1, 1.1), ncols=3, frameon=False, fontsize=SMALL)


@styled()
def frontier_figure(scenario: Scenario, found: Frontier) -> Figure:
    """Expected value against budget, with the proven bound above it and the knee marked."""
    note = (
        f"Budget of all {scenario.calendar.quarters} quarters together; the bound is proven: no plan lies above it."
    )
    figure = page("What more budget would bring", f"{scenario.name}: best plan at every budget", note)
    draw_frontier(place(figure, 1.0, 1.0, 11.2, 4.9), scenario, found)
    return figure


def draw_frontier(ax: Axes, scenario: Scenario, found: Frontier) -> None:
    """The curve on the axes given."""
    solved = [point for point in found.points if point.value is not None]
    across = money_scale([point.budget for point in solved], scenario.currency)
    up = money_scale([point.bound or point.value or 0.0 for point in solved], scenario.currency)
    xs = [point.budget / across.divisor for point in solved]
    ys = [(point.value or 0.0) / up.divisor for point in solved]
    bounds = [(point.value if point.bound is None else point.bound) or 0.0 for point in solved]
    ax.fill_between(xs, ys, [bound / up.divisor for bound in bounds], color=SKY, alpha=0.5, label="up to the bound")
    ax.plot(xs, ys, color=BLUE, marker="o", markersize=5, label="best plan")
    for point in solved:
        x, y = point.budget / across.divisor, (point.value or 0.0) / up.divisor
        if point is found.knee:
            ax.plot([x], [y], marker="o", markersize=12, fillstyle="none", color=ORANGE)
            ax.annotate("knee", (x, y), xytext=(8, -16), textcoords="offset points", size=SMALL, color=INK)
        if abs(point.factor - 1.0) < 1e-9:
            ax.axvline(x, color=MUTED, linewidth=0.8, linestyle=":")
            foot = (x, ax.get_ylim()[0])
            ax.annotate("today", foot, xytext=(4, 4), textcoords="offset points", size=SMALL, color=MUTED)
    ax.set_xlabel(f"budget, {across.unit}", size=TEXT)
    ax.set_ylabel(f"expected value, {up.unit}", size=TEXT)
    tidy(ax, "y")
    ax.legend(loc="lower right", frameon=False, fontsize=SMALL)


@styled()
def axis_frontier_figure(scenario: Scenario, found: AxisFrontier) -> Figure:
    """Expected value in money against points, with the proven bound above it."""
    axis = scenario.value_axis
    note = (
        "Filled: the best plan at some weight of a point. The bound is proven: no plan with so many lies above it."
    )
    title = f"What {axis.name} costs"
    figure = page(title, f"{scenario.name}: plans of which none has more of both", note)
    draw_axis_frontier(place(figure, 1.0, 1.0, 11.2, 4.9), scenario, found)
    return figure


def draw_axis_frontier(ax: Axes, scenario: Scenario, found: AxisFrontier) -> None:
    """The curve on the axes given: it falls in steps, as plans do."""
    plans, axis = found.plans, scenario.value_axis
    bounds = [plan.value if plan.bound is None else plan.bound for plan in plans]
    up = money_scale([plan.value for plan in plans] + bounds, scenario.currency)
    xs, ys = [plan.points for plan in plans], [plan.value / up.divisor for plan in plans]
    if any(bound > plan.value * (1 + 1e-9) for bound, plan in zip(bounds, plans, strict=True)):
        tops = [bound / up.divisor for bound in bounds]
        ax.fill_between(xs, ys, tops, color=SKY, alpha=0.5, step="pre", label="up to the bound")
    ax.step(xs, ys, where="pre", color=BLUE, linewidth=1.2, zorder=2)
    for preferred, label in ((True, "best at some weight"), (False, "best at none")):
        own = [k for k, plan in enumerate(plans) if plan.preferred is preferred]
        if own:
            face = BLUE if preferred else "white"
            at, high = [xs[k] for k in own], [ys[k] for k in own]
            ax.scatter(at, high, s=42, facecolors=face, edgecolors=BLUE, zorder=3, label=label)
    if axis.weight is not None and plans:
        chosen = found.best(axis.weight)
        ax.plot(
            [chosen.points], [chosen.value / up.divisor], marker="o", markersize=13, fillstyle="none", color=ORANGE
        )
        ax.annotate(
            "at the stated weight", (chosen.points, chosen.value / up.divisor), xytext=(10, 8),
            textcoords="offset points", size=SMALL, color=INK,
        )  # fmt: skip
    ax.set_xlabel(f"{axis.name}, {axis.unit}", size=TEXT)
    ax.set_ylabel(f"expected value, {up.unit}", size=TEXT)
    ax.margins(x=0.06, y=0.12)
    tidy(ax, "y")
    ax.legend(loc="lower left", frameon=False, fontsize=SMALL)


def files(name: str, figure: Figure) -> dict[str, bytes]:
    """File name -> content of a figure, as PNG and SVG."""
    return {f"{name}.{suffix}": rendered(figure, suffix) for suffix in ("png", "svg")}


def figures(plan: Plan) -> dict[str, bytes]:
    """File name -> content of every figure of a plan, as PNG and SVG."""
    drawn = {"roadmap": roadmap_figure(plan), "value": value_figure(plan), "budgets": budget_figure(plan)}
    return {file: content for name, figure in drawn.items() for file, content in files(name, figure).items()}
