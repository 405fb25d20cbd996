"""What holds in every run of the laboratory, whatever the network."""

import math
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.lab.engine.assembly import build
from sim.lab.engine.lab_floor import LabFloor
from sim.stations.network import DONE, Breakdowns, Network, Route, Step
from sim.world.luck import Luck
from tests.examples import examples
from tests.sim.lab.networks import (
    SATURATED,
    UNLIMITED,
    batches,
    constant,
    conwip,
    either,
    exponential,
    poisson,
    renewal,
    simulate,
    station,
)

efforts = st.sampled_from([constant(1), either(0, 1, 2), exponential(1), exponential(0.5)])


@st.composite
def stations(draw):
    """A station with a few of the things that can be special about it."""
    servers = draw(st.integers(1, 3))
    batch = draw(st.sampled_from([1, 1, 1, 2]))
    return station(
        f"s{draw(st.integers(0, 10**6))}",
        servers,
        draw(st.sampled_from([UNLIMITED, servers + 1, servers + 3])),
        keep_server=draw(st.booleans()),
        expedite_allowance=draw(st.integers(0, 1)),
        preemptive=batch == 1 and draw(st.booleans()),
        batch_size=batch,
        breakdowns=draw(
            st.none()
            | st.builds(
                Breakdowns, st.just(exponential(3)), st.just(exponential(0.5)), st.sampled_from(["busy", "always"])
            )
        ),
        side_work=draw(st.none() | st.just(constant(0.75))),
        switching_loss=draw(st.sampled_from([(), (0.0, 0.2)])),
    )


@st.composite
def networks(draw):
    """Two routes over the same stations, with rework, skips, branches, blockers, gates, patience."""
    places = [draw(stations()) for _ in range(draw(st.integers(1, 4)))]
    routes = []
    for name in ("one", "two")[: draw(st.integers(1, 2))]:
        steps = []
        for k in range(len(places)):
            ahead = list(range(k + 1, len(places))) or [DONE]
            routing = [(0.3, draw(st.integers(0, k)))] if draw(st.booleans()) else []
            rest = 1 - sum(p for p, _ in routing)
            targets = draw(st.lists(st.sampled_from(ahead), min_size=1, max_size=2, unique=True))
            routing += [(rest / len(targets), target) for target in targets]
            branches = ()
            if k and draw(st.booleans()):
                branches = ((k, draw(efforts)), (k - 1, draw(efforts)))
            blocked = draw(st.none() | st.just((0.3, exponential(1))))
            steps.append(Step(f"k{k}", -1 if branches else k, draw(efforts), tuple(routing), blocked, branches))
        kinds = [poisson(0.5), renewal(either(0, 1, 3)), batches(0.2, either(1, 2, 3)), conwip(4)]
        arrivals = draw(st.sampled_from([*kinds, SATURATED] if places[0].wip_limit < UNLIMITED else kinds))
        routes.append(
            Route(
                name,
                tuple(steps),
                arrivals,
                lost_when_full=draw(st.booleans()) and arrivals in kinds[:3],
                classes=draw(st.sampled_from([((1.0, 2),), ((0.3, 0), (0.7, 2))])),
                patience=draw(st.none() | st.just(exponential(4))) if arrivals in kinds[:3] else None,
                gate_weeks=draw(st.none() | st.just(3.0)) if arrivals in kinds[:3] else None,
            )
        )
    return Network(tuple(places), tuple(routes))


def at_once(start, end, horizon):
    """Most intervals that are open at the same time; one that ends when another begins is not in its way."""
    times = np.concatenate([start, np.minimum(np.where(np.isnan(end), horizon, end), horizon)])
    steps = np.concatenate([np.ones(len(start)), -np.ones(len(end))])
    order = np.lexsort((steps, times))
    return int(np.cumsum(steps[order]).max(initial=0))


def run_or_skip(net, replication):
    """The log of a run; None when the network came to a halt, which the engine says."""
    from sim.stations.deadlock import DeadlockError

    try:
        return simulate(net, 30.0, replication=replication)
    except DeadlockError:
        return None


