"""What a network is asked to do before anything is simulated: visits, load, and how long a run should be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.arrivals import BatchArrivals, ConwipArrivals, weekly_rate
from sim.lab.network import DONE

if TYPE_CHECKING:
    from sim.lab.network import Network, Route, Station

Floats = npt.NDArray[np.float64]

MEMORIES = 2000.0
"""Length of a default run in units of the time a station needs to forget (its relaxation time, roughly)."""
FEATURES, VISITS = 10_000.0, 250_000.0
"""A default run sees at least so many features and about so many stage visits at most (seconds, not minutes)."""
GATES = 1000.0
"""And so many funding gates."""


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

    def grows(self, network: Network, route: int) -> bool:
        """Whether features of a route must pile up: a station it uses is asked for more than it can do."""
        stream = network.routes[route]
        if math.isnan(self.rates[route]) or stream.lost_when_full or stream.patience is not None:
            return False
        used = self.work[route] > 0
        return bool((self.stations[used] >= 1).any())


def load_of(network: Network) -> Load:
    """Solve the traffic equations of a network."""
    visits = tuple(_visits(route) for route in network.routes)
    rates = np.array([arrival_rate(route) for route in network.routes])
    work = np.zeros((len(network.routes), len(network.stations)))
    for r, route in enumerate(network.routes):
        for step, often in zip(route.steps, visits[r], strict=True):
            for place, effort in step.branches or ((step.station, step.effort),):
                work[r, place] += often * effort.mean * _slowdown(network.stations[place])
    servers = np.array([station.servers for station in network.stations])
    asked = (np.where(work > 0, rates[:, None], 0.0) * work).sum(axis=0)
    return Load(visits, rates, work, asked / servers)


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

    Long against the memory of the slowest station, (ca2 + cs2) / 2 x service time / (servers x (1 - load)^2), as
    the wait in heavy traffic (Kingman 1961), but not longer than ``VISITS`` visits take.
    """
    weeks = 0.0
    busy = 0.0
    for r, route in enumerate(network.routes):
        own = load.work[r]
        rate = load.rates[r]
        if math.isnan(rate):
            rate = _own_rate(network, own, route)
        busy += rate * float(load.visits[r].sum())
        weeks = max(weeks, FEATURES / rate, GATES * (route.gate_weeks or 0.0))
        for s, station in enumerate(network.stations):
            if own[s] > 0 and math.isfinite(station.servers) and not math.isnan(load.rates[r]):
                left = 1 - min(float(np.nan_to_num(load.stations[s], nan=0.9)), 0.98)
                burst = route.arrivals.size.mean if isinstance(route.arrivals, BatchArrivals) else 1.0
                spread = max(step.effort.cv for step in route.steps) ** 2
                memory = own[s] * (burst + spread) / 2 / (station.servers * left**2)
                weeks = max(weeks, MEMORIES * memory)
    weeks = min(
        weeks, max(VISITS / busy, max((GATES / 10 * (r.gate_weeks or 0) for r in network.routes), default=0))
    )
    digits = -math.floor(math.log10(weeks)) + 1
    return float(round(weeks, digits))


def _own_rate(network: Network, own: Floats, route: Route) -> float:
    """Features per week of a line that feeds itself: at most what its slowest station does, or its WIP allows."""
    limits = [station.servers / need for station, need in zip(network.stations, own, strict=True) if need > 0]
    if isinstance(route.arrivals, ConwipArrivals):
        limits.append(float(route.arrivals.wip) / float(own.sum()))
    fastest = min((limit for limit in limits if math.isfinite(limit)), default=1.0)
    return fastest if fastest > 0 else 1.0
