"""Variability: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from report.shared.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    RULE,
    SKY,
    VERMILLION,
    styled,
    text_on,
)
from workshop.demonstrations.variability.measure import CASES, EDGES, STAGES
from workshop.handout.drawing import WORDS, labelled, say
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {
    "nothing": GREEN,
    "work": BLUE,
    "arrivals": SKY,
    "both": ORANGE,
    "away": PURPLE,
    "giants": VERMILLION,
    "bundles": VERMILLION,
}
LOOKS = (VERMILLION, ORANGE, SKY, GREEN), ("", "//", "..", "\\\\")
"""Colours and hatches of the stages."""


def _lie(ax: Axes, room: float) -> None:
    """For bars that lie: a share of the page for their names at the left, and rules upright."""
    box = ax.get_position()
    ax.set_position((box.x0 + room, box.y0, box.width - room, box.height))
    ax.grid(visible=False)
    ax.grid(axis="x", color=RULE, linewidth=0.6)


@styled()
def draw_cases(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Mean wait of every case, with the exact value."""
    (ax,) = axes
    _lie(ax, 0.2)
    for row, (key, (_, _, exact)) in enumerate(CASES.items()):
        wait = found[f"wait_{key}"]
        ax.barh(row, wait.value, height=0.6, color=COLOURS[key], zorder=3)
        if wait.high > wait.low:
            ax.plot([wait.low, wait.high], [row, row], color=INK, linewidth=1.6, zorder=5)
        ax.plot([exact, exact], [row - 0.38, row + 0.38], color=INK, linewidth=2.4, zorder=5)
        right = max(wait.high if wait.banded else wait.value, exact)
        say(ax, right, row, f"{wait}", shift=(10, 0), weight="bold")
    ax.set_yticks(range(len(CASES)), [name for name, *_ in CASES.values()], size=WORDS)
    ax.set_ylim(len(CASES) - 0.4, -0.6)
    waits = [found[f"wait_{key}"] for key in CASES]
    ax.set_xlim(0, max(max(wait.value, wait.exact, wait.high if wait.banded else 0.0) for wait in waits) * 1.25)
    labelled(ax, "weeks of waiting for a week of work, mean", "")
    say(ax, ax.get_xlim()[1], 0.1, "upright mark: exact value; line: 95 % interval", MUTED, ha="right", width=400)


@styled()
def draw_spread(found: Findings, axes: tuple[Axes, ...]) -> None:
    """How long features take when nothing varies, when both vary, and with giants."""
    for ax, (key, bars) in zip(axes, found.extra["spread"].items(), strict=True):
        colour = COLOURS[key]
        ax.bar(
            EDGES[:-1], 100 * bars, width=np.diff(EDGES), align="edge", color=colour, edgecolor=PAPER, linewidth=0.5
        )
        mean, late = found[f"mean_{key}"].value, found[f"late_{key}"].value
        ax.set_xlim(0, EDGES[-1])
        tall = max(100 * float(bars.max()), 1.0)
        ax.set_ylim(0, tall * 1.3)
        if key == "nothing":
            say(ax, mean + 1, tall, "all take one week", colour, weight="bold", shift=(8, 0))
        else:
            for x, text, at in ((mean, f"mean {mean:.1f}", 1.22), (late, f"85 % done: {late:.1f}", 1.02)):
                ax.plot([x, x], [0, tall * at], color=INK, linewidth=1.6)
                say(ax, x, tall * at, text, shift=(5, 0), weight="bold")
        labelled(ax, "weeks to done", "features, %" if ax is axes[0] else "", CASES[key][0])


@styled()
def draw_line(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks of waiting before each stage, with the wild stage first, last, and calmed."""
    (ax,) = axes
    _lie(ax, 0.09)
    names = {"first": "wild stage\nfirst", "last": "wild stage\nlast", "calm": "all stages\ncalm"}
    wild = {"first": STAGES[0], "last": STAGES[-1]}
    for row, key in enumerate(names):
        left = 0.0
        for stage, colour, hatch in zip(STAGES, *LOOKS, strict=True):
            width = found[f"line_{key}_{stage}"].value
            ax.barh(row, width, left=left, height=0.55, color=colour, hatch=hatch, edgecolor=PAPER, zorder=3)
            if width > 2:
                star = " (wild)" if wild.get(key) == stage else ""
                ax.text(left + width / 2, row, f"{stage}{star}\n{width:.1f}", ha="center", va="center", size=WORDS,
                        color=text_on(colour), zorder=5,
                        bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5})  # fmt: skip
            left += width
        whole = found[f"line_{key}"]
        say(ax, left, row, f"{whole:band}".replace("95 %: ", ""), shift=(10, 0), weight="bold", width=240)
    ax.set_yticks(range(len(names)), list(names.values()), size=WORDS)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, found["line_first"].value * 1.45)
    keys = [Patch(facecolor=c, hatch=h, edgecolor=PAPER, label=s) for s, c, h in zip(STAGES, *LOOKS, strict=True)]
    ax.legend(handles=keys, loc="lower right", fontsize=WORDS, frameon=False, ncols=4, handlelength=1.4)
    labelled(ax, "weeks of waiting before each stage, mean", "")


FIGURES: Mapping[str, Drawing] = {
    "cases": Drawing(draw_cases),
    "spread": Drawing(draw_spread, (0.8, 1.0, 1.0)),
    "line": Drawing(draw_line),
}
"""How each figure of ``text.yaml`` is drawn."""
