"""A sweep as lines with bands: the outcome under each model, and the paired difference beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from report.shared.line_figure import ROOM, draw_band, draw_line, finish, name_ends, positions, ring
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
    bottom, height = BOTTOM + 0.65, HEIGHT - TOP - BOTTOM - 1.05
    if two or not pair:
        figure = page(title, subtitle(sweep), _note(sweep, band=False))
        ax = place(figure, EDGE + 0.75, bottom, WIDTH - 2 * EDGE - 0.75 - ROOM, height)
        if two:
            _draw_series(sweep, outcome, ax)
        else:
            _draw_models(sweep, outcome, ax)
        return figure
    figure = page(title, subtitle(sweep), _note(sweep, band=True))
    wide = (WIDTH - 2 * EDGE) / 2 - 0.75 - ROOM
    _draw_models(sweep, outcome, place(figure, EDGE + 0.75, bottom, wide, height))
    _draw_differences(sweep, outcome, place(figure, WIDTH / 2 + 0.95, bottom, wide - 0.2, height))
    return figure


def _note(sweep: Sweep, *, band: bool) -> str:
    if sweep.replications < 2:
        return "One world: no interval exists."
    words = "Lines: mean of the worlds. Dark bands: its 95 % interval."
    words += " Light band: P10 to P90 of the worlds." if band else ""
    words += " Ring: best mean." if len(sweep.axes) == 1 else ""
    return f"{words} Dotted: the scenario as it is."


def _draw_models(sweep: Sweep, outcome: str, ax: Axes) -> None:
    x, names = positions(sweep.axes[0]), labels(sweep)
    styles = looks(sweep.models)
    rows = {m: np.array([sweep.interval(k, outcome, m) for k in range(len(x))]) for m in sweep.models}
    finite = [float(v) for table in rows.values() for v in table[:, 1] if math.isfinite(v)]
    scale = scale_of(OUTCOMES[outcome].unit, finite, sweep.scenario.currency)
    tidy(ax, "y")
    for model, table in rows.items():
        low, mean, high = (table / scale.divisor).T
        draw_band(ax, sweep.axes[0], np.column_stack([low, high]), styles[model], 0.22)
        draw_line(ax, sweep.axes[0], mean, styles[model])
    finish(ax, sweep.axes[0], f"{OUTCOMES[outcome].label}, {scale.unit}")
    for model, table in rows.items():
        best = sweep.best(outcome, model)
        if best is not None and len(best.alike) < len(x):
            words = f"best: {sweep.axes[0].word(sweep.axes[0].values[best.index])}"
            ring(ax, x[best.index], table[best.index, 1] / scale.divisor, words, OUTCOMES[outcome].better == "more")
    name_ends(
        ax, x, [table[:, 1] / scale.divisor for table in rows.values()], list(names.values()), list(styles.values())
    )


def _draw_differences(sweep: Sweep, outcome: str, ax: Axes) -> None:
    x, names = positions(sweep.axes[0]), labels(sweep)
    styles, first = looks(sweep.models), sweep.models[0]
    found = {m: [sweep.difference(k, outcome, m, first) for k in range(len(x))] for m in sweep.models[1:]}
    finite = [d.mean for line in found.values() for d in line if math.isfinite(d.mean)]
    scale = scale_of(OUTCOMES[outcome].unit, finite, sweep.scenario.currency)
    unit = "% points" if scale.unit == "%" else scale.unit
    tidy(ax, "y")
    ax.axhline(0, color=INK, linewidth=1.0, zorder=2)
    means = []
    for model, line in found.items():
        if len(found) == 1:
            draw_band(
                ax, sweep.axes[0], np.array([[d.p10, d.p90] for d in line]) / scale.divisor, styles[model], 0.14
            )
        draw_band(ax, sweep.axes[0], np.array([[d.low, d.high] for d in line]) / scale.divisor, styles[model], 0.34)
        means.append(np.array([d.mean for d in line]) / scale.divisor)
        draw_line(ax, sweep.axes[0], means[-1], styles[model])
    finish(ax, sweep.axes[0], f"Difference to {names[first]}, {unit}")
    name_ends(ax, x, means, [names[m] for m in found], [styles[m] for m in found])


def _draw_series(sweep: Sweep, outcome: str, ax: Axes) -> None:
    """One line per value of the second number."""
    x, second = positions(sweep.axes[0]), sweep.axes[1]
    names, count = labels(sweep), len(sweep.series)
    pair = len(sweep.models) > 1
    a, b = sweep.models[-1], sweep.models[0]
    tables = []
    for s in range(count):
        points = range(s, len(sweep.points), count)
        if pair:
            differences = [sweep.difference(k, outcome, a, b) for k in points]
            tables.append(np.array([(d.low, d.mean, d.high) for d in differences]))
        else:
            tables.append(np.array([sweep.interval(k, outcome, b) for k in points]))
    scale = scale_of(
        OUTCOMES[outcome].unit,
        [float(v) for t in tables for v in t[:, 1] if math.isfinite(v)],
        sweep.scenario.currency,
    )
    words = [second.word(value) for value in second.values]
    styles = looks(words)
    tidy(ax, "y")
    if pair:
        ax.axhline(0, color=INK, linewidth=1.0, zorder=2)
    for word, table in zip(words, tables, strict=True):
        draw_band(ax, sweep.axes[0], table[:, [0, 2]] / scale.divisor, styles[word], 0.16)
        draw_line(ax, sweep.axes[0], table[:, 1] / scale.divisor, styles[word])
    unit = "% points" if pair and scale.unit == "%" else scale.unit
    what = f"{names[a]} less {names[b]}" if pair else names[b]
    finish(ax, sweep.axes[0], f"{OUTCOMES[outcome].label}, {unit}: {what}")
    name_ends(ax, x, [t[:, 1] / scale.divisor for t in tables], [f"{second.label}: {word}" for word in words],
          list(styles.values()))  # fmt: skip
