"""The choice of a round: complete search, integer program and brute force agree."""

import pytest
from hypothesis import given, settings

from coupling.round_problem import Problem
from coupling.round_program import choose
from coupling.round_search import search
from tests.coupling.cases import best_worth, problems, replay


def problem(values, costs, money, **links):
    """A problem with one purse."""
    known = {"needs": (), "alternatives": (), "excludes": ()} | links
    return Problem(tuple(values), tuple(((0, cost),) for cost in costs), (tuple(money),), **known)


@settings(max_examples=150)
@given(problems())
def test_search_finds_the_best_sequence(case):
    """No sequence of steps that the office allows earns more."""
    assert replay(case, search(case)) == pytest.approx(best_worth(case))


@settings(max_examples=60)
@given(problems(purses=2, most=4))
def test_search_finds_the_best_sequence_over_several_purses(case):
    """The same where bundles draw on two purses."""
    assert replay(case, search(case)) == pytest.approx(best_worth(case))


@settings(max_examples=40)
@given(problems())
def test_program_agrees_with_search(case):
    """The integer program earns the same (to its gap of 0.1 %), in an order that the office follows."""
    found = replay(case, search(case))
    assert replay(case, choose(case)) == pytest.approx(found, rel=2e-3, abs=1e-5)


@settings(max_examples=30)
@given(problems(purses=2, most=4))
def test_program_is_feasible_over_several_purses(case):
    """With several purses the program may be more careful than the search, never better, never turned down."""
    assert replay(case, choose(case)) <= replay(case, search(case)) + 1e-5


@pytest.mark.parametrize("solver", [search, choose])
def test_two_of_three(solver):
    """Money for 10: 6 for 13, 5 for 10.5, 5.1 for 10.2 or 14.

    All three are not to be had: two use up the money. The first two earn 13 + 10.5 and run over by 1; the others
    earn less. With 14 for the third, it comes before the second: 13 + 14 less 1.1.
    """
    small = problem([(13.0,), (10.5,), (10.2,)], [6.0, 5.0, 5.1], [10.0])
    assert set(solver(small)) == {0, 1}
    large = problem([(13.0,), (10.5,), (14.0,)], [6.0, 5.0, 5.1], [10.0])
    assert set(solver(large)) == {0, 2}


@pytest.mark.parametrize("solver", [search, choose])
def test_what_runs_over_has_to_earn_it(solver):
    """2 left and nothing to come: 5 for 2.5 would cost 3 that are not there; for 3.5 it is worth it."""
    assert solver(problem([(2.5,)], [5.0], [2.0])) == {}
    assert solver(problem([(3.5,)], [5.0], [2.0])) == {0: 0}
    assert solver(problem([(2.5, 2.4)], [5.0], [2.0, 3.0])) == {0: 0}


@pytest.mark.parametrize("solver", [search, choose])
def test_waits_where_delay_is_cheap(solver):
    """Money for one now and one later: the one that loses nothing by waiting waits, though it is worth more."""
    patient, urgent = (9.0, 8.9), (6.0, 1.0)
    assert solver(problem([patient, urgent], [4.0, 4.0], [4.0, 4.0])) == {1: 0, 0: 1}


@pytest.mark.parametrize("solver", [search, choose])
def test_enabler_comes_with_what_it_enables(solver):
    """An enabler that earns nothing is funded before what needs it, and not by itself."""
    costs, money = [3.0, 3.0, 3.0], [6.0]
    needs = ((1, 0),)
    assert list(solver(problem([(0.0,), (20.0,), (5.0,)], costs, money, needs=needs))) == [0, 1]
    assert list(solver(problem([(0.0,), (4.0,), (5.0,)], costs, [3.0], needs=needs))) == [2]


@pytest.mark.parametrize("solver", [search, choose])
def test_one_alternative_is_enough(solver):
    """Of two alternatives the cheaper one that earns as much is funded."""
    case = problem([(1.0,), (1.0,), (9.0,)], [4.0, 2.0, 3.0], [5.0], alternatives=((2, (0, 1)),))
    assert list(solver(case)) == [1, 2]


@pytest.mark.parametrize("solver", [search, choose])
def test_exclusion_keeps_the_better_one(solver):
    """Of two that exclude each other only the one that earns more is funded, however much money there is."""
    assert set(solver(problem([(5.0,), (6.0,)], [1.0, 1.0], [9.0], excludes=((0, 1),)))) == {1}


@pytest.mark.parametrize("solver", [search, choose])
def test_purse_that_is_owed_gives_nothing_yet(solver):
    """Nothing now while 3 are owed; next round 4 come and there is money again."""
    assert solver(problem([(5.0, 4.0)], [1.0], [-3.0, 4.0])) == {0: 1}
