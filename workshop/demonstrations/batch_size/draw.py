"""Batch size: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from report.shared.style import BLUE, GREEN, MUTED, ORANGE, PURPLE, VERMILLION, readable, styled
from workshop.demonstrations.batch_size.measure import KINDS, RATE, WEEK_OF_DELAY, WEEK_OF_RELEASE
from workshop.experiments.theory import batch_wait
from workshop.handout.drawing import THIN, WORDS, draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_stairs(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Built and live over time, for a small and a large batch, in the same luck."""
    stairs = found.extra["stairs"]
    high = max(float(stair["built"].max()) for stair in stairs.values())
    for ax, (size, stair), colour in zip(axes, stairs.items(), (GREEN, VERMILLION), strict=True):
        weeks, built, live = stair["weeks"], stair["built"], stair["live"]
        ax.fill_between(weeks, live, built, step="post", color=ORANGE, alpha=0.35, linewidth=0)
        ax.step(weeks, built, where="post", color=BLUE, linewidth=2.2)
        ax.step(weeks, live, where="post", color=colour, linewidth=2.6)
        ax.set_xlim(0, weeks[-1])
        ax.set_ylim(0, high + 4)
        labelled(ax, "weeks", "features, the same ones at both sides", f"releases of {size} features")
        say(ax, weeks[300], built[300], "built", BLUE, ha="right", va="bottom", shift=(-6, 6), weight="bold")
        say(ax, weeks[640], live[640], "live", colour, ha="left", va="top", shift=(10, -10), weight="bold")
    area = "shaded: built, and nobody knows whether it is right"
    axes[-1].text(0.98, 0.06, area, transform=axes[-1].transAxes, ha="right", size=WORDS)


@styled()
def draw_weeks(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks from built to live against the size of a batch."""
    (ax,) = axes
    shorten(ax, 2.2)
    ends = []
    for key, (name, effort, colour, marker, sizes) in KINDS.items():
        curve = found.curves[f"{key}_weeks"]
        draw_curve(ax, curve, colour, marker)
        draw_theory(ax, sizes, [batch_wait(RATE, size) + effort for size in sizes], colour)
        ends.append((curve.x[-1], curve.values[-1], name, colour))
    _frame(ax, found, "weeks", "weeks from built to live, mean")
    name_ends(ax, ends, 2.2)
    say(ax, 24, ax.get_ylim()[1] * 0.06, "dashed: filling the batch and releasing it, without queueing", MUTED,
        ha="right", width=420)  # fmt: skip


@styled()
def draw_costs(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Cost of release and of delay per feature against the size of a batch."""
    (ax,) = axes
    shorten(ax, 2.2)
    sizes = KINDS["costly"][4]
    price = [WEEK_OF_RELEASE * KINDS["costly"][1] / size for size in sizes]
    delay = [WEEK_OF_DELAY * found[f"costly_weeks_{size}"].value for size in sizes]
    draw_theory(ax, sizes, price, PURPLE)
    ax.plot(sizes, delay, color=readable(ORANGE), linewidth=THIN, zorder=3)
    last = float(sizes[-1])
    ends = [
        (last, price[-1], "release work (two weeks)", PURPLE),
        (last, delay[-1], "delay (two weeks)", ORANGE),
    ]
    for key, (name, _, colour, marker, _) in KINDS.items():
        curve = found.curves[f"{key}_cost"]
        draw_curve(ax, curve, colour, marker)
        ends.append((curve.x[-1], curve.values[-1], f"both: {name}", colour))
        best = found[f"{key}_best"].value
        ax.plot(best, found[f"{key}_least"].value, marker="o", markersize=20, color="none", markeredgecolor=colour,
                markeredgewidth=2.2, zorder=5)  # fmt: skip
        say(ax, best, found[f"{key}_least"].value, f"cheapest: {best:.0f}", colour, ha="center", va="top",
            shift=(0, -16), weight="bold")  # fmt: skip
    _frame(ax, found, "cost", "release and delay, thousand EUR a feature")
    name_ends(ax, ends, 2.2)


def _frame(ax: Axes, found: Findings, what: str, label: str) -> None:
    ax.set_xlim(0, 24.5)
    ax.set_xticks(range(0, 25, 2))
    ax.set_ylim(0, found.curves[f"costly_{what}"].top * 1.05)
    labelled(ax, "features in a release", label)


FIGURES: Mapping[str, Drawing] = {
    "stairs": Drawing(draw_stairs, (1.0, 1.0)),
    "weeks": Drawing(draw_weeks),
    "costs": Drawing(draw_costs),
}
"""How each figure of ``text.yaml`` is drawn."""
