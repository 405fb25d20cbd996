"""Purses, other resources, variants and groups: what a simulated round may choose, by hand."""

import pytest

from coupling.rolling import Rolling
from scenarios.faults import ScenarioError
from sim.funding.selection_rules import RULES
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import dates, funding, mmp, run, scenario

TWO = [mmp("a", variant_of="v", earns=10), mmp("b", variant_of="v", earns=20), mmp("c", earns=1)]


def chosen(case, **settings):
    """When each MMP is chosen, None where it never is."""
    return dates(run(case, funding(**settings)), "chosen")


def test_of_variants_one_is_done():
    """The first in the order of the rule; the other is never chosen, whatever money is there."""
    assert chosen(scenario(TWO)) == {"a": 0, "b": None, "c": 0}
    assert chosen(scenario([mmp("x", 1, **{"with": ["b"]}), *TWO])) == {"x": 0, "a": None, "b": 0, "c": 0}


def test_of_mandatory_variants_one_is_done_and_nothing_waits_for_the_other():
    """The one that is worth more per cost, under a ranking and under optimised rounds."""
    case = scenario([mmp("a", 1, variant_of="v", mandatory=True, earns=10),
                     mmp("b", 1, variant_of="v", mandatory=True, earns=20), mmp("c", earns=1)])  # fmt: skip
    assert chosen(case) == {"a": None, "b": 0, "c": 0}
    model = funding(selection="optimiser")
    found = simulate(World(Blueprint(case), 1, 0), model, {"optimiser": Rolling()})
    assert dates(found, "chosen") == {"a": None, "b": 0, "c": 0}


def test_a_project_holds_the_variant_that_claims_most_per_cost():
    """The second claims twice as much for the same work: the project takes it, and the first is out."""
    case = scenario(TWO, projects=[{"id": "p", "mmps": ["a", "b", "c"]}])
    assert chosen(case, funding_unit="project") == {"a": None, "b": 0, "c": 0}


def test_of_a_group_only_so_many_are_done():
    """Of three at most two; work under way counts."""
    rules = {"at_most": [{"name": "few", "mmps": ["a", "b", "c"], "most": 2}]}
    mmps = [mmp("a"), mmp("b"), mmp("c"), mmp("d")]
    assert chosen(scenario(mmps, plan_rules=rules)) == {"a": 0, "b": 0, "c": None, "d": 0}
    mmps[2]["underway"] = 0.5
    assert chosen(scenario(mmps, plan_rules=rules)) == {"a": 0, "b": None, "c": 0, "d": 0}


def test_a_resource_of_a_quarter_is_there_again_in_the_next():
    """One specialist a quarter: the second MMP that needs her is chosen when the first does not any more."""
    mmps = [mmp(name, need={"dba": 1}) for name in "ab"]
    case = scenario([*mmps, mmp("c")], amounts={"dba": {"per_quarter": 1}})
    assert chosen(case) == {"a": 0, "b": 13, "c": 0}
    long = mmp("a", 20, need={"dba": 1})  # 20 weeks: two quarters
    assert chosen(scenario([long, mmps[1]], amounts={"dba": {"per_quarter": 1}})) == {"a": 0, "b": 26}
    once = mmp("a", 20, need={"dba": [1]})  # in its first quarter only
    assert chosen(scenario([once, mmps[1]], amounts={"dba": {"per_quarter": 1}})) == {"a": 0, "b": 13}


def test_a_total_is_used_once():
    """Of a risk budget of 3 the first takes 2; the second would need 2 and is never done, the third takes 1."""
    case = scenario(
        [mmp("a", need={"risk": 2}), mmp("b", need={"risk": 2}), mmp("c", need={"risk": 1})],
        amounts={"risk": {"total": 3}},
    )
    assert chosen(case) == {"a": 0, "b": None, "c": 0}


def purses(*mmps, **budget):
    """1 000 of capital a quarter and more expense than anybody needs."""
    money = {"per_quarter": 1e9, "purses": {"capital": 1000, "expense": 1e6}, **budget}
    return scenario(list(mmps), budget=money)


def test_a_purse_that_is_empty_pays_nothing():
    """The first overdraws capital by the money of the next quarter: b waits for the third; expense pays c."""
    a, b = (mmp(name, 2, purse={"capital": [1]}) for name in "ab")
    c = mmp("c", 2, purse={"expense": [1]})
    assert chosen(purses(a, b, c)) == {"a": 0, "b": 26, "c": 0}
    half = mmp("a", 2, purse={"capital": [1], "expense": [1]})  # 1 000 from each
    assert chosen(purses(half, b, c)) == {"a": 0, "b": 13, "c": 0}


