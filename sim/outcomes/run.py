"""One finished run: everything that happened in one world under one funding model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.cooperation.cooperation import Cooperation
    from sim.funding.state import State
    from sim.outcomes.measures import Result
    from sim.world.ledger import Ledger
    from sim.world.world import World


@dataclass(frozen=True)
class Run:
    """Everything that happened in one world under one funding model."""

    world: World
    states: list[State]
    """Where each MMP ended up, by index."""
    visits: Floats
    """Stage visits: owner, feature, stage, turn, arrived, started, finished, left; shape (n, 8), NaN = not yet.
    Owners below 0 are unplanned work; stages are numbered over all streams (``Blueprint.stage_ids``)."""
    ledger: Ledger
    moves: list[tuple[float, int, int]]
    """Changes in the number of servers: (week, stream index, change)."""
    end: float
    """Week in which the clock stopped."""
    result: Result
    around: Cooperation | None = None
    """What value streams shared and owed each other; none where they shared and owed nothing."""
    crews: tuple[tuple[float, int, int], ...] = ()
    """Changes in the number of people of stages, those of week 0 included: (week, stage, change)."""
