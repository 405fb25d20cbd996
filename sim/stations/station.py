"""Stations: features line up, are served, may be blocked, go on when there is room, or come back."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from heapq import heappush
from typing import TYPE_CHECKING

from sim.stations.clock import FINISH, Signal
from sim.stations.deadlock import check
from sim.stations.features import BLOCKED, NAN, Feature, Server, Stage
from sim.stations.switching_loss import time_lost
from sim.stations.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.stations import network
    from sim.stations.clock import Due
    from sim.stations.fork import Fork
    from sim.stations.settling import Floor


class Entry(ABC):
    """Something features enter when it has room for them: a station, or several at once."""

    __slots__ = ("blocked", "count", "floor", "inbound", "limit", "marked", "rank", "visit")

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.rank = len(floor.entries)
        """Place in the order of work: a higher one is further downstream."""
        floor.entries.append(self)
        self.marked = False
        self.limit = math.inf
        self.count = 0
        """Slots taken: waiting, in service and done but not gone."""
        self.inbound: Waiting[Feature] = Waiting()
        """Features that want to come in: done elsewhere, or outside the line."""
        self.blocked: dict[Feature, None] = {}
        """Features whose work here is done and that wait for somebody outside."""
        self.visit = floor.recorder.visit

    code = -1
    """Position in the network; -1 = not a station."""
    plain = False
    """Whether features may be passed on with the shortcuts of ``PlainStation``."""
    open = False
    """Whether it is an ``OpenStation``, where features come and go in the shortest way."""

    @abstractmethod
    def room(self, item: Feature) -> bool:
        """Whether this feature may enter now."""

    @abstractmethod
    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        """A feature takes its slot and lines up, whatever the limit says."""

    @abstractmethod
    def leave(self, item: Feature, now: float) -> None:
        """A feature gives up what it holds; the visit is written down."""

    @abstractmethod
    def settle(self, now: float) -> None:
        """Let in whoever may enter; then put idle servers to work."""

    @abstractmethod
    def inside(self) -> Iterator[Feature]:
        """Features (or parts) with a slot here, except some of those that are done; for the end of a run."""

    def withdraw(self, item: Feature, now: float) -> bool:  # noqa: ARG002 (used where there are servers)
        """Take a feature out that nobody has touched; whether it was there."""
        if item.stage is None and item in self.inbound:
            self.inbound.remove(item)
            self.floor.mark(self)
            return True
        return False

    def admit(self, item: Feature, stage: Stage, now: float) -> None:
        """A feature that found room and nobody before it enters; then things are settled."""
        self.enter(item, stage, now)
        self.floor.mark(self)
        self.floor.changed(now)

    def pull(self, now: float) -> None:
        """Let features in while there is room."""
        inbound = self.inbound
        while inbound and self.room(inbound[0]):
            item = inbound.popleft()
            origin, target = item.stage, item.target
            assert target is not None
            if origin is None:
                self.enter(item, target, now)
                target.source.taken_in(now)
            else:
                origin.entry.leave(item, now)
                self.enter(item, target, now)

    def conclude(self, item: Feature, stage: Stage, now: float) -> None:
        """The work of a visit is done: wait for somebody outside, or go on."""
        waiting = stage.waiting(item)
        held = self.floor.held
        if held:
            waiting = max(waiting, held.pop((stage.source.code, item.number), now) - now)
        if waiting:
            self.stay(item, stage, waiting, now)
        else:
            self.go_on(item, stage, now)

    def stay(self, item: Feature, stage: Stage, weeks: float, now: float) -> None:
        """A feature whose work is done waits for somebody outside."""
        self.blocked[item] = None
        floor = self.floor
        floor.recorder.pause([self.code, -1, BLOCKED, stage.source.code, item.number, now, now + weeks])
        floor.clock.schedule(Signal(self._unblock, item), FINISH, weeks)

    def _unblock(self, event: Signal) -> None:
        item = event.value
        assert isinstance(item, Feature)
        self.unblock(item)

    def unblock(self, item: Feature) -> None:
        """Somebody outside lets a feature go on."""
        if item not in self.blocked:
            return  # it was taken away meanwhile
        assert item.stage is not None
        del self.blocked[item]
        now = self.floor.clock.time
        item.unblocked(now)
        self.go_on(item, item.stage, now)
        self.floor.changed(now)

    def go_on(self, item: Feature, stage: Stage, now: float) -> None:
        """The visit is over: out, back, or ready to be pulled."""
        target = item.target
        floor = self.floor
        if target is None:
            self.leave(item, now)
            stage.source.out(item, now)
        elif target.index <= stage.index:
            self.leave(item, now)
            item.count_visit(stage, target)
            target.entry.enter(item, target, now)
            floor.mark(target.entry)
        else:
            target.entry.inbound.push(item)
            floor.mark(target.entry)
            check(floor, target.entry)
        floor.mark(self)


class Station(Entry):
    """A group of servers with one queue, and everything that can happen there but interruptions."""

    __slots__ = (
        "allowance", "batch", "code", "endless", "fed", "forks", "hired", "idle", "keep_server", "leaving", "loss",
        "queue", "servers", "supplied", "unfinished",
    )  # fmt: skip

    def __init__(self, floor: Floor, code: int, data: network.Station) -> None:
        super().__init__(floor)
        self.code = code
        self.limit = data.wip_limit
        self.allowance = data.expedite_allowance
        self.keep_server = data.keep_server
        self.batch = data.batch_size
        self.loss = data.switching_loss
        self.endless = math.isinf(data.servers)
        self.queue: Waiting[Feature] = Waiting()
        """Features that wait for a server."""
        self.unfinished = 0
        """Features waiting or in service."""
        self.servers: list[Server] = []
        self.idle: list[Server] = []
        self.forks: list[Fork] = []
        """Ways into parallel branches of which this is one."""
        self.supplied = False
        """Whether there is always one more feature in front of it."""
        self.fed = False
        """Whether an endless supply feeds it as fast as its servers work (no WIP limit)."""
        self.hired = 0
        """Servers that have ever been here."""
        self.leaving: list[Station] = []
        """Where servers go as soon as they have nothing in hand."""
        if not self.endless:
            for _ in range(int(data.servers)):
                self._hire()

    def _hire(self) -> None:
        server = Server(self.hired)
        self.hired += 1
        self.servers.append(server)
        self.idle.append(server)

    def take_on(self) -> None:
        """One more server, in the middle of a run."""
        self._hire()

    def _hand_over(self) -> None:
        """Servers that have nothing in hand go where they are wanted."""
        while self.leaving and self.idle:
            self.servers.remove(self.idle.pop())
            target = self.leaving.pop(0)
            target.take_on()
            self.floor.mark(target)

    def room(self, item: Feature) -> bool:
        if self.fed and item.stage is None and item.target is not None and item.target.source.endless:
            return len(self.queue) < self.batch * len(self.idle)
        return self.count < self.limit or (item.priority == 0 and self.count < self.limit + self.allowance)

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        item.stage = stage
        item.entered = now
        item.started = item.finished = NAN
        self.count += 1
        self.unfinished += 1
        self.queue.push(item)

    def withdraw(self, item: Feature, now: float) -> bool:
        if super().withdraw(item, now):
            return True
        if item.stage is None or item.turns is not None or item.started == item.started or item not in self.queue:
            return False
        self.queue.remove(item)
        self.unfinished -= 1
        self.leave(item, now)
        return True

    def inside(self) -> Iterator[Feature]:
        yield from self.queue
        yield from self.blocked
        for server in self.servers:
            yield from server.items

    def settle(self, now: float) -> None:
        self.pull(now)
        if self.leaving:
            self._hand_over()
        self.serve(now)
        for fork in self.forks:
            if fork.inbound:
                self.floor.mark(fork)

    def serve(self, now: float) -> None:
        """Put idle servers to work on what waits."""
        queue, idle, batch = self.queue, self.idle, self.batch
        while len(queue) >= batch:
            if not idle:
                if not self.endless:
                    return
                self._hire()
            self.start(idle.pop(), [queue.popleft() for _ in range(batch)], now)

    def start(self, server: Server, items: list[Feature], now: float) -> None:
        """A server starts on a feature, or a batch of them."""
        duration = self.duration(server, items[0], now)
        server.items = items
        for item in items:
            item.started = now
        self.work(server, duration, now)

    def duration(self, server: Server, item: Feature, now: float) -> float:  # noqa: ARG002 (who works, and when)
        """Weeks that a server which starts now will need."""
        assert item.stage is not None
        duration = item.stage.work(item)
        if self.loss:
            duration /= 1.0 - time_lost(self.loss, self.unfinished / len(self.servers))
        return duration

    def work(self, server: Server, duration: float, now: float) -> None:
        """A server is at work for so long."""
        clock = self.floor.clock
        heappush(clock.agenda, (now + duration, clock.next_finish(), self.finish, server))

    def finish(self, server: Server, now: float) -> Due | None:
        """A service ends; see ``clock.Due`` for what is returned."""
        items = server.items
        self.unfinished -= len(items)
        for item in items:
            item.finished = now
            stage = item.stage
            assert stage is not None
            if stage.fork is not None:
                continue
            item.target = target = stage.following(item)
            if self.keep_server and not (
                target is not None and target.index <= stage.index and not stage.waiting(item)
            ):
                item.server = server
                server.held += 1
        if not server.held:
            self.free(server)
        for item in items:
            stage = item.stage
            assert stage is not None
            if stage.fork is not None:
                stage.fork.part_done(item, now)
            else:
                self.conclude(item, stage, now)
        floor = self.floor
        floor.mark(self)
        floor.changed(now)
        return None

    def free(self, server: Server) -> None:
        """A server has nothing to do."""
        server.items = []
        if server.available:
            self.idle.append(server)

    def note(self, item: Feature, stage: Stage, now: float) -> None:
        """Write a visit down that ends now."""
        self.visit((stage.code, item.number, item.entered, item.started, item.finished, now))

    def leave(self, item: Feature, now: float) -> None:
        stage = item.stage
        assert stage is not None
        self.note(item, stage, now)
        self.count -= 1
        server = item.server
        if server is not None:
            item.server = None
            server.held -= 1
            if not server.held:
                self.free(server)
        self.floor.mark(self)
