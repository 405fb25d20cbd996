"""The rule ``optimiser``: what it chooses, in which order, and that it is the same in every process."""

import pickle
from dataclasses import replace

import pytest

from coupling import rolling
from coupling.rolling import Rolling, rules_for
from scenarios.loader import load
from sim.funding.selection_rules import wsjf
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.coupling.cases import on_the_table
from tests.sim.cases import dates, funding, mmp, scenario


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """Every test starts without answers."""
    monkeypatch.setattr(rolling, "EFFORT", rolling.Effort())


def test_takes_the_pair_that_a_ranking_misses():
    """WSJF starts with the urgent small one and then affords one more; the two others are worth more together."""
    units = {"small": (6, 20, 2), "left": (5, 60, 0), "right": (5, 60, 0)}
    round_ = on_the_table(units, money=10)
    assert wsjf(round_)[0] == "small"
    assert set(Rolling()(round_)[:2]) == {"left", "right"}


def test_leaves_for_later_what_can_wait():
    """With money for one now and one in a quarter, the one that loses most by waiting comes first."""
    units = {"patient": (10, 200, 0), "urgent": (10, 150, 10)}
    assert list(Rolling()(on_the_table(units, money=10, income=[10]))) == ["urgent", "patient"]
    assert list(Rolling()(on_the_table(units, money=10))) == ["patient", "urgent"]


def test_window_that_closes_comes_first():
    """What can start in this quarter only is not left for the next."""
    units = {"open": (10, 200, 1), "closing": (10, 150, 0, {"latest_quarter": 1})}
    assert Rolling()(on_the_table(units, money=10, income=[10]))[0] == "closing"


def test_does_not_pay_for_what_cannot_start_yet():
    """An MMP that may start in quarter 2 only leaves the money of quarter 1 to others, and loses nothing by it."""
    units = {"early": (10, 200, 10, {"earliest_quarter": 2}), "now": (10, 150, 1)}
    assert Rolling()(on_the_table(units, money=10, income=[10]))[0] == "now"


def test_enabler_comes_before_what_needs_it():
    """A requirement that earns nothing is chosen with what needs it, before it."""
    units = {"goal": (3, 90, 1, {"requires": ["base"]}), "base": (3, 0, 0), "other": (6, 50, 1)}
    assert list(Rolling()(on_the_table(units, money=4)))[:2] == ["base", "goal"]


def test_what_needs_something_not_on_the_table_waits():
    """The idea that is needed appears in quarter 3: what needs it takes no money now, except as a last resort."""
    units = {
        "goal": (3, 90, 1, {"requires": ["idea"]}),
        "idea": (None, 0, 0, {"appears_quarter": 3}),
        "other": (3, 9, 1),
    }
    assert Rolling()(on_the_table(units, money=3))[0] == "other"


def test_what_is_there_already_need_not_be_chosen():
    """What was chosen before counts as there; once it has been stopped, what needs it cannot be had."""
    units = {"goal": (3, 90, 1, {"requires": ["done"]}), "done": (None, 0, 0), "other": (3, 9, 1)}
    round_ = on_the_table(units, money=3)
    assert Rolling()(round_)[0] == "goal"
    assert Rolling()(replace(round_, there=frozenset()))[0] == "other"


def test_the_better_of_two_that_exclude_each_other():
    """Exclusion holds in both directions, whoever states it."""
    units = {"one": (1, 50, 1, {"excludes": ["two"]}), "two": (1, 60, 1), "three": (1, 5, 1)}
    assert list(Rolling()(on_the_table(units, money=9)))[:2] == ["two", "three"]


def test_pairs_come_together():
    """Two that name each other in ``with`` are weighed as one."""
    units = {"a": (4, 5, 1, {"with": ["b"]}), "b": (4, 40, 1, {"with": ["a"]}), "c": (8, 60, 1)}
    assert Rolling()(on_the_table(units, money=8))[0] == "c"
    units["b"] = (4, 60, 1, {"with": ["a"]})
    assert set(Rolling()(on_the_table(units, money=8))[:2]) == {"a", "b"}


def test_mandatory_comes_first_with_what_it_needs():
    """A mandatory MMP that earns nothing gets money before anything that earns."""
    units = {"rich": (5, 500, 1), "law": (5, 0, 0, {"mandatory": True, "requires": ["base"]}), "base": (5, 0, 0)}
    assert list(Rolling()(on_the_table(units, money=6)))[:2] == ["base", "law"]


def test_direct_cost_is_taken_off():
    """Of two that cost and earn the same, work comes before invoices: people are paid anyway."""
    units = {"invoice": (10, 50, 1, {"direct_cost": 9}), "work": (10, 50, 1)}
    assert Rolling()(on_the_table(units, money=10))[0] == "work"


def test_left_over_money_goes_to_what_is_worth_its_cost():
    """Behind the choice come the others that earn more than they cost; what does not is left out."""
    units = {"a": (10, 50, 1), "b": (10, 30, 1), "c": (10, 40, 1), "poor": (10, 9, 1)}
    assert list(Rolling()(on_the_table(units, money=10))) == ["a", "c", "b"]


def test_equal_problems_are_solved_once():
    """The second time the answer comes from the cache, and is the same."""
    units = {"a": (10, 50, 1), "b": (7, 30, 1), "c": (4, 40, 1)}
    first = Rolling()(on_the_table(units, money=12, income=[5]))
    again = Rolling()(on_the_table(units, money=12, income=[5]))
    assert first == again
    assert (rolling.EFFORT.rounds, rolling.EFFORT.solved, rolling.EFFORT.cached) == (2, 1, 1)


def test_purses_without_money_are_not_planned():
    """Where nothing can be chosen now, nothing is solved."""
    Rolling()(on_the_table({"a": (10, 50, 1)}, money=-1, income=[20]))
    assert rolling.EFFORT.solved == 0


def test_many_units_are_given_to_the_integer_program():
    """A table too large for the search is chosen from all the same: the twelve that fit are the best twelve."""
    units = {f"u{k}": (10, 20 + k, 1) for k in range(20)}
    order = Rolling(rounds=1)(on_the_table(units, money=115))
    assert set(order[:12]) == {f"u{k}" for k in range(8, 20)}


def test_office_follows_the_order():
    """The pair gets its money; the third would earn 4 600 for 6 000 that are not there, and gets none."""
    mmps = [mmp("small", 6, earns=100), mmp("left", 7, earns=900), mmp("right", 6, earns=900)]
    case = scenario(mmps, budget={"per_quarter": 13_000}, calendar={"quarters": 1, "benefit_quarters": 4})
    model = funding(selection="optimiser")
    outcome = simulate(World(Blueprint(case), 1, 0), model, {"optimiser": Rolling()})
    assert dates(outcome, "chosen") == {"small": None, "left": 0, "right": 0}


def test_rule_is_handed_in_where_a_model_asks_for_it():
    """Only a comparison with an optimised model needs the optimiser."""
    insurer = load("insurer")
    assert rules_for(insurer, ["project", "value_stream"]) == {}
    assert list(rules_for(insurer, ["value_stream_optimised"])) == ["optimiser"]


def test_rule_travels_to_other_processes():
    """A pickled rule is the same rule."""
    assert pickle.loads(pickle.dumps(Rolling(rounds=3))) == Rolling(rounds=3)
