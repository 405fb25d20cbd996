"""The laboratory's engine on networks short enough to draw."""

import math

import numpy as np
import pytest

from sim.lab.network import DONE, Breakdowns, Network, Route
from tests.lab.networks import (
    SATURATED,
    UNLIMITED,
    batches,
    constant,
    conwip,
    either,
    every,
    exponential,
    line,
    poisson,
    renewal,
    served,
    simulate,
    station,
    step,
    visits,
)

NAN = math.nan


def test_without_limits():
    """Features at 2, 4, 6: stage one takes one week, stage two three."""
    log = simulate(line([station("a"), station("b")], [1, 3], every(2)), items=3)
    assert visits(log, 0) == [(2, 2, 3, 3), (4, 4, 5, 5), (6, 6, 7, 7)]
    assert visits(log, 1) == [(3, 3, 6, 6), (5, 6, 9, 9), (7, 9, 12, 12)]
    assert log.items.idea.tolist() == log.items.entered.tolist() == [2, 4, 6]
    assert log.items.left.tolist() == [6, 9, 12]
    assert log.items.fate.tolist() == [0, 0, 0]
    assert log.horizon == 12


def test_what_has_not_ended_at_the_horizon():
    """Events at the horizon itself do not happen; unfinished visits and features have no end."""
    log = simulate(line([station("a"), station("b")], [1, 3], every(2)), 6)
    assert np.array_equal(np.array(visits(log, 1)), [(3, 3, NAN, NAN), (5, NAN, NAN, NAN)], equal_nan=True)
    assert log.items.fate.tolist() == [3, 3]
    assert np.isnan(log.items.left).all()
    assert log.horizon == 6


@pytest.mark.parametrize("keep", [False, True])
def test_saturated_line_with_limits(keep):
    """WIP limits of one: stage one hands over when stage two is free, whatever is held meanwhile."""
    stages = [station("a", limit=1, keep_server=keep), station("b", limit=1, keep_server=keep)]
    log = simulate(line(stages, [1, 2], SATURATED), 8)
    assert visits(log, 0)[:3] == [(0, 0, 1, 1), (1, 1, 2, 3), (3, 3, 4, 5)]
    assert visits(log, 1)[:3] == [(1, 1, 3, 3), (3, 3, 5, 5), (5, 5, 7, 7)]


def test_card_frees_the_server_and_server_holds_it():
    """Two slots, one server: with cards the second feature is served while the first one waits for room."""

    def first(keep):
        stages = [station("a", limit=2, keep_server=keep), station("b", limit=1)]
        return visits(simulate(line(stages, [1, 3], SATURATED), 8), 0)[:3]

    assert first(False) == [(0, 0, 1, 1), (0, 1, 2, 4), (1, 2, 3, 7)]
    assert first(True) == [(0, 0, 1, 1), (0, 1, 2, 4), (1, 4, 5, 7)]


def test_saturated_without_a_limit_is_fed_as_fast_as_it_serves():
    """Two servers and no WIP limit: a feature comes whenever a server is free."""
    log = simulate(line([station(servers=2)], [2], SATURATED), 5)
    assert visits(log)[:4] == [(0, 0, 2, 2), (0, 0, 2, 2), (2, 2, 4, 4), (2, 2, 4, 4)]
    assert len(log.items) == 7  # two in service at the end, one in front of the door


def test_conwip():
    """Two features in the line at all times: stations of 2, 5, 3 weeks, as in a hand-drawn chart."""
    log = simulate(line([station(n) for n in "abc"], [2, 5, 3], conwip(2)), 40)
    assert log.items.left[:4].tolist() == [10, 15, 20, 25]
    assert log.items.idea[:5].tolist() == [0, 0, 10, 15, 20]


def test_makespan():
    """Ten features of two weeks on three servers: done in eight weeks."""
    log = simulate(line([station(servers=3)], [2], conwip(10)), math.inf, items=10)
    assert log.horizon == 8


def test_stop_after():
    """The run ends when so many features are done."""
    log = simulate(line([station()], [1], every(2)), stop_after=3)
    assert log.horizon == 7
    assert log.items.fate.tolist() == [0, 0, 0]


def test_rework_goes_to_the_end_of_the_queue():
    """A failed feature queues behind those who wait."""
    steps = (step(0, 1, ((0.5, 0), (0.5, DONE))),)
    net = Network((station(),), (Route("s", steps, conwip(3)),))
    for replication in range(30):
        log = simulate(net, math.inf, replication=replication, items=3)
        order = log.visits.item.tolist()
        if order == [0, 1, 2, 0]:
            assert visits(log) == [(0, 0, 1, 1), (0, 1, 2, 2), (0, 2, 3, 3), (1, 3, 4, 4)]
            return
    raise AssertionError("no such luck")
