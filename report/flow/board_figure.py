"""Cumulative flow: bands of features by stage over a stretch of one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from report.flow.text import measure, setting
from report.shared.fitting import spread, wrap
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy, whole_numbers
from report.shared.style import (
    BLUE,
    GREEN,
    HATCHES,
    HEIGHT,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    SMALL,
    TEXT,
    WIDTH,
    YELLOW,
    styled,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.lab.statistics.results import FlowResult

ROOM = 2.6
"""Room for the names at the right, in inches."""
BANDS = (SKY, ORANGE, BLUE, YELLOW, PURPLE, GREEN)
DONE = "#DADADA"


def stage_colours(n: int) -> list[str]:
    """One colour per stage, neighbours well apart; paler in the second round."""
    colours = []
    for k in range(n):
        red, green, blue = to_rgb(BANDS[k % len(BANDS)])
        pale = min(0.6, 0.3 * (k // len(BANDS)))
        colours.append(to_hex((red + (1 - red) * pale, green + (1 - green) * pale, blue + (1 - blue) * pale)))
    return colours


@styled()
def draw_board(result: FlowResult, r: int) -> Figure:
    """Features done and in every stage over the last stretch of the first run.

    The height of the coloured bands is the work in progress, their width the time a feature takes, the slope of the
    lowest line the throughput.
    """
    board, stream = result.board, result.streams[r]
    assert board is not None
    figure = page(
        f"Cumulative flow: {stream.name}",
        f"{result.scenario}: {setting(result)}",
        "One stretch of the first run. Height of the coloured bands: work in progress; width: weeks of a feature.",
    )
    ax = place(figure, EDGE + 0.75, BOTTOM + 0.65, WIDTH - 2 * EDGE - 0.75 - ROOM, HEIGHT - TOP - BOTTOM - 0.85)
    tidy(ax, "y")
    bottom = board.done[r]
    ax.fill_between(board.weeks, 0, bottom, color=DONE, linewidth=0, step="post")
    ends, names, colours = [float(bottom[-1]) / 2], ["Done"], [DONE]
    styles = stage_colours(len(stream.stages))
    for k in reversed(range(len(stream.stages))):
        top = bottom + board.present[r][k]
        ax.fill_between(
            board.weeks, bottom, top, facecolor=styles[k], edgecolor=INK, linewidth=0,
            hatch=HATCHES[k % 4] or None, alpha=0.9, step="post",
        )  # fmt: skip
        ends.append(float(bottom[-1] + top[-1]) / 2)
        names.append(stream.stages[k].name)
        colours.append(styles[k])
        bottom = top
    ax.step(board.weeks, board.done[r], where="post", color=INK, linewidth=1.4)
    ax.step(board.weeks, bottom, where="post", color=INK, linewidth=1.4)
    ax.set_xlim(board.weeks[0], board.weeks[-1])
    highest = max(float(bottom.max()), 1.0) * 1.04
    ax.set_ylim(0, highest)
    whole_numbers(ax, "y", 8)
    ax.set_xlabel("weeks since the start of the run", size=TEXT)
    ax.set_ylabel("features that came, since the start of the stretch", size=TEXT)
    inches = ax.get_position().height * HEIGHT
    size = SMALL * 1.5 / 72 / inches * highest
    places = spread(ends, [size] * len(ends), 0, highest)
    x = float(board.weeks[-1])
    for at, name, colour in zip(places, names, colours, strict=True):
        ax.annotate(
            wrap(name, (ROOM - 0.7) * 72, SMALL, lines=1), (x, at), xytext=(26, 0), textcoords="offset points",
            size=SMALL, va="center", color=INK, annotation_clip=False,
        )  # fmt: skip
        ax.annotate(
            "   ", (x, at), xytext=(8, 0), textcoords="offset points", size=SMALL - 2, va="center",
            bbox={"facecolor": colour, "edgecolor": INK, "linewidth": 0.6, "boxstyle": "square,pad=0.15"},
            annotation_clip=False,
        )  # fmt: skip
    if not stream.grows and not np.isnan(stream.cycle_time.mean):
        words = (
            f"{measure(stream.throughput.mean)} features a week\n{measure(stream.wip.mean)} in progress\n"
            f"{measure(stream.cycle_time.mean)} weeks cycle time"
        )
        ax.text(
            0.015, 0.97, words, transform=ax.transAxes, va="top", size=TEXT, color=INK, linespacing=1.4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 3},
        )  # fmt: skip
    return figure
