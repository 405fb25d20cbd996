"""Claims and verdicts on one page: the effect of each with its interval, against what is demanded."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, MaxNLocator

from report.claims.text import amount, names_of, with_unit
from report.shared.fitting import wrap
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.style import BLUE, HEIGHT, INK, MUTED, ORANGE, PAPER, RULE, SMALL, TEXT, WIDTH, styled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.claims.text import Trial
    from sim.studies.claims import Finding

NAMES, VERDICTS = 4.3, 3.4
"""Room for statements at the left and for numbers and verdicts at the right, in inches."""
HEADS = 0.75
"""Room for the heading and the axis of a panel, in inches."""
LOOKS = {
    "holds": (BLUE, "o", True),
    "does not hold": (ORANGE, "X", True),
    "not decided": (INK, "o", False),
    "does not arise": (MUTED, "", False),
}
"""Colour, marker and whether it is filled, by verdict."""


@styled()
def draw_claims(trial: Trial) -> Figure:
    """Two panels: claims on the ratio of both models, and claims on what is reached under the second."""
    first, second = names_of(trial)
    ratios = [f for f in trial.findings if f.claim.test == "ratio"]
    levels = [f for f in trial.findings if f.claim.test != "ratio"]
    note = "Marker: mean with 95 % interval. Shaded: where the claim is true. Hollow: not decided. Cross: fails."
    figure = page(f"Claims for {second} put to the test", subtitle(trial), note)
    room = HEIGHT - TOP - BOTTOM - 2 * HEADS
    row = room / len(trial.findings)
    wide = WIDTH - 2 * EDGE - NAMES - VERDICTS
    upper = place(figure, EDGE + NAMES, BOTTOM + HEADS + row * len(levels), wide, row * len(ratios))
    lower = place(figure, EDGE + NAMES, BOTTOM, wide, row * len(levels))
    _panel(upper, ratios, f"{second} / {first}", trial.scenario.currency, share=False)
    _panel(lower, levels, f"reached under {second}", trial.scenario.currency, share=True)
    return figure


def _panel(ax: Axes, findings: Sequence[Finding], heading: str, currency: str, *, share: bool) -> None:
    low, high = _limits(findings)
    ax.set_xlim(low, high)
    ax.set_ylim(len(findings) - 0.5, -0.5)
    ax.set_yticks([])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.spines["top"].set_visible(True)
    ax.xaxis.set_ticks_position("top")
    ax.xaxis.set_label_position("top")
    tidy(ax, "x")
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    form = (lambda x, _: f"{number(100 * x, 0)} %") if share else (lambda x, _: number(x, 1))
    ax.xaxis.set_major_formatter(FuncFormatter(form))
    ax.set_xlabel(heading, size=TEXT, weight="bold", loc="left")
    for at, finding in enumerate(findings):
        _draw(ax, at, finding, currency)


def _limits(findings: Sequence[Finding]) -> tuple[float, float]:
    ends = [0.0, 1.0]
    for f in findings:
        ends += [x for x in (f.effect.mean, f.effect.low, f.effect.high, f.claim.limit) if math.isfinite(x)]
    rim = 0.05 * (max(ends) - min(ends))
    return min(ends) - rim, max(ends) + rim


def _draw(ax: Axes, at: int, finding: Finding, currency: str) -> None:
    claim, effect = finding.claim, finding.effect
    low, high = ax.get_xlim()
    begin, end = (claim.limit, high) if claim.more else (low, claim.limit)
    ax.barh(at, end - begin, left=begin, height=0.72, color=RULE, alpha=0.6, zorder=1)
    ax.plot([claim.limit] * 2, [at - 0.36, at + 0.36], color=INK, linewidth=1.6, zorder=2)
    colour, marker, filled = LOOKS[finding.verdict]
    if marker and math.isfinite(effect.mean):
        if math.isfinite(effect.low) and math.isfinite(effect.high):
            ax.plot([effect.low, effect.high], [at, at], color=colour, linewidth=4, solid_capstyle="butt", zorder=3)
        ax.plot(
            [effect.mean], [at], marker, markersize=10, markerfacecolor=colour if filled else PAPER,
            markeredgecolor=INK, markeredgewidth=1.2, zorder=4,
        )  # fmt: skip
    ax.annotate(
        wrap(claim.statement, (NAMES - 0.25) * 72, TEXT, lines=2), (0.0, at), xycoords=("axes fraction", "data"),
        xytext=(-12, 0), textcoords="offset points", ha="right", va="center", size=TEXT, annotation_clip=False,
        linespacing=1.0,
    )  # fmt: skip
    ax.annotate(
        finding.verdict, (1.0, at), xycoords=("axes fraction", "data"), xytext=(10, 0), textcoords="offset points",
        ha="left", va="center", size=TEXT, weight="bold", annotation_clip=False,
    )  # fmt: skip
    values = f"{amount(claim, finding.first)} to {amount(claim, finding.second)}"
    if claim.test in ("level", "worlds"):
        values = amount(claim, finding.second)
    values = "" if finding.verdict == "does not arise" else with_unit(claim, values, currency)
    ax.annotate(
        values, (1.0, at), xycoords=("axes fraction", "data"), xytext=(VERDICTS * 72, 0),
        textcoords="offset points", ha="right", va="center", size=SMALL, color=MUTED, annotation_clip=False,
    )  # fmt: skip
