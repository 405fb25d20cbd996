"""A station without special rules, made for speed: what most stations of most networks are.

One class of service, one way to go on, no blockers, no switching loss, no interruptions, no batches, no branches.
It does what ``Station`` does, in fewer calls: a server that is done hands its feature on, takes the next one and
looks upstream in one go. Whenever something else happens at the same instant it takes the long way.
"""

from __future__ import annotations

from heapq import heappush
from typing import TYPE_CHECKING

from sim.lab.clock import FINISH
from sim.lab.features import NAN, Feature, Server, Stage
from sim.lab.station import Station

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab import network
    from sim.lab.floor import Floor


class PlainStation(Station):
    """See the module."""

    __slots__ = ("agenda", "clock", "next_id")

    def __init__(self, floor: Floor, code: int, data: network.Station) -> None:
        super().__init__(floor, code, data)
        self.clock = floor.clock
        self.agenda = floor.clock.agenda
        self.next_id = floor.clock.next_id

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        item.stage = stage
        item.entered = now
        item.started = item.finished = NAN
        self.count += 1
        self.queue.append(item)

    def admit(self, item: Feature, stage: Stage, now: float) -> None:
        if not self.idle:
            item.stage = stage
            item.entered = now
            item.started = item.finished = NAN
            self.count += 1
            self.queue.append(item)
        elif self.agenda[0][0] > now:
            item.stage = stage
            item.entered = item.started = now
            item.finished = NAN
            self.count += 1
            server = self.idle.pop()
            server.item = item
            item.server = server
            server.callbacks = server.armed
            effort = item.luck[stage.effort] if item.turns is None else stage.work(item)
            heappush(self.agenda, (now + effort, FINISH, self.next_id(), server))
        else:
            super().admit(item, stage, now)

    def serve(self, now: float) -> None:
        queue, idle = self.queue, self.idle
        while queue and idle:
            self._start(queue.popleft(), idle.pop(), now)

    def _start(self, item: Feature, server: Server, now: float) -> None:
        item.started = now
        server.item = item
        item.server = server
        stage: Stage = item.stage  # type: ignore[assignment]
        effort = item.luck[stage.effort] if item.turns is None else stage.work(item)
        server.callbacks = server.armed
        heappush(self.agenda, (now + effort, FINISH, self.next_id(), server))

    def settle(self, now: float) -> None:
        if self.inbound:
            self.pull(now)
        if self.queue and self.idle:
            self.serve(now)

    def finish(self, server: Server) -> None:
        item = server.item
        now = self.clock.time
        item.finished = now
        stage: Stage = item.stage  # type: ignore[assignment]
        target = item.target = stage.next
        floor = self.floor
        if self.agenda[0][0] <= now or floor.marked:
            self._finish_later(item, server, target, now)
            return
        if target is None:
            self.visit([stage.code, item.number, item.entered, item.started, now, now])
            self.count -= 1
            item.source.out(item, now)
        else:
            entry = target.entry
            if entry.count < entry.limit and not entry.inbound:
                self.visit([stage.code, item.number, item.entered, item.started, now, now])
                self.count -= 1
                entry.admit(item, target, now)
            else:
                entry.inbound.append(item)
                if not self.keep_server:
                    if self.queue:
                        self._start(self.queue.popleft(), server, now)
                    else:
                        self.idle.append(server)
                return
        if self.queue:
            self._start(self.queue.popleft(), server, now)
        else:
            self.idle.append(server)
        if self.inbound:
            floor.mark(self)
            floor.settle(now)
        elif floor.marked:
            floor.changed(now)

    def _finish_later(self, item: Feature, server: Server, target: Stage | None, now: float) -> None:
        """The same when other things happen at this instant."""
        floor = self.floor
        if target is None:
            self.leave(item, now)
            item.source.out(item, now)
        else:
            target.entry.inbound.push(item)
            floor.mark(target.entry)
            if not self.keep_server:
                self.idle.append(server)
            floor.mark(self)
        floor.settle_later()

    def inside(self) -> Iterator[Feature]:
        yield from self.queue
        idle = set(self.idle)
        for server in self.servers:
            if server not in idle and server.item.stage is not None and server.item.stage.entry is self:
                yield server.item

    def leave(self, item: Feature, now: float) -> None:
        stage: Stage = item.stage  # type: ignore[assignment]
        self.visit([stage.code, item.number, item.entered, item.started, item.finished, now])
        self.count -= 1
        if self.keep_server or item.target is None:
            assert item.server is not None
            self.idle.append(item.server)
        self.floor.mark(self)
