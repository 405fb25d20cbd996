"""Dependencies: features that need another value stream wait until they are told there, and then for the work."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from sim.cooperation.appointments import later
from sim.kanban.items import Chore, Item
from sim.stations.features import NAN
from sim.world.ledger import HELP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scenarios.language.dependencies import Dependency
    from sim.cooperation.calls import Ask
    from sim.cooperation.increments import Increments
    from sim.cooperation.services import Spells
    from sim.kanban.crews import Call
    from sim.kanban.items import Part
    from sim.kanban.network.line import Line
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.stream_plans import StreamPlan
    from sim.world.world import World


class Need:
    """One feature that needs somebody: when it asked, when they were told, when they had helped (NaN: not yet)."""

    __slots__ = ("asked", "given_up", "helped", "told")

    def __init__(self, asked: float) -> None:
        self.asked = asked
        self.told = self.helped = self.given_up = NAN


class Help(Chore):
    """Work at one stage of a value stream for a feature of another one; it leaves the board from there."""

    __slots__ = ("on_end",)

    def __init__(
        self, stream: StreamPlan, stage: int, weeks: float, number: int, priority: int, on_end: Callable[[], None]
    ) -> None:
        super().__init__(stream, weeks, number, lambda _: None)
        self.owner = HELP - stream.index
        self.priority = priority
        self.visits[stage] = ([weeks], [False], [math.inf])
        self.on_end = on_end

    def begin(self, env: Calendar, call: Call) -> None:  # noqa: ARG002 (as any call)
        """The work is done."""
        call.let_out()
        self.on_end()


class Needs:
    """The dependencies between the value streams of a scenario in one run.

    Args:
        env: the clock.
        world: luck and scenario.
        spells: the rules of every value stream over time.
        lines: the lines of the value streams.
        increments: when trains plan.

    """

    def __init__(
        self,
        env: Calendar,
        world: World,
        spells: Sequence[Spells],
        lines: Sequence[Line],
        increments: Increments,
    ) -> None:
        self.env = env
        self.world = world
        self.spells = spells
        self.lines = lines
        self.increments = increments
        self.on_help: Callable[[int, float, int], None] = _unheard
        """Help is asked of a value stream (1) or given by it (-1): whoever staffs the streams wants to know."""
        self.dependencies = world.blueprint.scenario.dependencies
        self.needs: list[Need] = []
        """Everything that was asked for, in order."""
        self._given = 0
        """Help begun so far: numbers of their own in the log of visits."""
        self._ids = [stream.id for stream in world.blueprint.streams]

    def of_features(self, part: Part, stream: int) -> Iterator[tuple[int, int, Ask]]:
        """(stage from 0, feature, how to ask) of every need of the features of a part."""
        stages = [stage.id for stage in self.world.blueprint.streams[stream].stages]
        for place, each in enumerate(self.dependencies):
            if each.value_stream != self._ids[stream]:
                continue
            u = self.world.uniforms(2 * part.n, part.name, "dependency", str(place)).reshape(part.n, 2)
            weeks = each.effort.from_uniform(u[:, 1]).tolist()
            for feature in (u[:, 0] < each.share).nonzero()[0].tolist():
                yield stages.index(each.stage), feature, partial(self._ask, stream, each, weeks[feature])

    def expected(self, stream: int, features: float) -> list[tuple[int, float]]:
        """Server-weeks of help that features of a value stream will need, by the stream that will help."""
        return [
            (self._ids.index(each.on), features * each.share * each.effort.mean)
            for each in self.dependencies
            if each.value_stream == self._ids[stream]
        ]

    def _ask(self, stream: int, each: Dependency, weeks: float, item: Item, over: Callable[[], None]) -> None:
        need = Need(self.env.now)
        self.needs.append(need)
        wait = self.told(stream, self._ids.index(each.on), self.env.now) - self.env.now
        tell = partial(self._tell, need, each, weeks, item, over)
        if wait > 0:
            later(self.env, wait, tell)
        else:
            tell()

    def told(self, stream: int, other: int, week: float) -> float:
        """When a value stream tells another one what it needs from a week on.

        At the next synchronisation; where there are increments and the other one is in another train, at the next
        planning of that one.
        """
        rules = [model for since, model in self.spells[stream] if since <= week][-1]
        trains = self.increments.trains
        if rules.increment_weeks is not None and trains[stream] != trains[other]:
            return self.increments.next(other, week)
        every = rules.sync_weeks
        return max(week, math.ceil(week / every - 1e-9) * every) if every else week

    def _tell(self, need: Need, each: Dependency, weeks: float, item: Item, over: Callable[[], None]) -> None:
        if item.gone:
            need.given_up = self.env.now
            return
        need.told = self.env.now
        line = self.lines[self._ids.index(each.on)]
        stage = [step.id for step in line.plan.stages].index(each.helps_at)

        def done() -> None:
            need.helped = self.env.now
            self.on_help(line.plan.index, weeks, -1)
            over()

        self._given += 1
        line.add_help(Help(line.plan, stage, weeks, self._given, item.priority, done), stage + 1)
        self.on_help(line.plan.index, weeks, 1)

    def outcomes(self, end: float) -> dict[str, float]:
        """Waiting of features for other value streams; what is not over at the end counts up to there."""
        told = [_first(n.told, n.given_up, end) - n.asked for n in self.needs]
        helped = [_first(n.helped, end) - n.told for n in self.needs if n.told == n.told]
        return {
            "sync_wait_weeks": sum(told) / len(told) if told else 0.0,
            "help_wait_weeks": sum(helped) / len(helped) if helped else 0.0,
            "needs": float(len(told)),
        }


def _unheard(_stream: int, _weeks: float, _change: int) -> None:
    """Nobody wants to know."""


def _first(*weeks: float) -> float:
    """The first of some dates that is one (NaN: it has not been)."""
    return next(week for week in weeks if week == week)
