"""Batch size: what a release costs against what waiting for the next one costs."""

from __future__ import annotations

from workshop.demonstrations.batch_size.claims import HOLDS
from workshop.demonstrations.batch_size.draw import FIGURES
from workshop.demonstrations.batch_size.measure import LARGE, SCENARIO, SMALL, changes, find
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (Side("releases of 4", SCENARIO, changes(4, 2.0)), Side("releases of 20", SCENARIO, changes(20, 2.0)))

TURN = Turn((3, 4, 6, 8, 12, 16, 20, 24), left=SMALL, right=LARGE, changes=lambda size: changes(size, 2.0))

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
