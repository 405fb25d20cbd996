"""Deadlock: features that wait for each other's slots and will do so for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.stations.settling import Floor
    from sim.stations.station import Entry, Station


class DeadlockError(ValueError):
    """A network in which work cannot go on; names the stations and the remedies."""


def check(floor: Floor, wanted: Entry) -> None:
    """Raise ``DeadlockError`` if a feature that has just begun to wait for an entry closes a circle of waits.

    A station is alive when one of its features is in service, waits for somebody outside, or waits for room or
    for sibling parts in a station that has room or is alive. Features that wait for something that is not alive
    wait for ever.
    """
    if not floor.circular or _working(wanted):
        return
    alive = {id(station) for station in floor.stations if _moving(station)}
    waits = [wait for entry in floor.entries for wait in _waits(entry)]
    grown = True
    while grown:
        grown = False
        for origin, needs, room in waits:
            if id(origin) not in alive and all(id(n) in alive or (room and n.count < n.limit) for n in needs):
                alive.add(id(origin))
                grown = True
    dead = sorted({origin.code for origin, _, _ in waits if id(origin) not in alive})
    if dead:
        names = " and ".join(f'"{floor.names[code]}"' for code in dead)
        raise DeadlockError(
            f"deadlock in week {floor.clock.time:.6g}: every feature in {names} is done and waits for a slot that "
            "another of them holds; raise or remove a WIP limit there, or let finished features free their server"
        )


def starved(floor: Floor) -> NoReturn:
    """Raise ``DeadlockError``: features are inside but nothing will happen any more."""
    waiting = [station for station in floor.stations if station.count]
    names = " and ".join(f'"{floor.names[station.code]}"' for station in waiting)
    raise DeadlockError(
        f"the work has come to a halt: {names} waits for more features than there are to make up a batch; "
        "lower batch_size, or allow more work in progress"
    )


def parts(entry: Entry) -> list[Station]:
    """The stations a feature needs room in to pass an entry."""
    from sim.stations.fork import Fork
    from sim.stations.station import Station

    if isinstance(entry, Fork):
        return [station for station, _ in entry.branches]
    assert isinstance(entry, Station)
    return [entry]


def _waits(entry: Entry) -> Iterator[tuple[Station, list[Station], bool]]:
    """(station, what one of its features waits for, whether room there will do)."""
    from sim.stations.fork import Fork

    for item in entry.inbound:
        if item.stage is not None:
            for origin in parts(item.stage.entry):
                yield origin, parts(entry), True
    if isinstance(entry, Fork):
        for parts_inside in entry.wholes.values():
            open_: list[Station] = []
            done: list[Station] = []
            for (station, _), part in zip(entry.branches, parts_inside, strict=True):
                (done if part.finished == part.finished else open_).append(station)
            if open_:
                for origin in done:
                    yield origin, open_, False


def _moving(station: Station) -> bool:
    """Whether something will happen here by itself."""
    return bool(
        station.blocked
        or any(fork.blocked for fork in station.forks)
        or any(server.items and not server.held for server in station.servers)
        or (station.queue and (station.endless or any(not s.held for s in station.servers)))
    )


def _working(wanted: Entry) -> bool:
    """Whether every station behind an entry has a server at work: the usual case, and no deadlock."""
    return all(any(server.items and not server.held for server in s.servers) for s in parts(wanted))
