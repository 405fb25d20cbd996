"""Stations whose servers break down, go away with side work, or drop what they do for something more urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.stations.clock import FAIL, FINISH, Signal
from sim.stations.features import AWAY, BROKEN, INTERRUPTED
from sim.stations.station import Station
from sim.world.sequences import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.stations import network
    from sim.stations.features import Feature, Server
    from sim.stations.settling import Floor
    from sim.world.luck import Luck


class InterruptedStation(Station):
    """A station whose work proceeds in stretches: each ends with the work or with an interruption.

    Interrupted work is resumed where it stopped: by the same server after a repair, by any server after something
    more urgent has come first. A server that finds nothing to do goes away with side work, again and again.
    """

    __slots__ = (
        "between", "busy_clock", "data", "interrupted", "luck", "pause", "preemptive", "repair", "side_work",
        "stretches",
    )  # fmt: skip

    def __init__(self, floor: Floor, code: int, data: network.Station, luck: Luck) -> None:
        super().__init__(floor, code, data)
        self.preemptive = data.preemptive
        self.pause = floor.recorder.pause
        self.interrupted: dict[Feature, tuple[float, float]] = {}
        """(work left, week of the interruption) of what waits to be resumed."""
        self.stretches: dict[Server, Stretch] = {}
        self.between: list[Callable[[], float]] = []
        self.repair: list[Callable[[], float]] = []
        self.side_work: list[Callable[[], float]] = []
        self.busy_clock = data.breakdowns is not None and data.breakdowns.clock == "busy"
        self.data, self.luck = data, luck
        for server in self.servers:
            self._equip(server)

    def _equip(self, server: Server) -> None:
        """What chance has in store for a server; the first failure is set."""
        data, luck, number = self.data, self.luck, str(server.number)
        where = ("laboratory", "station", data.id)
        if data.side_work is not None:
            self.side_work.append(stream(luck, data.side_work, *where, "side work", number).__next__)
        stretch = self.stretches[server] = Stretch()
        if data.breakdowns is not None:
            self.between.append(stream(luck, data.breakdowns.between, *where, "between", number).__next__)
            self.repair.append(stream(luck, data.breakdowns.repair, *where, "repair", number).__next__)
            weeks = self.between[server.number]()
            if self.busy_clock:
                stretch.until_failure = weeks
            else:
                self._in(weeks, self._fail, server, FAIL)

    def take_on(self) -> None:
        super().take_on()
        self._equip(self.servers[-1])

    def _in(self, weeks: float, then: Callable[[Signal], None], server: Server, order: int = FINISH) -> Signal:
        signal = Signal(then, server)
        self.floor.clock.schedule(signal, order, weeks)
        return signal

    def work(self, server: Server, duration: float, now: float) -> None:
        stretch = self.stretches[server]
        stretch.left = duration
        stretch.begin(now)
        if duration > stretch.until_failure:
            stretch.end = self._in(stretch.until_failure, self._fail, server, FAIL)
        else:
            stretch.end = self._in(duration, self._done, server)

    def _done(self, event: Signal) -> None:
        server: Server = event.value  # type: ignore[assignment]
        now = self.floor.clock.time
        self.stretches[server].stop(now)
        self.finish(server, now)

    def serve(self, now: float) -> None:
        super().serve(now)
        if self.preemptive:
            while self.queue and self._make_way(self.queue[0], now):
                super().serve(now)
        self._leave_for_side_work(now)

    def _leave_for_side_work(self, now: float) -> None:
        """Whoever finds nothing to do goes away, where there is side work."""
        while self.side_work and self.idle:
            self._go_away(self.idle.pop(), now)

    def start(self, server: Server, items: list[Feature], now: float) -> None:
        item = items[0]
        if item not in self.interrupted:
            super().start(server, items, now)
            return
        duration, since = self.interrupted.pop(item)
        server.items = items
        self.pause([self.code, server.number, INTERRUPTED, _route(item), item.number, since, now])
        self.resumed(item, now)
        self.work(server, duration, now)

    def _make_way(self, urgent: Feature, now: float) -> bool:
        """Interrupt the least urgent feature in service (the latest of them) if it is less urgent than this one."""
        at_work = [s for s in self.servers if s.items and not s.held and self.stretches[s].end is not None]
        at_work = [server for server in at_work if self._could_make_way(server, urgent)]
        if not at_work:
            return False
        server = max(at_work, key=lambda s: (s.items[0].priority, s.items[0].started, s.number))
        item = server.items[0]
        if item.priority <= urgent.priority:
            return False
        stretch = self.stretches[server]
        stretch.stop(now)
        self.paused(item, now)
        self.interrupted[item] = max(stretch.left, 0.0), now
        self.queue.push_first(item)
        self.free(server)
        return True

    def _could_make_way(self, server: Server, urgent: Feature) -> bool:  # noqa: ARG002 (who differs elsewhere)
        """Whether a server could do the more urgent feature instead."""
        return True

    def _fail(self, event: Signal) -> None:
        """The server breaks down, in the middle of work or not."""
        server: Server = event.value  # type: ignore[assignment]
        if server not in self.servers:
            return  # it works elsewhere now
        now = self.floor.clock.time
        stretch = self.stretches[server]
        if stretch.end is not None:
            stretch.stop(now)
            stretch.resume = True
            for item in server.items:
                self.paused(item, now)
        elif server in self.idle:
            self.idle.remove(server)
        stretch.broken = now
        server.available = False
        self._in(self.repair[server.number](), self._repaired, server)

    def _repaired(self, event: Signal) -> None:
        server: Server = event.value  # type: ignore[assignment]
        now = self.floor.clock.time
        stretch = self.stretches[server]
        route, number = -1, -1
        if stretch.resume:
            route, number = _route(server.items[0]), server.items[0].number
        self.pause([self.code, server.number, BROKEN, route, number, stretch.broken, now])
        stretch.broken = -1.0
        weeks = self.between[server.number]()
        if self.busy_clock:
            stretch.until_failure = weeks
        else:
            self._in(weeks, self._fail, server, FAIL)
        server.available = stretch.away < 0
        if stretch.resume:
            stretch.resume = False
            for item in server.items:
                self.resumed(item, now)
            self.work(server, max(stretch.left, 0.0), now)
        elif server.available and not server.held:
            self.free(server)
        self.floor.mark(self)
        self.floor.changed(now)

    def paused(self, item: Feature, now: float) -> None:
        """Work on a feature stops before it is done."""

    def resumed(self, item: Feature, now: float) -> None:
        """Work on a feature goes on."""

    def _go_away(self, server: Server, now: float) -> None:
        server.available = False
        self.stretches[server].away = now
        self._in(self.side_work[server.number](), self._back, server)

    def _back(self, event: Signal) -> None:
        server: Server = event.value  # type: ignore[assignment]
        now = self.floor.clock.time
        stretch = self.stretches[server]
        self.pause([self.code, server.number, AWAY, -1, -1, stretch.away, now])
        stretch.away = -1.0
        if stretch.broken < 0:
            server.available = True
            self.free(server)
        self.floor.mark(self)
        self.floor.changed(now)


def _route(item: Feature) -> int:
    assert item.stage is not None
    return item.stage.source.code


class Stretch:
    """What a server is in the middle of."""

    __slots__ = ("away", "began", "broken", "end", "left", "resume", "until_failure")

    def __init__(self) -> None:
        self.end: Signal | None = None
        """The event that ends the stretch of work; None = not at work."""
        self.began = 0.0
        self.left = 0.0
        """Work left at the beginning of the stretch, or when it stopped."""
        self.until_failure = float("inf")
        """Weeks of work until the next failure."""
        self.broken = -1.0
        """Week in which it broke; negative = in order."""
        self.away = -1.0
        """Week in which it went away; negative = here."""
        self.resume = False
        """Whether work waits for the repair."""

    def begin(self, now: float) -> None:
        self.began = now

    def stop(self, now: float) -> None:
        """The stretch is over: what was done counts, and a pending end does not happen."""
        done = now - self.began
        self.left -= done
        self.until_failure -= done
        if self.end is not None:
            self.end.cancel()
            self.end = None
