"""Batch size: what a release costs against what waiting for the next one costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from report.shared.style import BLUE, VERMILLION
from sim.lab.laboratory import simulate_flow
from workshop.experiments.runs import flows, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import Curve, Findings, Grid, Number

SCENARIO = "batch-size"
RELEASE = "value_streams.product.stages.release"
RATE = 1.4
"""Features a week, as in the scenario."""
KINDS = {
    "costly": ("a release takes two weeks", 2.0, VERMILLION, "o", (3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24)),
    "cheap": ("a release takes half a week", 0.5, BLUE, "s", (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24)),
}
"""By key: name, weeks a release takes, colour, marker, batch sizes."""
WEEK_OF_RELEASE, WEEK_OF_DELAY = 20.0, 2.0
"""Thousands of euros: a week of the release crew, and a week that one finished feature does not earn (both D)."""
WEEKS = 20_000.0
SMALL, LARGE = 4, 20
"""Batches of the staircase."""
WINDOW = (100.0, 140.0)


def changes(size: int, effort: float) -> dict[str, object]:
    """The scenario with batches of this size, and releases that take so many weeks."""
    return {f"{RELEASE}.batch_size": size, f"{RELEASE}.effort": effort}


def find(setting: Setting) -> Findings:
    """Weeks from built to live, and what it costs, against the size of a batch."""
    points = [(key, size) for key, kind in KINDS.items() for size in kind[4]]
    results = flows(
        variants(SCENARIO, [changes(size, KINDS[key][1]) for key, size in points]), setting, weeks=WEEKS
    )
    numbers: dict[str, Number] = {}
    for (key, size), result in zip(points, results, strict=True):
        name, effort, *_ = KINDS[key]
        parts = {f"product/release/{what}": 1.0 for what in ("queue", "service", "blocked", "not_pulled")}
        label = f"batches of {size}, {name}"
        weeks = Number.of(f"Weeks from built to live, {label}", result.ratio(parts, "product/done"), "weeks")
        price = WEEK_OF_RELEASE * effort / size
        mean, low, high = (price + WEEK_OF_DELAY * x for x in (weeks.value, weeks.low, weeks.high))
        numbers[f"{key}_weeks_{size}"] = weeks
        label = f"Release and delay per feature, {label}"
        numbers[f"{key}_cost_{size}"] = Number(label, mean, low, high, "k EUR", unsure=weeks.unsure)
    for key, (name, effort, _, _, sizes) in KINDS.items():
        best = min(sizes, key=lambda size: numbers[f"{key}_cost_{size}"].value)
        formula = (2 * WEEK_OF_RELEASE * effort * RATE / WEEK_OF_DELAY) ** 0.5
        numbers[f"{key}_best"] = Number(f"Cheapest batch, {name}", best, unit="features", exact=formula)
        numbers[f"{key}_least"] = numbers[f"{key}_cost_{best}"]
        numbers[f"{key}_wait"] = numbers[f"{key}_weeks_{best}"]
    stairs = {size: _staircase(size, setting) for size in (SMALL, LARGE)}
    for size, stair in stairs.items():
        unseen = float((stair["built"] - stair["live"]).mean())
        numbers[f"unseen_{size}"] = Number(
            f"Features built and not live, batches of {size}", unseen, unit="features"
        )
    what = ("weeks to live", "k EUR a feature")
    headings = ("Features in a release", *(f"{key}: {unit}" for unit in what for key in KINDS))
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (str(size), *(numbers.get(f"{key}_{what}_{size}", "") for what in ("weeks", "cost") for key in KINDS))
        for size in (1, 2, 4, 6, 8, 12, 20)
    )
    curves = {
        f"{key}_{what}": Curve(
            f"{label}, {kind[0]}",
            tuple(map(float, kind[4])),
            tuple(numbers[f"{key}_{what}_{size}"] for size in kind[4]),
        )
        for key, kind in KINDS.items()
        for what, label in (("weeks", "Weeks from built to live"), ("cost", "Release and delay per feature"))
    }
    return Findings(numbers, Grid(headings, rows), curves, {"stairs": stairs})


def _staircase(size: int, setting: Setting) -> dict[str, Any]:
    """Features built and features live over a stretch of weeks, counted from its beginning."""
    (scenario,) = variants(SCENARIO, [changes(size, KINDS["costly"][1])])
    first, last = WINDOW
    log = simulate_flow(scenario, horizon=last, seed=setting.seed)
    weeks = np.linspace(first, last, 801)
    ready = np.sort(log.visits.entered[log.visits.step == 1])
    live = np.sort(log.items.left[~np.isnan(log.items.left)])
    built = np.searchsorted(ready, weeks, side="right")
    out = np.searchsorted(live, weeks, side="right")
    return {"weeks": weeks - first, "built": built - out[0], "live": out - out[0]}
