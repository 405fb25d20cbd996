"""What every study is asked, and why it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenarios.scenario import Scenario

Ended = Literal["replications", "interrupted"]
"""Why a study ended: everything asked for is there, or an interrupt came before."""


@dataclass(frozen=True)
class Asked:
    """What was asked: a scenario in the worlds of a seed."""

    scenario: Scenario
    seed: int
    """Seed of the worlds; equal seeds give equal worlds."""


@dataclass(frozen=True)
class Paired(Asked):
    """What was asked about the difference between two funding models."""

    models: tuple[str, str]
    """First and second: differences are second less first."""
    outcome: str
