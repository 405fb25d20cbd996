"""Expedite: whoever jumps the queue is paid for by all others, week by week."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLUE, INK, MUTED, VERMILLION, styled
from sim.lab.laboratory import simulate_flow
from sim.lab.statistics.steady import batched, quantile_of, ratio
from workshop.demonstration import Claim, Demonstration, Picture, Setting, Side, Step
from workshop.drawing import draw_curve, draw_theory, labelled, lift, name_ends, say, shorten
from workshop.numbers import SHARE, Curve, Findings, Grid, Number
from workshop.priorities import Lane
from workshop.runs import gather, variants

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scenarios.scenario import Scenario
    from sim.lab.statistics.steady import Estimate, Quantile

SCENARIO = "expedite"
CLASSES = "value_streams.team.arrivals.classes"
INTERRUPT = "value_streams.team.stages.work.preemptive"
RATE, WORK, PEOPLE = 1.4, 2.4, 4
"""As in the scenario."""
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)
BARS = (0.1, 0.2, 0.3, 0.5)
"""Shares whose gains and losses are drawn."""
HOW = {"next": ("next in line", False), "now": ("drop everything", True)}
"""By key: what a fast feature may do, and whether it interrupts."""
LANES = {"fast": ("expedited", VERMILLION, "^"), "others": ("all others", BLUE, "o")}
WEEKS, WARM_UP = 40_000.0, 300.0
"""Length of a run, and what is left out at its beginning: thrice the memory of the queue."""


def change(share: float, how: str) -> dict[str, object]:
    """The scenario with this share of expedited features, which interrupt others or do not."""
    return {CLASSES: {"expedite": share}, INTERRUPT: HOW[how][1]}


def measure(setting: Setting) -> Findings:
    """Mean and 85 % cycle time of both classes against the share that is expedited."""
    points = [("next", 0.0), *((how, share) for how in HOW for share in SHARES)]
    scenarios = variants(SCENARIO, [change(share, how) for how, share in points])
    tasks = [(scenario, setting.length(WEEKS), setting.seed) for scenario in scenarios]
    numbers: dict[str, Number] = {}
    for (how, share), result in zip(points, gather(_classes, tasks, setting), strict=True):
        lane = Lane(RATE, WORK, PEOPLE, share)
        label = f"{HOW[how][0]}, {share:.0%} expedited"
        exact = {
            "fast": lane.fast(interrupting=HOW[how][1]),
            "others": lane.others(interrupting=HOW[how][1]),
        }
        for which, (mean, promise) in result.items():
            key = f"{how}_{which}_{share * 100:.0f}" if share else "none"
            name = f"{LANES[which][0]}, {label}" if share else "no fast lane"
            numbers[key] = Number.of(f"Weeks, {name}", mean, "weeks", exact[which])
            key = f"{how}_{which}_promise_{share * 100:.0f}" if share else "none_promise"
            numbers[key] = Number.of(f"Weeks that 85 % keep, {name}", promise, "weeks")
    base = numbers["none"].value
    for share in BARS:
        key = f"{share * 100:.0f}"
        won = 100 * share * (base - numbers[f"next_fast_{key}"].value)
        paid = 100 * (1 - share) * (numbers[f"next_others_{key}"].value - base)
        numbers[f"won_{key}"] = Number(
            f"Weeks won by the expedited of 100 features, {share:.0%}", won, unit="weeks"
        )
        numbers[f"paid_{key}"] = Number(
            f"Weeks paid by the others of 100 features, {share:.0%}", paid, unit="weeks"
        )
    numbers["dearer"] = Number(
        "Others longer with half expedited", numbers["next_others_50"].value / base - 1, unit=SHARE
    )
    columns = {
        "next_fast": "expedited: mean", "next_fast_promise": "expedited: 85 %",
        "next_others": "others: mean", "next_others_promise": "others: 85 %",
        "now_others_promise": "others, interrupted: 85 %",
    }  # fmt: skip
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (f"{share * 100:.0f} %", *(numbers[f"{column}_{share * 100:.0f}"] for column in columns))
        for share in (0.05, 0.1, 0.2, 0.3, 0.5, 0.9)
    )
    curves = {
        f"{how}_{which}{what}": Curve(
            f"Weeks{label}, {LANES[which][0]}, {HOW[how][0]}",
            SHARES,
            tuple(numbers[f"{how}_{which}{what}_{share * 100:.0f}"] for share in SHARES),
        )
        for how in HOW
        for which in LANES
        for what, label in (("", ""), ("_promise", " that 85 % keep"))
    }
    return Findings(numbers, Grid(("Expedited", *columns.values()), rows), curves)


def _classes(scenario: Scenario, weeks: float, seed: int) -> dict[str, tuple[Estimate, Quantile]]:
    """Mean and 85 % quantile of the cycle times of both classes; an empty one is left out."""
    items = simulate_flow(scenario, horizon=weeks, seed=seed).items
    counted = (items.idea >= WARM_UP) & ~np.isnan(items.left)
    found = {}
    for which, mine in (("fast", items.priority == 0), ("others", items.priority > 0)):
        at = np.flatnonzero(counted & mine)
        if not len(at):
            continue
        times = (items.left - items.idea)[at[np.argsort(items.left[at], kind="stable")]]
        mean = ratio(batched([times]), batched([np.ones(len(times))]))
        found[which] = (mean, quantile_of([times], 0.85))
    return found


@styled()
def draw_means(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Mean cycle times of both classes against the share that is expedited, nobody interrupted."""
    (ax,) = axes
    shorten(ax, 2.2)
    grid = np.linspace(0.001, 0.97, 150)
    lanes = [Lane(RATE, WORK, PEOPLE, share) for share in grid]
    ends = []
    for which, (name, colour, marker) in LANES.items():
        curve = found.curves[f"next_{which}"]
        theory = [lane.fast(interrupting=False) if which == "fast" else lane.others(interrupting=False)
                  for lane in lanes]  # fmt: skip
        draw_theory(ax, [float(100 * share) for share in grid], theory, colour)
        draw_curve(ax, curve, colour, marker, across=100)
        ends.append((100 * curve.x[-1], curve.values[-1], name, colour))
    base = found["none"].value
    ax.axhline(base, color=MUTED, linewidth=1.6)
    top = max(n.high if n.banded else n.value for n in found.curves["next_others"].y) * 1.08
    ax.set_xlim(0, 100)
    ax.set_ylim(0, top)
    labelled(ax, "share of features that are expedited, %", "weeks from arrival to done, mean")
    name_ends(ax, [*ends, (100, base, "no fast lane", MUTED)], 2.2)
    say(ax, 3, top * 0.9, "dots: simulated, with 95 % intervals; dashed: exact formula", MUTED, width=300)


