"""Platform team: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLACK, BLUE, GREEN, MUTED, ORANGE, SKY, VERMILLION, styled
from workshop.demonstrations.platform_team.measure import STREAMS, WAYS
from workshop.experiments.theory import shared_wait
from workshop.handout.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_waits(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks of waiting against load, with one queue and with four."""
    (ax,) = axes
    shorten(ax, 2.2)
    grid = np.linspace(0.3, 0.96, 200)
    ends = []
    for way, colour, marker in (("own", VERMILLION, "^"), ("shared", BLUE, "o")):
        exact = [shared_wait(WAYS[way].people, load, load) for load in grid]
        draw_theory(ax, [100 * load for load in grid], exact, colour)
        curve = found.curves[way]
        draw_curve(ax, curve, colour, marker, across=100)
        ends.append((100 * curve.x[-1], curve.y[-1].value, WAYS[way].name, colour))
    ax.set_xlim(30, 100)
    ax.set_ylim(0, 1.15 * max(number.value for number in found.curves["own"].y))
    labelled(ax, "how busy they are, %", "weeks of waiting for the platform, mean")
    name_ends(ax, ends, 2.2)


@styled()
def draw_campaign(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks from idea to done of every stream, before and while one of them sends more."""
    (ax,) = axes
    for place, key in enumerate(STREAMS):
        for shift, what, colour in ((-0.2, "before", SKY), (0.2, "after", VERMILLION)):
            number = found[f"{key}_{what}"]
            ax.bar(place + shift, number.value, width=0.36, color=colour)
            say(ax, place + shift, number.value, f"{number:bare}", ha="center", va="bottom", shift=(0, 4))
    high = max(found[f"{key}_after"].value for key in STREAMS)
    ax.set_xticks(
        range(len(STREAMS)), [f"{n}, with a campaign" if k == "digital" else n for k, n in STREAMS.items()]
    )
    ax.set_ylim(0, high * 1.3)
    say(ax, -0.4, high * 1.2, "before", SKY, ha="left", weight="bold")
    say(ax, 0.1, high * 1.2, "in the campaign", VERMILLION, ha="left", weight="bold")
    labelled(ax, "", "weeks from idea to done, mean")


@styled()
def draw_ways(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks from idea to done with four ways to do the work."""
    (ax,) = axes
    colours = {"shared": BLUE, "own": VERMILLION, "more": ORANGE, "self": GREEN}
    for place, (key, way) in enumerate(WAYS.items()):
        number = found[f"{key}_weeks"]
        ax.bar(place, number.value, width=0.6, color=colours[key])
        ax.plot([place - 0.3, place + 0.3], [way.exact, way.exact], color=MUTED, linewidth=2, linestyle="--")
        words = f"{number:bare} weeks"
        say(ax, place, number.value, words, ha="center", va="bottom", shift=(0, 5), weight="bold")
        say(ax, place, 0, f"busy {found[f'{key}_busy']}", BLACK, ha="center", va="bottom", shift=(0, 5))
    ax.set_xticks(range(len(WAYS)), [way.name for way in WAYS.values()])
    ax.set_ylim(0, max(found[f"{key}_weeks"].value for key in WAYS) * 1.15)
    labelled(ax, "", "weeks from idea to done in Claims, mean (dashed: theory)")


FIGURES: Mapping[str, Drawing] = {
    "waits": Drawing(draw_waits),
    "campaign": Drawing(draw_campaign),
    "ways-out": Drawing(draw_ways),
}
"""How each figure of ``text.yaml`` is drawn."""
