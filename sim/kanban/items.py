"""What moves on a board: features, the parts of MMPs they belong to, and the servers that work on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from sim.stations import features as stations
from sim.stations.features import Feature
from sim.world.ledger import RELEASE_WORK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.stations.features import Stage
    from sim.world.stream_plans import StreamPlan
    from sim.world.world import Visit, World

Row = tuple[int, int, int, int, float, float, float, float]
"""One stage visit: owner, feature, stage, turn, arrived, started, finished, left (NaN: not yet)."""


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

    def branches(self, stage: int, turn: int) -> list[list[float]]:
        """Efforts of a visit to a stage with parallel branches, by branch."""
        return self._world.branch_efforts(self.name, self.n, self._stream, stage, turn)


class Chore(Part):
    """Work of known length at the last stage of a stream that is no feature (getting a release out)."""

    __slots__ = ()

    def __init__(self, stream: StreamPlan, weeks: float, number: int, on_done: Callable[[Part], None]) -> None:
        self.owner = RELEASE_WORK - stream.index
        self._stream = stream
        self.number = number
        self.n = 1
        self.priority = 0
        self.team = Team()
        self.rate = stream.rate
        self.on_done = on_done
        self.first = self.done = 0
        self.stuck = self.work = self.new_until = 0.0
        way_out: bool | int = False
        if stream.stages[stream.exits[-1]].routing:
            way_out = next(k for k, (_, to) in enumerate(stream.data.onward(stream.exits[-1])) if to < 0)
        self.visits = [([weeks], [way_out], [0.0])] * len(stream.stages)

    def branches(self, stage: int, turn: int) -> list[list[float]]:  # noqa: ARG002 (the same at every visit)
        """All branches share it."""
        parallel = len(self._stream.stages[stage].parallel)
        return [[self.visits[stage][0][0] / parallel]] * parallel

    def need(self, stage: int, number: int) -> None:  # noqa: ARG002 - as any part
        """Anybody can do it."""
        return


class Item(Feature):
    """One feature on the board."""

    __slots__ = ("came", "draws", "gone", "over", "part", "since", "spent", "stuck")

    draws: Visit
    """Of the visit under way; set when service starts."""
    came: float
    """Week in which it lined up, or in which its work was interrupted (at stations in a network)."""
    since: float
    """Week from which it has been worked on without a break (at stations in a network)."""
    spent: float
    """Weeks of work on this visit before that."""

    def __init__(self, part: Part, number: int) -> None:
        self.part = part
        self.number = number
        self.priority = part.priority
        self.turns = None
        self.server = None
        self.gone = False
        self.stuck = 0.0
        """Weeks in which it has been blocked."""
        self.over = 0.0
        """Share of the visit to come that was over at week 0."""

    def split(self, branches: list[Stage]) -> tuple[Feature, ...]:
        return tuple([Share(self, branch) for branch in branches])

    def unblocked(self, now: float) -> None:
        self.stuck += now - self.finished


class Share(Item):
    """The part of a feature that one of several parallel branches works on."""

    __slots__ = ()

    def __init__(self, whole: Item, branch: Stage) -> None:
        super().__init__(whole.part, whole.number)
        self.turns = whole.turns
        self.target = branch
        self.whole = whole


class Server(stations.Server):
    """One of the people of a station; ``item`` is what a stage of a line has in hand (None: nothing)."""

    __slots__ = ("forming_until", "turn")

    def __init__(self, number: int = 0) -> None:
        super().__init__(number)
        self.item: Item | None = None  # type: ignore[assignment]
        self.forming_until = 0.0
        self.turn = 0
        """Place of its service among all that were begun."""
