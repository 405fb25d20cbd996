"""Several conflicts, what may be claimed about them, and the rule that keeps an MMP out."""

import pytest
from hypothesis import HealthCheck, given, settings

from optimiser.data import Wishes
from optimiser.explanation import explain, interesting
from optimiser.infeasible import conflict
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.solving import Effort
from optimiser.ways_out import Trial
from scenarios.scenario import Scenario
from tests.examples import examples
from tests.optimiser.cases import portfolios, scenario

PROVE = Effort(gap=0.0)
FOREVER = 1e12
few = settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def test_independent_conflicts_are_all_named() -> None:
    """Two MMPs that exclude each other must be in, and so must one that costs 500 of 100: two conflicts."""
    mmps = [
        {"id": "a", "spend": [10], "excludes": ["b"], "mandatory": True},
        {"id": "b", "spend": [10], "mandatory": True},
        {"id": "c", "spend": [500], "mandatory": True},
    ]
    found = conflict(case := scenario(mmps, 100, 2), prepare(case))
    assert [core.words for core in found.cores] == [
        ("a and b exclude each other", "a is mandatory", "b is mandatory"),
        ("the portfolio has 100 EUR in each of the quarters 1 to 2", "c is mandatory"),
    ]
    assert not found.one_is_enough
    assert found.heading == "2 conflicts; at least one line of each has to give way:"
    assert found.ways_out in (("do without a, c",), ("do without b, c",))


@few
@given(portfolios())
def test_a_claim_about_one_line_holds_for_each(case: Scenario) -> None:
    """Where it is said that giving up any one line is enough, it is; every conflict named is one by itself."""
    data = prepare(case)
    trial = Trial(FOREVER)
    if trial.possible(data):
        return
    found = conflict(case, data)
    if found.one_is_enough:
        assert all(trial.possible(data.without(line)) for line in found.cores[0].lines)
    for core in found.cores:
        rest = set(data.rules()) - set(core.rules)
        assert not trial.possible(data.without(rest))
        for line in core.lines:
            assert trial.possible(data.without({*rest, *line})), line


def test_nothing_is_claimed_without_time() -> None:
    """A search that is cut short does not say that one rule is enough, or that there is no further conflict."""
    mmps = [{"id": i, "spend": [9], "mandatory": True} for i in "ab"]
    found = conflict(case := scenario(mmps, 10, 1), prepare(case), seconds=0.0)
    assert not found.one_is_enough
    assert not found.whole
    assert "cut short" in found.heading


def test_what_takes_longer_than_the_plan_is_said() -> None:
    """Work of three quarters in a plan of two: the reason, who depends on it, and the plan that would do."""
    mmps = [
        {"id": "core", "spend": [100, 100, 100], "value_per_quarter": 50},
        {"id": "app", "spend": [100], "value_per_quarter": 80, "requires": ["core"]},
    ]
    must = scenario([mmps[0] | {"mandatory": True}, mmps[1]], 500, 2)
    found = conflict(must, prepare(must))
    assert found.words == ("core is mandatory, but it takes 3 quarters, the plan has 2 (app cannot do without it)",)
    assert found.ways_out == ("plan 3 quarters", "do without core")
    said = {e.id: e.words for e in explain(optimise(scenario(mmps, 500, 2), effort=PROVE))}
    assert said["core"] == (
        "core is out: no plan with it: core takes 3 quarters, the plan has 2; app cannot do without it."
    )
    assert said["app"] == "app is out: no plan with it: it needs core, which takes 3 quarters, the plan has 2."


