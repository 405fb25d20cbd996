"""Published and proven figures, reproduced."""

import json
from itertools import permutations
from typing import Any

import pytest

from optimiser.cash import cash_flow
from optimiser.optimisation import optimise
from optimiser.plan import make_plan
from optimiser.preparation import prepare
from optimiser.solving import Effort
from tests.optimiser.instances import (
    FOLDER,
    read_cash_flows,
    read_knapsacks,
    read_release_problem,
    read_synthetic,
    spread,
)

PROVE = Effort(gap=0.0, seconds=120.0)


@pytest.mark.parametrize(
    ("instance", "value"),
    [
        ("n20_s0", 650.25),
        ("n20_s1", 1314.90),
        pytest.param("n50_s0", 3606.16, marks=pytest.mark.long),
        ("n50_s1", 5301.89),
    ],
)
def test_synthetic_optimum(instance: str, value: float) -> None:
    """The proven optimum of a synthetic instance, to the cent."""
    plan = optimise(read_synthetic(FOLDER / f"mmp_{instance}.json"), effort=PROVE)
    assert plan.status == "optimal"
    assert plan.objective == pytest.approx(value, abs=0.005)
    assert plan.bound == pytest.approx(value, abs=0.01)


@pytest.mark.parametrize(
    ("ratio", "profit"), [(0.3, 1204), pytest.param(0.5, 1840, marks=pytest.mark.long), (0.7, 2507)]
)
def test_next_release_problem(ratio: float, profit: int) -> None:
    """The published optimum of the first classic Next Release Problem."""
    plan = optimise(read_release_problem(FOLDER / "nrp1.txt", ratio), effort=PROVE)
    assert (plan.status, round(plan.objective or 0.0, 6)) == ("optimal", profit)


def test_knapsacks() -> None:
    """The published optima of seven multidimensional knapsacks (selection of R&D projects)."""
    for case, value in read_knapsacks(FOLDER / "mknap1.txt"):
        plan = optimise(case, effort=PROVE)
        assert plan.status == "optimal"
        assert plan.objective == pytest.approx(value, abs=1e-6)


@pytest.fixture(scope="module")
def incremental() -> dict[str, Any]:
    data: dict[str, Any] = json.loads((FOLDER / "incremental_funding.json").read_text())
    return data


def anchor(data: dict[str, Any], name: str) -> dict[str, Any]:
    """One published table."""
    found: dict[str, Any] = next(entry for entry in data["anchors"] if entry["id"] == name)
    return found


def sequence(starts: dict[str, int]) -> str:
    """Order of development."""
    return "".join(sorted(starts, key=lambda mmp: starts[mmp]))


def test_incremental_funding_best_order(incremental: dict[str, Any]) -> None:
    """The optimum develops the features in the published best order and earns the published net present value."""
    published = anchor(incremental, "seq5_noprec")
    rate = published["rate_per_period"]
    case = read_cash_flows(incremental["cash_flow_from_start"], incremental["development_periods"], rate)
    plan = optimise(case, effort=PROVE)
    assert sequence(dict(plan.starts or {})) == published["best_sequence"]
    assert round((plan.objective or 0.0) / spread(rate)) == published["best_npv_rounded"]


def test_incremental_funding_ranking_of_all_orders(incremental: dict[str, Any]) -> None:
    """All orders of any of the five features, each period's value rounded as published, rank as published."""
    published = anchor(incremental, "seq5_noprec")
    rate = published["rate_per_period"]
    development = incremental["development_periods"]
    case = read_cash_flows(incremental["cash_flow_from_start"], development, rate)
    data = prepare(case)
    totals = {}
    for length in range(len(development) + 1):
        for order in permutations(sorted(development), length):
            period, total = 1, 0
            for name in order:
                total += round(data.by_id[name].value[period] / spread(rate))
                period += development[name]
            totals["".join(order)] = total
    ranked = sorted(totals.items(), key=lambda entry: -entry[1])
    assert len(ranked) == published["orders_enumerated"]
    assert list(ranked[0]) == [published["best_sequence"], published["best_npv_rounded"]]
    assert [list(entry) for entry in ranked[1:5]] == published["next"]


def test_incremental_funding_of_two_features(incremental: dict[str, Any]) -> None:
    """The published values of all five orders of two features, rounded per feature."""
    published = anchor(incremental, "seq2")
    rate = published["rate_per_period"]
    development = {"A": 2, "B": 1}
    data = prepare(read_cash_flows(published["cash_flow_from_start"], development, rate))
    for order, value in published["ranking"]:
        period, total = 1, 0
        for name in order:
            total += round(data.by_id[name].value[period] / spread(rate))
            period += development[name]
        assert total == value, order


def test_incremental_funding_cash_table(incremental: dict[str, Any]) -> None:
    """Cash, present value, rolling net present value, self-funding and break-even period of the published plan."""
    published = anchor(incremental, "roi_table")
    rate = published["rate_per_period"]
    case = read_cash_flows(incremental["cash_flow_from_start"], incremental["development_periods"], rate)
    case = case.replace(plan_rules={})
    flow = cash_flow(make_plan(case, prepare(case), published["start"]))
    assert [round(amount) for amount in flow.net] == published["cash"]
    assert round(sum(flow.net)) == published["cash_total"]
    assert [round(amount / spread(rate)) for amount in flow.present] == published["present_value"]
    assert [round(amount / spread(rate)) for amount in flow.rolling] == published["rolling_npv"]
    assert round(flow.rolling[-1] / spread(rate)) == published["npv"]
    assert flow.self_funding_quarter == published["self_funding_period"]
    assert flow.break_even_quarter == published["breakeven_period"]
    assert flow.break_even_point == pytest.approx(published["breakeven_regression"], abs=0.02)
    assert flow.investment == pytest.approx(-published["investment_total"])
    assert flow.return_on_investment == pytest.approx(published["roi"], abs=0.005)
