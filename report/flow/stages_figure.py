"""Stages side by side: how busy the servers are, and where features are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from report.flow.text import measure, setting
from report.shared.fitting import wrap
from report.shared.kanban_columns import Swatch, draw_key
from report.shared.numbers_in_words import percent
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import BLUE, HEIGHT, INK, ORANGE, PURPLE, SMALL, TEXT, WIDTH, YELLOW, styled, text_on

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.lab.statistics.results import FlowResult, StreamFlow

SHARES = {
    "utilisation": Swatch("busy", BLUE),
    "held": Swatch("held, finished", ORANGE, "//"),
    "held_blocked": Swatch("held, blocked", PURPLE, "\\\\"),
    "broken": Swatch("broken or away", "#7F7F7F", "xx"),
    "starved": Swatch("idle", "#ECECEC"),
}
PLACES = {
    "in_service": Swatch("in service", BLUE),
    "not_pulled": Swatch("done, not pulled", ORANGE, "//"),
    "blocked": Swatch("blocked", PURPLE, "\\\\"),
    "queue": Swatch("waiting", YELLOW, ".."),
}
NAMES = 2.0
"""Room for the names of stages, in inches."""


@styled()
def draw_stages(result: FlowResult, r: int) -> Figure:
    """Left: what the servers of each stage do with their time. Right: the features in each stage."""
    stream = result.streams[r]
    rows = len(stream.stages)
    height = max(HEIGHT, TOP + BOTTOM + 1.4 + 0.45 * rows)
    figure = page(
        f"Stages: {stream.name}",
        f"{result.scenario}: {setting(result)}",
        "Means over the weeks observed. Where a platform team works: its time, and the features of the stream.",
        height,
    )
    tall = height - TOP - BOTTOM - 1.25
    wide = (WIDTH - 2 * EDGE - NAMES - 0.9) / 2
    left = place(figure, EDGE + NAMES, BOTTOM + 0.65, wide, tall)
    right = place(figure, EDGE + NAMES + wide + 0.75, BOTTOM + 0.65, wide, tall)
    _shares(left, stream)
    _numbers(right, stream)
    left.set_yticks(range(rows), [wrap(stage.name, (NAMES - 0.15) * 72, TEXT, lines=2) for stage in stream.stages])
    right.set_yticks(range(rows), [""] * rows)
    for tick, stage in zip(left.get_yticklabels(), stream.stages, strict=True):
        tick.set_fontsize(TEXT)
        tick.set_fontweight("bold" if stage.id == stream.bottleneck and rows > 1 else "normal")
    used = [swatch for name, swatch in SHARES.items() if name in ("utilisation", "starved") or _any(stream, name)]
    draw_key(figure, used, EDGE + NAMES, TOP + 0.12)
    there = [swatch for name, swatch in PLACES.items() if name != "blocked" or _stuck(stream)]
    draw_key(figure, there, EDGE + NAMES + wide + 0.55, TOP + 0.12)
    return figure


def _parts(stream: StreamFlow) -> list[dict[str, float]]:
    """Shares of the servers' time by stage; what is neither busy, idle nor broken is held by finished work."""
    found: list[dict[str, float]] = []
    for stage in stream.stages:
        busy, starved, down = stage.utilisation.mean, stage.starved.mean, stage.down.mean
        if math.isnan(busy):
            found.append({})
            continue
        rest = max(0.0, 1 - busy - starved)
        broken = rest if stage.away else min(rest, down)
        held = rest - broken
        stuck = min(held, stage.held_blocked.mean)
        found.append(
            {
                "utilisation": busy, "held": held - stuck, "held_blocked": stuck, "broken": broken,
                "starved": max(0.0, starved),
            }
        )  # fmt: skip
    return found


def _any(stream: StreamFlow, name: str) -> bool:
    return any(parts.get(name, 0.0) > 0.0005 for parts in _parts(stream))


def _stuck(stream: StreamFlow) -> bool:
    return any(stage.blocked.mean > 0 for stage in stream.stages)


def _shares(ax: Axes, stream: StreamFlow) -> None:
    tidy(ax, "x")
    for k, parts in enumerate(_parts(stream)):
        at = 0.0
        if not parts:
            ax.text(0.01, k, "no limit of servers", va="center", size=SMALL, color=INK)
        for name, share in parts.items():
            swatch = SHARES[name]
            ax.barh(
                k, share, 0.62, at, facecolor=swatch.colour, edgecolor=swatch.line, hatch=swatch.hatch or None,
                linewidth=0,
            )  # fmt: skip
            if name == "utilisation":
                inside = share > 0.12
                ax.text(
                    at + share / 2 if inside else 0.99, k, percent(share), ha="center" if inside else "right",
                    va="center", size=TEXT, color=text_on(swatch.colour) if inside else INK,
                )  # fmt: skip
            at += share
    ax.set_xlim(0, 1)
    ax.set_ylim(len(stream.stages) - 0.5, -0.5)
    ax.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    ax.set_xlabel("share of the servers' time, %", size=TEXT)


def _numbers(ax: Axes, stream: StreamFlow) -> None:
    tidy(ax, "x")
    totals = []
    for k, stage in enumerate(stream.stages):
        at = 0.0
        for name, swatch in PLACES.items():
            value = getattr(stage, name).mean
            if math.isnan(value):
                continue
            ax.barh(
                k, value, 0.62, at, facecolor=swatch.colour, edgecolor=swatch.line, hatch=swatch.hatch or None,
                linewidth=0,
            )  # fmt: skip
            at += value
        totals.append(at)
        grows = math.isnan(stage.queue.mean)
        words = "grows without bound" if grows else measure(stage.wip.mean)
        ax.annotate(words, (at, k), xytext=(5, 0), textcoords="offset points", va="center", size=TEXT, color=INK)
    grown = any(math.isnan(stage.queue.mean) for stage in stream.stages)
    ax.set_xlim(0, max(float(np.max(totals)), 1e-9) * (1.7 if grown else 1.25))
    ax.set_ylim(len(stream.stages) - 0.5, -0.5)
    ax.set_xlabel("features on average", size=TEXT)
