"""Paired differences of the main outcomes against the first model, each on a scale of its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from report.comparison.figures.worlds import draw_worlds
from report.shared.fitting import wrap
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import (
    BETTER,
    HEIGHT,
    INK,
    MUTED,
    PAPER,
    SMALL,
    TEXT,
    WIDTH,
    Look,
    Scale,
    looks,
    scale_of,
    styled,
)
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.outcomes.statistics import Difference
    from sim.studies.comparison import Comparison

MAIN = ("npv", "lead_time_weeks", "time_to_first_value_weeks", "longest_gap_weeks", "cost", "mmps_released")
"""Outcomes of the figure: money at the left, around the worlds one by one; time and flow at the right."""
PLACES = ((0, 0), (0, 1), (1, 1), (2, 1), (3, 0), (3, 1))
"""Row and column of each."""
ROWS = 4
"""Rows of panels."""
FIGURES = 2.25
"""Room for the numbers at the right of a panel, in inches."""
GAP = 0.7
"""Room for heading and axis between two panels, in inches."""


def axis_scale(outcome: str, differences: list[Difference], currency: str) -> Scale:
    """Unit in which differences of an outcome are drawn."""
    if outcome == "releases":
        return Scale(1.0, "releases")
    ends = [end for d in differences for end in (d.mean, d.p10, d.p90) if math.isfinite(end)]
    return scale_of(OUTCOMES[outcome].unit, ends, currency, change=True)


@styled()
def draw_difference(comparison: Comparison, outcome: str, ax: Axes | None = None) -> Axes:
    """One outcome: paired difference of every other model to the first, from top to bottom.

    Marker: mean; thick bar: its 95 % interval; thin bar: P10 to P90 of the worlds. A hollow marker
    is not decided: the interval holds zero or does not exist. On given axes, the numbers
    take two inches to the right of them.
    """
    first, others = comparison.models[0], comparison.models[1:]
    differences = [comparison.difference(outcome, model, first) for model in others]
    scale = axis_scale(outcome, differences, comparison.scenario.currency)
    if ax is None:
        figure = page(f"{OUTCOMES[outcome].label}: paired differences", subtitle(comparison), _note(comparison))
        ax = place(figure, 3.4, BOTTOM + 0.4, WIDTH - 3.4 - FIGURES - EDGE, HEIGHT - TOP - BOTTOM - 0.8)
        name_rows(ax, comparison, 2.85)
    styles = looks(comparison.models)
    for row, d in enumerate(differences):
        _draw_row(ax, row, d, scale, styles[d.a])
    ax.axvline(0, color=INK, linewidth=1.0, zorder=2)
    ax.set_ylim(len(others) - 0.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    _limit(ax, differences, scale)
    tidy(ax, "x")
    ax.xaxis.set_label_position("top")
    ax.set_xlabel(
        f"{OUTCOMES[outcome].label}, {scale.unit}   {BETTER[OUTCOMES[outcome].better]}".rstrip(),
        size=TEXT, weight="bold", loc="left",
    )  # fmt: skip
    return ax


def _draw_row(ax: Axes, row: int, d: Difference, scale: Scale, look: Look) -> None:
    if d.n and math.isfinite(d.mean):
        ends = [d.p10 / scale.divisor, d.p90 / scale.divisor]
        ax.plot(ends, [row, row], color=look.colour, linewidth=1.4, marker="|", markersize=8, zorder=3)
        if math.isfinite(d.half_width):
            ends = [d.low / scale.divisor, d.high / scale.divisor]
            ax.plot(ends, [row, row], color=look.colour, linewidth=7, solid_capstyle="butt", zorder=4)
        face = look.colour if d.decided else PAPER
        ax.plot(
            [d.mean / scale.divisor], [row], look.marker, markersize=9, markerfacecolor=face,
            markeredgecolor=INK, markeredgewidth=1.2, zorder=5,
        )  # fmt: skip
    ax.annotate(
        in_words(d, scale), (1.0, row), xycoords=("axes fraction", "data"), xytext=(10, 0),
        textcoords="offset points", va="center", ha="left", size=SMALL, color=INK if d.decided else MUTED,
        weight="bold" if d.decided else "normal", annotation_clip=False,
    )  # fmt: skip


def in_words(d: Difference, scale: Scale) -> str:
    """The mean with its interval, or why there is none."""
    if not d.n:
        return "no world has it in both"
    digits = 1 if max(abs(x) for x in (d.mean, d.p10, d.p90)) / scale.divisor >= 1 else 2
    mean, low, high = (number(x / scale.divisor, digits, plus=True) for x in (d.mean, d.low, d.high))
    if d.n < 2:
        return f"{mean} (no interval)"
    if d.share_ties == 1:
        return "no difference in any world"
    return f"{mean} [{low}, {high}]" if d.decided else f"{mean} not decided"


def _limit(ax: Axes, differences: list[Difference], scale: Scale) -> None:
    """Limits that hold zero, every bar and every finite interval."""
    ends = [
        end / scale.divisor
        for d in differences
        for end in (d.mean, d.p10, d.p90, d.low, d.high)
        if math.isfinite(end)
    ]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    rim = 0.08 * (high - low) or 1.0
    ax.set_xlim(low - rim, high + rim)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


def name_rows(ax: Axes, comparison: Comparison, width: float) -> None:
    """Names of the other models, within ``width`` inches at the left of a panel."""
    styles, names = looks(comparison.models), labels(comparison)
    for row, model in enumerate(comparison.models[1:]):
        ax.annotate(
            wrap(names[model], width * 72, SMALL, lines=1), (0.0, row), xycoords=("axes fraction", "data"),
            xytext=(-10, 0), textcoords="offset points", ha="right", va="center", size=SMALL,
            color=styles[model].ink, annotation_clip=False, linespacing=1.0,
        )  # fmt: skip


def _note(comparison: Comparison) -> str:
    if comparison.replications < 2:
        return "One world: no interval exists, and nothing is decided."
    return "Marker: mean. Thick bar: its 95 % interval. Thin bar: P10 to P90 of the worlds. Hollow: not decided."


@styled()
def draw_differences(comparison: Comparison) -> Figure:
    """The outcomes of ``MAIN`` and the difference in net present value world by world, in two columns on a page.

    Raises:
        ValueError: there is one model only.

    """
    names = labels(comparison)
    others = len(comparison.models) - 1
    if others < 1:
        raise ValueError("a difference needs two models")
    single = others == 1
    wide = 0.0 if single else 2.85
    inner = max((HEIGHT - TOP - BOTTOM) / ROWS, GAP + 0.1625 * others) - GAP
    height = TOP + BOTTOM + ROWS * (inner + GAP)
    what = names[comparison.models[1]] if single else "Other models"
    title = f"{what} against {names[comparison.models[0]]}: paired differences"
    figure = page(title, subtitle(comparison), _note(comparison), height)
    across = (WIDTH - 2 * EDGE - wide) / 2
    panel = across - FIGURES - 0.2

    def at(row: int) -> float:
        return height - TOP - (row + 1) * (inner + GAP) + 0.42

    for outcome, (row, column) in zip(MAIN, PLACES, strict=True):
        ax = place(figure, EDGE + wide + column * across + 0.1, at(row), panel, inner)
        draw_difference(comparison, outcome, ax)
        if not single and column == 0:
            name_rows(ax, comparison, wide - 0.1)
    indent = 0.75 if single else 1.2
    room = wide + panel + 0.1 - indent
    ax = place(figure, EDGE + indent, at(2) + 0.1, room, 2 * inner + GAP - 0.2)
    draw_worlds(comparison, ax)
    ax.set_title("Net present value, world by world", loc="left", size=TEXT, weight="bold")
    return figure
