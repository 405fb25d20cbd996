"""Teams agile, portfolio not: calm boards in every team, and MMPs that take for ever."""

from __future__ import annotations

from workshop.demonstrations.teams_agile_portfolio_not.boards import films, limit_board
from workshop.demonstrations.teams_agile_portfolio_not.claims import HOLDS
from workshop.demonstrations.teams_agile_portfolio_not.draw import FIGURES
from workshop.demonstrations.teams_agile_portfolio_not.measure import LIMITS, find
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

TURN = Turn(LIMITS, left=None, right=3, board=limit_board)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, films=films)
