"""What differs between two scenarios."""

import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.variation.changes import ABSENT, changes_between, grouped, with_changes
from scenarios.variation.variants import vary
from scenarios.writing.fingerprint import scenario_hash


def test_nothing_differs_from_itself():
    """A scenario and itself have no changes; a new title is none."""
    tiny = load("tiny")
    assert changes_between(tiny, tiny) == []
    assert changes_between(tiny, tiny.replace(title="Other words")) == []


def test_things_are_matched_by_id_wherever_they_stand():
    """An MMP that left changes no other: the rest is matched by id, not by number."""
    tiny = load("tiny")
    fewer = tiny.replace(mmps=tiny.mmps[1:], projects=())
    changes = [change for change in changes_between(tiny, fewer) if change.key[0] == "mmps"]
    assert [change.key for change in changes] == [("mmps", tiny.mmps[0].id)]
    assert changes[0].after == ABSENT


def test_all_changes_together_are_the_second_scenario():
    """Switching everything gives the second scenario, switching nothing the first."""
    tiny = load("tiny")
    later = vary(tiny, {"calendar.discount_rate": 0.1, "mmps.*.value_per_quarter*": 2, "budget.carry_over": 0.5})
    changes = changes_between(tiny, later)
    assert scenario_hash(with_changes(tiny, later, changes)) == scenario_hash(later)
    assert scenario_hash(with_changes(tiny, later, [])) == scenario_hash(tiny)
    (rate,) = [change for change in changes if change.path == "calendar.discount_rate"]
    alone = with_changes(tiny, later, [rate])
    assert alone.calendar.discount_rate == 0.1
    assert alone.mmps == tiny.mmps


def test_many_changes_become_few_groups():
    """Four changed claims are four groups of one, or one group of MMPs where only two are allowed."""
    tiny = load("tiny")
    later = vary(tiny, {"mmps.*.value_per_quarter*": 2, "calendar.discount_rate": 0.1})
    changes = changes_between(tiny, later)
    assert len(grouped(changes, 12)) == len(changes)
    assert [group.label for group in grouped(changes, 2)] == ["calendar", "mmps"]


def test_a_mixture_that_cannot_be_is_refused():
    """An MMP alone cannot require one that comes with another change."""
    tiny = load("tiny")
    first, second = tiny.mmps[0], tiny.mmps[1]
    new = first.replace(id="new")
    needs = second.replace(requires=(*second.requires, "new"))
    later = tiny.replace(mmps=(first, needs, *tiny.mmps[2:], new), projects=())
    (link,) = [change for change in changes_between(tiny, later) if change.key[:2] == ("mmps", second.id)]
    with pytest.raises(ScenarioError, match="new"):
        with_changes(tiny, later, [link])
