"""One finding of the data doctor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Weight = Literal["fact", "note", "warning", "stop"]
"""What it means: it is so; know it; answers suffer; no answer can be given."""


@dataclass(frozen=True)
class Finding:
    """What was found, in words, with its numbers, and what can be done."""

    code: str
    weight: Weight
    says: str
    remedy: str = ""
    numbers: dict[str, float] = field(default_factory=dict)
