"""What a portfolio asks of the line of a value stream, whatever kind of stations it has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any, Protocol

from sim.kanban.slowdown import stretched, while_forming

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.kanban.items import Item, Part, Server, Team
    from sim.kanban.pace.line_pace import LinePace
    from sim.kanban.simpy_calendar import Calendar
    from sim.kanban.slowdown import Slow
    from sim.world.stream_plans import StreamPlan


class Crew(Protocol):
    """The people of a stage (or of one branch of it)."""

    target: int
    """People who should be here."""
    idle: list[Any]

    @property
    def line(self) -> Any:  # noqa: ANN401 (a ``BaseLine``; None for platform teams, which nobody staffs)
        """The line they belong to."""

    @property
    def people(self) -> int:
        """Those who are here, whatever they do."""

    def join(self, forming_until: float) -> None:
        """Somebody comes from elsewhere."""

    def dismiss(self, server: Any) -> None:  # noqa: ANN401 (one of ``idle``)
        """Somebody who has nothing in hand leaves."""


class Staffed(Protocol):
    """Where people work."""

    @property
    def people(self) -> int:
        """Those who are here, whatever they do."""


@dataclass(frozen=True, slots=True)
class Call:
    """A feature is blocked without end, after its work at a stage, until somebody lets it go."""

    place: int
    """Position of the stage, from 0."""
    item: Item
    go_on: Callable[[], None]
    """Let it go on."""
    let_out: Callable[[], None]
    """It leaves the line from here: it was no feature of this stream."""


class BaseLine(ABC):
    """A line of a value stream.

    ``on_settle`` is called before pulls when ``recruiting`` is set (activation of MMPs), ``on_money_gone`` when a
    team has used up its money, ``on_surplus`` when a server is free in a stage that has too many, ``on_part``
    before features come to the board, ``on_call`` when a feature is blocked without end.
    """

    def __init__(self, env: Calendar, plan: StreamPlan, formation_productivity: float) -> None:
        self.env = env
        self.plan = plan
        self.formation_productivity = formation_productivity
        self.pace: LinePace | None = None
        """What makes work take longer than stated; None = nothing but the forming of teams."""
        self.crews: list[tuple[float, int, int]] = []
        """Changes in the number of people of its stages: week, stage (numbered over all streams), change."""
        self.slow: Sequence[Slow] = ()
        """Stretches of lower productivity of the whole line."""
        self.slow_until = 0.0
        self.watch_until = 0.0
        """Week up to which something may make work take longer than stated."""
        self.recruiting = False
        self.on_settle: Callable[[int], None] = _nothing
        self.on_money_gone: Callable[[Team], None] = _nobody
        self.on_surplus: Callable[[Crew, Server], None] = _keep
        self.on_part: Callable[[Part], None] = _nobody
        self.on_call: Callable[[Call], None] = _unasked

    def watch(self, week: float) -> None:
        """Up to this week something may make work take longer than stated: people form, everybody is slower."""
        if week > self.watch_until:
            self.watch_until = week

    def keep(self, pace: LinePace) -> None:
        """From now on this says how long work takes."""
        self.pace = pace
        self.watch_until = inf

    def slowed(self, duration: float, forming: float, now: float) -> float:
        """How long work takes that starts while people form, or while the whole line is slower for a while."""
        if now < self.slow_until:
            return stretched(duration, now, [*self.slow, (now, forming, self.formation_productivity)])
        return while_forming(duration, forming - now, self.formation_productivity)

    @property
    @abstractmethod
    def places(self) -> Sequence[Staffed]:
        """Who works at each stage, in the order of work."""

    @property
    @abstractmethod
    def teams(self) -> Sequence[Crew]:
        """Those with people of the stream's own, in the order of work."""

    @abstractmethod
    def add(self, items: Sequence[Item]) -> None:
        """New features for the backlog; takes effect at the next settling."""

    @abstractmethod
    def place(self, item: Item, index: int, over: float) -> None:
        """A feature that has passed the stages before this one (from 1), and part of its visit here."""

    @abstractmethod
    def add_chore(self, chore: Part) -> None:
        """Work for the last stage that lines up there at once, whatever its limit (as returned work does)."""

    @abstractmethod
    def add_help(self, chore: Part, index: int) -> None:
        """Work for a stage (from 1) that lines up there at once, whatever its limit, and goes no further."""

    @abstractmethod
    def touch(self, index: int) -> None:
        """Somebody else changed this stage (from 1; 0: the backlog): settle at the end of this instant."""

    @abstractmethod
    def remove(self, owner: int) -> None:
        """Take every feature of an MMP off this board."""

    @abstractmethod
    def hold(self, team: Team) -> list[Item]:
        """Take the unstarted features of a team off the board until it has money again."""


def _nothing(_: int) -> None:
    """Nobody wants to know."""


def _nobody(_: Team | Part) -> None:
    """Nobody wants to know."""


def _unasked(_: Call) -> None:
    """Nobody is there to be asked: it stays blocked."""


def _keep(crew: Crew, server: Server) -> None:
    """Without staffing rules a server stays."""
    crew.idle.append(server)
