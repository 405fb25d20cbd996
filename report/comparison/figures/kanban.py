"""Cumulative flow of the portfolio: how many MMPs stand in which column of the portfolio kanban."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from report.shared.fitting import text_width, wrap
from report.shared.kanban_columns import STAGES, draw_key
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, quarters_axis, subtitle, tidy, whole_numbers
from report.shared.study import labels
from report.shared.style import HEIGHT, INK, MUTED, SMALL, TEXT, WIDTH, styled, text_on
from sim.outcomes.timeline import COLUMNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.shared.kanban_columns import Swatch
    from sim.arrays import Floats
    from sim.studies.comparison import Comparison

ORDER = ("done", "stopped", *reversed(COLUMNS[:5]))
"""Columns from the bottom to the top of the diagram: what has left is below what has yet to."""
ACROSS = 3
"""Most panels beside each other."""


@styled()
def draw_kanban(comparison: Comparison, model: str, ax: Axes) -> Axes:
    """Cumulative flow diagram of one model on the axes given: mean number of MMPs by column and quarter."""
    counts = comparison.kanban[comparison.models.index(model)]
    weeks = np.arange(counts.shape[1]) / comparison.scenario.calendar.weeks_per_quarter
    base = np.zeros(counts.shape[1])
    ax.set_xlim(0, weeks[-1])
    ax.set_ylim(0, max(1.0, float(comparison.kanban.sum(axis=1).max())) * 1.04)
    for column in ORDER:
        look, top = STAGES[column], base + counts[COLUMNS.index(column)]
        ax.fill_between(
            weeks, base, top, facecolor=look.colour, hatch=look.hatch, edgecolor=look.line, linewidth=0, zorder=2
        )
        ax.plot(weeks, top, color=INK, linewidth=0.7, zorder=3)
        _name_area(ax, look, weeks, base, top)
        base = top
    tidy(ax)
    whole_numbers(ax, "y")
    calendar = comparison.scenario.calendar
    if calendar.benefit_end > calendar.horizon:
        ax.axvline(calendar.quarters, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)), zorder=4)
    return ax


@styled()
def draw_kanbans(comparison: Comparison) -> Figure:
    """A panel per model on a page, all on the same scale."""
    names = labels(comparison)
    across = min(ACROSS, len(comparison.models), 2 if len(comparison.models) == 4 else ACROSS)
    down = math.ceil(len(comparison.models) / across)
    height = max(HEIGHT, TOP + BOTTOM + 0.4 + 2.5 * down)
    means = "Means of the worlds. " if comparison.replications > 1 else ""
    note = f"{means}Dashed: end of funding; what stands in funnel or review then is never chosen."
    figure = page("Portfolio kanban: where the MMPs stand", subtitle(comparison), note, height)
    draw_key(figure, [STAGES[column] for column in ORDER], EDGE, TOP - 0.03)
    left, room = EDGE + 0.75, (WIDTH - 2 * EDGE - 0.75) / across
    tall = (height - TOP - BOTTOM - 0.3) / down
    for k, model in enumerate(comparison.models):
        row, column = divmod(k, across)
        bottom = height - TOP - 0.3 - (row + 1) * tall + 0.6
        ax = place(figure, left + column * room, bottom, room - 0.35, tall - 1.0)
        draw_kanban(comparison, model, ax)
        quarters_axis(ax, comparison, 9)
        ax.set_title(wrap(names[model], (room - 0.4) * 72, TEXT, "bold", 1), loc="left", size=TEXT, weight="bold")
        if column:
            ax.tick_params(labelleft=False)
        else:
            ax.set_ylabel("number of MMPs", size=TEXT)
    return figure


def _name_area(ax: Axes, look: Swatch, weeks: Floats, base: Floats, top: Floats) -> None:
    """The name of an area inside it, where it is thickest over the width of the name; none when too thin."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    box, (across, up) = ax.get_position(), figure.get_size_inches() * 72
    span = (text_width(look.name, SMALL) + 12) / (box.width * across) * weeks[-1]
    steps = int(np.ceil(span / weeks[1])) + 1
    if steps > len(weeks):
        return
    floor = np.lib.stride_tricks.sliding_window_view(base, steps).max(axis=1)
    ceiling = np.lib.stride_tricks.sliding_window_view(top, steps).min(axis=1)
    best = int(np.argmax(ceiling - floor))
    if (ceiling[best] - floor[best]) / ax.get_ylim()[1] * box.height * up < 1.6 * SMALL:
        return
    ax.text(
        weeks[best] + weeks[steps - 1] / 2, (ceiling[best] + floor[best]) / 2, look.name, size=SMALL, ha="center",
        va="center", color=text_on(look.colour), zorder=5,
        bbox={"facecolor": look.colour, "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip
