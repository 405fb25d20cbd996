"""Where a difference arises: by value stream and by objective, each with its interval, adding up to the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from report.comparison.breakdown import row_words
from report.shared.fitting import wrap
from report.shared.numbers_in_words import money
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import BLUE, HEIGHT, INK, ORANGE, PAPER, SMALL, TEXT, WIDTH, money_scale, styled
from sim.outcomes.breakdown import PARTS
from sim.outcomes.statistics import mean_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.studies.comparison import Comparison

MOST = 10
"""Most rows of a panel; the rest is one row."""
NAMES = 2.5
"""Room for names, in inches."""
AMOUNTS = 0.95
"""Room for amounts at the right, in inches."""
HEADS = {"value_streams": "By value stream", "objectives": "By objective"}


@styled()
def draw_arising(comparison: Comparison) -> Figure:
    """Two panels: the mean paired difference of every value stream and objective; hollow bars are not decided."""
    first, second = (labels(comparison)[name] for name in comparison.models)
    figure = page(
        "Where the difference arises",
        subtitle(comparison),
        f"Net present value, {second} less {first}. Thin lines: 95 % intervals; hollow: not decided. Each panel "
        "adds up to the whole.",
    )
    half = (WIDTH - 2 * EDGE - 0.4) / 2
    for k, table in enumerate(HEADS):
        left = EDGE + k * (half + 0.4) + NAMES
        ax = place(figure, left, BOTTOM + 0.75, half - NAMES - AMOUNTS, HEIGHT - TOP - BOTTOM - 1.3)
        _draw_panel(ax, comparison, table)
    return figure


def _draw_panel(ax: Axes, comparison: Comparison, table: str) -> None:
    values = comparison.breakdown[table][:, :, :, PARTS.index("npv")]
    differences = values[:, 1] - values[:, 0]
    words = row_words(comparison, table)
    order = [row for row in np.argsort(-np.abs(differences.mean(axis=0)), kind="stable") if values[:, :, row].any()]
    groups = [(words[row], differences[:, row]) for row in order[:MOST]]
    if order[MOST:]:
        groups.append((f"{len(order) - MOST} more", differences[:, order[MOST:]].sum(axis=1)))
    groups.append(("Net present value", differences.sum(axis=1)))
    ends = [mean_interval(d) for _, d in groups]
    known = [end for triple in ends for end in triple if np.isfinite(end)]
    scale = money_scale(known, comparison.scenario.currency)
    tidy(ax, "x")
    for row, (low, mean, high) in enumerate(ends):
        colour = BLUE if mean >= 0 else ORANGE
        decided = low > 0 or high < 0
        ax.barh(
            row, mean / scale.divisor, height=0.62, zorder=3, linewidth=1.4, edgecolor=colour,
            color=colour if decided else PAPER, hatch="" if mean >= 0 or not decided else "//",
        )  # fmt: skip
        if np.isfinite([low, high]).all():
            ax.plot([low / scale.divisor, high / scale.divisor], [row, row], color=INK, linewidth=1.1, zorder=4)
        ax.annotate(
            money(mean, plus=True), (1.0, row), xycoords=("axes fraction", "data"), xytext=(8, 0),
            textcoords="offset points", va="center", size=SMALL, color=INK, annotation_clip=False,
            weight="bold" if row == len(groups) - 1 else "normal",
        )  # fmt: skip
    ax.axvline(0, color=INK, linewidth=1.4, zorder=5)
    ax.axhline(len(groups) - 1.5, color=INK, linewidth=0.8)
    ax.set_ylim(max(len(groups), 5) - 0.4, -0.6)
    names = [wrap(name, (NAMES - 0.15) * 72, SMALL, lines=2) for name, _ in groups]
    ax.set_yticks(range(len(groups)), names)
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.set_xlabel(scale.unit, size=TEXT)
    ax.annotate(HEADS[table], (0.0, 1.0), xycoords="axes fraction", xytext=(-NAMES * 72, 6), size=TEXT,
                textcoords="offset points", weight="bold", color=INK, annotation_clip=False)  # fmt: skip
