"""Utilisation: the last tenth of busyness costs more waiting than all the others together."""

from __future__ import annotations

from typing import Any

import numpy as np

from report.shared.style import BLUE, GREEN, VERMILLION
from sim.lab.laboratory import simulate_flow
from workshop.experiments.runs import flows, variants
from workshop.experiments.theory import kingman, wait_error
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number, Theory, times

SCENARIO = "utilisation"
INTERVAL = "value_streams.line.arrivals.interval"
EFFORT = "value_streams.line.stages.team.effort"
KINDS = {
    "calm": ("half as variable", 0.5, 0.5, GREEN, "s"),
    "usual": ("random", 1.0, 1.0, BLUE, "o"),
    "wild": ("more variable", 1.25, 1.75, VERMILLION, "^"),
}
"""By key: name, coefficient of variation of arrivals and of work, colour, marker."""
LOADS = (0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)
SHOWN = (0.5, 0.7, 0.8, 0.9, 0.95)
"""Loads of the table."""
MOST_WILD = 0.9
"""Most load of the variable line: beyond, runs would have to be much longer."""
SERIES = (0.7, 0.95)
"""Loads of the two boards: the same features come in the same weeks, the second team needs longer for each."""
YEARS = 4
ERRORS, ROUGH = 4.0, 0.15
"""Standard errors by which a run may be off; share by which Kingman's formula may be off near full load. Below, its
error grows with the slack (it is too high for calm arrivals, too low for wild ones)."""


def change(load: float, arrivals_cv: float, work_cv: float) -> dict[str, object]:
    """The scenario at a load, with other variability."""
    return {
        INTERVAL: {"distribution": "gamma", "mean": 1 / load, "cv": arrivals_cv},
        EFFORT: {"distribution": "gamma", "mean": 1, "cv": work_cv},
    }


def slower(load: float) -> dict[str, object]:
    """A feature a week at random, and a team that is as busy as that."""
    return {
        INTERVAL: {"distribution": "exponential", "mean": 1},
        EFFORT: {"distribution": "exponential", "mean": load},
    }


def find(setting: Setting) -> Findings:
    """Mean wait against load for three variabilities, and two boards over some years."""
    points = [(key, load) for key in KINDS for load in LOADS if key != "wild" or load <= MOST_WILD]
    changes = [change(load, *KINDS[key][1:3]) for key, load in points]
    results = flows(variants(SCENARIO, changes), setting, weeks=[_weeks(key, load) for key, load in points])
    waits: dict[str, dict[float, Number]] = {key: {} for key in KINDS}
    numbers: dict[str, Number] = {}
    for (key, load), result in zip(points, results, strict=True):
        name, arrivals, work, *_ = KINDS[key]
        expected = kingman(load, arrivals, work)
        label = f"Weeks of waiting, {name}, load {load:.0%}"
        number = Number.of(
            label,
            result.stream("line").queue_time,
            "weeks",
            expected,
            _within(key, load, setting),
            Theory.EXACT if key == "usual" else Theory.APPROXIMATE,
        )
        waits[key][load] = numbers[f"{key}_{load * 100:.0f}"] = number
    numbers["step"] = times("Times longer at 90 % than at 80 %", waits["usual"][0.9], waits["usual"][0.8])
    numbers["last"] = times("Times longer at 95 % than at 90 %", waits["usual"][0.95], waits["usual"][0.9])
    numbers["calmer"] = times("Times longer when random than when calm", waits["usual"][0.9], waits["calm"][0.9])
    years = setting.length(_weeks("usual", LOADS[-1])) / 52
    numbers["years"] = Number("Length of the run with random arrivals at 95 % load", round(years), unit="years")
    full = waits["usual"][LOADS[-1]]
    off = abs(full.value / full.exact - 1)
    numbers["off"] = Number("Difference from the exact value, random, load 95%", off, unit=SHARE)
    boards = {load: _board(load, setting) for load in SERIES}
    for load, board in boards.items():
        for key, value in (("most", board["waiting"].max()), ("mean", board["waiting"].mean())):
            label = f"Features waiting at load {load:.0%} over {YEARS} years, {key}"
            numbers[f"{key}_{load * 100:.0f}"] = Number(label, float(value), unit="features")
    curves = {
        key: Curve(f"Weeks of waiting, {KINDS[key][0]}", tuple(by), tuple(by.values())) for key, by in waits.items()
    }
    headings = ("Load", *(f"{name}: weeks waiting" for name, *_ in KINDS.values()), "random: theory")
    rows = tuple(
        (
            f"{load:.0%}".replace("%", " %"),
            *(waits[key].get(load, "") for key in KINDS),
            Number("", kingman(load, 1.0, 1.0), unit="weeks"),
        )
        for load in SHOWN
    )
    return Findings(numbers, Grid(headings, rows), curves, {"boards": boards})


def _weeks(key: str, load: float) -> float:
    """Long against the memory of the queue, (variability) / (1 - load) squared weeks."""
    _, arrivals, work, *_ = KINDS[key]
    return min(max(30_000.0, 800 * (arrivals**2 + work**2) / (1 - load) ** 2), 400_000.0)


def _within(key: str, load: float, setting: Setting) -> float:
    """Share by which a mean wait may be off the formula: luck, and where it is no theorem, as much as the slack."""
    _, arrivals, work, *_ = KINDS[key]
    features = setting.length(_weeks(key, load)) * load
    luck = ERRORS * wait_error(load, features, (arrivals**2 + work**2) / 2)
    return luck if key == "usual" else luck + (1 - load) + ROUGH


def _board(load: float, setting: Setting) -> dict[str, Any]:
    """Features waiting over some years, once the line has warmed up for as many."""
    (scenario,) = variants(SCENARIO, [slower(load)])
    first, last = YEARS * 52.0, 2 * YEARS * 52.0
    visits = simulate_flow(scenario, horizon=last, seed=setting.seed).visits
    weeks = np.linspace(first, last, 2081)
    came = np.sort(visits.entered)
    began = np.sort(visits.started[~np.isnan(visits.started)])
    waiting = np.searchsorted(came, weeks, side="right") - np.searchsorted(began, weeks, side="right")
    return {"years": (weeks - first) / 52, "waiting": waiting}
