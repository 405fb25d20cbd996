"""Roadmap of one world: when each MMP stood in which column, and when it was released, under each model."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from report.comparison_text import labels
from report.figures.page import BOTTOM, EDGE, TOP, page, place, quarters_axis, subtitle, tidy
from report.figures.stages import STAGES, Swatch, draw_key
from report.style import HEIGHT, INK, MUTED, PAPER, RULE, SMALL, TEXT, VERMILLION, WIDTH, styled, wrap
from sim.timeline import COLUMNS, Timeline, timelines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.compare import Comparison
    from sim.simulate import Run

ROW = 0.2
"""Height of a row, in inches."""
NAMES = 3.0
"""Room for names at the left, in inches."""
MARKS = (Swatch("released", INK, marker="v"), Swatch("stopped", VERMILLION, marker="X"))


def rows_of(lines: Sequence[Timeline]) -> list[str]:
    """Ids of MMPs by value stream, each stream by release (unreleased ones last, by appearance)."""
    streams = list(dict.fromkeys(line.value_stream for line in lines))
    ordered = sorted(
        lines,
        key=lambda line: (
            streams.index(line.value_stream),
            line.released if line.released is not None else float("inf"),
            line.appeared,
        ),
    )
    return [line.mmp for line in ordered]


@styled()
def draw_roadmap(
    lines: Sequence[Timeline], rows: Sequence[str], end: float, weeks_per_quarter: int, ax: Axes
) -> Axes:
    """One bar per MMP on the axes given, coloured by column of the portfolio kanban up to its release.

    ``rows`` are ids from top to bottom; ``end`` is the last week; the x axis is in quarters.
    """
    at = {mmp: row for row, mmp in enumerate(rows)}
    for line in lines:
        y = at[line.mmp]
        for column, start, until in line.spans(end):
            look = STAGES[column]
            if column in COLUMNS[:5]:
                ax.barh(
                    y, (until - start) / weeks_per_quarter, left=start / weeks_per_quarter, height=0.72,
                    color=look.colour, hatch=look.hatch, edgecolor=PAPER, linewidth=0, zorder=3,
                )  # fmt: skip
        for mark, week in zip(MARKS, (line.released, line.stopped), strict=True):
            if week is not None and week <= end:
                ax.plot(
                    [week / weeks_per_quarter], [y], mark.marker, markersize=6, color=mark.colour,
                    markeredgecolor=PAPER, markeredgewidth=0.6, zorder=5, clip_on=False,
                )  # fmt: skip
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks([])
    tidy(ax, "x")
    return ax


@styled()
def draw_roadmaps(comparison: Comparison, details: dict[str, Run]) -> Figure:
    """A panel per model beside each other; rows are the same MMPs in the order of the first model's releases."""
    calendar = comparison.scenario.calendar
    names = labels(comparison)
    plans = {model: timelines(details[model]) for model in comparison.models}
    lines = plans[comparison.models[0]]
    rows = rows_of(lines)
    world = details[comparison.models[0]].world.replication
    height = max(HEIGHT, TOP + BOTTOM + 1.3 + ROW * len(rows))
    median = "Median world" if comparison.replications > 1 else "The world"
    note = f"{median} (number {world}) of the comparison. Rows in the order of the first model's releases."
    figure = page("Roadmap: every MMP from idea to release", subtitle(comparison), note, height)
    draw_key(figure, [*(STAGES[column] for column in COLUMNS[:5]), *MARKS], EDGE, TOP - 0.15)
    across = (WIDTH - 2 * EDGE - NAMES) / len(comparison.models)
    for k, model in enumerate(comparison.models):
        ax = place(figure, EDGE + NAMES + k * across, BOTTOM + 0.6, across - 0.2, height - TOP - BOTTOM - 1.1)
        draw_roadmap(plans[model], rows, details[model].end, calendar.weeks_per_quarter, ax)
        quarters_axis(ax, comparison, 5 if len(comparison.models) > 3 else 9)
        ax.set_xlabel("quarter", size=TEXT)
        ax.axvline(calendar.quarters, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)), zorder=2)
        ax.set_title(wrap(names[model], (across - 0.2) * 72, TEXT, "bold", 2), loc="left", size=TEXT, weight="bold")
        _part_streams(ax, lines, rows)
        if k == 0:
            _name_rows(ax, lines, rows)
    return figure


def _part_streams(ax: Axes, lines: Sequence[Timeline], rows: Sequence[str]) -> None:
    home = {line.mmp: line.value_stream for line in lines}
    for row, (above, below) in enumerate(itertools.pairwise(rows)):
        if home[above] != home[below]:
            ax.axhline(row + 0.5, color=RULE, linewidth=1.0, zorder=1)


def _name_rows(ax: Axes, lines: Sequence[Timeline], rows: Sequence[str]) -> None:
    name = {line.mmp: line.name for line in lines}
    for row, mmp in enumerate(rows):
        ax.annotate(
            wrap(name[mmp], NAMES * 72 - 10, SMALL, lines=1), (0, row), xycoords=("axes fraction", "data"),
            xytext=(-6, 0), textcoords="offset points", ha="right", va="center", size=SMALL, annotation_clip=False,
        )  # fmt: skip
