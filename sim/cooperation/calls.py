"""Features that have to ask somebody after the work at a stage: blocked there until everybody has answered."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from sim.stations.clock import FINISH, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.kanban.items import Item, Part
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.blueprint import StreamPlan
    from sim.world.world import Visit

type Ask = Callable[[Item, Callable[[], None]], None]
"""Asks somebody on behalf of a feature, and calls back when that is over."""


class Calls:
    """Whom the features of one part have to ask after their first visit to a stage.

    The draws of that visit say that the feature is blocked without end; a line that comes to such a feature asks
    here (``begin``), and everybody asked together lets it go on. A blocker of luck comes first.

    Args:
        part: the features; draws of their visits come from here from now on.
        asks: whom to ask, by stage (from 0) and feature.

    """

    def __init__(self, part: Part, asks: Mapping[tuple[int, int], Sequence[Ask]]) -> None:
        self.asks = asks
        self.before = part.visits
        self.source = part.source
        self.visits = list(part.visits)
        for stage in {stage for stage, _ in asks}:
            effort, fails, blocked = part.visits[stage]
            marked = [inf if (stage, feature) in asks else weeks for feature, weeks in enumerate(blocked)]
            self.visits[stage] = (effort, fails, marked)
        part.visits = self.visits
        part.source = self

    def later_visit(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Visit:
        """Draws of a visit; also of the first one where the feature has been sent back before it came there."""
        return self.source.later_visit(owner, features, stream, stage, turn) if turn else self.visits[stage]

    def begin(self, env: Calendar, stage: int, item: Item, go_on: Callable[[], None]) -> None:
        """The work of a feature at a stage (from 0) is done: ask, after its blocker if it has one."""
        weeks = self.before[stage][2][item.number]
        if weeks:
            env.schedule(Signal(lambda _: self._ask(stage, item, go_on)), FINISH, weeks)
        else:
            self._ask(stage, item, go_on)

    def _ask(self, stage: int, item: Item, go_on: Callable[[], None]) -> None:
        asks = self.asks[stage, item.number]
        left = len(asks)

        def over() -> None:
            nonlocal left
            left -= 1
            if not left:
                go_on()

        if not item.gone:
            for ask in asks:
                ask(item, over)
