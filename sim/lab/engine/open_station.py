"""Stations without WIP limit at the end of a simple route, made for the most speed.

Nobody waits for a slot here, so there is nothing to count, to settle or to pull. What happens at an arrival and at
an end of service is composed once, before the run, as a function over local variables that hold all it needs: its
station's queue and servers, those of the next station, the log and the agenda. When something else happens at the
same instant (settling what is marked is in the agenda, too), the long way of ``PlainStation`` is taken. Both ways
write the same log.
"""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING

from sim.lab.engine.plain_station import PlainStation
from sim.stations.features import NAN, Feature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.lab.engine.lab_floor import LabFloor
    from sim.lab.engine.route_stage import RouteStage
    from sim.lab.engine.sources import Source
    from sim.stations import network
    from sim.stations.clock import Due
    from sim.stations.features import Server

    Done = Callable[[Feature, float], Due | None]
    Arrive = Callable[[None, float], Due | None]


class OpenStation(PlainStation):
    """A plain station that works on one step of one route and leads to another one of its kind, or out.

    Servers are only counted: whatever is in ``idle`` stands for any of them, and who is in service is in the
    agenda. Features here need not know their stage.
    """

    __slots__ = ("done", "stage")

    open = True

    stage: RouteStage
    done: Done
    """What happens when a service ends."""

    def __init__(self, floor: LabFloor, code: int, data: network.Station) -> None:
        super().__init__(floor, code, data)
        self.keep_server = False  # nobody is ever kept from going on

    def compose(self, stage: RouteStage) -> None:
        """Make ready for the one stage worked on here; later stages first."""
        self.stage = stage
        if stage.next is not None:
            self.done = _goes_on(self, stage.next.entry)  # type: ignore[arg-type]
        elif stage.source.direct and stage.source.refills:
            self.done = _is_replaced(self, stage.source)
        else:
            self.done = _leaves(self, stage.source)

    def _start(self, item: Feature, server: Server, now: float) -> None:  # noqa: ARG002 (any server)
        item.started = now
        heappush(self.agenda, (now + item.luck[self.stage.effort], self.next_finish(), self.done, item))

    def finish_later(self, item: Feature, now: float) -> None:
        """End of a service when other things happen at this instant."""
        item.stage = self.stage
        self._finish_later(item, self.servers[0], self.stage, now)

    def inside(self) -> Iterator[Feature]:
        for item in self.queue:
            item.stage = self.stage
            item.started = item.finished = NAN
            yield item
        for _, _, then, item in self.agenda:
            if then is self.done:
                item.stage = self.stage
                item.finished = NAN
                yield item


def _goes_on(station: OpenStation, target: OpenStation) -> Done:
    """An end of service after which the feature goes on to another open station."""
    agenda, next_finish = station.agenda, station.next_finish
    write, later = station.visit, station.finish_later
    code, effort = station.stage.code, station.stage.effort
    queue, idle, server = station.queue, station.idle, station.servers[0]
    target_effort, target_done = target.stage.effort, target.done
    target_queue, target_idle = target.queue, target.idle

    def done(item: Feature, now: float) -> Due | None:
        if agenda[0][0] <= now:
            later(item, now)
            return None
        write((code, item.number, item.entered, item.started, now, now))
        item.entered = now
        if target_idle:
            target_idle.pop()
            item.started = now
            heappush(agenda, (now + item.luck[target_effort], next_finish(), target_done, item))
        else:
            target_queue.append(item)
        if queue:
            item = queue.popleft()
            item.started = now
            return now + item.luck[effort], next_finish(), done, item
        idle.append(server)
        return None

    return done


def _leaves(station: OpenStation, source: Source) -> Done:
    """An end of service after which the feature is done."""
    agenda, next_finish = station.agenda, station.next_finish
    write, later = station.visit, station.finish_later
    code, effort = station.stage.code, station.stage.effort
    queue, idle, server = station.queue, station.idle, station.servers[0]
    floor, marks, stop = station.floor, station.marks, station.clock.stop
    reused, wakes = source.simple, source.wakes
    keep = source.spare.append

    def done(item: Feature, now: float) -> Due | None:
        if agenda[0][0] <= now:
            later(item, now)
            return None
        write((code, item.number, item.entered, item.started, now, now))
        if reused:
            keep(item)
        floor.to_do -= 1
        if not floor.to_do:
            stop()
        if wakes:
            source.follow(now)
        due = None
        if queue:
            item = queue.popleft()
            item.started = now
            due = now + item.luck[effort], next_finish(), done, item
        else:
            idle.append(server)
        if marks:
            floor.settle(now)
        return due

    return done


def _is_replaced(station: OpenStation, source: Source) -> Done:
    """An end of service after which the feature is done and a new one, the same object, starts over."""
    agenda, next_finish = station.agenda, station.next_finish
    write, later = station.visit, station.finish_later
    code, effort = station.stage.code, station.stage.effort
    queue, idle, server = station.queue, station.idle, station.servers[0]
    floor, stop = station.floor, station.clock.stop
    next_number, next_luck, note_idea = source.next_number, source.next_luck, source.note_idea
    first: OpenStation = source.first.entry  # type: ignore[assignment]
    first_queue, first_idle, first_effort = first.queue, first.idle, source.first.effort

    def done(item: Feature, now: float) -> Due | None:
        if agenda[0][0] <= now:
            later(item, now)
            return None
        write((code, item.number, item.entered, item.started, now, now))
        floor.to_do -= 1
        if not floor.to_do:
            stop()
        item.number = next_number()
        item.luck = next_luck()
        item.entered = now
        note_idea(now)
        if first_idle:
            first_idle.pop()
            item.started = now
            heappush(agenda, (now + item.luck[first_effort], next_finish(), first.done, item))
        else:
            first_queue.append(item)
        if queue:
            item = queue.popleft()
            item.started = now
            return now + item.luck[effort], next_finish(), done, item
        idle.append(server)
        return None

    return done


def arrivals(
    source: Source, interval: Callable[[], float], several: Callable[[float, float], Due | None]
) -> Arrive:
    """An arrival of one feature at an open station.

    Args:
        source: where it comes from.
        interval: gives the weeks until the next arrival.
        several: what to do instead, with the current week and the 0 weeks until the next arrival, when several
            come at once.

    """
    stage = source.first
    station: OpenStation = stage.entry  # type: ignore[assignment]
    clock = station.clock
    agenda, next_finish, next_arrival = clock.agenda, clock.next_finish, clock.next_arrival
    next_number, next_luck, note_idea = source.next_number, source.next_luck, source.note_idea
    spare, priority, effort = source.spare, source.priority, stage.effort
    queue, idle, station_done = station.queue, station.idle, station.done

    def arrive(nobody: None, now: float) -> Due | None:
        wait = interval()
        if not wait:
            return several(now, wait)
        note_idea(now)
        if spare:
            item = spare.pop()
            item.number = next_number()
            item.luck = next_luck()
        else:
            item = Feature(next_number(), priority, next_luck(), stage)
        if not idle:
            item.entered = now
            queue.append(item)
        elif agenda[0][0] > now:
            idle.pop()
            item.entered = item.started = now
            heappush(agenda, (now + item.luck[effort], next_finish(), station_done, item))
        else:
            station.admit(item, stage, now)
        return now + wait, next_arrival(), arrive, nobody

    return arrive
