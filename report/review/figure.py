"""Actual against estimate, MMP by MMP: cost, value and dates side by side, with their 80 % bands."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter

from report.review.text import review_headline
from report.shared.fitting import wrap
from report.shared.page_layout import page, place, tidy
from report.shared.style import BLUE, INK, MUTED, ORANGE, RULE, SMALL, TEXT, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from intake.review.judgements import Judgement
    from intake.review.reviewing import Review

ROW = 0.3
"""Height of one MMP, in inches."""
MOST = 40
"""Most MMPs in the picture: the first to be judged; the tables have all."""
PANELS = (
    ("cost", "cost, actual / estimate"),
    ("value", "value so far, actual / claim"),
    ("date", "release, quarters late"),
)


@styled()
def review_figure(found: Review) -> Figure:
    """One row per judged MMP; a bar is its 80 % band, a dot what came of it, a ring what is not done."""
    rows = [row for row in found.judged.rows if row.kind in dict(PANELS)]
    labels = dict.fromkeys(row.mmp.id for row in rows)
    names = {course.id: course.label for course in found.courses}
    shown = list(labels)[:MOST]
    height = max(4.0, 2.4 + ROW * (len(shown) + 1))
    cut = f" The first {MOST} of {len(labels)} MMPs." if len(labels) > MOST else ""
    note = f"Bar: 80 % band. Dot: what came of it; ring: late and not done. Line: as estimated.{cut}"
    figure = page("Predicted against realised", review_headline(found), note, height)
    for at, (kind, title) in enumerate(PANELS):
        ax = place(figure, 2.9 + at * 3.3, 0.95, 2.95, height - 2.5)
        mine = {row.mmp.id: row for row in rows if row.kind == kind}
        _panel(ax, [mine.get(name) for name in shown], kind)
        ax.set_title(title, fontsize=TEXT, color=INK, loc="left")
        ticks = [wrap(names[name], 170, SMALL, lines=1) for name in shown] if at == 0 else []
        ax.set_yticks(range(len(ticks)), ticks)
        ax.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    return figure


def _panel(ax: Axes, rows: list[Judgement | None], kind: str) -> None:
    dates = kind == "date"
    ax.axvline(0 if dates else 1, color=INK, linewidth=1.0, zorder=1)
    ends: list[float] = []
    for at, row in enumerate(rows):
        if row is None:
            continue
        low, high = (None, None) if row.band is None else (_scaled(row, end) for end in row.band)
        actual = _scaled(row, row.actual)
        if low is not None and high is not None and isfinite(high):
            ax.barh(at, high - low, left=low, height=0.5, color=RULE, zorder=2)
            ends += [low, high]
        colour = ORANGE if row.inside is False else BLUE
        ax.plot(
            [actual], [at], marker="o", markersize=7, color=colour, linestyle="none", zorder=3,
            markerfacecolor="white" if row.open else colour,
        )  # fmt: skip
        ends.append(actual)
    tidy(ax, grid="x")
    if not ends:
        ax.text(0.5, 0.5, "nothing to judge yet", transform=ax.transAxes, ha="center", color=MUTED, size=SMALL)
        ax.set_xticks([])
    elif dates:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_xlim(min(-1.5, *ends) - 0.5, max(1.5, *ends) + 0.5)
    elif min(ends) > 0:
        ax.set_xscale("log")
        low, high = min(0.5, *ends) / 1.15, max(2.0, *ends) * 1.15
        ax.set_xlim(low, high)
        ticks = [t for t in (0.01, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 100.0) if low <= t <= high]
        ax.set_xticks(ticks)
        ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
        ax.xaxis.set_minor_formatter(NullFormatter())


def _scaled(row: Judgement, value: float) -> float:
    return value - row.estimated if row.kind == "date" else value / row.estimated
