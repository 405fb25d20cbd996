"""One step of one route of the laboratory: what chance has in store for a feature there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.stations.features import Stage

if TYPE_CHECKING:
    from sim.lab.engine.draws import Draws
    from sim.lab.engine.sources import Source
    from sim.stations.features import Feature
    from sim.stations.station import Entry


class RouteStage(Stage):
    """A stage whose numbers are drawn feature by feature, in columns."""

    __slots__ = ("blocked", "choice", "draws", "effort", "next", "targets")

    source: Source

    def __init__(self, code: int, index: int, entry: Entry, source: Source, draws: Draws, effort: int) -> None:
        super().__init__(code, index, entry)
        self.source = source
        self.draws = draws
        self.effort = effort
        self.choice = -1
        self.blocked = -1
        self.next: RouteStage | None = None
        self.targets: tuple[RouteStage | None, ...] = (None,)

    def work(self, item: Feature) -> float:
        if item.turns is None:
            return item.luck[self.effort]
        return self._drawn(item, self.effort)

    def waiting(self, item: Feature) -> float:
        return self._drawn(item, self.blocked) if self.blocked >= 0 else 0.0

    def following(self, item: Feature) -> RouteStage | None:
        if self.choice < 0:
            return self.next
        return self.targets[int(self._drawn(item, self.choice))]

    def _drawn(self, item: Feature, column: int) -> float:
        turn = 0 if item.turns is None else item.turns.get(self.index, 0)
        return self.draws.again(column, turn, item.number) if turn else item.luck[column]
