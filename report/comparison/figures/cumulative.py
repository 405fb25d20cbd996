"""Cumulative value: what each model has brought by each quarter, and how much that varies between worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from report.shared.fitting import spread, wrap
from report.shared.line_figure import MOST_BANDS
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, quarters_axis, subtitle, tidy
from report.shared.study import labels
from report.shared.style import HEIGHT, INK, MUTED, SMALL, TEXT, WIDTH, Look, Scale, looks, money_scale, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.arrays import Floats
    from sim.studies.comparison import Comparison

ROOM = 3.0
"""Room for the labels at the right, in inches."""
FEW, MANY = 0.18, 0.08
"""Opacity of the bands of one or two models, and of three or four; more models have none."""
LINE = 1.32
"""Height of a line of text, in units of its size."""


@styled()
def draw_cumulative(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Discounted net value by quarter: median and P10-P90 of all worlds for each model, labelled at the right.

    On given axes, the labels take about three inches to the right of them.
    """
    title = "Cumulative discounted net value"
    banded = comparison.replications > 1 and len(comparison.models) <= MOST_BANDS
    bands = np.quantile(comparison.cumulative, (0.1, 0.5, 0.9), axis=0)
    scale = money_scale((float(bands.min()), float(bands.max())), comparison.scenario.currency)
    labelled = [
        (wrap(name, (ROOM - 0.25) * 72, TEXT, "bold", 3), _words(comparison, j, scale))
        for j, name in enumerate(labels(comparison).values())
    ]
    if ax is None:
        height = max(HEIGHT, TOP + BOTTOM + 0.9 + sum(_size(*label) for label in labelled) / 72)
        marks = "Bands and bars" if banded else "Bars at the end"
        note = (
            "" if comparison.replications < 2 else f"Lines: median of the worlds in each week. {marks}: P10 to P90."
        )
        figure = page(title, subtitle(comparison), note, height)
        ax = place(figure, 1.0, BOTTOM + 0.6, WIDTH - 1.0 - ROOM - EDGE, height - TOP - BOTTOM - 0.9)
    else:
        ax.set_title(title, loc="left", size=TEXT, weight="bold")
    tidy(ax, "y")
    quarters_axis(ax, comparison)
    styles = looks(comparison.models)
    few = len(comparison.models) < 3
    weeks = np.arange(bands.shape[2]) / comparison.scenario.calendar.weeks_per_quarter
    for model, (low, middle, high) in zip(comparison.models, np.moveaxis(bands, 1, 0) / scale.divisor, strict=True):
        look = styles[model]
        if banded:
            ax.fill_between(weeks, low, high, color=look.colour, alpha=FEW if few else MANY, linewidth=0)
            if few:
                for edge in (low, high):
                    ax.plot(weeks, edge, color=look.colour, linewidth=1.0, linestyle=look.dash, zorder=3)
        ax.plot(weeks, middle, color=look.colour, linewidth=2.8, linestyle=look.dash, zorder=4)
    ax.axhline(0, color=INK, linewidth=0.9, zorder=2.5)
    ax.margins(y=0.06)
    ax.set_ylabel(f"discounted net value so far, {scale.unit}", size=TEXT)
    _mark_horizon(ax, comparison)
    ends = bands[:, :, -1] / scale.divisor
    looked = list(styles.values())
    places = _draw_ends(ax, float(weeks[-1]), ends, looked, single=comparison.replications < 2)
    _label_ends(ax, places, ends[1].tolist(), labelled, looked)
    return ax


def _draw_ends(ax: Axes, last: float, ends: Floats, styles: list[Look], *, single: bool) -> list[float]:
    """P10, median and P90 at the end as bars side by side, right of the curves; returns where they stand."""
    ax.spines["bottom"].set_bounds(0, last)
    if single:
        return [last] * len(styles)
    places = [last * (1 + 0.022 * (k + 1)) for k in range(len(styles))]
    for at, (low, middle, high), look in zip(places, ends.T, styles, strict=True):
        ax.plot([at, at], [low, high], color=look.colour, linewidth=3, solid_capstyle="butt", zorder=3)
        ax.plot([at], [middle], look.marker, markersize=8, color=look.colour, markeredgecolor=look.ink, zorder=5)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= last])  # none beside the bars
    ax.set_xlim(0, places[-1] + 0.016 * last)
    return places


def _words(comparison: Comparison, model: int, scale: Scale) -> str:
    """What the label of a line says about the end of the benefit horizon."""
    last: Floats = comparison.cumulative[:, model, -1] / scale.divisor
    if comparison.replications < 2:
        return f"{number(float(last[0]), 2)} {scale.unit} (one world)"
    p10, p50, p90 = (number(float(q), 1) for q in np.quantile(last, (0.1, 0.5, 0.9)))
    return f"median {p50}, mean {number(float(last.mean()), 1)}\nP10 to P90: {p10} to {p90} {scale.unit}"


def _head(name: str) -> float:
    """Height of a name, in points."""
    return LINE * TEXT * (name.count("\n") + 1) + 2 * name.count("\n")


def _size(name: str, text: str) -> float:
    """Height of a label, in points."""
    return _head(name) + LINE * SMALL * (text.count("\n") + 1) + 7


def _mark_horizon(ax: Axes, comparison: Comparison) -> None:
    """A line where money stops being decided; only benefits and run-off lie beyond."""
    calendar = comparison.scenario.calendar
    if calendar.benefit_end <= calendar.horizon:
        return
    ax.axvline(calendar.quarters, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1.5)
    across = blended_transform_factory(ax.transData, ax.transAxes)
    for text, side, shift in (("funding decided", "right", -6), ("run-off and benefits", "left", 6)):
        ax.annotate(
            text, (calendar.quarters, 1.0), xycoords=across, xytext=(shift, 3), textcoords="offset points",
            ha=side, va="bottom", size=SMALL, color=MUTED, annotation_clip=False,
        )  # fmt: skip


def _label_ends(
    ax: Axes, places: list[float], ends: list[float], labelled: list[tuple[str, str]], styles: list[Look]
) -> None:
    """Name and figures at the end of each line, moved apart where they would overlap."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    down, up = ax.get_ylim()
    tall = ax.get_position().height * figure.get_size_inches()[1] * 72
    broken, texts = zip(*labelled, strict=True)
    heads = [_head(name) for name in broken]
    sizes = [_size(*label) for label in labelled]
    wanted = [(end - down) / (up - down) * tall for end in ends]
    placed = spread(wanted, sizes, 0.0, tall)
    beside = ax.transAxes + ScaledTranslation(20 / 72, 0, figure.dpi_scale_trans)
    for k, centre in enumerate(placed):
        start = centre + sizes[k] / 2 - 3
        ax.annotate(
            "", (places[k], ends[k]), xytext=(1.0, centre / tall), textcoords=beside, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": styles[k].ink, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 4},
        )  # fmt: skip
        for text, at, size, weight in (
            (broken[k], start, TEXT, "bold"),
            (texts[k], start - heads[k], SMALL, "normal"),
        ):
            ax.annotate(
                text, (1.0, 0.0), xycoords="axes fraction", xytext=(24, at), textcoords="offset points", ha="left",
                va="top", size=size, weight=weight, color=styles[k].ink, annotation_clip=False, linespacing=1.4,
            )  # fmt: skip
