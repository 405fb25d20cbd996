"""Fork and join in a portfolio: features that may be taken off the board with all their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.items import Item
from sim.kanban.network.staffed_station import StaffedStation, ask_somebody
from sim.kanban.network.work_stage import WorkStage
from sim.stations.fork import Fork

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.stations.features import Feature, Stage


class StaffedFork(Fork):
    """See the module."""

    __slots__ = ()

    @property
    def people(self) -> int:
        """Servers of all branches."""
        return sum(len(station.servers) for station, _ in self.branches)

    def enter(self, item: Feature, stage: Stage, now: float) -> None:
        assert isinstance(item, Item)
        assert isinstance(stage, WorkStage)
        item.draws = stage.visit(item)
        super().enter(item, stage, now)

    def stay(self, item: Feature, stage: Stage, weeks: float, now: float) -> None:
        if not ask_somebody(self, item, stage, weeks):
            super().stay(item, stage, weeks, now)

    def take_back(self, wanted: Callable[[Item], bool], stage: Stage) -> list[Item]:
        """Remove features at a stage of which nobody has touched any part, as if they had never come."""
        taken = []
        for item, parts in list(self.wholes.items()):
            assert isinstance(item, Item)
            if item.stage is not stage or not wanted(item) or any(part.started == part.started for part in parts):
                continue
            del self.wholes[item]
            for (station, _), part in zip(self.branches, parts, strict=True):
                station.queue.remove(part)
                station.count -= 1
                station.unfinished -= 1
                self.floor.mark(station)
            taken.append(item)
        if taken:
            self.floor.mark(self)
        return taken

    def expel(self, wanted: Callable[[Item], bool], now: float) -> None:
        """Take features off the board at once; work under way is cut off."""
        for item, parts in list(self.wholes.items()):
            assert isinstance(item, Item)
            if not wanted(item) or (item.finished == item.finished and item not in self.blocked):
                continue
            item.gone = True
            self.blocked.pop(item, None)
            for (station, _), part in zip(self.branches, parts, strict=True):
                assert isinstance(station, StaffedStation)
                assert isinstance(part, Item)
                station.cut_off(part, now)
            self.leave(item, now)
