"""What the rows of an organisation do, as a picture: bars under two models and in their difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from report.attribution.organisation_text import SIDES, names_of, unit_for
from report.shared.fitting import wrap
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.style import BLUE, HEIGHT, INK, MUTED, ORANGE, SMALL, TEXT, WIDTH, styled
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.attribution.text import Unit
    from sim.studies.organisation import Organisation, Side

NAMES = 3.4
"""Room for names at the left, in inches."""


@styled()
def organisation_figure(found: Organisation, outcome: str) -> Figure:
    """A panel for each model and one for the difference; a bar for each row and one for all of them.

    Args:
        found: the study; it has at least one row.
        outcome: key of ``OUTCOMES``.

    """
    unit, label = unit_for(found, outcome), OUTCOMES[outcome].label
    note = "Bar: what a row adds, averaged over all orders (Shapley). Line: 95 % interval. Pale: it contains zero."
    figure = page(f"{label}: what the organisation does", subtitle(found), note)
    tall, wide = HEIGHT - TOP - BOTTOM - 1.3, (WIDTH - 2 * EDGE - NAMES) / 3 - 0.3
    first, second = names_of(found)
    for side, name in zip(SIDES, (first, second, f"{second} less {first}"), strict=True):
        axes = place(figure, EDGE + NAMES + side * (wide + 0.3), BOTTOM + 0.6, wide, tall)
        draw_rows(axes, found, outcome, side, unit)
        axes.set_title(wrap(name, wide * 72, TEXT, "bold", 2), size=TEXT, weight="bold", loc="left")
        axes.set_xlabel(unit.name, size=SMALL)
        if side:
            axes.set_yticklabels([])
    return figure


def draw_rows(ax: Axes, found: Organisation, outcome: str, side: Side, unit: Unit) -> None:
    """The rows under one model, or in the difference, on the axes given."""
    rows = [found.part(outcome, row, side) for row in range(len(found.rows))]
    rows.append(found.whole(outcome, side))
    for at, each in enumerate(rows):
        mean, low, high = (value / unit.divisor for value in (each.mean, each.low, each.high))
        colour = BLUE if mean >= 0 else ORANGE
        ax.barh(at, mean, height=0.6, color=colour, alpha=1.0 if each.decided else 0.35, zorder=3)
        if math.isfinite(low):
            ax.plot([low, high], [at, at], color=INK, linewidth=1.4, marker="|", markersize=8, zorder=4)
    ax.axvline(0, color=INK, linewidth=1.0, zorder=2)
    ax.axhline(len(rows) - 1.5, color=MUTED, linewidth=0.8, zorder=1)
    ax.set_yticks(range(len(rows)))
    names = [*(row.label for row in found.rows), "All of them"]
    ax.set_yticklabels([wrap(name, (NAMES - 0.2) * 72, TEXT, lines=2) for name in names], size=TEXT)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    tidy(ax, "x")
