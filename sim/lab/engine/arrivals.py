"""Arrivals by the clock, a constant number in the line, or a supply without end."""

from __future__ import annotations

from heapq import heappush
from itertools import repeat
from typing import TYPE_CHECKING

from scenarios.language.arrivals import (
    BatchArrivals,
    ConwipArrivals,
    DeterministicArrivals,
    PoissonArrivals,
    RenewalArrivals,
    SaturatedArrivals,
)
from scenarios.quantities.distributions import Exponential
from sim.lab.engine.draws import Draws
from sim.lab.engine.open_station import arrivals
from sim.lab.engine.sources import Source
from sim.world.sequences import endless, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.lab.engine.lab_floor import LabFloor
    from sim.stations import network
    from sim.stations.clock import Due
    from sim.world.luck import Luck


class Timed(Source):
    """Arrivals by the clock, one or several at a time."""

    def __init__(self, floor: LabFloor, code: int, route: network.Route, luck: Luck, draws: Draws) -> None:
        super().__init__(floor, code, route, luck, draws)
        where = ("laboratory", route.id)
        self._interval: Callable[[], float] = self._intervals(luck, where).__next__
        self._sizes: Callable[[], int] | None = None
        if isinstance(route.arrivals, BatchArrivals):
            self._sizes = endless(luck, route.arrivals.sizes, *where, "batch").__next__

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
        single = self._sizes is None and self.direct
        arrive = arrivals(self, self._interval, self._several) if single else self._arrive
        heappush(self.clock.agenda, (self._interval(), self.clock.next_arrival(), arrive, None))

    def _arrive(self, _: object, now: float) -> Due | None:
        """One or several features arrive; the next time is set."""
        wait = self._interval()
        if wait and self._sizes is None and self.quota < 0:
            self.bring_one(now)
            return now + wait, self.clock.next_arrival(), self._arrive, None
        return self._several(now, wait)

    def _several(self, now: float, wait: float) -> Due | None:
        """Features arrive that may be several; all that come at one instant come together."""
        number = self._size()
        while not wait:
            number, wait = number + self._size(), self._interval()
        self.bring(number, now)
        return (now + wait, self.clock.next_arrival(), self._arrive, None) if self.quota else None

    def _size(self) -> int:
        return 1 if self._sizes is None else self._sizes()


class Conwip(Source):
    """A new feature comes when one leaves: their number in the line is constant."""

    refills = True

    def __init__(self, floor: LabFloor, code: int, route: network.Route, luck: Luck, draws: Draws) -> None:
        super().__init__(floor, code, route, luck, draws)
        assert isinstance(route.arrivals, ConwipArrivals)
        self._missing = max(0, route.arrivals.wip - len(route.on_board))
        self.surplus = max(0, len(route.on_board) - route.arrivals.wip)
        self.simple &= not self.surplus

    def start(self) -> None:
        self.bring(self._missing, 0.0)


class Saturated(Source):
    """There is always one more feature in front of the line."""

    endless = True

    def start(self) -> None:
        self.taken_in(0.0)

    def taken_in(self, now: float) -> None:
        if self.quota:
            self.quota -= 1
            self.first.entry.inbound.push(self.make(now))


def source(floor: LabFloor, code: int, route: network.Route, luck: Luck, draws: Draws) -> Source:
    """What brings the features of a route."""
    kinds = {ConwipArrivals: Conwip, SaturatedArrivals: Saturated}
    return kinds.get(type(route.arrivals), Timed)(floor, code, route, luck, draws)
