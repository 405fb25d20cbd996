"""A sweep as lines with bands: the outcome under each model, and the paired difference beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import ScaledTranslation

from report.comparison.figures.differences import PLAIN
from report.comparison.text import labels
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.style import (
    HEIGHT,
    INK,
    MUTED,
    PAPER,
    SMALL,
    TEXT,
    WIDTH,
    Look,
    Scale,
    looks,
    money_scale,
    spread,
    styled,
    wrap,
)
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from scenarios.variation.axis import Axis
    from sim.studies.sweeps import Sweep

MOST_TICKS = 12
"""Most values that are written below an axis."""
ROOM = 1.75
"""Room for the names of lines at the right of a panel, in inches."""


def scale_of(unit: str, amounts: Sequence[float], currency: str) -> Scale:
    """Unit in which an outcome is drawn."""
    if unit == "money":
        return money_scale(amounts, currency)
    if unit == "share":
        return Scale(0.01, "%")
    return Scale(1.0, PLAIN.get(unit, "ratio"))


def positions(axis: Axis) -> list[float]:
    """Where the values stand: on their own scale, or one after the other when not all of them are numbers."""
    if axis.numeric:
        return [float(value) for value in axis.values if isinstance(value, int | float)]
    return [float(k) for k in range(len(axis.values))]


def ticked(ax: Axes, axis: Axis, which: str = "x") -> None:
    """Values written at their places, not more than fit."""
    step = math.ceil(len(axis.values) / MOST_TICKS)
    places, words = positions(axis)[::step], [axis.word(value) for value in axis.values][::step]
    if which == "x":
        ax.set_xticks(places, words)
        ax.set_xlabel(wrap(axis.label, 420, TEXT, lines=1), size=TEXT)
    else:
        ax.set_yticks(places, words)
        ax.set_ylabel(wrap(axis.label, 320, TEXT, lines=1), size=TEXT)


def name_lines(ax: Axes, last: float, ends: Sequence[float], names: Sequence[str], styles: Sequence[Look]) -> None:
    """Names at the right end of lines, moved apart where they would overlap, tied to the ends by thin lines."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    down, up = ax.get_ylim()
    tall = ax.get_position().height * figure.get_size_inches()[1] * 72
    texts = [wrap(name, (ROOM - 0.45) * 72, SMALL, "bold", 3) for name in names]
    sizes = [1.35 * SMALL * (text.count("\n") + 1) + 5 for text in texts]
    centres = spread([(end - down) / (up - down) * tall for end in ends], sizes, 0.0, tall)
    beside = ax.transAxes + ScaledTranslation(20 / 72, 0, figure.dpi_scale_trans)
    for end, text, centre, look in zip(ends, texts, centres, styles, strict=True):
        arrow = {"arrowstyle": "-", "color": look.ink, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 4}
        ax.annotate(
            text, (last, end), xytext=(1.0, centre / tall), textcoords=beside, ha="left", va="center", size=SMALL,
            weight="bold", color=look.ink, annotation_clip=False, linespacing=1.2,
            arrowprops=arrow | {"relpos": (0.0, 0.5)},
        )  # fmt: skip


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


def _now(ax: Axes, axis: Axis) -> None:
    """A dotted line where the scenario stands, if that is within the range."""
    at: float | None = None
    if axis.numeric and isinstance(axis.base, int | float) and not isinstance(axis.base, bool):
        low, high = min(positions(axis)), max(positions(axis))
        at = float(axis.base) if low <= axis.base <= high else None
    elif not axis.numeric and axis.base in axis.values:
        at = float(axis.values.index(axis.base))
    if at is not None:
        ax.axvline(at, color=MUTED, linewidth=1.2, linestyle=(0, (1.5, 2)), zorder=1)


def draw_band(ax: Axes, axis: Axis, rows: np.ndarray, look: Look, alpha: float) -> None:
    """A band between the two columns of ``rows`` (bars for words); nothing where an end is not finite."""
    known, x = np.isfinite(rows).all(axis=1), positions(axis)
    if not axis.ordered or len(x) == 1:
        width = 12 if alpha < 0.3 else 5
        for at, (low, high) in zip(np.array(x)[known], rows[known], strict=True):
            ax.plot([at, at], [low, high], color=look.colour, alpha=min(1, 2 * alpha), linewidth=width,
                    solid_capstyle="butt")  # fmt: skip
        return
    ax.fill_between(np.array(x), rows[:, 0], rows[:, 1], where=known, color=look.colour, alpha=alpha, linewidth=0)


def draw_line(ax: Axes, axis: Axis, mean: np.ndarray, look: Look) -> None:
    """The means, joined where the values have an order."""
    dash, size = (look.dash, 5) if axis.ordered else ("", 8)
    ax.plot(
        positions(axis), mean, color=look.colour, linestyle=dash, linewidth=2.4, marker=look.marker,
        markersize=size, markeredgecolor=look.ink, zorder=4,
    )  # fmt: skip


def ring(ax: Axes, x: float, y: float, words: str, upper: bool) -> None:
    """The best point."""
    ax.plot(
        [x], [y], "o", markersize=14, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6, zorder=6
    )  # fmt: skip
    ax.annotate(
        words, (x, y), xytext=(0, 13 if upper else -13), textcoords="offset points", ha="center",
        va="bottom" if upper else "top", size=SMALL, weight="bold", color=INK, zorder=7,
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )  # fmt: skip


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


def finish(ax: Axes, axis: Axis, heading: str) -> None:
    """Ticks, the scenario's own value, margins and heading."""
    ticked(ax, axis)
    _now(ax, axis)
    ax.margins(x=0.04 if axis.ordered else 0.14, y=0.12)
    ax.set_title(wrap(heading, 560, TEXT, "bold", 1), loc="left", size=TEXT, weight="bold")


def name_ends(ax: Axes, x: list[float], lines: list[np.ndarray], names: list[str], styles: list[Look]) -> None:
    """Names at the right ends of the lines that reach so far."""
    known = [
        (line, name, look) for line, name, look in zip(lines, names, styles, strict=True) if np.isfinite(line[-1])
    ]
    if known:
        name_lines(
            ax, x[-1], [float(line[-1]) for line, *_ in known], [name for _, name, _ in known],
            [look for *_, look in known],
        )  # fmt: skip
