"""Multitasking: what a team loses when everybody works on several features at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from report.shared.style import BLUE, GREEN, MUTED, SKY, VERMILLION, styled
from sim.lab.laboratory import simulate_flow
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import draw_curve, draw_theory, labelled, name_ends, say, shorten
from workshop.numbers import SHARE, Curve, Findings, Grid, Number
from workshop.runs import flows, shipped, variants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

SCENARIO = "multitasking"
CARDS = "value_streams.team.arrivals.wip"
LOSS = "value_streams.team.switching_loss"
KINDS = {
    "none": ("switching costs nothing", GREEN, "s"),
    "mild": ("mild: a tenth, from two on", BLUE, "o"),
    "weinberg": ("Weinberg's rule of thumb", VERMILLION, "^"),
}
"""Presets of switching loss by key: name, colour, marker."""
PEOPLE = 4
DESK = (1, 2, 3, 4, 5)
"""Features per person."""
WEEKS = 12_000.0
BOARDS = (1, 4)
"""Features per person of the two boards."""
STRETCH = (104.0, 26.0)
"""First week and length of the stretch that is drawn."""


def change(desk: int, loss: str) -> dict[str, object]:
    """The scenario with so many features on every desk, and this preset of switching loss."""
    return {CARDS: desk * PEOPLE, LOSS: loss}


def lost(loss: str, desk: int) -> float:
    """Share of time that a preset takes away; beyond its table the last entry holds."""
    (scenario,) = variants(SCENARIO, [{LOSS: loss}])
    table = scenario.value_streams[0].switching_loss
    return table[min(desk, len(table)) - 1] if table else 0.0


def measure(setting: Setting) -> Findings:
    """Throughput and cycle time against features per person, for the three presets."""
    points = [(loss, desk) for loss in KINDS for desk in DESK]
    results = flows(variants(SCENARIO, [change(desk, loss) for loss, desk in points]), setting, weeks=WEEKS)
    effort = shipped(SCENARIO).value_streams[0].stages[0].effort.mean
    numbers: dict[str, Number] = {}
    for (loss, desk), result in zip(points, results, strict=True):
        stream = result.stream("team")
        rate = PEOPLE * (1 - lost(loss, desk)) / effort
        label = f"{KINDS[loss][0]}, {desk} per person"
        weeks = desk * PEOPLE / rate
        key = f"{loss}_rate_{desk}"
        numbers[key] = Number.of(f"Features a week, {label}", stream.throughput, "features a week", rate)
        numbers[f"{loss}_weeks_{desk}"] = Number.of(
            f"Weeks per feature, {label}", stream.cycle_time, "weeks", weeks
        )
    for loss in KINDS:
        kept = numbers[f"{loss}_rate_3"].value / numbers[f"{loss}_rate_1"].value
        numbers[f"{loss}_less"] = Number(f"Work lost with 3 per person, {KINDS[loss][0]}", 1 - kept, unit=SHARE)
        longer = numbers[f"{loss}_weeks_3"].value / numbers[f"{loss}_weeks_1"].value
        numbers[f"{loss}_longer"] = Number(f"Times longer with 3 per person, {KINDS[loss][0]}", longer)
    boards = {desk: _board(desk, setting) for desk in BOARDS}
    for desk, bars in boards.items():
        ends = bars["left"]
        done = float((ends <= STRETCH[1]).sum())
        numbers[f"done_{desk}"] = Number(f"Done in half a year, {desk} per person", done, unit="features")
    headings = ("Features per person", *(f"{name}: {what}" for what in ("a week", "weeks") for name in KINDS))
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (str(desk), *(numbers[f"{loss}_{what}_{desk}"] for what in ("rate", "weeks") for loss in KINDS))
        for desk in DESK
    )
    curves = {
        f"{loss}_{what}": Curve(
            f"{label}, {KINDS[loss][0]}",
            tuple(map(float, DESK)),
            tuple(numbers[f"{loss}_{what}_{desk}"] for desk in DESK),
        )
        for loss in KINDS
        for what, label in (("rate", "Features a week"), ("weeks", "Weeks per feature"))
    }
    return Findings(numbers, Grid(headings, rows), curves, {"boards": boards})


def _board(desk: int, setting: Setting) -> dict[str, Any]:
    """When each feature of a stretch was taken on and done, in weeks from the beginning of the stretch."""
    (scenario,) = variants(SCENARIO, [change(desk, "weinberg")])
    first, length = STRETCH
    items = simulate_flow(scenario, horizon=first + length, seed=setting.seed).items
    entered, left = items.entered - first, items.left - first
    left = np.where(np.isnan(left), np.inf, left)
    seen = (left > 0) & (entered < length)
    order = np.argsort(entered[seen], kind="stable")
    return {"entered": entered[seen][order], "left": left[seen][order]}


@styled()
def draw_rates(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Throughput against features per person."""
    (ax,) = axes
    _draw(ax, found, "rate", "features done a week, four people", 0.9)


