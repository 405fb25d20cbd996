"""A station of features that all take one way: what most stages of most value streams are, made for speed.

Its people are its own and always there, each works on one feature at a time, and what is done goes on to the
station after it, or back. It does what ``StaffedStation`` does, in fewer calls: whoever is done hands the feature
on, takes the next one and looks upstream in one go. Features that are blocked or go back take the long way, and so
does everything when something else happens at the same instant.
"""

from __future__ import annotations

from heapq import heappush
from operator import attrgetter
from typing import TYPE_CHECKING

from sim.kanban.network.staffed_station import SteadyStation, ask_somebody
from sim.stations.features import NAN
from sim.stations.switching_loss import time_lost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.kanban.items import Item, Server
    from sim.kanban.network.line import Line
    from sim.kanban.network.network_floor import NetworkFloor
    from sim.kanban.network.work_stage import WorkStage
    from sim.stations import features, network
    from sim.stations.features import Feature, Stage


class StraightStation(SteadyStation):
    """See the module. Its step and its neighbours are set when the line is laid out.

    Servers have one feature in hand, ``server.item`` (None: nothing). Times of what has not begun or ended are set
    to NaN when somebody asks for them, not before.
    """

    __slots__ = (
        "after", "agenda", "before", "ends", "here", "marks", "next_finish", "paces", "place", "serve", "step",
        "take", "write",
    )  # fmt: skip

    line: Line
    step: WorkStage
    """The one step that is worked on here."""
    place: int
    """Its position in the line, from 0."""
    before: StraightStation | None
    """Where features come from; None = the backlog."""
    after: StraightStation | None
    """Where they go on to; None = out."""
    here: int
    """People who are here."""
    serve: Callable[[float], None]  # type: ignore[assignment]
    take: Callable[[float], bool]
    ends: Callable[[Server, float], None]

    def __init__(self, floor: NetworkFloor, code: int, data: network.Station) -> None:
        self.paces: list[float] = []
        """1 - switching loss by number of features waiting or in service, for the servers that are there."""
        super().__init__(floor, code, data)
        self.agenda, self.next_finish = floor.clock.agenda, floor.clock.next_finish
        self.marks, self.write = floor.marked, floor.write
        self.before = self.after = None

    def work_on(self, step: WorkStage, before: StraightStation | None) -> None:
        """Take a place in a line, behind a station or the backlog."""
        self.step, self.place, self.before = step, step.index, before
        if before is not None:
            before.after = self

    def take_apart(self) -> None:
        super().take_apart()
        del self.step, self.before, self.after, self.serve, self.take, self.ends

    # --- people -----------------------------------------------------------------------------------------------

    def _hire(self) -> None:
        super()._hire()
        self.here = len(self.servers)
        self.paces.clear()

    def dismiss(self, server: features.Server) -> None:
        super().dismiss(server)
        self.here -= 1
        self.paces.clear()

    def free(self, server: features.Server) -> None:
        server.item = None  # type: ignore[assignment]
        if self.here > self.target:
            self.line.on_surplus(self, server)  # type: ignore[arg-type]
        else:
            self.idle.append(server)

    # --- work -------------------------------------------------------------------------------------------------

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        item.stage = stage
        item.entered = now
        self.count += 1
        self.unfinished += 1
        self.queue.push(item)

    def compose(self) -> None:
        """Make the functions that do nearly all of the work; those of later stations first."""
        self.serve = self.serving()
        self.take = self.letting_in()
        self.ends = self.ending()

    def serving(self) -> Callable[[float], None]:
        """Make ``serve``: put idle servers to work on what waits."""
        queue, idle, line, place = self.queue, self.idle, self.line, self.place
        loss, paces, step = self.loss, self.paces, self.step
        agenda, next_finish = self.agenda, self.next_finish

        def serve(now: float) -> None:
            while queue and idle:
                item: Item = queue.popleft()  # type: ignore[assignment]
                server: Server = idle.pop()  # type: ignore[assignment]
                if now < line.watch_until or item.over:
                    self.begin(item, server, now)
                    continue
                item.started = now
                item.draws = draws = item.part.visits[place] if item.turns is None else step.visit(item)
                weeks = draws[0][item.number]
                if loss:
                    try:
                        weeks /= paces[self.unfinished]
                    except IndexError:
                        weeks /= self._pace()
                server.item = item
                server.turn = turn = next_finish()
                heappush(agenda, (now + weeks, turn, self.ends, server))

        return serve

    def letting_in(self) -> Callable[[float], bool]:
        """Make ``take``: let in what waits while there is room, and serve; whether anything came in.

        It serves after everything that may enter has entered, so that the class of service decides.
        """
        inbound, queue, idle, limit, allowance = self.inbound, self.queue, self.idle, self.limit, self.allowance
        before, step, write, serve = self.before, self.step, self.write, self.serve
        code, place = (before.number, before.place) if before is not None else (-1, -1)

        def take(now: float) -> bool:
            moved = False
            if inbound and (self.count < limit or not inbound[0].priority):
                while inbound:
                    item: Item = inbound[0]  # type: ignore[assignment]
                    if self.count >= limit and (item.priority or self.count >= limit + allowance):
                        break
                    inbound.popleft()
                    if before is not None:
                        before.count -= 1
                        if item.server is not None:
                            before.let_go(item)
                        part, turns = item.part, item.turns
                        write(
                            (
                                part.owner, part.number + item.number, code, turns.get(place, 0) if turns else 0,
                                item.entered, item.started, item.finished, now,
                            )
                        )  # fmt: skip
                    item.stage = step
                    item.entered = now
                    self.count += 1
                    self.unfinished += 1
                    if queue and queue[-1].priority > item.priority:
                        queue.push(item)
                    else:
                        queue.append(item)
                    moved = True
            if queue and idle:
                serve(now)
            return moved

        return take

    def ending(self) -> Callable[[Server, float], None]:  # noqa: C901 - every call less is time
        """Make ``ends``: a service ends."""
        line, after, place, limit, keep = self.line, self.after, self.place, self.limit, self.keep_server
        queue, idle, inbound, take, serve = self.queue, self.idle, self.inbound, self.take, self.serve
        agenda, marks = self.agenda, self.marks
        ahead, after_take = (after.inbound, after.take) if after is not None else (inbound, take)
        after_limit = after.limit if after is not None else 0.0

        def ends(server: Server, now: float) -> None:  # noqa: C901
            item = server.item
            if item is None:
                return  # its MMP was stopped meanwhile
            item.finished = now
            part, number = item.part, item.number
            spent = now - item.started
            part.work += spent
            if line.pace is not None:
                line.pace.end(place, item, spent, now)
            self.unfinished -= 1
            _, ways, blocked = item.draws
            weeks, way = blocked[number], ways[number]
            if keep and (weeks or not way):
                item.server = server
            else:
                server.item = None
                if self.here > self.target:
                    line.on_surplus(self, server)
                else:
                    idle.append(server)
            low = place
            if weeks:
                item.target = self.step.targets[way]
                self.stay(item, self.step, weeks, now)
            elif way:
                low = self._send_back(item, way, now)
            elif after is None:
                self.leave(item, now)
                line.out(item, now)
            elif ahead and ahead[-1].priority > item.priority:
                ahead.push(item)
            else:
                ahead.append(item)
            team = part.team
            team.money_left -= spent * part.rate
            if team.money_left < 0.0:
                line.on_money_gone(team)
            if marks or agenda[0][0] <= now:
                self._look_around(low, now)
                return
            # Nothing else has changed, and nothing else happens at this instant: the short way.
            if after is not None and ahead and (after.count < after_limit or not ahead[0].priority):
                after_take(now)
            if low < place or (inbound and (self.count < limit or not inbound[0].priority)):
                if take(now) or place > low:
                    station = self.before
                    while station is not None and (station.take(now) or station.place > low):
                        station = station.before
            elif queue:
                serve(now)

        return ends

    def settle(self, now: float) -> None:
        if self.take(now) and self.before is not None:
            self.floor.mark(self.before)

    def begin(self, item: Item, server: Server, now: float) -> None:
        """A server takes on a feature, whatever makes work take longer."""
        part, place = item.part, self.place
        item.started = now
        item.draws = draws = part.visits[place] if item.turns is None else self.step.visit(item)
        weeks = touch = draws[0][item.number]
        if item.over:
            weeks = touch = touch * (1.0 - item.over)
            item.over = 0.0
        if self.loss:
            weeks /= self._pace()
        line = self.line
        if line.pace is not None:
            weeks = line.pace.begin(place, item, server, (touch, weeks), now)
        elif now < part.team.forming_until or now < server.forming_until or now < line.slow_until:
            weeks = line.slowed(weeks, max(part.team.forming_until, server.forming_until), now)
        server.item = item
        server.turn = turn = self.next_finish()
        heappush(self.agenda, (now + weeks, turn, self.ends, server))

    def _pace(self) -> float:
        """1 - switching loss with as many features as there are now."""
        for load in range(len(self.paces), self.unfinished + 1):
            self.paces.append(1.0 - time_lost(self.loss, load / len(self.servers)))
        return self.paces[self.unfinished]

    def _send_back(self, item: Item, way: int, now: float) -> int:
        """A feature goes back; to which place in the line."""
        target = self.step.targets[way]
        assert target is not None
        self.leave(item, now)
        item.count_visit(self.step, target)
        target.entry.enter(item, target, now)
        return target.index

    def stay(self, item: Feature, stage: Stage, weeks: float, now: float) -> None:
        if not ask_somebody(self, item, stage, weeks):
            self.blocked[item] = None
            heappush(self.agenda, (now + weeks, self.next_finish(), self._go_on_after, item))

    def _go_on_after(self, item: Feature, now: float) -> None:  # noqa: ARG002 (which is what the clock says)
        self.unblock(item)

    def _look_around(self, low: int, now: float) -> None:
        """A service has ended: let the line move, when everything of this instant has happened.

        Besides, a feature went back to the place ``low``, unless that is this one.
        """
        floor = self.floor
        floor.mark(self)
        if low < self.place:
            floor.mark(self.line.steps[low].entry)
        if self.after is not None:
            floor.mark(self.after)
        floor.changed(now)

    def leave(self, item: Feature, now: float) -> None:
        """Out of this station: free what it held and write the visit down; whoever is next takes note."""
        self.count -= 1
        if item.server is not None:
            self.let_go(item)
        self.note(item, self.step, now)

    def let_go(self, item: Feature) -> None:
        """The server that a feature holds has nothing to do any more."""
        server = item.server
        assert server is not None
        item.server = None
        self.free(server)

    def note(self, item: Feature, stage: Stage, now: float) -> None:  # noqa: ARG002 (there is but one)
        own: Item = item  # type: ignore[assignment]
        part, turns = own.part, own.turns
        self.write(
            (
                part.owner, part.number + own.number, self.number, turns.get(self.place, 0) if turns else 0,
                own.entered, own.started, own.finished, now,
            )
        )  # fmt: skip

    # --- off the board ----------------------------------------------------------------------------------------

    def _busy(self) -> list[Server]:
        """Servers with a feature, in the order in which they began; what has not happened gets no time."""
        for waiting in self.queue:
            waiting.started = waiting.finished = NAN
        found: list[Server] = self.servers  # type: ignore[assignment]
        busy = sorted((server for server in found if server.item is not None), key=attrgetter("turn"))
        for item in map(_item, busy):
            if item.server is None:
                item.finished = NAN
        return busy

    def inside(self) -> Iterator[Feature]:
        busy = self._busy()
        yield from self.queue
        yield from map(_item, busy)
        yield from self.blocked

    def in_hand(self) -> list[Feature]:
        return [item for item in map(_item, self._busy()) if item.server is None]

    def take_back(self, wanted: Callable[[Item], bool], stage: Stage) -> list[Item]:
        self._busy()
        return super().take_back(wanted, stage)

    def cut_off(self, item: Item, now: float) -> None:
        item.since, item.spent = item.started, 0.0
        super().cut_off(item, now)

    def _server_of(self, item: Item) -> Server:
        return next(server for server in self.servers if server.item is item)  # type: ignore[return-value]

    def _drop(self, server: features.Server, now: float) -> None:
        server.item = None  # type: ignore[assignment]
        super()._drop(server, now)


def _item(server: Server) -> Item:
    """What a server has in hand."""
    assert server.item is not None
    return server.item
