"""What the laboratory's engine refuses: features that wait for each other for ever, and what makes no sense."""

import math

import pytest

from sim.stations.network import Breakdowns, Network, Route
from tests.sim.lab.networks import (
    SATURATED,
    UNLIMITED,
    constant,
    conwip,
    every,
    line,
    simulate,
    station,
    step,
)

NAN = math.nan


def crossing(limit, keep=False):
    """Two routes through the same two stations, in opposite directions."""
    stations = (station("p", limit=limit, keep_server=keep), station("q", limit=limit, keep_server=keep))
    there = Route("there", (step(0, 1, 1), step(1, 1)), conwip(2))
    back = Route("back", (step(1, 1, 1), step(0, 1)), conwip(2))
    return Network(stations, (there, back))


@pytest.mark.parametrize("keep", [False, True])
def test_deadlock_is_an_error(keep):
    """Each station is full of features that wait for the other one."""
    from sim.stations.deadlock import DeadlockError

    with pytest.raises(DeadlockError, match='"p" and "q"'):
        simulate(crossing(1, keep))
    assert (simulate(crossing(4, keep), 50).items.fate == 0).sum() > 10


def test_deadlock_is_found_beside_work_that_goes_on():
    """Arrivals elsewhere keep the clock running; the halted part is found all the same."""
    from sim.stations.deadlock import DeadlockError

    net = crossing(1)
    other = Route("other", (step(2, 1),), every(2))
    with pytest.raises(DeadlockError, match="week 1"):
        simulate(Network((*net.stations, station("z")), (*net.routes, other)))


def test_a_batch_that_never_fills_is_an_error():
    """One feature at a time never makes a batch of two."""
    from sim.stations.deadlock import DeadlockError

    with pytest.raises(DeadlockError, match="batch"):
        simulate(line([station("a", batch_size=2)], [1], conwip(1)))


def test_what_is_left_of_a_limited_supply_is_no_error():
    """Three features in batches of two: one is left."""
    log = simulate(line([station(batch_size=2)], [1], every(1)), math.inf, items=3)
    assert log.items.fate.tolist() == [0, 0, 3]


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (line([station(servers=UNLIMITED, side_work=constant(1))], [1], every(1)), "unlimited servers"),
        (line([station(batch_size=3, limit=2)], [1], every(1)), "never has a batch of 3"),
        (line([station(batch_size=2, preemptive=True)], [1], every(1)), "cannot be interrupted"),
        (line([station(side_work=constant(0))], [1], every(1)), "side work of 0 weeks"),
        (line([station(breakdowns=Breakdowns(constant(0), constant(1), "busy"))], [1], every(1)), "breaks down"),
        (line([station(servers=UNLIMITED)], [1], SATURATED), "neither a number of servers nor"),
        (line([station()], [0], conwip(1)), "no work"),
        (line([station()], [1], SATURATED, gate_weeks=4), "leave out its gate"),
    ],
)
def test_what_makes_no_sense(network, words):
    """Networks that cannot run are refused in words."""
    with pytest.raises(ValueError, match=words):
        simulate(network)


def test_arguments_that_make_no_sense():
    """A run needs an end."""
    net = line([station()], [1], every(1))
    with pytest.raises(ValueError, match="positive"):
        simulate(net, 0)
    with pytest.raises(ValueError, match="stop_after or items"):
        simulate(net, math.inf)