@styled()
def draw_weeks(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Cycle time against features per person."""
    (ax,) = axes
    _draw(ax, found, "weeks", "weeks from taken on to done, mean", 0.1)


def _draw(ax: Axes, found: Findings, what: str, label: str, up: float) -> None:
    shorten(ax, 2.2)
    ends: list[tuple[float, float, str, str]] = []
    most = 0.0
    for loss, (name, colour, marker) in KINDS.items():
        curve = found.curves[f"{loss}_{what}"]
        theory = [n.exact for n in curve.y]
        draw_theory(ax, curve.x, theory, colour)
        draw_curve(ax, curve, colour, marker)
        ends.append((curve.x[-1], curve.values[-1], name, colour))
        most = max(most, *curve.values)
    ax.set_xlim(0.7, DESK[-1] + 0.15)
    ax.set_xticks(DESK)
    ax.set_ylim(0, most * 1.15)
    labelled(ax, "features per person at the same time", label)
    name_ends(ax, ends, 2.2)
    remark = "dots: simulated, with 95 % intervals; dashed: calculated"
    say(ax, 0.8, most * 1.15 * (1.06 if up > 0.5 else 0.96), remark, MUTED, va="top", width=420)


@styled()
def draw_bars(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Every feature a bar from taken on to done, with few and with many on every desk."""
    boards = found.extra["boards"]
    rows = max(len(bars["entered"]) for bars in boards.values())
    for ax, (desk, bars), colour in zip(axes, boards.items(), (GREEN, VERMILLION), strict=True):
        _bars(ax, bars["entered"], bars["left"], colour)
        ax.set_ylim(rows + 1, 0)
        words = f"{desk} feature{'s' if desk > 1 else ''} per person"
        labelled(ax, "weeks", "features, in order of start", f"{words}: {found[f'done_{desk}']:bare} done")


def _bars(ax: Axes, entered: Sequence[float], left: Sequence[float], colour: str) -> None:
    length = STRETCH[1]
    for row, (start, end) in enumerate(zip(entered, left, strict=True), start=1):
        over = end <= length
        begin, stop = max(0.0, start), min(length, end)
        ax.barh(row, stop - begin, left=begin, height=0.7, color=colour if over else SKY, linewidth=0)
    ax.set_xlim(0, length)
    ax.set_xticks(range(0, int(length) + 1, 4))


DEMONSTRATION = Demonstration(
    name="multitasking",
    title="Multitasking: everybody busy with everything",
    question="Four people have one feature each. Now each gets three at once. How many more are done in a year?",
    purpose=(
        "People see that more features per person never means more done, and that how much less it is depends on "
        "one number that nobody knows well: what switching costs."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="throughput",
            title="More on every desk, nothing more done",
            draw=draw_rates,
            see=(
                "With one feature per person the team finishes {none_rate_1}. With 3 it is {none_rate_3:bare} if "
                "switching costs nothing, {mild_rate_3:bare} if it costs a tenth, and {weinberg_rate_3:bare} by "
                "Weinberg's rule of thumb: {weinberg_less} less."
            ),
            why=(
                "One feature keeps a person busy; a second one adds no hours. All that can change is how much of "
                "the day goes into finding back in."
            ),
            ask="How many things did you work on yesterday? How often did you have to find your place again?",
            claims=(
                Claim(
                    "Without switching loss, throughput is the same for any number.",
                    lambda f: all(f[f"none_rate_{n}"].near(f["none_rate_1"].value, 0.03) for n in DESK),
                ),
                Claim(
                    "With mild loss it falls once and then no more.",
                    lambda f: (
                        f["mild_rate_2"].value < 0.95 * f["mild_rate_1"].value
                        and all(f[f"mild_rate_{n}"].near(f["mild_rate_2"].value, 0.03) for n in DESK[1:])
                    ),
                ),
                Claim(
                    "By the rule of thumb each further feature costs more.",
                    lambda f: all(
                        f[f"weinberg_rate_{n + 1}"].value < 0.9 * f[f"weinberg_rate_{n}"].value for n in DESK[:-1]
                    ),
                ),
                Claim(
                    "Simulated and calculated values agree within 3 %.",
                    lambda f: all(n.near(n.exact, 0.03) for k in KINDS for n in f.curves[f"{k}_rate"].y),
                ),
            ),
            note=(
                "Weinberg's table is a rule of thumb (D). That a second task costs time was measured on students "
                "(A), the tenth is assumed (D)."
            ),
        ),
        Picture(
            name="cycle-time",
            title="And every single feature takes longer",
            draw=draw_weeks,
            see=(
                "A feature takes {none_weeks_1} with one per person. With 3 it takes {none_weeks_3} even when "
                "switching costs nothing, {weinberg_weeks_3} by the rule of thumb: {weinberg_longer:bare} times as "
                "long."
            ),
            why=(
                "Three features share one pair of hands, so each takes three times as long before any loss. Lost "
                "time comes on top. This part needs no belief in any table."
            ),
            ask="Which of your features could have been live already, if the others had waited?",
            claims=(
                Claim(
                    "Even without loss, three at once take three times as long.",
                    lambda f: 2.8 < f["none_longer"].value < 3.2,
                ),
                Claim(
                    "Loss makes it worse, at every number above one.",
                    lambda f: all(
                        f[f"none_weeks_{n}"].value < f[f"mild_weeks_{n}"].value < f[f"weinberg_weeks_{n}"].value
                        for n in DESK[2:]
                    ),
                ),
            ),
        ),
        Picture(
            name="half-a-year",
            title="Half a year of the same team",
            draw=draw_bars,
            see=(
                "Each bar is a feature from taken on to done; pale ones are not done in time. With one per person "
                "{done_1} are done in half a year, with 4 per person {done_4}."
            ),
            why=(
                "The bars at the right are longer because they share the people, and there are fewer of them "
                "because finding back in is no work."
            ),
            ask="Which of the two pictures looks busier? Which would you rather wait for?",
            claims=(
                Claim(
                    "Fewer features are done with four per person.",
                    lambda f: f["done_4"].value < 0.75 * f["done_1"].value,
                ),
            ),
            panels=(1.0, 1.0),
            note="Switching loss by Weinberg's rule of thumb (D).",
        ),
    ),
    script=(
        Step(1, "Guess", "Read the question. Everybody writes down a share: more, the same, less."),
        Step(
            5,
            "Play",
            (
                "In pairs: write the numbers from one on, the alphabet and the Roman numbers, first row by row, "
                "then column by column. Time both. That is switching with nothing else changed."
            ),
        ),
        Step(
            4,
            "Show throughput",
            (
                "Begin with the green line: {none_rate_1} whatever lies on the desks. Then ask how much switching "
                "costs here, before you show the other two. Say plainly that the lower one is a rule of thumb."
            ),
        ),
        Step(
            3,
            "Show the weeks",
            (
                "{none_weeks_1} against {none_weeks_3}, without any loss at all. Weinberg does not "
                "matter for this one."
            ),
        ),
        Step(2, "Show half a year", "{done_1} against {done_4}: which team would you call the busy one?"),
        Step(3, "Close", "Each table names one thing it will stop starting, and for how long."),
    ),
    material=("the three figures", "paper, pens and a watch per pair"),
    objections=(
        (
            "I have to wait for others all the time, so I take something else meanwhile.",
            (
                "Then a second feature fills a gap, and a little more is right than one each. The "
                "figure wip-limits "
                "shows how much waiting does to the best number; what it does not do is make a third and a fourth "
                "useful."
            ),
        ),
        (
            "Weinberg's numbers are made up.",
            (
                "They are a rule of thumb, and marked as one. Take the mild line, or the green one: "
                "{none_weeks_3} instead of {none_weeks_1} remains."
            ),
        ),
        (
            "Some people are good at it.",
            "Let them time themselves with the game. What counts is what their colleagues lose by waiting.",
        ),
    ),
    limits=(
        (
            "One stage in which work never waits for anybody else; several stages need some more "
            "features to stay busy."
        ),
        "Switching is a share of time by the number of features per person, the same for everybody.",
        "Beyond the end of a table its last entry holds.",
    ),
    source=(
        (
            "Weinberg, Quality Software Management, 1992, via later accounts: loss by number of tasks "
            "(D: rule of thumb)."
        ),
        "Tregubov, Boehm and others, second hand: loss at two tasks, none further at three (A; its size here D).",
        "Calculated lines: people / effort x (1 - loss), and Little's law (A: derived). Scenario: invented (D).",
    ),
    inputs=("1", "3", "4"),
    boards=(
        Side("1 per person", SCENARIO, change(1, "weinberg")),
        Side("4 per person", SCENARIO, change(4, "weinberg")),
    ),
)
