"""What knowledge is worth: a bar with its interval for every question, about all MMPs and about single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from report.information.text import SHOWN, name_of, split
from report.shared.fitting import wrap
from report.shared.numbers_in_words import number
from report.shared.page_layout import BOTTOM, EDGE, TOP, page, place, subtitle, tidy
from report.shared.style import BLUE, HEIGHT, INK, MUTED, ORANGE, PAPER, SMALL, TEXT, WIDTH, money_scale, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from report.shared.style import Scale
    from sim.studies.value_of_information import Information, Question

NAMES = 4.6
"""Room for the questions at the left, in inches."""
ROOM = 1.0
"""Room for the amounts at the right, in inches."""
ROW, HEAD = 0.27, 0.5
"""Height of a row, and room for the heading of a panel, in inches."""


@styled()
def draw_information(information: Information) -> Figure:
    """Two panels on one page, each with an axis of its own, the dearest question on top."""
    panels = [
        (head, questions[:SHOWN], colour)
        for head, questions, colour in zip(
            ("What would be known, of all MMPs", "Value and work of one MMP, before deciding"),
            split(information),
            (BLUE, ORANGE),
            strict=True,
        )
        if questions
    ]
    heights = [ROW * len(questions) + HEAD + 0.6 for _, questions, _ in panels]
    height = max(HEIGHT, TOP + BOTTOM + sum(heights))
    note = (
        "Bars: mean gain in net present value over the worlds; thin lines: its 95 % interval. Hollow: not decided."
    )
    title = f"What answers would be worth: {name_of(information)}"
    figure = page(title, subtitle(information), note, height)
    top = height - TOP
    for (head, questions, colour), size in zip(panels, heights, strict=True):
        tall = ROW * len(questions)
        ax = place(figure, EDGE + NAMES, top - HEAD - tall, WIDTH - 2 * EDGE - NAMES - ROOM, tall)
        _draw_panel(ax, information, questions, colour)
        ax.set_title(head, loc="left", size=TEXT, weight="bold", x=-NAMES / (WIDTH - 2 * EDGE - NAMES - ROOM))
        top -= size
    return figure


def _draw_panel(ax: Axes, information: Information, questions: list[Question], colour: str) -> None:
    worths = [information.worth(q.id) for q in questions]
    several = information.replications > 1
    rims = [rim for w in worths for rim in ((w.low, w.high) if several else (w.mean,))]
    scale: Scale = money_scale(rims, information.scenario.currency)
    digits = 2 if max(abs(rim) for rim in rims) < 10 * scale.divisor else 1
    for row, (question, worth) in enumerate(zip(questions, worths, strict=True)):
        mean = worth.mean / scale.divisor
        face = colour if worth.decided else PAPER
        ax.barh(row, mean, height=0.62, facecolor=face, edgecolor=colour, linewidth=1.4, zorder=3)
        if several:
            ends = [worth.low / scale.divisor, worth.high / scale.divisor]
            ax.plot(ends, [row, row], color=INK, linewidth=1.2, zorder=4, solid_capstyle="butt")
        ax.annotate(
            wrap(question.label, NAMES * 72 - 14, SMALL, lines=1), (0, row), xycoords=("axes fraction", "data"),
            xytext=(-8, 0), textcoords="offset points", ha="right", va="center", size=SMALL, annotation_clip=False,
        )  # fmt: skip
        ax.annotate(
            number(mean, digits, plus=True), (1, row), xycoords=("axes fraction", "data"), xytext=(8, 0),
            textcoords="offset points", va="center", size=SMALL, weight="bold" if worth.decided else "normal",
            color=INK if worth.decided else MUTED, annotation_clip=False,
        )  # fmt: skip
    ax.axvline(0, color=INK, linewidth=0.9, zorder=5)
    ax.set_ylim(len(questions) - 0.45, -0.55)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.04)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    tidy(ax, "x")
    ax.set_xlabel(f"gain in net present value, {scale.unit} (bold: decided)", size=SMALL)
