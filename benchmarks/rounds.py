"""Optimised rounds against WSJF and other rules, and all against everything known: the tables of the documentation.

    uv run python -m benchmarks.rounds [--worlds 60] [--seed 2027] [--scenarios insurer,regulated] [--known]
    uv run python -m benchmarks.rounds --ahead 0,4,8 --cadence 13,26 --worlds 120 --seed 2031
    uv run python -m benchmarks.rounds --random 30 --worlds 16

Every number is a paired difference of net present value in the same worlds, in millions, with its 95 % interval.
Realised value is replaced by its expectation given the signal that users give. No rule sees more than that signal,
so no expectation changes, and the variance of a difference falls to about a third. With ``--known``, where deciders
do see the realised value, it stays as it is. ``--random`` takes made-up portfolios instead of shipped ones.
"""

from __future__ import annotations

import argparse
from copy import copy
from dataclasses import replace
from itertools import product
from time import process_time

import numpy as np

from coupling.rolling import Rolling
from scenarios.loader import load
from scenarios.scenario import Scenario
from sim.funding.estimates import posterior
from sim.funding.selection_rules import RULES
from sim.simulation import simulate
from sim.studies.knowledge import Knowledge, Refusing, informed
from sim.world.blueprint import Blueprint
from sim.world.world import World

SHIPPED = "insurer,telecom-releases,insurer-four-years,regulated"
THUMB = {"cd3": "CD3", "business_case": "claimed benefit per cost", "smallest_first": "smallest first",
         "first_come": "first come"}  # fmt: skip
"""Further rules of thumb, with their words."""


def settled(world):
    """The same world with realised values replaced by what signals lead to expect."""
    uncertainty, mean = world.blueprint.scenario.uncertainty, world.blueprint.value_mean
    if uncertainty.common.project or uncertainty.common.objective:
        raise SystemExit("shared luck: the signals of others say something too, so values cannot be replaced")
    evidence, fates = uncertainty.evidence, []
    for plan, fate in zip(world.mmps, world.fates, strict=True):
        chance = posterior(plan.data.success_probability, fate.signal, evidence.sensitivity, evidence.specificity)
        share = chance * mean + (1 - chance) * uncertainty.failure_value
        fates.append(replace(fate, multiplier=share))
    twin = copy(world)
    twin.fates = tuple(fates)
    return twin


def npv(world, model, rules):
    """Net present value in millions, and seconds of CPU time."""
    begin = process_time()
    value = simulate(world, model, rules).result.outcomes["npv"] / 1e6
    return value, process_time() - begin


def measured(scenario, worlds, seed, *, known=False, thumb=(), changes=None):
    """Net present values, shape (worlds, rules): WSJF, optimised rounds, others, the better of the two knowing all.

    Seconds are those of the first two.
    """
    blueprint = Blueprint(scenario)
    ranked = scenario.funding_models["value_stream"].replace(selection="wsjf", **(changes or {}))
    optimised = ranked.replace(selection="optimiser")
    rules = {**RULES, "optimiser": Rolling()}
    others = [ranked.replace(selection=name) for name in thumb]
    values, seconds = np.empty((worlds, 2 + len(others) + known)), np.zeros(2)
    for k in range(worlds):
        world = World(blueprint, seed, k)
        seen = world if known else settled(world)
        for j, model in enumerate((ranked, optimised)):
            values[k, j], spent = npv(seen, model, rules)
            seconds[j] += spent
        for j, model in enumerate(others, 2):
            values[k, j] = npv(seen, model, rules)[0]
        if known:
            told = informed(world, Knowledge(value=True, scope=True))
            refusing = {name: Refusing(rule) for name, rule in rules.items()}
            values[k, -1] = max(npv(told, model, refusing)[0] for model in (ranked, optimised))
    return values, seconds


def interval(gain):
    """Mean and half-width of the 95 % interval."""
    return gain.mean(), 1.96 * gain.std(ddof=1) / np.sqrt(len(gain))


