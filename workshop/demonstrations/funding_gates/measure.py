"""Funding gates: from the idea to money when funding is decided once a year, a quarter, or a month."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from report.shared.style import BLUE, GREEN, ORANGE, VERMILLION
from sim.lab.engine.log import DONE
from sim.lab.laboratory import simulate_flow
from sim.lab.statistics.steady import ratio
from workshop.experiments.runs import flows, gather, variants
from workshop.experiments.theory import gated
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import CHANCE, SHARE, Curve, Findings, Grid, Number, difference

if TYPE_CHECKING:
    from scenarios.scenario import Scenario

SCENARIO = "funding-gates"
GATE = "value_streams.product.arrivals.gate_weeks"
MONTH = 52 / 12
"""Weeks."""
RATE, WORK = 0.8, 1.0
"""Ideas a month and months of work, as in the scenario."""
GATES = {
    12: ("once a year", VERMILLION),
    3: ("once a quarter", ORANGE),
    1: ("once a month", BLUE),
    0: ("any day", GREEN),
}
"""By months between two gates: name and colour; none at all at the end."""
YEARS = 20_000.0
"""Length of the runs for means."""
LUCK = {12: 0.1, 3: 0.12, 1: 0.15, 0: 0.15}
"""By months between gates: share by which a mean may be off. Without gates all that varies is luck."""
RUNS, RUN_YEARS = 20, 400.0
"""Independent runs, and their length, for the shares that are done within some months."""
MONTHS = tuple(range(1, 25))
WAVE = (6, 10)
"""Years that the picture of the wave shows."""


def changes(months: int) -> dict[str, object]:
    """The scenario with a gate every so many months."""
    return {GATE: months * MONTH if months else None}


def find(setting: Setting) -> Findings:
    """Months from idea to done by gate, with their parts; shares done in time; the wave behind the gate."""
    scenarios = variants(SCENARIO, [changes(months) for months in GATES])
    results = flows(scenarios, setting, weeks=YEARS * 52)
    numbers: dict[str, Number] = {}
    for (months, (name, _)), result in zip(GATES.items(), results, strict=True):
        stream = result.stream("product")
        before, after = gated(RATE, WORK, months) if months else (0.0, WORK / (1 - RATE * WORK))
        whole = stream.lead_time * (1 / MONTH)
        gate = result.ratio({"product/lead": 1 / MONTH, "product/cycle": -1 / MONTH}, "product/done")
        queue = stream.queue_time * (1 / MONTH)
        for key, label, estimate, exact in (
            ("whole", "Months from idea to done", whole, before + after),
            ("gate", "Months waiting for the gate", gate, before),
            ("queue", "Months in the queue behind the gate", queue, after - WORK),
        ):
            numbers[f"{key}_{months}"] = Number.of(
                f"{label}, funding {name}", estimate, "months", exact, LUCK[months]
            )
        numbers[f"busy_{months}"] = Number.of(f"Team busy, funding {name}", stream.stages[0].utilisation, SHARE)
    curves = _shares(scenarios, setting)
    for months in GATES:
        numbers[f"half_year_{months}"] = curves[f"done_{months}"].at(6.0)
    months_to = {months: numbers[f"whole_{months}"] for months in GATES}
    numbers["saved"] = difference(
        "Months saved by quarterly gates instead of yearly ones", months_to[12], months_to[3]
    )
    numbers["further"] = difference(
        "Months saved by monthly gates instead of quarterly ones", months_to[3], months_to[1]
    )
    waves = {months: _wave(scenarios[tuple(GATES).index(months)], setting) for months in (12, 1)}
    headings = ("Funding", "idea to done, months", "theory", "for the gate", "in the queue", "done in half a year")
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            name,
            numbers[f"whole_{months}"],
            Number("", numbers[f"whole_{months}"].exact),
            *(numbers[f"{key}_{months}"] for key in ("gate", "queue", "half_year")),
        )
        for months, (name, _) in GATES.items()
    )
    return Findings(numbers, Grid(headings, rows), curves, {"waves": waves})


def _shares(scenarios: list[Scenario], setting: Setting) -> dict[str, Curve]:
    """Share of ideas done within some months, by gate, with intervals over independent runs."""
    tasks = [
        (scenario, setting.length(RUN_YEARS) * 52, setting.seed, run)
        for scenario in scenarios
        for run in range(RUNS)
    ]
    counts = gather(_counts, tasks, setting)
    curves = {}
    for place, (months, (name, _)) in enumerate(GATES.items()):
        runs = np.array(counts[place * RUNS : (place + 1) * RUNS])
        shares = [ratio(runs[:, [k]], runs[:, [-1]]) for k in range(len(MONTHS))]
        label = f"Share of ideas done within so many months, funding {name}"
        numbers = tuple(Number.of(label, share, CHANCE) for share in shares)
        curves[f"done_{months}"] = Curve(label, tuple(map(float, MONTHS)), numbers)
    return curves


def _counts(scenario: Scenario, weeks: float, seed: int, run: int) -> tuple[float, ...]:
    """Ideas of one run that were done within 1, 2, ... months, and all; both ends of the run left out."""
    items = simulate_flow(scenario, horizon=weeks, seed=seed, replication=run).items
    asked = (items.idea > 104) & (items.idea < weeks - max(MONTHS) * MONTH)
    took = np.where(items.fate == DONE, items.left - items.idea, np.inf)[asked] / MONTH
    return (*(float((took <= months).sum()) for months in MONTHS), float(asked.sum()))


def _wave(scenario: Scenario, setting: Setting) -> dict[str, Any]:
    """Ideas before the gate and ideas in the team's queue over some years."""
    first, last = (years * 52.0 for years in WAVE)
    log = simulate_flow(scenario, horizon=last, seed=setting.seed)
    weeks = np.linspace(first, last, 1665)

    def upto(dates: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.searchsorted(np.sort(dates[~np.isnan(dates)]), weeks, side="right")

    ideas, entered, left = upto(log.items.idea), upto(log.items.entered), upto(log.items.left)
    return {"years": (weeks - first) / 52, "gate": ideas - entered, "team": entered - left}
