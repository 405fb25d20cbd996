"""The load of the people of every stage, quarter by quarter, and what of it is more than they bear."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.people import SustainablePace
    from sim.kanban.crews import Staffed


class Load:
    """Busy and available server-weeks of each stage of a line in the quarter under way.

    Args:
        data: what the people of the stream bear.
        stages: the stages, without the backlog.
        quarter: length of a quarter, weeks.

    """

    def __init__(self, data: SustainablePace, stages: Sequence[Staffed], quarter: float) -> None:
        self.data = data
        self.stages = stages
        self.quarter = quarter
        self.over = [0.0] * len(stages)
        """By stage: how far the quarter before was above the bearable load, as a share of the way to full load."""
        self.history: list[list[float]] = []
        """Load of each stage in every quarter that is over."""
        self._busy = [0] * len(stages)
        self._worked = [0.0] * len(stages)
        self._there = [0.0] * len(stages)
        self._seen = 0.0
        self._ends = quarter

    def change(self, place: int, busy: int, now: float) -> None:
        """So many more people of a stage are at work from now on."""
        self.pass_time(now)
        self._busy[place] += busy

    def pass_time(self, now: float) -> None:
        """Count up to now; quarters that are over by now are closed."""
        while now >= self._ends:
            self._count(self._ends)
            self._close()
        self._count(now)

    def _count(self, week: float) -> None:
        span = week - self._seen
        if span > 0.0:
            for place, stage in enumerate(self.stages):
                self._worked[place] += self._busy[place] * span
                self._there[place] += stage.people * span
            self._seen = week

    def _close(self) -> None:
        loads = [w / t if t > 0.0 else 0.0 for w, t in zip(self._worked, self._there, strict=True)]
        bearable = self.data.load
        self.over = [min(1.0, max(0.0, (load - bearable) / (1.0 - bearable))) for load in loads]
        self.history.append(loads)
        self._worked = [0.0] * len(self.stages)
        self._there = [0.0] * len(self.stages)
        self._ends += self.quarter
