"""Variability: the same load, and anything from no waiting to very much of it."""

from __future__ import annotations

from workshop.demonstrations.variability.claims import HOLDS
from workshop.demonstrations.variability.draw import FIGURES
from workshop.demonstrations.variability.measure import LINE, STAGES, TEAM, find, wild_at
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("wild stage first", LINE, wild_at(STAGES[0])),
    Side("wild stage last", LINE, wild_at(STAGES[-1])),
)

TURN = Turn((*STAGES, ""), left=STAGES[0], right=STAGES[-1], changes=wild_at)

DEMONSTRATION = demonstration_of(
    __name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, scenarios=(TEAM, LINE), boards=BOARDS
)
