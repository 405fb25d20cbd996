"""What units are worth by slot: small tables, worked out by hand, and one by one as all at once."""

import gc
import weakref

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coupling.rounds.outlook import Curves, outlook
from coupling.rounds.worth import ALWAYS, TOO_LATE
from sim.world.blueprint import Blueprint
from tests.coupling.cases import table
from tests.sim.cases import mmp, scenario


def values(worth, unit=0, slots=6):
    """Worth of a unit in the first slots."""
    return [worth.at(unit)(slot) for slot in range(slots)]


def test_benefit_and_penalty_avoided_less_cost():
    """Twice the benefit, one and a half times the penalty avoided, less 1; the last slot lasts."""
    earned = [Curves(np.array([9.0, 8, 7, 6]), np.array([4.0, 4, 2, 0]))]
    worth = table([[0] * 4], curves=earned, factors=[2.0], growth=1.5, fixed=[1.0])
    assert values(worth) == [23, 21, 16, 11, 11, 11]


def test_this_round_is_later():
    """In slot 1 of the world a turn that ends in slot 2 from now ends in slot 3."""
    assert values(table([[9, 8, 7, 6]], now=1, last=2), slots=4) == [8, 7, 6, 6]


def test_work_after_the_last_quarter_is_paid():
    """The quarter ends in slot 2: at 10 a slot, up to the three slots of its work."""
    worth = table([[100] * 8], horizon=2, loads=[[(10.0, 3)]])
    assert values(worth, slots=8) == [100, 100, 100, 90, 80, 70, 70, 70]


def test_not_before_what_it_needs_and_not_too_late():
    """Through in slot 1 it waits to slot 2 for what it needs; it may not start any more from slot 4 on."""
    worth = table([[9, 8, 7, 6, 5, 4]], needs=[2], closes=[4])
    assert values(worth) == [7, 7, 7, 6, TOO_LATE, TOO_LATE]


@st.composite
def worths(draw):
    """Worth of two or three units with everything that can bear on it."""
    units, slots = draw(st.integers(2, 3)), 8

    def numbers(low, high, size=units):
        return draw(st.lists(st.integers(low, high), min_size=size, max_size=size))

    def expected():
        saved = np.array(numbers(0, 9, slots), float) if draw(st.booleans()) else None
        return Curves(np.array(numbers(0, 50, slots), float), saved)

    return table(
        [[0] * slots] * units,
        curves=[expected() for _ in range(units)],
        factors=numbers(1, 3),
        now=draw(st.integers(0, 2)),
        last=slots - 3,
        growth=1.5,
        fixed=numbers(0, 2),
        horizon=draw(st.sampled_from([2, ALWAYS])),
        loads=[[(float(pay), 3) for pay in numbers(1, 4, draw(st.integers(1, 2)))] for _ in range(units)],
        needs=numbers(0, 3),
        begins=numbers(0, 4),
        closes=[draw(st.sampled_from([4, ALWAYS])) for _ in range(units)],
    )


@given(worths())
def test_many_at_once_are_what_each_is(worth):
    """Every unit in every slot, one by one and in one array."""
    units = len(worth.curves)
    grid = np.arange(10)[:, None] + np.zeros(units, dtype=np.int64)
    found = worth.of(np.arange(units), grid)
    assert found.T.tolist() == [values(worth, unit, 10) for unit in range(units)]


def test_tables_are_forgotten_with_their_scenario():
    """What a process keeps of a scenario does not keep the scenario."""
    blueprint = Blueprint(scenario([mmp("a", 2)]))
    outlook(blueprint).of(blueprint.mmps[0])
    gone = weakref.ref(blueprint)
    del blueprint
    gc.collect()
    assert gone() is None
