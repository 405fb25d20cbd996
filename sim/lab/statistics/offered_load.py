"""What a network is asked to do before anything is simulated: visits, load, and how long a run should be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.language.arrivals import (
    BatchArrivals,
    ConwipArrivals,
    DeterministicArrivals,
    RenewalArrivals,
    weekly_rate,
)
from sim.arrays import Floats
from sim.stations.network import DONE

if TYPE_CHECKING:
    from scenarios.quantities.distributions import Distribution
    from sim.stations.network import Network, Route, Station, Step


MEMORIES = 2000.0
"""Length of a default run in units of the time a station needs to forget (its relaxation time, roughly)."""
FEATURES, VISITS = 10_000.0, 250_000.0
"""A default run sees at least so many features and about so many stage visits at most (seconds, not minutes)."""
GATES = 1000.0
"""And so many funding gates."""
FULL = 1e-9
"""A load that differs from 1 by no more is exactly 1: the rest is rounding."""


@dataclass(frozen=True)
class Load:
    """Load of every station by the traffic equations, from mean values."""

    visits: tuple[Floats, ...]
    """By route: mean visits of one feature to each step, rework included."""
    rates: Floats
    """By route: features per week that arrive; NaN where the line asks for the next one (conwip, saturated)."""
    work: Floats
    """By route and station: server-weeks one feature needs there; shape (routes, stations)."""
    stations: Floats
    """By station: server-weeks asked for per server-week; NaN when a line that feeds itself uses it; 0 for a pure
    delay. Rework and breakdowns are in it, waiting for a slot further down is not."""
    memory: Floats
    """By route: weeks the slowest of its stations needs to forget, roughly: (ca2 + cs2) / 2 x service time /
    (servers x (1 - load)^2), as the wait in heavy traffic (Kingman 1961); 0 for lines that feed themselves, and
    where nothing varies."""
    regular: npt.NDArray[np.bool_]
    """By route: whether nothing varies in it: arrivals at a steady beat, constant efforts, one way through stations
    that are always there, shared with its like alone. Such a line keeps up even at a load of exactly 1."""

    def overloaded(self, network: Network, route: int) -> bool:
        """Whether features of a route pile up somewhere: a station it uses is asked for more than it can do."""
        stream = network.routes[route]
        if math.isnan(self.rates[route]) or stream.lost_when_full or stream.patience is not None:
            return False
        used = self.work[route] > 0
        most = float(self.stations[used].max(initial=0.0))
        return most > 1 + FULL or (most >= 1 - FULL and not self.regular[route])


def load_of(network: Network) -> Load:
    """Solve the traffic equations of a network."""
    visits = tuple(_visits(route) for route in network.routes)
    rates = np.array([arrival_rate(route) for route in network.routes])
    work = np.zeros((len(network.routes), len(network.stations)))
    for r, route in enumerate(network.routes):
        for step, often in zip(route.steps, visits[r], strict=True):
            for place, effort in _work(step):
                work[r, place] += often * effort.mean * _slowdown(network.stations[place])
    servers = np.array([station.servers for station in network.stations])
    asked = (np.where(work > 0, rates[:, None], 0.0) * work).sum(axis=0)
    stations = asked / servers
    regular = _regular(network)
    memory = np.array(
        [0.0 if regular[r] else _memory(network, r, rates, work, stations) for r in range(len(network.routes))]
    )
    return Load(visits, rates, work, stations, memory, regular)


def _regular(network: Network) -> npt.NDArray[np.bool_]:
    """By route: whether nothing varies in it, nor in any that it shares a station with."""
    stations = [{place for step in route.steps for place, _ in _work(step)} for route in network.routes]
    regular = [_steady(network, route) for route in network.routes]
    while True:
        upset = {place for places, steady in zip(stations, regular, strict=True) if not steady for place in places}
        left = [steady and not places & upset for places, steady in zip(stations, regular, strict=True)]
        if left == regular:
            return np.array(regular, dtype=np.bool_)
        regular = left


def _steady(network: Network, route: Route) -> bool:
    """Whether nothing varies in a route by itself."""
    match route.arrivals:
        case DeterministicArrivals():
            beat = True
        case RenewalArrivals(interval=interval):
            beat = interval.cv == 0
        case _:
            beat = False
    return (
        beat
        and not route.lost_when_full
        and route.patience is None
        and all(len(step.routing) == 1 and step.blocked is None for step in route.steps)
        and all(effort.cv == 0 for step in route.steps for _, effort in _work(step))
        and not any(
            station.breakdowns or station.side_work or station.switching_loss
            for station in (network.stations[place] for step in route.steps for place, _ in _work(step))
        )
    )


def _work(step: Step) -> tuple[tuple[int, Distribution], ...]:
    """(station, effort) of everything that is worked on in a step."""
    return step.branches or ((step.station, step.effort),)


def _memory(network: Network, r: int, rates: Floats, work: Floats, stations: Floats) -> float:
    route = network.routes[r]
    if math.isnan(rates[r]):
        return 0.0
    burst = route.arrivals.size.mean if isinstance(route.arrivals, BatchArrivals) else 1.0
    spread = max(effort.cv for step in route.steps for _, effort in _work(step)) ** 2
    longest = 0.0
    for need, load, station in zip(work[r], stations, network.stations, strict=True):
        if need > 0 and math.isfinite(station.servers) and not load >= 1:  # overloaded: always busy, no memory
            left = 1 - min(0.9 if math.isnan(load) else float(load), 0.98)
            longest = max(longest, float(need) * (burst + spread) / 2 / (station.servers * left**2))
    return longest


def arrival_rate(route: Route) -> float:
    """Features per week that arrive from outside; NaN for lines that feed themselves."""
    rate = weekly_rate(route.arrivals)
    return math.nan if rate is None else rate


def _visits(route: Route) -> Floats:
    """Mean visits per feature: v = e + P' v."""
    n = len(route.steps)
    moves = np.zeros((n, n))
    for k, step in enumerate(route.steps):
        for probability, target in step.routing:
            if target != DONE:
                moves[k, target] += probability
    start = np.zeros(n)
    start[0] = 1.0
    solution: Floats = np.linalg.solve(np.eye(n) - moves.T, start)
    return solution


