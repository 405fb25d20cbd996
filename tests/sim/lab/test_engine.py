"""The laboratory's engine on networks short enough to draw."""

import math

import numpy as np
import pytest

from sim.stations.network import DONE, Network, Route
from tests.sim.lab.networks import (
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


def test_later_visits_have_efforts_of_their_own():
    """The n-th visit of a feature has the same effort whatever else happens; another visit another one."""
    steps = (step(0, exponential(1), ((0.6, 0), (0.4, DONE))),)
    one, two = (
        simulate(Network((station(servers=n),), (Route("s", steps, conwip(5)),)), math.inf, items=50)
        for n in (1, 3)
    )

    def efforts(log):
        table = log.visits
        order = np.lexsort((table.started, table.item))
        return table.item[order], (table.finished - table.started)[order]

    assert np.array_equal(efforts(one)[0], efforts(two)[0])
    assert efforts(one)[1] == pytest.approx(efforts(two)[1])
    assert len(np.unique(efforts(one)[1].round(9))) == len(one.visits) > 80


def test_split():
    """A stage may be skipped: from the first to the third."""
    stations = (station("a"), station("b"), station("c"))
    net = Network(stations, (Route("s", (step(0, 1, 2), step(1, 1, 2), step(2, 1)), every(2)),))
    log = simulate(net, items=1)
    assert visits(log, 1) == []
    assert visits(log, 2) == [(3, 3, 4, 4)]


def test_split_shares():
    """Three in ten skip the second stage."""
    stations = (station("a"), station("b"), station("c"))
    steps = (step(0, 0.1, ((0.3, 2), (0.7, 1))), step(1, 0.1, 2), step(2, 0.1))
    log = simulate(Network(stations, (Route("s", steps, every(1)),)), math.inf, items=2000)
    assert len(visits(log, 1)) / 2000 == pytest.approx(0.7, abs=0.04)
    assert len(visits(log, 2)) == 2000


def test_two_routes_share_a_station():
    """One queue, first come, first served; each route has its own effort."""
    one = Route("one", (step(0, 3),), every(2))
    two = Route("two", (step(0, 1),), every(3))
    log = simulate(Network((station(),), (one, two)), math.inf, items=2)
    assert visits(log, 0, 0) == [(2, 2, 5, 5), (4, 6, 9, 9)]
    assert visits(log, 0, 1) == [(3, 5, 6, 6), (6, 9, 10, 10)]
    assert log.items.route.tolist() == [0, 0, 1, 1]
    assert log.items.item.tolist() == [0, 1, 0, 1]


def test_unlimited_servers():
    """A pure delay: nobody waits."""
    log = simulate(line([station(servers=UNLIMITED)], [10], every(1)), math.inf, items=4)
    assert served(log) == [(1, 11), (2, 12), (3, 13), (4, 14)]


def test_waiting_in_front_of_a_full_line():
    """Features that find no slot wait outside and come in first in, first out."""
    log = simulate(line([station(limit=1)], [3], every(1)), math.inf, items=3)
    assert visits(log) == [(1, 1, 4, 4), (4, 4, 7, 7), (7, 7, 10, 10)]
    assert log.items.idea.tolist() == [1, 2, 3]
    assert log.items.entered.tolist() == [1, 4, 7]


def test_lost_when_full():
    """What finds no slot is lost."""
    log = simulate(line([station(limit=1)], [2.5], every(1), lost_when_full=True), math.inf, items=5)
    assert visits(log) == [(1, 1, 3.5, 3.5), (4, 4, 6.5, 6.5)]
    assert log.items.fate.tolist() == [0, 1, 1, 0, 1]
    assert log.items.left.tolist() == [3.5, 2, 3, 6.5, 5]
    assert np.isnan(log.items.entered[[1, 2, 4]]).all()


def test_patience():
    """Who has waited three weeks untouched leaves; who is served in that very instant stays."""
    log = simulate(line([station()], [5], every(2), patience=constant(3)), math.inf, items=4)
    assert log.items.fate.tolist() == [0, 0, 2, 2]
    assert log.items.left.tolist() == [7, 12, 9, 11]
    rows = visits(log)
    assert rows[:2] == [(2, 2, 7, 7), (4, 7, 12, 12)]
    assert [(entered, left) for entered, _, _, left in rows[2:]] == [(6, 9), (8, 11)]


def test_patience_in_front_of_a_full_line():
    """Outside the line patience ends as well; the feature never entered."""
    log = simulate(line([station(limit=1)], [5], every(2), patience=constant(2)), math.inf, items=2)
    assert log.items.fate.tolist() == [0, 2]
    assert log.items.left.tolist() == [7, 6]
    assert np.isnan(log.items.entered[1])


def test_patience_does_not_take_work_in_progress():
    """A feature that came back from rework has been touched and stays."""
    steps = (step(0, 1, ((0.5, 0), (0.5, DONE))),)
    net = Network((station(),), (Route("s", steps, conwip(3), patience=constant(3.5)),))
    for replication in range(20):
        log = simulate(net, math.inf, items=3, replication=replication)
        assert not (log.items.fate[np.unique(log.visits.item[log.visits.started == log.visits.started])] == 2).any()


def forked(limit=UNLIMITED, **more):
    """Parts of one and three weeks side by side, then a week at a third station."""
    stations = (station("a", limit=limit), station("b"), station("c"))
    split = step(-1, 0, 1, branches=((0, constant(1)), (1, constant(3))))
    return Network(stations, (Route("s", (split, step(2, 1)), conwip(2), **more),))


def test_fork_and_join():
    """Both parts leave when the slower one is done."""
    log = simulate(forked(), math.inf, items=2)
    assert visits(log, 0) == [(0, 0, 1, 3), (0, 1, 2, 6)]
    assert visits(log, 1) == [(0, 0, 3, 3), (0, 3, 6, 6)]
    assert visits(log, 2) == [(3, 3, 4, 4), (6, 6, 7, 7)]
    assert log.items.entered.tolist() == [0, 0]
    assert sorted(set(zip(log.visits.step.tolist(), log.visits.branch.tolist(), strict=True))) == [
        (0, 0),
        (0, 1),
        (1, 0),
    ]


def test_fork_needs_room_in_every_branch():
    """A slot in only one branch does not do: the second feature enters when the first has left both."""
    log = simulate(forked(limit=1), math.inf, items=2)
    assert visits(log, 0) == [(0, 0, 1, 3), (3, 3, 4, 6)]
    assert visits(log, 1) == [(0, 0, 3, 3), (3, 3, 6, 6)]


def test_fork_unfinished():
    """Parts under way at the end of the run are in the log."""
    log = simulate(forked(), 2)
    assert len(log.visits) == 4
    assert np.isnan(log.visits.left).all()
    assert log.items.fate.tolist() == [3, 3]


def test_patience_at_a_fork():
    """A feature expires if no part of it has been touched."""
    stations = (station("a"), station("b"))
    split = step(-1, 0, branches=((0, constant(4)), (1, constant(4))))
    log = simulate(Network(stations, (Route("s", (split,), conwip(2), patience=constant(3)),)), math.inf, items=2)
    assert log.items.fate.tolist() == [0, 2]
    assert {left for *_, left in visits(log, 0)} == {left for *_, left in visits(log, 1)} == {4, 3}


def test_gate():
    """Ideas wait for the next multiple of five weeks; one that comes at a gate has missed it."""
    log = simulate(line([station()], [1], every(2.5), gate_weeks=5), math.inf, items=4)
    assert log.items.idea.tolist() == [2.5, 5, 7.5, 10]
    assert log.items.entered.tolist() == [5, 10, 10, 15]
    assert served(log) == [(5, 6), (10, 11), (11, 12), (15, 16)]


def test_waiting_at_the_gate_when_the_run_ends():
    """They are in the log, not yet entered."""
    log = simulate(line([station()], [1], every(2), gate_weeks=100), 9)
    assert log.items.fate.tolist() == [3] * 4
    assert np.isnan(log.items.entered).all()
    assert len(log.visits) == 0


def test_batch_arrivals():
    """Three features at the same instant, one after the other through the station."""
    log = simulate(line([station()], [1], batches(0.1, constant(3))), math.inf, items=3)
    week = log.items.idea[0]
    assert log.items.idea.tolist() == [week] * 3
    assert log.items.left.tolist() == pytest.approx([week + 1, week + 2, week + 3])


def test_batch_service():
    """Two features are worked on together, as soon as two are there."""
    log = simulate(line([station(batch_size=2)], [3], every(1)), math.inf, items=4)
    assert visits(log) == [(1, 2, 5, 5), (2, 2, 5, 5), (3, 5, 8, 8), (4, 5, 8, 8)]


def test_batch_service_holds_its_server_until_all_have_gone():
    """Production blocking: the batch of two leaves one by one; the server starts again after the second."""
    stages = [station("a", batch_size=2, keep_server=True), station("b", limit=1)]
    log = simulate(line(stages, [3, 2], every(1)), math.inf, items=4)
    assert visits(log, 0) == [(1, 2, 5, 5), (2, 2, 5, 7), (3, 7, 10, 10), (4, 7, 10, 12)]


@pytest.mark.parametrize(("keep", "expected"), [(False, [(0, 1, 4), (1, 2, 5)]), (True, [(0, 1, 4), (4, 5, 8)])])
def test_blockers(keep, expected):
    """Three weeks of waiting for somebody outside: the slot is kept, the server only where servers are held."""
    steps = (step(0, 1, blocked=(1.0, constant(3))),)
    net = Network((station(keep_server=keep),), (Route("s", steps, conwip(2)),))
    rows = visits(simulate(net, math.inf, items=2))
    assert [(started, finished, left) for _, started, finished, left in rows] == expected


def test_blockers_by_chance():
    """One visit in four is blocked, for as long as the distribution says."""
    steps = (step(0, 0.01, blocked=(0.25, exponential(2))),)
    log = simulate(Network((station(),), (Route("s", steps, every(1)),)), math.inf, items=4000)
    weeks = log.visits.left - log.visits.finished
    assert (weeks > 0).mean() == pytest.approx(0.25, abs=0.03)
    assert weeks[weeks > 0].mean() == pytest.approx(2, abs=0.2)


def test_switching_loss():
    """Three features at one server cost 40 % of the time, two 20 %, one nothing."""
    log = simulate(line([station(switching_loss=(0.0, 0.2, 0.4))], [1], conwip(3)), math.inf, items=3)
    assert [finished - started for started, finished in served(log)] == pytest.approx([1 / 0.6, 1 / 0.8, 1])


def test_renewal_arrivals():
    """Intervals as the distribution says."""
    log = simulate(line([station()], [0.1], renewal(either(1, 3))), math.inf, items=500)
    gaps = np.diff(log.items.idea)
    assert set(gaps.round(9).tolist()) == {1, 3}


def test_a_limit_changes_no_draw():
    """The same features have the same efforts, arrivals and classes under another WIP limit."""

    def draws(limit):
        net = line(
            [station("a", limit=limit), station("b", servers=2)],
            [exponential(0.5), exponential(1)],
            poisson(1),
            classes=((0.3, 0), (0.7, 2)),
        )
        log = simulate(net, math.inf, items=200)
        table = log.visits
        order = np.lexsort((table.step, table.item))
        return log.items.idea, log.items.priority, (table.finished - table.started)[order]

    for one, two in zip(draws(1), draws(UNLIMITED), strict=True):
        assert one == pytest.approx(two, abs=1e-9)


def test_the_same_run_twice():
    """Bit-identical logs."""
    net = line([station("a", 2, 3), station("b", 2, 3)], [exponential(1)] * 2, SATURATED)
    one, two = (simulate(net, 200, seed=3) for _ in range(2))
    for name in ("item", "entered", "started", "finished", "left"):
        assert np.array_equal(getattr(one.visits, name), getattr(two.visits, name), equal_nan=True)
    assert not np.array_equal(one.items.left, simulate(net, 200, seed=4).items.left[: len(one.items)])
