"""What moves through the laboratory, and what works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.lab.engine.draws import Draws
    from sim.lab.engine.fork import Fork
    from sim.lab.engine.sources import Source
    from sim.lab.engine.station import Entry

NAN = float("nan")


class Stage:
    """One step of one route as a run sees it (or one branch of a step that is split)."""

    __slots__ = (
        "blocked",
        "choice",
        "code",
        "draws",
        "effort",
        "entry",
        "fork",
        "index",
        "next",
        "source",
        "targets",
    )

    def __init__(self, code: int, index: int, entry: Entry, source: Source, draws: Draws, effort: int) -> None:
        self.code = code
        self.index = index
        self.entry = entry
        self.source = source
        self.draws = draws
        self.effort = effort
        self.choice = -1
        self.blocked = -1
        self.next: Stage | None = None
        self.targets: tuple[Stage | None, ...] = (None,)
        self.fork: Fork | None = None
        """Set on a branch: the fork it belongs to."""

    def work(self, item: Feature) -> float:
        """Effort of this visit on one server, weeks."""
        if item.turns is None:
            return item.luck[self.effort]
        return self._drawn(item, self.effort)

    def waiting(self, item: Feature) -> float:
        """Weeks the feature is blocked by somebody outside after this visit."""
        return self._drawn(item, self.blocked) if self.blocked >= 0 else 0.0

    def following(self, item: Feature) -> Stage | None:
        """Where the feature goes after this visit; None = done."""
        if self.choice < 0:
            return self.next
        return self.targets[int(self._drawn(item, self.choice))]

    def _drawn(self, item: Feature, column: int) -> float:
        turn = 0 if item.turns is None else item.turns.get(self.index, 0)
        return self.draws.again(column, turn, item.number) if turn else item.luck[column]


class Feature:
    """One feature on its way."""

    __slots__ = (
        "entered", "finished", "luck", "number", "priority", "server", "stage", "started", "target", "turns",
    )  # fmt: skip

    entered: float
    started: float
    finished: float

    def __init__(self, number: int, priority: int, luck: tuple[float, ...], target: Stage) -> None:
        self.number = number
        self.priority = priority
        self.luck = luck
        self.target: Stage | None = target
        """Where it wants to go, or will go next; None = out."""
        self.stage: Stage | None = None
        """Where it is; None = outside."""
        self.turns: dict[int, int] | None = None
        """Earlier visits by step; None = no step was visited twice."""
        self.server: Server | None = None
        """The server it holds though its work is done."""

    def count_visit(self, stage: Stage, target: Stage) -> None:
        """Remember that it goes back to an earlier stage or to the same one: everything between is done again."""
        if self.turns is None:
            self.turns = {}
        for k in range(target.index, stage.index + 1):
            self.turns[k] = self.turns.get(k, 0) + 1


class Part(Feature):
    """The part of a feature that one branch works on."""

    __slots__ = ("whole",)

    def __init__(self, whole: Feature, target: Stage) -> None:
        super().__init__(whole.number, whole.priority, whole.luck, target)
        self.turns = whole.turns
        self.whole = whole


class Server:
    """One server."""

    __slots__ = ("available", "held", "item", "items", "number")

    item: Feature

    def __init__(self, number: int) -> None:
        self.number = number
        self.items: list[Feature] = []
        self.held = 0
        self.available = True
