"""The demonstrations, in an order in which a workshop may show them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workshop.parts.demonstration import Demonstration

NAMES = (
    "littles-law",
    "wip-limits",
    "utilisation",
    "variability",
    "batch-size",
    "funding-gates",
    "multitasking",
    "expedite",
    "bottleneck",
    "nine-of-ten-fail",
    "teams-agile-portfolio-not",
)
"""Each lives in the folder of its name in ``workshop/demonstrations``."""


def demonstration(name: str) -> Demonstration:
    """A demonstration by name. Raises ``KeyError`` when there is none."""
    if name not in NAMES:
        raise KeyError(name)
    module = import_module(f"workshop.demonstrations.{name.replace('-', '_')}")
    found: Demonstration = module.DEMONSTRATION
    return found


def demonstrations() -> tuple[Demonstration, ...]:
    """All of them, in order."""
    return tuple(demonstration(name) for name in NAMES)
