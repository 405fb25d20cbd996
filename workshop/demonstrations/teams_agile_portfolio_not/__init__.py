"""Teams agile, portfolio not: calm boards in every team, and MMPs that take for ever."""

from __future__ import annotations

from workshop.demonstrations.teams_agile_portfolio_not import draw
from workshop.demonstrations.teams_agile_portfolio_not.boards import films
from workshop.demonstrations.teams_agile_portfolio_not.claims import HOLDS
from workshop.demonstrations.teams_agile_portfolio_not.measure import SCENARIO, find
from workshop.parts.demonstration import Drawing
from workshop.parts.prose import demonstration_of

DEMONSTRATION = demonstration_of(
    __name__,
    scenarios=(SCENARIO,),
    measure=find,
    figures={
        "boards": Drawing(draw.draw_boards, (1.0, 1.0)),
        "bars": Drawing(draw.draw_bars, (1.0, 1.0)),
        "limits": Drawing(draw.draw_limits),
    },
    holds=HOLDS,
    films=films,
)
