"""The rule ``optimiser``: what it chooses, in which order, and that it is the same in every process."""

import pickle
from dataclasses import replace

import pytest

from coupling.rolling import Rolling, rules_for
from scenarios.loader import load
from sim.funding.selection_rules import Queue
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.coupling.cases import on_the_table
from tests.sim.cases import dates, funding, mmp, scenario, stream


def order(units, **more):
    """Names in the order in which they should get money."""
    return list(Rolling()(on_the_table(units, **more)))


def test_short_work_comes_before_long_work():
    """Two that earn the same and are all paid for: the shorter one delays the other less."""
    assert order({"long": (8, 50), "short": (2, 50)}) == ["short", "long"]


def test_what_a_queue_delays_is_counted():
    """Behind 30 weeks of promised work a benefit that ends in week 26 comes after one that lasts."""
    fading = {"urgency": {"kind": "closing", "last_quarter": 2}}
    units = {"fading": (2, 90, fading), "lasting": (2, 60)}
    assert order(units) == ["fading", "lasting"]
    assert order(units, promised=30)[0] == "lasting"


def test_enabler_comes_with_what_needs_it():
    """Money for the first week of work is enough for a goal with its enabler: one step, which may run over."""
    units = {"goal": (3, 90, {"requires": ["base"]}), "base": (3, 0), "other": (6, 9)}
    assert order(units, money=1)[:2] == ["goal", "base"]


def test_what_needs_something_not_on_the_table_waits():
    """The idea that is needed appears in quarter 3: what needs it takes no money now, except as a last resort."""
    units = {"goal": (3, 90, {"requires": ["idea"]}), "idea": (1, 0, {"appears_quarter": 3}), "other": (3, 9)}
    assert order(units, money=3)[0] == "other"


def test_what_is_there_already_need_not_be_chosen():
    """What was chosen before counts as there; once it has been stopped, what needs it cannot be had."""
    units = {"goal": (3, 90, {"requires": ["done"]}), "done": (1, 0), "other": (3, 9)}
    round_ = on_the_table(units, money=3, there=["done"])
    assert Rolling()(round_)[0] == "goal"
    assert Rolling()(replace(round_, there=frozenset()))[0] == "other"


def test_the_better_of_two_that_exclude_each_other():
    """Exclusion holds in both directions, whoever states it."""
    units = {"one": (1, 50, {"excludes": ["two"]}), "two": (1, 60), "three": (1, 5)}
    assert order(units)[:2] == ["two", "three"]


def test_pairs_come_together():
    """Two that name each other in ``with`` are weighed as one."""
    units = {"a": (4, 5, {"with": ["b"]}), "b": (4, 40, {"with": ["a"]}), "c": (8, 60)}
    assert order(units, money=1)[0] == "c"
    units["b"] = (4, 60, {"with": ["a"]})
    assert set(order(units, money=1)[:2]) == {"a", "b"}


def test_mandatory_comes_first_with_what_it_needs():
    """A mandatory MMP that saves a penalty gets money before anything that earns more."""
    law = {
        "mandatory": True,
        "requires": ["base"],
        "urgency": {"kind": "fixed_date", "quarter": 2, "penalty": 9000},
    }
    assert set(order({"rich": (5, 900), "law": (5, 0, law), "base": (5, 0)})[:2]) == {"base", "law"}


def test_mandatory_is_done_whatever_it_is_worth():
    """What has to be done is in the order even when it saves nothing."""
    assert "law" in order({"law": (5, 0, {"mandatory": True}), "rich": (5, 900)})


def test_date_that_can_still_be_met_comes_first():
    """Two equal penalties, one in quarter 2 and one in quarter 4: the earlier date first, and both are met."""

    def due(quarter):
        return {"mandatory": True, "urgency": {"kind": "fixed_date", "quarter": quarter, "penalty": 90_000}}

    calendar = {"quarters": 6, "discount_rate": 0}
    assert order({"late": (9, 0, due(4)), "soon": (9, 0, due(2))}, calendar=calendar) == ["soon", "late"]


def test_direct_cost_is_taken_off():
    """Of two that take and earn the same, work comes before invoices: people are paid anyway."""
    assert order({"invoice": (10, 50, {"direct_cost": 900}), "work": (10, 50)}, money=1)[0] == "work"


