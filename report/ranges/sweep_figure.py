"""A sweep as lines with bands: the outcome under each model, and the paired difference beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from report.shared.line_figure import (
    MOST_BANDS,
    ROOM,
    draw_band,
    draw_lines,
    finish,
    name_ends,
    names_room,
    positions,
    ring,
)
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import (
    HEIGHT,
    INK,
    WIDTH,
    looks,
    scale_of,
    styled,
)
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.studies.sweeps import Sweep


@styled()
def draw_sweep(sweep: Sweep, outcome: str) -> Figure:
    """One outcome of a sweep on a page.

    With one number swept: the mean under each model with its 95 % interval at the left, and the paired difference
    to the first model with its interval and P10 to P90 at the right. With two: one line per value of the second, of
    the difference between the last and the first model, or of the outcome when there is one model.
    """
    title = f"{OUTCOMES[outcome].label} against {sweep.axes[0].label}"
    two, pair = len(sweep.axes) > 1, len(sweep.models) > 1
    lines = len(sweep.series) if two else len(sweep.models)
    tall = max(HEIGHT - TOP - BOTTOM - 1.05, names_room(lines))
    height = tall + TOP + BOTTOM + 1.05
    figure = page(title, subtitle(sweep), _note(sweep, lines, band=pair and not two), height)
    bottom = BOTTOM + 0.65
    if two or not pair:
        ax = place(figure, EDGE + 0.75, bottom, WIDTH - 2 * EDGE - 0.75 - ROOM, tall)
        if two:
            _draw_series(sweep, outcome, ax)
        else:
            _draw_models(sweep, outcome, ax)
        return figure
    wide = (WIDTH - 2 * EDGE) / 2 - 0.75 - ROOM
    _draw_models(sweep, outcome, place(figure, EDGE + 0.75, bottom, wide, tall))
    _draw_differences(sweep, outcome, place(figure, WIDTH / 2 + 0.95, bottom, wide - 0.2, tall))
    return figure


def _note(sweep: Sweep, lines: int, *, band: bool) -> str:
    if sweep.replications < 2:
        return "One world: no interval exists."
    words = "Lines: mean of the worlds."
    words += " Dark bands: its 95 % interval." if lines <= MOST_BANDS else " Intervals: in the table."
    words += " Light band: P10 to P90 of the worlds." if band and len(sweep.models) == 2 else ""
    words += " Ring: best mean." if len(sweep.axes) == 1 else ""
    return f"{words} Dotted: the scenario as it is."


def _draw_models(sweep: Sweep, outcome: str, ax: Axes) -> None:
    axis, names = sweep.axes[0], labels(sweep)
    styles = list(looks(sweep.models).values())
    x = positions(axis)
    rows = [np.array([sweep.interval(k, outcome, m) for k in range(len(x))]) for m in sweep.models]
    finite = [float(v) for table in rows for v in table[:, 1] if math.isfinite(v)]
    scale = scale_of(OUTCOMES[outcome].unit, finite, sweep.scenario.currency)
    tidy(ax, "y")
    tables = [table / scale.divisor for table in rows]
    draw_lines(ax, axis, tables, styles)
    finish(ax, axis, f"{OUTCOMES[outcome].label}, {scale.unit}")
    remarks = []
    for model, table in zip(sweep.models, tables, strict=True):
        best = sweep.best(outcome, model)
        clear = best is not None and len(best.alike) < len(x)
        if best is not None and clear:
            ring(ax, x[best.index], float(table[best.index, 1]))
        remarks.append(f"best: {axis.word(axis.values[best.index])}" if best is not None and clear else "")
    name_ends(ax, x, [table[:, 1] for table in tables], list(names.values()), styles, remarks)


def _draw_differences(sweep: Sweep, outcome: str, ax: Axes) -> None:
    axis, names = sweep.axes[0], labels(sweep)
    x, first = positions(axis), sweep.models[0]
    styles = [look for model, look in looks(sweep.models).items() if model != first]
    found = {m: [sweep.difference(k, outcome, m, first) for k in range(len(x))] for m in sweep.models[1:]}
    finite = [d.mean for line in found.values() for d in line if math.isfinite(d.mean)]
    scale = scale_of(OUTCOMES[outcome].unit, finite, sweep.scenario.currency, change=True)
    tidy(ax, "y")
    ax.axhline(0, color=INK, linewidth=1.0, zorder=2)
    if len(found) == 1:
        (line,) = found.values()
        draw_band(ax, axis, np.array([[d.p10, d.p90] for d in line]) / scale.divisor, styles[0], 0.14)
    tables = [np.array([[d.low, d.mean, d.high] for d in line]) / scale.divisor for line in found.values()]
    draw_lines(ax, axis, tables, styles, 0.34)
    finish(ax, axis, f"Difference to {names[first]}, {scale.unit}")
    name_ends(ax, x, [table[:, 1] for table in tables], [names[m] for m in found], styles)


def _draw_series(sweep: Sweep, outcome: str, ax: Axes) -> None:
    """One line per value of the second number."""
    axis, second = sweep.axes
    names, count = labels(sweep), len(sweep.series)
    pair = len(sweep.models) > 1
    a, b = sweep.models[-1], sweep.models[0]
    rows = []
    for s in range(count):
        points = range(s, len(sweep.points), count)
        if pair:
            differences = [sweep.difference(k, outcome, a, b) for k in points]
            rows.append(np.array([(d.low, d.mean, d.high) for d in differences]))
        else:
            rows.append(np.array([sweep.interval(k, outcome, b) for k in points]))
    finite = [float(v) for table in rows for v in table[:, 1] if math.isfinite(v)]
    scale = scale_of(OUTCOMES[outcome].unit, finite, sweep.scenario.currency, change=pair)
    words = [second.word(value) for value in second.values]
    styles = list(looks(words).values())
    tidy(ax, "y")
    if pair:
        ax.axhline(0, color=INK, linewidth=1.0, zorder=2)
    tables = [table / scale.divisor for table in rows]
    draw_lines(ax, axis, tables, styles, 0.16)
    what = f"{names[a]} less {names[b]}" if pair else names[b]
    finish(ax, axis, f"{OUTCOMES[outcome].label}, {scale.unit}: {what}", second.label)
    name_ends(ax, positions(axis), [table[:, 1] for table in tables], words, styles)
