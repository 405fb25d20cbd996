"""Ageing work in progress: where every item under way lies, and how old it is against the finished ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from intake.history.durations import CONVENTIONS, age_days
from report.history.figures.lines import empty, percentile_lines
from report.history.history_text import cycle_times
from report.shared.fitting import wrap
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import BLUE, HEIGHT, INK, MUTED, PAPER, SMALL, TEXT, WIDTH, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from intake.history.closed import Closed
    from intake.history.durations import Convention
    from intake.history.history import History

NAMED = 8
"""The oldest items carry their names."""


@styled()
def draw_ageing(history: History, convention: Convention, closed: Closed) -> Figure:
    """Age by stage, the oldest items named, with the percentiles of the finished items as lines."""
    times = cycle_times(history, convention, closed)
    aged = [(item, age_days(history, item, convention, closed.days)) for item in history.in_progress]
    known = [(item, age) for item, age in aged if age is not None]
    unknown = len(aged) - len(known)
    words = f"; {unknown} of unknown start are not shown" if unknown else ""
    figure = page(
        "Ageing work in progress",
        f"{history.source}: {len(aged)} items under way at the end of {history.as_of}, "
        f"{CONVENTIONS[convention]}{words}",
        "Lines: within so many days that share of the finished items was done.",
    )
    ax = place(figure, EDGE + 0.7, BOTTOM + 0.6, WIDTH - 2 * EDGE - 2.4, HEIGHT - TOP - BOTTOM - 0.8)
    if not known:
        empty(ax, "No item under way has a start.")
        return figure
    tidy(ax, "y")
    seen = {item.stage for item, _ in known}
    stages = [stage for stage in history.stages if stage in seen] + sorted(seen - set(history.stages))
    placed: dict[tuple[int, int], int] = {}
    band = max([age for _, age in known] + times[-1:]) / 30 or 1.0
    lowest: dict[int, float] = {}
    named = 0
    for item, age in known:
        column = stages.index(item.stage)
        slot = placed.get((column, int(age / band)), 0)
        placed[column, int(age / band)] = slot + 1
        x = column - slot * 0.06  # to the left: names stand on the right
        ax.scatter([x], [age], s=42, color=BLUE, alpha=0.75, linewidths=0, zorder=2)
        if slot == 0 and lowest.get(column, math.inf) - age >= band * 1.4 and named < NAMED:
            named, lowest[column] = named + 1, age
            ax.annotate(
                item.id,
                (x, age),
                xytext=(8, 0),
                textcoords="offset points",
                size=SMALL,
                color=INK,
                va="center",
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
            )
    ax.set_xlim(-0.6, len(stages) - 0.4)
    room = (WIDTH - 2 * EDGE - 2.4) * 72 / len(stages)
    ax.set_xticks(
        range(len(stages)), [wrap(stage or "no stage", room, TEXT, lines=2) for stage in stages], size=TEXT
    )
    ax.set_ylim(0, max([age for _, age in known] + times[-1:]) * 1.08)
    if times:
        percentile_lines(ax, times, 1.0)
    else:
        ax.annotate("no finished item has a start", (0.5, 0.95), xycoords="axes fraction", size=SMALL, color=MUTED)
    for column in range(len(stages)):
        count = sum(item.stage == stages[column] for item, _ in known)
        ax.annotate(
            f"{count} items" if count != 1 else "1 item",
            (column, 1),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            size=SMALL,
            color=MUTED,
        )
    ax.set_ylabel("age, days", size=TEXT)
    return figure
