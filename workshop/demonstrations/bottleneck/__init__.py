"""Bottleneck: one more person helps at one place, and nowhere else."""

from __future__ import annotations

from workshop.demonstrations.bottleneck.claims import HOLDS
from workshop.demonstrations.bottleneck.draw import FIGURES
from workshop.demonstrations.bottleneck.measure import SCENARIO, STAGES, find, people, servers
from workshop.parts.demonstration import Side
from workshop.parts.dial import Turn
from workshop.parts.prose import demonstration_of

BOARDS = (
    Side("as it is", SCENARIO, {}),
    Side("one more at Test", SCENARIO, {"value_streams.line.stages.test.servers": 3}),
)

TURN = Turn(
    ("", *STAGES),
    left="",
    right="test",
    changes=lambda stage: {servers(stage): people(stage) + 1} if stage else {},
)

DEMONSTRATION = demonstration_of(__name__, measure=find, figures=FIGURES, holds=HOLDS, turn=TURN, boards=BOARDS)
