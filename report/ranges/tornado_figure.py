"""A tornado: how far each uncertain number moves the difference between two models, and where it turns it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from report.ranges.tornado_text import flip_words
from report.shared.fitting import wrap
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.study import labels
from report.shared.style import (
    BLUE,
    HEIGHT,
    INK,
    MUTED,
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

    from sim.outcomes.statistics import Difference
    from sim.studies.tornado import Entry, Sensitivity

MOST = 11
"""Most numbers in the figure: those with the largest swing."""
FEWEST = 5
"""Rows for which there is room at least, so that a few bars do not fill the page."""
NAMES, FLIPS = 3.3, 3.0
"""Room for the names at the left and for the flips at the right, in inches."""
LOW, HIGH = ORANGE, BLUE
"""Colours of the low and of the high end."""


@styled()
def draw_tornado(study: Sensitivity) -> Figure:
    """Bars from the scenario's difference to that at the low and at the high end of each number."""
    effective = [entry for entry in study.entries if entry.swing > 0]
    entries = effective[:MOST]
    first, second = (labels(study)[name] for name in study.models)
    height = max(HEIGHT, TOP + BOTTOM + 1.4 + 0.45 * len(entries))
    note = (
        "One number at a time. Bars: from the scenario's difference to that at each end. Thin lines: 95 % "
        "intervals. "
        "Hollow, ~: not decided."
    )
    figure = page(f"What decides between {second} and {first}", subtitle(study), note, height)
    left = EDGE + NAMES
    ax = place(figure, left, BOTTOM + 0.75, WIDTH - left - FLIPS - EDGE, height - TOP - BOTTOM - 1.4)
    ends = [d.mean for entry in entries for d in (entry.low, entry.high) if d.n]
    scale = scale_of(OUTCOMES[study.outcome].unit, [study.base.mean, *ends], study.scenario.currency)
    tidy(ax, "x")
    for row, entry in enumerate(entries):
        _draw_row(ax, row, entry, study, scale)
    _frame(ax, study, entries, scale)
    return figure


def shown_words(study: Sensitivity) -> str:
    """How many of how many numbers are drawn, and why not the others."""
    total, effective = len(study.entries), sum(entry.swing > 0 for entry in study.entries)
    shown = min(effective, MOST)
    idle = f", {total - effective} without effect" if effective < total else ""
    if shown == total:
        return "All numbers." if total > 1 else "One number."
    return f"{shown} of {total} numbers: the largest effects{idle}."


def _draw_row(ax: Axes, row: int, entry: Entry, study: Sensitivity, scale: Scale) -> None:
    base, varied = study.base.mean / scale.divisor, entry.number
    pairs = (((entry.low, varied.low), LOW, "//"), ((entry.high, varied.high), HIGH, ""))
    same_side = (entry.low.mean > study.base.mean) == (entry.high.mean > study.base.mean)
    same_side &= varied.base not in (varied.low, varied.high)
    for k, ((difference, value), colour, hatch) in enumerate(pairs):
        if value == varied.base or not difference.n:
            continue
        at, thick = (row + (k - 0.5) * 0.36, 0.34) if same_side else (row, 0.62)
        _draw_end(ax, at, thick, base, difference, scale, colour, hatch)
        other = (entry.high, entry.low)[k].mean
        right = difference.mean > study.base.mean or (
            difference.mean == study.base.mean and other <= study.base.mean
        )
        reach = difference.mean if difference.n < 2 else difference.high if right else difference.low
        ax.annotate(
            varied.word(value), (reach / scale.divisor, at), xytext=(4 if right else -4, 0),
            textcoords="offset points", va="center", ha="left" if right else "right", size=SMALL,
            color=readable(colour), zorder=6, weight="bold",
        )  # fmt: skip


def _draw_end(
    ax: Axes, at: float, thick: float, base: float, d: Difference, scale: Scale, colour: str, hatch: str
) -> None:
    end = d.mean / scale.divisor
    if d.decided:
        ax.barh(at, end - base, left=base, height=thick, color=colour, hatch=hatch, edgecolor=PAPER, zorder=3)
    else:
        ax.barh(at, end - base, left=base, height=thick, facecolor=PAPER, edgecolor=colour, linewidth=1.8, zorder=3)
    if d.n > 1:
        ax.plot([d.low / scale.divisor, d.high / scale.divisor], [at, at], color=INK, linewidth=1.1, zorder=4)


