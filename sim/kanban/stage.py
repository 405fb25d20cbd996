"""One stage of a line: servers, the features in it, and what may happen to a feature on its way."""

from __future__ import annotations

from functools import partial
from heapq import heappush
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from sim.kanban.base_line import Call
from sim.kanban.items import Item, Server
from sim.stations.features import NAN
from sim.stations.switching_loss import time_lost
from sim.stations.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.kanban.line import Line


class Stage:
    """One step of the line; stage 0 of every line is the backlog, which has no servers."""

    __slots__ = (
        "after",
        "agenda",
        "allowance",
        "before",
        "blocked",
        "count",
        "done",
        "env",
        "idle",
        "index",
        "keep_server",
        "last",
        "limit",
        "line",
        "loss",
        "next_finish",
        "number",
        "paces",
        "people",
        "queue",
        "rework_to",
        "servers",
        "target",
        "unfinished",
        "write",
    )  # fmt: skip

    before: Stage
    """Where features come from; the backlog has none."""
    after: Stage
    """Where they go; the last one has none."""

    def __init__(self, line: Line, index: int, number: int, limit: float, loss: Sequence[float]) -> None:
        self.line = line
        self.env = line.env
        self.agenda, self.next_finish = line.env.agenda, line.env.next_finish
        self.index = index
        self.number = number
        self.write = line.write
        self.limit = limit
        self.allowance = line.plan.data.expedite_allowance
        self.loss = loss
        self.paces: list[float] = []
        """1 - switching loss by number of features waiting or in service, for the servers that are there."""
        self.keep_server = line.plan.data.blocking == "server"
        self.last = index == len(line.plan.stages)
        self.rework_to = index
        self.queue: Waiting[Item] = Waiting()
        self.done: Waiting[Item] = Waiting()
        self.blocked: dict[Item, None] = {}
        self.servers: list[Server] = []
        """Its servers, idle or not."""
        self.idle: list[Server] = []
        self.count = 0
        self.unfinished = 0
        self.people = 0
        self.target = 0

    def hire(self) -> None:
        """One more server."""
        server = Server()
        self.servers.append(server)
        self.idle.append(server)
        self.count_people(1)

    def join(self, forming_until: float) -> None:
        """Somebody comes from elsewhere, and is put to work after those who are formed already (the last first)."""
        server = Server()
        server.forming_until = forming_until
        self.servers.append(server)
        self.idle.insert(0, server)
        self.count_people(1)
        self.line.touch(self.index)

    def dismiss(self, server: Server) -> None:
        """Somebody who has nothing in hand leaves."""
        self.servers.remove(server)
        self.count_people(-1)

    def count_people(self, change: int) -> None:
        """So many more servers."""
        if self.line.pace is not None:
            self.line.pace.people_change(self.env.time)
        self.line.crews.append((self.env.time, self.number, change))
        self.people += change
        self.paces = []

    def enter(self, item: Item, now: float) -> None:
        """A feature lines up; returned work does so whatever the limit says (the rework lane)."""
        item.entered = now
        self.count += 1
        self.unfinished += 1
        queue = self.queue
        if queue and queue[-1].priority > item.priority:
            queue.push(item)
        else:
            queue.append(item)

    def pull(self, now: float) -> bool:
        """Take in what is done before this stage while there is room, and serve; whether anything was taken.

        A stage serves after everything that may enter it has entered, so that the class of service decides.
        """
        before, queue, moved = self.before, self.queue, False
        done = before.done
        while done:
            item = done[0]
            if self.count >= self.limit and (item.priority or self.count >= self.limit + self.allowance):
                break
            done.popleft()
            before.count -= 1
            if before.index:
                if item.server is not None:
                    before.free(item)
                part, turns = item.part, item.turns
                self.write(
                    (
                        part.owner, part.number + item.number, before.number,
                        turns.get(before.index - 1, 0) if turns else 0,
                        item.entered, item.started, item.finished, now,
                    )
                )  # fmt: skip
            item.entered = now
            self.count += 1
            self.unfinished += 1
            if queue and queue[-1].priority > item.priority:
                queue.push(item)
            else:
                queue.append(item)
            moved = True
        if queue and self.idle:
            self.serve(now)
        return moved

    def serve(self, now: float) -> None:
        """Put idle servers to work on what waits."""
        queue, idle = self.queue, self.idle
        while queue and idle:
            self.begin(queue.popleft(), idle.pop(), now)

    def begin(self, item: Item, server: Server, now: float) -> None:
        """A server takes on a feature."""
        part, k = item.part, self.index - 1
        item.started = now
        item.draws = draws = part.visits[k] if item.turns is None else part.again(k, item.turns.get(k, 0))
        duration = draws[0][item.number]
        if item.over:
            duration *= 1.0 - item.over
            item.over = 0.0
        touch = duration
        if self.loss:
            duration /= self.paces[self.unfinished] if self.unfinished < len(self.paces) else self._pace()
        if self.line.pace is not None:
            duration = self.line.pace.begin(k, item, server, (touch, duration), now)
        elif now < part.team.forming_until or now < server.forming_until or now < self.line.slow_until:
            duration = self.line.slowed(duration, max(part.team.forming_until, server.forming_until), now)
        server.item = item
        server.turn = turn = self.next_finish()
        heappush(self.agenda, (now + duration, turn, self.finish, server))

    def _pace(self) -> float:
        """1 - switching loss with as many features as there are now."""
        for load in range(len(self.paces), self.unfinished + 1):
            self.paces.append(1.0 - time_lost(self.loss, load / self.people))
        return self.paces[self.unfinished]

    def finish(self, server: Server, now: float) -> None:
        """A service ends."""
        item = server.item
        if item is None:  # its MMP was stopped meanwhile
            return
        item.finished = now
        line = self.line
        part, number = item.part, item.number
        spent = now - item.started
        part.work += spent
        if line.pace is not None:
            line.pace.end(self.index - 1, item, spent, now)
        self.unfinished -= 1
        _, fails, blocked = item.draws
        weeks, back = blocked[number], fails[number]
        if self.keep_server and (weeks or not back):
            item.server = server
        else:
            server.item = None
            if self.people > self.target:
                line.on_surplus(self, server)
            else:
                self.idle.append(server)
        if weeks:  # for somebody outside; it keeps its slot (and its server where servers are held)
            self._block(item, weeks, now)
        elif back:
            self._after(item, now)
        elif self.last:
            self.leave(item, now)
            part.done += 1
            part.stuck += item.stuck
            part.on_done(part)
        elif (done := self.done) and done[-1].priority > item.priority:
            done.push(item)
        else:
            done.append(item)
        team = part.team
        team.money_left -= spent * part.rate
        if team.money_left < 0.0:
            line.on_money_gone(team)
        self._pass_on(now)

    def _pass_on(self, now: float) -> None:
        """A service has ended: let the line move."""
        line = self.line
        if line.high >= 0 or self.agenda[0][0] <= now:
            line.changed(self.index, now)
            return
        if not self.last:  # nothing else has changed and nothing else happens at this instant: the short way
            self.after.pull(now)
        if not self.before.done:
            if self.queue:
                self.serve(now)
        elif self.pull(now):
            line.sweep(self.index - 2, self.index, now)

    def _block(self, item: Item, weeks: float, now: float) -> None:
        """A blocker begins; without end until those whom the feature has to ask let it go on."""
        self.blocked[item] = None
        if weeks < inf:
            heappush(self.agenda, (now + weeks, self.next_finish(), self.unblock, item))
        else:
            self.line.on_call(Call(self.index - 1, item, partial(self._go_on, item), partial(self._let_out, item)))

    def unblock(self, item: Item, now: float) -> None:
        """A blocker is over."""
        if item.gone:
            return
        del self.blocked[item]
        item.stuck += now - item.finished
        self._after(item, now)
        self.line.changed(self.index, now)

    def _go_on(self, item: Item) -> None:
        """Those whom it had to ask let a feature go on."""
        self.unblock(item, self.env.time)

    def _let_out(self, item: Item) -> None:
        """What is blocked leaves the line from here."""
        del self.blocked[item]
        self.leave(item, self.env.time)
        self.line.mark(self.index)

    def _after(self, item: Item, now: float) -> None:
        """The visit is over: back, out, or done and ready to be pulled."""
        if item.draws[1][item.number]:
            self.leave(item, now)
            self._send_back(item, now)
        elif self.last:
            self.leave(item, now)
            part = item.part
            part.done += 1
            part.stuck += item.stuck
            part.on_done(part)
        else:
            self.done.push(item)

    def _send_back(self, item: Item, now: float) -> None:
        if item.turns is None:
            item.turns = {}
        for k in range(self.rework_to - 1, self.index):
            item.turns[k] = item.turns.get(k, 0) + 1
        self.line.stages[self.rework_to].enter(item, now)
        self.line.mark(self.rework_to)

    def leave(self, item: Item, now: float) -> None:
        """Out of this stage: free what it held and write the visit down."""
        self.count -= 1
        if item.server is not None:
            self.free(item)
        part, turns = item.part, item.turns
        self.write(
            (
                part.owner, part.number + item.number, self.number, turns.get(self.index - 1, 0) if turns else 0,
                item.entered, item.started, item.finished, now,
            )
        )  # fmt: skip

    def free(self, item: Item) -> None:
        """The server that a feature holds has nothing to do; one too many goes where it is needed."""
        server = item.server
        assert isinstance(server, Server)
        item.server = server.item = None
        if self.people > self.target:
            self.line.on_surplus(self, server)
        else:
            self.idle.append(server)

    # --- off the board ----------------------------------------------------------------------------------------

    def busy(self) -> list[Server]:
        """Servers with a feature, in the order in which they began."""
        return sorted((server for server in self.servers if server.item is not None), key=attrgetter("turn"))

    def flush(self) -> None:
        """Write down the visits that have not ended: the features leave the board at no date."""
        for waiting in self.queue:
            waiting.started = waiting.finished = NAN
            self.leave(waiting, NAN)
        there = {*self.blocked, *self.done}
        under_way = [server.item for server in self.busy() if server.item is not None]
        for item in under_way:
            if item not in there:
                item.finished = NAN
        for item in dict.fromkeys((*under_way, *self.blocked, *self.done)):
            item.server = None
            self.leave(item, NAN)

    def remove(self, owner: int) -> None:
        """Take every feature of an MMP off the board at once; work under way is cut off."""
        now = self.env.now

        def mine(item: Item) -> bool:
            return item.part.owner == owner

        for waiting in self.queue.take(mine):
            waiting.gone = True
            waiting.started = waiting.finished = NAN
            self.unfinished -= 1
            self.leave(waiting, now)
        for server in self.busy():
            item = server.item
            if item is not None and mine(item) and item not in self.blocked and item not in self.done:
                item.gone = True
                item.finished = now
                item.part.work += now - item.started
                if self.line.pace is not None:
                    self.line.pace.end(self.index - 1, item, now - item.started, now)
                self.unfinished -= 1
                self.leave(self._cut_off(item, server), now)
        for stuck in [item for item in self.blocked if mine(item)]:
            stuck.gone = True
            del self.blocked[stuck]
            self.leave(stuck, now)
        for finished in self.done.take(mine):
            finished.gone = True
            self.leave(finished, now)

    def _cut_off(self, item: Item, server: Server) -> Item:
        """The pending end of service must not fire: another server takes the place of this one."""
        server.item = None
        successor = Server()
        successor.forming_until = server.forming_until
        self.servers[self.servers.index(server)] = successor
        item.server = successor
        return item
