"""A map: the difference between two models over two numbers, with the break-even line and what is not decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from report.ranges.grid_axis import GridAxis, grid_axis
from report.ranges.map_text import map_setting
from report.shared.fitting import apart, text_width, wrap
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

    from sim.arrays import Floats
    from sim.studies.break_even_map import Map

COLOURS = LinearSegmentedColormap.from_list("models", [ORANGE, "#F8E3B8", PAPER, "#B9D6EA", BLUE])
"""From the first model (better) over no difference to the second one (better)."""
CROSS = 7.0
"""Half the size of the cross, with its rim, in points."""


@styled()
def map_figure(study: Map) -> Figure:
    """Cells around the values, on their own scale; the black line is where neither model is better."""
    first, second = (labels(study)[name] for name in study.models)
    subtitle = f"{wrap(study.scenario.name, 200, TEXT, lines=1)}: {map_setting(study)}"
    across, up = grid_axis(study.x), grid_axis(study.y)
    note = "Thick line: break-even (linear between cells). Hatched: not decided, the 95 % interval contains zero."
    figure = page(f"Where {second} wins, and where {first}", subtitle, f"{note} {scenario_words(study)}")
    ax = place(figure, EDGE + 1.0, BOTTOM + 0.7, WIDTH - 2 * EDGE - 1.0 - 2.6, HEIGHT - TOP - BOTTOM - 0.95)
    means = study.means
    finite = means[np.isfinite(means)]
    scale = scale_of(OUTCOMES[study.outcome].unit, finite.tolist(), study.scenario.currency)
    top = float(np.abs(finite).max()) / scale.divisor or 1.0
    sign = 1 if OUTCOMES[study.outcome].better == "more" else -1
    colours = COLOURS if sign > 0 else COLOURS.reversed()
    _axes(ax, study, across, up)
    mesh = ax.pcolormesh(
        across.edges, up.edges, means / scale.divisor, cmap=colours, vmin=-top, vmax=top, edgecolors="face",
        linewidth=0.4, zorder=1,
    )  # fmt: skip
    _undecided(ax, study, across, up)
    _line(ax, means, across, up)
    _now(ax, across, up)
    _numbers(ax, study, scale, across, up)
    side = place(figure, WIDTH - EDGE - 2.2, BOTTOM + 1.25, 0.22, HEIGHT - TOP - BOTTOM - 2.05)
    bar = figure.colorbar(mesh, cax=side)
    bar.ax.tick_params(labelsize=SMALL, labelcolor=INK)
    bar.ax.yaxis.set_major_locator(MaxNLocator(7))
    bar.outline.set_visible(False)
    unit = "% points" if scale.unit == "%" else scale.unit
    winner, loser = (second, first) if sign > 0 else (first, second)
    for text, at, where, colour in ((winner, 1.0, "bottom", BLUE if sign > 0 else ORANGE),
                                   (loser, 0.0, "top", ORANGE if sign > 0 else BLUE)):  # fmt: skip
        bar.ax.annotate(
            wrap(f"better: {text}", 2.2 * 72, SMALL, "bold", 2 if at else 4), (0, at), xycoords="axes fraction",
            xytext=(0, 8 if at else -8), textcoords="offset points", ha="left", va=where, size=SMALL, weight="bold",
            color=readable(colour), annotation_clip=False,
        )  # fmt: skip
    bar.ax.set_ylabel(f"{OUTCOMES[study.outcome].label}, {unit}", size=SMALL)
    return figure


def scenario_words(study: Map) -> str:
    """What the cross is, or why there is none."""
    places = [(axis, grid_axis(axis).now) for axis in (study.x, study.y)]
    if all(at is not None for _, at in places):
        return "Cross: the scenario as it is."
    if any(axis.base == "" for axis, _ in places):
        return "No cross: the scenario has several values here."
    return f"No cross: the scenario ({'; '.join(axis.word(axis.base) for axis, _ in places)}) lies outside."


def _undecided(ax: Axes, study: Map, across: GridAxis, up: GridAxis) -> None:
    for j, row in enumerate(study.cells):
        for i, cell in enumerate(row):
            if study.winner(cell) is None:
                corner = (across.edges[i], up.edges[j])
                size = (across.edges[i + 1] - corner[0], up.edges[j + 1] - corner[1])
                box = Rectangle(corner, *size, fill=False, hatch="///", edgecolor="#8A8A8A", linewidth=0)
                ax.add_patch(box).set_zorder(2)


def _points(ax: Axes, xs: Floats, ys: Floats) -> tuple[Floats, Floats]:
    """Places in the data as places on the page, in points."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    per_pixel = 72 / figure.dpi
    return (
        ax.transData.transform(np.column_stack([xs, np.full(len(xs), ys[0])]))[:, 0] * per_pixel,
        ax.transData.transform(np.column_stack([np.full(len(ys), xs[0]), ys]))[:, 1] * per_pixel,
    )


