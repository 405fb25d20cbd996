"""What moves on a board: features, the parts of MMPs they belong to, and the servers that work on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from simpy import Environment, Event

from sim.kanban.simpy_calendar import Due
from sim.world.ledger import RELEASE_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.kanban.stage import Stage
    from sim.world.blueprint import StreamPlan
    from sim.world.world import Visit, World

Row = tuple[int, int, int, int, float, float, float, float]
"""One stage visit: owner, feature, stage, turn, arrived, started, finished, left (NaN: not yet)."""

NAN = float("nan")


def rows(log: Iterable[float]) -> Iterator[Row]:
    """The stage visits of a log, which holds their numbers one after the other."""
    numbers = iter(log)
    return cast("Iterator[Row]", zip(*[numbers] * 8, strict=True))


class Team:
    """Who shares a formation period and a sum of money: the funding unit as the flow layer sees it."""

    __slots__ = ("forming_until", "held", "money_left")

    def __init__(self) -> None:
        self.forming_until = 0.0
        self.held: list[Item] | None = None
        self.money_left = float("inf")


class Draws(Protocol):
    """Who knows what luck has in store for a later visit to a stage."""

    def later_visit(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Visit:
        """Draws of the ``turn``-th visit after the first one."""
        ...


class Part:
    """The features of one MMP (or of one block of unplanned work) in one value stream."""

    __slots__ = (
        "_stream",
        "_world",
        "done",
        "first",
        "n",
        "name",
        "new_until",
        "number",
        "on_done",
        "owner",
        "priority",
        "rate",
        "source",
        "stuck",
        "team",
        "visits",
        "work",
    )

    def __init__(
        self,
        owner: int,
        name: str,
        n: int,
        stream: StreamPlan,
        world: World,
        *,
        priority: int,
        team: Team,
        on_done: Callable[[Part], None],
        number: int = 0,
    ) -> None:
        self.owner = owner
        self.number = number
        self.n = n
        self.priority = priority
        self.team = team
        self.rate = stream.rate
        self.on_done = on_done
        self.first = 0
        self.done = 0
        self.stuck = 0.0
        """Weeks in which features that are done have been blocked."""
        self.work = 0.0
        self.new_until = 0.0
        """Week from which its people know this kind of work."""
        self.visits = world.visits(name, n, stream)
        self._world = world
        self.name = name
        self.source: Draws = world
        """Where draws of later visits come from."""
        self._stream = stream

    def again(self, stage: int, turn: int) -> Visit:
        """Draws of a later visit."""
        return self.source.later_visit(self.name, self.n, self._stream, stage, turn)

    def need(self, stage: int, number: int) -> str | None:
        """Skill that a feature needs at a stage; None = anybody can do it."""
        return self._world.needs(self.name, self.n, self._stream, stage)[number]

    def mishaps(self, stage: int, turn: int) -> list[list[float]]:
        """Luck of a visit when much goes wrong, by feature (see ``World.mishaps``)."""
        return self._world.mishaps(self.name, self.n, self._stream, stage, turn)


class Chore(Part):
    """Work of known length at the last stage of a stream that is no feature (getting a release out)."""

    __slots__ = ()

    def __init__(self, stream: StreamPlan, weeks: float, number: int, on_done: Callable[[Part], None]) -> None:
        self.owner = RELEASE_WORK - stream.index
        self.number = number
        self.n = 1
        self.priority = 0
        self.team = Team()
        self.rate = stream.rate
        self.on_done = on_done
        self.first = self.done = 0
        self.stuck = self.work = self.new_until = 0.0
        self.visits = [([weeks], [False], [0.0])] * len(stream.stages)

    def need(self, stage: int, number: int) -> None:  # noqa: ARG002 - as any part
        """Anybody can do it."""
        return


class Item(Due):
    """One feature on the board; what is due is the end of its blocker."""

    __slots__ = (
        "arrived", "draws", "finished", "gone", "number", "over", "part", "priority", "server", "started", "stuck",
        "turns",
    )  # fmt: skip

    arrived: float
    started: float
    """Set when service starts."""
    finished: float
    """Set when service ends."""
    draws: Visit
    """Of the visit under way; set when service starts."""

    def __init__(self, part: Part, number: int) -> None:
        self.part = part
        self.number = number
        self.priority = part.priority
        self.turns: list[int] | None = None
        """Earlier visits by stage; None = none was visited twice."""
        self.server: Server | None = None
        """The server it holds though its work is done."""
        self.gone = False
        self.stuck = 0.0
        """Weeks in which it has been blocked."""
        self.over = 0.0
        """Share of the visit to come that was over at week 0."""


class Signal(Event):
    """An event that only has to happen: scheduled by whoever owns it, as often as needed."""

    def __init__(self, env: Environment, then: Callable[[Event], None] | None = None, value: object = None) -> None:
        super().__init__(env)
        self._ok = True
        self._value = value
        if then is not None:
            self.callbacks.append(then)


class Server(Due):
    """One server of one stage; what is due is the end of its service."""

    __slots__ = ("forming_until", "item", "turn")

    def __init__(self, stage: Stage) -> None:
        self.item: Item | None = None
        self.forming_until = 0.0
        self.turn = 0
        """Place of its service among all that were begun."""
        self.then = stage.finish
