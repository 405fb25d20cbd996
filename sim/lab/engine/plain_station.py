"""A station without special rules, made for speed: what most stations of most networks are.

One class of service, one way to go on, no blockers, no switching loss, no interruptions, no batches, no branches.
It does what ``Station`` does, in fewer calls: a server that is done hands its feature on, takes the next one and
looks upstream in one go. Whenever something else happens at the same instant it takes the long way.
"""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING

from sim.lab.engine.route_stage import RouteStage
from sim.stations.features import NAN, Feature, Server, Stage
from sim.stations.station import Entry, Station

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.engine.lab_floor import LabFloor
    from sim.stations import network
    from sim.stations.clock import Due


class PlainStation(Station):
    """See the module."""

    __slots__ = ("agenda", "clock", "marks", "next_finish")

    plain = True

    def __init__(self, floor: LabFloor, code: int, data: network.Station) -> None:
        super().__init__(floor, code, data)
        self.clock = floor.clock
        self.agenda = floor.clock.agenda
        self.next_finish = floor.clock.next_finish
        self.marks = floor.marked

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        item.stage = stage
        item.entered = now
        self.count += 1
        self.queue.append(item)

    def admit(self, item: Feature, stage: Stage, now: float) -> None:
        item.stage = stage
        item.entered = now
        self.count += 1
        if not self.idle:
            self.queue.append(item)
        elif self.agenda[0][0] > now:
            self._start(item, self.idle.pop(), now)
        else:
            self.queue.append(item)
            self.floor.mark(self)
            self.floor.settle_later()

    def _start(self, item: Feature, server: Server, now: float) -> None:
        item.started = now
        server.item = item
        stage: RouteStage = item.stage  # type: ignore[assignment]
        effort = item.luck[stage.effort] if item.turns is None else stage.work(item)
        heappush(self.agenda, (now + effort, self.next_finish(), self.finish, server))

    def settle(self, now: float) -> None:
        queue, inbound = self.queue, self.inbound
        while inbound and self.count < self.limit:
            item = inbound.popleft()
            origin = item.stage
            if origin is None:
                item.target.source.taken_in(now)  # type: ignore[union-attr]
            elif origin.entry.plain:
                station: PlainStation = origin.entry  # type: ignore[assignment]
                self.visit((origin.code, item.number, item.entered, item.started, item.finished, now))
                station.count -= 1
                if station.keep_server:
                    station.idle.append(item.server)  # type: ignore[arg-type]
                    item.server = None
                if not station.marked:
                    station.marked = True
                    self.marks.append(station)
            else:
                origin.entry.leave(item, now)
            item.stage = item.target
            item.entered = now
            self.count += 1
            queue.append(item)
        if queue:
            idle = self.idle
            while idle and queue:
                self._start(queue.popleft(), idle.pop(), now)

    def finish(self, server: Server, now: float) -> Due | None:
        item = server.item
        stage: RouteStage = item.stage  # type: ignore[assignment]
        target = stage.next
        if self.agenda[0][0] <= now or self.marks:
            self._finish_later(item, server, stage, now)
            return None
        if target is None:
            self.visit((stage.code, item.number, item.entered, item.started, now, now))
            self.count -= 1
            source = stage.source
            if source.simple:
                source.spare.append(item)
            floor = self.floor
            floor.to_do -= 1
            if not floor.to_do:
                self.clock.stop()
            if source.wakes:
                source.follow(now)
        else:
            entry = target.entry
            if entry.inbound or entry.count >= entry.limit:
                item.finished = now
                item.target = target
                entry.inbound.append(item)
                if self.keep_server:
                    item.server = server
                    return None
                if not self.queue:
                    self.idle.append(server)
                    return None
                item = self.queue.popleft()
                item.started = now
                server.item = item
                stage = item.stage  # type: ignore[assignment]
                effort = item.luck[stage.effort] if item.turns is None else stage.work(item)
                return now + effort, self.next_finish(), self.finish, server
            self.visit((stage.code, item.number, item.entered, item.started, now, now))
            self.count -= 1
            if entry.plain and not entry.idle:  # type: ignore[attr-defined]
                item.stage = target
                item.entered = now
                entry.count += 1
                entry.queue.append(item)  # type: ignore[attr-defined]
            else:
                entry.admit(item, target, now)
        due = None
        if self.queue:
            item = self.queue.popleft()
            item.started = now
            server.item = item
            stage = item.stage  # type: ignore[assignment]
            effort = item.luck[stage.effort] if item.turns is None else stage.work(item)
            due = now + effort, self.next_finish(), self.finish, server
        else:
            self.idle.append(server)
        if self.inbound:
            self.settle(now)
        if self.marks:
            self.floor.settle(now)
        return due

    def _finish_later(self, item: Feature, server: Server, stage: RouteStage, now: float) -> None:
        """The same when other things happen at this instant."""
        floor, target = self.floor, stage.next
        if target is None:
            self.visit((stage.code, item.number, item.entered, item.started, now, now))
            self.count -= 1
            self.idle.append(server)
            stage.source.out(item, now)
        else:
            item.finished = now
            item.target = target
            target.entry.inbound.push(item)
            floor.mark(target.entry)
            if self.keep_server:
                item.server = server
            else:
                self.idle.append(server)
        floor.mark(self)
        floor.settle_later()

    def withdraw(self, item: Feature, now: float) -> bool:
        if item.stage is None:
            return Entry.withdraw(self, item, now)
        if item.turns is not None or item not in self.queue:
            return False
        self.queue.remove(item)
        item.started = item.finished = NAN
        self.leave(item, now)
        return True

    def inside(self) -> Iterator[Feature]:
        """The same; it is only here that the times of what has not begun or ended are set to NaN."""
        for item in self.queue:
            item.started = item.finished = NAN
            yield item
        idle = set(self.idle)
        for server in self.servers:
            if server not in idle and server.item.server is None:
                server.item.finished = NAN
                yield server.item

    def leave(self, item: Feature, now: float) -> None:
        stage: RouteStage = item.stage  # type: ignore[assignment]
        self.visit((stage.code, item.number, item.entered, item.started, item.finished, now))
        self.count -= 1
        if item.server is not None:
            self.idle.append(item.server)
            item.server = None
        self.floor.mark(self)
