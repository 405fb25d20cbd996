"""Little's law: cards on the board = cards finished a week x weeks a card takes, whatever the line looks like."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.lab.laboratory import simulate_flow
from workshop.experiments.runs import flows, shipped, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Findings, Grid, Number, times

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
ENDS = 0.05
"""Share by which counting and the law may differ: cards that lie across the ends of a run."""
WINDOW = (100.0, 160.0)
"""Weeks of the cumulative flow diagram."""


def find(setting: Setting) -> Findings:
    """Run every line, and count its cards in two ways that know nothing of each other."""
    results = flows(variants(SCENARIO, [changes for _, changes in LINES.values()]), setting, weeks=WEEKS)
    numbers: dict[str, Number] = {}
    rows = []
    for (key, (name, _)), result in zip(LINES.items(), results, strict=True):
        stream = result.stream("claims")
        rate = Number.of(f"Finished a week: {name}", stream.throughput, "features a week")
        weeks = Number.of(f"Weeks a card takes: {name}", stream.cycle_time, "weeks")
        law = rate.value * weeks.value
        counted = Number.of(f"Cards on the board: {name}", stream.wip, "cards", law, ENDS)
        label = f"Finished a week x weeks: {name}"
        product = Number(label, law, unit="cards", unsure=weeks.unsure)
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
