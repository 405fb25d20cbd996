"""Bottleneck: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from report.shared.style import BLUE, GREEN, MUTED, ORANGE, SKY, VERMILLION, styled
from workshop.demonstrations.bottleneck.measure import MORE, NARROW, STAGES, most
from workshop.handout.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_where(found: Findings, axes: tuple[Axes, ...]) -> None:
    """How busy each stage is, and where features wait, in the line as it is."""
    busy, cards = axes
    names = list(STAGES.values())
    for place, stage in enumerate(STAGES):
        colour = VERMILLION if stage == NARROW else SKY
        share, waiting = found[f"as_is_busy_{stage}"], found[f"as_is_cards_{stage}"]
        busy.bar(place, share.value * 100, width=0.6, color=colour)
        cards.bar(place, waiting.value, width=0.6, color=colour)
        say(busy, place, share.value * 100, f"{share}", ha="center", va="bottom", shift=(0, 4))
        say(cards, place, waiting.value, f"{waiting:bare}", ha="center", va="bottom", shift=(0, 4))
    high = max(found[f"as_is_cards_{stage}"].value for stage in STAGES)
    busy.set_ylim(0, 112)
    cards.set_ylim(0, high * 1.12)
    labelled(busy, "", "share of the time at work, %", "how busy people are")
    labelled(cards, "", "features waiting, mean", "where features wait")
    for ax in axes:
        ax.set_xticks(range(len(names)), names)


@styled()
def draw_gain(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput and cycle time with one more person at each stage in turn."""
    rate, weeks = axes
    keys = ["as_is", *STAGES]
    names = ["nobody", *STAGES.values()]
    for ax, what in ((rate, "rate"), (weeks, "weeks")):
        for place, key in enumerate(keys):
            number = found[f"{key}_{what}"]
            colour = MUTED if key == "as_is" else GREEN if key == NARROW else SKY
            ax.bar(place, number.value, width=0.65, color=colour)
            if number.banded:
                error = [[number.value - number.low], [number.high - number.value]]
                ax.errorbar(place, number.value, yerr=error, color="black", elinewidth=1.4, capsize=3)
            say(ax, place, number.high if number.banded else number.value, f"{number:bare}", ha="center",
                va="bottom", shift=(0, 4), weight="bold" if key == NARROW else "normal")  # fmt: skip
        ax.axhline(found[f"as_is_{what}"].value, color=MUTED, linewidth=1.2, zorder=0)
        ax.set_xticks(range(len(names)), names)
        ax.set_ylim(0, max(found[f"{key}_{what}"].value for key in keys) * 1.18)
    labelled(rate, "one more person at", "features done a week", "done a week")
    labelled(weeks, "one more person at", "weeks per feature, mean", "weeks per feature")


@styled()
def draw_more(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput with ever more people at the stage that is narrowest at first."""
    (ax,) = axes
    shorten(ax, 2.2)
    curve = found.curves["more"]
    top = [most(n) for n in MORE]
    draw_theory(ax, MORE, top, ORANGE)
    draw_curve(ax, curve, BLUE)
    high = max(top) * 1.2
    for x, number in zip(MORE, curve.y, strict=True):
        words = f"busiest: {found[f'more_{x}_narrow'].unit}"
        say(ax, x, number.low, words, BLUE, ha="center", va="top", shift=(0, -20))
    ax.set_xlim(-0.35, MORE[-1] + 0.3)
    ax.set_xticks(MORE)
    ax.set_ylim(0, high)
    labelled(ax, f"people more at {STAGES[NARROW]}", "features done a week")
    ends = [
        (MORE[-1], curve.values[-1], "done", BLUE),
        (MORE[-1], top[-1], "most the busiest stage can do", ORANGE),
    ]
    name_ends(ax, ends, 2.2)


FIGURES: Mapping[str, Drawing] = {
    "where": Drawing(draw_where, (1.0, 1.0)),
    "one-more": Drawing(draw_gain, (1.0, 1.0)),
    "it-moves": Drawing(draw_more),
}
"""How each figure of ``text.yaml`` is drawn."""
