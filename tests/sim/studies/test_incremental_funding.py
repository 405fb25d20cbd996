"""The published example of incremental funding: the release unit alone makes the whole difference."""

import json
from pathlib import Path

import numpy as np
import pytest

from scenarios.scenario import Scenario
from sim.studies.attribution_study import attribute
from tests.sim.cases import funding, mmp, run, scenario, stage, stream

PAGE = Path(__file__).parents[2] / "data" / "optimiser" / "incremental_funding.json"


def incremental_funding() -> tuple[Scenario, dict]:
    """The published plan of five features, as work: a period is a quarter, its development is paid at its start.

    Features C and D take two periods: a first half that earns nothing, and a second half.
    """
    data = json.loads(PAGE.read_text())
    published = next(a for a in data["anchors"] if a["id"] == "roi_table")
    mmps = []
    for name, flow in data["cash_flow_from_start"].items():
        begin, takes = published["start"][name], data["development_periods"][name]
        for half in range(takes):
            last = half == takes - 1
            mmps.append(
                mmp(name if last else f"{name}-first", direct_cost=-flow[half], earliest_quarter=begin + half,
                    benefits=flow[takes:] if last else [], after=[f"{name}-first"] if half else [])
            )  # fmt: skip
    free = {**stream("s", stage(servers=9, effort=13)), "team_cost_per_sprint": 0}
    problem = scenario(
        mmps, free, calendar={"quarters": 16, "benefit_quarters": 16, "discount_rate": 0},
        projects=[{"id": "all", "mmps": [m["id"] for m in mmps]}],
        funding_models={
            "waterfall": funding(release_unit="project", staffing="follows_funding"),
            "incremental": funding(release_unit="mmp", staffing="follows_funding"),
        },
    )  # fmt: skip
    return problem, published


def cash(problem: Scenario, model: str) -> list[float]:
    """Benefits less cost in each quarter, in currency."""
    outcome = run(problem, problem.funding_models[model])
    net = outcome.result.benefits - outcome.ledger.by_week(16 * 13).sum(axis=0) / 100
    return [float(x) for x in net.reshape(16, 13).sum(axis=1).round(6)]


def periods(flow: list[float], rate: float) -> tuple[int, int, float]:
    """Self-funding period, break-even period and net present value of a cash flow."""
    present = np.array(flow) / (1 + rate) ** np.arange(1, 17)
    funded = next(p for p in range(1, 17) if min(flow[p - 1 :]) >= 0)
    broken = next(p for p in range(1, 17) if present[:p].sum() >= 0)
    return funded, broken, float(present.sum())


def test_incremental_against_waterfall():
    """Released feature by feature: the published cash, periods and value. Released together: the hand calculation.

    Together, all of it costs 200 in periods 1 to 4 and earns from period 5 on: 75, 82, 88... 1,212 in twelve
    periods. So it funds itself from period 5, breaks even in period 7 and brings 1,012; the release unit alone is
    worth 175.
    """
    problem, published = incremental_funding()
    rate = published["rate_per_period"]
    incremental, waterfall = cash(problem, "incremental"), cash(problem, "waterfall")
    assert incremental == published["cash"]
    funded, broken, value = periods(incremental, rate)
    assert (funded, broken) == (published["self_funding_period"], published["breakeven_period"])
    assert round(value) == published["npv"]
    assert waterfall[:7] == [-40, -40, -100, -20, 75, 82, 88]
    assert sum(waterfall) == 1012
    assert periods(waterfall, rate)[:2] == (5, 7)
    found = attribute(problem, "waterfall", "incremental", replications=1)
    assert [group.mechanisms for group in found.groups] == [("release_unit",)]
    assert found.parts("npv")[0].mean == found.total("npv").mean == pytest.approx(published["cash_total"] - 1012)
    assert found.total("npv").mean == pytest.approx(175)
