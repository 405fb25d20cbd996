"""Cost by kind: what each model spends its money on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report.shared.fitting import spread, text_width, wrap
from report.shared.kanban_columns import Swatch
from report.shared.numbers_in_words import money, number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import (
    BLUE,
    GREEN,
    HEIGHT,
    INK,
    MUTED,
    ORANGE,
    PURPLE,
    SKY,
    SMALL,
    TEXT,
    VERMILLION,
    WIDTH,
    YELLOW,
    money_scale,
    styled,
    text_on,
)
from sim.world.ledger import KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.arrays import Floats
    from sim.studies.comparison import Comparison

LOOKS = {
    "work": Swatch("Work on MMPs", BLUE),
    "bench": Swatch("Paid without work", "#E4E4E4", "//"),
    "unplanned": Swatch("Unplanned work", SKY),
    "run_off": Swatch("Run-off", GREEN, ".."),
    "direct": Swatch("Direct cost", YELLOW),
    "release": Swatch("Releases", "#7F7F7F", "--"),
    "business_case": Swatch("Business cases", PURPLE, "\\\\"),
    "governance": Swatch("Governance", VERMILLION),
    "support": Swatch("Support", ORANGE, "xx"),
    "change": Swatch("Cost of the change", "#3B3B3B", "++"),
    "experiment": Swatch("Experiments", "#B7E3D4", ".."),
    "office": Swatch("Office", "#C9B79C", "xx"),
    "running": Swatch("Running", "#A6761D", "oo"),
}
"""By kind of the ledger, in its order."""
NAMES, TOTALS, KEY = 2.5, 1.3, 0.5
"""Room for model names at the left, totals at the right, kinds above the bars, in inches."""
SMALLEST = 0.01
"""Least amount that is written as a number, in the unit of the axis."""


@styled()
def draw_costs(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Mean cost by kind, a stacked bar per model with its total; kinds are named above the first bar.

    On given axes, names take 2.5 inches to the left, totals 1.3 inches to the right.
    """
    amounts: Floats = comparison.costs.sum(axis=2)
    models = len(comparison.models)
    if ax is None:
        height = max(HEIGHT, TOP + BOTTOM + KEY + 0.7 + 0.75 * models)
        means = "Means of the worlds, undiscounted" if comparison.replications > 1 else "One world, undiscounted"
        note = f"{means}. Run-off is work after the last quarter of funding."
        figure = page("Cost by kind", subtitle(comparison), note, height)
        width = WIDTH - 2 * EDGE - NAMES - TOTALS
        ax = place(figure, EDGE + NAMES, BOTTOM + 0.6, width, height - TOP - BOTTOM - KEY - 0.6)
    scale = money_scale(amounts.sum(axis=1), comparison.scenario.currency)
    thick = 0.5
    ends = amounts.cumsum(axis=1) / scale.divisor
    ax.set_xlim(0, max(float(ends[:, -1].max()), 1e-9) * 1.02)
    ax.set_ylim(models - 0.2, -0.5)  # the amounts below the last bar need room
    names = labels(comparison)
    for row, model in enumerate(comparison.models):
        _draw_bar(ax, row, amounts[row] / scale.divisor, thick)
        ax.annotate(
            wrap(names[model], NAMES * 72 - 14, TEXT, "bold", 3), (0, row), xycoords=("axes fraction", "data"),
            xytext=(-10, 0), textcoords="offset points", ha="right", va="center", size=TEXT, weight="bold",
            annotation_clip=False, linespacing=1.4,
        )  # fmt: skip
        ax.annotate(
            money(float(amounts[row].sum()), comparison.scenario.currency), (float(ends[row, -1]), row),
            xytext=(8, 0), textcoords="offset points", ha="left", va="center", size=TEXT, weight="bold",
            annotation_clip=False,
        )  # fmt: skip
    _name_kinds(ax, amounts / scale.divisor, thick)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    tidy(ax, "x")
    ax.set_xlabel(f"cost over all weeks, {scale.unit}", size=TEXT)
    return ax