def _named(entry: Entry, room: float) -> str:
    """The number by name, and its value in the scenario, which is never cut."""
    now = f"now {entry.number.word(entry.number.base)}"
    whole = f"{entry.number.label}: {now}"
    if wrap(whole, room, SMALL, lines=2).replace("\n", " ") == whole:
        return wrap(whole, room, SMALL, lines=2)
    return f"{wrap(entry.number.label, room, SMALL, lines=1)}\n{now}"


def _frame(ax: Axes, study: Sensitivity, entries: list[Entry], scale: Scale) -> None:
    """Zero, the scenario, names at the left, flips at the right."""
    base = study.base.mean / scale.divisor
    ax.axvline(base, color=MUTED, linewidth=1.2, linestyle=(0, (1.5, 2)), zorder=2)
    ax.axvline(0, color=INK, linewidth=1.6, zorder=5)
    ax.set_ylim(max(len(entries), FEWEST) + 0.2, -0.6)
    ax.margins(x=0.14)
    left, right = ax.get_xlim()
    ax.set_xlim(min(left, -0.04 * (right - left)), max(right, 0.04 * (right - left)))
    ax.xaxis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    room = (NAMES - 0.25) * 72
    ax.set_yticks(range(len(entries)), [_named(entry, room) for entry in entries])
    first, second = (labels(study)[name] for name in study.models)
    unit = "% points" if scale.unit == "%" else scale.unit
    what = f"{OUTCOMES[study.outcome].label}, {unit}: {second} less {first}"
    ax.set_xlabel(wrap(what, 560, TEXT, lines=2), size=TEXT)
    better = OUTCOMES[study.outcome].better
    sides = (first, second) if better == "more" else (second, first)
    half = (WIDTH - 2 * EDGE - NAMES - FLIPS) * 72 / 2 - 8
    for text, at, align in (
        (f"\N{LEFTWARDS ARROW} {sides[0]} better", 0.0, "left"),
        (f"\N{RIGHTWARDS ARROW} {sides[1]} better", 1.0, "right"),
    ):
        ax.annotate(
            wrap(text, half, SMALL, "bold", 3), (at, 1.0), xycoords="axes fraction", xytext=(0, 6),
            textcoords="offset points", ha=align, va="bottom", size=SMALL, weight="bold", color=INK,
            annotation_clip=False,
        )  # fmt: skip
    ax.annotate(
        wrap(shown_words(study), NAMES * 72 - 10, SMALL, "bold", 2), (0.0, 1.0), xycoords="axes fraction",
        xytext=(-10, 6), textcoords="offset points", ha="right", va="bottom", size=SMALL, weight="bold", color=INK,
        annotation_clip=False,
    )  # fmt: skip
    ax.annotate(
        f"now {number(base, 1 if abs(base) >= 10 else 2, plus=True)}",
        (base, 0.0), xycoords=("data", "axes fraction"),
        xytext=(0, 4), textcoords="offset points", ha="center", va="bottom", size=SMALL, color=MUTED, zorder=7,
        bbox={"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "pad": 1},
    )  # fmt: skip
    ax.annotate(
        "preference flips", (1.0, 1.0), xycoords="axes fraction", xytext=(12, 6), textcoords="offset points",
        ha="left", va="bottom", size=SMALL, weight="bold", color=INK, annotation_clip=False,
    )  # fmt: skip
    for row, entry in enumerate(entries):
        ax.annotate(
            wrap(flip_words(study, entry), (FLIPS - 0.1) * 72, SMALL, lines=2), (1.0, row),
            xycoords=("axes fraction", "data"), xytext=(12, 0), textcoords="offset points", ha="left", va="center",
            size=SMALL, color=INK if entry.flip else MUTED, annotation_clip=False, linespacing=1.1,
        )  # fmt: skip
