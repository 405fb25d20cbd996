"""Features whose way is not luck alone: whom they have to ask, and what a train has learned meanwhile.

The draws of a visit after whose work a feature has to ask say that it is blocked without end; the line then comes
here (``begin``), and everybody asked together lets the feature go on. A blocker of luck comes first.
"""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from sim.cooperation.appointments import later

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.kanban.crews import Call
    from sim.kanban.items import Item, Part
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.stream_plans import StreamPlan
    from sim.world.world import Visit, World

type Ask = Callable[[Item, Callable[[], None]], None]
"""Asks somebody on behalf of a feature, and calls back when that is over."""


class Calls:
    """The features of one part; draws of their visits come from here from now on.

    Args:
        part: the features.
        stream: the value stream that works on them.
        world: luck and scenario.
        asks: whom to ask after the first visit to a stage, by stage (from 0) and feature.
        left: share of rework and blockers that is left.

    """

    def __init__(
        self,
        part: Part,
        stream: StreamPlan,
        world: World,
        asks: Mapping[tuple[int, int], Sequence[Ask]],
        left: float = 1.0,
    ) -> None:
        self.part = part
        self.stream = stream
        self.world = world
        self.asks = asks
        self.luck = part.visits
        self.source = part.source
        self.left = left
        self.blocked: list[list[float]] = []
        """Weeks of blockers after first visits, by stage and feature."""
        self.improve(left)
        part.source = self

    def improve(self, left: float) -> None:
        """From now on this share of rework and blockers is left."""
        self.left = left
        visits = [self._thinned(visit, stage, 0) for stage, visit in enumerate(self.luck)]
        self.blocked = [blocked for _, _, blocked in visits]
        for stage in {stage for stage, _ in self.asks}:
            effort, fails, blocked = visits[stage]
            marked = [inf if (stage, feature) in self.asks else weeks for feature, weeks in enumerate(blocked)]
            visits[stage] = (effort, fails, marked)
        self.part.visits = visits

    def _thinned(self, visit: Visit, stage: int, turn: int) -> Visit:
        """A visit whose failures and blockers stay with the probability that is left, each by its own lot."""
        if self.left == 1.0:
            return visit
        effort, fails, blocked = visit
        place = (self.stream.id, self.stream.stages[stage].id, str(turn))
        u = self.world.uniforms(2 * len(fails), self.part.name, *place, "improvement").reshape(-1, 2) < self.left
        kept = np.where(u[:, 1], blocked, 0.0)
        if not self.stream.stages[stage].routing:  # a way of its own is no rework
            fails = (np.array(fails, dtype=bool) & u[:, 0]).tolist()
        return effort, fails, kept.tolist()

    def later_visit(self, owner: str, features: int, stream: StreamPlan, stage: int, turn: int) -> Visit:
        """Draws of a visit; also of the first one where the feature has been sent back before it came there."""
        if not turn:
            return self.part.visits[stage]
        return self._thinned(self.source.later_visit(owner, features, stream, stage, turn), stage, turn)

    def begin(self, env: Calendar, call: Call) -> None:
        """The work of a feature at a stage is done: ask, after its blocker if it has one."""
        weeks = self.blocked[call.place][call.item.number]
        if weeks:
            later(env, weeks, partial(self._ask, call))
        else:
            self._ask(call)

    def _ask(self, call: Call) -> None:
        item = call.item
        asks = self.asks[call.place, item.number]
        left = len(asks)

        def over() -> None:
            nonlocal left
            left -= 1
            if not left:
                call.go_on()

        if not item.gone:
            for ask in asks:
                ask(item, over)
