"""The demonstrations, in an order in which a workshop may show them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING

from workshop.parts.prose import FILE, Prose, read_prose

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
    "runway",
    "expedite",
    "bottleneck",
    "platform-team",
    "nine-of-ten-fail",
    "pivot",
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


@cache
def prose(name: str) -> Prose:
    """What a demonstration says, without the code that measures and draws: quick to have.

    Raises:
        KeyError: there is no demonstration of this name.

    """
    if name not in NAMES:
        raise KeyError(name)
    place = files("workshop.demonstrations").joinpath(name.replace("-", "_"), FILE)
    return read_prose(place.read_text(encoding="utf-8"))
