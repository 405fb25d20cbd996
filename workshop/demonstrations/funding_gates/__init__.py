"""Funding gates: from the idea to money when funding is decided once a year, a quarter, or a month."""

from __future__ import annotations

from workshop.demonstrations.funding_gates.claims import HOLDS
from workshop.demonstrations.funding_gates.draw import FIGURES
from workshop.demonstrations.funding_gates.measure import SCENARIO, changes, find
from workshop.parts.demonstration import Side
from workshop.parts.prose import demonstration_of

BOARDS = (Side("funding once a year", SCENARIO, changes(12)), Side("funding once a month", SCENARIO, changes(1)))

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, boards=BOARDS)
