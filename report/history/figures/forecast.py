"""Forecast: the chance that all is done by each week, or of each number of items by a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import PercentFormatter

from report.history.figures.lines import COLOURS, DASHES, empty
from report.history.forecast_text import at
from report.shared.fitting import text_width
from report.shared.numbers_in_words import percent, probability
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, tidy, whole_numbers
from report.shared.style import HEIGHT, PAPER, SKY, TEXT, WIDTH, readable, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from intake.forecast.forecast import Forecast

TAIL = 0.001
"""Chance left out at either end."""


@styled()
def draw_when(forecast: Forecast) -> Figure:
    """Chance of being done in each week, and the weeks of the 50, 70, 85 and 95 % answers."""
    asked = " and ".join(f"{items} items{f' of {name}' if name else ''}" for name, items in forecast.needed.items())
    figure = page(f"When are {asked} done?", _past(forecast), _start(forecast))
    ax = _axes(figure)
    steps = np.diff(forecast.done_by)
    weeks = np.arange(1, len(steps) + 1)
    inside = _inside(steps)
    ax.bar(weeks[inside], steps[inside], width=0.86, color=SKY, edgecolor=PAPER, linewidth=0.6)
    answers = [
        (
            round(each.certainty * 100),
            each.week + 0.5,
            f"{percent(each.certainty)}: {at(each)} ({probability(each.probability)})",
        )
        for each in forecast.when
        if each.week is not None
    ]
    _lines(ax, answers, float(steps.max()), 1)
    ax.set_xlabel("week of the forecast in which the last item is done", size=TEXT)
    return figure


@styled()
def draw_how_many(forecast: Forecast) -> Figure:
    """Chance of each number of items by the last day, and the numbers of the 50, 70, 85 and 95 % answers."""
    ahead = forecast.ahead[-1]
    until = f"by {ahead.last_day}" if ahead.last_day else f"in {ahead.weeks} weeks"
    figure = page(f"How many items are done {until}?", _past(forecast), _start(forecast))
    ax = _axes(figure)
    chances = forecast.spread
    items = np.arange(len(chances))
    inside = _inside(chances)
    if not inside.any():
        empty(ax, "Nothing is to be expected.")
        return figure
    ax.bar(items[inside], chances[inside], width=0.9, color=SKY, edgecolor=PAPER, linewidth=0.4)
    answers = [
        (
            round(each.certainty * 100),
            each.items - 0.5,
            f"{percent(each.certainty)}: at least {each.items:,} ({probability(each.probability)})",
        )
        for each in ahead.answers
    ]
    _lines(ax, answers, float(chances.max()), -1)
    ax.set_xlabel("items done (more certainty, fewer items)", size=TEXT)
    return figure


def _inside(chances: np.ndarray) -> np.ndarray:
    """Where the bulk of a distribution lies."""
    up = np.cumsum(chances)
    return np.asarray((up > TAIL) & (up - chances < up[-1] - TAIL))


def _axes(figure: Figure) -> Axes:
    ax = place(figure, EDGE + 0.85, BOTTOM + 0.65, WIDTH - 2 * EDGE - 1.1, HEIGHT - TOP - BOTTOM - 0.85)
    tidy(ax, "y")
    ax.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    ax.set_ylabel("chance", size=TEXT)
    whole_numbers(ax, "x", 14)
    return ax


def _lines(ax: Axes, answers: list[tuple[int, float, str]], highest: float, side: int) -> None:
    """A line for each answer, labelled above the bars on one side (1 right, -1 left), away from the others."""
    top = highest * 1.42
    ax.set_ylim(0, top)
    left, right = ax.get_xlim()
    room = max(text_width(words) for _, _, words in answers) / 72 / (WIDTH - 2 * EDGE - 1.1) + 0.02
    if side > 0:
        right = max(right, *(left + (x - left) / (1 - room) for _, x, _ in answers))
    else:
        left = min(left, *(right - (right - x) / (1 - room) for _, x, _ in answers))
    ax.set_xlim(left, right)
    for k, (p, x, words) in enumerate(answers):
        height = top * (0.975 - 0.07 * k)
        ax.plot([x, x], [0, height], color=COLOURS[p], linewidth=1.8, linestyle=DASHES[p])
        ax.annotate(
            words,
            (x, height),
            xytext=(6 * side, 0),
            textcoords="offset points",
            va="top",
            ha="right" if side < 0 else "left",
            size=TEXT,
            color=readable(COLOURS[p]),
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )


def _past(forecast: Forecast) -> str:
    past = forecast.past
    rate = f"{past.total.mean():.1f} items a week"
    return f"{forecast.source}: {len(past)} past weeks, {rate}; sums of weeks drawn from them"


def _start(forecast: Forecast) -> str:
    closed = ", closed weeks left out" if forecast.question.closed.days else ""
    return (
        f"Week 1 begins on {forecast.start}{closed}."
        if forecast.start
        else "Weeks are counted from the start of the forecast."
    )
