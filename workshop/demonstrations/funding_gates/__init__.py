"""Funding gates: from the idea to money when funding is decided once a year, a quarter, or a month."""

from __future__ import annotations

from workshop.demonstrations.funding_gates import draw
from workshop.demonstrations.funding_gates.claims import HOLDS
from workshop.demonstrations.funding_gates.measure import SCENARIO, changes, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "parts": Drawing(draw.draw_parts),
        "wave": Drawing(draw.draw_wave, (1.0, 1.0)),
        "shares": Drawing(draw.draw_shares, (1.7, 1.0)),
    },
    holds=HOLDS,
    boards=(Side("funding once a year", SCENARIO, changes(12)), Side("funding once a month", SCENARIO, changes(1))),
)
