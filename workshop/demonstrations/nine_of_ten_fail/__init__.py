"""Nine of ten fail: the same money on a few large bets, on many small ones, or on small ones stopped early."""

from __future__ import annotations

from workshop.demonstrations.nine_of_ten_fail import draw
from workshop.demonstrations.nine_of_ten_fail.boards import films
from workshop.demonstrations.nine_of_ten_fail.claims import HOLDS
from workshop.demonstrations.nine_of_ten_fail.measure import SCENARIO, find
from workshop.parts.demonstration import Drawing
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "at-least-one": Drawing(draw.draw_one, (1.0, 1.0)),
        "spread": Drawing(draw.draw_spread, (1.0, 1.0, 1.0)),
        "stop-early": Drawing(draw.draw_stop, (1.35, 1.0)),
    },
    holds=HOLDS,
    films=films,
)
