"""What somebody does to a line while it runs: from a week on, with everything before it left as it was.

An intervention is one more thing that is due on the clock. Until then the run is the run without it: the same draws
and moves. Draws are addressed by feature and step, so the same features bring the same work afterwards, too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.language.arrivals import DeterministicArrivals
from sim.stations.clock import GATE, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.lab.engine.lab_floor import LabFloor
    from sim.lab.engine.log import Items, Log, Pauses, Visits
    from sim.stations.network import Network
    from sim.stations.station import Station


@dataclass(frozen=True)
class NewLimit:
    """A station gets another WIP limit; what is in it above the limit stays until it moves on."""

    week: float
    station: int
    """Position in the network."""
    limit: float
    """Most features in it; infinity = unlimited."""


@dataclass(frozen=True)
class Urgent:
    """One more feature comes to a route, which goes before all others in every queue."""

    week: float
    route: int
    """Position in the network."""


@dataclass(frozen=True)
class Hold:
    """A feature stays where it is until a week, and keeps its slot; work on it that has begun is finished."""

    week: float
    route: int
    """Position in the network."""
    item: int
    """Number of the feature in its route."""
    until: float
    """Week from which it may go on."""


@dataclass(frozen=True)
class Move:
    """One server changes station as soon as it has nothing in hand."""

    week: float
    origin: int
    """Position of a station in the network."""
    target: int
    """Position of a station in the network."""


type Intervention = NewLimit | Urgent | Hold | Move


def refuse_nonsense(network: Network, interventions: Sequence[Intervention]) -> None:
    """Refuse what cannot be done.

    Raises:
        ValueError: with everything that makes no sense, in words.

    """
    faults = []
    people = [station.servers for station in network.stations]
    for given in interventions:
        if not given.week > 0:
            faults.append(f"an intervention in week {given.week:g} is none; give a week after 0")
        match given:
            case NewLimit(station=station, limit=limit):
                if not limit >= network.stations[station].batch_size:
                    faults.append(
                        f"{_name(network, station)} cannot work with a WIP limit of {limit:g}; give at least "
                        f"{network.stations[station].batch_size}"
                    )
            case Hold(week=week, until=until):
                if not week < until < math.inf:
                    faults.append(f"a feature held from week {week:g} to {until:g} is not held; give a later end")
            case Move(origin=origin, target=target):
                names = [_name(network, place) for place in (origin, target)]
                if origin == target:
                    faults.append(f"{names[0]} cannot give somebody to itself; name two stages")
                elif math.isinf(people[origin]) or math.isinf(people[target]):
                    faults.append(f"{' or '.join(names)} has no number of people; nobody can be moved")
                elif people[origin] < 2:
                    faults.append(f"{names[0]} would be left without anybody; take somebody from elsewhere")
                else:
                    people[origin] -= 1
                    people[target] += 1
            case Urgent():
                pass
    if faults:
        raise ValueError("\n".join(faults))


def with_urgent(network: Network, interventions: Sequence[Intervention]) -> tuple[Network, dict[int, int]]:
    """The network with a route of its own for every urgent feature, and by such a route whose feature it is.

    A route of its own has draws of its own: the features of the other routes keep theirs.
    """
    routes, guests = list(network.routes), {}
    for given in interventions:
        if isinstance(given, Urgent):
            host = network.routes[given.route]
            arrivals = DeterministicArrivals.model_validate({"kind": "deterministic", "every_weeks": given.week})
            guests[len(routes)] = given.route
            routes.append(
                replace(
                    host, id=f"{host.id}/urgent {len(guests)}", arrivals=arrivals, classes=((1.0, 0),),
                    lost_when_full=False, patience=None, gate_weeks=None, on_board=(),
                )
            )  # fmt: skip
    return replace(network, routes=tuple(routes)), guests


def limited(interventions: Sequence[Intervention]) -> frozenset[int]:
    """Stations that get a WIP limit at some time."""
    return frozenset(i.station for i in interventions if isinstance(i, NewLimit) and math.isfinite(i.limit))


def arrange(floor: LabFloor, interventions: Sequence[Intervention]) -> None:
    """Put interventions on the clock; to be called before the start."""
    for given in interventions:
        if not isinstance(given, Urgent):
            floor.clock.schedule(Signal(lambda signal: _happen(floor, signal), given), GATE, given.week)


def _happen(floor: LabFloor, signal: Signal) -> None:
    now = floor.clock.time
    match signal.value:
        case NewLimit(station=number, limit=limit):
            station = _station(floor, number)
            station.limit = limit
            station.fed = station.supplied and math.isinf(limit)
            floor.mark(station)
        case Move(origin=origin, target=target):
            station = _station(floor, origin)
            station.leaving.append(_station(floor, target))
            floor.mark(station)
        case Hold() as hold:
            floor.held[hold.route, hold.item] = hold.until
            _hold_finished(floor, hold, now)
    floor.settle_later()


def _hold_finished(floor: LabFloor, hold: Hold, now: float) -> None:
    """A feature whose work is done already, and that waits for room ahead, steps back from the queue."""
    for entry in floor.entries:
        for item in list(entry.inbound):
            stage = item.stage
            if stage is not None and (stage.source.code, item.number) == (hold.route, hold.item):
                entry.inbound.remove(item)
                del floor.held[hold.route, hold.item]
                stage.entry.stay(item, stage, hold.until - now, now)


def joined(log: Log, guests: dict[int, int]) -> Log:
    """A log in which urgent features belong to the routes of others, with numbers -1, -2... in order."""
    if not guests:
        return log
    return replace(
        log,
        visits=_renamed(log.visits, guests),
        items=_renamed(log.items, guests),
        pauses=_renamed(log.pauses, guests),
    )


def _renamed[T: (Visits, Items, Pauses)](table: T, guests: dict[int, int]) -> T:
    route, item = table.route.copy(), table.item.copy()
    for place, (guest, host) in enumerate(guests.items()):
        mine = table.route == guest
        route[mine], item[mine] = host, -1 - place
    return replace(table, route=route, item=item)


def _station(floor: LabFloor, number: int) -> Station:
    return next(station for station in floor.stations if station.code == number)


def _name(network: Network, station: int) -> str:
    data = network.stations[station]
    return f'"{network.names.get(data.id, data.id)}"'
