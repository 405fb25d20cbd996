"""Readers that turn published and synthetic instances into planners' scenarios."""

import json
from collections import defaultdict
from collections.abc import Iterator
from math import log
from pathlib import Path
from typing import Any

from scenarios.scenario import Scenario
from tests.optimiser.cases import stream

FOLDER = Path(__file__).parents[1] / "data" / "optimiser"
PLENTY = 100_000


def read_synthetic(path: Path) -> Scenario:
    """An instance of mmp_n*_s*.json."""
    return synthetic(json.loads(path.read_text()))


def synthetic(data: dict[str, Any]) -> Scenario:
    """The scenario of a synthetic instance; money and work of one stream become two streams, m<s> and s<s>."""
    after, excludes = defaultdict(list), defaultdict(list)
    for a, b in data["prec"]:
        after[b].append(f"i{a}")
    for a, b in data["excl"]:
        excludes[a].append(f"i{b}")
    streams = range(data["S"])
    mmps = []
    for i in range(data["n"]):
        quarters = data["dur"][i]
        effort = {f"s{s}": data["cap"][i][s] * quarters for s in streams if data["cap"][i][s]}
        effort |= {f"m{s}": data["cost"][i][s] * quarters for s in streams if data["cost"][i][s]}
        mmps.append(
            {
                "id": f"i{i}",
                "value_stream": f"s{data['stream'][i]}",
                "objective": f"t{data['theme'][i]}",
                "duration_quarters": quarters,
                "effort": effort,
                "value_by_quarter": data["val"][i],
                "after": after[i],
                "excludes": excludes[i],
                "mandatory": i in data["must"],
            }
        )
    return Scenario.model_validate(
        {
            "calendar": {"quarters": data["T"]},
            "budget": {
                "per_quarter": data["total"],
                "streams": {f"m{s}": amount for s, amount in enumerate(data["budget"])},
            },
            "objectives": [{"id": f"t{k}", "minimum_share": share} for k, share in enumerate(data["tmin"])],
            "value_streams": [
                *(stream(f"s{s}", int(data["capq"][s])) for s in streams),
                *(stream(f"m{s}", PLENTY, 1) for s in streams),
            ],
            "mmps": mmps,
            "synergies": [{"mmps": [f"i{a}", f"i{b}"], "value": value} for a, b, value in data["syn"]],
        }
    )


def read_release_problem(path: Path, ratio: float) -> Scenario:
    """A Next Release Problem: requirements cost, customers pay when all they asked for is released in one quarter.

    Dependencies pass through ``requires``; the budget is ``ratio`` of all costs, rounded half up.
    """
    numbers = iter([int(word) for word in path.read_text().split()])

    def take(count: int) -> list[int]:
        return [next(numbers) for _ in range(count)]

    costs = [cost for _ in range(next(numbers)) for cost in take(next(numbers))]
    needs = defaultdict(list)
    for _ in range(next(numbers)):
        earlier, later = take(2)
        needs[later].append(f"r{earlier}")
    mmps: list[dict[str, Any]] = [
        {"id": f"r{i}", "spend": [cost], "value_by_quarter": [0], "requires": needs[i]}
        for i, cost in enumerate(costs, 1)
    ]
    for customer in range(1, next(numbers) + 1):
        profit, requests = take(2)
        wanted = sorted({f"r{i}" for i in take(requests)})
        mmps.append({"id": f"c{customer}", "spend": [], "value_by_quarter": [profit], "requires": wanted})
    budget = int(ratio * sum(costs) + 0.5)
    return Scenario.model_validate({"calendar": {"quarters": 1}, "budget": {"per_quarter": budget}, "mmps": mmps})


def read_knapsacks(path: Path) -> Iterator[tuple[Scenario, float]]:
    """Multidimensional knapsacks with their optima: every constraint is an amount in total."""
    numbers = iter([float(word) for word in path.read_text().split()])

    def take(count: int) -> list[float]:
        return [next(numbers) for _ in range(count)]

    for _ in range(int(next(numbers))):
        n, m, optimum = int(next(numbers)), int(next(numbers)), next(numbers)
        profits, weights = take(n), [take(n) for _ in range(m)]
        limits = {f"k{i}": {"total": amount} for i, amount in enumerate(take(m))}
        mmps = [
            {
                "id": f"x{j}",
                "need": {f"k{i}": row[j] for i, row in enumerate(weights) if row[j]},
                "value_by_quarter": [profits[j]],
            }
            for j in range(n)
        ]
        yield (
            Scenario.model_validate(
                {
                    "calendar": {"quarters": 1},
                    "budget": {"per_quarter": 0},
                    "amounts": limits,
                    "mmps": mmps,
                }
            ),
            optimum,
        )


def read_cash_flows(flows: dict[str, list[float]], development: dict[str, int], rate: float) -> Scenario:
    """Features with cash flows per period: development is spend, the rest benefits; one feature at a time.

    Periods are quarters of a year's length with a continuous rate, so that money spread evenly over period p weighs
    (1 + rate) ** -p times ``spread(rate)``.
    """
    periods = len(next(iter(flows.values())))
    mmps = [
        {
            "id": name,
            "spend": [-amount for amount in flow[: development[name]]],
            "benefits": flow[development[name] :],
        }
        for name, flow in flows.items()
    ]
    return Scenario.model_validate(
        {
            "calendar": {
                "quarters": periods,
                "weeks_per_quarter": 52,
                "benefit_quarters": periods,
                "discount_rate": log(1 + rate),
            },
            "budget": {"per_quarter": 1000},
            "mmps": mmps,
            "plan_rules": {"mmp_wip_limit": 1},
        }
    )


def spread(rate: float) -> float:
    """Weight of a period's even flow under continuous discounting, relative to payment at its end."""
    return rate / log(1 + rate)
