"""Multitasking: what a team loses when everybody works on several features at once."""

from __future__ import annotations

from workshop.demonstrations.multitasking import draw
from workshop.demonstrations.multitasking.boards import films
from workshop.demonstrations.multitasking.claims import HOLDS
from workshop.demonstrations.multitasking.measure import SCENARIO, find
from workshop.parts.demonstration import Drawing
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
    films=films,
)
