"""WIP limits: what each further card on the board buys, between the best and the worst case."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLACK, BLUE, GREEN, MUTED, PURPLE, VERMILLION, styled
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.numbers import SHARE, Curve, Findings, Grid, Number, difference, times
from workshop.runs import flows, variants
from workshop.theory import Line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SCENARIO = "wip-limits"
STREAM = "value_streams.line"
STAGES = ("analysis", "build", "test", "deploy")
LINE = Line(rate=1.0, shortest=float(len(STAGES)))
CARDS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20)
SHOWN = (1, 2, 4, 6, 8, 12, 20)
"""Cards of the table."""
KINDS = {
    "line": ("this line (cv 0.6)", 0.6, BLUE, "o"),
    "wild": ("wild work (cv 1.8)", 1.8, VERMILLION, "^"),
}
"""By key: name, coefficient of variation of the work, colour, marker."""
WEEKS = 20_000.0
CASES = (
    ("best case: no variability", LINE.best, GREEN),
    ("practical worst case: random work", LINE.practical_worst, PURPLE),
    ("worst case: all cards move as one", LINE.worst, BLACK),
)
"""Name, throughput and cycle time by cards, colour."""
FEW, SOME, MANY = 4, 8, 20
"""Cards that texts compare: the critical number, twice as many, and as many as nobody counts."""


def changes(cards: int, cv: float) -> dict[str, object]:
    """The scenario with so many cards and so variable work."""
    effort = {"distribution": "gamma", "mean": 1, "cv": cv}
    return {f"{STREAM}.arrivals.wip": cards} | {f"{STREAM}.stages.{stage}.effort": effort for stage in STAGES}


def measure(setting: Setting) -> Findings:
    """Throughput and weeks on the board against cards on the board."""
    points = [(key, cards) for key in KINDS for cards in CARDS]
    results = flows(
        variants(SCENARIO, [changes(cards, KINDS[key][1]) for key, cards in points]), setting, weeks=WEEKS
    )
    numbers: dict[str, Number] = {}
    for (key, cards), result in zip(points, results, strict=True):
        stream = result.stream("line")
        name = f"{KINDS[key][0]}, {cards} cards"
        numbers[f"{key}_rate_{cards}"] = Number.of(f"Finished a week, {name}", stream.throughput, "features a week")
        numbers[f"{key}_weeks_{cards}"] = Number.of(f"Weeks on the board, {name}", stream.cycle_time, "weeks")
    rate = {cards: numbers[f"line_rate_{cards}"] for cards in CARDS}
    weeks = {cards: numbers[f"line_weeks_{cards}"] for cards in CARDS}
    numbers["half"] = times(
        "Throughput with 8 cards as a share of that with 20", rate[SOME], rate[MANY], unit=SHARE
    )
    numbers["quick"] = times("Weeks with 8 cards as a share of those with 20", weeks[SOME], weeks[MANY], unit=SHARE)
    numbers["first"] = difference("More finished with 4 cards than with 1", rate[FEW], rate[1])
    numbers["last"] = difference("More finished with 20 cards than with 12", rate[MANY], rate[12])
    numbers["added"] = difference("Weeks added from 12 cards to 20", weeks[MANY], weeks[12])
    curves = {
        f"{key}_{what}": Curve(
            f"{label}, {KINDS[key][0]}",
            tuple(map(float, CARDS)),
            tuple(numbers[f"{key}_{what}_{c}"] for c in CARDS),
        )
        for key in KINDS
        for what, label in (("rate", "Finished a week"), ("weeks", "Weeks on the board"))
    }
    headings = ("Cards", "finished a week", "weeks on the board", "best case", "practical worst", "worst case")
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            str(cards),
            numbers[f"line_rate_{cards}"],
            numbers[f"line_weeks_{cards}"],
            *(Number("", case(cards)[1]) for case in (LINE.best, LINE.practical_worst, LINE.worst)),
        )
        for cards in SHOWN
    )
    return Findings(numbers, Grid(headings, rows), curves)


@styled()
def draw_rates(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput against cards."""
    _draw(found, axes[0], "rate", 0)
    axes[0].set_ylim(0, 1.08)
    labelled(axes[0], "cards on the board", "features finished a week")
    _name(found, axes[0], "rate", 0)


