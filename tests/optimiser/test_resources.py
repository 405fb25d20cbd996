"""Purses, other resources, running cost, variants and groups, on portfolios small enough to reckon with."""

import re

import pytest

from optimiser.budget_frontier import marginals
from optimiser.cash import cash_flow
from optimiser.checker import check
from optimiser.data import Rule
from optimiser.explanation import explain
from optimiser.infeasible import conflict
from optimiser.optimisation import optimise
from optimiser.plan import make_plan
from optimiser.preparation import prepare
from optimiser.solving import Effort
from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario
from tests.optimiser.cases import scenario

PROVE = Effort(gap=0.0)


def two_purses(**more: float) -> Scenario:
    """Three MMPs that take capital and operating money of one quarter."""
    mmps = [
        {"id": "a", "value_by_quarter": [20], "purse": {"capital": 10, "expense": 1}},
        {"id": "b", "value_by_quarter": [9], "purse": {"capital": 4, "expense": 2}},
        {"id": "c", "value_by_quarter": [10], "purse": {"capital": 5, "expense": 0}},
    ]
    return scenario(mmps, {"per_quarter": 30, "purses": {"capital": 19, "expense": 1, **more}}, 1)


def test_purses_cannot_stand_in_for_each_other() -> None:
    """With 19 of capital and 1 of operating money a and c are done, worth 30; with 3 of it all three, worth 39."""
    assert optimise(two_purses(), effort=PROVE).starts == {"a": 1, "c": 1}
    assert optimise(two_purses(expense=3), effort=PROVE).objective == 39


def test_conflicts_and_reasons_name_the_purse() -> None:
    """The purse that cannot pay is named, with what it would have to hold more."""
    case = two_purses()
    must = case.replace(mmps=tuple(m.replace(mandatory=m.id in "ab") for m in case.mmps))
    found = conflict(must, prepare(must))
    assert set(found.words) == {"the purse expense has 1 EUR in quarter 1", "b is mandatory"}
    assert any(words.startswith("give the purse expense") for words in found.ways_out)
    (why,) = explain(optimise(case, effort=PROVE), ["b"])
    assert "no quarter can pay: the purse expense has at most 1" in why.words


def test_the_next_unit_of_a_purse_and_of_a_resource_has_a_price() -> None:
    """Two more of operating money let b in, worth 9; a further specialist lets the second MMP in, worth 5."""
    case = two_purses()
    priced = {m.subject: m.up for m in marginals(case, prepare(case), step=2.0) if m.what == "purse"}
    assert priced["expense, quarter 1"] == 9
    mmps = [{"id": i, "need": {"dba": 1}, "value_by_quarter": [v]} for i, v in (("a", 7), ("b", 5))]
    case = scenario(mmps, 9, 1, amounts={"dba": {"per_quarter": 1}, "risk": {"total": 3}})
    priced = {m.subject: m.up for m in marginals(case, prepare(case)) if m.what == "amount"}
    assert priced == {"dba, quarter 1": 5}


def test_amounts_per_quarter_and_in_total() -> None:
    """One specialist a quarter: one MMP after the other; 3 points of risk in all: the better two of three."""
    mmps = [{"id": i, "need": {"dba": 1}, "value_by_quarter": [v, v - 1]} for i, v in (("a", 7), ("b", 5))]
    case = scenario(mmps, 9, 2, amounts={"dba": {"per_quarter": 1}})
    assert optimise(case, effort=PROVE).objective == 7 + 4
    risky = [
        {"id": i, "need": {"risk": r}, "value_by_quarter": [v, v]}
        for i, r, v in (("a", 2, 7), ("b", 1, 5), ("c", 2, 6))
    ]
    case = scenario(risky, 9, 2, amounts={"risk": {"total": 3}})
    plan = optimise(case, effort=PROVE)
    assert plan.objective == 7 + 5
    assert [(u.stream, u.quarter, u.used, u.limit) for u in plan.uses if u.kind == "amount"] == [("risk", 0, 3, 3)]


def test_running_cost_takes_later_budget_and_value() -> None:
    """6 a quarter after release leave 4 of 10 for the rest; 3 quarters of it are taken off the value."""
    mmps = [
        {"id": "a", "spend": [5], "value_per_quarter": 9, "running_cost": 6},
        {"id": "b", "spend": [0, 5], "value": 30},
    ]
    case = scenario(mmps, 10, 2, calendar={"benefit_quarters": 4})
    assert check(case, {"a": 1, "b": 1}).broken == ("spend of quarter 2: 11.00 is above 10.00",)
    assert prepare(case).by_id["a"].value == {1: 9 * 3 - 5 - 6 * 3, 2: 9 * 2 - 5 - 6 * 2}
    assert optimise(case, effort=PROVE).starts == {"a": 2, "b": 1}
    flow = cash_flow(make_plan(case, prepare(case), {"a": 1}))
    assert flow.spend == (5, 6, 6, 6)
    assert sum(flow.present) == pytest.approx(4)


