"""What a round can expect of its queues: how quickly promised work is done, and how long people will be idle.

A queue is the people that one purse pays, with the work that they have been promised. Decisions give it work until
the money of the next round comes; whether that is enough depends on how much work it turns out to be.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np
from scipy.special import ndtr

from scenarios.writing.offered_load import visits

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.funding.selection_rules import Candidate, Round
    from sim.world.blueprint import Blueprint

SLOTS = 2
"""Slots of a week: the grid on which queues are planned."""
POOLED = 0.7
"""Spread of the work that is promised to a queue, relative to that of a single MMP: about two MMPs are on their way
in each, 1 / sqrt(2)."""
LEAST_SPREAD = 0.25
"""The same in weeks, at least: nobody knows to the day."""
IDLE_PRICE = 0.1
"""What an idle week of a queue costs, as a share of what an average week of the work on the table is worth. Tuned
on four shipped scenarios (D): 0 lets queues run dry, 0.5 buys poor work to keep people busy."""
EXCESS_PRICE = 0.1
"""What a week of work promised beyond need costs, as a share of an idle week (D): it ties hands, no more."""


class _Pace:
    """How quickly the people of a stream do what is estimated."""

    __slots__ = ("known",)

    def __init__(self, blueprint: Blueprint) -> None:
        growth = blueprint.scenario.uncertainty.scope_growth
        self.known = []
        for stream in blueprint.streams:
            passes = visits(stream.data)
            slowest = max(
                stage.touch * float(turns) / max(stage.crew, 1)
                for stage, turns in zip(stream.stages, passes, strict=True)
                if stage.platform is None
            )
            mean, spread = growth.moments
            ratio = slowest * mean * stream.servers / stream.feature_work if stream.feature_work else 1.0
            self.known.append((ratio, spread / mean if mean > 0 else 0.0))


_paces: WeakKeyDictionary[Blueprint, _Pace] = WeakKeyDictionary()


def pace(blueprint: Blueprint, stream: int) -> tuple[float, float]:
    """Weeks that a week of estimated work takes, and its coefficient of variation.

    Estimates count mean touch time over all servers; the narrowest stage sets the speed, what goes back is done
    again, and scope grows or shrinks as the scenario says. Blockers and switching are left out.
    """
    found = _paces.get(blueprint)
    if found is None:
        found = _paces[blueprint] = _Pace(blueprint)
    return found.known[stream]


def next_money(round_: Round) -> float | None:
    """Weeks until the money of the next round is there; None: this is the last one."""
    if not round_.income:
        return None
    following = (math.floor(round_.now / round_.cadence + 1e-9) + 1) * round_.cadence
    return following + round_.approval - round_.now


def idle_weeks(until: float, variation: float, weeks: float | Floats) -> Floats:
    """Expected weeks without work until a moment: E max(0, until - X), X normal around the work that is promised.

    Args:
        until: weeks from now.
        variation: coefficient of variation of the work of one MMP.
        weeks: weeks of work promised; any shape.

    """
    mean = np.asarray(weeks, dtype=np.float64)
    spread = np.maximum(POOLED * variation * mean, LEAST_SPREAD)
    z = (until - mean) / spread
    return np.asarray((until - mean) * ndtr(z) + spread * np.exp(-z * z / 2) / math.sqrt(2 * math.pi))


@lru_cache(maxsize=512)
def unrest(until: float, variation: float, weeks: int, *, linked: bool = False) -> Floats:
    """Idle weeks, and work promised beyond need at ``EXCESS_PRICE``, by slots of work promised.

    Shape (``SLOTS`` x weeks + 1,), from no work on; arguments as those of ``idle_weeks``. Where a queue is
    ``linked``, promised work may wait for what other queues do: none of it is beyond need.
    """
    promised = np.arange(SLOTS * weeks + 1) / SLOTS
    found = idle_weeks(until, variation, promised)
    if not linked:
        found += EXCESS_PRICE * np.maximum(0.0, promised - until)
    found.flags.writeable = False
    return found


def week_price(round_: Round, candidates: list[Candidate], purse: int) -> float:
    """What an idle week of a queue is taken to cost, in currency: a share of the mean worth of a week of work."""
    queue, mmps = round_.queues[purse], round_.world.mmps
    streams = round_.world.blueprint.streams
    worth = work = 0.0
    for candidate in candidates:
        worth += max(0.0, candidate.expected)
        for m in candidate.mmps:
            for s, n in mmps[m].parts:
                work += n * streams[s].feature_work
    weeks = work / queue.servers if queue.servers > 0 else 0.0
    return IDLE_PRICE * worth / weeks if weeks > 0 else 0.0