def portfolio(number):
    """A made-up portfolio: two to four streams with one to three stages, links, dates, duties and late ideas."""
    rng = np.random.default_rng([31, number])
    streams = []
    for s in range(int(rng.integers(2, 5))):
        stages = [
            {"id": f"k{k}", "servers": int(rng.integers(1, 4)),
             "effort": {"distribution": "lognormal", "mean": float(rng.uniform(0.6, 2.0)), "cv": 0.6}}
            for k in range(int(rng.integers(1, 4)))
        ]  # fmt: skip
        more = {"release_every_weeks": int(rng.choice([2, 4, 8]))} if rng.random() < 0.7 else {}
        teams = sum(stage["servers"] for stage in stages)
        streams.append({"id": f"s{s}", "teams": teams, "team_cost_per_sprint": 40_000, "stages": stages, **more})
    mmps = []
    for stream in streams:
        servers, work = stream["teams"], sum(stage["effort"]["mean"] for stage in stream["stages"])
        left = 104 * servers * rng.uniform(1.0, 1.6)
        while left > 0:
            features = max(2, int(rng.gamma(3.0, 8 * servers / work / 3.0)))
            left -= features * work
            cost = features * work * 20_000
            mmp = {
                "id": f"m{len(mmps)}", "value_stream": stream["id"], "features": features,
                "value_per_quarter": round(cost / rng.uniform(2.5, 12)), "ramp_quarters": int(rng.integers(0, 3)),
                "success_probability": round(float(rng.uniform(0.4, 0.9)), 2),
                "appears_quarter": 1 if rng.random() < 0.6 else int(rng.integers(2, 7)),
            }  # fmt: skip
            kind = rng.random()
            if kind < 0.15:
                mmp["urgency"] = {"kind": "decaying", "half_life_quarters": int(rng.integers(3, 9))}
            elif kind < 0.25:
                mmp["mandatory"] = True
                mmp["urgency"] = {
                    "kind": "fixed_date", "quarter": int(rng.integers(4, 9)),
                    "penalty": round(cost * rng.uniform(1, 3)),
                }  # fmt: skip
            if mmps and rng.random() < 0.4:
                mmp["requires"] = [f"m{int(rng.integers(max(0, len(mmps) - 6), len(mmps)))}"]
            mmps.append(mmp)
    payroll = sum(stream["teams"] for stream in streams) * 40_000 * 6.5
    return Scenario.model_validate(
        {
            "name": f"random-{number}",
            "calendar": {"quarters": 8, "benefit_quarters": 16, "discount_rate": 0.08},
            "budget": {"per_quarter": round(payroll * rng.uniform(0.95, 1.1))},
            "value_streams": streams,
            "mmps": mmps,
            "uncertainty": {
                "scope_growth": {
                    "distribution": "lognormal",
                    "median": round(float(rng.uniform(0.7, 1.1)), 2),
                    "sigma": 0.35,
                },
                "value": {"distribution": "lognormal", "mean": 0.95, "cv": 0.6},
                "evidence": {"sensitivity": 0.7, "specificity": 0.7, "share": 0.5},
                "market": {"volatility": 0.05},
            },
        }
    )  # fmt: skip


def shipped(names, worlds, seed, *, known, changes, thumb=()):
    """A row for each shipped scenario."""
    words = ["optimised rounds", *(THUMB[name] for name in thumb), *(["all known"] if known else [])]
    heading = ["scenario", "WSJF", *(f"{word} - WSJF" for word in words), "CPU time"]
    print("| " + " | ".join(heading) + " |\n|" + "---|" * len(heading))
    for name in names:
        values, seconds = measured(load(name), worlds, seed, known=known, thumb=thumb, changes=changes)
        cells = [name, f"{values[:, 0].mean():.1f}"]
        cells += ["{:+.2f} +- {:.2f}".format(*interval(column - values[:, 0])) for column in values.T[1:]]
        print("| " + " | ".join([*cells, f"{seconds[1] / seconds[0]:.2f}x"]) + " |", flush=True)


def made_up(count, worlds, seed):
    """How many made-up portfolios gain and lose beyond noise, and by how much."""
    gains, lost, won = [], 0, 0
    for number in range(count):
        values, _ = measured(portfolio(number), worlds, seed)
        mean, half = interval(values[:, 1] - values[:, 0])
        spread = values[:, 0].std(ddof=1)
        gains.append(mean)
        lost += mean + half < 0
        won += mean - half > 0
        print(
            f"random-{number}: {mean:+.2f} +- {half:.2f} (WSJF {values[:, 0].mean():.1f}, spread {spread:.1f})",
            flush=True,
        )
    print(f"{count} portfolios of {worlds} worlds: {won} gain and {lost} lose beyond noise,", end=" ")
    print(f"{np.mean(gains):+.2f} on average")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--scenarios", default=SHIPPED)
    parser.add_argument("--known", action="store_true")
    parser.add_argument("--thumb", action="store_true", help="other rules of thumb as well")
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("--ahead", help="weeks committed ahead; several with commas between them")
    parser.add_argument("--cadence", help="weeks between rounds; several with commas between them")
    asked = parser.parse_args()
    if asked.random:
        made_up(asked.random, asked.worlds, asked.seed)
    else:
        ahead = [None] if asked.ahead is None else map(float, asked.ahead.split(","))
        cadence = [None] if asked.cadence is None else map(int, asked.cadence.split(","))
        for weeks, every in product(ahead, list(cadence)):
            changes = {"commit_ahead_weeks": weeks, "cadence_weeks": every}
            changes = {name: value for name, value in changes.items() if value is not None}
            print("".join(f"\n{name} {value:g}\n" for name, value in changes.items()))
            names, thumb = asked.scenarios.split(","), tuple(THUMB) if asked.thumb else ()
            shipped(names, asked.worlds, asked.seed, known=asked.known, changes=changes, thumb=thumb)


if __name__ == "__main__":
    main()
