"""Expedite: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLUE, INK, MUTED, VERMILLION, styled
from workshop.demonstrations.expedite.measure import BARS, HOW, LANES, PEOPLE, RATE, WORK
from workshop.experiments.priorities import Lane
from workshop.handout.drawing import draw_curve, draw_theory, labelled, lift, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_means(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Mean cycle times of both classes against the share that is expedited, nobody interrupted."""
    (ax,) = axes
    shorten(ax, 2.2)
    grid = np.linspace(0.001, 0.97, 150)
    lanes = [Lane(RATE, WORK, PEOPLE, share) for share in grid]
    ends = []
    for which, (name, colour, marker) in LANES.items():
        curve = found.curves[f"next_{which}"]
        theory = [lane.fast(interrupting=False) if which == "fast" else lane.others(interrupting=False)
                  for lane in lanes]  # fmt: skip
        draw_theory(ax, [float(100 * share) for share in grid], theory, colour)
        draw_curve(ax, curve, colour, marker, across=100)
        ends.append((100 * curve.x[-1], curve.values[-1], name, colour))
    base = found["none"].value
    ax.axhline(base, color=MUTED, linewidth=1.6)
    top = max(n.high if n.banded else n.value for n in found.curves["next_others"].y) * 1.08
    ax.set_xlim(0, 100)
    ax.set_ylim(0, top)
    labelled(ax, "share of features that are expedited, %", "weeks from arrival to done, mean")
    name_ends(ax, [*ends, (100, base, "no fast lane", MUTED)], 2.2)
    say(ax, 3, top * 0.9, "dots: simulated, with 95 % intervals; dashed: exact formula", MUTED, width=300)


@styled()
def draw_promises(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What can be promised at 85 %, for both classes, with and without interruption."""
    base = found["none_promise"].value
    top = (
        max(n.high if n.banded else n.value for how in HOW for n in found.curves[f"{how}_others_promise"].y) * 1.05
    )
    for ax, (how, (title, _)) in zip(axes, HOW.items(), strict=True):
        for which, (name, colour, marker) in LANES.items():
            curve = found.curves[f"{how}_{which}_promise"]
            draw_curve(ax, curve, colour, marker, across=100)
            fast = which == "fast"
            x, y = 100 * curve.x[4], curve.values[4]
            say(ax, x, y, name, colour, ha="left" if fast else "right", va="top" if fast else "bottom",
                shift=(4, -10) if fast else (-8, 6), weight="bold")  # fmt: skip
        ax.axhline(base, color=MUTED, linewidth=1.6)
        say(ax, 94, base, "no fast lane", MUTED, ha="right", va="bottom", shift=(0, 4))
        ax.set_xlim(0, 95)
        ax.set_ylim(0, top)
        labelled(ax, "share of features that are expedited, %", "weeks that 85 % of features keep", title)


@styled()
def draw_bill(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks won and paid by a hundred features."""
    (ax,) = axes
    lift(ax, 0.2)
    for place, share in enumerate(BARS):
        key = f"{share * 100:.0f}"
        won, paid = found[f"won_{key}"].value, found[f"paid_{key}"].value
        ax.bar(place, won, width=0.55, color=VERMILLION)
        ax.bar(place, -paid, width=0.55, color=BLUE)
        say(ax, place, won, f"{found[f'won_{key}']:bare} won", VERMILLION, ha="center", va="bottom", shift=(0, 5),
            weight="bold")  # fmt: skip
        say(ax, place, -paid, f"{found[f'paid_{key}']:bare} paid", BLUE, ha="center", va="top", shift=(0, -5),
            weight="bold")  # fmt: skip
    most = max(found[f"{side}_{share * 100:.0f}"].value for side in ("won", "paid") for share in BARS)
    ax.axhline(0, color=INK, linewidth=1.2)
    ax.set_ylim(-most * 1.3, most * 1.3)
    ax.set_xlim(-0.6, len(BARS) - 0.4)
    ax.set_xticks(range(len(BARS)), [f"{share * 100:.0f} % expedited" for share in BARS])
    labelled(ax, "", "weeks of 100 features, against no fast lane")


FIGURES: Mapping[str, Drawing] = {
    "fast-lane": Drawing(draw_means),
    "promises": Drawing(draw_promises, (1.0, 1.0)),
    "bill": Drawing(draw_bill),
}
"""How each figure of ``text.yaml`` is drawn."""