def _per_unit(ax: Axes) -> float:
    """Points on the page per unit of the x axis."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    low, high = ax.get_xlim()
    return float(ax.get_position().width * figure.get_size_inches()[0] * 72 / (high - low))


def amount_words(amount: float) -> str:
    """An amount in the unit of the axis; one that is there is never written as nothing."""
    if 0 < amount < SMALLEST:
        return f"<{SMALLEST}"
    return number(amount, 1 if amount >= 0.95 else 2)


def _draw_bar(ax: Axes, row: int, amounts: Floats, thick: float) -> None:
    """Segments with their amounts: inside where they fit, else below, joined to the segment."""
    per_unit = _per_unit(ax)
    start = 0.0
    narrow: list[tuple[float, str]] = []
    for kind, amount in zip(KINDS, amounts.tolist(), strict=True):
        look = LOOKS[kind]
        ax.barh(
            row, amount, left=start, height=thick, color=look.colour, hatch=look.hatch, edgecolor=look.line,
            linewidth=0, zorder=3,
        )  # fmt: skip
        text = amount_words(amount)
        if text_width(text, SMALL) + 10 <= amount * per_unit:
            box = {"facecolor": look.colour, "edgecolor": "none", "pad": 1.5} if look.hatch else None
            ax.text(
                start + amount / 2, row, text, size=SMALL, color=text_on(look.colour), ha="center", va="center",
                zorder=4, bbox=box,
            )  # fmt: skip
        elif amount > 0:
            narrow.append((start + amount / 2, text))
        start += amount
    centres = [centre * per_unit for centre, _ in narrow]
    sizes = [text_width(text, SMALL) + 8 for _, text in narrow]
    placed = spread(centres, sizes, 0.0, ax.get_xlim()[1] * per_unit + TOTALS * 72)
    for (centre, text), want, at in zip(narrow, centres, placed, strict=True):
        _point(ax, text, (centre, row + thick / 2), (at - want, -10), "top", "normal")


def _point(
    ax: Axes, text: str, at: tuple[float, float], shift: tuple[float, float], side: str, weight: str
) -> None:
    """Text beside a bar, joined to a place on its edge; ``shift`` in points."""
    ax.annotate(
        text, at, xytext=shift, textcoords="offset points", ha="center", va=side, size=SMALL, weight=weight,
        color=INK, annotation_clip=False,
        arrowprops={
            "arrowstyle": "-", "color": MUTED, "linewidth": 1.0, "shrinkA": 0, "shrinkB": 0,
            "relpos": (0.5, 1.0 if side == "top" else 0.0),
        },
    )  # fmt: skip


def _name_kinds(ax: Axes, amounts: Floats, thick: float) -> None:
    """Names of the kinds that occur above the first bar, moved apart, each joined to its segment.

    A kind that the first model does not have is named on its own colour instead.
    """
    per_unit = _per_unit(ax)
    used = [k for k in range(len(KINDS)) if amounts[:, k].any()]
    starts = amounts[0].cumsum() - amounts[0]
    centres = [float(starts[k] + amounts[0, k] / 2) * per_unit for k in used]
    sizes = [text_width(LOOKS[KINDS[k]].name, SMALL, "bold") + 14 for k in used]
    high = ax.get_xlim()[1] * per_unit
    placed = spread(centres, sizes, -NAMES * 72, high + TOTALS * 72)
    for k, want, at in zip(used, centres, placed, strict=True):
        look, place_ = LOOKS[KINDS[k]], (want / per_unit, -thick / 2)
        if amounts[0, k] > 0:
            _point(ax, look.name, place_, (at - want, 22), "bottom", "bold")
            continue
        ax.annotate(
            look.name, place_, xytext=(at - want, 22), textcoords="offset points", ha="center", va="bottom",
            size=SMALL, weight="bold", color=text_on(look.colour), annotation_clip=False,
            bbox={"facecolor": look.colour, "edgecolor": "none", "pad": 2},
        )  # fmt: skip
