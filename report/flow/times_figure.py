"""Histogram of cycle times with the median, the 85th and the 95th percentile."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from report.flow.text import band, measure, setting
from report.shared.fitting import text_width
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import HEIGHT, INK, MUTED, PAPER, SKY, SMALL, TEXT, WIDTH, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.lab.statistics.results import FlowResult

BARS = 40
"""Bars up to the 99th percentile."""
DASHES = {50: "-", 85: (0, (6, 2)), 95: (0, (2, 1.5))}


@styled()
def draw_times(result: FlowResult, r: int) -> Figure:
    """Share of the features by cycle time; lines at the percentiles, each with its 95 % interval in words."""
    stream, times = result.streams[r], result.times[r]
    figure = page(
        f"Cycle times: {stream.name}",
        f"{result.scenario}: {setting(result)}",
        "From entering the line to done. The last bar holds everything slower. In brackets: 95 % intervals."
        + (" Bars: those done; lines: the unfinished as well." if stream.censored else ""),
    )
    wide = WIDTH - 2 * EDGE - 1.0
    ax = place(figure, EDGE + 0.95, BOTTOM + 0.65, wide, HEIGHT - TOP - BOTTOM - 0.85)
    tidy(ax, "y")
    edges = _edges(times.value(0.0), times.value(0.99))
    full = edges.copy()
    full[-1] = max(times.value(1.0), edges[-1]) * (1 + 1e-9)
    shares = times.bars(full)
    ax.bar(edges[:-1], shares, np.diff(edges), align="edge", color=SKY, edgecolor=PAPER, linewidth=0.8)
    top = float(shares.max()) * 1.28
    furthest = float(edges[-1])
    for k, (p, found) in enumerate(stream.percentiles.items()):
        value = found.value if stream.censored else times.value(p / 100)
        if math.isnan(value):
            continue
        at = min(value, float(edges[-1]))
        height = top * (0.97 - 0.085 * k)
        ax.plot([at, at], [0, height], color=INK, linewidth=1.8, linestyle=DASHES[p])
        words = f"{p} % within {measure(value)} weeks ({band(found.low, found.high)})"
        ax.annotate(
            words, (at, height), xytext=(5, 0), textcoords="offset points", va="top", size=TEXT, color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
        furthest = max(furthest, edges[0] + (at - edges[0]) / (1 - text_width(words) / 72 / wide - 0.02))
    words = f"{times.total:,.0f} features"
    ax.annotate(words, (1, 0.5), xycoords="axes fraction", ha="right", size=SMALL, color=MUTED)
    ax.set_xlim(edges[0], furthest)
    ax.set_ylim(0, top)
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    ax.set_xlabel("cycle time, weeks", size=TEXT)
    ax.set_ylabel("share of the features, %", size=TEXT)
    return figure


def _edges(smallest: float, most: float) -> np.ndarray:
    """Edges of round width from zero (or from the smallest, when all are about alike) to the 99th percentile."""
    if most <= 0:
        return np.array([0.0, 1.0])
    begin = 0.0 if smallest < 0.7 * most else smallest
    wide = (most - begin) / BARS or most / BARS
    scale = 10.0 ** math.floor(math.log10(wide))
    step = scale * min(s for s in (1, 2, 2.5, 5, 10) if s * scale >= wide * (1 - 1e-9))
    begin = math.floor(begin / step) * step
    return begin + step * np.arange(max(2, math.ceil((most - begin) / step) + 2))