def test_at_most_one_variant_and_one_where_it_must() -> None:
    """Of two variants the better one is done; where both are worth less than nothing, only if one of them must."""
    good = [{"id": f"v{i}", "value_by_quarter": [i], "variant_of": "v"} for i in (3, 5)]
    assert optimise(scenario(good, 9, 1), effort=PROVE).starts == {"v5": 1}
    bad = [{"id": f"v{i}", "value_by_quarter": [-i], "variant_of": "v"} for i in (3, 5)]
    assert optimise(scenario(bad, 9, 1), effort=PROVE).starts == {}
    plan = optimise(scenario([m | {"mandatory": True} for m in bad], 9, 1), effort=PROVE)
    assert plan.starts == {"v3": 1}
    assert plan.baselines["value"] == -3
    assert plan.applied().mmps[0].variant_of is None


def test_groups_of_which_few_may_be_done() -> None:
    """Of three MMPs of one supplier at most two are done: the better ones."""
    mmps = [{"id": f"m{v}", "value_by_quarter": [v]} for v in (3, 5, 4)]
    rules = {"at_most": [{"name": "supplier", "mmps": ["m3", "m4", "m5"], "most": 2}]}
    case = scenario(mmps, 9, 1, plan_rules=rules)
    assert optimise(case, effort=PROVE).starts == {"m4": 1, "m5": 1}
    must = case.replace(mmps=tuple(m.replace(mandatory=True) for m in case.mmps))
    found = conflict(must, prepare(must))
    assert Rule("at most", "supplier") in found.rules
    assert "at most 2 of supplier (m3, m4, m5)" in found.words
    assert "give up: at most 2 of supplier (m3, m4, m5)" in found.ways_out


@pytest.mark.parametrize(
    ("case", "plan", "broken"),
    [
        (two_purses(), {"a": 1, "b": 1}, "purse expense pays 3.00 in quarter 1 and has 1.00"),
        (
            scenario([{"id": "a", "need": {"dba": 3}}], 9, 1, amounts={"dba": {"per_quarter": 2}}),
            {"a": 1},
            "3.00 of dba is needed in quarter 1 and there is 2.00",
        ),
        (
            scenario([{"id": "a", "need": {"dba": 3}}], 9, 1, amounts={"dba": {"total": 2}}),
            {"a": 1},
            "3.00 of dba is needed and there is 2.00 in total",
        ),
        (
            scenario([{"id": i, "variant_of": "v"} for i in "ab"], 9, 1),
            {"a": 1, "b": 1},
            "2 variants of v are in; at most one makes sense",
        ),
        (
            scenario([{"id": i, "variant_of": "v", "mandatory": True} for i in "ab"], 9, 1),
            {},
            "one of the variants of v must be in",
        ),
        (
            scenario(
                [{"id": i} for i in "ab"],
                9,
                1,
                plan_rules={"at_most": [{"name": "g", "mmps": ["a", "b"], "most": 1}]},
            ),
            {"a": 1, "b": 1},
            "2 of g are in (a, b); at most 1 may be",
        ),
    ],
)
def test_checker_sees_every_broken_rule(case: Scenario, plan: dict[str, int], broken: str) -> None:
    """The independent check names each of these rules when a plan breaks it."""
    assert check(case, plan).broken == (broken,)


@pytest.mark.parametrize(
    ("mmps", "more", "fault"),
    [
        (
            [{"id": "a", "need": {"dbs": 1}}],
            {"amounts": {"dba": {"total": 1}}},
            'amounts has no "dbs"; did you mean "dba"',
        ),
        ([{"id": "a", "purse": {"capital": 1}}], {}, 'budget: purses has no "capital"'),
        ([{"id": "a", "purse": {"x": 1, "y": [1, 2]}}], {}, "the purses cover different numbers of quarters"),
        (
            [{"id": "a", "spend": [3], "purse": {"x": [2]}}],
            {},
            "the purses add up to 2 in its quarter 1 and spend is 3",
        ),
        ([{"id": "a"}], {"amounts": {"dba": {}}}, "give either per_quarter or total"),
        ([{"id": "a"}], {"amounts": {"dba": {"per_quarter": [1]}}}, "has 1 amounts for 2 quarters"),
        (
            [{"id": "a", "variant_of": "v", "mandatory": True}, {"id": "b", "variant_of": "v"}],
            {},
            'differs between the variants of "v"',
        ),
        ([{"id": "a", "variant_of": "b"}, {"id": "b"}], {}, '"b" is an MMP itself'),
        (
            [{"id": "a"}],
            {"plan_rules": {"at_most": [{"name": "g", "mmps": ["x"], "most": 1}]}},
            'no MMP is called "x"',
        ),
    ],
)
def test_faults_are_named(mmps: list[dict[str, object]], more: dict[str, object], fault: str) -> None:
    """What is not stated, does not add up or contradicts itself is refused with a remedy."""
    with pytest.raises(ValueError, match=re.escape(fault)):
        scenario(mmps, 10, 2, **more)


def test_cost_without_a_purse_is_refused() -> None:
    """Where money is kept in purses, cost that none of them pays would escape every purse."""
    case = scenario([{"id": "a", "spend": [3]}], {"per_quarter": 9, "purses": {"capital": 5}}, 1)
    with pytest.raises(ScenarioError, match='3 of the cost of "a" belongs to no purse'):
        prepare(case)
