"""The J-curve: what a change of funding model has brought by each month, against staying with the old rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MultipleLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from report.shared.fitting import spread, wrap
from report.shared.numbers_in_words import money, number, probability
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
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
    styled,
)
from sim.studies.jcurve import MONTHS, JCurve, jcurves, month

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.studies.comparison import Comparison

ROOM = 3.1
"""Room for the labels at the right, in inches."""
LINE = 1.4
"""Height of a line of text, in units of its size."""


@styled()
def draw_transition(comparison: Comparison) -> Figure | None:
    """The first change that is kept, with its band; the others as lines. None = no change is compared."""
    curves = jcurves(comparison)
    if not curves:
        return None
    main = next((curve for curve in curves if curve.ends is None), curves[0])
    curves = [main, *(curve for curve in curves if curve is not main and curve.stay == main.stay)]
    names = labels(comparison)
    title = f"{names[main.change]}: ahead of or behind {names[main.stay]}"
    note = (
        "One world."
        if comparison.replications < 2
        else "Lines: mean of the worlds. Band: P10 to P90 of the first line. The same work, money and luck in all."
    )
    months = np.arange(main.curves.shape[1]) * MONTHS
    band = np.quantile(main.curves, (0.1, 0.9), axis=0)
    means = [curve.mean for curve in curves]
    ends = [float(end) for values in (band, *means) for end in (values.min(), values.max())]
    scale = money_scale(ends, comparison.scenario.currency)
    labelled = [
        (wrap(names[curve.change], (ROOM - 0.3) * 72, TEXT, "bold", 3), _ends_at(curve, scale)) for curve in curves
    ]
    height = max(HEIGHT, TOP + BOTTOM + 0.95 + sum(_size(*label) for label in labelled) / 72)
    figure = page(title, subtitle(comparison), note, height)
    ax = place(figure, 1.0, BOTTOM + 0.6, WIDTH - 1.0 - ROOM - EDGE, height - TOP - BOTTOM - 0.95)
    tidy(ax, "y")
    styles = looks([curve.change for curve in curves])
    if comparison.replications > 1:
        ax.fill_between(months, *(band / scale.divisor), color=styles[main.change].colour, alpha=0.18, linewidth=0)
    for curve, mean in reversed(list(zip(curves, means, strict=True))):
        look = styles[curve.change]
        wide = 2.8 if curve is main else 2.0
        ax.plot(months, mean / scale.divisor, color=look.colour, linewidth=wide, linestyle=look.dash, zorder=4)
    ax.axhline(0, color=INK, linewidth=1.2, zorder=2.5)
    ax.margins(y=0.1)
    _months(ax, comparison, float(months[-1]))
    ax.set_ylabel(f"discounted net value, change less staying, {scale.unit}", size=TEXT)
    _marks(ax, comparison, main, scale)
    _label(ax, curves, labelled, scale, styles)
    return figure


def _months(ax: Axes, comparison: Comparison, last: float) -> None:
    step = next((s for s in (3, 6, 12, 24, 60) if last / s < 14), 120)
    ax.set_xlim(0, last)
    ax.xaxis.set_major_locator(MultipleLocator(step))
    ax.set_xlabel("months since the start of the study", size=TEXT)
    calendar = comparison.scenario.calendar
    if calendar.benefit_end > calendar.horizon:
        at = calendar.horizon * MONTHS
        ax.axvline(at, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1.5)
        across = blended_transform_factory(ax.transData, ax.transAxes)
        for text, side, shift in (("funding decided", "right", -6), ("run-off and benefits", "left", 6)):
            ax.annotate(
                text, (at, 1.0), xycoords=across, xytext=(shift, 3), textcoords="offset points",
                ha=side, va="bottom", size=SMALL, color=MUTED, annotation_clip=False,
            )  # fmt: skip


def _marks(ax: Axes, comparison: Comparison, main: JCurve, scale: Scale) -> None:
    """First change, deepest point and break-even, each with its month."""
    start = main.starts * MONTHS
    across = blended_transform_factory(ax.transData, ax.transAxes)
    ax.axvline(start, color=MUTED, linewidth=1.0, linestyle=(0, (1, 2)), zorder=1.5)
    ax.annotate(
        f"first change, month {month(main.starts + 1)}", (start, 1.0), xycoords=across, xytext=(4, -4),
        textcoords="offset points", ha="left", va="top", size=SMALL, color=MUTED,
    )  # fmt: skip
    box = {"boxstyle": "round,pad=0.3", "facecolor": PAPER, "edgecolor": MUTED, "linewidth": 0.8, "alpha": 0.92}
    arrow = {"arrowstyle": "-", "color": INK, "linewidth": 0.9, "shrinkB": 5}
    if main.trough is not None:
        at, depth = main.trough.week * MONTHS, main.trough.mean / scale.divisor
        ax.plot([at], [depth], "v", markersize=10, color=INK, zorder=6)
        behind = money(-main.trough.mean, comparison.scenario.currency)
        ax.annotate(
            f"deepest on average: {behind} behind, month {month(main.trough.week)}", (at, depth),
            xytext=(0.02, 0.03), textcoords="axes fraction", ha="left", va="bottom", size=TEXT, color=INK,
            bbox=box, arrowprops=arrow, zorder=7,
        )  # fmt: skip
    if main.break_even:
        at = main.break_even * MONTHS
        ax.plot(
            [at], [0], "o", markersize=10, markerfacecolor=PAPER, markeredgecolor=INK, markeredgewidth=2, zorder=6
        )
        ax.annotate(
            f"break-even on average: month {month(main.break_even)}\n"
            f"ahead at the end in {probability(main.share)} of {comparison.replications} worlds",
            (at, 0), xytext=(0.06, 0.86), textcoords="axes fraction", ha="left", va="top", size=TEXT, color=INK,
            bbox=box, arrowprops=arrow, zorder=7,
        )  # fmt: skip


def _size(head: str, text: str) -> float:
    """Height of a label, in points."""
    return LINE * (TEXT * (head.count("\n") + 1) + SMALL * (text.count("\n") + 1)) + 10


def _label(
    ax: Axes, curves: list[JCurve], labelled: list[tuple[str, str]], scale: Scale, styles: dict[str, Look]
) -> None:
    """Name and final difference of every line at its right end, moved apart where they would overlap."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    down, up = ax.get_ylim()
    tall = ax.get_position().height * figure.get_size_inches()[1] * 72
    heads, texts = zip(*labelled, strict=True)
    sizes = [_size(*label) for label in labelled]
    ends = [float(curve.curves[:, -1].mean()) / scale.divisor for curve in curves]
    placed = spread([(end - down) / (up - down) * tall for end in ends], sizes, 0.0, tall)
    beside = ax.transAxes + ScaledTranslation(18 / 72, 0, figure.dpi_scale_trans)
    for curve, head, text, size, centre, end in zip(curves, heads, texts, sizes, placed, ends, strict=True):
        ink = styles[curve.change].ink
        ax.annotate(
            "", (1.0, (end - down) / (up - down)), xycoords="axes fraction", xytext=(1.0, centre / tall),
            textcoords=beside, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": ink, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 0},
        )  # fmt: skip
        top = centre + size / 2 - 3
        for words, at, letters, weight in (
            (head, top, TEXT, "bold"),
            (text, top - LINE * TEXT * (head.count("\n") + 1), SMALL, "normal"),
        ):
            ax.annotate(
                words, (1.0, 0.0), xycoords="axes fraction", xytext=(22, at), textcoords="offset points", ha="left",
                va="top", size=letters, weight=weight, color=ink, annotation_clip=False, linespacing=1.35,
            )  # fmt: skip


def _ends_at(curve: JCurve, scale: Scale) -> str:
    mean = number(curve.total.mean / scale.divisor, 1, plus=True)
    given_up = "" if curve.ends is None else f"\nabandoned in month {month(curve.ends + 1)}"
    if curve.total.n < 2:
        return f"{mean} {scale.unit} (one world){given_up}"
    low, high = (number(end / scale.divisor, 1, plus=True) for end in (curve.total.low, curve.total.high))
    return f"{mean} {scale.unit} [{low}, {high}]{given_up}"
