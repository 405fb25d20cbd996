"""A difference between two funding models as a waterfall: part by part, with intervals, down to the whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from report.attribution.text import grade_of_part, names_of, switched_short, unit_for, written
from report.shared.fitting import wrap
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.style import BETTER, BLUE, HEIGHT, INK, MUTED, ORANGE, SMALL, TEXT, WIDTH, styled
from sim.outcomes.measures import OUTCOMES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.attribution.text import Unit
    from sim.studies.attribution import Attribution, Estimate

NAMES, NUMBERS = 4.5, 2.45
"""Room for names at the left and for numbers at the right, in inches."""
ROOM = (NAMES - 0.2) * 72
"""Width of names and of what is switched, in points."""
NAMED, DETAILED = 2, 8
"""Most lines of a name, and of what is switched."""
NAME, DETAIL, RIM = 1.3 * TEXT, 1.2 * SMALL, 9.0
"""Heights of a line of both, and of the space around them, in points."""
WHOLE = "#5F6B75"
"""Colour of the whole difference."""


@dataclass(frozen=True)
class Row:
    """One bar."""

    name: str
    detail: str
    estimate: Estimate
    written: str
    begin: float
    """Where the bar begins, in units of the outcome."""
    whole: bool = False


def _rows(attribution: Attribution, outcome: str, unit: Unit, *, ladder: bool) -> list[Row]:
    total = attribution.total(outcome)
    groups = [attribution.groups[i] for i in attribution.plan.order] if ladder else list(attribution.groups)
    parts = attribution.ladder(outcome) if ladder else attribution.parts(outcome)
    cells, whole = written(parts, total, unit)
    ranked = list(zip(groups, parts, cells, strict=True))
    if not ladder:  # the largest step in the direction of the whole comes first
        ranked.sort(key=lambda entry: -entry[1].mean * math.copysign(1.0, total.mean))
    rows, level = [], 0.0
    for group, part, cell in ranked:
        grade = grade_of_part(attribution, group)
        rests = "own numbers" if grade == "own" else f"grade {grade}"
        rows.append(Row(f"{group.label} ({rests})", switched_short(attribution, group), part, cell, level))
        level += part.mean
    return [*rows, Row("Whole difference", "", total, whole, 0.0, whole=True)]


@styled()
def draw_waterfall(attribution: Attribution, outcome: str, *, ladder: bool = False) -> Figure:
    """Every part as a bar from where the part before it ended; thin line: 95 % interval of the part.

    Args:
        attribution: what is drawn; it has at least one group, and a world in which the outcome exists.
        outcome: key of ``OUTCOMES``.
        ladder: draw the switches one after the other instead of the Shapley values.

    """
    unit = unit_for(attribution, outcome)
    rows = _rows(attribution, outcome, unit, ladder=ladder)
    start, goal = names_of(attribution)
    label = OUTCOMES[outcome].label
    title = f"{label}{' step by step' if ladder else ''}: {goal} against {start}"
    inner = max(HEIGHT - TOP - BOTTOM - 0.75, len(rows) * max(_tall(row) for row in rows) / 72)
    figure = page(title, subtitle(attribution), _note(attribution, ladder=ladder), inner + TOP + BOTTOM + 0.75)
    ax = place(figure, EDGE + NAMES, BOTTOM + 0.15, WIDTH - 2 * EDGE - NAMES - NUMBERS, inner)
    better = OUTCOMES[outcome].better
    for place_, row in enumerate(rows):
        _draw_row(ax, place_, row, unit, better)
    for place_, row in enumerate(rows[:-1]):
        end = (row.begin + row.estimate.mean) / unit.divisor
        ax.plot([end, end], [place_ + 0.3, place_ + 0.7], color=MUTED, linewidth=1.0, zorder=2)
    ax.axvline(0, color=INK, linewidth=1.0, zorder=2)
    ax.axhline(len(rows) - 1.5, color=MUTED, linewidth=0.8, zorder=1)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    _limit(ax, rows, unit)
    tidy(ax, "x")
    ax.xaxis.set_ticks_position("top")
    ax.spines["top"].set_visible(True)
    ax.spines["bottom"].set_visible(False)
    ax.xaxis.set_label_position("top")
    ax.set_xlabel(f"{label}, {unit.name}   {BETTER[better]}".rstrip(), size=TEXT, weight="bold", loc="left")
    return figure


def _note(attribution: Attribution, *, ladder: bool) -> str:
    interval = "Thin line: 95 % interval of the part. Hollow bar: it contains zero."
    if ladder:
        return f"Each bar: what the switch adds after those above it; another order gives other steps. {interval}"
    how = "all orders" if attribution.exact else "the orders drawn"
    return f"Each bar: what the switch adds, averaged over {how} (Shapley value). {interval}"


def _broken(row: Row) -> tuple[str, str]:
    """Name and what is switched, broken into lines."""
    return wrap(row.name, ROOM, TEXT, "bold", NAMED), wrap(row.detail, ROOM, SMALL, lines=DETAILED)


def _lines(text: str) -> int:
    return text.count("\n") + 1 if text else 0


def _tall(row: Row) -> float:
    """Height that a row needs, in points."""
    name, detail = _broken(row)
    return _lines(name) * NAME + _lines(detail) * DETAIL + RIM


def _draw_row(ax: Axes, place_: int, row: Row, unit: Unit, better: str) -> None:
    begin, size = row.begin / unit.divisor, row.estimate.mean / unit.divisor
    good = size >= 0 if better != "less" else size <= 0
    colour = WHOLE if row.whole else BLUE if good else ORANGE
    decided = row.estimate.decided
    ax.barh(
        place_, size, left=begin, height=0.6, facecolor=colour if decided else "white", edgecolor=colour,
        linewidth=1.8, hatch="" if row.whole or good else "//" if not decided else "", zorder=3,
    )  # fmt: skip
    low, high = row.estimate.low / unit.divisor, row.estimate.high / unit.divisor
    if math.isfinite(low):
        ends = [begin + low, begin + high]
        ax.plot(ends, [place_, place_], color=INK, linewidth=1.6, marker="|", markersize=11, zorder=5)
    name, detail = _broken(row)
    up = (_lines(name) * NAME + _lines(detail) * DETAIL) / 2
    for text, at, size, weight, colour in (
        (name, up, TEXT, "bold", INK),
        (detail, up - _lines(name) * NAME, SMALL, "normal", MUTED),
    ):
        ax.annotate(
            text, (0.0, place_), xycoords=("axes fraction", "data"), xytext=(-12, at), textcoords="offset points",
            ha="right", va="top", size=size, weight=weight, color=colour, annotation_clip=False, linespacing=1.0,
        )  # fmt: skip
    ax.annotate(
        _in_words(row, unit), (1.0, place_), xycoords=("axes fraction", "data"), xytext=(10, 0),
        textcoords="offset points", ha="left", va="center", size=TEXT if row.whole else SMALL,
        weight="bold" if decided else "normal", color=INK if decided else MUTED, annotation_clip=False,
    )  # fmt: skip


def _in_words(row: Row, unit: Unit) -> str:
    if not math.isfinite(row.estimate.low):
        return f"{row.written} (no interval)"
    if row.estimate.low == row.estimate.high == 0:
        return "no effect seen"
    low, high = unit.write(row.estimate.low), unit.write(row.estimate.high)
    return f"{row.written}  [{low}, {high}]"


def _limit(ax: Axes, rows: list[Row], unit: Unit) -> None:
    """Limits that hold zero, every bar and every finite interval."""
    ends = [0.0]
    for row in rows:
        offsets = (0.0, row.estimate.mean, row.estimate.low, row.estimate.high)
        ends += [(row.begin + x) / unit.divisor for x in offsets if math.isfinite(x)]
    rim = 0.05 * (max(ends) - min(ends)) or 1.0
    ax.set_xlim(min(ends) - rim, max(ends) + rim)
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
