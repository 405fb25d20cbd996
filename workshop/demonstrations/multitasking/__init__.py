"""Multitasking: what a team loses when everybody works on several features at once."""

from __future__ import annotations

from workshop.demonstrations.multitasking.boards import desks_board, films
from workshop.demonstrations.multitasking.claims import HOLDS
from workshop.demonstrations.multitasking.draw import FIGURES
from workshop.demonstrations.multitasking.measure import BOARDS, DESK, find
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

TURN = Turn(DESK, left=BOARDS[0], right=BOARDS[1], board=desks_board)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, films=films)
