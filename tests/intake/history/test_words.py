"""Statuses and levels by their words."""

import pytest

from intake.history.statuses import level_of, state_of


@pytest.mark.parametrize(
    ("word", "state"),
    [("Backlog", "waiting"), ("DONE ", "done"), ("Erledigt", "done"), ("Won't Do", "removed"), ("Doing", None)],
)
def test_words_of_trackers(word, state):
    """Known words mean what they say, others nothing."""
    assert state_of(word) == state


def test_the_user_is_right():
    """What is said comes before what a word means elsewhere."""
    assert state_of("Done", {"done": "removed"}) == "removed"
    assert state_of("Backlog", {"Backlog": "analysis"}) == "open"


def test_levels():
    """Epics bundle, sub-tasks are parts, everything else is an item."""
    assert [level_of(word) for word in ("Epic", "User Story", "Bug", "Sub-task")] == [2, 1, 1, 0]
