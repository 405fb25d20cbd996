"""The three models of ``benchmarks/flow.py`` as others would write them.

Every peer runs a model until so many features are done and returns (throughput, mean WIP, mean cycle time) of the
whole run. WIP is the mean number inside, integrated by the peer's own clock or, where it only reports departures,
derived from its records.
"""

import math
from collections import deque
from importlib.util import find_spec
from random import Random

import numpy as np
import simpy

BLOCK = 8192


def exponentials(seed: int):
    """Exponential numbers of mean 1, drawn in blocks."""
    rng = np.random.default_rng(seed)
    while True:
        yield from rng.exponential(1.0, BLOCK).tolist()


def summary(entered: list[float], left: list[float], end: float) -> tuple[float, float, float]:
    """Throughput, mean WIP, mean cycle time from entering and leaving times of the features that are done."""
    cycle = np.array(left) - np.array(entered)
    return len(left) / end, float(cycle.sum()) / end, float(cycle.mean())


# SimPy as its documentation teaches it: a process per feature, a resource per group of servers and per limit,
# random numbers one by one


def simpy_open(rate: float, servers: int, n: int, seed: int) -> tuple[float, float, float]:
    """Poisson arrivals, one queue, several servers."""
    env = simpy.Environment()
    luck = Random(seed)
    server = simpy.Resource(env, servers)
    finished = env.event()
    starts: list[float] = []
    ends: list[float] = []

    def feature():
        start = env.now
        with server.request() as request:
            yield request
            yield env.timeout(luck.expovariate(1.0))
        starts.append(start)
        ends.append(env.now)
        if len(ends) == n:
            finished.succeed()

    def arrivals():
        while True:
            yield env.timeout(luck.expovariate(rate))
            env.process(feature())

    env.process(arrivals())
    env.run(finished)
    return summary(starts, ends, env.now)


def simpy_conwip(stations: int, wip: int, n: int, seed: int) -> tuple[float, float, float]:
    """Stations with one server each; a feature starts when one leaves."""
    env = simpy.Environment()
    luck = Random(seed)
    servers = [simpy.Resource(env, 1) for _ in range(stations)]
    finished = env.event()
    starts: list[float] = []
    ends: list[float] = []

    def feature():
        start = env.now
        for server in servers:
            with server.request() as request:
                yield request
                yield env.timeout(luck.expovariate(1.0))
        starts.append(start)
        ends.append(env.now)
        env.process(feature())
        if len(ends) == n:
            finished.succeed()

    for _ in range(wip):
        env.process(feature())
    env.run(finished)
    return summary(starts, ends, env.now)


def simpy_kanban(stages: int, servers: int, limit: int, n: int, seed: int) -> tuple[float, float, float]:
    """WIP limits, freed servers (the done feature keeps its slot), an endless supply."""
    env = simpy.Environment()
    luck = Random(seed)
    people = [simpy.Resource(env, servers) for _ in range(stages)]
    slots = [simpy.Resource(env, limit) for _ in range(stages)]
    finished = env.event()
    starts: list[float] = []
    ends: list[float] = []

    def feature():
        slot = slots[0].request()
        yield slot
        start = env.now
        env.process(feature())
        for k in range(stages):
            with people[k].request() as server:
                yield server
                yield env.timeout(luck.expovariate(1.0))
            if k + 1 < stages:
                following = slots[k + 1].request()
                yield following
                slots[k].release(slot)
                slot = following
        slots[-1].release(slot)
        starts.append(start)
        ends.append(env.now)
        if len(ends) == n:
            finished.succeed()

    env.process(feature())
    env.run(finished)
    return summary(starts, ends, env.now)


# Ciw: networks of queues with blocking (production blocking only: a finished customer keeps its server)


def installed() -> list[str]:
    """Peers that are installed here beyond SimPy."""
    return [name for name in ("ciw", "salabim") if find_spec(name) is not None]


def _ciw_summary(simulation, first: int, last: int, end: float) -> tuple[float, float, float]:
    """From the records of visits: a feature is inside from the first node's arrival to the last one's exit."""
    starts: list[float] = []
    ends: list[float] = []
    came: dict[int, deque] = {}
    for record in sorted(simulation.get_all_records(), key=lambda record: record.exit_date):
        if record.node == first:
            came.setdefault(record.id_number, deque()).append(record.arrival_date)
        if record.node == last:
            starts.append(came[record.id_number].popleft())
            ends.append(record.exit_date)
    return summary(starts, ends, end)


