"""Little's law: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLUE, INK, MUTED, ORANGE, PAPER, VERMILLION, readable, styled
from workshop.demonstrations.littles_law.measure import LINES
from workshop.handout.drawing import THEORY, TIMES, WORDS, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from workshop.parts.numbers import Findings as Found


@styled()
def draw_diagonal(found: Found, axes: tuple[Axes, ...]) -> None:
    """Cards counted against the product: every line on the diagonal."""
    (ax,) = axes
    shorten(ax, 5.9)
    top = max(found[f"{key}_wip"].value for key in LINES) * 1.12
    ax.plot([0, top], [0, top], color=MUTED, linewidth=1.6, linestyle=THEORY, zorder=2)
    ax.set_xlim(0, top)
    ax.set_ylim(0, top)
    labelled(ax, f"finished a week {TIMES} weeks a card takes (cards)", "cards counted on the board, mean")
    say(ax, top * 0.62, top * 0.62, "the law", MUTED, ha="right", va="bottom", shift=(-8, 4))
    ends = []
    for key, (name, _) in LINES.items():
        x, y = found[f"{key}_product"].value, found[f"{key}_wip"].value
        ax.plot(x, y, marker="o", markersize=12, color=BLUE, markeredgecolor=PAPER, zorder=4)
        rate, weeks = found[f"{key}_rate"], found[f"{key}_weeks"]
        ends.append((x, y, f"{name}: {rate:bare} a week {TIMES} {weeks}", BLUE))
    name_ends(ax, ends, 6.0, weight="normal")


@styled()
def draw_flow(found: Found, axes: tuple[Axes, ...]) -> None:
    """Cumulative flow: the vertical distance is cards, the horizontal one is weeks, the slope is the rate."""
    (ax,) = axes
    stretch = found.extra["stretch"]
    weeks, arrived, left = stretch["weeks"], stretch["arrived"], stretch["left"]
    ax.fill_between(weeks, left, arrived, step="post", color=ORANGE, alpha=0.3, linewidth=0, zorder=2)
    ax.step(weeks, arrived, where="post", color=VERMILLION, linewidth=2.4, zorder=3)
    ax.step(weeks, left, where="post", color=BLUE, linewidth=2.4, zorder=3)
    ax.set_xlim(0, weeks[-1])
    ax.set_ylim(0, arrived[-1] * 1.05)
    labelled(ax, "weeks", "cards since the start of the diagram")
    at = int(np.argmax(arrived[200:400] - left[200:400])) + 200
    arrow = {"arrowstyle": "<->", "color": INK, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (weeks[at], left[at]), (weeks[at], arrived[at]), arrowprops=arrow, zorder=5)
    height = int(left[at] + 0.4 * (arrived[at] - left[at]))
    begin, end = weeks[int(np.argmax(arrived > height))], weeks[int(np.argmax(left > height))]
    ax.annotate("", (begin, height), (end, height), arrowprops=arrow, zorder=5)
    up = f"up and down: {arrived[at] - left[at]:g} cards on the board that day"
    say(ax, weeks[at], arrived[at], up, ha="right", va="bottom", shift=(4, 12), width=190)
    across = f"across: {end - begin:.1f} weeks until as many are finished"
    say(ax, end, height, across, va="top", shift=(14, -14), width=420)
    for line, name, colour, align, shift in (
        (arrived, "started", VERMILLION, "right", (-8, 12)),
        (left, "finished", BLUE, "left", (12, -14)),
    ):
        spot = 500
        say(ax, weeks[spot], line[spot], name, colour, ha=align, shift=shift, weight="bold")
    slope = f"slope: {found['window_rate']:bare} cards finished a week"
    ax.text(0.985, 0.05, slope, transform=ax.transAxes, ha="right", size=WORDS, color=readable(BLUE))


FIGURES: Mapping[str, Drawing] = {
    "diagonal": Drawing(draw_diagonal),
    "flow": Drawing(draw_flow),
}
"""How each figure of ``text.yaml`` is drawn."""
