"""A story as lanes: one bar per funding model on one time axis, its moments as flags, and the money below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from report.shared.fitting import text_width, wrap
from report.shared.kanban_columns import STAGES, Swatch, draw_key
from report.shared.line_figure import ROOM, name_lines
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy
from report.shared.style import (
    HEIGHT,
    INK,
    MUTED,
    PAPER,
    RULE,
    SKY,
    SMALL,
    TEXT,
    VERMILLION,
    WIDTH,
    Look,
    looks,
    money_scale,
    styled,
)
from report.story.text import date_word, heading, luck_words, names, outcome
from sim.outcomes.timeline import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.outcomes.milestones import Moment
    from sim.studies.story import Story, Told

LEFT = 0.95
"""Room for the axis of the money at the left, in inches."""
LINE = 0.2
"""Height of a row of flags, in inches."""
BAR, HEAD, GAP = 0.24, 0.34, 0.16
"""Height of a bar, room for the name of a model above its flags, and space below the bar, in inches."""
MONEY = 1.75
"""Least height of the panel of money, in inches."""
CLOSE = 8.0
"""Distance on the axis below which two instants share a label, in points."""
WORTH_SHOWING = 1.0
"""Weeks of blockage below which the figure does not mention it."""
WAITS = Swatch("Complete, waits", SKY, "..")
MARKS = (Swatch("Released", INK, marker="v"), Swatch("Stopped", VERMILLION, marker="X"))


@dataclass(frozen=True)
class Flag:
    """A label of all moments of one instant."""

    week: float
    text: str
    row: int
    """From 0, just above the bar, upwards."""


def short(moment: Moment) -> str:
    """A moment in two or three words; nothing where another one says it already."""
    facts = moment.facts
    match moment.kind:
        case "news" | "rules":
            return "news" if moment.kind == "news" else "new rules"
        case "blocked":
            return f"blocked {date_word(facts['weeks'])} weeks" if facts["weeks"] >= WORTH_SHOWING else ""
        case "evidence":
            return "good evidence" if facts["good"] else "bad evidence"
        case "completed":
            reasons = {"bundle": "waits for its bundle", "requirement": "waits for others"}
            reasons["release_date"] = "waits for a date"
            return "complete" + (f", {reasons[facts['for']]}" if "for" in facts else "")
        case "due":
            return "due: in time" if facts["met"] else "due: missed"
        case "first_value":
            return "" if facts["earns"] else "earns nothing"
        case "appeared":
            return "under way" if "underway" in facts else "appears"
        case _:
            return {
                "considered": "looked at", "chosen": "chosen", "funded": "money", "activated": "work starts",
                "first_feature": "first feature", "out_of_money": "money used up", "more_money": "more money",
                "pivoted": "pivoted", "stopped": "stopped", "released": "released", "expired": "too late",
                "break_even": "paid for itself",
            }[moment.kind]  # fmt: skip


def flags(moments: Sequence[Moment], last: float, width: float) -> list[Flag]:
    """Labels of moments in rows in which they do not overlap, and whose poles cross no other label.

    A label stands to the right of its pole. Labels are placed from right to left: each goes one row above those
    whose poles stand below it. Moments too close to be told apart on the axis share a label.

    Args:
        moments: in order of time.
        last: week at the right end of the axis.
        width: length of the axis, in points; labels may stick out beyond it.

    """
    found: list[Flag] = []
    for week, text in reversed(_labels(moments, CLOSE * last / width)):
        right = week + (text_width(text, SMALL) + 10) * last / width
        row = max((flag.row + 1 for flag in found if flag.week < right), default=0)
        found.append(Flag(week, text, row))
    return found[::-1]


def _labels(moments: Sequence[Moment], close: float) -> list[tuple[float, str]]:
    """(week, text) of every label: one date for an instant, one label for instants closer than ``close`` weeks."""
    found: list[tuple[float, float, str]] = []  # week of the pole, of the last date, text
    for moment in moments:
        words = short(moment)
        if not words:
            continue
        first, date, text = found.pop() if found else (moment.week, -1.0, "")
        if text and moment.week - first >= close:
            found.append((first, date, text))
            first, text = moment.week, ""
        dated = not text or date_word(moment.week) != date_word(date)
        words = f"{'; ' if text else ''}{date_word(moment.week)}: {words}" if dated else f", {words}"
        found.append((first, moment.week, text + words))
    return [(week, text) for week, _, text in found]


@styled()
def draw_story(story: Story) -> Figure:
    """Lanes of all models and the money of the MMP on one page; it grows with the number of models and moments."""
    calendar = story.scenario.calendar
    last = float(calendar.benefit_end)
    across = WIDTH - 2 * EDGE - LEFT - ROOM
    lanes = [flags(part.moments, last, across * 72) for part in story.told]
    tall = [HEAD + LINE * (1 + max((flag.row for flag in lane), default=0)) + BAR + GAP for lane in lanes]
    height = max(HEIGHT, TOP + 0.35 + sum(tall) + 0.25 + MONEY + BOTTOM + 0.6)
    figure = page(heading(story), _setting(story), luck_words(story), height)
    draw_key(figure, [*(STAGES[column] for column in COLUMNS[:5]), WAITS, STAGES["done"], *MARKS], EDGE, TOP - 0.03)
    top = height - TOP - 0.3
    called = names(story)
    for part, lane, size in zip(story.told, lanes, tall, strict=True):
        top -= size
        ax = place(figure, EDGE + LEFT, top, across, size)
        _draw_lane(ax, part, lane, size, last, calendar.weeks_per_quarter)
        ax.annotate(
            wrap(called[part.model] + ": " + outcome(part), across * 72, TEXT, "bold", 1), (0, size - 0.06),
            size=TEXT, weight="bold", color=looks(story.models)[part.model].ink, va="top",
        )  # fmt: skip
    bottom = BOTTOM + 0.6
    _draw_money(place(figure, EDGE + LEFT, bottom, across, top - bottom - 0.25), story)
    return figure


def _setting(story: Story) -> str:
    calendar = story.scenario.calendar
    median = f", the median of {story.median_of}" if (story.median_of or 0) > 1 else ""
    last = calendar.benefit_end // calendar.weeks_per_quarter
    world = f"{story.scenario.name}: world {story.world} of seed {story.seed}{median}"
    return f"{world}; benefits counted to the end of quarter {last}; {story.scenario.currency}, undiscounted"


def _draw_lane(ax: Axes, part: Told, lane: Sequence[Flag], size: float, last: float, quarter: int) -> None:
    """The bar of one model and its flags; y is in inches from the lower edge."""
    ax.set_xlim(0, last)
    ax.set_ylim(0, size)
    ax.axis("off")
    foot, line = GAP, part.line
    for k in range(0, int(last) + 1, quarter):
        ax.plot([k, k], [foot - 0.05, foot], color=RULE, linewidth=0.8)
    spans = [(STAGES[column], a, b) for column, a, b in line.spans(part.end) if column != "stopped"]
    if line.completed is not None:
        spans.append((WAITS, line.completed, part.end if line.released is None else min(line.released, part.end)))
    for look, start, until in spans:
        if until > start:
            thick = BAR / 2 if look is STAGES["done"] else BAR
            ax.barh(
                foot + BAR / 2, until - start, left=start, height=thick, color=look.colour, hatch=look.hatch,
                edgecolor=look.line, linewidth=0, zorder=3,
            )  # fmt: skip
    for flag in lane:
        foot_of_label = foot + BAR + LINE * flag.row + 0.04
        ax.plot([flag.week, flag.week], [foot, foot_of_label + 0.14], color=MUTED, linewidth=0.8, zorder=4)
        beside = ax.transData + ScaledTranslation(3 / 72, 0, ax.get_figure(root=True).dpi_scale_trans)  # type: ignore[union-attr]
        ax.text(flag.week, foot_of_label, flag.text, size=SMALL, color=INK, va="bottom", transform=beside, zorder=5)
    for mark, week in zip(MARKS, (line.released, line.stopped), strict=True):
        if week is not None and week <= part.end:
            ax.plot(
                [week], [foot + BAR / 2], mark.marker, markersize=8, color=mark.colour, markeredgecolor=PAPER,
                markeredgewidth=0.6, zorder=6, clip_on=False,
            )  # fmt: skip


def _draw_money(ax: Axes, story: Story) -> None:
    """Earned less spent to date under each model, named at the end of its line."""
    calendar = story.scenario.calendar
    curves = [part.account.net for part in story.told]
    scale = money_scale([float(np.abs(curve).max()) for curve in curves], story.scenario.currency)
    called, styles = names(story), looks(story.models)
    drawn: list[Look] = []
    for part, curve in zip(story.told, curves, strict=True):
        look = styles[part.model]
        ax.plot(np.arange(len(curve)), curve / scale.divisor, color=look.colour, linewidth=2.6, linestyle=look.dash)
        if part.account.break_even is not None:
            ax.plot([part.account.break_even], [0], look.marker, markersize=7, color=look.ink, zorder=5)
        drawn.append(look)
    ax.axhline(0, color=INK, linewidth=0.9, zorder=1)
    last = float(calendar.benefit_end)
    ax.set_xlim(0, last)
    ax.margins(y=0.08)
    ax.yaxis.set_major_locator(MaxNLocator(5))
    tidy(ax, "y")
    step = next((k for k in (1, 2, 4, 8, 20, 40) if last / calendar.weeks_per_quarter / k <= 16), 80)
    ax.xaxis.set_major_locator(FixedLocator(np.arange(0, last + 1, step * calendar.weeks_per_quarter).tolist()))
    every = "a quarter" if step == 1 else f"{step} quarters"
    ax.set_xlabel(f"week (ticks {every} apart)", size=TEXT)
    ax.set_ylabel(f"earned less spent,\n{scale.unit}", size=TEXT)
    ends = [(last, float(curve[-1]) / scale.divisor) for curve in curves]
    name_lines(ax, ends, [called[model] for model in story.models], drawn)
    horizon = float(calendar.horizon)
    if horizon < last:
        ax.axvline(horizon, color=MUTED, linewidth=1.2, linestyle=(0, (2, 2)), zorder=1)
        figure = ax.get_figure(root=True)
        assert figure is not None
        shift = ScaledTranslation(4 / 72, 0, figure.dpi_scale_trans)
        beside = blended_transform_factory(ax.transData, ax.transAxes) + shift
        ax.text(horizon, 1.0, "end of funding", size=SMALL, color=MUTED, transform=beside, va="bottom")
