"""The kanban engine: features move through the stages of a value stream.

One reused event per server, one event per thing that happens. A feature waits for a server, is served, may be
blocked, may fail and go back, and moves on when the next stage has room. Work is pulled: whenever something
changes, the line is settled from the last changed stage upstream, so a freed slot is handed to the next feature
directly.

Order at one instant: ends of service (with the releases and evidence they bring), then funding (SimPy processes),
then activation and pulls, then arrivals. A line is settled at once when nothing else happens at this instant,
otherwise by an event behind the others: the same outcome, without an event in the usual case.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from simpy import Environment, Event
from simpy.events import EventPriority

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.blueprint import StreamPlan
    from sim.world import Visit, World

FINISH, SETTLE, ARRIVE = EventPriority(0), EventPriority(2), EventPriority(3)
"""Order of events at one instant; SimPy's own processes have priority 1."""

Row = tuple[int, int, int, int, float, float, float, float]
"""One stage visit: owner, feature, stage, turn, arrived, started, finished, left (NaN: not yet)."""

NAN = float("nan")


class Team:
    """Who shares a formation period and a sum of money: the funding unit as the flow layer sees it."""

    __slots__ = ("forming_until", "held", "money_left")

    def __init__(self) -> None:
        self.forming_until = 0.0
        self.held: list[Item] | None = None
        self.money_left = float("inf")


class Part:
    """The features of one MMP (or of one block of unplanned work) in one value stream."""

    __slots__ = (
        "_name",
        "_stream",
        "_world",
        "done",
        "first",
        "n",
        "number",
        "on_done",
        "owner",
        "priority",
        "rate",
        "team",
        "visits",
        "work",
    )

    def __init__(
        self,
        owner: int,
        name: str,
        n: int,
        stream: StreamPlan,
        world: World,
        *,
        priority: int,
        team: Team,
        on_done: Callable[[Part], None],
        number: int = 0,
    ) -> None:
        self.owner = owner
        self.number = number
        self.n = n
        self.priority = priority
        self.team = team
        self.rate = stream.rate
        self.on_done = on_done
        self.first = 0
        self.done = 0
        self.work = 0.0
        self.visits = world.visits(name, n, stream)
        self._world = world
        self._name = name
        self._stream = stream

    def again(self, stage: int, turn: int) -> Visit:
        """Draws of a later visit."""
        return self._world.later_visit(self._name, self.n, self._stream, stage, turn)


class Item:
    """One feature on the board."""

    __slots__ = ("arrived", "draws", "finished", "gone", "number", "part", "priority", "server", "started", "turns")

    def __init__(self, part: Part, number: int) -> None:
        self.part = part
        self.number = number
        self.priority = part.priority
        self.arrived = NAN
        self.started = NAN
        self.finished = NAN
        self.turns: list[int] | None = None
        self.draws: Visit = part.visits[0]
        self.server: Server | None = None
        self.gone = False


class Signal(Event):
    """An event that only has to happen: scheduled by whoever owns it, as often as needed."""

    def __init__(self, env: Environment, then: Callable[[Event], None] | None = None, value: object = None) -> None:
        super().__init__(env)
        self._ok = True
        self._value = value
        if then is not None:
            self.callbacks.append(then)


class Server(Signal):
    """One server of one stage: an event that fires when its service ends, used again and again."""

    def __init__(self, env: Environment, stage: Stage) -> None:
        super().__init__(env, stage.finish)
        self.item: Item | None = None
        self.forming_until = 0.0
        self.assign(stage)

    def assign(self, stage: Stage) -> None:
        """Make it a server of this stage."""
        self.armed = [stage.finish]


class Waiting(deque[Item]):
    """Waiting features: by class of service, first in first out within a class; the next one is ``self[0]``."""

    def push(self, item: Item) -> None:
        """Line up behind everything of the same or a higher class."""
        if not self or self[-1].priority <= item.priority:
            self.append(item)
            return
        place = len(self)
        while place and self[place - 1].priority > item.priority:
            place -= 1
        self.insert(place, item)

    def take(self, wanted: Callable[[Item], bool]) -> list[Item]:
        """Remove and return the features that are wanted, in order."""
        taken = [item for item in self if wanted(item)]
        if taken:
            kept = [item for item in self if not wanted(item)]
            self.clear()
            self.extend(kept)
        return taken


