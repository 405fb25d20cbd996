"""Expedite: whoever jumps the queue is paid for by all others, week by week."""

from __future__ import annotations

from workshop.demonstrations.expedite.claims import HOLDS
from workshop.demonstrations.expedite.draw import FIGURES
from workshop.demonstrations.expedite.measure import SCENARIO, change, find
from workshop.parts.demonstration import Side
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("no fast lane", SCENARIO, change(0.0, "next")),
    Side("3 in 10 expedited", SCENARIO, change(0.3, "now")),
)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, boards=BOARDS)