def test_last_round_leaves_what_is_dearer_to_finish_than_it_is_worth():
    """After the last quarter only unfinished work is paid: what costs more then than it earns is not begun."""
    poor = {"poor": (26, 300)}
    calendar = {"quarters": 4, "benefit_quarters": 8, "discount_rate": 0}
    ((_, _, _, choice),) = Rolling().plans(on_the_table(poor, now=39.0, calendar=calendar))
    assert choice.now == ()
    ((_, _, _, choice),) = Rolling().plans(on_the_table({"rich": (26, 9000)}, now=39.0, calendar=calendar))
    assert choice.now == ((0,),)


def test_purses_without_money_are_not_planned():
    """Where nothing can be chosen now, nothing is sequenced."""
    assert Rolling().plans(on_the_table({"a": (10, 50)}, money=-1, income=[20])) == []


def test_queues_that_share_a_unit_are_planned_together():
    """Two purses with a unit of each are two problems; a need between them makes them one."""

    def plans(needs):
        case = scenario(
            [mmp("a", 2, earns=50), mmp("b", 2, on="t", earns=50, requires=needs)], stream("s"), stream("t")
        )
        world = World(Blueprint(case), 1, 0)
        seen = []
        rule = Rolling()

        def listening(round_):
            seen.extend(len(found[0].money) for found in rule.plans(round_))
            return rule(round_)

        simulate(world, funding(selection="optimiser"), {"optimiser": listening})
        return seen[:2]

    assert plans([]) == [1, 1]
    assert plans(["a"])[0] == 2


def test_people_without_work_who_are_not_paid_save_the_cost():
    """Where idle people cost nothing, what earns less than its work is left alone."""
    round_ = on_the_table({"poor": (10, 10)}, money=1e6)
    assert Rolling().plans(round_)[0][3].now == ((0,),)
    assert Rolling().plans(replace(round_, saves_pay=True))[0][3].now == ()


def test_number_of_units_is_limited():
    """Sequencing more than twelve exactly would take seconds a round."""
    with pytest.raises(ValueError, match="13 units are not 1 to 12"):
        Rolling(alone=13)


def test_many_units_keep_the_best():
    """Of twenty the best are sequenced, and all twenty are in the order."""
    units = {f"u{k}": (10, 500 + k) for k in range(20)}
    found = order(units, money=5000)
    assert found[0] == "u19"
    assert set(found) == set(units)


def test_office_follows_the_order():
    """Money for one step at a time: the short work first, and the next only when there is money again."""
    mmps = [mmp("long", 9, earns=500), mmp("short", 3, earns=500)]
    case = scenario(mmps, budget={"per_quarter": 3000}, calendar={"quarters": 4, "benefit_quarters": 8})
    run = simulate(World(Blueprint(case), 1, 0), funding(selection="optimiser"), {"optimiser": Rolling()})
    assert dates(run, "chosen") == {"long": 13, "short": 0}


def test_rule_is_handed_in_where_a_model_asks_for_it():
    """Only a comparison with an optimised model needs the optimiser."""
    insurer = load("insurer")
    assert rules_for(insurer, ["project", "value_stream"]) == {}
    assert list(rules_for(insurer, ["value_stream_optimised"])) == ["optimiser"]


def test_rule_travels_to_other_processes():
    """A pickled rule is the same rule."""
    assert pickle.loads(pickle.dumps(Rolling(alone=3))) == Rolling(alone=3)


def test_people_who_have_left_do_no_work():
    """A queue whose people are gone is no reason to fail: what is chosen for it waits."""
    round_ = on_the_table({"a": (3, 50)})
    assert Rolling()(replace(round_, queues={0: Queue(0.0, 5.0, (0,))})) == ["a"]


def test_golden_run():
    """What gets money in three rounds of one world of the insurer, in order, as recorded."""
    insurer = load("insurer")
    model = insurer.funding_models["value_stream_optimised"]
    run = simulate(World(Blueprint(insurer), 1, 0), model, {"optimiser": Rolling()})
    found = {}
    for state in sorted(run.states, key=lambda state: state.unit.rank):
        if state.plan.data.underway is None and state.chosen is not None:
            found.setdefault(state.chosen, []).append(state.plan.id)
    assert found[13] == [
        "reg-disclosure", "reg-governance", "reg-sustainability", "stp-glass", "fraud-score-motor",
        "direct-follow-up", "direct-motor", "direct-comparison", "cloud-print", "cloud-batch",
    ]  # fmt: skip
    assert found[26] == ["fraud-supplier", "policy-documents"]
    assert found[91] == ["repair-booking", "repair-parts", "app-claims", "service-mail", "report-steering"]
