"""The kanban engine: features move through the stages of a value stream.

One entry of the calendar per thing that happens, reused objects, no events. A feature waits for a server, is
served, may be blocked, may fail and go back, and moves on when the next stage has room. Work is pulled: whenever
something changes, the line is settled from the last changed stage upstream, so a freed slot is handed to the next
feature directly.

Order at one instant: ends of service (with the releases and evidence they bring), then funding (SimPy processes),
then activation and pulls, then arrivals. A line is settled at once when nothing else happens at this instant,
otherwise by an event behind the others: the same outcome, without an event in the usual case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.base_line import BaseLine
from sim.kanban.items import Item
from sim.kanban.skilled_stage import SkilledStage
from sim.kanban.stage import Stage
from sim.stations.clock import SETTLE, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.kanban.items import Part, Team
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.stream_plans import StreamPlan


class Line(BaseLine):
    """The stages of one value stream at work, one after the other."""

    def __init__(self, env: Calendar, plan: StreamPlan, formation_productivity: float, log: list[float]) -> None:
        super().__init__(env, plan, formation_productivity)
        self.agenda = env.agenda
        self.write = log.extend
        backlog = Stage(self, 0, -1, float("inf"), ())
        self.stages = [backlog]
        self.backlog = backlog.done
        ids = [stage.id for stage in plan.stages]
        for k, data in enumerate(plan.stages):
            limit = float("inf") if data.wip_limit is None else data.wip_limit
            place, number, loss = k + 1, plan.first_stage + k, plan.data.switching_loss
            if data.skills:
                stage: Stage = SkilledStage(self, place, number, limit, loss, data.skills)
            else:
                stage = Stage(self, place, number, limit, loss)
            for _ in range(data.crew):
                stage.hire()
            stage.target = stage.people
            if data.rework is not None:
                stage.rework_to = ids.index(data.rework.to) + 1
            stage.before = self.stages[-1]
            self.stages[-1].after = stage
            self.stages.append(stage)
        self.last = len(plan.stages)
        self.low = self.last + 1
        self.high = -1
        self.waiting = False
        self._settling = Signal(self._settle_later)

    @property
    def places(self) -> Sequence[Stage]:
        return self.stages[1:]

    @property
    def teams(self) -> Sequence[Stage]:
        return self.stages[1:]

    def add(self, items: Sequence[Item]) -> None:
        self.stages[0].count += len(items)
        for item in items:
            self.backlog.push(item)
        self.mark(0)

    def place(self, item: Item, index: int, over: float) -> None:
        item.over = over
        self.stages[index].enter(item, self.env.now)
        self.mark(index)

    def add_chore(self, chore: Part) -> None:
        self.stages[self.last].enter(Item(chore, 0), self.env.now)
        self.touch(self.last)

    def add_help(self, chore: Part, index: int) -> None:
        self.stages[index].enter(Item(chore, 0), self.env.time)
        self.touch(index)

    def mark(self, index: int) -> None:
        """Look at this stage when the line is settled next."""
        if index > self.high:
            self.high = index
        if index < self.low:
            self.low = index

    def changed(self, index: int, now: float) -> None:
        """A feature moved: settle now, or after everything else that happens at this instant."""
        if index > self.high:
            self.high = index
        if index < self.low:
            self.low = index
        agenda = self.agenda
        if not agenda or agenda[0][0] > now:
            self.settle(now)
        elif not self.waiting:
            self.settle_soon()

    def touch(self, index: int) -> None:
        self.mark(index)
        if not self.waiting:
            self.settle_soon()

    def settle_soon(self) -> None:
        """Settle after everything else that happens at this instant."""
        self.waiting = True
        self.env.schedule(self._settling, SETTLE)

    def _settle_later(self, _: Signal) -> None:
        self.waiting = False
        self.settle(self.env.time)

    def settle(self, now: float) -> None:
        """Activate, then pull from the last changed stage upstream until nothing moves.

        A stage is served after everything that may enter it has entered, so that the class of service decides.
        """
        if self.recruiting:
            self.recruiting = False
            self.on_settle(self.plan.index)
        k, low = self.high, self.low
        self.high, self.low = -1, self.last + 1
        self.sweep(k, low, now)

    def sweep(self, k: int, low: int, now: float) -> None:
        """Let the stage after ``k`` pull, then those upstream; below stage ``low`` as long as something moves."""
        stages, last = self.stages, self.last
        while k >= 0:
            moved = k < last and stages[k + 1].pull(now)
            if not moved and k < low:
                break
            k -= 1

    def remove(self, owner: int) -> None:
        self.stages[0].count -= len(self.backlog.take(lambda item: item.part.owner == owner))
        for stage in self.stages[1:]:
            stage.remove(owner)
        self.mark(0)
        self.touch(self.last)

    def hold(self, team: Team) -> list[Item]:
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
        for stage in self.stages[1:]:
            stage.flush()