@styled()
def draw_promises(found: Findings, axes: tuple[Axes, ...]) -> None:
    """What can be promised at 85 %, for both classes, with and without interruption."""
    base = found["none_promise"].value
    top = (
        max(n.high if n.banded else n.value for how in HOW for n in found.curves[f"{how}_others_promise"].y) * 1.05
    )
    for ax, (how, (title, _)) in zip(axes, HOW.items(), strict=True):
        for which, (name, colour, marker) in LANES.items():
            curve = found.curves[f"{how}_{which}_promise"]
            draw_curve(ax, curve, colour, marker, across=100)
            fast = which == "fast"
            x, y = 100 * curve.x[4], curve.values[4]
            say(ax, x, y, name, colour, ha="left" if fast else "right", va="top" if fast else "bottom",
                shift=(4, -10) if fast else (-8, 6), weight="bold")  # fmt: skip
        ax.axhline(base, color=MUTED, linewidth=1.6)
        say(ax, 94, base, "no fast lane", MUTED, ha="right", va="bottom", shift=(0, 4))
        ax.set_xlim(0, 95)
        ax.set_ylim(0, top)
        labelled(ax, "share of features that are expedited, %", "weeks that 85 % of features keep", title)


@styled()
def draw_bill(found: Findings, axes: tuple[Axes, ...]) -> None:
    """Weeks won and paid by a hundred features."""
    (ax,) = axes
    lift(ax, 0.2)
    for place, share in enumerate(BARS):
        key = f"{share * 100:.0f}"
        won, paid = found[f"won_{key}"].value, found[f"paid_{key}"].value
        ax.bar(place, won, width=0.55, color=VERMILLION)
        ax.bar(place, -paid, width=0.55, color=BLUE)
        say(ax, place, won, f"{found[f'won_{key}']:bare} won", VERMILLION, ha="center", va="bottom", shift=(0, 5),
            weight="bold")  # fmt: skip
        say(ax, place, -paid, f"{found[f'paid_{key}']:bare} paid", BLUE, ha="center", va="top", shift=(0, -5),
            weight="bold")  # fmt: skip
    most = max(found[f"{side}_{share * 100:.0f}"].value for side in ("won", "paid") for share in BARS)
    ax.axhline(0, color=INK, linewidth=1.2)
    ax.set_ylim(-most * 1.3, most * 1.3)
    ax.set_xlim(-0.6, len(BARS) - 0.4)
    ax.set_xticks(range(len(BARS)), [f"{share * 100:.0f} % expedited" for share in BARS])
    labelled(ax, "", "weeks of 100 features, against no fast lane")


