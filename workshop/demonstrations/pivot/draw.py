"""Pivot: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import ListedColormap

from report.shared.style import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, VERMILLION, readable, styled
from workshop.demonstrations.pivot.measure import AGAIN, RIGHT, RULES, THOUSAND, USUAL, bet
from workshop.demonstrations.pivot.tree import FINISH, KEEP, PIVOT, STOP, mean
from workshop.handout.drawing import draw_theory, labelled, say
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings, Number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WAYS = {KEEP: (BLUE, "o"), PIVOT: (GREEN, "D"), STOP: (VERMILLION, "s")}
"""By way: colour and marker."""
BARS = {FINISH: MUTED, STOP: VERMILLION, PIVOT: GREEN}
"""By rule."""
LINES = dict(zip(RIGHT, ((GREEN, "D"), (ORANGE, "s"), (BLUE, "o")), strict=True))
"""By how often users are right."""


@styled()
def draw_ways(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What is still to come of each way after bad news, and the value of an idea under each rule."""
    fork, rules = axes
    for place, way in enumerate(WAYS):
        number = found[f"then_{way}"]
        fork.bar(place, number.value, width=0.6, color=WAYS[way][0])
        up = number.value >= 0
        say(fork, place, number.value, f"{number:bare}", ha="center", va="bottom" if up else "top",
            shift=(0, 5 if up else -5), weight="bold")  # fmt: skip
    fork.axhline(0, color=MUTED, linewidth=1)
    fork.set_xticks(range(len(WAYS)), list(WAYS))
    high = found["then_pivot"].value
    fork.set_ylim(found["then_keep"].value - 0.2 * high, high * 1.2)
    labelled(fork, "", "thousand EUR an idea", "still to come after bad news (calculated)")
    for place, rule in enumerate(RULES):
        number = found[f"value_{rule}"]
        rules.bar(place, number.value, width=0.6, color=BARS[rule])
        ends = [[number.value - number.low], [number.high - number.value]]
        rules.errorbar(place, number.value, yerr=ends, color=INK, capsize=4, linewidth=1.4)
        draw_theory(rules, [place - 0.4, place + 0.4], [number.exact] * 2, INK)
        say(rules, place, 0, f"{number:bare}", ha="center", va="bottom", shift=(0, 5), weight="bold")
    rules.set_xticks(range(len(RULES)), ["finish\nall", "keep\nor stop", "keep, pivot\nor stop"])
    rules.set_ylim(0, max(found[f"value_{rule}"].high for rule in RULES) * 1.1)
    labelled(rules, "", "thousand EUR an idea", "value of an idea (dashed: theory)")


@styled()
def draw_kept(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What the option to pivot is worth, by the share kept, a panel for each quality of the evidence."""
    first = bet().first
    grid = np.arange(first + 1) / first
    every = [number for curve in found.curves.values() for number in curve.y]
    low, high = min(0.0, *(number.low for number in every)), max(number.high for number in every)
    for ax, (right, (colour, marker)) in zip(axes, LINES.items(), strict=True):
        ax.axhline(0, color=MUTED, linewidth=1)
        draw_theory(ax, [100 * k for k in grid], [mean(bet(right, k).gain()) / THOUSAND for k in grid], colour)
        for kept, number in zip(found.curves[f"gain_{right * 100:.0f}"].x, _gains(found, right), strict=True):
            ends = [[number.value - number.low], [number.high - number.value]]
            ax.errorbar(100 * kept, number.value, yerr=ends, color=colour, ecolor=readable(colour), capsize=4,
                        elinewidth=1.4, marker=marker, markersize=9, markeredgecolor=PAPER, zorder=4)  # fmt: skip
        ax.set_xlim(-8, 108)
        ax.set_xticks([0, 50, 100])
        ax.set_ylim(low * 1.1 - 1, high * 1.1)
        name = "thousand EUR an idea" if ax is axes[0] else ""
        labelled(ax, "kept by a pivot, %", name, f"users right {right * 100:.0f} %")


def _gains(found: Findings, right: float) -> tuple[Number, ...]:
    return found.curves[f"gain_{right * 100:.0f}"].y


@styled()
def draw_map(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What is worth most after bad news, by the quality of the evidence and the chance of the second idea."""
    (ax,) = axes
    right, again = np.linspace(0.5, 0.95, 91), np.linspace(0.0, 0.45, 91)
    ways = list(WAYS)
    best = np.array([[ways.index(bet(x, USUAL, y).way(PIVOT)) for x in right] for y in again])
    colours = ListedColormap([WAYS[way][0] for way in ways])
    ax.pcolormesh(100 * right, 100 * again, best, cmap=colours, vmin=0, vmax=2, alpha=0.3, rasterized=True)
    for (x, y), way in found.extra["ways"].items():
        colour, marker = WAYS[way]
        ax.plot(100 * x, 100 * y, marker, color=colour, markersize=11, markeredgecolor=PAPER, zorder=5)
    places = {KEEP: (60, 15), PIVOT: (72.5, 35), STOP: (85, 5)}
    for way, (x, y) in places.items():
        say(ax, x, y, f"{way} is worth most", WAYS[way][0], ha="center", weight="bold")
    usual = bet()
    say(ax, 100 * usual.right, 100 * usual.again, "this scenario", ha="left", shift=(10, 0))
    ax.set_xlim(50, 95)
    ax.set_ylim(0, 45)
    ax.set_yticks([0, *(100 * y for y in AGAIN)])
    ax.grid(visible=False)
    labelled(ax, "what users say is right, %", "chance that the second idea wins, %")


FIGURES: Mapping[str, Drawing] = {
    "three-ways": Drawing(draw_ways, (1.0, 1.0)),
    "what-is-kept": Drawing(draw_kept, (1.0, 1.0, 1.0)),
    "map": Drawing(draw_map),
}
"""How each figure of ``text.yaml`` is drawn."""
