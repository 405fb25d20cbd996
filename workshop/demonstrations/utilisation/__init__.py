"""Utilisation: the last tenth of busyness costs more waiting than all the others together."""

from __future__ import annotations

from workshop.demonstrations.utilisation.claims import HOLDS
from workshop.demonstrations.utilisation.draw import FIGURES
from workshop.demonstrations.utilisation.measure import LOADS, SCENARIO, SERIES, find, slower
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("load 70 %", SCENARIO, slower(0.7)),
    Side("load 95 %", SCENARIO, slower(0.95)),
)

TURN = Turn(LOADS, left=SERIES[0], right=SERIES[1], changes=slower)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
