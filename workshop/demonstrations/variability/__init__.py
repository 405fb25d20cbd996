"""Variability: the same load, and anything from no waiting to very much of it."""

from __future__ import annotations

from workshop.demonstrations.variability import draw
from workshop.demonstrations.variability.claims import HOLDS
from workshop.demonstrations.variability.measure import LINE, STAGES, TEAM, find, wild_at
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(TEAM, LINE),
    measure=find,
    figures={
        "cases": Drawing(draw.draw_cases),
        "spread": Drawing(draw.draw_spread, (0.8, 1.0, 1.0)),
        "line": Drawing(draw.draw_line),
    },
    holds=HOLDS,
    boards=(
        Side("wild stage first", LINE, wild_at(STAGES[0])),
        Side("wild stage last", LINE, wild_at(STAGES[-1])),
    ),
)
