"""The integer program of a round: the same worth as the search, which is that of trying everything."""

import pytest
from hypothesis import given, settings

from coupling.rounds.program import choose
from coupling.rounds.search import search
from tests.coupling.cases import problems, told, tried
from tests.examples import examples


def heads(choice):
    """The units of a choice that its steps are made for."""
    return [step[-1] for step in choice.now], [step[-1] for step in choice.later]


@settings(max_examples=examples(14), deadline=None)
@given(problems())
def test_search_is_best_of_all(problem):
    """No order of any set, paused anywhere, is worth more than what the search finds, and that is worth so much."""
    found = search(problem)
    assert found.worth == pytest.approx(tried(problem))
    assert told(problem, *heads(found)) == pytest.approx(found.worth)


@settings(max_examples=12, deadline=None)
@given(problems(most=3))
def test_program_agrees_with_search(problem):
    """The integer program finds the same worth, and what it says to do is worth that."""
    found = choose(problem)
    assert found.worth == pytest.approx(search(problem).worth, abs=1e-6)
    assert told(problem, *heads(found)) == pytest.approx(found.worth, abs=1e-6)