def test_what_no_quarter_can_pay_is_said() -> None:
    """The requirement that is too dear is named, and the cost at which it would fit."""
    mmps = [
        {"id": "app", "spend": [10], "value": 90, "requires": ["audit"]},
        {"id": "audit", "spend": [500], "value": 700},
    ]
    plan = optimise(scenario(mmps, [100, 80]), effort=PROVE)
    app, audit = sorted(explain(plan, ["app", "audit"], price_of_cost=True), key=lambda e: e.id)
    reason = "needs 500 EUR in a quarter, which no quarter can pay: the portfolio has at most 100"
    assert app.words == f"app is out: no plan with it: it needs audit, which {reason}."
    assert audit.words == (
        f"audit is out: no plan with it: audit {reason}; app cannot do without it. "
        "It enters when its cost falls by 80% to 100 EUR."
    )


def test_what_can_be_had_for_nothing_only_is_said() -> None:
    """Without any money an MMP would enter at no cost: no percentage of it, and no amount."""
    mmps = [{"id": "a", "spend": [5], "value": 9}, {"id": "b", "value": 1}]
    (found,) = explain(optimise(scenario(mmps, 0), effort=PROVE), ["a"], price_of_cost=True)
    assert found.words.endswith("the portfolio has at most 0. It enters when it costs nothing.")


def test_what_builds_on_too_much_is_said() -> None:
    """A chain of three that costs 30 of 20 in all, and one that takes longer than there are quarters."""
    dear = [{"id": i, "spend": [10], "value": 9, "requires": r} for i, r in (("a", []), ("b", ["a"]), ("c", ["b"]))]
    plan = optimise(scenario(dear, 10, 2), effort=PROVE)
    (found,) = explain(plan, ["c"])
    assert found.words == (
        "c is out: no plan with it: with what it builds on (b, a) it needs 30 EUR, and the portfolio has 20 in all "
        "quarters."
    )
    late = [{"id": i, "value": 9, "after": a} for i, a in (("a", []), ("b", ["a"]), ("c", ["b"]))]
    (found,) = explain(optimise(scenario(late, 10, 2), effort=PROVE), ["c"])
    assert found.words == "c is out: no plan with it: what it builds on (b, a) cannot be out early enough."


def test_what_loses_money_is_gained_without() -> None:
    """Without a mandatory MMP that costs 6 and earns nothing the plan would gain 6: no loss is negative."""
    plan = optimise(scenario([{"id": "a", "spend": [6], "mandatory": True}], 10, 1), effort=PROVE)
    (found,) = explain(plan, ["a"])
    assert found.words == ("a is in, from quarter 1 (it is mandatory). Without it the best plan would gain 6 EUR.")


def test_an_mmp_that_is_excluded_and_mandatory() -> None:
    """The way out is not what was asked for: either the wish or the mark has to go."""
    case = scenario([{"id": "a", "spend": [6], "mandatory": True}, {"id": "b", "spend": [6]}], 10, 1)
    found = conflict(case, prepare(case, Wishes(exclude=frozenset("a"))))
    assert "no longer ask for a, which you exclude (mandatory)" in found.ways_out
    assert "give up: a is excluded by request" in found.ways_out


def test_the_closest_decisions_come_first() -> None:
    """What is nearest to being in and nearest to being out is looked at first, whatever the order of rows."""
    mmps = [
        {"id": "a", "spend": [5], "value_by_quarter": [1]},
        {"id": "b", "spend": [5], "value_by_quarter": [90]},
        {"id": "c", "spend": [5], "value_by_quarter": [9]},
        {"id": "d", "spend": [5], "value_by_quarter": [8]},
        {"id": "e", "spend": [50], "value_by_quarter": [800]},
    ]
    plan = optimise(scenario(mmps, 10, 1), effort=PROVE)
    assert plan.starts == {"b": 1, "c": 1}
    assert interesting(plan, prepare(plan.scenario)) == ["e", "d", "c", "a", "b"]


