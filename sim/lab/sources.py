"""Where features come from: arrivals by the clock, a constant number in the line, or a supply without end."""

from __future__ import annotations

from functools import partial
from heapq import heappush
from itertools import repeat
from typing import TYPE_CHECKING

from scenarios.arrivals import (
    BatchArrivals,
    ConwipArrivals,
    DeterministicArrivals,
    PoissonArrivals,
    RenewalArrivals,
    SaturatedArrivals,
)
from scenarios.distributions import Exponential
from sim.lab.clock import ARRIVE, EXPIRE, GATE, Signal
from sim.lab.draws import Draws, classes, endless, stream
from sim.lab.features import Feature
from sim.lab.log import EXPIRED, LOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.lab import network
    from sim.lab.features import Stage
    from sim.lab.floor import Floor
    from sim.lab.plain import PlainStation
    from sim.luck import Luck

    Delivery = Callable[[list[Feature], float], None]


class Source:
    """Makes the features of one route and takes leave of them."""

    endless = False
    """Whether there is always one more feature that would come in."""
    refills = False
    """Whether a new feature comes when one leaves."""

    def __init__(self, floor: Floor, code: int, route: network.Route, luck: Luck, draws: Draws) -> None:
        self.floor = floor
        self.clock = floor.clock
        self.code = code
        self.route = route
        self.first: Stage
        """First step of the route; set when the route is laid out."""
        self.made = 0
        self.quota = -1
        """Features that still may come; negative = any number."""
        self._luck = draws.first
        self._priority = route.classes[0][1]
        self._class = classes(luck, route).__next__ if len(route.classes) > 1 else None
        self._idea, self._note_class = floor.recorder.route(None if self._class else self._priority)
        self._outside: list[Feature] = []
        self.deliver: Delivery = self._line_up
        self.simple = route.patience is None and route.gate_weeks is None
        """Whether features come straight to the line, in any number."""
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

    def limit_to(self, items: int) -> None:
        """Bring so many features at most; to be called before the start."""
        self.quota = items
        self.simple = False
        self.wakes = True

    def start(self) -> None:
        """Get going at week 0."""

    def out(self, now: float) -> None:
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
        if self.refills:
            self.bring_one(now)

    def _out(self, item: Feature, now: float, fate: int) -> None:
        """A feature is lost or expired."""
        self.floor.recorder.exit([self.code, item.number, now, fate])
        self.follow(now)

    def make(self, now: float) -> Feature:
        """The next feature."""
        number = self.made
        self.made = number + 1
        self._idea(now)
        priority = self._priority
        if self._class is not None:
            priority = self._class()
            self._note_class(priority)
        if not self.spare:
            return Feature(number, priority, self._luck(), self.first)
        item = self.spare.pop()
        item.number = number
        item.luck = self._luck()
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
        number = self.made
        self.made = number + 1
        self._idea(now)
        if self.spare:
            item = self.spare.pop()
            item.number = number
            item.luck = self._luck()
            item.turns = None
        else:
            item = Feature(number, self._priority, self._luck(), stage)
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
            self.clock.schedule(Signal(self.clock, self._expire, item), EXPIRE, self._patience())
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
            self.clock.schedule(Signal(self.clock, self._through, deliver), GATE, weeks - now)

    def _through(self, event: Signal) -> None:
        """The gate opens for those who wait."""
        deliver: Delivery = event.value  # type: ignore[assignment]
        waiting, self._outside, self._gate_set = self._outside, [], False
        deliver(waiting, self.clock.time)

    def taken_in(self, now: float) -> None:
        """A feature that waited in front of the line got its slot."""


class Timed(Source):
    """Arrivals by the clock, one or several at a time."""

    def __init__(self, floor: Floor, code: int, route: network.Route, luck: Luck, draws: Draws) -> None:
        super().__init__(floor, code, route, luck, draws)
        where = ("laboratory", route.id)
        self._interval: Callable[[], float] = self._intervals(luck, where).__next__
        self._sizes: Callable[[], int] | None = None
        if isinstance(route.arrivals, BatchArrivals):
            self._sizes = endless(luck, route.arrivals.sizes, *where, "batch").__next__
        self._event = Signal(self.clock, self.arrive)

    def _intervals(self, luck: Luck, where: tuple[str, ...]) -> Iterator[float]:
        match self.route.arrivals:
            case PoissonArrivals(rate=rate) | BatchArrivals(rate=rate):
                gap = (
                    Exponential.model_validate({"distribution": "exponential", "mean": 1 / rate}) if rate else None
                )
                return stream(luck, gap, *where, "interval") if gap else repeat(float("inf"))
            case DeterministicArrivals(every_weeks=weeks):
                return repeat(weeks)
            case RenewalArrivals(interval=interval):
                return stream(luck, interval, *where, "interval")
            case other:
                raise TypeError(f"{other!r} does not arrive by the clock")

    def start(self) -> None:
        self.direct = self.simple and self.first.entry.plain and self._sizes is None
        heappush(self.clock.agenda, (self._interval(), ARRIVE, self.clock.next_id(), self._event))

    def arrive(self, event: Signal) -> None:
        """One or several features arrive; the next time is set."""
        clock = self.clock
        now = clock.time
        wait = self._interval()
        stage = self.first
        entry: PlainStation = stage.entry  # type: ignore[assignment]
        if self.direct and entry.count < entry.limit and wait and not entry.inbound:
            number = self.made
            self.made = number + 1
            self._idea(now)
            if self.spare:
                item = self.spare.pop()
                item.number = number
                item.luck = self._luck()
                item.turns = None
            else:
                item = Feature(number, self._priority, self._luck(), stage)
            if entry.idle:
                entry.admit(item, stage, now)
            else:
                item.stage = stage
                item.entered = now
                entry.count += 1
                entry.queue.append(item)
        else:
            number = self._size()
            while not wait:
                number, wait = number + self._size(), self._interval()
            self.bring(number, now)
        if self.quota:
            heappush(clock.agenda, (now + wait, ARRIVE, clock.next_id(), event))

    def _size(self) -> int:
        return 1 if self._sizes is None else self._sizes()


class Conwip(Source):
    """A new feature comes when one leaves: their number in the line is constant."""

    refills = True

    def start(self) -> None:
        assert isinstance(self.route.arrivals, ConwipArrivals)
        self.bring(self.route.arrivals.wip, 0.0)


class Saturated(Source):
    """There is always one more feature in front of the line."""

    endless = True

    def start(self) -> None:
        self.taken_in(0.0)

    def taken_in(self, now: float) -> None:
        if self.quota:
            self.quota -= 1
            self.first.entry.inbound.push(self.make(now))


def _priority(item: Feature) -> int:
    return item.priority


def source(floor: Floor, code: int, route: network.Route, luck: Luck, draws: Draws) -> Source:
    """What brings the features of a route."""
    kinds = {ConwipArrivals: Conwip, SaturatedArrivals: Saturated}
    return kinds.get(type(route.arrivals), Timed)(floor, code, route, luck, draws)
