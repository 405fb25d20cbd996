"""Where features come from and where they go: what all ways of arriving have in common."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from sim.lab.engine.draws import Draws, classes
from sim.lab.engine.log import EXPIRED, LOST
from sim.stations.clock import EXPIRE, GATE, Signal
from sim.stations.features import Feature
from sim.world.sequences import stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.lab.engine.lab_floor import LabFloor
    from sim.lab.engine.plain_station import PlainStation
    from sim.lab.engine.route_stage import RouteStage
    from sim.stations import network
    from sim.world.luck import Luck

    Delivery = Callable[[list[Feature], float], None]


class Source:
    """Makes the features of one route and takes leave of them."""

    endless = False
    """Whether there is always one more feature that would come in."""
    refills = False
    """Whether a new feature comes when one leaves."""

    def __init__(self, floor: LabFloor, code: int, route: network.Route, luck: Luck, draws: Draws) -> None:
        self.floor = floor
        self.clock = floor.clock
        self.code = code
        self.route = route
        self.first: RouteStage
        """First step of the route; set when the route is laid out."""
        self.stages: list[RouteStage]
        self.next_number = count().__next__
        self.quota = -1
        """Features that still may come; negative = any number."""
        self.next_luck = draws.first
        self.priority = route.classes[0][1]
        self._class = classes(luck, route).__next__ if len(route.classes) > 1 else None
        self.note_idea, self._note_class = floor.recorder.route(None if self._class else self.priority)
        self._outside: list[Feature] = []
        self.deliver: Delivery = self._line_up
        self.surplus = 0
        """Features that may leave before a new one comes in their place."""
        self.simple = route.patience is None and route.gate_weeks is None and self._class is None
        """Whether features, all alike, come straight to the line in any number."""
        self.wakes = self.refills
        """Whether something may happen because a feature has left."""
        self.spare: list[Feature] = []
        """Features that are out: objects to be used again."""
        if route.patience is not None:
            self._patience = stream(luck, route.patience, "laboratory", route.id, "patience").__next__
            self.deliver = partial(self._with_patience, self.deliver)
        if route.gate_weeks is not None:
            self._gate = route.gate_weeks
            self._gate_set = False
            self.deliver = partial(self._before_gate, self.deliver)

    @property
    def direct(self) -> bool:
        """Whether a feature that comes is at an open station at once."""
        return self.simple and self.first.entry.open

    def limit_to(self, items: int) -> None:
        """Bring so many features at most; to be called before the start."""
        self.quota = items
        self.simple = False
        self.wakes = True

    def put_on_board(self) -> None:
        """What is in the line at week 0 lines up where it lies, whatever the WIP limits say; before the start."""
        for step, age in self.route.on_board:
            stage = self.stages[step]
            stage.entry.enter(self.make(0.0 - age), stage, 0.0)

    def start(self) -> None:
        """Get going at week 0."""

    def out(self, item: Feature, now: float) -> None:  # noqa: ARG002 (who it was)
        """A feature is done."""
        self.floor.to_do -= 1
        if not self.floor.to_do:
            self.clock.stop()
        if self.wakes:
            self.follow(now)

    def follow(self, now: float) -> None:
        """A feature has left, done or not: the run may be over, or a new one comes."""
        self.floor.to_leave -= 1
        if not self.floor.to_leave:
            self.clock.stop()
        if self.surplus:
            self.surplus -= 1
        elif self.refills:
            self.bring_one(now)

    def _out(self, item: Feature, now: float, fate: int) -> None:
        """A feature is lost or expired."""
        self.floor.recorder.exit([self.code, item.number, now, fate])
        self.follow(now)

    def make(self, now: float) -> Feature:
        """The next feature."""
        number = self.next_number()
        self.note_idea(now)
        priority = self.priority
        if self._class is not None:
            priority = self._class()
            self._note_class(priority)
        if not self.spare:
            return Feature(number, priority, self.next_luck(), self.first)
        item = self.spare.pop()
        item.number = number
        item.luck = self.next_luck()
        item.target = self.first
        item.stage = item.turns = None
        return item

    def bring(self, n: int, now: float) -> None:
        """So many features arrive at once."""
        if self.quota >= 0:
            n = min(n, self.quota)
            self.quota -= n
        self.deliver([self.make(now) for _ in range(n)], now)

    def bring_one(self, now: float) -> None:
        """One feature arrives; at a plain station in few steps, with an object used before."""
        stage = self.first
        entry: PlainStation = stage.entry  # type: ignore[assignment]
        if not (self.simple and entry.plain and entry.count < entry.limit) or entry.inbound:
            self.bring(1, now)
            return
        self.note_idea(now)
        if self.spare:
            item = self.spare.pop()
            item.number = self.next_number()
            item.luck = self.next_luck()
            item.turns = None
        else:
            item = Feature(self.next_number(), self.priority, self.next_luck(), stage)
        if entry.idle:
            entry.admit(item, stage, now)
        else:
            item.stage = stage
            item.entered = now
            entry.count += 1
            entry.queue.append(item)

    def _line_up(self, items: list[Feature], now: float) -> None:
        """In front of the line, from where features come in as there is room, better classes first; or lost."""
        entry, floor = self.first.entry, self.floor
        if self.route.lost_when_full:
            floor.settle(now)  # what leaves at this instant leaves first
        if len(items) == 1 and not entry.inbound and entry.room(items[0]):
            entry.admit(items[0], self.first, now)
            return
        if self.route.lost_when_full:
            for item in sorted(items, key=_priority):
                if not entry.inbound and entry.room(item):
                    entry.enter(item, self.first, now)
                else:
                    self._out(item, now, LOST)
        else:
            for item in items:
                entry.inbound.push(item)
        floor.mark(entry)
        floor.changed(now)

    def _with_patience(self, deliver: Delivery, items: list[Feature], now: float) -> None:
        for item in items:
            self.clock.schedule(Signal(self._expire, item), EXPIRE, self._patience())
        deliver(items, now)

    def _expire(self, event: Signal) -> None:
        """A feature that nobody has touched leaves."""
        item = event.value
        assert isinstance(item, Feature)
        now = self.clock.time
        if not self.first.entry.withdraw(item, now):
            return
        self._out(item, now, EXPIRED)
        self.floor.changed(now)

    def _before_gate(self, deliver: Delivery, items: list[Feature], now: float) -> None:
        self._outside += items
        if not self._gate_set:
            self._gate_set = True
            weeks = (int(now / self._gate) + 1) * self._gate
            self.clock.schedule(Signal(self._through, deliver), GATE, weeks - now)

    def _through(self, event: Signal) -> None:
        """The gate opens for those who wait."""
        deliver: Delivery = event.value  # type: ignore[assignment]
        waiting, self._outside, self._gate_set = self._outside, [], False
        deliver(waiting, self.clock.time)

    def taken_in(self, now: float) -> None:
        """A feature that waited in front of the line got its slot."""


def _priority(item: Feature) -> int:
    return item.priority
