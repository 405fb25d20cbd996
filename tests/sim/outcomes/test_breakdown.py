"""Tables by value stream, objective, project and year add up to the totals of their run."""

import numpy as np
import pytest
from hypothesis import given, settings

from scenarios.language.funding_model import FundingModel
from scenarios.loader import load
from sim.outcomes.breakdown import PARTS, YEARS, row_names
from sim.simulation import simulate
from sim.studies.comparison import compare
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim import portfolios
from tests.sim.cases import funding, mmp, run, scenario, stream

CENT = 0.005


def check(outcome):
    """Every table of a run adds up to its outcomes."""
    found, tables = outcome.result.outcomes, outcome.result.breakdown
    for table in (tables.value_streams, tables.objectives, tables.projects):
        assert table.sum(axis=0) == pytest.approx([found[part] for part in PARTS], abs=CENT)
    years = dict(zip(YEARS, tables.years.sum(axis=0), strict=True))
    assert years["cash_out"] == pytest.approx(found["cost"], abs=CENT)
    assert years["benefits"] == pytest.approx(found["benefits"], abs=CENT)
    assert years["net"] == pytest.approx(found["benefits"] - found["cost"], abs=CENT)
    assert years["discounted_net"] == pytest.approx(found["npv"], abs=CENT)
    names = row_names(outcome.world.blueprint)
    assert {name: len(rows) for name, rows in names.items()} == {name: len(getattr(tables, name)) for name in names}


@given(case=portfolios.scenarios(), model=portfolios.models())
@settings(max_examples=15)
def test_tables_add_up(case, model):
    """For any portfolio and any rules the tables add up to net present value, benefits and cost, to the cent."""
    check(run(case, model))


@pytest.mark.parametrize("base", ["project", "value_stream"])
def test_insurer_adds_up(base):
    """The same for a portfolio with direct costs, bundles, penalties and market."""
    case = load("insurer")
    check(simulate(World(Blueprint(case), 1, 0), case.funding_models[base]))


def test_tiny_by_hand():
    """Alpha earns with a1 and a2 and costs 28 weeks; the rest of the payroll and the rounds are shared."""
    case = load("tiny")
    tables = simulate(World(Blueprint(case), 1, 0), case.funding_models["value_stream"]).result
    alpha, beta, shared = tables.breakdown.value_streams
    benefits = {"a": 10_000 * (104 - 17) + 6_000 * (104 - 29), "b": 8_000 * (104 - 31) + 5_000 * (104 - 11)}
    cases = {"a": 0.01 * 280_000, "b": 0.01 * 300_000}
    assert alpha[1:].tolist() == pytest.approx([benefits["a"], 280_000 + cases["a"]])
    assert beta[1:].tolist() == pytest.approx([benefits["b"], 300_000 + cases["b"]])
    assert alpha[0] == pytest.approx(benefits["a"] - 280_000 - cases["a"])
    assert shared[1] == 0
    assert shared[2] == pytest.approx(tables.outcomes["cost"] - alpha[2] - beta[2])


def test_years_by_hand():
    """Budget and payroll in the first year, with support on top of both; benefits and run-off in the second."""
    case = scenario(
        [mmp("p", 60, earns=100)],
        calendar={"benefit_quarters": 8},
        budget={"per_quarter": 13_000, "support_per_quarter": 1_000},
    )
    years = run(case).result.breakdown.years
    assert years[0].tolist() == pytest.approx([56_000, 56_000, 0, -56_000, -56_000])
    assert years[1].tolist() == pytest.approx([0, 8_000, 4_400, -3_600, -3_600])


def test_work_over_two_streams():
    """An MMP earns where it is at home and costs where it is worked on; a project of none is a row of its own."""
    both = mmp("x", None, on="a", effort={"a": 1, "b": 2}, earns=10, objective="o")
    case = scenario([both, mmp("y", 3, on="b")], stream("a"), stream("b"), objectives=[{"id": "o"}])
    tables = run(case, funding()).result.breakdown
    assert tables.value_streams[:, 2].tolist()[:2] == [1_000, 2_000 + 3_000]
    assert tables.value_streams[1, 1] == 0
    assert tables.objectives[:, 2].tolist()[:2] == [3_000, 3_000]


def test_objectives_nobody_has_listed():
    """Where the scenario lists no objectives, those that MMPs name have rows all the same."""
    case = scenario([mmp("x", 2, objective="o"), mmp("y", 3)])
    names = row_names(Blueprint(case))["objectives"]
    table = dict(zip(names, run(case).result.breakdown.objectives[:, 2].tolist(), strict=True))
    assert table == {"o": 2_000, "": 3_000, "overheads": 47_000}


def test_a_comparison_keeps_every_world():
    """Tables of all worlds and models stand in the comparison, and their means add up to the mean outcomes."""
    case = load("tiny")
    models = {name: FundingModel.preset(name) for name in ("project", "value_stream")}
    found = compare(case.replace(funding_models=models), replications=2)
    table = found.breakdown["projects"]
    assert table.shape == (2, 2, 4, 3)
    for j, model in enumerate(found.models):
        assert np.allclose(table[:, j].sum(axis=1)[:, 0], found.values("npv", model))
