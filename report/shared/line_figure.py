"""Lines with bands over values of a number, named at their right ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import ScaledTranslation

from report.shared.fitting import spread, wrap
from report.shared.style import INK, MUTED, PAPER, SMALL, TEXT, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from scenarios.variation.axis import Axis

MOST_TICKS = 12
"""Most values that are written below an axis."""
ROOM = 1.75
"""Room for the names of lines at the right of a panel, in inches."""


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


def finish(ax: Axes, axis: Axis, heading: str) -> None:
    """Ticks, the scenario's own value, margins and heading."""
    ticked(ax, axis)
    _now(ax, axis)
    ax.margins(x=0.04 if axis.ordered else 0.14, y=0.12)
    ax.set_title(wrap(heading, 560, TEXT, "bold", 1), loc="left", size=TEXT, weight="bold")


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
