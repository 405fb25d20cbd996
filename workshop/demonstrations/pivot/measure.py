"""Pivot: what it is worth to make something else of an idea that users do not like, and when nothing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.lab.statistics.steady import ratio
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from workshop.demonstrations.pivot.tree import FINISH, KEEP, PIVOT, STOP, Bet, mean, spread
from workshop.experiments.runs import gather, shipped, variants
from workshop.parts.numbers import SHARE, Curve, Findings, Grid, Number

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.arrays import Floats
    from workshop.parts.demonstration import Setting
    from workshop.parts.numbers import Number as Cell

SCENARIO = "pivot"
RULES = {FINISH: "every idea is finished", STOP: "keep or stop", PIVOT: "keep, pivot or stop"}
"""Funding models of the scenario, and what they are called."""
RIGHT = (0.8, 0.65, 0.55)
"""Shares of what users say that is right: the first is that of the scenario."""
KEEPS = (0.0, 0.5, 1.0)
"""Shares of what is done that a pivot keeps."""
USUAL = 0.5
"""That of the scenario."""
QUALITY, AGAIN = (0.55, 0.65, 0.8, 0.9), (0.1, 0.2, 0.3, 0.4)
"""Points of the map: how often users are right, and how likely the second idea is to win."""
WORLDS, QUICK = 60, 16
"""Simulated years of thirty ideas, and those of short runs."""
ERRORS = 4.0
"""Standard errors by which a mean may be off what the tree says: a run shows many of them."""
SURE = 1e-9
"""Share by which a number without luck in it may be off: rounding. Where nobody pivots the same luck cancels."""
MONEY = "thousand EUR"
THOUSAND = 1000.0


def bet(right: float = RIGHT[0], keeps: float = USUAL, again: float | None = None) -> Bet:
    """An idea of the scenario, with a few things changed."""
    scenario = shipped(SCENARIO)
    mmp, stream = scenario.mmps[0], scenario.value_streams[0]
    assert mmp.features is not None
    return Bet(
        features=mmp.features,
        first=math.ceil(scenario.uncertainty.evidence.share * mmp.features - 1e-9),
        cost=stream.team_cost_per_sprint / stream.sprint_weeks,
        value=mmp.value,
        chance=mmp.success_probability,
        right=right,
        keeps=keeps,
        again=mmp.success_probability if again is None else again,
        beat=int(scenario.funding_models[PIVOT].cadence_weeks),
    )


def varied(right: float = RIGHT[0], keeps: float = USUAL, again: float | None = None) -> Scenario:
    """The scenario with the same few things changed."""
    evidence = "uncertainty.evidence"
    change: dict[str, object] = {f"{evidence}.sensitivity": right, f"{evidence}.specificity": right}
    change |= {f"funding_models.{PIVOT}.pivot_keeps": keeps, f"funding_models.{PIVOT}.pivot_success": again}
    (scenario,) = variants(SCENARIO, [change])
    return scenario


def find(setting: Setting) -> Findings:
    """Value of an idea under three rules, what the option to pivot adds, and what is done where on the map."""
    worlds = QUICK if setting.quick else WORLDS
    points = [(right, again) for again in AGAIN for right in QUALITY]
    cases = [(rule, RIGHT[0], USUAL) for rule in (FINISH, STOP)]
    cases += [(STOP, right, USUAL) for right in RIGHT[1:]]
    cases += [(PIVOT, right, keeps) for right in RIGHT for keeps in KEEPS]
    tasks = [(varied(right, keeps), rule, setting.seed, worlds) for rule, right, keeps in cases]
    tasks += [(varied(right, USUAL, again), PIVOT, setting.seed, 1) for right, again in points]
    found = gather(played, tasks, setting)
    worth = {case: values for case, (values, _) in zip(cases, found, strict=False)}
    ways = dict(zip(points, [way for _, way in found[len(cases) :]], strict=True))
    ideas = worlds * len(shipped(SCENARIO).mmps)

    usual = bet()
    numbers = _told(usual)
    for rule, name in RULES.items():
        tree = usual.of_rule(rule)
        within = ERRORS * spread(tree) / math.sqrt(ideas) / abs(mean(tree))
        numbers[f"value_{rule}"] = _mean(
            f"Value of an idea, {name}", worth[rule, RIGHT[0], USUAL], mean(tree), within
        )
    numbers["best"] = Number("Value of an idea, the tree rolled back", usual.best() / THOUSAND, unit=MONEY)
    curves = {}
    for right in RIGHT:
        gains = tuple(_gain(right, keeps, worth, ideas) for keeps in KEEPS)
        curves[f"gain_{right * 100:.0f}"] = Curve(f"Worth of the option, users right {right:.0%}", KEEPS, gains)
        numbers |= {f"gain_{right * 100:.0f}_{keeps * 100:.0f}": n for keeps, n in zip(KEEPS, gains, strict=True)}
    agreed = sum(way == bet(right, USUAL, again).way(PIVOT) for (right, again), way in ways.items())
    numbers["points"] = Number("Points of the map that were played", float(len(points)))
    numbers["agreed"] = Number(
        "Points where the board does what the tree says", float(agreed), exact=float(len(points)), within=SURE
    )
    headings = ("Rule", "value of an idea, thousand EUR", "theory", "after bad news, calculated")
    rows: tuple[tuple[str | Cell, ...], ...] = tuple(
        (
            name,
            numbers[f"value_{rule}"],
            Number("", numbers[f"value_{rule}"].exact),
            f"{usual.way(rule)}: {numbers[f'then_{usual.way(rule)}']:bare}",
        )
        for rule, name in RULES.items()
    )
    return Findings(numbers, Grid(headings, rows), curves, {"ways": ways})


def _told(usual: Bet) -> dict[str, Number]:
    """What is known before anything runs."""
    worths = usual.judged(good=False)
    numbers = {
        f"then_{way}": Number(f"Still to come after bad news, {way}", worths[way] / THOUSAND, unit=MONEY)
        for way in (KEEP, PIVOT, STOP)
    }
    thrown = (usual.anew - usual.left) * usual.cost
    lost = (usual.chance - usual.believed(usual.chance, good=False)) * usual.value
    return numbers | {
        "bad": Number("Share of ideas whose first part users do not like", usual.bad, unit=SHARE),
        "believed": Number("Chance after bad news", usual.believed(usual.chance, good=False), unit=SHARE),
        "thrown": Number("Work that a pivot throws away", thrown / THOUSAND, unit=MONEY),
        "lost": Number("What bad news takes from an idea", lost / THOUSAND, unit=MONEY),
    }


def _gain(right: float, keeps: float, worth: dict[tuple[str, float, float], Floats], ideas: int) -> Number:
    """What the option adds to an idea, in the same luck."""
    leaves = bet(right, keeps).gain()
    exact = mean(leaves)
    within = ERRORS * spread(leaves) / math.sqrt(ideas) / exact if exact else SURE
    label = f"Worth of the option to pivot, users right {right:.0%}, {keeps:.0%} kept"
    return _mean(label, worth[PIVOT, right, keeps] - worth[STOP, right, USUAL], exact, within)


def _mean(label: str, values: Floats, exact: float, within: float) -> Number:
    """A mean over independent worlds, in thousands."""
    column = values[:, None] / THOUSAND
    return Number.of(label, ratio(column, np.ones_like(column)), MONEY, exact / THOUSAND, within)


def played(scenario: Scenario, rule: str, seed: int, worlds: int) -> tuple[Floats, str]:
    """Value of an idea in each world, shape (worlds,), in currency; and what is done after bad news.

    The value is what it earned less what was spent on work for it: people who are free cost it nothing. What is
    done is ``keep``, ``pivot`` or ``stop``, or all that was done, joined, where that was not always the same.
    """
    blueprint, ways, values = Blueprint(scenario), set(), []
    for world in range(worlds):
        run = simulate(World(blueprint, seed, world), scenario.funding_models[rule])
        spent = float(run.ledger.by_mmp(len(run.states)).sum()) / 100.0
        values.append((run.result.outcomes["benefits"] - spent) / len(run.states))
        for state in run.states:
            if state.turns:
                ways.add(PIVOT)
            elif not state.fate.signal:
                ways.add(KEEP if state.stopped is None else STOP)
    return np.array(values, dtype=np.float64), " or ".join(sorted(ways))
