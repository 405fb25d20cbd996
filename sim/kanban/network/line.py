"""A value stream on the board: a route through stations, some of which it may share with other streams.

The work is done by the stations of the laboratory, with people.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from sim.kanban.items import Item
from sim.kanban.network.staffed_fork import StaffedFork
from sim.kanban.network.staffed_station import StaffedStation
from sim.kanban.slowdown import stretched, while_forming
from sim.stations.features import NAN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.kanban.crews import Call, Crew, Staffed
    from sim.kanban.items import Part, Server, Team
    from sim.kanban.network.network_floor import NetworkFloor
    from sim.kanban.network.work_stage import WorkStage
    from sim.kanban.pace.line_pace import LinePace
    from sim.kanban.slowdown import Slow
    from sim.stations.features import Feature
    from sim.world.stream_plans import StreamPlan


class Line:
    """See the module. ``steps`` and ``teams`` are filled when the network is laid out.

    ``on_settle`` is called before pulls when ``recruiting`` is set (activation of MMPs), ``on_money_gone`` when a
    team has used up its money, ``on_surplus`` when a server is free in a stage that has too many, ``on_part``
    before features come to the board, ``on_call`` when a feature is blocked without end.
    """

    endless = False
    """Whether there is always one more feature that would come in (as the laboratory may have it)."""

    def __init__(self, floor: NetworkFloor, plan: StreamPlan, formation_productivity: float) -> None:
        self.floor = floor
        self.plan = plan
        self.code = plan.index
        self.formation_productivity = formation_productivity
        self.steps: list[WorkStage] = []
        self.teams: list[Crew] = []
        """Those with people of the stream's own, in the order of work."""
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
        floor.lines.append(self)

    @property
    def places(self) -> Sequence[Staffed]:
        """Who works at each stage, in the order of work."""
        return [step.entry for step in self.steps]  # type: ignore[misc]

    # --- how long work takes ----------------------------------------------------------------------------------

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

    # --- where features come from and go to -------------------------------------------------------------------

    def taken_in(self, now: float) -> None:
        """A feature has come in from the backlog."""

    def out(self, item: Feature, now: float) -> None:  # noqa: ARG002 (the portfolio knows the time)
        """A feature is done."""
        assert isinstance(item, Item)
        part = item.part
        part.done += 1
        part.stuck += item.stuck
        part.on_done(part)

    def add(self, items: Sequence[Item]) -> None:
        """New features for the backlog; takes effect at the next settling."""
        first = self.steps[0]
        for item in items:
            item.stage, item.target = None, first
            first.entry.inbound.push(item)
        self.floor.mark(first.entry)

    def place(self, item: Item, index: int, over: float) -> None:
        """A feature that has passed the stages before this one (from 1), and part of its visit here."""
        step = self.steps[index - 1]
        item.over = over
        step.entry.enter(item, step, self.floor.clock.time)
        self.floor.mark(step.entry)

    def add_chore(self, chore: Part) -> None:
        """Work for the last stage that lines up there at once, whatever its limit (as returned work does)."""
        self.place(Item(chore, 0), self.plan.exits[-1] + 1, 0.0)
        self.floor.settle_later()

    def add_help(self, chore: Part, index: int) -> None:
        """Work for a stage (from 1) that lines up there at once, whatever its limit, and goes no further."""
        self.place(Item(chore, 0), index, 0.0)
        self.floor.settle_later()

    def touch(self, index: int) -> None:
        """Somebody else changed this stage (from 1; 0: the backlog): settle at the end of this instant."""
        self.floor.mark(self.steps[max(index, 1) - 1].entry)
        self.floor.settle_later()

    # --- off the board ----------------------------------------------------------------------------------------

    def remove(self, owner: int) -> None:
        """Take every feature of an MMP off this board."""
        now = self.floor.clock.time

        def mine(item: Feature) -> bool:
            assert isinstance(item, Item)
            return item.part.owner == owner

        for entry in dict.fromkeys(step.entry for step in self.steps):
            for item in entry.inbound.take(mine):
                assert isinstance(item, Item)
                item.gone = True
                if item.stage is not None:
                    item.stage.entry.leave(item, now)
            assert isinstance(entry, StaffedStation | StaffedFork)
            entry.expel(mine, now)
            self.floor.mark(entry)
        self.floor.settle_later()

    def hold(self, team: Team) -> list[Item]:
        """Take the unstarted features of a team off the board until it has money again."""

        def unstarted(item: Item) -> bool:
            return item.part.team is team and item.turns is None

        first = self.steps[0]
        entry: StaffedStation | StaffedFork = first.entry  # type: ignore[assignment]
        held: list[Item] = entry.inbound.take(  # type: ignore[assignment]
            lambda item: item.part.team is team and item.turns is None and item.stage is None  # type: ignore[attr-defined]
        )
        return [*entry.take_back(unstarted, first), *held]


def flush_all(floor: NetworkFloor) -> None:
    """Write down the visits that have not ended: the features leave the board at no date."""
    for item in dict.fromkeys(item for entry in floor.entries for item in (*entry.inbound, *entry.inside())):
        stage = item.stage
        if stage is None or stage.code < 0:
            continue
        assert isinstance(stage.entry, StaffedStation)
        stage.entry.note(item, stage, NAN)


def _nothing(_: int) -> None:
    """Nobody wants to know."""


def _nobody(_: Team | Part) -> None:
    """Nobody wants to know."""


def _unasked(_: Call) -> None:
    """Nobody is there to be asked: it stays blocked."""


def _keep(crew: Crew, server: Server) -> None:
    """Without staffing rules a server stays."""
    crew.idle.append(server)
