"""Multitasking: what a team loses when everybody works on several features at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from report.shared.style import BLUE, GREEN, VERMILLION
from sim.lab.laboratory import simulate_flow
from workshop.experiments.runs import flows, shipped, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number

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
LUCK = 0.05
"""Share by which luck in the work may move a run off the calculated lines."""
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


def find(setting: Setting) -> Findings:
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
        numbers[key] = Number.of(f"Features a week, {label}", stream.throughput, "features a week", rate, LUCK)
        numbers[f"{loss}_weeks_{desk}"] = Number.of(
            f"Weeks per feature, {label}", stream.cycle_time, "weeks", weeks, LUCK
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
