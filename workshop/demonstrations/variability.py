"""Variability: the same load, and anything from no waiting to very much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from report.shared.style import (
    BLUE,
    GREEN,
    INK,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    RULE,
    SKY,
    VERMILLION,
    styled,
    text_on,
)
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import WORDS, labelled, say
from workshop.numbers import SHARE, Findings, Grid, Number
from workshop.runs import flows, variants
from workshop.theory import kingman, one_server, steady_beat

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.lab.statistics.results import FlowResult

TEAM, LINE = "variability", "variability-line"
ARRIVALS = "value_streams.line.arrivals"
STAGE = "value_streams.line.stages.team"
LOAD = 0.8
GIANT = {"distribution": "mixture", "parts": [{"weight": 9, "of": 0.5}, {"weight": 1, "of": 5.5}]}
"""Nine features of half a week, and then one of five and a half: a week on average."""
CASES: dict[str, tuple[str, dict[str, object], float]] = {
    "nothing": ("nothing varies", {f"{ARRIVALS}.interval": 1.25, f"{STAGE}.effort": 1}, 0.0),
    "work": ("only the work varies", {f"{ARRIVALS}.interval": 1.25}, steady_beat(LOAD)),
    "arrivals": ("only the arrivals vary", {f"{STAGE}.effort": 1}, kingman(LOAD, 1.0, 0.0)),
    "both": ("both vary", {}, kingman(LOAD, 1.0, 1.0)),
    "away": (
        "... and the team is called away",
        {
            f"{STAGE}.effort": {"distribution": "exponential", "mean": 0.8},
            f"{STAGE}.breakdowns": {
                "between": {"distribution": "exponential", "mean": 10},
                "repair": {"distribution": "exponential", "mean": 2.5},
            },
        },
        one_server(LOAD, 2 * 0.8**2 * 1.25**2 + 0.8 / 10 * 2 * 2.5**2),
    ),
    "giants": (
        "random arrivals, one giant in ten",
        {f"{STAGE}.effort": GIANT},
        one_server(LOAD, 0.9 * 0.25 + 0.1 * 5.5**2),
    ),
    "bundles": (
        "both vary, bundles of five arrive",
        {ARRIVALS: {"kind": "batch", "rate": 0.16, "size": 5}},
        LOAD * (1 + 5) / (2 * (1 - LOAD)) / LOAD - 1,
    ),
}
"""By key: name, what differs from the scenario, exact mean wait in weeks."""
COLOURS = {
    "nothing": GREEN,
    "work": BLUE,
    "arrivals": SKY,
    "both": ORANGE,
    "away": PURPLE,
    "giants": VERMILLION,
    "bundles": VERMILLION,
}
WEEKS = 200_000.0
LINE_WEEKS = 40_000.0
STAGES = ("analysis", "build", "test", "deploy")
LOOKS = (VERMILLION, ORANGE, SKY, GREEN), ("", "//", "..", "\\\\")
"""Colours and hatches of the stages."""
CALM = {"distribution": "gamma", "mean": 1, "cv": 0.3}
WILD = {"distribution": "gamma", "mean": 1, "cv": 2}
EDGES = np.linspace(0.0, 32.0, 65)
"""Weeks of the histogram."""


def wild_at(place: str) -> dict[str, object]:
    """The line with its wild stage somewhere, or nowhere."""
    return {f"value_streams.line.stages.{stage}.effort": WILD if stage == place else CALM for stage in STAGES}


def measure(setting: Setting) -> Findings:
    """Mean wait of every case; spread of two of them; a line with its wild stage first, last, and calmed."""
    lines = {"first": STAGES[0], "last": STAGES[-1], "calm": ""}
    scenarios = variants(TEAM, [changes for _, changes, _ in CASES.values()])
    scenarios += variants(LINE, [wild_at(place) for place in lines.values()])
    results = flows(scenarios, setting, weeks=[WEEKS] * len(CASES) + [LINE_WEEKS] * len(lines))
    numbers: dict[str, Number] = {}
    rows: list[tuple[str | Number, ...]] = []
    for (key, (name, _, exact)), result in zip(CASES.items(), results, strict=False):
        stream = result.stream("line")
        wait = _wait(f"Weeks of waiting: {name}", result, exact)
        late = Number.of(f"Weeks in which 85 % are done: {name}", stream.percentiles[85], "weeks")
        busy = Number.of(f"Team busy or away: {name}", stream.stages[0].utilisation, SHARE)
        numbers |= {f"wait_{key}": wait, f"late_{key}": late, f"busy_{key}": busy}
        rows.append((name, busy, wait, Number("", exact), late))
    spread = {key: results[list(CASES).index(key)].times[0].bars(EDGES) for key in ("nothing", "both", "giants")}
    for key in spread:
        mean = results[list(CASES).index(key)].stream("line").cycle_time
        numbers[f"mean_{key}"] = Number.of(f"Weeks to done, mean: {CASES[key][0]}", mean, "weeks")
    for key, result in zip(lines, results[len(CASES) :], strict=True):
        stream = result.stream("line")
        numbers[f"line_{key}"] = Number.of(
            f"Weeks of waiting in the line, wild stage: {key}", stream.queue_time, "weeks"
        )
        for stage in STAGES:
            queued = result.ratio(f"line/{stage}/queue", "line/done")
            numbers[f"line_{key}_{stage}"] = Number.of(f"Weeks before {stage}, wild stage: {key}", queued, "weeks")
    rest = sum(numbers[f"line_first_{stage}"].value for stage in STAGES[1:])
    numbers["passed"] = Number("Weeks of waiting at calm stages behind the wild one", rest, unit="weeks")
    headings = ("What varies", "busy", "weeks waiting", "theory", "85 % done in weeks")
    return Findings(numbers, Grid(headings, tuple(rows)), {}, {"spread": spread})


def _wait(label: str, result: FlowResult, exact: float) -> Number:
    """Mean weeks from arriving to done, less a week of work: time called away counts as waiting, too."""
    stream = result.stream("line")
    cycle = stream.cycle_time
    low, high = cycle.interval()
    return Number(label, cycle.mean - 1, low - 1, high - 1, "weeks", exact, not cycle.enough)


@styled()
def draw_cases(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Mean wait of every case, with the exact value."""
    (ax,) = axes
    box = ax.get_position()
    ax.set_position((box.x0 + 0.2, box.y0, box.width - 0.2, box.height))
    ax.grid(visible=False)
    ax.grid(axis="x", color=RULE, linewidth=0.6)
    for row, (key, (_, _, exact)) in enumerate(CASES.items()):
        wait = found[f"wait_{key}"]
        ax.barh(row, wait.value, height=0.6, color=COLOURS[key], zorder=3)
        if wait.high > wait.low:
            ax.plot([wait.low, wait.high], [row, row], color=INK, linewidth=1.6, zorder=5)
        ax.plot([exact, exact], [row - 0.38, row + 0.38], color=INK, linewidth=2.4, zorder=5)
        right = max(wait.high if wait.banded else wait.value, exact)
        say(ax, right, row, f"{wait}", shift=(10, 0), weight="bold")
    ax.set_yticks(range(len(CASES)), [name for name, *_ in CASES.values()], size=WORDS)
    ax.set_ylim(len(CASES) - 0.4, -0.6)
    ax.set_xlim(0, max(found[f"wait_{key}"].value for key in CASES) * 1.3)
    labelled(ax, "weeks of waiting for a week of work, mean", "")
    say(ax, ax.get_xlim()[1], 0.1, "upright mark: exact value; line: 95 % interval", MUTED, ha="right", width=400)