@pytest.mark.parametrize("reach", [False, True])
def test_forcing_out_costs_money_or_value(reach: bool) -> None:
    """With targets to reach, what changes is cost, and a bound says what no plan costs less than."""
    mmps = [
        {"id": "a", "spend": [4], "value_by_quarter": [10], "objective": "o"},
        {"id": "b", "spend": [7], "value_by_quarter": [10], "objective": "o"},
    ]
    case = scenario(mmps, 20, 1, objectives=[{"id": "o", "target": 10}])
    plan = optimise(case, Wishes(reach=reach), PROVE)
    (found,) = explain(plan, ["a"])
    assert ("cost 3 EUR more" if reach else "lose 10 EUR") in found.words


def test_more_money_is_also_room_for_a_larger_bet() -> None:
    """A must of 80 where no MMP may take more than half of 100: 160 a quarter let it in, not a cent less."""
    case = scenario([{"id": "a", "spend": [80], "mandatory": True}], 100, 1, plan_rules={"largest_bet": 0.5})
    assert conflict(case, prepare(case)).ways_out == (
        "give the portfolio 60 EUR more: 60 in quarter 1",
        "do without a",
        "give up: no MMP takes more than 50% of a quarter's budget",
    )
    assert not Trial(FOREVER).possible(prepare(case.replace(budget=case.budget.replace(per_quarter=159))))
    assert Trial(FOREVER).possible(prepare(case.replace(budget=case.budget.replace(per_quarter=160))))


def test_the_largest_bet_holds_where_something_else_is_too_little() -> None:
    """More specialists alone do not let in what is also too large a bet."""
    must = {"id": "a", "spend": [80], "need": {"dba": 2}, "mandatory": True}
    more = {"plan_rules": {"largest_bet": 0.5}, "amounts": {"dba": {"per_quarter": 1}}}
    case = scenario([must], 100, 1, **more)
    found = conflict(case, prepare(case))
    assert len(found.cores) == 2
    assert found.ways_out == ("do without a",)


def test_money_that_makes_other_work_go_on_is_no_way_out() -> None:
    """With money for quarter 1, work under way goes on there and takes the specialist whom the must needs then."""
    going = {"id": "a", "spend": [100], "underway": 0.5, "need": {"dba": 1}}
    must = {"id": "m", "spend": [50], "latest_quarter": 1, "need": {"dba": 1}, "mandatory": True}
    case = scenario([going, must], 40, 2, amounts={"dba": {"per_quarter": 1}})
    assert not Trial(FOREVER).possible(prepare(case.replace(budget=case.budget.replace(per_quarter=50))))
    found = conflict(case, prepare(case))
    assert not any("portfolio" in words for words in found.ways_out)
    assert "do without a, m" in found.ways_out


def test_what_is_missing_is_rounded_up() -> None:
    """300.4 of 100: 201 more are enough, 200 are not."""
    case = scenario([{"id": "a", "spend": [300.4], "mandatory": True}], 100, 1)
    assert "give the portfolio 201 EUR more: 201 in quarter 1" in conflict(case, prepare(case)).ways_out


def test_money_that_is_carried_over_is_part_of_the_conflict() -> None:
    """16 in quarter 2 of 10 and half of what quarter 1 leaves: without a limit in quarter 1 there is enough."""
    must = {"id": "a", "spend": [16], "earliest_quarter": 2, "mandatory": True}
    found = conflict(case := scenario([must], {"per_quarter": 10, "carry_over": 0.5}, 2), prepare(case))
    assert found.words == (
        "the portfolio has 10 EUR in each of the quarters 1 to 2",
        "a is mandatory and may start only in quarter 2",
    )
    assert found.one_is_enough


def test_one_conflict_is_not_told_for_every_choice_of_quarters() -> None:
    """Two quarters of 50 out of four with 10: no start can be paid for, whichever quarters are looked at."""
    must = {"id": "a", "spend": [50, 50], "mandatory": True}
    found = conflict(case := scenario([must], 10, 4), prepare(case))
    assert found.words == ("the portfolio has 10 EUR in each of the quarters 1 to 4", "a is mandatory")
    assert found.one_is_enough
