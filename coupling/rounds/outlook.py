"""What an MMP is expected to earn by the week in which its people are through with it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from sim.funding.rounds.queues import SLOTS, pace
from sim.funding.state import next_release

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.world.blueprint import Blueprint, MmpPlan
    from sim.world.earnings import Table

TAIL = 4.0
"""Weeks from the end of an MMP's turn in the queue to its last feature, besides the work of one feature: waiting
between stages, blocked time and rework. In three shipped scenarios 5 to 13 weeks in all were measured (D)."""
SPREAD = 15.0
"""Weeks by which completion comes early or late at the most: with ``WEIGHTS`` a standard deviation of 9 weeks,
where 8 to 16 were measured in three shipped scenarios (D)."""
WEIGHTS = (1, 2, 3, 2, 1)
"""Weights of completion early, ..., late by ``SPREAD``."""


class Curves:
    """Benefit and penalties avoided by the slot in which the turn in the queue ends.

    Args:
        benefit: of every slot, the last one is never: shape (slots,).
        saved: the same of penalties; None: there are none.

    """

    __slots__ = ("benefit", "benefits", "pays", "saved", "savings")

    def __init__(self, benefit: Floats, saved: Floats | None = None) -> None:
        self.benefit = benefit
        self.pays = saved is not None
        """Whether there are penalties to avoid."""
        self.saved: Floats = np.zeros(len(benefit)) if saved is None else saved
        self.benefits: list[float] = self.benefit.tolist()
        self.savings: list[float] = self.saved.tolist()
        """The same as plain numbers."""


class Outlook:
    """What rounds need of one scenario; its tables are worked out when they are first asked for."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.calendar, self._streams = blueprint.calendar, blueprint.streams
        self.pace = [pace(blueprint, stream) for stream in range(len(blueprint.streams))]
        """Of every stream: weeks that a week of estimated work takes, and their coefficient of variation."""
        self.feature_work = [stream.feature_work for stream in blueprint.streams]
        """Server-weeks of a feature by stream."""
        self.payroll: list[float] = blueprint.payroll.tolist()
        """Pay of a week by stream."""
        self.success, self.failure = blueprint.value_mean, blueprint.scenario.uncertainty.failure_value
        """Expected share of what was claimed that an MMP earns when it succeeds, and when it fails."""
        self._weeks: dict[int, Floats] = {}
        self._curves: dict[tuple[int, int], tuple[Table, Table, Curves]] = {}

    def of(self, plan: MmpPlan) -> Curves:
        """What is expected of an MMP, discounted to week 0."""
        key = (id(plan.discounted), plan.parts[0][0])
        known = self._curves.get(key)
        if known is None or known[0] is not plan.discounted or known[1] is not plan.penalties:
            weeks, share = self._out(plan.home), np.array(WEIGHTS) / sum(WEIGHTS)
            grid = np.arange(len(plan.discounted), dtype=np.float64)
            benefit, penalty = (
                share @ np.interp(weeks, grid, table) for table in (plan.discounted, plan.penalties)
            )
            curves = Curves(benefit, plan.penalties[-1] - penalty if plan.pays else None)
            known = self._curves[key] = (plan.discounted, plan.penalties, curves)
        return known[2]

    def _out(self, stream: int) -> Floats:
        """Weeks of release when the turn in the queue ends in each slot: shape (weights, slots)."""
        known = self._weeks.get(stream)
        if known is None:
            plan, end = self._streams[stream], self.calendar.benefit_end
            slots = np.arange(SLOTS * end + 1) / SLOTS + TAIL + plan.feature_work
            steps = SPREAD * (2 * np.arange(len(WEIGHTS)) / (len(WEIGHTS) - 1) - 1)
            complete = np.maximum(slots + steps[:, None], 0.0)
            weeks, place = np.unique(complete, return_inverse=True)
            out = [next_release(plan.data, week, week) if week < end else week for week in weeks.tolist()]
            known = self._weeks[stream] = np.array(out)[place.reshape(complete.shape)]
        return known


_known: WeakKeyDictionary[Blueprint, Outlook] = WeakKeyDictionary()


def outlook(blueprint: Blueprint) -> Outlook:
    """The tables of a scenario; a process keeps them as long as the scenario."""
    found = _known.get(blueprint)
    if found is None:
        found = _known[blueprint] = Outlook(blueprint)
    return found