@styled()
def draw_spread(found: Findings, axes: tuple[Axes, ...]) -> None:
    """How long features take when nothing varies, when both vary, and with giants."""
    for ax, (key, bars) in zip(axes, found.extra["spread"].items(), strict=True):
        colour = COLOURS[key]
        ax.bar(
            EDGES[:-1], 100 * bars, width=np.diff(EDGES), align="edge", color=colour, edgecolor=PAPER, linewidth=0.5
        )
        mean, late = found[f"mean_{key}"].value, found[f"late_{key}"].value
        ax.set_xlim(0, EDGES[-1])
        tall = max(100 * float(bars.max()), 1.0)
        ax.set_ylim(0, tall * 1.3)
        if key == "nothing":
            say(ax, mean + 1, tall, "all take one week", colour, weight="bold", shift=(8, 0))
        else:
            for x, text, at in ((mean, f"mean {mean:.1f}", 1.22), (late, f"85 % done: {late:.1f}", 1.02)):
                ax.plot([x, x], [0, tall * at], color=INK, linewidth=1.6)
                say(ax, x, tall * at, text, shift=(5, 0), weight="bold")
        labelled(ax, "weeks to done", "features, %" if ax is axes[0] else "", CASES[key][0])


@styled()
def draw_line(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks of waiting before each stage, with the wild stage first, last, and calmed."""
    (ax,) = axes
    box = ax.get_position()
    ax.set_position((box.x0 + 0.09, box.y0, box.width - 0.09, box.height))
    ax.grid(visible=False)
    ax.grid(axis="x", color=RULE, linewidth=0.6)
    names = {"first": "wild stage\nfirst", "last": "wild stage\nlast", "calm": "all stages\ncalm"}
    wild = {"first": STAGES[0], "last": STAGES[-1]}
    for row, key in enumerate(names):
        left = 0.0
        for stage, colour, hatch in zip(STAGES, *LOOKS, strict=True):
            width = found[f"line_{key}_{stage}"].value
            ax.barh(row, width, left=left, height=0.55, color=colour, hatch=hatch, edgecolor=PAPER, zorder=3)
            if width > 2:
                star = " (wild)" if wild.get(key) == stage else ""
                ax.text(left + width / 2, row, f"{stage}{star}\n{width:.1f}", ha="center", va="center", size=WORDS,
                        color=text_on(colour), zorder=5,
                        bbox={"facecolor": colour, "edgecolor": "none", "pad": 1.5})  # fmt: skip
            left += width
        whole = found[f"line_{key}"]
        say(ax, left, row, f"{whole:band}".replace("95 %: ", ""), shift=(10, 0), weight="bold", width=240)
    ax.set_yticks(range(len(names)), list(names.values()), size=WORDS)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(0, found["line_first"].value * 1.45)
    keys = [Patch(facecolor=c, hatch=h, edgecolor=PAPER, label=s) for s, c, h in zip(STAGES, *LOOKS, strict=True)]
    ax.legend(handles=keys, loc="lower right", fontsize=WORDS, frameon=False, ncols=4, handlelength=1.4)
    labelled(ax, "weeks of waiting before each stage, mean", "")


DEMONSTRATION = Demonstration(
    name="variability",
    title="Variability: the same load, a different wait",
    question=(
        "Seven teams, all busy 80 % of their time. At one nobody waits, at another features wait for three months."
        " Why?"
    ),
    purpose=(
        "People see that waiting comes from irregularity as much as from load, which kinds of it cost most, and "
        "that it does more harm at the beginning of a line."
    ),
    scenarios=(TEAM, LINE),
    measure=measure,
    pictures=(
        Picture(
            name="cases",
            title="The same load, the same work: seven different waits",
            draw=draw_cases,
            see=(
                "All teams are busy or called away 80 % of the time, and a feature is a week of work on average. "
                "When nothing varies nobody waits; when arrivals and work vary it is {wait_both}; with one giant "
                "in ten {wait_giants}; when features come in bundles of five {wait_bundles}."
            ),
            why=(
                "A queue builds up when more than usual comes together, and the time lost in a quiet week cannot "
                "be saved for a busy one. Arrivals and work add up: {wait_arrivals} from one, {wait_work} from the"
                " other, {wait_both} from both."
            ),
            ask="Which of these bars are we? Who makes our bundles, and who our giants?",
            claims=(
                Claim("When nothing varies, nobody waits.", lambda f: abs(f["wait_nothing"].value) < 1e-6),
                Claim(
                    "Arrivals alone and work alone are both less than the two together.",
                    lambda f: max(f["wait_arrivals"].value, f["wait_work"].value) < f["wait_both"].value,
                ),
                Claim(
                    "Being called away, giants and bundles are each worse than random arrivals and work.",
                    lambda f: (
                        min(f[f"wait_{k}"].value for k in ("away", "giants", "bundles"))
                        > 1.1 * f["wait_both"].value
                    ),
                ),
                Claim(
                    "Exact values lie within a sixth of the measured ones.",
                    lambda f: all(
                        f[f"wait_{k}"].near(f[f"wait_{k}"].exact, 1 / 6)
                        for k in ("arrivals", "work", "both", "away", "giants", "bundles")
                    ),
                ),
                Claim(
                    "The load is the same for all.", lambda f: all(f[f"busy_{k}"].near(LOAD, 0.05) for k in CASES)
                ),
            ),
        ),
        Picture(
            name="spread",
            title="What varies on the way in varies far more on the way out",
            draw=draw_spread,
            see=(
                "When nothing varies, every feature takes the same week. When both vary the mean is {mean_both}, "
                "but to be right in 85 % of the cases one has to promise {late_both}; with giants {late_giants}."
            ),
            why=(
                "A feature waits for all that are in front of it: its own time contains theirs. Small features "
                "behind a giant take as long as the giant."
            ),
            ask=(
                "Do we promise the mean, or what we keep in 85 % of the cases? What do our customers think we "
                "promise?"
            ),
            claims=(
                Claim(
                    "What can be promised is at least half as much again as the mean.",
                    lambda f: all(f[f"late_{k}"].value > 1.5 * f[f"mean_{k}"].value for k in ("both", "giants")),
                ),
                Claim(
                    "When nothing varies, mean and promise are the same.",
                    lambda f: f["late_nothing"].near(f["mean_nothing"].value, 0.001),
                ),
            ),
            panels=(0.8, 1.0, 1.0),
        ),
        Picture(
            name="line",
            title="One wild stage harms all that come after it",
            draw=draw_line,
            see=(
                "With the wild stage at the beginning, a feature waits {line_first} in the line; with the same "
                "stage at the end {line_last}; {passed} of the former are spent before calm stages. Calmed, it is "
                "{line_calm}."
            ),
            why=(
                "An irregular stage hands its work on irregularly: for the next one that is irregular arrivals. At"
                " the end of the line nobody is left to suffer from it."
            ),
            ask="What is our first stage? Who would say that its irregularity is a problem of the last one?",
            claims=(
                Claim(
                    "The wild stage is worse first than last.",
                    lambda f: f["line_first"].value > 1.3 * f["line_last"].value,
                ),
                Claim(
                    "With all stages calm, waiting is less than a third of either.",
                    lambda f: f["line_calm"].value < f["line_last"].value / 3,
                ),
                Claim(
                    "Behind a wild first stage, features wait at calm stages, too.",
                    lambda f: f["passed"].value > 3 * sum(f[f"line_calm_{s}"].value for s in STAGES[1:]),
                ),
            ),
            note=(
                "Four stages, each 85 % busy with a week of work on average. Wild: standard deviation twice the "
                "mean; calm: three tenths of it."
            ),
        ),
    ),
    script=(
        Step(2, "Guess", "Read the question. Collect reasons; do not judge them."),
        Step(
            4,
            "Play",
            (
                "Two teams of two. At one, a card comes at every tick and takes one tick; at the other, coins "
                "decide about both. The same number of cards in twenty ticks. Count those who wait."
            ),
        ),
        Step(
            4,
            "Show the bars",
            (
                "From the top. Before each bar, ask for a guess. Stop at {wait_both}: that is a team which most "
                "would call normal."
            ),
        ),
        Step(
            3,
            "Show the spread",
            (
                "What would you promise the customer of the second team? The mean is {mean_both}, the promise "
                "{late_both}."
            ),
        ),
        Step(
            3,
            "Show the line",
            (
                "Vote first: if only one stage could be calmed, the first or the last? Then {line_first} against "
                "{line_last}."
            ),
        ),
        Step(
            3,
            "Close",
            (
                "Each table names one source of irregularity that it makes itself: bundles, giants, calling people"
                " away. Which of them could end on Monday?"
            ),
        ),
    ),
    material=(
        "the three figures",
        "two coins and twenty cards per team",
        "the last twenty features with their durations, if there are any",
    ),
    objections=(
        (
            "Features differ, that is nature.",
            (
                "Some of it is. Giants can be cut: one in ten makes {wait_giants} out of what would be "
                "{wait_arrivals} with equal ones. Bundles are made by calendars, not by nature."
            ),
        ),
        (
            "Then estimate better.",
            (
                "The teams of the figure know all durations in advance; it does not help. What helps is to change "
                "them."
            ),
        ),
        (
            "We just need more people.",
            (
                "That is the other lever: at the same variability, less load (see utilisation). It costs more than"
                " sending features one by one."
            ),
        ),
    ),
    limits=(
        "Variability is taken as given and independent; in reality irregular work also makes people hurry and err.",
        "One server per stage; with several people on the same queue the wait is shorter, in the same order.",
        "It does not show variability that is worth having, such as trying things out. Compare nine-of-ten-fail.",
    ),
    source=(
        (
            "Pollaczek-Khinchine for random arrivals; bulk arrivals and breakdowns from Gross, Shortle, Thompson &"
            " Harris, Fundamentals of Queueing Theory (A: theorems)."
        ),
        (
            "Variability early in a line: Hopp & Spearman, Factory Physics, ch. 8 and 9 (A: derived). Scenarios: "
            "invented numbers (D)."
        ),
    ),
    inputs=("80", "85"),
    boards=(
        Side("wild stage first", LINE, wild_at(STAGES[0])),
        Side("wild stage last", LINE, wild_at(STAGES[-1])),
    ),
)
