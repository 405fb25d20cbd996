"""Utilisation: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from report.shared.page_layout import whole_numbers
from report.shared.style import BLACK, GREEN, MUTED, VERMILLION, styled
from workshop.demonstrations.utilisation.measure import KINDS, SERIES, YEARS
from workshop.experiments.theory import kingman
from workshop.handout.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_hockey_stick(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Waiting against load, measured and by Kingman's formula."""
    (ax,) = axes
    shorten(ax, 2.2)
    grid = np.linspace(0.01, 0.96, 200)
    ends = []
    for key, (name, arrivals, work, colour, marker) in KINDS.items():
        curve = found.curves[key]
        draw_curve(ax, curve, colour, marker, across=100)
        far = grid[grid <= max(curve.x) + 0.005]
        draw_theory(ax, [100 * load for load in far], [kingman(load, arrivals, work) for load in far], colour)
        ends.append((100 * curve.x[-1], curve.y[-1].value, f"{name} (cv {arrivals:g} and {work:g})", colour))
    ax.set_xlim(0, 100)
    ax.set_ylim(0, max(found.curves[key].top for key in KINDS) * 1.03)
    ax.set_xticks(range(0, 101, 10))
    labelled(ax, "load of the team, %", "weeks of waiting for a week of work, mean")
    name_ends(ax, [*ends, (100.0, 0.0, "no variability: no waiting up to the brim", BLACK)], 2.2)
    ax.plot([0, 100], [0, 0], color=BLACK, linewidth=3.0, clip_on=False, zorder=4)
    remark = "dots: simulated, with 95 % intervals; dashed: Kingman's formula, exact where random"
    say(ax, 30, ax.get_ylim()[1] * 0.6, remark, MUTED, ha="center", width=260)


@styled()
def draw_boards(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Features waiting over time at two loads in the same luck."""
    (ax,) = axes
    shorten(ax, 2.0)
    ends = []
    for load, colour in zip(SERIES, (GREEN, VERMILLION), strict=True):
        board = found.extra["boards"][load]
        ax.fill_between(board["years"], 0, board["waiting"], step="post", color=colour, alpha=0.3, linewidth=0)
        ax.step(board["years"], board["waiting"], where="post", color=colour, linewidth=1.8)
        ends.append((YEARS, float(board["waiting"][-1]), f"load {load * 100:.0f} %", colour))
    ax.set_xlim(0, YEARS)
    ax.set_xticks(range(YEARS + 1))
    ax.set_ylim(0, max(1.0, float(found.extra["boards"][SERIES[1]]["waiting"].max())) * 1.1)
    whole_numbers(ax, "y", 8)
    labelled(ax, "years", "features waiting for the team")
    name_ends(ax, ends, 2.0)


FIGURES: Mapping[str, Drawing] = {
    "hockey-stick": Drawing(draw_hockey_stick),
    "boards": Drawing(draw_boards),
}
"""How each figure of ``text.yaml`` is drawn."""
