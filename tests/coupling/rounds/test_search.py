"""The search for the best order of a queue, on cases small enough to work out by hand."""

import numpy as np
import pytest
from hypothesis import given

from coupling.rounds.moves import moves
from coupling.rounds.search import _of_one_queue, _of_queues, search
from tests.coupling.cases import problems, small


def line(start, lost, slots=20):
    """Worth that falls by the same amount in every slot."""
    return [start - lost * t for t in range(slots)]


def test_order_by_cost_of_delay_per_work():
    """Losses 3 and 4 a slot for work of 1 and 2: 3 / 1 first, then 4 / 2 (Smith 1956); 97 + 88 = 185."""
    found = search(small([2, 1], [line(100, 4), line(100, 3)]))
    assert found.now == ((1,), (0,))
    assert found.worth == 185


def test_last_step_may_run_over():
    """A second step is allowed while money for half a slot is left, and no third one."""
    problem = small([1, 4, 1], [line(50, 1), line(40, 1), line(30, 1)], money=[[1.5]])
    assert search(problem).now == ((0,), (1,))


def test_what_is_needed_comes_in_the_same_step():
    """With money for a moment, a goal with its enabler is one step: 0 + (90 - 6), better than 50 - 2."""
    problem = small([3, 3, 2], [line(0, 0), line(90, 1), line(50, 1)], money=[[0.5]], needs=[(1, 0)])
    assert search(problem).now == ((0, 1),)


def test_later_money_is_waited_for():
    """The second unit can be paid with the money of slot 5 only: through in slot 7, worth 100 - 7."""
    problem = small([1, 2], [line(200, 10), line(100, 1)], money=[[1.0, 3.0]], arrivals=[0, 5])
    found = search(problem)
    assert (found.now, found.later) == (((0,),), ((1,),))
    assert found.worth == 190 + 93


def test_idle_people_have_a_price():
    """One may be chosen before the next money: at 2 for each slot without work up to slot 4, the long one is."""
    worth = [line(20, 0), line(17, 0)]
    idle = np.array([8.0, 6.0, 4.0, 2.0, 0.0])
    assert search(small([1, 4], worth, money=[[0.5]])).now == ((0,),)
    assert search(small([1, 4], worth, money=[[0.5]], unrest=(idle,))).now == ((1,),)


def test_mandatory_first():
    """What is mandatory is worth less and comes first all the same."""
    problem = small([2, 2], [line(90, 3), line(20, 1)], forced=[False, True])
    assert search(problem).now == ((1,), (0,))


def test_nothing_that_costs_more_than_it_brings():
    """A unit that is worth less than nothing is chosen neither now nor later."""
    found = search(small([1], [line(-1, 0)], money=[[5.0, 5.0]], arrivals=[0, 3]))
    assert (found.now, found.later, found.worth) == ((), (), 0)


def test_unit_in_two_queues_is_through_when_both_are():
    """Slot 1 in one queue and slot 6 in the other: through in slot 6."""
    problem = small(
        [[1, 2]], [line(10, 1)], cost=[[1, 2]], money=[[9.0], [9.0]], base=[0, 4], unrest=(np.zeros(1), np.zeros(1))
    )
    assert search(problem).worth == 4


@given(problems(queues=1))
def test_plain_numbers_say_the_same_as_arrays(problem):
    """What sets and steps are worth, now and later, worked out in both ways."""
    for one, other in zip(*(f(problem, moves(problem)) for f in (_of_one_queue, _of_queues)), strict=True):
        assert np.array(one, float) == pytest.approx(np.array(other, float))
