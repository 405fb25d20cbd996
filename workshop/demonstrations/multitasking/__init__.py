"""Multitasking: what a team loses when everybody works on several features at once."""

from __future__ import annotations

from workshop.demonstrations.multitasking import draw
from workshop.demonstrations.multitasking.claims import HOLDS
from workshop.demonstrations.multitasking.measure import SCENARIO, change, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "throughput": Drawing(draw.draw_rates),
        "cycle-time": Drawing(draw.draw_weeks),
        "half-a-year": Drawing(draw.draw_bars, (1.0, 1.0)),
    },
    holds=HOLDS,
    boards=(
        Side("1 per person", SCENARIO, change(1, "weinberg")),
        Side("4 per person", SCENARIO, change(4, "weinberg")),
    ),
)
