"""Teams agile, portfolio not: its figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from report.shared.style import BLUE, GREEN, INK, MUTED, VERMILLION, styled
from workshop.demonstrations.teams_agile_portfolio_not.measure import LIMITS, MMPS, NONE, TEAMS, THREE
from workshop.handout.drawing import draw_curve, labelled, name_ends, say, shorten
from workshop.parts.demonstration import Drawing
from workshop.parts.numbers import Findings

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@styled()
def draw_boards(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks per feature on the board of each team, and weeks per MMP, with and without a limit."""
    teams, mmps = axes
    for place, (team, name) in enumerate(TEAMS.items()):
        number = found[f"feature_{team}"]
        teams.bar(place, number.value, width=0.6, color=BLUE)
        say(teams, place, number.value, f"{number}", ha="center", va="bottom", shift=(0, 4), weight="bold")
        teams.text(place, -0.045, name, ha="center", va="top", transform=teams.get_xaxis_transform())
    for place, (key, name, colour) in enumerate(
        ((NONE, "all at once", VERMILLION), (THREE, "three at a time", GREEN))
    ):
        number = found[f"weeks_{key}"]
        mmps.bar(place, number.value, width=0.6, color=colour)
        say(mmps, place, number.value, f"{number}", colour, ha="center", va="bottom", shift=(0, 4), weight="bold")
        mmps.text(place, -0.045, name, ha="center", va="top", transform=mmps.get_xaxis_transform())
    high = found[f"weeks_{NONE}"].value * 1.15
    for ax, last in ((teams, len(TEAMS) - 1), (mmps, 1)):
        ax.set_xticks([])
        ax.set_xlim(-0.6, last + 0.6)
        ax.set_ylim(0, high)
    labelled(teams, "", "weeks from pulled to done", "what the teams see: a feature")
    labelled(mmps, "", "weeks from begun to done", "what the customer sees: an MMP")


@styled()
def draw_bars(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Every MMP a bar from its first feature pulled to its last feature done."""
    titles = {NONE: "all at once", THREE: "three at a time"}
    end = max(float(dealt.done.max()) for dealt in found.extra["bars"].values())
    for ax, (key, dealt), colour in zip(axes, found.extra["bars"].items(), (VERMILLION, GREEN), strict=True):
        for row, (start, done) in enumerate(zip(dealt.started, dealt.done, strict=True), start=1):
            ax.barh(row, done - start, left=start, height=0.65, color=colour, alpha=0.55, linewidth=0)
            ax.plot(done, row, marker="D", markersize=8, color=colour, markeredgecolor=INK, clip_on=False)
        ax.set_ylim(MMPS + 0.7, 0.3)
        ax.set_yticks(range(1, MMPS + 1))
        ax.set_xlim(0, end * 1.04)
        ax.grid(axis="y", visible=False)
        ax.grid(axis="x", color="#D0D0D0", linewidth=0.6)
        labelled(ax, "weeks", "MMP", titles[key])
    say(axes[1], end, 1.6, "diamonds: done, and of use to somebody", MUTED, ha="right", width=190)


@styled()
def draw_limits(found: Findings, axes: tuple[Axes, ...]) -> None:
    """When MMPs are done against the limit on MMPs under way."""
    (ax,) = axes
    shorten(ax, 2.2)
    lines = (
        ("last", "last MMP done", MUTED, "D"),
        ("middle", "MMPs done, mean", BLUE, "o"),
        ("first", "first MMP done", GREEN, "s"),
        ("weeks", "weeks per MMP", VERMILLION, "^"),
    )
    for what, _, colour, marker in lines:
        draw_curve(ax, found.curves[what], colour, marker)
    ax.set_xlim(0.5, MMPS + 0.2)
    ax.set_xticks([float(limit or MMPS) for limit in LIMITS], [str(limit or f"{MMPS} (all)") for limit in LIMITS])
    ax.set_ylim(0, max(found.curves["last"].values) * 1.1)
    labelled(ax, "most MMPs under way", "weeks since the beginning")
    ends = [(float(MMPS), found.curves[what].values[-1], name, colour) for what, name, colour, _ in lines]
    name_ends(ax, ends, 2.2)


FIGURES: Mapping[str, Drawing] = {
    "boards": Drawing(draw_boards, (1.0, 1.0)),
    "bars": Drawing(draw_bars, (1.0, 1.0)),
    "limits": Drawing(draw_limits),
}
"""How each figure of ``text.yaml`` is drawn."""
