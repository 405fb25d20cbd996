"""Ways out of a conflict, as what to ask instead; a search that is watched."""

import pytest

import vmo
from optimiser.data import Rule, Wishes
from optimiser.ways_out import WayOut
from scenarios.open_work import still_open
from scenarios.variation.staffing import staffed
from tests.optimiser.cases import scenario
from vmo.planner.remedies import remedy


def refused(scenario, **planning):
    with pytest.raises(vmo.NoPlanError) as error:
        vmo.plan(scenario, **planning)
    return error.value.remedies


def test_every_way_out_asked_as_it_is_told_gives_a_plan():
    """Too little money for two MMPs that must be in: more money, or one of them less."""
    found = refused("tiny", include=["a1", "b1"], budget=100000)
    assert len(found) == 2
    for each in found:
        include = [mmp for mmp in ("a1", "b1") if mmp not in each.no_longer_include]
        assert vmo.plan("tiny", include=include, budget=each.budget or 100000).data.starts


def test_musts_of_the_scenario_are_let_go_in_the_scenario():
    """Two MMPs of one team in one quarter cannot both be mandatory where one is the most; one of them is let go."""
    wants = {f"mmps.{mmp}.{key}": value for mmp in ("a1", "a2") for key, value in _MUST.items()}
    scenario = vmo.changed("tiny", {**wants, "plan_rules.mmp_wip_limit": 1})
    ways = [way for way in refused(scenario) if way.words.startswith("do without")]
    assert [list(way.changes.values()) for way in ways] == [[False]]
    assert vmo.plan(vmo.changed(scenario, ways[0].changes)).data.starts


_MUST = {"mandatory": True, "latest_quarter": 1}


def test_more_of_a_limit_is_a_change_of_what_holds_it():
    """6.5 team-sprints a quarter are one team of alpha: 7 more need two more teams."""
    scenario = vmo.load("tiny")
    way = WayOut("more", limit=("capacity", "alpha"), more={1: 7.0})
    assert remedy(way, scenario, Wishes()).changes == staffed(scenario.stream("alpha"), 3)
    way = WayOut("more", limit=("budget", ""), more={2: 0.5})
    assert remedy(way, scenario, Wishes()).budget == (300000.0, 300001.0, 300000.0, 300000.0)


def test_what_only_the_file_can_say_is_not_known():
    """A limit of the portfolio is switched off by path; an entry of a list of an MMP is not."""
    scenario = vmo.load("tiny")
    off = remedy(WayOut("give up", rule=Rule("MMP WIP limit")), scenario, Wishes())
    assert (off.known, off.changes) == (True, {"plan_rules.mmp_wip_limit": None})
    assert not remedy(WayOut("give up", rule=Rule("requires", "a1", "a2")), scenario, Wishes()).known


def test_what_is_let_go_is_what_asks_for_it():
    """A mandatory variant under way is stopped: that one of the variants must be in stays."""
    mmps = [
        {"id": "a", "spend": [50], "underway": 0.5, "variant_of": "x", "mandatory": True},
        {"id": "b", "spend": [50], "variant_of": "x", "mandatory": True},
    ]
    case = scenario(mmps, 10, 1)
    way = remedy(WayOut("do without a", without=("a",)), still_open(case), Wishes(), case)
    assert (way.known, way.changes, way.exclude) == (True, {}, ("a",))


def test_a_group_is_let_go_where_the_file_has_it():
    """Of two groups the first is settled and gone from the plan: the second stays the second in the file."""
    mmps = [{"id": "a", "spend": [9], "status": "released"}] + [{"id": i, "spend": [9]} for i in "bc"]
    groups = [{"name": "one", "mmps": ["a"], "most": 1}, {"name": "two", "mmps": ["a", "b", "c"], "most": 1}]
    case = scenario(mmps, 10, 1, plan_rules={"at_most": groups})
    way = remedy(WayOut("give up", rule=Rule("at most", "two")), still_open(case), Wishes(), case)
    assert way.changes == {"plan_rules.at_most.2.most": 3}


def test_a_search_that_is_watched_tells_plan_and_bound_and_gives_the_same_plan():
    """The best plan rises, the bound falls, and neither passes the other; watching changes nothing."""
    told = []
    found = vmo.plan("insurer", gap=0, search=lambda value, bound: told.append((value, bound)))
    values = [value for value, _ in told if value is not None]
    bounds = [bound for _, bound in told if bound is not None]
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert values[-1] <= found.data.objective * (1 + 1e-6)
    assert bounds[-1] >= found.data.objective * (1 - 1e-6)
    assert found.data.effort.watch is None
    assert found.data.starts == vmo.plan("insurer", gap=0).data.starts
