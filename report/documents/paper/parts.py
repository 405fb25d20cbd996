"""Parts of a difference as a sentence: which is the largest, and what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NEXT, AGAINST = 0.5, 0.01
"""Shares of the largest part from which on the next one, and the largest against it, are named."""


@dataclass(frozen=True)
class Share:
    """A part of a difference."""

    label: str
    value: float
    words: str
    sure: bool = True
    """Whether its sign is known, beyond luck."""

    @property
    def said(self) -> str:
        """Label and amount."""
        luck = "" if self.sure else ", which may be luck"
        return f"{self.label[:1].lower()}{self.label[1:]}: {self.words}{luck}"


def largest(whole: str, parts: Sequence[Share]) -> str:
    """The largest part of a difference, the next one where it is as large as half of it, the largest against it."""
    first, *others = sorted(parts, key=lambda part: -abs(part.value))
    same = next((part for part in others if part.value * first.value > 0), None)
    against = next((part for part in others if part.value * first.value < 0), None)
    finding = f"The largest part of {whole} is {first.said}"
    if same is not None and abs(same.value) >= NEXT * abs(first.value):
        finding += f"; the next is {same.said}"
    if against is not None and abs(against.value) >= AGAINST * abs(first.value):
        finding += f"; the largest against it is {against.said}"
    return f"{finding}."
