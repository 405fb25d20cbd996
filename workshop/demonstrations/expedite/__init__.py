"""Expedite: whoever jumps the queue is paid for by all others, week by week."""

from __future__ import annotations

from workshop.demonstrations.expedite.claims import HOLDS
from workshop.demonstrations.expedite.draw import FIGURES
from workshop.demonstrations.expedite.measure import SCENARIO, SHARES, change, find, others
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("no fast lane", SCENARIO, change(0.0, "next")),
    Side("3 in 10 expedited", SCENARIO, change(0.3, "now")),
)

TURN = Turn((0.0, *SHARES), left=0.0, right=0.3, changes=lambda share: change(share, "now"), measured=others)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
