"""Funding gates: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator

from report.shared.page_layout import whole_numbers
from report.shared.style import DASHES, INK, MUTED, ORANGE, PAPER, SKY, VERMILLION, styled, text_on
from workshop.demonstrations.funding_gates.measure import GATES, MONTHS, WAVE, WORK
from workshop.handout.drawing import WORDS, labelled, say
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_parts(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Idea to done by gate: wait for the gate, queue behind it, work."""
    (ax,) = axes
    ax.grid(visible=False)
    ax.grid(axis="x", color="#D0D0D0", linewidth=0.6)
    parts = (("gate", "waiting for the gate", VERMILLION, ""), ("queue", "in the queue behind it", ORANGE, "//"))
    for row, months in enumerate(GATES):
        left = 0.0
        widths = [(found[f"{key}_{months}"].value, name, colour, hatch) for key, name, colour, hatch in parts]
        for width, name, colour, hatch in [*widths, (WORK, "work", SKY, "")]:
            ax.barh(row, width, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=PAPER, zorder=3)
            text = name if row == 0 else ""
            if width > 0.9:
                words = f"{text}\n{width:.1f}" if text else f"{width:.1f}"
                ax.text(left + width / 2, row, words, ha="center", va="center", size=WORDS, color=text_on(colour),
                        zorder=5, bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5})  # fmt: skip
            left += width
        whole = found[f"whole_{months}"]
        ax.plot([whole.exact, whole.exact], [row - 0.4, row + 0.4], color=INK, linewidth=2.2, zorder=6)
        low, high = (whole.worded(end, unit=False) for end in (whole.low, whole.high))
        say(ax, max(left, whole.exact), row, f"{whole} ({low} to {high})", ha="left", shift=(10, 0), weight="bold")
    ax.set_yticks(range(len(GATES)), [f"funding\n{name}" for name, _ in GATES.values()], size=WORDS)
    ax.set_ylim(len(GATES) - 0.4, -0.6)
    ax.set_xlim(0, found["whole_12"].value * 1.45)
    ax.xaxis.set_major_locator(MultipleLocator(2))
    labelled(ax, "months from the idea to done, mean", "")
    say(ax, found["whole_12"].value * 1.44, 3.35, "black mark: exact value", MUTED, ha="right")
    box = ax.get_position()
    ax.set_position((box.x0 + 0.03, box.y0, box.width - 0.03, box.height))


@styled()
def draw_wave(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Ideas before the gate and in the queue behind it, over years, at two gates in the same luck."""
    waves = found.extra["waves"]
    top = max(float((wave["gate"] + wave["team"]).max()) for wave in waves.values())
    for ax, (months, wave) in zip(axes, waves.items(), strict=True):
        base = wave["team"]
        ax.fill_between(
            wave["years"], 0, base, step="post", facecolor=ORANGE, hatch="//", edgecolor=PAPER, linewidth=0
        )
        ax.fill_between(wave["years"], base, base + wave["gate"], step="post", color=VERMILLION, linewidth=0)
        ax.set_xlim(0, WAVE[1] - WAVE[0])
        ax.set_ylim(0, top * 1.22)
        whole_numbers(ax, "y", 8)
        whole_numbers(ax, "x", 6)
        labelled(ax, "years", "ideas under way", f"funding {GATES[months][0]}")
    keys = [
        Patch(facecolor=VERMILLION, label="waiting for the gate"),
        Patch(facecolor=ORANGE, hatch="//", edgecolor=PAPER, label="let in, not done"),
    ]
    axes[0].legend(handles=keys, loc="upper left", fontsize=WORDS, frameon=False, ncols=2, handlelength=1.2)


@styled()
def draw_shares(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Share of ideas done within so many months; at the right, those of half a year."""
    ax, bars = axes
    for (months, (_, colour)), dash in zip(GATES.items(), DASHES, strict=False):
        curve = found.curves[f"done_{months}"]
        low, high = [100 * n.low for n in curve.y], [100 * n.high for n in curve.y]
        ax.fill_between(curve.x, low, high, color=colour, alpha=0.2, linewidth=0)
        ax.plot([0, *curve.x], [0, *(100 * y for y in curve.values)], color=colour, linestyle=dash, linewidth=2.6)
        ax.plot(6, 100 * found[f"half_year_{months}"].value, marker="o", markersize=10, color=colour, zorder=5)
    ax.axvline(6, color=MUTED, linewidth=1.0, linestyle=(0, (1, 2)))
    ax.set_xlim(0, MONTHS[-1])
    ax.set_ylim(0, 102)
    ax.xaxis.set_major_locator(MultipleLocator(3))
    labelled(ax, "months since the idea", "ideas done, %")
    bars.grid(visible=False)
    for row, ((months, (name, colour)), dash) in enumerate(zip(GATES.items(), DASHES, strict=False)):
        share = found[f"half_year_{months}"]
        bars.barh(row, 100 * share.value, height=0.4, color=colour)
        bars.plot([0, 18], [row - 0.36] * 2, color=colour, linestyle=dash, linewidth=2.6)
        say(bars, 18, row - 0.36, f"funding {name}", colour, shift=(8, 0), weight="bold")
        say(bars, 100 * share.value, row, f"{share}", colour, shift=(6, 0), weight="bold")
    bars.set_ylim(len(GATES) - 0.5, -0.7)
    bars.set_yticks([])
    bars.set_xlim(0, 102)
    labelled(bars, "done within half a year, %", "")


FIGURES: Mapping[str, Drawing] = {
    "parts": Drawing(draw_parts),
    "wave": Drawing(draw_wave, (1.0, 1.0)),
    "shares": Drawing(draw_shares, (1.7, 1.0)),
}
"""How each figure of ``text.yaml`` is drawn."""
