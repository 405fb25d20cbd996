"""WIP limits: what each further card on the board buys, between the best and the worst case."""

from __future__ import annotations

from workshop.demonstrations.wip_limits.claims import HOLDS
from workshop.demonstrations.wip_limits.draw import FIGURES
from workshop.demonstrations.wip_limits.measure import CARDS, SCENARIO, changes, find
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (Side("8 cards", SCENARIO, changes(8, 0.6)), Side("20 cards", SCENARIO, changes(20, 0.6)))

TURN = Turn(CARDS, left=8, right=20, changes=lambda cards: changes(cards, 0.6))

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
