"""Stations of a portfolio: those of the laboratory, with people who cost money, form, and come and go.

Work is written down in stretches: an interruption ends one, and the rest of the work of a visit begins another. So
what is written is time at work, and it costs what it costs; a server under repair or away is paid without work.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from sim.kanban.crews import Call
from sim.kanban.items import Item, Server, Share
from sim.stations.features import NAN
from sim.stations.interrupted_station import InterruptedStation
from sim.stations.station import Station
from sim.stations.switching_loss import time_lost

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.kanban.network.line import Line
    from sim.kanban.network.network_floor import NetworkFloor
    from sim.kanban.network.staffed_fork import StaffedFork
    from sim.kanban.network.work_stage import WorkStage
    from sim.stations import features
    from sim.stations.clock import Due
    from sim.stations.features import Feature, Stage


STAFF = ("line", "number", "rate", "target")
"""What a station of a portfolio knows besides."""


class StaffedStation(Station):
    """A station with people; ``SteadyStation`` and ``InterruptedStaffedStation`` are the kinds of it."""

    __slots__ = ()

    floor: NetworkFloor
    line: Line | None
    """The line whose people work here; None = a platform team."""
    rate: float
    """Cost of one server for one week."""
    target: int
    """People who should be here."""
    number: int
    """Number of its stage over all streams; -1 = a platform team."""

    def employ(self, rate: float, line: Line | None = None, number: int = -1) -> None:
        """Say whose people work here, and at what rate; to be called once, before the run."""
        self.rate, self.line, self.number = rate, line, number  # type: ignore[misc]
        self.target = self.people if line is not None else 0  # type: ignore[misc]

    def _hire(self) -> None:
        server = Server(self.hired)
        self.hired += 1
        self.servers.append(server)
        self.idle.append(server)

    def take_apart(self) -> None:
        """Forget everybody: for when nobody will look at it again."""
        del self.floor, self.line

    # --- people -----------------------------------------------------------------------------------------------

    @property
    def people(self) -> int:
        """Servers that are here, whatever they do."""
        return len(self.servers)

    def join(self, forming_until: float) -> None:
        """Somebody comes from elsewhere, and is put to work after those who are formed already (the last first)."""
        self._people_change(1)
        assert self.line is not None
        self.line.watch(forming_until)
        self.take_on()
        server = self.servers[-1]
        assert isinstance(server, Server)
        server.forming_until = forming_until
        self.idle.remove(server)
        self.idle.insert(0, server)
        self.floor.mark(self)
        self.floor.settle_later()

    def dismiss(self, server: features.Server) -> None:
        """Somebody who has nothing in hand leaves."""
        self._people_change(-1)
        self.servers.remove(server)

    def _people_change(self, change: int) -> None:
        line, now = self.line, self.floor.clock.time
        assert line is not None
        if line.pace is not None:
            line.pace.people_change(now)
        line.crews.append((now, self.number, change))

    def free(self, server: features.Server) -> None:
        server.items = []
        if not server.available:
            return
        if self.line is not None and self.people > self.target:
            assert isinstance(server, Server)
            self.line.on_surplus(self, server)
        else:
            self.idle.append(server)

    # --- work -------------------------------------------------------------------------------------------------

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        super().enter(item, stage, now)
        assert isinstance(item, Item)
        item.came, item.since, item.spent = now, NAN, 0.0

    def start(self, server: features.Server, items: list[Feature], now: float) -> None:
        super().start(server, items, now)
        for item in items:
            assert isinstance(item, Item)
            item.since = now

    def duration(self, server: features.Server, item: Feature, now: float) -> float:
        assert isinstance(item, Item)
        assert isinstance(server, Server)
        stage: WorkStage = item.stage  # type: ignore[assignment]
        touch = stage.work(item)
        if item.over:
            touch *= 1.0 - item.over
            item.over = 0.0
        weeks = touch
        if self.loss:
            weeks /= 1.0 - time_lost(self.loss, self.unfinished / len(self.servers))
        line = stage.source
        if line.pace is not None:
            weeks = line.pace.begin(stage.index, item, server, (touch, weeks), now)
            if stage.branch == 0:  # what goes wrong there goes wrong with the whole
                item.whole.draws = item.draws  # type: ignore[attr-defined]
            return weeks
        forming = max(item.part.team.forming_until, server.forming_until)
        return line.slowed(weeks, forming, now) if now < forming or now < line.slow_until else weeks

    def finish(self, server: features.Server, now: float) -> Due | None:
        if not server.items:
            return None  # its MMP was stopped meanwhile
        for item in server.items:
            assert isinstance(item, Item)
            self._charge(item, now)
            self._end(item, now)
        return super().finish(server, now)

    def _end(self, item: Item, now: float) -> None:
        """Work on a visit is over, or cut off."""
        stage: WorkStage = item.stage  # type: ignore[assignment]
        pace = stage.source.pace
        if pace is not None:
            pace.end(stage.index, item, item.spent, now)

    def _charge(self, item: Item, now: float) -> None:
        """A stretch of work ends: its team pays for it."""
        part, spent = item.part, now - item.since
        item.spent += spent
        cost = spent * self.rate
        part.work += spent if self.rate == part.rate else cost / part.rate if part.rate else 0.0
        team = part.team
        team.money_left -= cost
        if team.money_left < 0.0:
            stage: WorkStage = item.stage  # type: ignore[assignment]
            stage.source.on_money_gone(team)

    def stay(self, item: Feature, stage: Stage, weeks: float, now: float) -> None:
        if not ask_somebody(self, item, stage, weeks):
            super().stay(item, stage, weeks, now)

    def note(self, item: Feature, stage: Stage, now: float) -> None:
        assert isinstance(item, Item)
        self._write(item, stage, item.finished, now)

    def _write(self, item: Item, stage: Stage, finished: float, left: float) -> None:
        part, turns = item.part, item.turns
        turn = turns.get(stage.index, 0) if turns else 0
        self.floor.write(
            (part.owner, part.number + item.number, stage.code, turn, item.came, item.since, finished, left)
        )

    # --- off the board ----------------------------------------------------------------------------------------

    def take_back(self, wanted: Callable[[Item], bool], stage: Stage) -> list[Item]:
        """Remove features at a stage that nobody has touched, as if they had never come."""
        taken: list[Item] = self.queue.take(  # type: ignore[assignment]
            lambda item: item.stage is stage and item.started != item.started and wanted(item)  # type: ignore[arg-type]
        )
        self.count -= len(taken)
        self.unfinished -= len(taken)
        if taken:
            self.floor.mark(self)
        return taken

    def expel(self, wanted: Callable[[Item], bool], now: float) -> None:
        """Take features off the board at once; work under way is cut off; parts are left to their fork."""
        mine = [
            item
            for item in dict.fromkeys((*self.queue, *self.in_hand(), *self.blocked))
            if isinstance(item, Item) and not isinstance(item, Share) and item.stage is not None and wanted(item)
        ]
        for item in mine:
            if item.finished == item.finished and item not in self.blocked:
                continue  # done: it lies before its next stage
            item.gone = True
            self.cut_off(item, now)
            self.blocked.pop(item, None)
            self.leave(item, now)

    def in_hand(self) -> list[Feature]:
        """Features that servers have in hand, in the order in which they leave with their MMP."""
        return [item for server in self.servers for item in server.items]

    def cut_off(self, item: Item, now: float) -> None:
        """Work on a feature ends, if it has not ended."""
        if item in self.queue:
            self.queue.remove(item)
            self.unfinished -= 1
            return
        if item.finished == item.finished:
            return
        self.unfinished -= 1
        server = self._server_of(item)
        if item.since == item.since:
            item.finished = now
            item.spent += now - item.since
            item.part.work += (now - item.since) * (self.rate / item.part.rate if item.part.rate else 0.0)
        if item.started == item.started:
            self._end(item, now)
        self._drop(server, now)

    def _server_of(self, item: Item) -> features.Server:
        return next(server for server in self.servers if item in server.items)

    def _drop(self, server: features.Server, now: float) -> None:  # noqa: ARG002 (when matters elsewhere)
        """The pending end of service must not count: another server takes the place of this one."""
        assert isinstance(server, Server)
        server.items = []
        self.free(self._replaced(server))

    def _replaced(self, server: Server) -> Server:
        """Somebody who takes the place of a server from now on."""
        successor = Server(server.number)
        successor.forming_until = server.forming_until
        self.servers[self.servers.index(server)] = successor
        return successor


def ask_somebody(entry: StaffedStation | StaffedFork, item: Feature, stage: Stage, weeks: float) -> bool:
    """Whether a feature is blocked until those whom it has to ask let it go on; then they are asked."""
    if weeks < inf:
        return False
    assert isinstance(item, Item)
    entry.blocked[item] = None
    line: Line = stage.source  # type: ignore[assignment]
    line.on_call(Call(stage.index, item, partial(entry.unblock, item), partial(_let_out, entry, item)))
    return True


def _let_out(entry: StaffedStation | StaffedFork, item: Item) -> None:
    """Called while its service ends, after which things are settled."""
    del entry.blocked[item]
    entry.leave(item, entry.floor.clock.time)
    entry.floor.mark(entry)


class SteadyStation(StaffedStation):
    """A station without interruptions."""

    __slots__ = STAFF


class InterruptedStaffedStation(StaffedStation, InterruptedStation):
    """A station whose servers break down, go away with side work, or drop what they do for what is more urgent."""

    __slots__ = STAFF

    def paused(self, item: Feature, now: float) -> None:
        assert isinstance(item, Item)
        assert item.stage is not None
        self._charge(item, now)
        self._write(item, item.stage, now, now)
        item.came, item.since = now, NAN

    def resumed(self, item: Feature, now: float) -> None:
        assert isinstance(item, Item)
        item.since = now

    def cut_off(self, item: Item, now: float) -> None:
        self.interrupted.pop(item, None)
        super().cut_off(item, now)

    def _drop(self, server: features.Server, now: float) -> None:
        stretch = self.stretches[server]
        if stretch.end is not None:
            stretch.stop(now)
        stretch.resume = False
        self.free(server)
