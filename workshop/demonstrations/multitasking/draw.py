"""Multitasking: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from report.shared.style import GREEN, MUTED, SKY, VERMILLION, styled
from workshop.demonstrations.multitasking.measure import DESK, KINDS, STRETCH
from workshop.handout.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes


@styled()
def draw_rates(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput against features per person."""
    (ax,) = axes
    _draw(ax, found, "rate", "features done a week, four people", 0.9)


@styled()
def draw_weeks(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Cycle time against features per person."""
    (ax,) = axes
    _draw(ax, found, "weeks", "weeks from taken on to done, mean", 0.1)


def _draw(ax: Axes, found: Findings, what: str, label: str, up: float) -> None:
    shorten(ax, 2.2)
    ends: list[tuple[float, float, str, str]] = []
    most = 0.0
    for loss, (name, colour, marker) in KINDS.items():
        curve = found.curves[f"{loss}_{what}"]
        theory = [n.exact for n in curve.y]
        draw_theory(ax, curve.x, theory, colour)
        draw_curve(ax, curve, colour, marker)
        ends.append((curve.x[-1], curve.values[-1], name, colour))
        most = max(most, *curve.values)
    ax.set_xlim(0.7, DESK[-1] + 0.15)
    ax.set_xticks(DESK)
    ax.set_ylim(0, most * 1.15)
    labelled(ax, "features per person at the same time", label)
    name_ends(ax, ends, 2.2)
    remark = "dots: simulated, with 95 % intervals; dashed: calculated"
    say(ax, 0.8, most * 1.15 * (1.06 if up > 0.5 else 0.96), remark, MUTED, va="top", width=420)


@styled()
def draw_bars(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Every feature a bar from taken on to done, with few and with many on every desk."""
    boards = found.extra["boards"]
    rows = max(len(bars["entered"]) for bars in boards.values())
    for ax, (desk, bars), colour in zip(axes, boards.items(), (GREEN, VERMILLION), strict=True):
        _bars(ax, bars["entered"], bars["left"], colour)
        ax.set_ylim(rows + 1, 0)
        words = f"{desk} feature{'s' if desk > 1 else ''} per person"
        labelled(ax, "weeks", "features, in order of start", f"{words}: {found[f'done_{desk}']:bare} done")


def _bars(ax: Axes, entered: Sequence[float], left: Sequence[float], colour: str) -> None:
    length = STRETCH[1]
    for row, (start, end) in enumerate(zip(entered, left, strict=True), start=1):
        over = end <= length
        begin, stop = max(0.0, start), min(length, end)
        ax.barh(row, stop - begin, left=begin, height=0.7, color=colour if over else SKY, linewidth=0)
    ax.set_xlim(0, length)
    ax.set_xticks(range(0, int(length) + 1, 4))


FIGURES: Mapping[str, Drawing] = {
    "throughput": Drawing(draw_rates),
    "cycle-time": Drawing(draw_weeks),
    "half-a-year": Drawing(draw_bars, (1.0, 1.0)),
}
"""How each figure of ``text.yaml`` is drawn."""