@settings(max_examples=examples(20), deadline=None, derandomize=True)
@given(networks(), st.integers(0, 1000))
def test_laws_of_the_log(net, replication):
    """Order of times, conservation of features, limits, servers, Little's law as an identity, equal reruns."""
    log = run_or_skip(net, replication)
    if log is None:
        return
    items, table = log.items, log.visits
    with np.errstate(invalid="ignore"):
        for early, late in zip(
            (table.entered, table.started, table.finished), (table.started, table.finished, table.left), strict=True
        ):
            assert not (early > late + 1e-9).any()
        assert not (items.idea > items.entered + 1e-9).any()
        assert not (items.entered > items.left + 1e-9).any()
    assert np.bincount(items.fate, minlength=4).sum() == len(items)
    assert (np.isnan(items.left) == (items.fate == 3)).all()
    for code in range(len(net.routes)):
        mine = items.item[items.route == code]
        assert mine.tolist() == list(range(len(mine)))
    check_paths(net, log)
    check_limits(net, log)
    check_little(log)
    again = simulate(net, 30.0, replication=replication)
    for name in vars(table):
        assert np.array_equal(getattr(table, name), getattr(again.visits, name), equal_nan=True)


def check_paths(net, log):
    """A feature enters a stage the moment it leaves another one, goes only where its route leads, and ends once."""
    table, items = log.visits, log.items
    for route, item in set(zip(table.route.tolist(), table.item.tolist(), strict=True)):
        rows = np.flatnonzero((table.route == route) & (table.item == item) & (table.branch == 0))
        row = np.flatnonzero((items.route == route) & (items.item == item))[0]
        assert items.entered[row] == table.entered[rows[0]]
        assert np.array_equal(table.left[rows[:-1]], table.entered[rows[1:]])
        assert np.array_equal([items.left[row]], [table.left[rows[-1]]], equal_nan=True)
        for k, after in pairwise(rows):
            targets = [target for _, target in net.routes[route].steps[table.step[k]].routing]
            assert table.step[after] in targets
        if items.fate[row] == 0:
            assert DONE in [target for _, target in net.routes[route].steps[table.step[rows[-1]]].routing]


def check_limits(net, log):
    """No more features than the limit (but returned work), no more in service than servers."""
    table = log.visits
    order = [(route.id, step) for route in net.routes for step in route.steps]
    assert order
    for k, place in enumerate(net.stations):
        here = table.station == k
        returned = came_back(table)
        most = at_once(table.entered[here & ~returned], table.left[here & ~returned], log.horizon)
        assert most <= place.wip_limit + place.expedite_allowance
        pauses = log.pauses
        at_work = at_once(
            table.started[here & ~np.isnan(table.started)],
            table.finished[here & ~np.isnan(table.started)],
            log.horizon,
        )
        if not place.preemptive:
            assert at_work <= place.servers * place.batch_size
        else:
            interrupted = (pauses.station == k) & (pauses.kind == 2)
            open_ = here & ~np.isnan(table.started)
            assert work_at_once(table, open_, pauses, interrupted, log.horizon) <= place.servers
        if place.keep_server and place.batch_size == 1 and not place.preemptive:
            held = here & ~np.isnan(table.started) & (table.branch == 0)
            split = any(step.branches and any(s == k for s, _ in step.branches) for _, step in order)
            if not split:
                assert at_once(table.started[held], table.left[held], log.horizon) <= place.servers


def came_back(table):
    """Whether a visit follows one of the same or a later step: the log keeps their order."""
    flags = {}
    at = {}
    for row in np.flatnonzero(table.branch == 0):
        who, where = (int(table.route[row]), int(table.item[row])), int(table.step[row])
        flags.setdefault((*who, where), []).append(where <= at.get(who, -1))
        at[who] = where
    seen = {}
    answer = np.zeros(len(table), dtype=bool)
    for row in range(len(table)):
        visit = (int(table.route[row]), int(table.item[row]), int(table.step[row]))
        key = (*visit, int(table.branch[row]))
        answer[row] = flags[visit][seen.get(key, 0)]
        seen[key] = seen.get(key, 0) + 1
    return answer


def work_at_once(table, rows, pauses, interrupted, horizon):
    """Services open at once, without the stretches in which a feature was interrupted (and resumed)."""
    starts = np.concatenate([table.started[rows], pauses.end[interrupted]])
    ends = np.concatenate([table.finished[rows], pauses.start[interrupted]])
    unresumed = np.isnan(table.finished[rows]).sum()
    return at_once(starts, ends, horizon) - unresumed


def check_little(log):
    """Time integral of the number inside = sum of the times spent inside."""
    items = log.items
    came = items.entered[~np.isnan(items.entered)]
    went = items.left[~np.isnan(items.entered)]
    ends = np.where(np.isnan(went), log.horizon, went)
    times = np.sort(np.concatenate([[0.0, log.horizon], came, ends]))
    middle = (times[1:] + times[:-1]) / 2
    inside = (came[:, None] <= middle).sum(axis=0) - (ends[:, None] <= middle).sum(axis=0)
    assert math.isclose(
        float((np.diff(times) * inside).sum()), float((ends - came).sum()), rel_tol=1e-9, abs_tol=1e-9
    )


