"""Cumulative flow: how many items have entered each stage by each day; what lies between two lines is there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.dates import date2num

from intake.history.durations import cycle_days
from report.history.figures.lines import day_axis, empty
from report.shared.fitting import spread, wrap
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import HEIGHT, MUTED, PAPER, TEXT, WIDTH, Look, looks, styled

if TYPE_CHECKING:
    from datetime import date

    import numpy.typing as npt
    from matplotlib.figure import Figure

    from intake.history.history import History, Item

MOST_DAYS = 1500
FINISHED = "#C8C8C8"
"""What is done is no work any more: grey."""


@styled()
def draw_cumulative_flow(history: History) -> Figure:
    """Bands by stage, from arrival above to done below; only started and done where stages have no dates."""
    names, columns, days = cumulative(history)
    by_stage = any(item.visits for item in history.items)
    figure = page(
        "Cumulative flow",
        f"{history.source}: items that have reached each stage, by day",
        "The height of a band is the work that lies there; its width is about how long it stays."
        if by_stage
        else "Dates of stages are not known: only started and done.",
    )
    ax = place(figure, EDGE + 0.75, BOTTOM + 0.6, WIDTH - 2 * EDGE - 2.6, HEIGHT - TOP - BOTTOM - 0.8)
    if not days or not names:
        empty(ax, "No item has a start.")
        return figure
    tidy(ax, "y")
    x = np.array([date2num(day) for day in days])
    look = looks(names[:-1]) | {names[-1]: Look(FINISHED, MUTED, "-", "", "o")}
    below = np.zeros(len(x))
    for k in range(len(names) - 1, -1, -1):
        name = names[k]
        ax.fill_between(
            x,
            below,
            columns[k],
            step="post",
            color=look[name].colour,
            hatch=look[name].hatch,
            edgecolor=PAPER,
            linewidth=0.4,
            alpha=0.85,
        )
        below = columns[k]
    ax.set_xlim(x[0], x[-1])
    top = float(columns[0][-1])
    ax.set_ylim(0, top * 1.04)
    edges = [float(column[-1]) for column in columns] + [0.0]
    centres = [(edges[k] + edges[k + 1]) / 2 for k in range(len(names))]
    gaps = [top * 0.05] * len(names)
    for name, at, centre in zip(names, spread(centres, gaps, 0.0, top * 1.04), centres, strict=True):
        k = names.index(name)
        size = edges[k] - edges[k + 1]
        words = f"{wrap(name, 105, TEXT, lines=1)} {size:,.0f}"
        ax.annotate(
            words,
            (x[-1], centre),
            xytext=(1.012, at),
            textcoords=("axes fraction", "data"),
            va="center",
            size=TEXT,
            color=look[name].ink,
            annotation_clip=False,
        )
    day_axis(ax)
    ax.set_ylabel("items since the start", size=TEXT)
    return figure


def cumulative(history: History) -> tuple[list[str], list[npt.NDArray[np.float64]], list[date]]:
    """Names from the first stage to done, items that have reached each by the end of each day, and the days.

    An item that skips a stage passes it at once; one that comes back does not leave what it has reached.
    """
    items = [item for item in history.items if item.started is not None and item.state != "removed"]
    if not items or history.as_of is None or history.first_day is None:
        return [], [], []
    first, last = _first(history, history.first_day), history.as_of
    step = max(1, -(-((last - first).days + 1) // MOST_DAYS))
    days = [first + timedelta(days=k) for k in range(0, (last - first).days + 1, step)]
    done_names = {item.stage for item in items if item.state == "done"}
    entered = {visit.stage for item in items for visit in item.visits}
    work = [stage for stage in history.stages if stage in entered and stage not in done_names]
    begun = _begun(items, work)
    stages = work[begun:] or ["under way"]
    reached = [[_reached(item, stages, k) for item in items] for k in range(len(stages))]
    reached.append([item.ended if item.state == "done" else None for item in items])
    ends = np.array([date2num(day + timedelta(days=1)) for day in days])
    columns = []
    for times in reached:
        moments = np.sort([date2num(when) for when in times if when is not None])
        columns.append(np.searchsorted(moments, ends, side="left").astype(np.float64))
    return [*stages, "done"], columns, days


def _first(history: History, day: date) -> date:
    """First day that is drawn: a long cycle time before the first end; what ended earlier is not in an export."""
    if not history.finished or history.finished[0].ended is None:
        return day
    taken = [days for item in history.finished if (days := cycle_days(item, "elapsed")) is not None]
    back = float(np.quantile(taken, 0.85, method="inverted_cdf")) if taken else 0.0
    return max(day, (history.finished[0].ended - timedelta(days=back)).date())


def _begun(items: list[Item], work: list[str]) -> int:
    """Place of the commitment among the stages: the one that most items enter when they are started."""
    counts = [
        sum(any(v.stage == stage and v.entered == item.started for v in item.visits) for item in items)
        for stage in work
    ]
    return max(range(len(work)), key=lambda k: (counts[k], k), default=0)


def _reached(item: Item, stages: list[str], k: int) -> object:
    """When an item first was in a stage or beyond."""
    if k == 0:
        return item.started
    times = [visit.entered for visit in item.visits if visit.stage in stages[k:]]
    if item.state == "done" and item.ended is not None:
        times.append(item.ended)
    return min(times, default=None)
