"""Funding gates: from the idea to money when funding is decided once a year, a quarter, or a month."""

from __future__ import annotations

from workshop.demonstrations.funding_gates.claims import HOLDS
from workshop.demonstrations.funding_gates.draw import FIGURES
from workshop.demonstrations.funding_gates.measure import SCENARIO, changes, find
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (Side("funding once a year", SCENARIO, changes(12)), Side("funding once a month", SCENARIO, changes(1)))

TURN = Turn((12, 6, 3, 2, 1, 0), left=12, right=1, changes=changes)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
