"""Teams agile, portfolio not: calm boards in every team, and MMPs that take for ever."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.lab.laboratory import simulate_flow
from sim.lab.statistics.steady import ratio
from sim.world.luck import Luck
from workshop.experiments.dealing import Dealt, deal
from workshop.experiments.runs import gather, variants
from workshop.parts.demonstration import Setting
from workshop.parts.numbers import Curve, Findings, Grid, Number

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.lab.engine.log import Floats

SCENARIO = "teams-agile-portfolio-not"
TEAMS = {"front": "Front end", "core": "Core", "data": "Data"}
MMPS, PART = 12, 10
"""MMPs, and features that each needs of each team."""
LIMITS = (1, 2, 3, 4, 6, None)
"""Most MMPs under way; None = all at once."""
NONE, THREE = "all", "3"
WORLDS = 100
BATCH = 5
"""Worlds to a task."""


def key_of(limit: int | None) -> str:
    """How numbers name a limit."""
    return NONE if limit is None else str(limit)


def find(setting: Setting) -> Findings:
    """The same features of the same teams, dealt to MMPs with and without a limit on MMPs under way."""
    (scenario,) = variants(SCENARIO, [{}])
    worlds = setting.times(WORLDS)
    tasks = [(scenario, setting.seed, k, min(k + BATCH, worlds)) for k in range(0, worlds, BATCH)]
    parts = gather(_worlds, tasks, setting)
    numbers: dict[str, Number] = {}
    teams = np.concatenate([part["teams"] for part in parts])
    for k, (team, name) in enumerate(TEAMS.items()):
        numbers[f"feature_{team}"] = _mean(f"Weeks per feature on the board of {name}", teams[:, k], "weeks")
    numbers["feature"] = _mean("Weeks per feature, all boards", teams.mean(axis=1), "weeks")
    for limit in LIMITS:
        key, rule = key_of(limit), "all at once" if limit is None else f"{limit} at a time"
        rows = np.concatenate([part[key] for part in parts])
        for k, (what, label, unit) in enumerate(WHAT):
            numbers[f"{what}_{key}"] = _mean(f"{label}, {rule}", rows[:, k], unit)
    for what in ("weeks", "first", "live"):
        times = numbers[f"{what}_{NONE}"].value / numbers[f"{what}_{THREE}"].value
        numbers[f"{what}_times"] = Number(f"{what}: all at once over three at a time", times)
    more = numbers[f"live_{THREE}"].value / numbers[f"live_{NONE}"].value
    numbers["live_more"] = Number("Weeks live in the first year, times more with three at a time", more)
    numbers["of_feature"] = Number(
        "MMP over feature, all at once", numbers[f"weeks_{NONE}"].value / numbers["feature"].value
    )
    headings = (
        "MMPs under way", "weeks per feature", "weeks per MMP", "first MMP done, week", "last MMP done, week",
        "weeks live in a year, per MMP",
    )  # fmt: skip
    rows_: tuple[tuple[str | Number, ...], ...] = tuple(
        (
            "all at once" if limit is None else f"{limit} at a time",
            numbers["feature"],
            *(numbers[f"{what}_{key_of(limit)}"] for what in ("weeks", "first", "last", "live")),
        )
        for limit in LIMITS
    )
    places = tuple(float(limit or MMPS) for limit in LIMITS)
    curves = {
        what: Curve(label, places, tuple(numbers[f"{what}_{key_of(limit)}"] for limit in LIMITS))
        for what, label, _ in WHAT
    }
    extra = {"bars": {key_of(limit): deal_world(scenario, setting.seed, 0, limit)[0] for limit in (None, 3)}}
    return Findings(numbers, Grid(headings, rows_), curves, extra)


WHAT = (
    ("weeks", "Weeks from the first feature pulled to the last one done, mean over MMPs", "weeks"),
    ("first", "Week in which the first MMP is done", ""),
    ("middle", "Week in which an MMP is done, mean over MMPs", ""),
    ("last", "Week in which the last MMP is done", ""),
    ("live", "Weeks of the first year in which an MMP is live, mean over MMPs", "weeks"),
    ("under", "MMPs under way, mean", "MMPs"),
)
"""What is measured in each world: key, label, unit."""


def _mean(label: str, values: Floats, unit: str) -> Number:
    """A mean over independent worlds."""
    column = np.asarray(values, dtype=np.float64)[:, None]
    return Number.of(label, ratio(column, np.ones_like(column)), unit)


def _worlds(scenario: Scenario, seed: int, first: int, last: int) -> dict[str, Floats]:
    """Weeks per feature by team, shape (worlds, teams), and by limit what is measured, shape (worlds, measures)."""
    found: dict[str, list[Any]] = {"teams": [], **{key_of(limit): [] for limit in LIMITS}}
    for replication in range(first, last):
        for limit in LIMITS:
            dealt, pulled, finished = deal_world(scenario, seed, replication, limit)
            live = np.maximum(0.0, 52.0 - dealt.done)
            found[key_of(limit)].append(
                [
                    (dealt.done - dealt.started).mean(),
                    dealt.done.min(),
                    dealt.done.mean(),
                    dealt.done.max(),
                    live.mean(),
                    dealt.under_way(),
                ]
            )
        found["teams"].append([(f - p).mean() for p, f in zip(pulled, finished, strict=True)])
    return {key: np.array(rows) for key, rows in found.items()}


def deal_world(
    scenario: Scenario, seed: int, replication: int, limit: int | None
) -> tuple[Dealt, list[Floats], list[Floats]]:
    """MMPs of one world, and the weeks in which features are pulled and done, by team."""
    amount = MMPS * PART
    items = simulate_flow(scenario, horizon=math.inf, seed=seed, replication=replication, items=amount).items
    luck = Luck(seed, replication)
    pulled, finished, choices = [], [], []
    for number, team in enumerate(TEAMS):
        mine = np.flatnonzero(items.route == number)
        mine = mine[np.argsort(items.entered[mine], kind="stable")]
        pulled.append(items.entered[mine])
        finished.append(items.left[mine])
        choices.append(luck.uniforms(amount, "dealing", team))
    return deal(pulled, finished, choices, MMPS, limit), pulled, finished
