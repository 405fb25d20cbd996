"""Throughput run chart: finished items week by week, with the mean and where the rate changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import date2num

from intake.history.doctor.drift import drift_of
from intake.history.weekly import weekly
from report.history.figures.lines import day_axis, empty
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy, whole_numbers
from report.shared.style import BLUE, HEIGHT, INK, PAPER, SKY, SMALL, TEXT, VERMILLION, WIDTH, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from intake.history.closed import Closed
    from intake.history.history import History


@styled()
def draw_run_chart(history: History, closed: Closed) -> Figure:
    """Bars by week (closed weeks are gaps), the median, and both rates where the rate drifts."""
    past = weekly(history, closed=closed)
    total = past.total
    shown = f"{len(total)} whole weeks, {total.mean():.1f} items a week" if len(total) else "no whole week"
    figure = page(
        "Throughput",
        f"{history.source}: {shown}",
        f"Not counted: {'; '.join(past.left_out)}." if past.left_out else "",
    )
    ax = place(figure, EDGE + 0.7, BOTTOM + 0.6, WIDTH - 2 * EDGE - 1.9, HEIGHT - TOP - BOTTOM - 0.8)
    if not len(total):
        empty(ax, "There is no whole week.")
        return figure
    tidy(ax, "y")
    x = np.array([date2num(m) for m in past.mondays]) if past.mondays else np.arange(1.0, len(total) + 1)
    wide = 7.0 if past.mondays else 1.0
    ax.bar(
        x,
        total,
        width=wide * 0.85,
        align="edge" if past.mondays else "center",
        color=SKY,
        edgecolor=PAPER,
        linewidth=0.5,
    )
    mean = float(total.mean())
    drift = drift_of(total)
    if drift is not None and drift.found:
        at = x[drift.week]
        for begin, end, rate in ((x[0], at, drift.before), (at, x[-1] + wide, drift.after)):
            ax.plot([begin, end], [rate, rate], color=VERMILLION, linewidth=2)
        words = f"drift: {drift.before:.1f}, then {drift.after:.1f} a week"
        ax.annotate(
            words,
            (at, 1),
            xycoords=("data", "axes fraction"),
            va="top",
            size=TEXT,
            color=INK,
            xytext=(4, -2),
            textcoords="offset points",
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )
    ax.axhline(mean, color=BLUE, linewidth=1.6)
    ax.annotate(
        f"mean {mean:.1f}",
        (1, mean),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        size=TEXT,
        color=BLUE,
        annotation_clip=False,
    )
    if past.mondays:
        day_axis(ax, "week (Monday)")
    else:
        ax.set_xlabel("week of the file", size=TEXT)
        whole_numbers(ax, "x", 12)
    whole_numbers(ax, "y", 8)
    ax.set_ylim(0, max(1.0, float(total.max()) * 1.15))
    ax.set_ylabel("items done", size=TEXT)
    ax.tick_params(labelsize=SMALL)
    return figure
