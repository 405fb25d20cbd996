"""Nine of ten fail: the same money on a few large bets, on many small ones, or on small ones stopped early."""

from __future__ import annotations

from workshop.demonstrations.nine_of_ten_fail.boards import WAYS, films, way_board, winners
from workshop.demonstrations.nine_of_ten_fail.claims import HOLDS
from workshop.demonstrations.nine_of_ten_fail.draw import FIGURES
from workshop.demonstrations.nine_of_ten_fail.measure import find
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

TURN = Turn(tuple(WAYS), left="4 finish", right="40 stop", board=way_board, measured=winners)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, films=films)
