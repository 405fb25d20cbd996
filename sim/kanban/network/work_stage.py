"""One step of a value stream in a network: what luck has in store for a feature of an MMP there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.stations.features import Stage

if TYPE_CHECKING:
    from sim.kanban.items import Item
    from sim.kanban.network.line import Line
    from sim.stations.features import Feature
    from sim.stations.station import Entry
    from sim.world.world import Visit


class WorkStage(Stage):
    """A stage whose numbers are drawn for all features of an MMP at once (``World.visits``)."""

    __slots__ = ("branch", "targets")

    source: Line

    def __init__(self, code: int, index: int, entry: Entry, source: Line, branch: int | None = None) -> None:
        super().__init__(code, index, entry)
        self.source = source
        self.branch = branch
        """Position of the branch it is; None = work is not split here, or this is all of it."""
        self.targets: tuple[WorkStage | None, ...] = ()
        """Where features go from here, by the number that is drawn for them (None = done); the last one is back."""

    def work(self, item: Feature) -> float:
        own: Item = item  # type: ignore[assignment]
        own.draws = self.visit(own)
        if self.branch is None:
            return own.draws[0][own.number]
        turn = own.turns.get(self.index, 0) if own.turns else 0
        return own.part.branches(self.index, turn)[self.branch][own.number]

    def waiting(self, item: Feature) -> float:
        own: Item = item  # type: ignore[assignment]
        return own.draws[2][own.number]

    def following(self, item: Feature) -> WorkStage | None:
        own: Item = item  # type: ignore[assignment]
        return self.targets[own.draws[1][own.number]]

    def visit(self, item: Item) -> Visit:
        """The draws of this visit."""
        if item.turns is None:
            return item.part.visits[self.index]
        return item.part.again(self.index, item.turns.get(self.index, 0))
