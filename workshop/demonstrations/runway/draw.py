"""Runway: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLUE, GREEN, MUTED, ORANGE, VERMILLION, styled
from workshop.demonstrations.runway.measure import BALANCE, LATE, LINES, SHARES, YEARS
from workshop.handout.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOOKS = {1: (VERMILLION, "o"), 2: (ORANGE, "s"), 4: (BLUE, "^"), 8: (GREEN, "D")}
"""By years: colour and marker."""
COURSES = dict(zip(LINES, ((VERMILLION, "none"), (GREEN, f"{BALANCE} %"), (BLUE, f"{LINES[-1]} %")), strict=True))
"""By share: colour and name."""


@styled()
def draw_shares(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Features a year against the share for enablers, for looking one, two, four and eight years ahead."""
    (ax,) = axes
    for years in YEARS:
        colour, marker = LOOKS[years]
        curve = found.curves[f"done_{years}"]
        draw_curve(ax, curve, colour, marker)
        name, above = "over 1 year" if years == 1 else f"over {years} years", years < YEARS[-1]
        say(ax, 0, curve.values[0], name, colour, va="bottom" if above else "top", shift=(6, 8 if above else -8),
            weight="bold")  # fmt: skip
    ax.set_xlim(-1, SHARES[-1] + 1)
    ax.set_xticks(SHARES)
    ax.set_ylim(0, max(found.curves[f"done_{years}"].top for years in YEARS) * 1.12)
    labelled(ax, "time for enablers, %", "features a year, team of four")


@styled()
def draw_pace(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Features a quarter, and debt, quarter by quarter, for three shares."""
    pace, debt = axes
    for share, (colour, _) in COURSES.items():
        course = found.extra["courses"][share]
        quarters = np.arange(len(course["debt"]))
        pace.plot((quarters[1:] - 0.5) / 4, course["pace"], color=colour, linewidth=2.6, zorder=4)
        debt.plot(quarters / 4, course["debt"], color=colour, linewidth=2.6, zorder=4)
        draw_theory(pace, [LATE, YEARS[-1]], [found[f"late_{share}"].exact] * 2, colour)
    for ax in axes:
        shorten(ax, 0.8)
        ax.set_xlim(0, YEARS[-1])
        ax.set_xticks(range(0, YEARS[-1] + 1, 2))
    pace.set_ylim(0, max(course["pace"].max() for course in found.extra["courses"].values()) * 1.15)
    debt.axhline(0, color=MUTED, linewidth=1)
    labelled(pace, "years", "features a quarter", "Done")
    labelled(debt, "years", "weeks of the whole team", "Debt (below zero: runway)")
    for ax, key in ((pace, "pace"), (debt, "debt")):
        ends = [
            (float(YEARS[-1]), float(found.extra["courses"][share][key][-1]), name, colour)
            for share, (colour, name) in COURSES.items()
        ]
        name_ends(ax, ends, 0.9)
    remark = "dashed: calculated for the long run"
    say(pace, 0.2, pace.get_ylim()[1] * 0.06, remark, MUTED, width=300)


FIGURES: Mapping[str, Drawing] = {
    "how-far-one-looks": Drawing(draw_shares),
    "eight-years": Drawing(draw_pace, (1.0, 1.0)),
}
"""How each figure of ``text.yaml`` is drawn."""
