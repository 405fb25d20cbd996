"""What the figures of a history share: the field's percentile lines, axes of days, a fitting number of ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

from report.history.history_text import PERCENTILES, days, percentile
from report.shared.style import BLUE, GREEN, INK, ORANGE, PAPER, TEXT, VERMILLION, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

COLOURS = {50: GREEN, 70: BLUE, 85: ORANGE, 95: VERMILLION}
DASHES = {50: "-", 70: (0, (7, 1.5)), 85: (0, (4, 1.5)), 95: (0, (1.5, 1.2))}


def percentile_lines(ax: Axes, sorted_days: Sequence[float], right: float) -> None:
    """Lines at 50, 70, 85 and 95 % across the axes, labelled outside on the right, apart from each other."""
    low, high = ax.get_ylim()
    gap = (high - low) * 0.045
    before = -float("inf")
    for p in PERCENTILES:
        value = percentile(sorted_days, p)
        ax.axhline(value, color=COLOURS[p], linewidth=1.6, linestyle=DASHES[p], zorder=1)
        at = max(value, before + gap)
        before = at
        ax.annotate(
            f"{p} %: {days(value)} days",
            (right, at),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            size=TEXT,
            color=readable(COLOURS[p]),
            annotation_clip=False,
        )


def day_axis(ax: Axes, label: str = "") -> None:
    """The x axis in days of the calendar."""
    locator = AutoDateLocator(maxticks=9)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    if label:
        ax.set_xlabel(label, size=TEXT)


def empty(ax: Axes, words: str) -> None:
    """Axes that have nothing to show say why."""
    ax.set_axis_off()
    ax.text(
        0.5,
        0.5,
        words,
        transform=ax.transAxes,
        ha="center",
        va="center",
        size=TEXT,
        color=INK,
        bbox={"facecolor": PAPER, "edgecolor": "none"},
    )
