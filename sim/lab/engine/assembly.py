"""From a network to the stations, stages and sources of one run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals
from sim.lab.engine.arrivals import source
from sim.lab.engine.draws import Draws
from sim.lab.engine.open_station import OpenStation
from sim.lab.engine.plain_station import PlainStation
from sim.lab.engine.route_stage import RouteStage
from sim.stations.fork import Fork
from sim.stations.interrupted_station import InterruptedStation
from sim.stations.network import DONE
from sim.stations.station import Station

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.lab.engine.lab_floor import LabFloor
    from sim.lab.engine.sources import Source
    from sim.stations import network
    from sim.world.luck import Luck

Place = tuple["network.Route", "network.Step"]


def build(
    net: network.Network, luck: Luck, floor: LabFloor, changing: frozenset[int] | None = None
) -> list[Source]:
    """Put the stations of a network on a floor and return the sources of its routes.

    Args:
        net: the network.
        luck: random numbers of this replication.
        floor: where the stations go.
        changing: stations that get a WIP limit while the run goes on; None = nothing is changed, and stations
            without special rules may take shortcuts that count on it.

    Raises ``ValueError`` with everything in the network that makes no sense.

    """
    work: list[list[Place]] = [[] for _ in net.stations]
    for route in net.routes:
        for step in route.steps:
            for k in stations_of(step):
                work[k].append((route, step))
    faults = list(_faults(net, work))
    if faults:
        raise ValueError("\n".join(faults))
    floor.names = [net.names.get(station.id, station.id) for station in net.stations]
    floor.circular = _circular(net, changing or frozenset())
    stations: dict[int, Station] = {}

    def station(k: int) -> Station:
        """In order of first use: downstream stations have a higher rank."""
        if k not in stations:
            stations[k] = _station(floor, k, net, work, luck, short=changing is None)
            floor.stations.append(stations[k])
        return stations[k]

    return [_route(floor, code, route, luck, station) for code, route in enumerate(net.routes)]


def stations_of(step: network.Step) -> tuple[int, ...]:
    """Positions of the stations a step is worked on at."""
    return tuple(k for k, _ in step.branches) or (step.station,)


def compose(sources: list[Source]) -> None:
    """Let open stations make their shortcuts, the last first; to be called before the run, when its end is set."""
    for origin in sources:
        for stage in reversed(origin.stages):
            if isinstance(stage.entry, OpenStation):
                stage.entry.compose(stage)


def _station(
    floor: LabFloor, code: int, net: network.Network, places: list[list[Place]], luck: Luck, *, short: bool
) -> Station:
    data, work = net.stations[code], places[code]
    if _interrupted(data):
        station: Station = InterruptedStation(floor, code, data, luck)
    elif short and not floor.circular and _open(net, code, places):
        station = OpenStation(floor, code, data)
    elif short and not floor.circular and _plain(data, work):
        station = PlainStation(floor, code, data)
    else:
        station = Station(floor, code, data)
    station.supplied = any(
        isinstance(route.arrivals, SaturatedArrivals) and step is route.steps[0] for route, step in work
    )
    station.fed = station.supplied and math.isinf(data.wip_limit)
    return station


def _interrupted(data: network.Station) -> bool:
    """Whether servers may stop in the middle of work, or go away."""
    return data.breakdowns is not None or data.side_work is not None or data.preemptive


def _plain(data: network.Station, work: list[Place]) -> bool:
    """Whether nothing special happens at a station."""
    priorities = {priority for route, _ in work for _, priority in route.classes}
    return (
        not _interrupted(data)
        and not math.isinf(data.servers)
        and data.batch_size == 1
        and not data.switching_loss
        and len(priorities) == 1
        and not (0 in priorities and data.expedite_allowance)
        and not (math.isinf(data.wip_limit) and any(isinstance(r.arrivals, SaturatedArrivals) for r, _ in work))
        and all(_straight(route, step) for route, step in work)
    )


def _open(net: network.Network, code: int, places: list[list[Place]]) -> bool:
    """Whether a station, and every one after it, has no limit and one step of one route that never leads back."""
    data, work = net.stations[code], places[code]
    if len(work) != 1 or not math.isinf(data.wip_limit) or not _plain(data, work):
        return False
    [(route, step)] = work
    if route.patience is not None or not all(_forward(route, k) for k in range(len(route.steps))):
        return False
    target = step.routing[0][1]
    return target == DONE or _open(net, route.steps[target].station, places)


def _forward(route: network.Route, index: int) -> bool:
    """Whether a step leads to later ones alone."""
    return all(target == DONE or target > index for _, target in route.steps[index].routing)


def _straight(route: network.Route, step: network.Step) -> bool:
    """Whether a step is not split, never blocked, and leads to one later place that is not split either."""
    if step.branches or step.blocked or len(step.routing) > 1:
        return False
    target = step.routing[0][1]
    return target == DONE or (target > route.steps.index(step) and not route.steps[target].branches)


def _route(
    floor: LabFloor, code: int, route: network.Route, luck: Luck, station: Callable[[int], Station]
) -> Source:
    draws = Draws(luck, route)
    origin = source(floor, code, route, luck, draws)
    stages: list[RouteStage] = []
    for index, step in enumerate(route.steps):
        branches = []
        for branch, k in enumerate(stations_of(step)):
            floor.codes.append((code, index, k, branch))
            branches.append(
                RouteStage(len(floor.codes) - 1, index, station(k), origin, draws, draws.effort[index][branch])
            )
        if step.branches:
            fork = Fork(floor)
            for stage in branches:
                fork.add(stage)
            stages.append(RouteStage(-1, index, fork, origin, draws, -1))
        else:
            stages.append(branches[0])
    for index, (stage, step) in enumerate(zip(stages, route.steps, strict=True)):
        stage.choice, stage.blocked = draws.choice[index], draws.blocked[index]
        stage.targets = tuple(None if target == DONE else stages[target] for _, target in step.routing)
        stage.next = stage.targets[0]
    origin.first, origin.stages = stages[0], stages
    return origin


def _circular(net: network.Network, changing: frozenset[int]) -> bool:
    """Whether features may wait in a circle: stations with WIP limits that lead to each other, forward in a route.

    Work that goes back in its route does not wait for room.
    """
    limited = {k for k, station in enumerate(net.stations) if k in changing or not math.isinf(station.wip_limit)}
    after: dict[int, set[int]] = {k: set() for k in limited}
    for route in net.routes:
        for index, step in enumerate(route.steps):
            ahead = {k for _, target in step.routing if target > index for k in stations_of(route.steps[target])}
            for k in limited.intersection(stations_of(step)):
                after[k] |= ahead & limited
    while True:
        ends = {k for k, ahead in after.items() if not ahead}
        if not ends:
            return bool(after)
        after = {k: ahead - ends for k, ahead in after.items() if k not in ends}


def _faults(net: network.Network, work: list[list[Place]]) -> Iterator[str]:
    """What makes no sense, in words."""
    for station, places in zip(net.stations, work, strict=True):
        name = f'"{net.names.get(station.id, station.id)}"'
        if math.isinf(station.servers) and (station.breakdowns or station.side_work):
            yield f"{name} has unlimited servers, which neither break down nor go away; give a number of servers"
        if station.batch_size > station.wip_limit:
            yield f"{name} never has a batch of {station.batch_size} within its WIP limit of {station.wip_limit:g}"
        if station.batch_size > 1 and station.preemptive:
            yield f"{name} works on batches, which cannot be interrupted by one feature; drop one of the two"
        if station.side_work is not None and station.side_work.mean == 0:
            yield f"{name} has side work of 0 weeks; give it a duration or leave it out"
        if station.breakdowns is not None and station.breakdowns.between.mean == 0:
            yield f"{name} breaks down all the time (0 weeks between failures)"
        if (
            math.isinf(station.servers)
            and math.isinf(station.wip_limit)
            and any(
                isinstance(route.arrivals, SaturatedArrivals) and step is route.steps[0] for route, step in places
            )
        ):
            yield f"{name} is always fed but has neither a number of servers nor a WIP limit; give one"
    for route in net.routes:
        endless = isinstance(route.arrivals, SaturatedArrivals | ConwipArrivals)
        efforts = [effort for step in route.steps for effort in ([e for _, e in step.branches] or [step.effort])]
        if endless and all(effort.mean == 0 for effort in efforts):
            yield f'"{route.id}" has no work: features without end would pass in no time; give a stage an effort'
        if isinstance(route.arrivals, SaturatedArrivals) and (route.gate_weeks or route.patience):
            yield f'"{route.id}" is always fed: leave out its gate and its patience'