plain = SimpleNamespace(
    efforts=st.sampled_from([constant(1), constant(2), either(1, 2, 3), either(0, 1, 2), exponential(1)]),
    arrivals=st.sampled_from(
        [poisson(0.7), renewal(either(0, 1, 2)), batches(0.3, either(1, 2, 3)), conwip(6), conwip(3)]
    ),
    ends=st.sampled_from([{}, {"items": 15}]),
)


@pytest.mark.parametrize("above", [[0, 1, 2, UNLIMITED, UNLIMITED], [UNLIMITED]])
@settings(max_examples=examples(50), deadline=None, derandomize=True)
@given(data=st.data())
def test_the_short_way_is_the_long_way(above, data):
    """Stations without special rules give the same log whether or not they take their shortcuts."""
    size = data.draw(st.integers(1, 4))
    servers = [data.draw(st.integers(1, 3)) for _ in range(size)]
    limits = [n + data.draw(st.sampled_from(above)) for n in servers]
    keep = data.draw(st.booleans())
    work = [data.draw(plain.efforts) for _ in range(size)]
    arrivals = data.draw(plain.arrivals if limits[0] == UNLIMITED else plain.arrivals | st.just(SATURATED))
    gate = data.draw(st.sampled_from([None, None, 3.0])) if arrivals is not SATURATED else None
    end = data.draw(plain.ends)

    def log(places, **end):
        stages = [
            station(f"s{k}", servers[k], limits[k], keep_server=keep, **more) for k, more in enumerate(places)
        ]
        steps = tuple(Step(f"k{k}", k, work[k], ((1.0, k + 1 if k + 1 < size else DONE),)) for k in range(size))
        return simulate(Network(tuple(stages), (Route("s", steps, arrivals, gate_weeks=gate),)), 40.0, **end)

    short = log([{}] * size, **end)
    odd = data.draw(st.integers(0, 1))
    for places in (
        [{"switching_loss": (0.0,)}] * size,
        [{"switching_loss": (0.0,)} if k % 2 == odd else {} for k in range(size)],
    ):
        long = log(places, **end)
        assert short.horizon == long.horizon
        for table in ("visits", "items"):
            for name, column in vars(getattr(short, table)).items():
                assert np.array_equal(column, getattr(getattr(long, table), name), equal_nan=True), name
    done = np.sort(short.items.left[short.items.fate == 0])
    if len(done) > 5 and not end:
        stopped = log([{}] * size, stop_after=5)
        assert stopped.horizon == done[4]
        assert np.array_equal(
            stopped.visits.started[stopped.visits.left < done[4]], short.visits.started[short.visits.left < done[4]]
        )


def test_classes_alike():
    """Two classes of the same priority are one."""
    steps = (Step("k0", 0, exponential(1), ((1.0, DONE),)),)
    one, two = (
        simulate(Network((station("s0"),), (Route("s", steps, poisson(0.5), classes=classes),)), 40.0)
        for classes in (((1.0, 2),), ((0.5, 2), (0.5, 2)))
    )
    assert set(two.items.priority.tolist()) == {2}
    assert np.array_equal(one.visits.left, two.visits.left, equal_nan=True)


def test_which_stations_are_open():
    """Those without limit and special rules that only such stations follow, on a route without returns."""

    def kinds(*special, **route):
        places = tuple(station(f"s{k}", **more) for k, more in enumerate(special))
        ahead = [*range(1, len(places)), DONE]
        steps = tuple(Step(f"k{k}", k, exponential(1), ((1.0, target),)) for k, target in enumerate(ahead))
        floor = LabFloor()
        build(Network(places, (Route("s", steps, poisson(0.5), **route),)), Luck(1, 0), floor)
        return [type(place).__name__ for place in floor.stations]

    broken = {"breakdowns": Breakdowns(exponential(3), exponential(0.5), "busy")}
    assert kinds({}, {}, {}) == ["OpenStation"] * 3
    assert kinds({"limit": 3}, {}, {}) == ["PlainStation", "OpenStation", "OpenStation"]
    assert kinds({}, {"limit": 3}, {}) == ["PlainStation", "PlainStation", "OpenStation"]
    assert kinds({}, {}, broken) == ["PlainStation", "PlainStation", "InterruptedStation"]
    assert kinds({}, {}, patience=exponential(4)) == ["PlainStation"] * 2
    assert kinds({}, classes=((0.5, 0), (0.5, 2))) == ["Station"]
