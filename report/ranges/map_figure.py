"""A map: the difference between two models over two numbers, with the break-even line and what is not decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from report.ranges.map_text import map_setting
from report.shared.fitting import text_width, wrap
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.study import labels
from report.shared.style import (
    BLUE,
    HEIGHT,
    INK,
    ORANGE,
    PAPER,
    SMALL,
    TEXT,
    WIDTH,
    Scale,
    readable,
    scale_of,
    styled,
)
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from scenarios.variation.axis import Axis
    from sim.studies.break_even_map import Map

COLOURS = LinearSegmentedColormap.from_list("models", [ORANGE, "#F8E3B8", PAPER, "#B9D6EA", BLUE])
"""From the first model (better) over no difference to the second one (better)."""
MOST_TICKS = 14
"""Most values that are written along an axis."""


@styled()
def map_figure(study: Map) -> Figure:
    """Cells of equal size in the order of the values; the black line is where neither model is better."""
    first, second = (labels(study)[name] for name in study.models)
    subtitle = f"{study.scenario.name}: {map_setting(study)}"
    note = "Thick line: break-even (linear between cells). Hatched: not decided, the 95 % interval contains zero."
    figure = page(f"Where {second} wins, and where {first}", subtitle, f"{note} Cross: the scenario as it is.")
    ax = place(figure, EDGE + 1.0, BOTTOM + 0.7, WIDTH - 2 * EDGE - 1.0 - 2.6, HEIGHT - TOP - BOTTOM - 0.95)
    means = study.means
    finite = means[np.isfinite(means)]
    scale = scale_of(OUTCOMES[study.outcome].unit, finite.tolist(), study.scenario.currency)
    top = float(np.abs(finite).max()) / scale.divisor or 1.0
    sign = 1 if OUTCOMES[study.outcome].better == "more" else -1
    colours = COLOURS if sign > 0 else COLOURS.reversed()
    mesh = ax.imshow(
        means / scale.divisor, origin="lower", aspect="auto", cmap=colours, vmin=-top, vmax=top, zorder=1
    )
    _undecided(ax, study)
    _numbers(ax, study, scale)
    _line(ax, means)
    _now(ax, study)
    _axes(ax, study)
    side = place(figure, WIDTH - EDGE - 2.2, BOTTOM + 1.25, 0.22, HEIGHT - TOP - BOTTOM - 2.05)
    bar = figure.colorbar(mesh, cax=side)
    bar.ax.tick_params(labelsize=SMALL, labelcolor=INK)
    bar.ax.yaxis.set_major_locator(MaxNLocator(7))
    bar.outline.set_visible(False)
    unit = "% points" if scale.unit == "%" else scale.unit
    up, down = (second, first) if sign > 0 else (first, second)
    for text, at, where, colour in ((up, 1.0, "bottom", BLUE if sign > 0 else ORANGE),
                                   (down, 0.0, "top", ORANGE if sign > 0 else BLUE)):  # fmt: skip
        bar.ax.annotate(
            wrap(f"{text} better", 2.2 * 72, SMALL, "bold", 2), (0, at), xycoords="axes fraction",
            xytext=(0, 8 if at else -8), textcoords="offset points", ha="left", va=where, size=SMALL, weight="bold",
            color=readable(colour), annotation_clip=False,
        )  # fmt: skip
    bar.ax.set_ylabel(f"{OUTCOMES[study.outcome].label}, {unit}", size=SMALL)
    return figure


def _undecided(ax: Axes, study: Map) -> None:
    for j, row in enumerate(study.cells):
        for i, cell in enumerate(row):
            if study.winner(cell) is None:
                box = Rectangle((i - 0.5, j - 0.5), 1, 1, fill=False, hatch="///", edgecolor="#8A8A8A", linewidth=0)
                ax.add_patch(box).set_zorder(2)


def _numbers(ax: Axes, study: Map, scale: Scale) -> None:
    """Means inside the cells, where they fit."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    wide = ax.get_position().width * figure.get_size_inches()[0] * 72 / len(study.x.values)
    tall = ax.get_position().height * figure.get_size_inches()[1] * 72 / len(study.y.values)
    digits = 0 if np.nanmax(np.abs(study.means)) / scale.divisor >= 100 else 1
    texts = [[number(cell.mean / scale.divisor, digits, plus=True) if cell.n else "?" for cell in row]
             for row in study.cells]  # fmt: skip
    if tall < 1.6 * SMALL or any(text_width(text, SMALL) + 8 > wide for row in texts for text in row):
        return
    for j, row in enumerate(texts):
        for i, text in enumerate(row):
            ax.text(
                i, j, text, ha="center", va="center", size=SMALL, color=INK, zorder=5,
                bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.65, "pad": 1.2},
            )  # fmt: skip


def _line(ax: Axes, means: np.ndarray) -> None:
    """The break-even line."""
    if min(means.shape) < 2 or not (np.nanmin(means) < 0 < np.nanmax(means)):
        return
    across, up = np.meshgrid(np.arange(means.shape[1]), np.arange(means.shape[0]))
    ax.contour(across, up, np.ma.masked_invalid(means), levels=[0.0], colors=[INK], linewidths=3.2, zorder=4)


def _place(axis: Axis) -> float | None:
    """Where the scenario stands on an axis of equal steps; None when it is out of range or no number."""
    if axis.base in axis.values:
        return float(axis.values.index(axis.base))
    numbers = [float(value) for value in axis.values if isinstance(value, int | float)]
    if not axis.numeric or not isinstance(axis.base, int | float) or numbers != sorted(numbers):
        return None
    inside = numbers[0] <= axis.base <= numbers[-1]
    return float(np.interp(axis.base, numbers, range(len(numbers)))) if inside else None


def _now(ax: Axes, study: Map) -> None:
    at, up = _place(study.x), _place(study.y)
    if at is not None and up is not None:
        beside_number = all(abs(value - round(value)) < 0.3 for value in (at, up))
        ax.plot(
            [at],
            [up - 0.32 if beside_number else up],
            "P",
            markersize=11,
            color=INK,
            markeredgecolor=PAPER,
            zorder=6,
        )


def _axes(ax: Axes, study: Map) -> None:
    tidy(ax)
    for axis, which in ((study.x, ax.set_xticks), (study.y, ax.set_yticks)):
        step = -(-len(axis.values) // MOST_TICKS)
        which(range(0, len(axis.values), step), [axis.word(value) for value in axis.values][::step])
    ax.set_xlabel(wrap(study.x.label, 560, TEXT, lines=1), size=TEXT)
    ax.set_ylabel(wrap(study.y.label, 340, TEXT, lines=1), size=TEXT)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
