"""Little's law: cards on the board = cards finished a week x weeks a card takes, whatever the line looks like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from report.shared.style import BLUE, INK, MUTED, ORANGE, PAPER, VERMILLION, readable, styled
from sim.lab.laboratory import simulate_flow
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import THEORY, TIMES, WORDS, labelled, name_ends, say, shorten
from workshop.numbers import SHARE, Findings, Grid, Number, times
from workshop.runs import flows, shipped, variants

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from workshop.numbers import Findings as Found

SCENARIO = "littles-law"
STREAM = "value_streams.claims"
WEEKS = 15_000.0
"""Weeks of a run: about 21,000 features."""
LINES: dict[str, tuple[str, dict[str, object]]] = {
    "plain": ("the line as it is", {}),
    "calm": (
        "no variability at all",
        {
            f"{STREAM}.arrivals": {"kind": "deterministic", "every_weeks": 1 / 1.4},
            **{f"{STREAM}.stages.{stage}.effort": weeks for stage, weeks in (("analysis", 1.1), ("build", 2.4))},
            f"{STREAM}.stages.test.effort": 1.1,
        },
    ),
    "eight": ("always 8 cards", {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 8}}),
    "sixteen": ("always 16 cards", {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 16}}),
    "thirty": ("always 32 cards", {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 32}}),
    "lane": (
        "a fast lane for one in five",
        {
            f"{STREAM}.arrivals": {"kind": "poisson", "rate": 1.4, "classes": {"expedite": 0.2}},
            f"{STREAM}.expedite_allowance": 100,
        },
    ),
    "rework": (
        "one in ten goes back to build",
        {f"{STREAM}.stages.test.rework": {"probability": 0.1, "to": "build"}},
    ),
    "bundles": (
        "bundles of four arrive",
        {f"{STREAM}.arrivals": {"kind": "batch", "rate": 0.35, "size": 4}},
    ),
}
"""Lines as different as can be, by key: name, and what differs from the scenario."""
WINDOW = (100.0, 160.0)
"""Weeks of the cumulative flow diagram."""


def measure(setting: Setting) -> Findings:
    """Run every line, and count its cards in two ways that know nothing of each other."""
    results = flows(variants(SCENARIO, [changes for _, changes in LINES.values()]), setting, weeks=WEEKS)
    numbers: dict[str, Number] = {}
    rows = []
    for (key, (name, _)), result in zip(LINES.items(), results, strict=True):
        stream = result.stream("claims")
        rate = Number.of(f"Finished a week: {name}", stream.throughput, "features a week")
        weeks = Number.of(f"Weeks a card takes: {name}", stream.cycle_time, "weeks")
        counted = Number.of(f"Cards on the board: {name}", stream.wip, "cards")
        label = f"Finished a week x weeks: {name}"
        product = Number(label, rate.value * weeks.value, unit="cards", unsure=weeks.unsure)
        numbers |= {f"{key}_rate": rate, f"{key}_weeks": weeks, f"{key}_wip": counted, f"{key}_product": product}
        rows.append((name, rate, weeks, product, counted))
    worst = max(abs(numbers[f"{k}_product"].value / numbers[f"{k}_wip"].value - 1) for k in LINES)
    numbers["worst"] = Number("Largest difference between counting and the law", worst, unit=SHARE)
    many, some = numbers["thirty_weeks"], numbers["sixteen_weeks"]
    numbers["longer"] = times("Times longer with 32 cards than with 16", many, some)
    many, some = numbers["thirty_rate"], numbers["sixteen_rate"]
    numbers["gain"] = times("More finished with 32 cards than with 16", many, some, unit=SHARE, less=1)
    stretch = _stretch(setting)
    numbers["window_wip"] = Number("Cards on the board in the diagram", stretch["wip"], unit="cards")
    numbers["window_weeks"] = Number("Weeks a card of the diagram takes", stretch["cycle"], unit="weeks")
    numbers["window_rate"] = Number("Finished a week in the diagram", stretch["rate"], unit="cards a week")
    headings = ("Line", "finished a week", "weeks a card takes", "product of the two", "cards counted")
    return Findings(numbers, Grid(headings, tuple(rows)), {}, {"stretch": stretch})


def _stretch(setting: Setting) -> dict[str, Any]:
    """Cumulative arrivals and departures of the plain line over the window, counted from its beginning."""
    first, last = WINDOW
    log = simulate_flow(shipped(SCENARIO), horizon=last, seed=setting.seed)
    came, gone = np.sort(log.items.entered), np.sort(log.items.left[~np.isnan(log.items.left)])
    weeks = np.linspace(first, last, 601)
    arrived = np.searchsorted(came, weeks, side="right")
    left = np.searchsorted(gone, weeks, side="right")
    inside = (log.items.left >= first) & (log.items.left <= last)
    return {
        "weeks": weeks - first,
        "arrived": arrived - left[0],
        "left": left - left[0],
        "wip": float(np.trapezoid(arrived - left, weeks) / (last - first)),
        "cycle": float((log.items.left - log.items.entered)[inside].mean()),
        "rate": float(inside.sum() / (last - first)),
    }


@styled()
def draw_diagonal(found: Found, axes: tuple[Axes, ...]) -> None:
    """Cards counted against the product: every line on the diagonal."""
    (ax,) = axes
    shorten(ax, 5.9)
    top = max(found[f"{key}_wip"].value for key in LINES) * 1.12
    ax.plot([0, top], [0, top], color=MUTED, linewidth=1.6, linestyle=THEORY, zorder=2)
    ax.set_xlim(0, top)
    ax.set_ylim(0, top)
    labelled(ax, f"finished a week {TIMES} weeks a card takes (cards)", "cards counted on the board, mean")
    say(ax, top * 0.62, top * 0.62, "the law", MUTED, ha="right", va="bottom", shift=(-8, 4))
    ends = []
    for key, (name, _) in LINES.items():
        x, y = found[f"{key}_product"].value, found[f"{key}_wip"].value
        ax.plot(x, y, marker="o", markersize=12, color=BLUE, markeredgecolor=PAPER, zorder=4)
        rate, weeks = found[f"{key}_rate"], found[f"{key}_weeks"]
        ends.append((x, y, f"{name}: {rate:bare} a week {TIMES} {weeks}", BLUE))
    name_ends(ax, ends, 6.0, weight="normal")


@styled()
def draw_flow(found: Found, axes: tuple[Axes, ...]) -> None:
    """Cumulative flow: the vertical distance is cards, the horizontal one is weeks, the slope is the rate."""
    (ax,) = axes
    stretch = found.extra["stretch"]
    weeks, arrived, left = stretch["weeks"], stretch["arrived"], stretch["left"]
    ax.fill_between(weeks, left, arrived, step="post", color=ORANGE, alpha=0.3, linewidth=0, zorder=2)
    ax.step(weeks, arrived, where="post", color=VERMILLION, linewidth=2.4, zorder=3)
    ax.step(weeks, left, where="post", color=BLUE, linewidth=2.4, zorder=3)
    ax.set_xlim(0, weeks[-1])
    ax.set_ylim(0, arrived[-1] * 1.05)
    labelled(ax, "weeks", "cards since the start of the diagram")
    at = int(np.argmax(arrived[200:400] - left[200:400])) + 200
    arrow = {"arrowstyle": "<->", "color": INK, "linewidth": 2.2, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", (weeks[at], left[at]), (weeks[at], arrived[at]), arrowprops=arrow, zorder=5)
    height = int(left[at] + 0.4 * (arrived[at] - left[at]))
    begin, end = weeks[int(np.argmax(arrived > height))], weeks[int(np.argmax(left > height))]
    ax.annotate("", (begin, height), (end, height), arrowprops=arrow, zorder=5)
    up = f"up and down: {arrived[at] - left[at]:g} cards on the board that day"
    say(ax, weeks[at], arrived[at], up, ha="right", va="bottom", shift=(4, 12), width=190)
    across = f"across: {end - begin:.1f} weeks until as many are finished"
    say(ax, end, height, across, va="top", shift=(14, -14), width=420)
    for line, name, colour, align, shift in (
        (arrived, "started", VERMILLION, "right", (-8, 12)),
        (left, "finished", BLUE, "left", (12, -14)),
    ):
        spot = 500
        say(ax, weeks[spot], line[spot], name, colour, ha=align, shift=shift, weight="bold")
    slope = f"slope: {found['window_rate']:bare} cards finished a week"
    ax.text(0.985, 0.05, slope, transform=ax.transAxes, ha="right", size=WORDS, color=readable(BLUE))


DEMONSTRATION = Demonstration(
    name="littles-law",
    title="Little's law: more cards on the board is longer waiting",
    question="Cards on the board, cards finished a week, weeks a card takes: which of the three can we choose?",
    purpose=(
        "People can tell how long a new card will take from two numbers that every board shows, and see that "
        "starting more does not finish more."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="diagonal",
            title="Counting cards and multiplying gives the same, for every line",
            draw=draw_diagonal,
            see=(
                "Each dot is another way to work: calm, wild, with rework, with a fast lane, with few or many "
                "cards. All lie on the diagonal; the largest difference is {worst}."
            ),
            why=(
                "Every card is counted once for each week that it lies on the board. Adding up by day gives the "
                "cards on the board; adding up by card gives the cards finished times the weeks of each. It is the"
                " same pile."
            ),
            ask=(
                "Count the cards on your own board. How many were finished last month? How long does a new one "
                "take?"
            ),
            claims=(
                Claim("The law is off by less than a twentieth for every line.", lambda f: f["worst"].value < 0.05),
                Claim(
                    "The lines differ more than threefold in cards on the board.",
                    lambda f: _spread(f) > 3,
                ),
            ),
        ),
        Picture(
            name="flow",
            title="One board over time: cards up and down, weeks across",
            draw=draw_flow,
            see=(
                "The upper line counts cards started, the lower one cards finished. Between them lie {window_wip} "
                "on average; across it is {window_weeks}; the slope is {window_rate}."
            ),
            why=(
                "Where the lines move apart, more is started than finished: the board fills, and the way across "
                "gets longer for everybody who starts now."
            ),
            ask="Where on this picture did somebody say yes once too often? Who noticed, and when?",
            claims=(
                Claim(
                    "Cards and weeks of the stretch fit the law, apart from what lies across its ends.",
                    lambda f: f["window_wip"].near(f["window_rate"].value * f["window_weeks"].value, 0.2),
                ),
            ),
        ),
    ),
    script=(
        Step(
            2,
            "Guess",
            "Read the question aloud. Everybody writes down which of the three they can choose. No talk.",
        ),
        Step(
            4,
            "Count",
            (
                "Pairs count the cards on their own board and the cards finished in the last four weeks, and "
                "divide: weeks a new card will take. Compare with what was promised to the last customer."
            ),
        ),
        Step(
            4,
            "Show the diagonal",
            (
                "Say what the lines are before showing the figure. With sixteen cards a card takes "
                "{sixteen_weeks}, with thirty-two {thirty_weeks}: {longer:bare} times as long, for {gain} more "
                "finished."
            ),
        ),
        Step(
            3,
            "Show the board over time",
            "Put a finger on the upper line, move across to the lower one: that is a wait.",
        ),
        Step(
            2,
            "Close",
            (
                "Of the three, the number of cards is the one that a team can choose this afternoon. Agree on one "
                "number."
            ),
        ),
    ),
    material=("the two figures", "each team's own board, or a photograph of it", "pens, one card per pair"),
    objections=(
        (
            "Our work is far too different for a formula.",
            (
                "The law needs no equal cards, no order and no distribution: see the lines with rework, bundles "
                "and a fast lane. It speaks of means; single cards differ as much as they like."
            ),
        ),
        (
            "Then we simply work faster.",
            "Finished a week is set by the busiest stage: with twice the cards it rose by {gain}.",
        ),
        (
            "Our board is never in balance.",
            (
                "Over a stretch in which the number of cards grows, the law is off by what was there at the ends. "
                "Take a longer stretch, or see the growth for what it is: promises that will be late."
            ),
        ),
    ),
    limits=(
        "It says nothing about single cards: for those, look at percentiles (`vmo flow littles-law`).",
        "It does not say how many cards are best; that is the demonstration wip-limits.",
    ),
    source=(
        (
            "Little, A proof for the queuing formula L = lambda W, Operations Research 9(3), 1961; Little & Graves"
            " 2008 (A: a theorem)."
        ),
        "Scenario: invented numbers (D).",
    ),
    boards=(
        Side("16 cards", SCENARIO, {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 16}}),
        Side("32 cards", SCENARIO, {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 32}}),
    ),
)


def _spread(found: Found) -> float:
    """Most cards over fewest."""
    values = [found[f"{key}_wip"].value for key in LINES]
    return max(values) / min(values)
