"""What moves through stations, the stages it passes, and what works on it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sim.stations.fork import Fork
    from sim.stations.station import Entry

NAN = float("nan")
BROKEN, AWAY, INTERRUPTED, BLOCKED = range(4)
"""Why a server did not work, a feature was not worked on, or could not go on."""


class Origin(Protocol):
    """Where the features of a route come from, and who is told that they leave."""

    code: int
    """Number of the route."""
    endless: bool
    """Whether there is always one more feature that would come in."""

    def taken_in(self, now: float) -> None:
        """A feature that waited in front of the line got its slot."""

    def out(self, item: Feature, now: float) -> None:
        """A feature is done."""


class Stage(ABC):
    """One step of one route as a run sees it (or one branch of a step that is split)."""

    __slots__ = ("code", "entry", "fork", "index", "source")

    source: Origin

    def __init__(self, code: int, index: int, entry: Entry) -> None:
        self.code = code
        """Number of the stage in the log; -1 = nothing is written of it."""
        self.index = index
        """Place in the route: lower ones come earlier."""
        self.entry = entry
        self.fork: Fork | None = None
        """Set on a branch: the fork it belongs to."""

    @abstractmethod
    def work(self, item: Feature) -> float:
        """Effort of this visit on one server, weeks."""

    @abstractmethod
    def waiting(self, item: Feature) -> float:
        """Weeks the feature is blocked by somebody outside after this visit."""

    @abstractmethod
    def following(self, item: Feature) -> Stage | None:
        """Where the feature goes after this visit; None = done."""


class Feature:
    """One feature on its way."""

    __slots__ = (
        "entered", "finished", "luck", "number", "priority", "server", "stage", "started", "target", "turns",
        "whole",
    )  # fmt: skip

    entered: float
    started: float
    finished: float
    whole: Feature
    """Set on the part of a feature: the feature."""

    def __init__(self, number: int, priority: int, luck: tuple[float, ...], target: Stage | None) -> None:
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

    def split(self, branches: list[Stage]) -> tuple[Feature, ...]:
        """Its parts, one for each branch that works on it."""
        return tuple([Part(self, branch) for branch in branches])

    def unblocked(self, now: float) -> None:
        """A wait for somebody outside is over."""


class Part(Feature):
    """The part of a feature that one branch works on."""

    __slots__ = ()

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
