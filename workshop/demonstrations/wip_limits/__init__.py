"""WIP limits: what each further card on the board buys, between the best and the worst case."""

from __future__ import annotations

from workshop.demonstrations.wip_limits import draw
from workshop.demonstrations.wip_limits.claims import HOLDS
from workshop.demonstrations.wip_limits.measure import SCENARIO, changes, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "throughput": Drawing(draw.draw_rates),
        "weeks": Drawing(draw.draw_weeks),
        "bargain": Drawing(draw.draw_bargain),
    },
    holds=HOLDS,
    boards=(Side("8 cards", SCENARIO, changes(8, 0.6)), Side("20 cards", SCENARIO, changes(20, 0.6))),
)