class Stage:
    """One step of the line; stage 0 of every line is the backlog, which has no servers."""

    __slots__ = (
        "allowance", "blocked", "busy", "count", "done", "env", "idle", "index", "keep_server", "limit", "line",
        "log", "loss", "number", "queue", "rework_to", "servers", "target", "unfinished",
    )  # fmt: skip

    def __init__(self, line: Line, index: int, number: int, limit: float, loss: Sequence[float]) -> None:
        self.line = line
        self.env = line.env
        self.index = index
        self.number = number
        self.log = line.log.append
        self.limit = limit
        self.allowance = line.plan.data.expedite_allowance
        self.loss = loss
        self.keep_server = line.plan.data.blocking == "server"
        self.rework_to = index
        self.queue = Waiting()
        self.done = Waiting()
        self.blocked: dict[Item, None] = {}
        self.busy: dict[Server, None] = {}
        self.idle: list[Server] = []
        self.count = 0
        self.unfinished = 0
        self.servers = 0
        self.target = 0

    def room(self, item: Item) -> bool:
        """Whether the stage may take this feature now."""
        return self.count < self.limit or (item.priority == 0 and self.count < self.limit + self.allowance)

    def enter(self, item: Item, now: float) -> None:
        """A feature lines up; returned work does so whatever the limit says (the rework lane)."""
        item.arrived = now
        item.started = item.finished = NAN
        self.count += 1
        self.unfinished += 1
        self.queue.push(item)

    def serve(self, now: float) -> None:
        """Put idle servers to work on what waits."""
        queue, idle = self.queue, self.idle
        while queue and idle:
            self._start(queue.popleft(), idle.pop(), now)

    def _start(self, item: Item, server: Server, now: float) -> None:
        part = item.part
        item.started = now
        k = self.index - 1
        item.draws = draws = part.visits[k] if item.turns is None else part.again(k, item.turns[k])
        duration = draws[0][item.number]
        if self.loss:
            load = self.unfinished / self.servers
            if load > 1.0:
                duration /= 1.0 - _loss(self.loss, load)
            else:
                duration /= 1.0 - self.loss[0]
        forming = part.team.forming_until
        if server.forming_until > forming:
            forming = server.forming_until
        if forming > now:
            duration = _while_forming(duration, forming - now, self.line.formation_productivity)
        item.server = server
        server.item = item
        self.busy[server] = None
        server.callbacks = server.armed  # type: ignore[assignment]
        self.env.schedule(server, FINISH, duration)

    def finish(self, event: Event) -> None:
        """A service ends."""
        server: Server = event  # type: ignore[assignment]
        item = server.item
        if item is None:  # its MMP was stopped meanwhile
            return
        item.finished = now = self.env.now
        part, number = item.part, item.number
        spent = now - item.started
        part.work += spent
        self.unfinished -= 1
        _, fails, blocked = item.draws
        if not self.keep_server or (fails[number] and not blocked[number]):
            item.server = server.item = None
            del self.busy[server]
            if self.servers > self.target:
                self.line.on_surplus(self, server)
            else:
                self.idle.append(server)
        if blocked[number]:
            self._block(item, blocked[number])
        else:
            self._after(item, now)
        team = part.team
        team.money_left -= spent * part.rate
        if team.money_left < 0.0:
            self.line.on_money_gone(team)
        self.line.changed(self.index, now)

    def _block(self, item: Item, duration: float) -> None:
        """The feature waits for somebody outside; it keeps its slot (and its server where servers are held)."""
        self.blocked[item] = None
        self.env.schedule(Signal(self.env, self._unblock, item), FINISH, duration)

    def _unblock(self, event: Event) -> None:
        item = event.value
        assert isinstance(item, Item)
        if item.gone:
            return
        del self.blocked[item]
        now = self.env.now
        self._after(item, now)
        self.line.changed(self.index, now)

    def _after(self, item: Item, now: float) -> None:
        """The visit is over: back, out, or done and ready to be pulled."""
        if item.draws[1][item.number]:
            self.leave(item, now)
            self._send_back(item, now)
        elif self.index == self.line.last:
            self.leave(item, now)
            part = item.part
            part.done += 1
            part.on_done(part)
        else:
            self.done.push(item)

    def _send_back(self, item: Item, now: float) -> None:
        if item.turns is None:
            item.turns = [0] * self.line.last
        for k in range(self.rework_to - 1, self.index):
            item.turns[k] += 1
        self.line.stages[self.rework_to].enter(item, now)
        self.line.mark(self.rework_to)

    def leave(self, item: Item, now: float) -> None:
        """Out of this stage: free what it held and write the visit down."""
        self.count -= 1
        server = item.server
        if server is not None:
            self._free(server)
            item.server = None
        self.record(item, now)

    def record(self, item: Item, left: float) -> None:
        """Write a visit down; ``left`` is NaN for one that has not ended."""
        part = item.part
        turn = item.turns[self.index - 1] if item.turns else 0
        feature = part.number + item.number
        self.log((part.owner, feature, self.number, turn, item.arrived, item.started, item.finished, left))

    def _free(self, server: Server) -> None:
        """A held server has nothing to do; one too many goes where it is needed."""
        server.item = None
        del self.busy[server]
        if self.servers > self.target:
            self.line.on_surplus(self, server)
        else:
            self.idle.append(server)

    def remove(self, owner: int) -> None:
        """Take every feature of an MMP off the board at once; work under way is cut off."""
        now = self.env.now

        def mine(item: Item) -> bool:
            return item.part.owner == owner

        for waiting in self.queue.take(mine):
            waiting.gone = True
            self.unfinished -= 1
            self.leave(waiting, now)
        for server in [s for s in self.busy if s.item is not None and mine(s.item)]:
            item = server.item
            if item is not None and item not in self.blocked and item not in self.done:
                item.gone = True
                item.finished = now
                item.part.work += now - item.started
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
        del self.busy[server]
        successor = Server(self.env, self)
        successor.forming_until = server.forming_until
        self.busy[successor] = None
        item.server = successor
        return item


