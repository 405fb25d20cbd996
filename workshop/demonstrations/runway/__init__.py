"""Runway: how much of its time a team should keep for enablers, and how the answer depends on how far one looks."""

from __future__ import annotations

from workshop.demonstrations.runway.boards import features_done, films, share_board
from workshop.demonstrations.runway.claims import HOLDS
from workshop.demonstrations.runway.draw import FIGURES
from workshop.demonstrations.runway.measure import BALANCE, SHARES, find
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

TURN = Turn(SHARES, left=0, right=BALANCE, board=share_board, measured=features_done)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, films=films)