def _rises(found: Findings, name: str) -> bool:
    """Whether a curve is higher at half of the features than at a tenth, and higher still at nine tenths."""
    return all(
        later > earlier for earlier, later in pairwise(found[f"{name}_{k}"].value for k in ("10", "50", "90"))
    )


DEMONSTRATION = Demonstration(
    name="expedite",
    title="Expedite: who pays for the fast lane",
    question="Two features in ten may jump the queue. Who pays for it, and how much?",
    purpose=(
        "People see that a fast lane makes nothing faster on the whole: it moves weeks from some features to "
        "others, works while it is rare, and fails those who are not in it when it is common."
    ),
    scenarios=(SCENARIO,),
    measure=measure,
    pictures=(
        Picture(
            name="fast-lane",
            title="The more use the fast lane, the longer all others wait",
            draw=draw_means,
            see=(
                "Without a fast lane a feature takes {none}. With 10 % expedited, these take "
                "{next_fast_10} and the "
                "others {next_others_10}. With half of them expedited it is {next_fast_50} and {next_others_50}, "
                "{dearer} more for the others; with 90 %, those left out wait {next_others_90}."
            ),
            why=(
                "The team does as much as before. Whoever goes first moves everybody behind by one, and the last "
                "ones are passed again and again."
            ),
            ask="How many of the cards on our board are urgent today? What happened to the others?",
            claims=(
                Claim(
                    "Expedited features are faster, and others slower, than without a fast lane.",
                    lambda f: all(
                        f[f"next_fast_{k}"].value < f["none"].value < f[f"next_others_{k}"].value
                        for k in ("10", "20", "30", "50", "70")
                    ),
                ),
                Claim(
                    "From 10 % to 50 % and to 90 % expedited, both take longer.",
                    lambda f: all(_rises(f, f"next_{which}") for which in LANES),
                ),
                Claim(
                    "Exact values lie in the intervals, or within 15 % of what was simulated.",
                    lambda f: all(
                        n.low <= n.exact <= n.high or n.near(n.exact, 0.15)
                        for which in LANES
                        for n in f.curves[f"next_{which}"].y[:-1]
                    ),
                ),
            ),
            note=(
                "Four people, 84 % busy, random arrivals and work; an expedited feature is next, nobody "
                "is interrupted."
            ),
        ),
        Picture(
            name="promises",
            title="What the others can still be promised",
            draw=draw_promises,
            see=(
                "A promise that 85 % of features keep is {none_promise} without a fast lane. With 20 "
                "% expedited the "
                "others need {next_others_promise_20}, and {now_others_promise_20} where work is interrupted; with "
                "half, {next_others_promise_50} and {now_others_promise_50}."
            ),
            why=(
                "Being passed is a matter of luck, so the spread grows more than the mean. Interruption gives the "
                "expedited a little more and takes it from work that was already begun."
            ),
            ask="What did we promise last quarter, before the urgent ones came? Did we tell anybody?",
            claims=(
                Claim(
                    "From 10 % to 50 % and to 90 % expedited, promises to the others get longer.",
                    lambda f: _rises(f, "next_others_promise") and _rises(f, "now_others_promise"),
                ),
                Claim(
                    "Interrupting makes the expedited faster and the others slower.",
                    lambda f: all(
                        f[f"now_fast_{k}"].value < f[f"next_fast_{k}"].value
                        and f[f"now_others_{k}"].value > f[f"next_others_{k}"].value
                        for k in ("10", "20", "30", "50")
                    ),
                ),
            ),
            panels=(1.0, 1.0),
        ),
        Picture(
            name="bill",
            title="Every week won is paid by somebody",
            draw=draw_bill,
            see=(
                "Of a hundred features, 20 are expedited and win {won_20} together. The other 80 "
                "lose {paid_20}. At "
                "half and half it is {won_50} against {paid_50}."
            ),
            why=(
                "The order of equal work does not change how much waits, only who does. The two sides can be equal "
                "in weeks and still worth doing: when a week of the one costs more than a week of the others."
            ),
            ask="Which urgent card of last month was worth more per week than those it passed? Who checked?",
            claims=(
                Claim(
                    "Won and paid weeks are equal within 12 %.",
                    lambda f: all(f[f"won_{k}"].near(f[f"paid_{k}"].value, 0.12) for k in ("10", "20", "30", "50")),
                ),
            ),
            note="Expedited features are next in line; nobody is interrupted.",
        ),
    ),
    script=(
        Step(2, "Guess", "Read the question. Everybody writes down: who pays, and how many weeks each."),
        Step(
            5,
            "Play",
            (
                "A queue of eight people before one counter; each carries a number of seconds. Two "
                "of them may go to "
                "the front. Everybody counts the seconds they wait, with and without. Add them up."
            ),
        ),
        Step(
            4,
            "Show the fast lane",
            (
                "From the left: at 10 % {next_fast_10} and {next_others_10}, against {none}. Stop at half, and ask "
                "who would still like to have a fast lane."
            ),
        ),
        Step(3, "Show the bill", "{won_20} won, {paid_20} paid. Ask what would make that a good bargain."),
        Step(
            3,
            "Show the promises",
            "The others at half expedited: {next_others_promise_50} instead of {none_promise}.",
        ),
        Step(
            3, "Close", "Write the rule for your fast lane: how many at a time, who decides, what it must be worth."
        ),
    ),
    material=("the three figures", "a watch", "eight cards with seconds on them"),
    objections=(
        (
            "Some things are really urgent.",
            (
                "Yes, and while they are rare they cost the others little: {next_others_10} instead of {none} at "
                "10 %. That is why a limit on the lane is what keeps it fast."
            ),
        ),
        (
            "We just add them on top.",
            "Then the team is busier as well, and everybody waits longer: see utilisation.",
        ),
        (
            "It is only a few hours each time.",
            "Then measure it: mark every card that was passed or put aside this month.",
        ),
    ),
    limits=(
        "Interrupting costs nothing here but time; in practice it costs finding back in as well, see multitasking.",
        "Expedited features are as large as the others. Small ones would cost the others less.",
        "It counts weeks, not money: what a week of each feature is worth decides whether the lane pays.",
    ),
    source=(
        (
            "Cobham, Priority assignment in waiting line problems, Operations Research 2(1), 1954; "
            "Erlang C (A: theorems)."
        ),
        "Scenario: invented numbers (D).",
    ),
    inputs=("10", "12", "15", "20", "50", "80", "85", "90", "100", "84", "95"),
    boards=(
        Side("no fast lane", SCENARIO, change(0.0, "next")),
        Side("3 in 10 expedited", SCENARIO, change(0.3, "now")),
    ),
)
