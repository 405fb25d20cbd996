"""Fork and join: parts of a feature are worked on side by side at several stations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lab.features import NAN, Feature, Stage
from sim.lab.station import Entry, Station

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.floor import Floor


class Fork(Entry):
    """The way into parallel branches: open when every branch has room.

    A finished part frees its server and waits for the others in its slot; the feature goes on with all its parts.
    """

    __slots__ = ("branches", "wholes")

    def __init__(self, floor: Floor) -> None:
        super().__init__(floor)
        self.branches: list[tuple[Station, Stage]] = []
        self.wholes: dict[Feature, None] = {}

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
        item.open_parts = len(self.branches)
        self.wholes[item] = None
        item.parts = tuple(self._part(item, branch, now) for branch in self.branches)

    def _part(self, item: Feature, branch: tuple[Station, Stage], now: float) -> Feature:
        station, stage = branch
        part = Feature(item.source, item.number, item.priority, item.luck, stage, item.idea)
        part.whole = item
        part.turns = item.turns
        station.enter(part, stage, now)
        self.floor.mark(station)
        return part

    def part_done(self, part: Feature, now: float) -> None:
        """A branch has finished its part of a feature."""
        item = part.whole
        assert item is not None
        item.open_parts -= 1
        if item.open_parts == 0:
            stage = item.stage
            assert stage is not None
            item.finished = now
            item.target = stage.following(item)
            self.conclude(item, stage, now)

    def leave(self, item: Feature, now: float) -> None:
        for (station, _), part in zip(self.branches, item.parts, strict=True):
            station.leave(part, now)
        item.parts = ()
        del self.wholes[item]

    def withdraw(self, item: Feature, now: float) -> bool:
        if super().withdraw(item, now):
            return True
        if item not in self.wholes or item.turns is not None or any(p.started == p.started for p in item.parts):
            return False
        for (station, _), part in zip(self.branches, item.parts, strict=True):
            station.withdraw(part, now)
        item.parts = ()
        del self.wholes[item]
        return True

    def inside(self) -> Iterator[Feature]:
        for item in self.wholes:
            yield from item.parts

    def settle(self, now: float) -> None:
        self.pull(now)
