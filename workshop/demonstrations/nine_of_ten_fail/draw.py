"""Nine of ten fail: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from report.shared.style import BLUE, GREEN, INK, MUTED, ORANGE, PAPER, SKY, VERMILLION, styled, text_on
from workshop.demonstrations.nine_of_ten_fail.measure import BETS, CHANCE_OF_ONE, MANY, MODELS, MONEY, VALUE
from workshop.handout.drawing import WORDS, draw_curve, draw_theory, labelled, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WAYS = {"4_finish": (VERMILLION, "4 large bets"), "40_finish": (BLUE, "40 small bets"),
        "40_stop": (GREEN, "small bets, stopped early")}  # fmt: skip
"""The three ways whose spread is drawn."""
EDGES = np.arange(-0.125, 6.2, 0.25)


@styled()
def draw_one(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Chance of at least one winner, and of losing half of the money, against the number of bets."""
    titles = {"one": "at least one winner", "loss": "more than half of the money lost"}
    for ax, (what, title) in zip(axes, titles.items(), strict=True):
        for model, (name, colour, marker) in MODELS.items():
            curve = found.curves[f"{what}_{model}"]
            if model == "finish":
                draw_theory(ax, curve.x, [100 * n.exact for n in curve.y], colour)
            draw_curve(ax, curve, colour, marker, factor=100)
            place, above = (1, what == "one") if model == "finish" else (0, what == "loss")
            say(ax, place, 100 * curve.values[place], name, colour, ha="right" if place else "left",
                va="bottom" if above else "top", shift=(-12 if place else 10, 8 if above else -8), weight="bold",
                width=140)  # fmt: skip
        ax.set_xticks(range(len(BETS)), [f"{bets} bets\nof {5 * times} weeks" for bets, times in BETS.items()])
        ax.set_ylim(0, 105)
        ax.set_xlim(-0.4, len(BETS) - 0.6)
        labelled(ax, "", "chance, %", title)


@styled()
def draw_spread(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What a year's money brings back, world by world, for three ways of betting it."""
    high = 0.0
    for ax, (key, (colour, title)) in zip(axes, WAYS.items(), strict=True):
        back = found.extra["returns"][key]
        heights, _ = np.histogram(back, EDGES)
        middle = (EDGES[1:] + EDGES[:-1]) / 2
        ax.bar(middle, 100 * heights / len(back), width=0.22, color=colour)
        bets, model = key.split("_")
        if model == "finish":
            n = np.arange(int(bets) + 1)
            worth = n * VALUE * BETS[int(bets)] / MONEY
            chances = np.histogram(worth, EDGES, weights=stats.binom.pmf(n, int(bets), CHANCE_OF_ONE))[0]
            shown = chances > 0.001
            ax.plot(middle[shown], 100 * chances[shown], "o", color=INK, markersize=6, zorder=5)
            high = max(high, 100 * float(chances.max()))
        high = max(high, 100 * float(heights.max()) / len(back))
        ax.axvline(1, color=MUTED, linewidth=1.2, linestyle="--", zorder=1)
        ax.set_xlim(-0.3, 6)
        labelled(ax, "EUR back for each EUR", "share of years, %", title)
    for ax, key in zip(axes, WAYS, strict=True):
        ax.set_ylim(0, high * 1.08)
        say(ax, 5.9, high * 0.97, f"mean {found[f'back_{key}']:bare}, spread {found[f'spread_{key}']:bare}",
            ha="right", width=95)  # fmt: skip
    say(axes[0], 5.9, high * 0.72, "black: exact", MUTED, ha="right")
    say(axes[1], 5.9, high * 0.72, "dashed: money back", MUTED, ha="right")


@styled()
def draw_stop(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What the money of a year paid for, with small bets, finished or stopped on evidence."""
    begun, winners = axes
    shorten(winners, 0.2)
    for place, model in enumerate(MODELS):
        key = f"{MANY}_{model}"
        parts = (("finished", BLUE, "finished"), ("stopped", SKY, "stopped"))
        left = 0.0
        for what, colour, word in parts:
            size = found[f"{what}_{key}"].value
            if size:
                begun.barh(place, size, left=left, height=0.55, color=colour)
                text = f"{found[f'{what}_{key}']:bare}\n{word}"
                ink = text_on(colour)
                begun.text(left + size / 2, place, text, ha="center", va="center", size=WORDS, color=ink)
            left += size
        won, missed = found[f"winners_{key}"].value, found[f"missed_{key}"].value
        winners.barh(place, won, height=0.55, color=GREEN)
        winners.text(
            won / 2, place, f"{won:.1f}\nwinners", ha="center", va="center", size=WORDS, color=text_on(GREEN)
        )
        if missed:
            winners.barh(
                place, missed, left=won, height=0.55, color=PAPER, edgecolor=ORANGE, linewidth=2, hatch="//"
            )
            say(winners, won + missed, place, f"{missed:.1f} stopped by mistake", ORANGE, shift=(6, 0), width=90)
    for ax in axes:
        ax.set_ylim(1.6, -0.6)
        ax.grid(axis="y", visible=False)
    begun.set_yticks(range(len(MODELS)), ["finish\nevery bet", "stop on\nevidence"])
    winners.set_yticks(range(len(MODELS)), ["", ""])
    top = max(found[f"begun_{MANY}_{model}"].value for model in MODELS)
    begun.set_xlim(0, top * 1.05)
    most = max(found[f"winners_{MANY}_{m}"].value + found[f"missed_{MANY}_{m}"].value for m in MODELS)
    winners.set_xlim(0, most * 1.35)
    labelled(begun, "bets, mean of all years", "", "what the money was spent on")
    labelled(winners, "winners, mean of all years", "", "what came of it")


FIGURES: Mapping[str, Drawing] = {
    "at-least-one": Drawing(draw_one, (1.0, 1.0)),
    "spread": Drawing(draw_spread, (1.0, 1.0, 1.0)),
    "stop-early": Drawing(draw_stop, (1.35, 1.0)),
}
"""How each figure of ``text.yaml`` is drawn."""