def _loss(table: Sequence[float], load: float) -> float:
    """Share of time lost at this many features per server: table at 1, 2, 3..., linear in between."""
    if load <= 1.0:
        return table[0]
    last = len(table) - 1
    k = int(load) - 1
    if k >= last:
        return table[last]
    part = load - 1 - k
    return table[k] * (1 - part) + table[k + 1] * part


def _while_forming(work: float, window: float, productivity: float) -> float:
    """Duration of work that starts with ``window`` weeks of reduced productivity."""
    slow = work / productivity
    return slow if slow <= window else window + (work - window * productivity)


class Line:
    """The stages of one value stream at work.

    ``on_settle`` is called before pulls when ``recruiting`` is set (activation of MMPs), ``on_money_gone`` when a
    team has used up its money, ``on_surplus`` when a server is free in a stage that has too many.
    """

    def __init__(self, env: Environment, plan: StreamPlan, formation_productivity: float, log: list[Row]) -> None:
        self.env = env
        self.plan = plan
        self.formation_productivity = formation_productivity
        self.log = log
        self.on_settle: Callable[[int], None] = _nothing
        self.on_money_gone: Callable[[Team], None] = _nobody
        self.on_surplus: Callable[[Stage, Server], None] = _keep
        backlog = Stage(self, 0, -1, float("inf"), ())
        self.stages = [backlog]
        self.backlog = backlog.done
        ids = [stage.id for stage in plan.stages]
        for k, data in enumerate(plan.stages):
            limit = float("inf") if data.wip_limit is None else data.wip_limit
            stage = Stage(self, k + 1, plan.first_stage + k, limit, plan.data.switching_loss)
            stage.servers = stage.target = data.servers
            stage.idle = [Server(env, stage) for _ in range(data.servers)]
            if data.rework is not None:
                stage.rework_to = ids.index(data.rework.to) + 1
            self.stages.append(stage)
        self.last = len(plan.stages)
        self.recruiting = False
        self._low = self.last + 1
        self._high = -1
        self._waiting = False

    def add(self, items: Sequence[Item]) -> None:
        """New features for the backlog; takes effect at the next settling."""
        self.stages[0].count += len(items)
        for item in items:
            self.backlog.push(item)
        self.mark(0)

    def mark(self, index: int) -> None:
        """Look at this stage when the line is settled next."""
        if index > self._high:
            self._high = index
        if index < self._low:
            self._low = index

    def changed(self, index: int, now: float) -> None:
        """A feature moved: settle now, or after everything else that happens at this instant."""
        if index > self._high:
            self._high = index
        if index < self._low:
            self._low = index
        if self.env.peek() > now:
            self.settle(now)
        elif not self._waiting:
            self._settle_soon()

    def touch(self, index: int) -> None:
        """Somebody else changed this stage: settle after everything else that happens at this instant."""
        self.mark(index)
        if not self._waiting:
            self._settle_soon()

    def _settle_soon(self) -> None:
        self._waiting = True
        self.env.schedule(Signal(self.env, self._settle_later), SETTLE)

    def _settle_later(self, _: Event) -> None:
        self._waiting = False
        self.settle(self.env.now)

    def settle(self, now: float) -> None:
        """Activate, then pull from the last changed stage upstream until nothing moves.

        A stage is served after everything that may enter it has entered, so that the class of service decides.
        """
        if self.recruiting:
            self.recruiting = False
            self.on_settle(self.plan.index)
        stages, last = self.stages, self.last
        k, low = self._high, self._low
        self._high, self._low = -1, last + 1
        while k >= 0:
            moved = False
            if k < last:
                stage, after = stages[k], stages[k + 1]
                done = stage.done
                while done and (after.count < after.limit or after.room(done[0])):
                    item = done.popleft()
                    if k:
                        stage.leave(item, now)
                    else:
                        stage.count -= 1
                    after.enter(item, now)
                    moved = True
                if after.queue and after.idle:
                    after.serve(now)
            if not moved and k < low:
                break
            k -= 1

    def remove(self, owner: int) -> None:
        """Take every feature of an MMP off this board."""
        self.stages[0].count -= len(self.backlog.take(lambda item: item.part.owner == owner))
        for stage in self.stages[1:]:
            stage.remove(owner)
        self.mark(0)
        self.touch(self.last)

    def hold(self, team: Team) -> list[Item]:
        """Take the unstarted features of a team off the board until it has money again."""

        def unstarted(item: Item) -> bool:
            return item.part.team is team and item.turns is None

        held = self.backlog.take(unstarted)
        self.stages[0].count -= len(held)
        first = self.stages[1]
        waiting = first.queue.take(unstarted)
        first.count -= len(waiting)
        first.unfinished -= len(waiting)
        return waiting + held

    def flush(self) -> None:
        """Write down the visits that have not ended."""
        for stage in self.stages[1:]:
            for item in stage.queue:
                stage.record(item, NAN)
            for server in sorted(stage.busy, key=_by_feature):
                if server.item is not None and server.item not in stage.blocked:
                    stage.record(server.item, NAN)
            for item in sorted(stage.blocked, key=lambda item: (item.part.owner, item.number)):
                stage.record(item, NAN)
            if not stage.keep_server:
                for item in stage.done:
                    stage.record(item, NAN)


def _by_feature(server: Server) -> tuple[int, int]:
    item = server.item
    return (item.part.owner, item.number) if item is not None else (-1, -1)


def _nothing(_: int) -> None:
    """Nobody wants to know."""


def _nobody(_: Team) -> None:
    """Nobody wants to know."""


def _keep(stage: Stage, server: Server) -> None:
    """Without staffing rules a server stays."""
    stage.idle.append(server)