def _numbers(ax: Axes, study: Map, scale: Scale, across: GridAxis, up: GridAxis) -> None:
    """Means inside the cells, if they fit; the one that the cross would hide moves up or down."""
    digits = 0 if np.nanmax(np.abs(study.means)) / scale.divisor >= 100 else 1
    texts = [[number(cell.mean / scale.divisor, digits, plus=True) if cell.n else "?" for cell in row]
             for row in study.cells]  # fmt: skip
    widest = max(text_width(text, SMALL) for row in texts for text in row)
    rights, tops = _points(ax, across.edges, up.edges)
    if np.diff(tops).min() < 1.6 * SMALL or widest + 8 > np.diff(rights).min():
        return
    cross = None
    if across.now is not None and up.now is not None:
        cross = [float(x[0]) for x in _points(ax, np.array([across.now]), np.array([up.now]))]
    for j, row in enumerate(texts):
        for i, text in enumerate(row):
            middle = ((rights[i] + rights[i + 1]) / 2, (tops[j] + tops[j + 1]) / 2)
            shift = 0.0
            if cross is not None and tops[j] <= cross[1] <= tops[j + 1]:
                near = abs(cross[0] - middle[0]) < text_width(text, SMALL) / 2 + CROSS
                if near and abs(cross[1] - middle[1]) < SMALL / 2 + CROSS:
                    below = cross[1] - SMALL - CROSS - middle[1]
                    above = cross[1] + SMALL + CROSS - middle[1]
                    shift = below if cross[1] >= middle[1] else above
                    if not tops[j] + 0.7 * SMALL <= middle[1] + shift <= tops[j + 1] - 0.7 * SMALL:
                        continue  # no room beside the cross; the colour tells
            at = ax.transData.inverted().transform(np.array(middle) / 72 * ax.figure.dpi)
            ax.annotate(
                text, (float(at[0]), float(at[1])), xytext=(0, shift), textcoords="offset points", ha="center",
                va="center", size=SMALL, color=INK, zorder=5,
                bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.65, "pad": 1.2},
            )  # fmt: skip


def _line(ax: Axes, means: Floats, across: GridAxis, up: GridAxis) -> None:
    """The break-even line."""
    if min(means.shape) < 2 or not (np.nanmin(means) < 0 < np.nanmax(means)):
        return
    xs, ys = np.meshgrid(across.places, up.places)
    ax.contour(xs, ys, np.ma.masked_invalid(means), levels=[0.0], colors=[INK], linewidths=3.2, zorder=4)


def _now(ax: Axes, across: GridAxis, up: GridAxis) -> None:
    """The cross stands where the scenario is, in the units of both axes."""
    if across.now is not None and up.now is not None:
        ax.plot(
            [across.now], [up.now], "P", markersize=11, color=INK, markeredgecolor=PAPER, zorder=6, label="scenario"
        )


def _axes(ax: Axes, study: Map, across: GridAxis, up: GridAxis) -> None:
    """Scales, limits and as many values beside the axes as fit."""
    if across.logarithmic:
        ax.set_xscale("log")
    if up.logarithmic:
        ax.set_yscale("log")
    ax.set_xlim(across.edges[0], across.edges[-1])
    ax.set_ylim(up.edges[0], up.edges[-1])
    tidy(ax)
    ax.minorticks_off()
    places = _points(ax, across.places, up.places)
    words = [[axis.word(value) for value in axis.values] for axis in (study.x, study.y)]
    widths = [text_width(word, SMALL) + 10 for word in words[0]]
    for set_ticks, grid, at, names, sizes in (
        (ax.set_xticks, across, places[0], words[0], widths),
        (ax.set_yticks, up, places[1], words[1], [1.5 * SMALL] * len(words[1])),
    ):
        kept = apart(at.tolist(), sizes)
        set_ticks([grid.places[k] for k in kept], [names[k] for k in kept])
    ax.set_xlabel(wrap(study.x.label, 560, TEXT, lines=1), size=TEXT)
    ax.set_ylabel(wrap(study.y.label, 340, TEXT, lines=1), size=TEXT)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
