"""Lines with bands over values of a number, named at their right ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import ScaledTranslation

from report.shared.fitting import apart, spread, text_width, wrap
from report.shared.style import INK, MUTED, SMALL, TEXT, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from scenarios.variation.axis import Axis

ROOM = 1.75
"""Room for the names of lines at the right of a panel, in inches."""
LINE, APART = 1.35, 5.0
"""Height of a line of a name, in units of its size, and room between two names, in points."""
MOST_BANDS = 4
"""Most lines of which each carries a band; more bands would hide each other."""


def positions(axis: Axis) -> list[float]:
    """Where the values stand: on their own scale, or one after the other when not all of them are numbers."""
    if axis.numeric:
        return [float(value) for value in axis.values if isinstance(value, int | float)]
    return [float(k) for k in range(len(axis.values))]


def ticked(ax: Axes, axis: Axis) -> None:
    """Values written at their places, as many as fit; the limits of the axis must be set."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    places, words = positions(axis), [axis.word(value) for value in axis.values]
    low, high = ax.get_xlim()
    wide = ax.get_position().width * figure.get_size_inches()[0] * 72 / (high - low)
    kept = apart([at * wide for at in places], [text_width(word, SMALL) + 10 for word in words])
    ax.set_xticks([places[k] for k in kept], [words[k] for k in kept])
    ax.set_xlim(low, high)
    ax.set_xlabel(wrap(axis.label, 420, TEXT, lines=1), size=TEXT)


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


def draw_lines(
    ax: Axes, axis: Axis, tables: Sequence[np.ndarray], styles: Sequence[Look], alpha: float = 0.22
) -> None:
    """Lines of means, each with its interval as a band if they are few enough.

    Args:
        ax: where to draw.
        axis: the values along x.
        tables: one per line: shape (values, 3) with the low end, the mean and the high end.
        styles: one per line.
        alpha: opacity of the bands.

    """
    for table, look in zip(tables, styles, strict=True):
        if len(tables) <= MOST_BANDS:
            draw_band(ax, axis, table[:, [0, 2]], look, alpha)
        draw_line(ax, axis, table[:, 1], look)


def ring(ax: Axes, x: float, y: float) -> None:
    """The best point; which value it is, the label of its line says."""
    ax.plot(
        [x], [y], "o", markersize=14, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6, zorder=6
    )  # fmt: skip


def finish(ax: Axes, axis: Axis, heading: str, lines: str = "") -> None:
    """Ticks, the scenario's own value, margins, heading, and what the names of the lines at the right are."""
    _now(ax, axis)
    ax.margins(x=0.04 if axis.ordered else 0.14, y=0.12)
    ticked(ax, axis)
    figure = ax.get_figure(root=True)
    assert figure is not None
    wide = ax.get_position().width * figure.get_size_inches()[0] * 72
    room = wide if lines else wide + (ROOM - 0.3) * 72
    ax.set_title(wrap(heading, room, TEXT, "bold", 2), loc="left", size=TEXT, weight="bold")
    if lines:
        ax.annotate(
            wrap(lines, (ROOM - 0.4) * 72, SMALL, lines=3), (1.0, 1.0), xycoords="axes fraction", xytext=(20, 4),
            textcoords="offset points", ha="left", va="bottom", size=SMALL, color=MUTED, annotation_clip=False,
        )  # fmt: skip


def names_room(count: int) -> float:
    """Height that the names of so many lines may need, in inches."""
    return count * (LINE * SMALL * 3 + APART) / 72


def name_lines(
    ax: Axes, ends: Sequence[tuple[float, float]], names: Sequence[str], styles: Sequence[Look],
    remarks: Sequence[str] = (),
) -> None:  # fmt: skip
    """Names at the right of the axes, moved apart where they would overlap, tied to ``ends`` by thin lines.

    A name takes two lines and its remark one more, or the name takes three.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    down, up = ax.get_ylim()
    tall = ax.get_position().height * figure.get_size_inches()[1] * 72
    room = (ROOM - 0.45) * 72
    texts = []
    for name, remark in zip(names, remarks or [""] * len(names), strict=True):
        head = wrap(name, room, SMALL, "bold", 2 if remark else 3)
        texts.append(f"{head}\n{wrap(remark, room, SMALL, 'bold', 1)}" if remark else head)
    sizes = [LINE * SMALL * (text.count("\n") + 1) + APART for text in texts]
    centres = spread([(y - down) / (up - down) * tall for _, y in ends], sizes, 0.0, tall)
    beside = ax.transAxes + ScaledTranslation(20 / 72, 0, figure.dpi_scale_trans)
    for end, text, centre, look in zip(ends, texts, centres, styles, strict=True):
        arrow = {"arrowstyle": "-", "color": look.ink, "linewidth": 0.8, "shrinkA": 0, "shrinkB": 4}
        ax.annotate(
            text, end, xytext=(1.0, centre / tall), textcoords=beside, ha="left", va="center", size=SMALL,
            weight="bold", color=look.ink, annotation_clip=False, linespacing=1.2,
            arrowprops=arrow | {"relpos": (0.0, 0.5)},
        )  # fmt: skip


def name_ends(
    ax: Axes, x: list[float], lines: list[np.ndarray], names: list[str], styles: list[Look],
    remarks: Sequence[str] = (),
) -> None:  # fmt: skip
    """Names, with remarks if there are any, at the last points of the lines."""
    found = []
    for line, *called in zip(lines, names, styles, remarks or [""] * len(names), strict=True):
        known = np.flatnonzero(np.isfinite(line))
        if len(known):
            found.append(((x[known[-1]], float(line[known[-1]])), *called))
    if found:
        ends, *rest = map(list, zip(*found, strict=True))
        name_lines(ax, ends, *rest)