def test_a_purse_keeps_what_may_be_carried_over():
    """Capital of a year in one decision, nothing used in the first quarter: 2 000 are there in the second."""
    late = {"appears_quarter": 2}
    mmps = [mmp(name, 1, purse={"capital": [1]}, **late) for name in "abc"]
    assert chosen(purses(*mmps)) == {"a": 13, "b": 26, "c": 39}
    assert chosen(purses(*mmps, carry_over=1)) == {"a": 13, "b": 13, "c": 26}


def test_the_running_purse_pays_what_is_out():
    """An MMP out in week 1 costs capital 12/13 x 1 000 to the end of quarter 1 and 1 000 in every later one."""
    a = mmp("a", 1, purse={"expense": [1]}, running_cost=1000)
    b = mmp("b", 1, purse={"capital": [1]}, appears_quarter=2)
    assert chosen(purses(a, b, running_purse="expense")) == {"a": 0, "b": 13}
    assert chosen(purses(a, b, running_purse="capital")) == {"a": 0, "b": None}


def simulated(case, rule, **settings):
    """When each MMP is chosen under a selection rule by name, the optimiser included."""
    rules = {**RULES, "optimiser": Rolling()}
    return dates(simulate(World(Blueprint(case), 1, 0), funding(selection=rule, **settings), rules), "chosen")


EVERY = pytest.mark.parametrize("rule", [*RULES, "optimiser"])


@EVERY
def test_money_goes_to_what_a_purse_can_pay(rule):
    """Capital comes in quarter 2: the money of quarter 1 is not kept for a and b, whatever a rule thinks of it."""
    rich = {"earns": 500, "sponsor_weight": 5}
    a, b = (mmp(name, purse={"capital": [1]}, mandatory=name == "a", **rich) for name in "ab")
    c, d = (mmp(name, purse={"expense": [1]}, earns=50) for name in "cd")
    case = purses(a, b, c, d, per_quarter=1000, purses={"capital": [0, 1e6, 1e6, 1e6], "expense": 1e6})
    found = simulated(case, rule)
    assert min(found[name] for name in "cd") == 0
    assert found["a"] == 13
    assert sorted(found.values()) == [0, 13, 26, 39]


@EVERY
def test_a_resource_is_never_overdrawn_and_the_money_goes_on(rule):
    """Two of three need the one specialist: one of them and the third in quarter 1, the other later."""
    mmps = [mmp(name, need={"dba": 1}, earns=500) for name in "ab"]
    found = simulated(scenario([*mmps, mmp("c", earns=400)], amounts={"dba": {"per_quarter": 1}}), rule)
    assert found["c"] == 0
    assert sorted((found["a"], found["b"])) == [0, 13]


@EVERY
def test_what_no_purse_ever_pays_is_never_chosen(rule):
    """A purse that stays empty: its MMPs take no money, and nobody waits for them."""
    never, rest = mmp("a", purse={"capital": [1]}, earns=500), mmp("b", purse={"expense": [1]}, earns=5)
    case = purses(never, rest, per_quarter=1000, purses={"capital": 0, "expense": 1e6})
    assert simulated(case, rule) == {"a": None, "b": 0}


def test_optimised_rounds_plan_what_can_be_had():
    """Five need the one specialist, of whom one may begin: the plan of four units holds one of them, not four."""
    mmps = [mmp(name, 2, need={"dba": 1}, earns=500) for name in "abcde"]
    rest = [mmp("long", 6, earns=100), mmp("short", 2, earns=100)]
    plans = []

    def rule(round_):
        plans.append([found[2][unit].names for found in Rolling().plans(round_) for unit in found[1]])
        return Rolling()(round_)

    case = scenario([*mmps, *rest], amounts={"dba": {"per_quarter": 1}})
    simulate(World(Blueprint(case), 1, 0), funding(selection="optimiser"), {"optimiser": rule})
    assert sorted(name for names in plans[0] for name in names) == ["a", "long", "short"]


def test_cost_that_no_purse_pays_is_refused():
    """Where money is kept in purses every MMP says which pay for it."""
    with pytest.raises(ScenarioError, match=r'"a" belongs to no purse \(capital, expense\)'):
        Blueprint(purses(mmp("a")))


def test_variants_that_make_no_sense_are_refused():
    """Two under way, and an idea that is drawn again and again."""
    both = [mmp(name, variant_of="v", underway=0.5) for name in "ab"]
    with pytest.raises(ScenarioError, match=r'"a" is under way as well, another variant of "v"'):
        Blueprint(scenario(both))
    drawn = {"market": {"arrivals_per_quarter": 1, "templates": [mmp("t", variant_of="v")]}}
    with pytest.raises(ScenarioError, match="drawn again and again"):
        Blueprint(scenario([mmp("a")], uncertainty=drawn))
