"""Random numbers of a run: by route, step and purpose, one per feature, in blocks.

The n-th feature of a route has the same effort, outcome and blocker at its first visit to a step whatever the WIP
limits are and whoever overtakes it; later visits are addressed by feature, step and visit. So two settings that
differ in a limit or a rule compare the same work.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.world.sequences import endless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.arrays import Floats
    from sim.stations.network import Route, Step
    from sim.world.luck import Luck

    Column = tuple[tuple[str, ...], Callable[[Floats], Floats]]
    """(purpose, values of uniform numbers)"""

LATER = 256
"""Features in a block of later visits."""
_BELOW_ONE = np.nextafter(1.0, 0.0)


class Draws:
    """What chance has in store for the features of one route.

    ``first()`` gives the next feature's numbers, a tuple with one number per column; ``again`` one number of a
    later visit. ``effort[step]`` (a list, one column per branch), ``choice[step]`` (position in the step's
    routing) and ``blocked[step]`` (weeks, 0 = not blocked) are positions in the tuple, -1 when there is no such
    number.
    """

    def __init__(self, luck: Luck, route: Route) -> None:
        self._luck = luck
        self._columns: list[Column] = []
        self.effort: list[list[int]] = []
        self.choice: list[int] = []
        self.blocked: list[int] = []
        for step in route.steps:
            where = ("laboratory", route.id, step.id)
            efforts = [effort for _, effort in step.branches] or [step.effort]
            self.effort.append(
                [self._column((*where, "effort", str(k)), effort.from_uniform) for k, effort in enumerate(efforts)]
            )
            self.choice.append(self._column((*where, "next"), _chooser(step)) if len(step.routing) > 1 else -1)
            self.blocked.append(self._column((*where, "blocked"), _blocker(step)) if step.blocked else -1)
        self.first: Callable[[], tuple[float, ...]] = zip(
            *(endless(luck, values, *purpose) for purpose, values in self._columns), strict=False
        ).__next__
        self._block = lru_cache(maxsize=512)(self._draw_block)

    def _column(self, purpose: tuple[str, ...], values: Callable[[Floats], Floats]) -> int:
        self._columns.append((purpose, values))
        return len(self._columns) - 1

    def again(self, column: int, turn: int, number: int) -> float:
        """The number of a column for the ``turn``-th visit after the first one of feature ``number``."""
        block, place = divmod(number, LATER)
        return self._block(column, turn, block)[place]

    def _draw_block(self, column: int, turn: int, block: int) -> list[float]:
        purpose, values = self._columns[column]
        uniforms = self._luck.uniforms(LATER, *purpose, "again", str(turn), str(block))
        drawn: list[float] = values(uniforms).tolist()
        return drawn


def _chooser(step: Step) -> Callable[[Floats], Floats]:
    """Positions in the step's routing; what rounding leaves above the last edge goes to the last place."""
    edges = np.cumsum([probability for probability, _ in step.routing])
    last = len(edges) - 1

    def choose(u: Floats) -> Floats:
        return np.minimum(np.searchsorted(edges, u, side="right"), last).astype(np.float64)

    return choose


def _blocker(step: Step) -> Callable[[Floats], Floats]:
    """Weeks blocked, 0 = not; the number that decides is stretched to decide for how long."""
    assert step.blocked is not None
    probability, duration = step.blocked

    def weeks(u: Floats) -> Floats:
        blocked = np.zeros(len(u))
        hit = u < probability
        if hit.any():
            blocked[hit] = duration.from_uniform(np.minimum(u[hit] / probability, _BELOW_ONE))
        return blocked

    return weeks


def classes(luck: Luck, route: Route) -> Iterator[int]:
    """Priorities of the features of a route, one after the other."""
    edges: Sequence[float] = np.cumsum([share for share, _ in route.classes]).tolist()
    priorities = np.array([priority for _, priority in route.classes])

    def choose(u: Floats) -> npt.NDArray[np.int64]:
        return np.asarray(priorities[np.minimum(np.searchsorted(edges, u, side="right"), len(priorities) - 1)])

    return endless(luck, choose, "laboratory", route.id, "class")
