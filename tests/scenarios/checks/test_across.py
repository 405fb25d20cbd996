"""Checks across a scenario: circles, doubles, references."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.checks.across import cross_faults, find_cycle
from scenarios.faults import ScenarioError, suggestion
from scenarios.scenario import Scenario

nodes = st.sampled_from("abcdef")
graphs = st.dictionaries(nodes, st.lists(nodes, max_size=4), max_size=6)


def reachable(graph, start):
    found, todo = set(), list(graph.get(start, ()))
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo += graph.get(node, ())
    return found


@given(graph=graphs)
def test_a_circle_is_found_exactly_when_a_node_reaches_itself(graph):
    """What is returned is a walk along the links that ends where it starts."""
    cycle = find_cycle(graph)
    assert (cycle is not None) == any(node in reachable(graph, node) for node in graph)
    if cycle is not None:
        assert cycle[0] == cycle[-1]
        assert all(b in graph[a] for a, b in pairwise(cycle))


def test_a_chain_of_any_length_is_no_circle():
    """Depth is no limit."""
    assert find_cycle({str(i): [str(i + 1)] for i in range(50_000)}) is None


def test_suggestions_name_what_is_near_or_what_there_is():
    """A near word, else the list, else that there is nothing."""
    assert suggestion("portl", ["portal", "app"]) == 'did you mean "portal"?'
    assert suggestion("x", ["portal", "app"]) == "known: portal, app"
    assert suggestion("x", "abcdefghij").endswith("h, ...")
    assert suggestion("x", []) == "none is defined"


def test_a_sound_scenario_has_no_faults_across_fields():
    """Links forward and backward, over projects, synergies and templates."""
    data = {
        "budget": {"per_quarter": 5},
        "mmps": [{"id": "a"}, {"id": "b", "requires": ["a"], "with": ["a"]}, {"id": "c", "excludes": ["a"]}],
        "projects": [{"id": "p", "mmps": ["a", "b"]}],
        "synergies": [{"mmps": ["a", "c"], "value": 5}],
        "uncertainty": {"market": {"arrivals_per_quarter": 1, "templates": [{"id": "t"}]}},
    }
    assert cross_faults(Scenario.model_validate(data)) == []


def test_mmps_that_exclude_each_other_are_not_both_under_way():
    """Work under way at week 0 cannot contradict itself; the fault names both and the remedy."""
    mmps = [{"id": "a", "underway": 0.5}, {"id": "b", "underway": 0.5, "excludes": ["a"]}]
    with pytest.raises(ValueError, match="under way as well") as error:
        Scenario.model_validate({"budget": {"per_quarter": 1}, "mmps": mmps})
    cause = error.value.errors()[0]["ctx"]["error"]
    assert isinstance(cause, ScenarioError)
    assert [fault.path for fault in cause.faults] == [("mmps", 1, "excludes")]
