"""Pivot: what it is worth to make something else of an idea that users do not like, and when nothing."""

from __future__ import annotations

from workshop.demonstrations.pivot.boards import WAYS, films, way_board, winners
from workshop.demonstrations.pivot.claims import HOLDS
from workshop.demonstrations.pivot.draw import FIGURES
from workshop.demonstrations.pivot.measure import find
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

TURN = Turn(tuple(WAYS), left="stop", right="pivot", board=way_board, measured=winners)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, films=films)
