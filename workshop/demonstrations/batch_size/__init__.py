"""Batch size: what a release costs against what waiting for the next one costs."""

from __future__ import annotations

from workshop.demonstrations.batch_size import draw
from workshop.demonstrations.batch_size.claims import HOLDS
from workshop.demonstrations.batch_size.measure import SCENARIO, changes, find
from workshop.parts.demonstration import Drawing, Side
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "stairs": Drawing(draw.draw_stairs, (1.0, 1.0)),
        "weeks": Drawing(draw.draw_weeks),
        "costs": Drawing(draw.draw_costs),
    },
    holds=HOLDS,
    boards=(Side("releases of 4", SCENARIO, changes(4, 2.0)), Side("releases of 20", SCENARIO, changes(20, 2.0))),
)
