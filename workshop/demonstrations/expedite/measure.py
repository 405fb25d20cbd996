"""Expedite: whoever jumps the queue is paid for by all others, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from report.shared.style import BLUE, VERMILLION
from sim.lab.laboratory import simulate_flow
from sim.lab.statistics.steady import batched, quantile_of, ratio
from workshop.experiments.priorities import Lane
from workshop.experiments.runs import gather, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.statistics.steady import Estimate, Quantile
    from workshop.parts.board import Board

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
LUCK = 0.15
"""Share by which the mean of a class may be off; more where few are in it."""


def change(share: float, how: str) -> dict[str, object]:
    """The scenario with this share of expedited features, which interrupt others or do not."""
    return {CLASSES: {"expedite": share}, INTERRUPT: HOW[how][1]}


def others(board: Board) -> float:
    """Mean weeks of the cards finished in a year that are not expedited; NaN without any."""
    inside = (board.done > 0) & (board.done <= board.weeks)
    mine = inside & (board.kind == len(board.classes) - 1)
    return float(board.spent[mine].mean()) if mine.any() else float("nan")


def find(setting: Setting) -> Findings:
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
            numbers[key] = Number.of(f"Weeks, {name}", mean, "weeks", exact[which], _luck(which, share))
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


def _luck(which: str, share: float) -> float:
    """Share by which a mean may be off: more for the others where few of them are left, who wait long."""
    return LUCK if which == "fast" else LUCK / (1 - share) ** 0.5


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
