"""WIP limits: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLACK, GREEN, MUTED, PURPLE, styled
from workshop.demonstrations.wip_limits.measure import CARDS, KINDS, LINE
from workshop.handout.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CASES = (
    ("best case: no variability", LINE.best, GREEN),
    ("practical worst case: random work", LINE.practical_worst, PURPLE),
    ("worst case: all cards move as one", LINE.worst, BLACK),
)
"""Name, throughput and cycle time by cards, colour."""


@styled()
def draw_rates(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput against cards."""
    _draw(found, axes[0], "rate", 0)
    axes[0].set_ylim(0, 1.08)
    labelled(axes[0], "cards on the board", "features finished a week")
    _name(found, axes[0], "rate", 0)


@styled()
def draw_weeks(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Cycle time against cards."""
    _draw(found, axes[0], "weeks", 1)
    axes[0].set_ylim(0, found["wild_weeks_20"].value * 1.25)
    labelled(axes[0], "cards on the board", "weeks on the board, mean")
    _name(found, axes[0], "weeks", 1)


def _draw(found: Findings, ax: Axes, what: str, part: int) -> None:
    shorten(ax, 2.4)
    grid = np.linspace(1, CARDS[-1], 200)
    for _, case, colour in CASES:
        draw_theory(ax, list(grid), [case(cards)[part] for cards in grid], colour)
    for key, (_, _, colour, marker) in KINDS.items():
        draw_curve(ax, found.curves[f"{key}_{what}"], colour, marker)
    ax.axvline(LINE.critical, color=MUTED, linewidth=1.0, linestyle=(0, (1, 2)))
    ax.set_xlim(0, CARDS[-1] + 0.3)
    ax.set_xticks(range(0, CARDS[-1] + 1, 2))


def _name(found: Findings, ax: Axes, what: str, part: int) -> None:
    last = float(CARDS[-1])
    top = ax.get_ylim()[1]
    ends = []
    for name, case, colour in CASES:
        if case(last)[part] <= top:
            ends.append((last, case(last)[part], name, colour))
        else:  # leaves the panel at its top
            say(ax, top / case(1)[part], top, name, colour, va="top", shift=(10, -2), width=320, weight="bold")
    ends += [(last, found.curves[f"{k}_{what}"].values[-1], KINDS[k][0], KINDS[k][2]) for k in KINDS]
    name_ends(ax, ends, 2.5)
    say(ax, LINE.critical, 0, "critical number of cards", MUTED, shift=(6, 14))


@styled()
def draw_bargain(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput against weeks, a point per number of cards: the knee."""
    (ax,) = axes
    ends = []
    for key, (name, _, colour, marker) in KINDS.items():
        x = found.curves[f"{key}_weeks"].values
        y = found.curves[f"{key}_rate"].values
        ax.plot(x, y, color=colour, linewidth=2.4, marker=marker, markersize=9, markeredgecolor="white", zorder=4)
        for cards, weeks, rate in zip(CARDS, x, y, strict=True):
            if key == "line" or cards in (4, 8, 12, 20):
                below = key == "wild"
                shift = (4, -16) if below else (-8, 14)
                say(ax, weeks, rate, str(cards), colour, ha="center", shift=shift)
        ends.append((x[-1], y[-1], name, colour))
    ax.set_xlim(0, max(x) * 1.05)
    ax.set_ylim(0, 1.1)
    labelled(ax, "weeks on the board, mean", "features finished a week")
    for x_end, y_end, name, colour in ends:
        say(ax, x_end, y_end, name, colour, ha="right", va="top", shift=(0, -26), weight="bold")
    say(ax, 0.3, 0.05, "numbers at the dots: cards on the board", MUTED, va="bottom", width=320)


FIGURES: Mapping[str, Drawing] = {
    "throughput": Drawing(draw_rates),
    "weeks": Drawing(draw_weeks),
    "bargain": Drawing(draw_bargain),
}
"""How each figure of ``text.yaml`` is drawn."""
