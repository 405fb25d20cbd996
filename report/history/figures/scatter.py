"""Cycle-time scatter: a dot for every finished item, with the 50, 70, 85 and 95 % lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import date2num

from intake.history.durations import CONVENTIONS, cycle_days
from report.history.figures.lines import day_axis, empty, percentile_lines
from report.history.history_text import cycle_times
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import HEIGHT, INK, SMALL, TEXT, WIDTH, looks, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from intake.history.closed import Closed
    from intake.history.durations import Convention
    from intake.history.history import History

MOST_TYPES = 5
"""Types that get a marker of their own; the rest share one."""


@styled()
def draw_scatter(history: History, convention: Convention, closed: Closed) -> Figure:
    """Cycle time over the day of completion; markers by type where there are several."""
    times = cycle_times(history, convention, closed)
    unknown = len(history.finished) - len(times)
    figure = page(
        "Cycle times",
        f"{history.source}: {len(times):,} finished items, {CONVENTIONS[convention]}",
        f"Without {unknown:,} finished items of unknown start." if unknown else "Every finished item is a dot.",
    )
    ax = place(figure, EDGE + 0.7, BOTTOM + 0.6, WIDTH - 2 * EDGE - 2.4, HEIGHT - TOP - BOTTOM - 0.8)
    if not times:
        empty(ax, "No finished item has a start: there are no cycle times.")
        return figure
    tidy(ax, "y")
    names = list(history.types)[:MOST_TYPES]
    groups: dict[str, list[tuple[float, float]]] = {}
    for item in history.finished:
        taken = cycle_days(item, convention, closed.days)
        if taken is not None and item.ended is not None:
            name = item.type if item.type in names else "other"
            groups.setdefault(name, []).append((date2num(item.ended), taken))
    look = looks(["", *names, "other"])  # orange is the colour of the 85 % line
    for name, dots in groups.items():
        x, y = np.array(dots).T
        ax.scatter(
            x,
            y,
            s=22,
            alpha=0.55,
            color=look[name].colour,
            marker=look[name].marker,
            linewidths=0,
            zorder=2,
            label=f"{name or 'no type'} ({len(dots)})",
        )
    ax.set_ylim(0, max(times) * 1.08)
    percentile_lines(ax, times, 1.0)
    if len(groups) > 1:
        ax.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1),
            ncols=6,
            fontsize=SMALL,
            frameon=False,
            labelcolor=INK,
            borderaxespad=0.2,
        )
    day_axis(ax, "day of completion")
    ax.set_ylabel("cycle time, days", size=TEXT)
    return figure
