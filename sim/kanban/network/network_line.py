"""A value stream as a route through stations, some of which it may share with other streams.

The work is done by the stations of the laboratory, with people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.base_line import BaseLine
from sim.kanban.items import Item
from sim.kanban.network.staffed_fork import StaffedFork
from sim.kanban.network.staffed_station import StaffedStation
from sim.stations.features import NAN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.kanban.base_line import Staffed
    from sim.kanban.items import Part, Team
    from sim.kanban.network.network_floor import NetworkFloor
    from sim.kanban.network.work_stage import WorkStage
    from sim.stations.features import Feature
    from sim.world.stream_plans import StreamPlan


class NetworkLine(BaseLine):
    """See the module. ``steps`` and ``teams`` are filled when the network is laid out."""

    endless = False

    def __init__(self, floor: NetworkFloor, plan: StreamPlan, formation_productivity: float) -> None:
        super().__init__(floor.clock, plan, formation_productivity)  # type: ignore[arg-type]
        self.floor = floor
        self.code = plan.index
        self.steps: list[WorkStage] = []
        self.own: list[StaffedStation] = []
        floor.lines.append(self)

    @property
    def places(self) -> Sequence[Staffed]:
        return [step.entry for step in self.steps]  # type: ignore[misc]

    @property
    def teams(self) -> Sequence[StaffedStation]:
        return self.own

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
        first = self.steps[0]
        for item in items:
            item.stage, item.target = None, first
            first.entry.inbound.push(item)
        self.floor.mark(first.entry)

    def place(self, item: Item, index: int, over: float) -> None:
        step = self.steps[index - 1]
        item.over = over
        step.entry.enter(item, step, self.env.time)
        self.floor.mark(step.entry)

    def add_chore(self, chore: Part) -> None:
        self.place(Item(chore, 0), self.plan.exits[-1] + 1, 0.0)
        self.floor.settle_later()

    def add_help(self, chore: Part, index: int) -> None:
        self.place(Item(chore, 0), index, 0.0)
        self.floor.settle_later()

    def touch(self, index: int) -> None:
        self.floor.mark(self.steps[max(index, 1) - 1].entry)
        self.floor.settle_later()

    # --- off the board ----------------------------------------------------------------------------------------

    def remove(self, owner: int) -> None:
        now = self.env.time

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
