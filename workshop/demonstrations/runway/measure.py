"""Runway: how much of its time a team should keep for enablers, and how the answer depends on how far one looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.lab.statistics.steady import ratio
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from workshop.experiments.runs import gather, shipped, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number, Theory, times

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.arrays import Floats
    from sim.outcomes.run import Run

SCENARIO, MODEL = "runway", "guardrail"
GUARDRAIL = f"funding_models.{MODEL}.enabler_share"
SHARES = (0, 5, 10, 15, 20, 25, 30, 40)
"""Per cent of the time that goes into enablers."""
BALANCE = 20
"""The share at which enablers lay what features use: need / (1 + need)."""
YEARS = (1, 2, 4, 8)
"""How far one looks."""
YEAR, QUARTER = 52, 13
"""Weeks."""
LATE = 6
"""Years after which the pace is as good as steady."""
WORLDS, QUICK = 40, 20
"""Runs, and those of a hurry."""
LUCK = 0.05
"""Share by which the pace of the last years may be off what theory says of an endless run."""
LINES = (0, BALANCE, 40)
"""Shares whose course is drawn."""


def change(share: int) -> dict[str, object]:
    """The scenario with so many per cent of the time for enablers."""
    return {GUARDRAIL: share / 100}


def steady(scenario: Scenario, share: float) -> float:
    """Features a quarter in the long run.

    A share s lays s a week and person; at productivity p features use need (1 - s) p. Where s is enough for p = 1,
    the stock grows and p is 1; where it is not, p falls until the two are equal, but not below that of full debt.
    """
    (stream,) = scenario.value_streams
    runway = stream.runway
    assert runway is not None
    pace = min(1.0, max(1.0 - runway.time_lost, share / (runway.need * (1.0 - share))))
    return QUARTER * stream.servers * (1.0 - share) * pace / stream.feature_work


def find(setting: Setting) -> Findings:
    """Features done within some years by the share for enablers, and the course of pace and debt."""
    scenarios = variants(SCENARIO, [change(share) for share in SHARES])
    worlds = QUICK if setting.quick else WORLDS
    found = gather(_worlds, [(scenario, setting.seed, worlds) for scenario in scenarios], setting)
    numbers: dict[str, Number] = {}
    for share, scenario, (done, debt) in zip(SHARES, scenarios, found, strict=True):
        label = f"{share} % for enablers"
        for years in YEARS:
            numbers[f"done_{years}_{share}"] = _mean(
                f"Features a year, mean of {years} years, {label}" if years > 1 else f"Features in a year, {label}",
                done[:, years * 4] / years,
                "features a year",
            )
        late = (done[:, -1] - done[:, LATE * 4]) / (done.shape[1] - 1 - LATE * 4)
        numbers[f"late_{share}"] = _mean(
            f"Features a quarter, after {LATE} years, {label}",
            late,
            "features a quarter",
            steady(scenario, share / 100),
        )
        numbers[f"debt_{share}"] = _mean(f"Debt after {YEARS[-1]} years, {label}", debt[:, -1], "weeks")
        numbers[f"soon_{share}"] = _mean(f"Debt after a year, {label}", debt[:, 4], "weeks")
    for years in YEARS:
        best = max(SHARES, key=lambda share, y=years: numbers[f"done_{y}_{share}"].value)  # type: ignore[misc]
        numbers[f"best_{years}"] = Number(f"Best share for enablers over {years} years", best / 100, unit=SHARE)
    need = shipped(SCENARIO).value_streams[0].runway
    assert need is not None
    numbers["balance"] = Number(
        "Share at which enablers lay what features use", need.need / (1 + need.need), unit=SHARE
    )
    numbers["more"] = times(
        "More done in 8 years with a fifth for enablers than with none",
        numbers[f"done_8_{BALANCE}"], numbers["done_8_0"], unit=SHARE, less=1.0,
    )  # fmt: skip
    numbers["first"] = times(
        "More done in the first year without enablers than with a fifth",
        numbers["done_1_0"], numbers[f"done_1_{BALANCE}"], unit=SHARE, less=1.0,
    )  # fmt: skip
    numbers["overtakes"] = Number("Quarter in which a fifth for enablers has done more", _overtakes(found))
    shown = [years for years in YEARS if years != YEARS[2]]
    headings = (
        "Enablers",
        *(f"a year, over {years}" for years in shown),
        "a quarter, late",
        "theory",
        "debt, weeks",
    )
    rows: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            f"{share} %",
            *(numbers[f"done_{years}_{share}"] for years in shown),
            numbers[f"late_{share}"],
            Number("", numbers[f"late_{share}"].exact),
            numbers[f"debt_{share}"],
        )
        for share in SHARES
    )
    curves = {
        f"done_{years}": Curve(
            f"Features a year, mean of {years} years",
            tuple(map(float, SHARES)),
            tuple(numbers[f"done_{years}_{share}"] for share in SHARES),
        )
        for years in YEARS
    }
    courses = {
        share: {"pace": np.diff(done, axis=1).mean(axis=0), "debt": debt.mean(axis=0)}
        for share, (done, debt) in zip(SHARES, found, strict=True)
        if share in LINES
    }
    return Findings(numbers, Grid(headings, rows), curves, {"courses": courses})


def _overtakes(found: list[tuple[Floats, Floats]]) -> float:
    """First quarter at whose end more has been done with the balancing share than without."""
    none, some = found[0][0].mean(axis=0), found[SHARES.index(BALANCE)][0].mean(axis=0)
    ahead = np.flatnonzero(some[1:] > none[1:])
    return float(ahead[0] + 1) if len(ahead) else float("inf")


def _mean(label: str, values: Floats, unit: str, exact: float = float("nan")) -> Number:
    """A mean over independent worlds."""
    column = np.asarray(values, dtype=np.float64)[:, None]
    return Number.of(label, ratio(column, np.ones_like(column)), unit, exact, LUCK, Theory.APPROXIMATE)


def run_of(blueprint: Blueprint, seed: int, world: int) -> Run:
    """One run of the team."""
    return simulate(World(blueprint, seed, world), blueprint.scenario.funding_models[MODEL])


def _worlds(scenario: Scenario, seed: int, worlds: int) -> tuple[Floats, Floats]:
    """Features done, and weeks of debt, at the end of quarter 0, 1...: arrays of shape (worlds, quarters + 1)."""
    edges = np.arange(0.0, QUARTER * (scenario.calendar.quarters + 1), QUARTER, dtype=np.float64)
    blueprint = Blueprint(scenario)
    done, debt = [], []
    for world in range(worlds):
        run = run_of(blueprint, seed, world)
        left = np.sort(run.visits[:, 7][~np.isnan(run.visits[:, 7])])
        done.append(np.searchsorted(left, edges, side="right"))
        debt.append(-stock(run, scenario, edges) / scenario.value_streams[0].servers)
    return np.array(done, dtype=np.float64), np.array(debt)


def stock(run: Run, scenario: Scenario, weeks: Floats) -> Floats:
    """Server-weeks of architecture at some weeks: what finished visits laid, less what begun ones used."""
    (stream,) = scenario.value_streams
    assert stream.runway is not None
    share = scenario.funding_models[MODEL].enabler_share
    visits = run.visits[~np.isnan(run.visits[:, 5])]
    touch = np.array([_touch(run, int(row[0]), int(row[1])) for row in visits])
    spent = np.nan_to_num(visits[:, 6] - visits[:, 5])
    ends = np.where(np.isnan(visits[:, 6]), np.inf, visits[:, 6])
    used = np.array([touch[visits[:, 5] <= week].sum() for week in weeks.tolist()])
    laid = np.array([spent[ends <= week].sum() for week in weeks.tolist()])
    return np.asarray(stream.runway.stock + share * laid - stream.runway.need * used)


def _touch(run: Run, owner: int, feature: int) -> float:
    part = run.states[owner].parts[0]
    assert part is not None
    return part.visits[0][0][feature]
