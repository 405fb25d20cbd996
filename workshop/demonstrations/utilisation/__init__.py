"""Utilisation: the last tenth of busyness costs more waiting than all the others together."""

from __future__ import annotations

from workshop.demonstrations.utilisation import draw
from workshop.demonstrations.utilisation.claims import HOLDS
from workshop.demonstrations.utilisation.measure import SCENARIO, find, slower
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "hockey-stick": Drawing(draw.draw_hockey_stick),
        "boards": Drawing(draw.draw_boards),
    },
    holds=HOLDS,
    boards=(
        Side("load 70 %", SCENARIO, slower(0.7)),
        Side("load 95 %", SCENARIO, slower(0.95)),
    ),
)
