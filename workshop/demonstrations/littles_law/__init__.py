"""Little's law: cards on the board = cards finished a week x weeks a card takes, whatever the line looks like."""

from __future__ import annotations

from workshop.demonstrations.littles_law.claims import HOLDS
from workshop.demonstrations.littles_law.draw import FIGURES
from workshop.demonstrations.littles_law.measure import SCENARIO, STREAM, find
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("16 cards", SCENARIO, {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 16}}),
    Side("32 cards", SCENARIO, {f"{STREAM}.arrivals": {"kind": "conwip", "wip": 32}}),
)

TURN = Turn(
    values=(4, 6, 8, 12, 16, 20, 24, 32, 40),
    left=16,
    right=32,
    changes=lambda cards: {f"{STREAM}.arrivals": {"kind": "conwip", "wip": cards}},
)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
