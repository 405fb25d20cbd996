"""An answer over assumptions: how the difference lies over the sets, and which numbers explain its spread."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from report.assumptions.text import band, label_of
from report.shared.fitting import wrap
from report.shared.numbers_in_words import percent
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy, whole_numbers
from report.shared.study import labels
from report.shared.style import BLUE, HEIGHT, INK, MUTED, ORANGE, SMALL, TEXT, WIDTH, readable, scale_of, styled
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.shared.style import Scale
    from sim.studies.assumptions import Assumptions

MOST = 9
"""Most numbers at the right."""
BINS = 24
"""Bars of the histogram, about."""
NAMES = 2.9
"""Room for the names of numbers, in inches."""


@styled()
def draw_assumptions_page(study: Assumptions) -> Figure:
    """Left: sets by their difference, coloured by who wins. Right: shares of the spread with their errors."""
    figure = page(
        "What if the assumptions are others?",
        subtitle(study),
        f"{study.sets:,} sets of {study.worlds} worlds; every uncertain number drawn from its range; luck "
        "taken out. Shares: of the variance, with others; thin lines: 95 % intervals.",
    )
    tall = HEIGHT - TOP - BOTTOM - 1.75
    wide = (WIDTH - 2 * EDGE) / 2 - 0.4
    figure.text(
        EDGE / WIDTH, 1 - (TOP + 0.05) / HEIGHT, wrap(band(study), (WIDTH - 2 * EDGE) * 72, TEXT, lines=2),
        size=TEXT, color=INK, va="top",
    )  # fmt: skip
    scale = scale_of(OUTCOMES[study.outcome].unit, study.expected, study.scenario.currency, change=True)
    _draw_sets(place(figure, EDGE + 0.5, BOTTOM + 0.75, wide - 0.5, tall), study, scale)
    left = EDGE + wide + 0.8 + NAMES
    _draw_shares(place(figure, left, BOTTOM + 0.75, WIDTH - EDGE - left - 0.55, tall), study)
    return figure


def _draw_sets(ax: Axes, study: Assumptions, scale: Scale) -> None:
    values = study.expected / scale.divisor
    edges = np.histogram_bin_edges(values, BINS)
    step = edges[1] - edges[0]
    if edges[0] < 0 < edges[-1]:  # zero between two bars, so that a bar has one winner
        edges = np.arange(np.floor(edges[0] / step), np.ceil(edges[-1] / step) + 1) * step
    counts, _ = np.histogram(values, edges)
    second_wins = study.better > 0
    colours = [BLUE if _side(values, second_wins, low, high) else ORANGE for low, high in pairwise(edges)]
    hatches = ["" if colour == BLUE else "//" for colour in colours]
    ax.bar(edges[:-1], counts, width=step, align="edge", color=colours, hatch=hatches, edgecolor="white", zorder=3)
    tidy(ax, "y")
    whole_numbers(ax, "y")
    ax.axvline(0, color=INK, linewidth=1.6, zorder=5)
    p10, p50, p90 = (value / scale.divisor for value in study.quantiles)
    top = float(counts.max())
    ax.set_ylim(0, top * 1.32)
    ax.plot([p10, p90], [top * 1.08] * 2, color=INK, linewidth=1.4, zorder=6)
    ax.plot([p50], [top * 1.08], marker="D", color=INK, markersize=7, zorder=7)
    ax.annotate("P10, P50, P90", (p50, top * 1.08), xytext=(0, 9), textcoords="offset points", ha="center",
                size=SMALL, color=INK)  # fmt: skip
    first, second = (labels(study)[name] for name in study.models)
    unit = scale.unit
    ax.set_xlabel(f"{OUTCOMES[study.outcome].label}: {second} less {first}, {unit}", size=TEXT)
    ax.set_ylabel("sets of assumptions", size=TEXT)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    losing = study.sets - study.wins
    for x, align, name, wins, colour in (
        (0.0, "left", first, losing, ORANGE),
        (1.0, "right", second, study.wins, BLUE),
    ):
        ax.annotate(
            wrap(f"{name} better: {wins:,} of {study.sets:,}", 175, SMALL, "bold", 2), (x, 1.0),
            xycoords="axes fraction", xytext=(0, 4), textcoords="offset points", ha=align, va="bottom", size=SMALL,
            weight="bold", color=readable(colour), annotation_clip=False,
        )  # fmt: skip


def _side(values: np.ndarray, second_wins: np.ndarray, low: float, high: float) -> bool:
    """Whether the second model wins in the sets of a bar; an empty bar takes the side of its place."""
    inside = (values >= low) & (values <= high)
    return bool(second_wins[inside].mean() > 0.5) if inside.any() else False


def _draw_shares(ax: Axes, study: Assumptions) -> None:
    shares = study.shares.shares[:MOST] if study.shares is not None else ()
    tidy(ax, "x")
    if not shares:
        ax.set_yticks([])
        ax.annotate("not enough sets to tell numbers apart", (0.5, 0.5), xycoords="axes fraction", ha="center",
                    size=TEXT, color=MUTED)  # fmt: skip
        return
    for row, share in enumerate(shares):
        ax.barh(row, share.total * 100, height=0.62, color=BLUE, edgecolor="white", zorder=3, alpha=0.55)
        ax.barh(row, share.alone * 100, height=0.62, color=BLUE, edgecolor="white", zorder=4)
        low, high = max(0.0, share.total - share.error) * 100, min(1.0, share.total + share.error) * 100
        ax.plot([low, high], [row, row], color=INK, linewidth=1.1, zorder=5)
        grade = study.numbers[share.number].grade or "own"
        ax.annotate(
            f"{percent(share.total)}  {grade}", (high, row), xytext=(6, 0), textcoords="offset points", va="center",
            size=SMALL, color=INK, annotation_clip=False,
        )  # fmt: skip
    ax.set_ylim(len(shares) - 0.4 if len(shares) > 4 else 4.6, -0.6)
    ax.set_xlim(0, max(1.0, *(min(1.0, s.total + s.error) * 100 for s in shares)) * 1.05)
    ax.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.set_yticks(
        range(len(shares)), [wrap(label_of(study, s), (NAMES - 0.15) * 72, SMALL, lines=2) for s in shares]
    )
    ax.set_xlabel("share, % (dark alone, pale with others)", size=TEXT, loc="right")
    ax.annotate("What explains the spread, with the grade of its range", (0.0, 1.0), xycoords="axes fraction",
                xytext=(-NAMES * 72 + 10, 6), textcoords="offset points", size=SMALL, weight="bold", color=INK,
                annotation_clip=False)  # fmt: skip
