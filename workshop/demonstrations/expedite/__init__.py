"""Expedite: whoever jumps the queue is paid for by all others, week by week."""

from __future__ import annotations

from workshop.demonstrations.expedite import draw
from workshop.demonstrations.expedite.claims import HOLDS
from workshop.demonstrations.expedite.measure import SCENARIO, change, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "fast-lane": Drawing(draw.draw_means),
        "promises": Drawing(draw.draw_promises, (1.0, 1.0)),
        "bill": Drawing(draw.draw_bill),
    },
    holds=HOLDS,
    boards=(
        Side("no fast lane", SCENARIO, change(0.0, "next")),
        Side("3 in 10 expedited", SCENARIO, change(0.3, "now")),
    ),
)
