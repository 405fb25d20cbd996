"""Bottleneck: one more person helps at one place, and nowhere else."""

from __future__ import annotations

from workshop.demonstrations.bottleneck.claims import HOLDS
from workshop.demonstrations.bottleneck.draw import FIGURES
from workshop.demonstrations.bottleneck.measure import SCENARIO, find
from workshop.parts.demonstration import Side
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("as it is", SCENARIO, {}),
    Side("one more at Test", SCENARIO, {"value_streams.line.stages.test.servers": 3}),
)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, boards=BOARDS)
