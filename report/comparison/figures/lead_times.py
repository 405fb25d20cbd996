"""Lead times: how long a released MMP took from the idea to the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from report.shared.fitting import wrap
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import HEIGHT, MUTED, PAPER, SMALL, TEXT, WIDTH, looks, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from report.shared.style import Look
    from sim.studies.comparison import Comparison

ROOM = 3.6
"""Room for the labels at the right, in inches."""
MARKED = (0.5, 0.85)
"""Quantiles marked on every line."""


@styled()
def draw_lead_times(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Share of the released MMPs of all worlds that took at most so many weeks; median and P85 are marked.

    On given axes, the labels take 3.6 inches to the right of them.
    """
    models = len(comparison.models)
    if ax is None:
        height = max(HEIGHT, TOP + BOTTOM + 0.6 + 0.95 * models)
        note = "From appearance to release; MMPs under way at week 0 left out. What is not released counts nowhere."
        figure = page("Lead time of MMPs, from idea to release", subtitle(comparison), note, height)
        ax = place(figure, 1.25, BOTTOM + 0.6, WIDTH - 1.25 - ROOM - EDGE, height - TOP - BOTTOM - 0.75)
    styles, names = looks(comparison.models), labels(comparison)
    for share in MARKED:
        ax.axhline(share, color=MUTED, linewidth=0.9, linestyle=(0, (2, 2)), zorder=1.5)
    longest = max((float(weeks.max()) for weeks in comparison.lead_times if len(weeks)), default=1.0)
    for j, model in enumerate(comparison.models):
        look, weeks = styles[model], np.sort(comparison.lead_times[j])
        if len(weeks):
            x = np.concatenate([[0.0], weeks, [longest * 1.03]])
            y = np.concatenate([np.arange(len(weeks) + 1) / len(weeks), [1.0]])
            ax.step(x, y, where="post", color=look.colour, linestyle=look.dash, linewidth=2.2, zorder=3)
            for share in MARKED:
                at = float(np.quantile(weeks, share, method="inverted_cdf"))
                ax.plot(
                    [at], [share], look.marker, markersize=9, markerfacecolor=look.colour, markeredgecolor=PAPER,
                    zorder=5,
                )  # fmt: skip
        _label(ax, j, models, names[model], _words(comparison, j), look)
    ax.set_xlim(0, longest * 1.03)
    ax.set_ylim(0, 1.02)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    ax.set_yticks([0, 0.25, 0.5, 0.75, 0.85, 1.0])
    tidy(ax, "x")
    ax.set_xlabel("lead time, weeks", size=TEXT)
    ax.set_ylabel("share of released MMPs, %", size=TEXT)
    return ax


def _words(comparison: Comparison, model: int) -> str:
    """Quantiles, and how many MMPs they speak for."""
    weeks = comparison.lead_times[model]
    name = comparison.models[model]
    worlds = max(1, comparison.replications)
    unfinished = float(np.mean(comparison.values("mmps_unfinished", name)))
    digits = 1 if worlds > 1 else 0
    counts = f"{number(len(weeks) / worlds, digits)} released, {number(unfinished, digits)} unfinished"
    per = " per world" if worlds > 1 else ""
    if not len(weeks):
        return f"nothing released\n{counts}{per}"
    median, late = (float(np.quantile(weeks, share, method="inverted_cdf")) for share in MARKED)
    return f"median {number(median, 0)}, P85 {number(late, 0)} weeks\n{counts}{per}"


def _label(ax: Axes, row: int, rows: int, name: str, text: str, look: Look) -> None:
    """Name and figures at the right, with a sample of the line."""
    top = 0.98 - row * min(0.24, 1.0 / rows)
    figure = ax.get_figure(root=True)
    assert figure is not None
    unit = 1 / (ax.get_position().width * figure.get_size_inches()[0] * 72)
    y = top - 8 / (ax.get_position().height * figure.get_size_inches()[1] * 72)
    ax.plot(
        [1 + 12 * unit, 1 + 27 * unit, 1 + 42 * unit], [y, y, y], color=look.colour, linestyle=look.dash,
        linewidth=2.2, marker=look.marker, markevery=[1], markersize=8, transform=ax.transAxes, clip_on=False,
    )  # fmt: skip
    head = wrap(name, (ROOM - 0.8) * 72, TEXT, "bold", 2)
    for words, down, size, weight in (
        (head, 0.0, TEXT, "bold"),
        (text, TEXT * 1.32 * (head.count("\n") + 1) + 2 * head.count("\n"), SMALL, "normal"),
    ):
        ax.annotate(
            words, (1.0, top), xycoords="axes fraction", xytext=(50, -down), textcoords="offset points", ha="left",
            va="top", size=size, weight=weight, color=look.ink, annotation_clip=False, linespacing=1.4,
        )  # fmt: skip
