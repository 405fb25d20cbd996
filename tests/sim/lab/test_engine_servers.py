"""Servers that fail, are away, or are wanted by features of several classes, drawn by hand."""

import math

import numpy as np
import pytest

from sim.stations.network import Breakdowns, Network, Route
from tests.sim.lab.networks import (
    constant,
    conwip,
    either,
    every,
    exponential,
    line,
    poisson,
    served,
    simulate,
    station,
    step,
    visits,
)

NAN = math.nan


def test_breakdowns_by_work():
    """Three weeks of work, then two of repair; interrupted work goes on where it stopped."""
    broken = Breakdowns(constant(3), constant(2), "busy")
    log = simulate(line([station(breakdowns=broken)], [2], conwip(1)), math.inf, items=4)
    assert served(log) == [(0, 2), (2, 6), (6, 8), (8, 12)]
    assert log.pauses.start.tolist() == [3, 8]
    assert log.pauses.end.tolist() == [5, 10]
    assert log.pauses.kind.tolist() == [0, 0]
    assert log.pauses.item.tolist() == [1, 3]


def test_breakdowns_by_work_do_not_count_idle_time():
    """A server that has nothing to do does not wear out."""
    broken = Breakdowns(constant(1.5), constant(1), "busy")
    log = simulate(line([station(breakdowns=broken)], [1], every(10)), math.inf, items=3)
    assert served(log) == [(10, 11), (20, 22), (30, 31)]


def test_breakdowns_by_calendar():
    """Three weeks in order, two under repair, whatever there is to do; a service that ends then has ended."""
    broken = Breakdowns(constant(3), constant(2), "always")
    log = simulate(line([station(breakdowns=broken)], [2], conwip(1)), math.inf, items=4)
    assert served(log) == [(0, 2), (2, 6), (6, 8), (10, 12)]
    assert log.pauses.start.tolist() == [3, 8]
    assert log.pauses.item.tolist() == [1, -1]


def test_two_servers_break_down_each_on_its_own():
    """Server one fails in the middle, server two does not."""
    broken = Breakdowns(either(1, 100), constant(5), "busy")
    net = line([station(servers=2, breakdowns=broken)], [2], conwip(2))
    seen = {tuple(sorted(simulate(net, math.inf, items=2, replication=r).items.left.tolist())) for r in range(30)}
    # a server of lifetime 1 fails after one week, again after a second one only if the draw says so
    assert {(2.0, 2.0), (2.0, 7.0), (7.0, 7.0)} <= seen


def test_side_work():
    """A server that finds nothing to do is away for two weeks, again and again."""
    log = simulate(line([station(side_work=constant(2))], [1], every(3)), math.inf, items=3)
    assert served(log) == [(4, 5), (7, 8), (10, 11)]
    assert log.pauses.start.tolist() == [0, 2, 5, 8]
    assert set(log.pauses.kind.tolist()) == {1}


def rivals(**more):
    """A standard route (four weeks of work) and an urgent one (two weeks) at one station."""
    standard = Route("standard", (step(0, 4),), every(1))
    urgent = Route("urgent", (step(0, 2),), every(3), classes=((1.0, 0),))
    return Network((station(**more),), (standard, urgent))


def test_priority_without_interruption():
    """The urgent feature of week three waits for the one in service and goes before the one that waits."""
    log = simulate(rivals(), math.inf, items=2)
    assert served(log, 0, 0) == [(1, 5), (9, 13)]
    assert served(log, 0, 1) == [(5, 7), (7, 9)]
    assert len(log.pauses) == 0


def test_preemption():
    """Interrupted twice, in week three and six; then the first standard feature goes before the second."""
    log = simulate(rivals(preemptive=True), math.inf, items=2)
    assert served(log, 0, 1) == [(3, 5), (6, 8)]
    assert served(log, 0, 0) == [(1, 9), (9, 13)]
    assert log.pauses.kind.tolist() == [2, 2]
    assert log.pauses.item.tolist() == [0, 0]
    assert log.pauses.start.tolist() == [3, 6]
    assert log.pauses.end.tolist() == [5, 8]


def test_preemption_takes_the_latest_of_the_least_urgent():
    """Two standard features in service: the one that started last makes way."""
    log = simulate(rivals(preemptive=True, servers=2), math.inf, items=2)
    assert served(log, 0, 0) == [(1, 5), (2, 8)]  # the second one goes on in week 5 with three weeks left
    assert served(log, 0, 1) == [(3, 5), (6, 8)]


def test_a_broken_server_is_not_taken_over():
    """Work on a broken server is not interrupted again, and goes on after the repair."""
    broken = Breakdowns(constant(1), constant(3), "busy")
    log = simulate(rivals(preemptive=True, breakdowns=broken), 9)
    # week 1: standard starts, breaks at 2, repaired at 5 and at once gives way to the urgent one of week 3
    assert served(log, 0, 1)[0][0] == 5
    assert log.pauses.kind.tolist()[0] == 0


def test_expedite_allowance():
    """An urgent feature enters a full station within the allowance, a second one does not."""
    standard = Route("standard", (step(0, 10),), every(1))
    urgent = Route("urgent", (step(0, 1),), every(2), classes=((1.0, 0),))
    log = simulate(Network((station(limit=1, expedite_allowance=1),), (standard, urgent)), math.inf, items=2)
    assert visits(log, 0, 1) == [(2, 11, 12, 12), (11, 12, 13, 13)]
    assert visits(log, 0, 0) == [(1, 1, 11, 11), (13, 13, 23, 23)]


def test_classes_by_share():
    """Shares of classes, and first in first out within each class."""
    net = line([station()], [exponential(1)], poisson(0.8), classes=((0.2, 0), (0.5, 2), (0.3, 3)))
    log = simulate(net, math.inf, items=3000)
    shares = [float(np.mean(log.items.priority == priority)) for priority in (0, 2, 3)]
    assert shares == pytest.approx([0.2, 0.5, 0.3], abs=0.03)
    waits = [
        float((log.visits.started - log.visits.entered)[log.visits.priority == priority].mean())
        for priority in (0, 2, 3)
    ]
    assert waits[0] < waits[1] < waits[2]
    for priority in (0, 2, 3):
        mine = log.visits.priority == priority
        order = np.argsort(log.visits.entered[mine], kind="stable")
        assert (np.diff(log.visits.started[mine][order]) >= 0).all()
