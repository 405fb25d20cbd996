"""Platform team: one queue for everybody, and everybody's delay."""

from __future__ import annotations

from workshop.demonstrations.platform_team.claims import HOLDS
from workshop.demonstrations.platform_team.draw import FIGURES
from workshop.demonstrations.platform_team.measure import SCENARIO, WAYS, find
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("one team for four streams", SCENARIO, WAYS["shared"].changes),
    Side("a person for each stream", SCENARIO, WAYS["own"].changes),
)

TURN = Turn(tuple(WAYS), left="shared", right="own", changes=lambda way: WAYS[way].changes)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
