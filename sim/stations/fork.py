"""Fork and join: parts of a feature are worked on side by side at several stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.stations.features import NAN, Feature, Stage
from sim.stations.station import Entry, Station

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.stations.settling import Floor


class Fork(Entry):
    """The way into parallel branches: open when every branch has room.

    A finished part frees its server and waits for the others in its slot; the feature goes on with all its parts.
    """

    __slots__ = ("branches", "wholes")

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.branches: list[tuple[Station, Stage]] = []
        self.wholes: dict[Feature, tuple[Feature, ...]] = {}
        """Features inside, and their parts."""

    def add(self, stage: Stage) -> None:
        """One more branch."""
        station = stage.entry
        assert isinstance(station, Station)
        stage.fork = self
        self.branches.append((station, stage))
        if self not in station.forks:
            station.forks.append(self)

    def room(self, item: Feature) -> bool:
        return all(station.room(item) for station, _ in self.branches)

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        item.stage = stage
        item.entered = now
        item.started = item.finished = NAN
        parts = self.wholes[item] = item.split([branch for _, branch in self.branches])
        for (station, branch), part in zip(self.branches, parts, strict=True):
            station.enter(part, branch, now)
            self.floor.mark(station)

    def part_done(self, part: Feature, now: float) -> None:
        """A branch has finished its part of a feature."""
        item = part.whole
        if all(p.finished == p.finished for p in self.wholes[item]):
            stage = item.stage
            assert stage is not None
            item.finished = now
            item.target = stage.following(item)
            self.conclude(item, stage, now)

    def leave(self, item: Feature, now: float) -> None:
        for (station, _), part in zip(self.branches, self.wholes.pop(item), strict=True):
            station.leave(part, now)

    def withdraw(self, item: Feature, now: float) -> bool:
        if super().withdraw(item, now):
            return True
        parts = self.wholes.get(item, ())
        if not parts or item.turns is not None or any(part.started == part.started for part in parts):
            return False
        for (station, _), part in zip(self.branches, self.wholes.pop(item), strict=True):
            station.withdraw(part, now)
        return True

    def inside(self) -> Iterator[Feature]:
        for parts in self.wholes.values():
            yield from parts

    def settle(self, now: float) -> None:
        self.pull(now)
