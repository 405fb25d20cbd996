"""Batch size: what a release costs against what waiting for the next one costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from report.shared.style import BLUE, VERMILLION
from sim.lab.laboratory import simulate_flow
from workshop.experiments.runs import flows, variants
from workshop.experiments.theory import batch_wait
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import Curve, Findings, Grid, Number, Theory

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
LUCK = 0.1
"""Share by which weeks from built to live may fall below those without queueing: the rate of a run is luck."""
FLAT = 0.35
"""Share by which the cheapest batch that is run may miss the square-root formula: the curve is flat there, batches
are whole numbers, and the formula knows no queue for the release."""
SMALL, LARGE = 4, 20
"""Batches of the staircase."""
WINDOW = (100.0, 140.0)
IN_RELEASE = {f"product/release/{what}": 1.0 for what in ("queue", "service", "blocked", "not_pulled")}
"""Parts of the weeks that a feature spends built and not live."""


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
        label = f"batches of {size}, {name}"
        weeks = Number.of(
            f"Weeks from built to live, {label}",
            result.ratio(IN_RELEASE, "product/done"),
            "weeks",
            batch_wait(RATE, size) + effort,
            LUCK,
            Theory.LEAST,
        )
        price = WEEK_OF_RELEASE * effort / size
        mean, low, high = (price + WEEK_OF_DELAY * x for x in (weeks.value, weeks.low, weeks.high))
        numbers[f"{key}_weeks_{size}"] = weeks
        label = f"Release and delay per feature, {label}"
        numbers[f"{key}_cost_{size}"] = Number(label, mean, low, high, "k EUR", unsure=weeks.unsure)
    for key, (name, effort, _, _, sizes) in KINDS.items():
        best = min(sizes, key=lambda size: numbers[f"{key}_cost_{size}"].value)
        formula = (2 * WEEK_OF_RELEASE * effort * RATE / WEEK_OF_DELAY) ** 0.5
        numbers[f"{key}_best"] = Number(
            f"Cheapest batch, {name}",
            best,
            unit="features",
            exact=formula,
            theory=Theory.APPROXIMATE,
            within=FLAT,
        )
        numbers[f"{key}_least"] = numbers[f"{key}_cost_{best}"]
        numbers[f"{key}_wait"] = numbers[f"{key}_weeks_{best}"]
    for size in (SMALL, LARGE):
        label = f"Features built and not live, batches of {size}"
        unseen = results[points.index(("costly", size))].ratio(IN_RELEASE)
        least = RATE * numbers[f"costly_weeks_{size}"].exact
        numbers[f"unseen_{size}"] = Number.of(label, unseen, "features", least, LUCK, Theory.LEAST)
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
    return Findings(numbers, Grid(headings, rows), curves, {"stairs": _stairs(setting)})


def _stairs(setting: Setting) -> dict[int, dict[str, Any]]:
    """By batch: features built and features live over a stretch of weeks.

    Features are counted from the same one on both sides: the first that is not live when the stretch begins, with
    large batches. What is built is the same on both sides, at every moment.
    """
    first, last = WINDOW
    weeks = np.linspace(first, last, 801)
    stairs: dict[int, dict[str, Any]] = {}
    for size in (SMALL, LARGE):
        (scenario,) = variants(SCENARIO, [changes(size, KINDS["costly"][1])])
        log = simulate_flow(scenario, horizon=last, seed=setting.seed)
        ready = np.sort(log.visits.entered[log.visits.step == 1])
        live = np.sort(log.items.left[~np.isnan(log.items.left)])
        built, out = (np.searchsorted(dates, weeks, side="right") for dates in (ready, live))
        stairs[size] = {"weeks": weeks - first, "built": built, "live": out}
    origin = stairs[LARGE]["live"][0]
    return {
        size: {"weeks": stair["weeks"], "built": stair["built"] - origin, "live": stair["live"] - origin}
        for size, stair in stairs.items()
    }
