"""A queue by class of service, for both engines."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Ranked(Protocol):
    """What can wait."""

    priority: int
    """Class of service; a lower number goes first."""


class Waiting[T: Ranked](deque[T]):
    """Waiting features: by class of service, first in first out within a class; the next one is ``self[0]``."""

    def push(self, item: T) -> None:
        """Line up behind everything of the same or a better class."""
        if not self or self[-1].priority <= item.priority:
            self.append(item)
            return
        place = len(self)
        while place and self[place - 1].priority > item.priority:
            place -= 1
        self.insert(place, item)

    def push_first(self, item: T) -> None:
        """Line up before everything of the same or a worse class."""
        place = 0
        while place < len(self) and self[place].priority < item.priority:
            place += 1
        self.insert(place, item)

    def take(self, wanted: Callable[[T], bool]) -> list[T]:
        """Remove and return the features that are wanted, in order."""
        taken: list[T] = []
        kept: list[T] = []
        for item in self:
            (taken if wanted(item) else kept).append(item)
        if taken:
            self.clear()
            self.extend(kept)
        return taken