def ciw_open(rate: float, servers: int, n: int, seed: int) -> tuple[float, float, float]:
    """Poisson arrivals, one queue, several servers."""
    import ciw

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(n / rate)
    return _ciw_summary(simulation, 1, 1, n / rate)


def _ring(nodes: int) -> list[list[float]]:
    """Each node leads to the next one, the last one to the first."""
    return [[1.0 if j == (i + 1) % nodes else 0.0 for j in range(nodes)] for i in range(nodes)]


def ciw_conwip(stations: int, wip: int, n: int, seed: int) -> tuple[float, float, float]:
    """A closed ring: ten features arrive at once and never leave."""
    import ciw

    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([1e-9] * wip + [math.inf]), *[None] * (stations - 1)],
        service_distributions=[ciw.dists.Exponential(1.0)] * stations,
        number_of_servers=[1] * stations,
        routing=_ring(stations),
    )
    simulation = ciw.Simulation(network)
    end = n * (stations + wip - 1) / wip
    simulation.simulate_until_max_time(end)
    return _ciw_summary(simulation, 1, stations, end)


def ciw_kanban(stages: int, servers: int, limit: int, n: int, seed: int) -> tuple[float, float, float]:
    """WIP limits with held servers (the rule Ciw has); an endless supply is a ring through a node of no work."""
    import ciw

    ciw.seed(seed)
    supply = stages * limit + 2
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([1e-9] * supply + [math.inf]), *[None] * stages],
        service_distributions=[ciw.dists.Deterministic(0.0), *[ciw.dists.Exponential(1.0)] * stages],
        number_of_servers=[1, *[servers] * stages],
        queue_capacities=[math.inf, *[limit - servers] * stages],
        routing=_ring(stages + 1),
    )
    simulation = ciw.Simulation(network)
    end = n / 1.396287
    simulation.simulate_until_max_time(end)
    return _ciw_summary(simulation, 2, stages + 1, end)


# salabim: a component per feature, a resource per group of servers and per limit


def _salabim(resources: dict[str, int], process, first: int, end: float, seed: int) -> tuple[float, float, float]:
    """Run components until a week; ``process(component, resources, draw, again)`` is what a feature does."""
    import salabim

    salabim.yieldless(False)
    env = salabim.Environment(trace=False, random_seed=seed)
    held = {name: salabim.Resource(name, capacity=capacity) for name, capacity in resources.items()}
    draw = exponentials(seed).__next__
    starts: list[float] = []
    ends: list[float] = []

    class Feature(salabim.Component):
        def process(self):
            yield from process(self, env, held, draw, Feature, starts, ends)

    for _ in range(first):
        Feature()
    env.run(till=end)
    return summary(starts, ends, end)


def salabim_open(rate: float, servers: int, n: int, seed: int) -> tuple[float, float, float]:
    """Poisson arrivals, one queue, several servers."""
    gap = exponentials(seed + 1).__next__

    def process(self, env, held, draw, feature, starts, ends):
        feature(delay=gap() / rate)
        start = env.now()
        yield self.request(held["server"])
        yield self.hold(draw())
        self.release(held["server"])
        starts.append(start)
        ends.append(env.now())

    return _salabim({"server": servers}, process, 1, n / rate, seed)


def salabim_conwip(stations: int, wip: int, n: int, seed: int) -> tuple[float, float, float]:
    """Stations with one server each; a feature starts when one leaves."""

    def process(self, env, held, draw, feature, starts, ends):
        start = env.now()
        for k in range(stations):
            yield self.request(held[f"s{k}"])
            yield self.hold(draw())
            self.release(held[f"s{k}"])
        starts.append(start)
        ends.append(env.now())
        feature()

    end = n * (stations + wip - 1) / wip
    return _salabim({f"s{k}": 1 for k in range(stations)}, process, wip, end, seed)


def salabim_kanban(stages: int, servers: int, limit: int, n: int, seed: int) -> tuple[float, float, float]:
    """WIP limits, freed servers (the done feature keeps its slot), an endless supply."""

    def process(self, env, held, draw, feature, starts, ends):
        yield self.request(held["slot0"])
        start = env.now()
        feature()
        for k in range(stages):
            yield self.request(held[f"server{k}"])
            yield self.hold(draw())
            self.release(held[f"server{k}"])
            if k + 1 < stages:
                yield self.request(held[f"slot{k + 1}"])
            self.release(held[f"slot{k}"])
        starts.append(start)
        ends.append(env.now())

    resources = {f"server{k}": servers for k in range(stages)} | {f"slot{k}": limit for k in range(stages)}
    return _salabim(resources, process, 1, n / 1.472684, seed)