def _slowdown(station: Station) -> float:
    """Server time per unit of touch time: repairs make it longer, batches share it."""
    broken = 1.0
    if station.breakdowns is not None:
        broken += station.breakdowns.repair.mean / station.breakdowns.between.mean
    return broken / station.batch_size


def default_horizon(network: Network, load: Load) -> float:
    """Weeks after which most questions have a usable answer, rounded to two digits.

    Long against the memory of the slowest station, but not longer than ``VISITS`` visits take.
    """
    weeks = 0.0
    busy = 0.0
    for r, route in enumerate(network.routes):
        own = load.work[r]
        rate = load.rates[r]
        if math.isnan(rate):
            rate = _own_rate(network, own, route)
        busy += rate * float(load.visits[r].sum())
        weeks = max(weeks, FEATURES / rate, GATES * (route.gate_weeks or 0.0), MEMORIES * float(load.memory[r]))
    weeks = min(
        weeks, max(VISITS / busy, max((GATES / 10 * (r.gate_weeks or 0) for r in network.routes), default=0))
    )
    digits = -math.floor(math.log10(weeks)) + 1
    return float(round(weeks, digits))


def events_a_week(network: Network, load: Load) -> float:
    """About how much happens in a week: stage visits, and servers that go away, break down and come back."""
    total = 0.0
    for route, own, rate, visits in zip(network.routes, load.work, load.rates, load.visits, strict=True):
        features = _own_rate(network, own, route) if math.isnan(rate) else float(rate)
        total += features * float(visits.sum())
    for station in network.stations:
        if math.isfinite(station.servers):
            if station.side_work is not None:
                total += station.servers / station.side_work.mean
            if station.breakdowns is not None:
                total += station.servers / (station.breakdowns.between.mean + station.breakdowns.repair.mean)
    return total


def _own_rate(network: Network, own: Floats, route: Route) -> float:
    """Features per week of a line that feeds itself: at most what its slowest station does, or its WIP allows."""
    limits = [station.servers / need for station, need in zip(network.stations, own, strict=True) if need > 0]
    if isinstance(route.arrivals, ConwipArrivals):
        limits.append(float(route.arrivals.wip) / float(own.sum()))
    fastest = min((limit for limit in limits if math.isfinite(limit)), default=1.0)
    return fastest if fastest > 0 else 1.0
