"""Bottleneck: one more person helps at one place, and nowhere else."""

from __future__ import annotations

from workshop.demonstrations.bottleneck import draw
from workshop.demonstrations.bottleneck.claims import HOLDS
from workshop.demonstrations.bottleneck.measure import SCENARIO, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "where": Drawing(draw.draw_where, (1.0, 1.0)),
        "one-more": Drawing(draw.draw_gain, (1.0, 1.0)),
        "it-moves": Drawing(draw.draw_more),
    },
    holds=HOLDS,
    boards=(
        Side("as it is", SCENARIO, {}),
        Side("one more at Test", SCENARIO, {"value_streams.line.stages.test.servers": 3}),
    ),
)
