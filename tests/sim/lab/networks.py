"""Networks to run: lines of stages with neutral settings, and the rows of their logs."""

import math
from typing import Any

from scenarios.language.arrivals import (
    BatchArrivals,
    ConwipArrivals,
    DeterministicArrivals,
    PoissonArrivals,
    RenewalArrivals,
    SaturatedArrivals,
)
from scenarios.quantities.distributions import Constant, Empirical, Exponential
from sim.lab.engine.log import Log
from sim.lab.engine.run import run
from sim.stations.network import DONE, Network, Route, Station, Step
from sim.world.luck import Luck

UNLIMITED = math.inf


def constant(weeks: float) -> Constant:
    """Always so many weeks."""
    return Constant(value=weeks)


def exponential(mean: float) -> Exponential:
    """Memoryless, this mean."""
    return Exponential(distribution="exponential", mean=mean)


def either(*values: float) -> Empirical:
    """One of these, equally likely."""
    return Empirical(distribution="empirical", values=values)


def every(weeks: float) -> DeterministicArrivals:
    """A steady beat; the first feature comes after one interval."""
    return DeterministicArrivals(kind="deterministic", every_weeks=weeks)


def poisson(rate: float) -> PoissonArrivals:
    """Features at random."""
    return PoissonArrivals(kind="poisson", rate=rate)


def renewal(interval: Any) -> RenewalArrivals:
    """Independent intervals."""
    return RenewalArrivals(kind="renewal", interval=interval)


def batches(rate: float, size: Any) -> BatchArrivals:
    """Batches at random."""
    return BatchArrivals(kind="batch", rate=rate, size=size)


def conwip(wip: int) -> ConwipArrivals:
    """A constant number in the line."""
    return ConwipArrivals(kind="conwip", wip=wip)


SATURATED = SaturatedArrivals(kind="saturated")


def station(name: str = "a", servers: float = 1, limit: float = UNLIMITED, **more: Any) -> Station:
    """A station with neutral settings."""
    return Station(name, servers, limit, **more)


def step(place: int, effort: Any = 1.0, then: Any = None, **more: Any) -> Step:
    """A step at a station; ``then`` is the next step or a routing (default: done)."""
    routing = then if isinstance(then, tuple) else ((1.0, DONE if then is None else then),)
    return Step(
        f"k{place}", place, constant(effort) if isinstance(effort, int | float) else effort, routing, **more
    )


def line(stations: list[Station], efforts: list[Any], arrivals: Any, **more: Any) -> Network:
    """One route through all stations in their order."""
    last = len(stations) - 1
    steps = tuple(step(k, effort, None if k == last else k + 1) for k, effort in enumerate(efforts))
    return Network(tuple(stations), (Route("s", steps, arrivals, **more),))


def simulate(network: Network, horizon: float = 1000.0, *, seed: int = 1, replication: int = 0, **more: Any) -> Log:
    """One run."""
    return run(network, Luck(seed, replication), horizon, **more)


def visits(log: Log, place: int = 0, route: int = 0) -> list[tuple[float, float, float, float]]:
    """(entered, started, finished, left) of every visit to a station, in order of start."""
    table = log.visits
    rows = [k for k in range(len(table)) if table.station[k] == place and table.route[k] == route]
    columns = (table.entered, table.started, table.finished, table.left)
    return sorted(tuple(float(column[k]) for column in columns) for k in rows)  # type: ignore[misc]


def served(log: Log, place: int = 0, route: int = 0) -> list[tuple[float, float]]:
    """(started, finished) of every visit to a station, in order of start."""
    return sorted((started, finished) for _, started, finished, _ in visits(log, place, route))
