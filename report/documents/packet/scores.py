"""The scorecard of a plan: what its worlds bring; what a plan does not hold is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coupling.stress_test import MEASURES
from report.documents.scorecard import SCORED, Score

if TYPE_CHECKING:
    from report.documents.packet.facts import PacketStudies

COLUMN = "P50 of the plan's worlds"
"""Heading of the only column."""
NO_OFFICE = "a plan holds no rounds, reviews or business cases (vmo compare does)"
"""Why the office costs nothing in a plan."""


def packet_scores(studies: PacketStudies) -> tuple[Score, ...]:
    """Every measure of the scorecard, in its order."""
    found = []
    for outcome in SCORED:
        if outcome not in MEASURES:
            found.append(Score(outcome, (None,), why=NO_OFFICE))
        elif studies.stress is None:
            found.append(Score(outcome, (None,), why="the plan is not simulated, see section 1"))
        else:
            summary = studies.stress.measured(outcome)
            found.append(Score(outcome, (summary.p50 if summary.n else None,)))
    return tuple(found)
