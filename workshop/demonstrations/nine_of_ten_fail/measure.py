"""Nine of ten fail: the same money on a few large bets, on many small ones, or on small ones stopped early."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from report.shared.style import BLUE, GREEN
from sim.lab.statistics.steady import ratio
from sim.studies.comparison import compare
from workshop.experiments.runs import shipped
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import CHANCE, Curve, Findings, Grid, Number

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Floats
    from sim.studies.comparison import Comparison

SCENARIO = "nine-of-ten-fail"
BETS = {4: 10, 8: 5, 20: 2, 40: 1}
"""Bets that the money pays for when all are finished, and how many times as large each is as the smallest."""
FEW, MANY = 4, 40
CHANCE_OF_ONE = 0.1
COST, VALUE, MONEY = 25_000.0, 250_000.0, 1_040_000.0
"""Of the smallest bet, and of the year, as in the scenario."""
MODELS = {"finish": ("every bet is finished", BLUE, "o"), "stop": ("stopped on evidence", GREEN, "s")}
WORLDS, QUICK = 100, 24
"""Simulated years, and those of short runs."""
ERRORS = 4.0
"""Standard errors by which a number may be off what the binomial says: a run shows many of them."""


def sized(bets: int) -> Scenario:
    """The scenario with larger bets: the year pays for so many; more wait, for when some are stopped."""
    scenario, times = shipped(SCENARIO), BETS[bets]
    keep = bets // 2 + 3
    seen: dict[str | None, int] = {}
    mmps = []
    for mmp in scenario.mmps:
        place = seen[mmp.value_stream] = seen.get(mmp.value_stream, 0) + 1
        if place <= keep:
            mmps.append(
                mmp.model_copy(update={"features": (mmp.features or 0) * times, "value": mmp.value * times})
            )
    return scenario.model_copy(update={"mmps": tuple(mmps)})


def find(setting: Setting) -> Findings:
    """Winners and return on the money for four sizes of bets, finished or stopped on evidence."""
    worlds = QUICK if setting.quick else WORLDS
    total = worlds * len(BETS)
    numbers = {"worlds": Number("Simulated years", float(worlds))}
    returns: dict[str, Floats] = {}
    for k, bets in enumerate(BETS):
        study = compare(
            sized(bets), replications=worlds, seed=setting.seed, pool=setting.pool,
            progress=lambda done, before=k * worlds: setting.progress(before + done, total),  # type: ignore[misc]
        )  # fmt: skip
        for model in MODELS:
            found, back = _outcomes(study, bets, model)
            numbers |= found
            returns[f"{bets}_{model}"] = back
    paired = returns[f"{MANY}_stop"] - returns[f"{MANY}_finish"]
    numbers["gain"] = _mean("Return more by stopping small bets, per unit of money", paired, "")
    spread = numbers[f"spread_{FEW}_finish"].value / numbers[f"spread_{MANY}_finish"].value
    numbers["wider"] = Number(
        "Spread of large bets over spread of small ones",
        spread,
        exact=(MANY / FEW) ** 0.5,
        within=ERRORS * math.sqrt((_roughness(FEW) + _roughness(MANY)) / worlds),
    )
    headings = (
        "Bets",
        "how",
        "finished",
        "stopped",
        "winners",
        "at least one",
        "half of it lost",
        "EUR back per EUR",
    )
    columns = ("finished", "stopped", "winners", "one", "loss", "back")
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (str(bets), MODELS[model][0], *(numbers[f"{what}_{bets}_{model}"] for what in columns))
        for bets in BETS
        for model in MODELS
    )
    curves = {
        f"{what}_{model}": Curve(
            f"{label}, {MODELS[model][0]}",
            tuple(map(float, range(len(BETS)))),
            tuple(numbers[f"{what}_{bets}_{model}"] for bets in BETS),
        )
        for what, label in (
            ("one", "Chance of at least one winner"),
            ("loss", "Chance of less than half of the money back"),
        )
        for model in MODELS
    }
    return Findings(numbers, Grid(headings, rows), curves, {"returns": returns})


def _outcomes(study: Comparison, bets: int, model: str) -> tuple[dict[str, Number], Floats]:
    """Numbers of one size and rule, and what came back per unit of money in each world."""
    times, label = BETS[bets], f"{bets} bets, {MODELS[model][0]}"
    benefits, cost = study.values("benefits", model), study.values("cost", model)
    back = benefits / cost
    winners = benefits / (VALUE * times)
    released, stopped = study.values("mmps_released", model), study.values("mmps_stopped", model)
    exact = model == "finish"
    nan = float("nan")
    expected = bets * CHANCE_OF_ONE if exact else nan
    key = f"{bets}_{model}"
    least = int(np.floor(0.5 * float(cost.mean()) / (VALUE * times)))
    begun = released + stopped + study.values("mmps_unfinished", model)
    numbers = {
        f"begun_{key}": _mean(f"Bets begun, {label}", begun, "bets"),
        f"finished_{key}": _mean(f"Bets finished, {label}", released, "bets"),
        f"stopped_{key}": _mean(f"Bets stopped, {label}", stopped, "bets"),
        f"missed_{key}": _mean(f"Winners stopped by mistake, {label}", study.values("false_stops", model), "bets"),
        f"winners_{key}": _mean(f"Winners, {label}", winners, "winners", expected, _luck(bets, len(back))),
        f"one_{key}": _chance(
            f"At least one winner, {label}", winners > 0.5, 1 - (1 - CHANCE_OF_ONE) ** bets if exact else nan
        ),
        f"loss_{key}": _chance(
            f"Less than half of the money back, {label}",
            back < 0.5,
            float(stats.binom.cdf(least, bets, CHANCE_OF_ONE)) if exact else nan,
        ),
        f"back_{key}": _mean(f"Return per unit of money, {label}", back, ""),
        f"spread_{key}": Number(f"Standard deviation of the return, {label}", float(back.std(ddof=1))),
    }  # fmt: skip
    return numbers, back


def _luck(bets: int, worlds: int) -> float:
    """Share of the mean number of winners by which a mean over so many years may be off."""
    return ERRORS * math.sqrt((1 - CHANCE_OF_ONE) / (CHANCE_OF_ONE * bets * worlds))


def _roughness(bets: int) -> float:
    """Variance of the standard deviation of one binomial year, relative to it: (excess kurtosis + 2) / 4."""
    spread = bets * CHANCE_OF_ONE * (1 - CHANCE_OF_ONE)
    return ((1 - 6 * CHANCE_OF_ONE * (1 - CHANCE_OF_ONE)) / spread + 2) / 4


def _mean(
    label: str, values: Floats, unit: str, exact: float = float("nan"), within: float = float("nan")
) -> Number:
    """A mean over independent worlds."""
    column = np.asarray(values, dtype=np.float64)[:, None]
    return Number.of(label, ratio(column, np.ones_like(column)), unit, exact, within)


def _chance(label: str, happened: np.ndarray[tuple[int], np.dtype[np.bool_]], exact: float) -> Number:
    """Share of worlds with its interval (Wilson 1927)."""
    count = int(happened.sum())
    interval = stats.binomtest(count, len(happened)).proportion_ci(method="wilson")
    within = ERRORS * math.sqrt((1 - exact) / (exact * len(happened)))
    low, high = float(interval.low), float(interval.high)
    return Number(label, count / len(happened), low, high, CHANCE, exact, within=within)
