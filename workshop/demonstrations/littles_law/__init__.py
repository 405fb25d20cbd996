"""Little's law: cards on the board = cards finished a week x weeks a card takes, whatever the line looks like."""

from __future__ import annotations

from workshop.demonstrations.littles_law import draw
from workshop.demonstrations.littles_law.claims import HOLDS
from workshop.demonstrations.littles_law.measure import SCENARIO, STREAM, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "diagonal": Drawing(draw.draw_diagonal),
        "flow": Drawing(draw.draw_flow),
    },
    holds=HOLDS,
    boards=(
        Side("16 cards", SCENARIO, {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 16}}),
        Side("32 cards", SCENARIO, {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 32}}),
    ),
)