@styled()
def draw_weeks(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Cycle time against cards."""
    _draw(found, axes[0], "weeks", 1)
    axes[0].set_ylim(0, found["wild_weeks_20"].value * 1.25)
    labelled(axes[0], "cards on the board", "weeks on the board, mean")
    _name(found, axes[0], "weeks", 1)


def _draw(found: Findings, ax: Axes, what: str, part: int) -> None:
    shorten(ax, 2.4)
    grid = np.linspace(1, CARDS[-1], 200)
    for _, case, colour in CASES:
        draw_theory(ax, list(grid), [case(cards)[part] for cards in grid], colour)
    for key, (_, _, colour, marker) in KINDS.items():
        draw_curve(ax, found.curves[f"{key}_{what}"], colour, marker)
    ax.axvline(LINE.critical, color=MUTED, linewidth=1.0, linestyle=(0, (1, 2)))
    ax.set_xlim(0, CARDS[-1] + 0.3)
    ax.set_xticks(range(0, CARDS[-1] + 1, 2))


def _name(found: Findings, ax: Axes, what: str, part: int) -> None:
    last = float(CARDS[-1])
    top = ax.get_ylim()[1]
    ends = []
    for name, case, colour in CASES:
        if case(last)[part] <= top:
            ends.append((last, case(last)[part], name, colour))
        else:  # leaves the panel at its top
            say(ax, top / case(1)[part], top, name, colour, va="top", shift=(10, -2), width=320, weight="bold")
    ends += [(last, found.curves[f"{k}_{what}"].values[-1], KINDS[k][0], KINDS[k][2]) for k in KINDS]
    name_ends(ax, ends, 2.5)
    say(ax, LINE.critical, 0, "critical number of cards", MUTED, shift=(6, 14))


@styled()
def draw_bargain(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput against weeks, a point per number of cards: the knee."""
    (ax,) = axes
    ends = []
    for key, (name, _, colour, marker) in KINDS.items():
        x = found.curves[f"{key}_weeks"].values
        y = found.curves[f"{key}_rate"].values
        ax.plot(x, y, color=colour, linewidth=2.4, marker=marker, markersize=9, markeredgecolor="white", zorder=4)
        for cards, weeks, rate in zip(CARDS, x, y, strict=True):
            if key == "line" or cards in (4, 8, 12, 20):
                below = key == "wild"
                shift = (4, -16) if below else (-8, 14)
                say(ax, weeks, rate, str(cards), colour, ha="center", shift=shift)
        ends.append((x[-1], y[-1], name, colour))
    ax.set_xlim(0, max(x) * 1.05)
    ax.set_ylim(0, 1.1)
    labelled(ax, "weeks on the board, mean", "features finished a week")
    for x_end, y_end, name, colour in ends:
        say(ax, x_end, y_end, name, colour, ha="right", va="top", shift=(0, -26), weight="bold")
    say(ax, 0.3, 0.05, "numbers at the dots: cards on the board", MUTED, va="bottom", width=320)


DEMONSTRATION = Demonstration(
    name="wip-limits",
    title="WIP limits: what each further card buys",
    question="A line of four stages, a pair at each. How many cards should lie on the board: 4, 8, 12 or 20?",
    purpose=(
        "People see that there is a number of cards beyond which more of them only wait, can estimate it for their"
        " own line, and know what holds it up: variability."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="throughput",
            title="More cards finish more, but less and less",
            draw=draw_rates,
            see=(
                "The line finishes {line_rate_4:bare} features a week with 4 cards, {line_rate_8:bare} with 8 and "
                "{line_rate_20:bare} with 20. The wild line needs many more cards for the same. Measured dots of "
                "this line lie between the best and the practical worst case."
            ),
            why=(
                "A pair without a card is idle. A few cards per pair make that rare; each further one helps only "
                "on the days when all the others are stuck at the same place."
            ),
            ask="Where on this curve is our board? What would happen if we took a quarter of the cards away?",
            claims=(
                Claim(
                    "Throughput rises with the cards.",
                    lambda f: _rising(f, "line_rate") and _rising(f, "wild_rate"),
                ),
                Claim(
                    "This line lies between best and practical worst case.",
                    lambda f: all(
                        LINE.practical_worst(c)[0] * 0.97 <= f[f"line_rate_{c}"].value <= LINE.best(c)[0] * 1.02
                        for c in CARDS
                    ),
                ),
                Claim(
                    "Wild work lies between practical worst and worst case.",
                    lambda f: all(
                        LINE.worst(c)[0] * 0.93 <= f[f"wild_rate_{c}"].value <= LINE.practical_worst(c)[0] * 1.01
                        for c in CARDS[1:]
                    ),
                ),
                Claim(
                    "The last eight cards bring less than a tenth of the first three.",
                    lambda f: f["last"].value < 0.1 * f["first"].value,
                ),
            ),
            note=(
                "Cases of Hopp & Spearman. Critical number of cards: as many as a line without variability needs "
                "to be just busy. cv: standard deviation / mean."
            ),
        ),
        Picture(
            name="weeks",
            title="Each further card makes all of them slower",
            draw=draw_weeks,
            see=(
                "Weeks on the board grow in a straight line once the line is full: {line_weeks_4} with 4 cards, "
                "{line_weeks_8} with 8, {line_weeks_20} with 20."
            ),
            why=(
                "Little's law: weeks = cards / finished a week. When no more can be finished, each further card "
                "adds its share of waiting to every other card."
            ),
            ask="Our customers wait for the last of these cards. Who gains from the ones in front of it?",
            claims=(
                Claim(
                    "Weeks rise with the cards.", lambda f: _rising(f, "line_weeks") and _rising(f, "wild_weeks")
                ),
                Claim(
                    "From 12 to 20 cards weeks rise by at least six for next to no gain.",
                    lambda f: f["added"].value > 6 and f["last"].value < 0.1,
                ),
                Claim(
                    "Cards = finished a week x weeks, for each number of cards, within a twentieth.",
                    lambda f: all(
                        (f[f"{k}_rate_{c}"].value * f[f"{k}_weeks_{c}"].value / c - 1) ** 2 < 0.05**2
                        for k in KINDS
                        for c in CARDS
                    ),
                ),
            ),
            note=(
                "Cases of Hopp & Spearman. Critical number of cards: as many as a line without variability needs "
                "to be just busy. cv: standard deviation / mean."
            ),
        ),
        Picture(
            name="bargain",
            title="The bargain: a little throughput for much time",
            draw=draw_bargain,
            see=(
                "8 cards instead of 20 still finish {half} of what 20 do, in {quick} of the time. Up to the knee a"
                " card buys throughput, behind it only weeks."
            ),
            why=(
                "The knee is where the busiest pairs are hardly ever without a card. Variability pushes it to the "
                "right: with wild work it takes more cards, and more weeks, for the same throughput."
            ),
            ask=(
                "Which point would our customers choose? Which one would the person choose who reports utilisation?"
            ),
            claims=(
                Claim(
                    "Most of the throughput is there with 8 cards, in less than half the time.",
                    lambda f: f["half"].value > 0.85 and f["quick"].value < 0.5,
                ),
                Claim(
                    "With wild work, fewer features are finished for each number of cards from 4 up.",
                    lambda f: all(f[f"line_rate_{c}"].above(f[f"wild_rate_{c}"]) for c in CARDS if c >= FEW),
                ),
            ),
        ),
    ),
    script=(
        Step(
            2,
            "Choose",
            (
                "Read the question. People stand in four corners of the room: 4, 8, 12, 20. Let one of each corner"
                " say why."
            ),
        ),
        Step(
            5,
            "Play",
            (
                "Tables of four pass coins through four hands, each flips its coins until heads before passing on."
                " First with one coin in the line, then with four, eight, twenty. Count finished coins a minute."
            ),
        ),
        Step(
            4,
            "Show throughput",
            (
                "Uncover from the left. At 4 cards {line_rate_4}, at 8 {line_rate_8:bare}, at 20 "
                "{line_rate_20:bare}. Where did the coins lie?"
            ),
        ),
        Step(
            3,
            "Show the weeks",
            "The same boards: {line_weeks_8} with 8 cards, {line_weeks_20} with 20. Nobody has worked less.",
        ),
        Step(
            3,
            "Show the bargain",
            "Let each table put a mark where they want to be, then where they believe their own board is.",
        ),
        Step(
            3,
            "Close",
            (
                "Each table writes down one limit to try for four weeks, and what it will count to know whether it"
                " was right."
            ),
        ),
    ),
    material=(
        "the three figures",
        "twenty coins and a watch per table",
        "each table's own board, or a photograph of it",
    ),
    objections=(
        (
            "With a limit people will stand idle.",
            (
                "Sometimes: with 8 cards the line finishes {half} of what it does with 20. Somebody without a card"
                " can help where it is stuck, which moves the curve up; the model does not count that."
            ),
        ),
        (
            "Our work is too variable for limits.",
            (
                "Then the knee lies further right: see the wild line. But the wild line also pays more weeks for "
                "each card, so a limit is worth more, not less."
            ),
        ),
        (
            "Management wants everything started.",
            (
                "Started is not finished: with 20 cards instead of 12 each takes {added} longer, and {last} more "
                "are finished."
            ),
        ),
    ),
    limits=(
        (
            "The number of cards is held constant on the whole board; limits per column work in the same way, and "
            "block as well (`vmo sweep` shows them)."
        ),
        "People do not help each other, and do not get slower with more cards in hand: see multitasking for that.",
        (
            "All stages have the same work on average. With a bottleneck the knee is sharper, and lies further "
            "left: see bottleneck."
        ),
    ),
    source=(
        "Hopp & Spearman, Factory Physics, ch. 7: best, worst and practical worst case, critical WIP (A: derived).",
        "Scenario: invented numbers (D).",
    ),
    inputs=("4", "8", "12", "20"),
    boards=(Side("8 cards", SCENARIO, changes(8, 0.6)), Side("20 cards", SCENARIO, changes(20, 0.6))),
)


def _rising(found: Findings, prefix: str) -> bool:
    values = [found[f"{prefix}_{cards}"].value for cards in CARDS]
    return all(later > earlier * 0.99 for earlier, later in pairwise(values))
