"""Roadmap of one world: when each MMP stood in which column, and when it was released, under each model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.fitting import wrap
from report.shared.kanban_columns import STAGES, Swatch, draw_key
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, quarters_axis, subtitle, tidy
from report.shared.study import labels
from report.shared.style import HEIGHT, INK, MUTED, PAPER, RULE, SMALL, TEXT, VERMILLION, WIDTH, styled
from sim.outcomes.timeline import COLUMNS, Timeline, timelines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.outcomes.run import Run
    from sim.studies.comparison import Comparison

ROW = 0.2
"""Height of a row, in inches."""
NAMES, HEADS = 3.4, 0.8
"""Room for names of MMPs at the left, and of models above the panels, in inches."""
MARKS = (Swatch("released", INK, marker="v"), Swatch("stopped", VERMILLION, marker="X"))


def rows_of(lines: Sequence[Timeline]) -> list[tuple[str, str]]:
    """Rows from top to bottom: (value stream, "") heads its MMPs, (value stream, MMP), by release.

    What was not released comes last, by appearance. Without value streams there are no heads.
    """
    rows = []
    for stream in dict.fromkeys(line.value_stream for line in lines):
        own = [line for line in lines if line.value_stream == stream]
        if stream:
            rows.append((stream, ""))
        own.sort(key=lambda line: (line.released if line.released is not None else float("inf"), line.appeared))
        rows += [(stream, line.mmp) for line in own]
    return rows


@styled()
def draw_roadmap(
    lines: Sequence[Timeline], rows: Sequence[tuple[str, str]], end: float, weeks_per_quarter: int, ax: Axes
) -> Axes:
    """One bar per MMP on the axes given, coloured by column of the portfolio kanban up to its release.

    ``rows`` as from ``rows_of``; ``end`` is the last week; the x axis is in quarters.
    """
    at = {mmp: row for row, (_, mmp) in enumerate(rows)}
    for row, (_, mmp) in enumerate(rows):
        if not mmp:
            ax.axhline(row + 0.5, color=RULE, linewidth=1.0, zorder=1)
    for line in lines:
        y = at[line.mmp]
        for column, start, until in line.spans(end):
            look = STAGES[column]
            if column in COLUMNS[:5]:
                ax.barh(
                    y, (until - start) / weeks_per_quarter, left=start / weeks_per_quarter, height=0.72,
                    color=look.colour, hatch=look.hatch, edgecolor=look.line, linewidth=0, zorder=3,
                )  # fmt: skip
        for mark, week in zip(MARKS, (line.released, line.stopped), strict=True):
            if week is not None and week <= end:
                ax.plot(
                    [week / weeks_per_quarter], [y], mark.marker, markersize=7.5, color=mark.colour,
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
    height = max(HEIGHT, TOP + BOTTOM + HEADS + 0.7 + ROW * len(rows))
    median = "Median world" if comparison.replications > 1 else "The world"
    note = f"{median} (number {world}), in the order of the first model's releases. Dashed: end of funding."
    figure = page("Roadmap: every MMP from idea to release", subtitle(comparison), note, height)
    draw_key(figure, [*(STAGES[column] for column in COLUMNS[:5]), *MARKS], EDGE, TOP - 0.03)
    tall = min(height - TOP - BOTTOM - HEADS - 0.6, 0.45 * len(rows))
    across = (WIDTH - 2 * EDGE - NAMES) / len(comparison.models)
    for k, model in enumerate(comparison.models):
        ax = place(figure, EDGE + NAMES + k * across, height - TOP - HEADS - tall, across - 0.3, tall)
        draw_roadmap(plans[model], rows, details[model].end, calendar.weeks_per_quarter, ax)
        quarters_axis(ax, comparison, 5 if len(comparison.models) > 3 else 9)
        ax.set_xlabel("quarter", size=TEXT)
        ax.axvline(calendar.quarters, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)), zorder=2)
        head = wrap(names[model], (across - 0.2) * 72, SMALL, "bold", 3)
        ax.set_title(head, loc="left", size=SMALL, weight="bold", linespacing=1.3)
        if k == 0:
            _name_rows(ax, comparison, lines, rows)
    return figure


def _name_rows(
    ax: Axes, comparison: Comparison, lines: Sequence[Timeline], rows: Sequence[tuple[str, str]]
) -> None:
    names = {line.mmp: line.name for line in lines}
    streams = {
        stream.id: stream.name or stream.id.replace("_", " ") for stream in comparison.scenario.value_streams
    }
    for row, (stream, mmp) in enumerate(rows):
        text, weight = (names[mmp], "normal") if mmp else (streams.get(stream, stream), "bold")
        ax.annotate(
            wrap(text, NAMES * 72 - 10, SMALL, weight, 1), (0, row), xycoords=("axes fraction", "data"),
            xytext=(-6, 0) if mmp else (-NAMES * 72, 0), textcoords="offset points", ha="right" if mmp else "left",
            va="center", size=SMALL, weight=weight, annotation_clip=False,
        )  # fmt: skip
