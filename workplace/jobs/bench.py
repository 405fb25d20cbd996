"""Where a task works: it tells what it finds, hears when to stop, and keeps what the next task may need."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

KEPT = 4
"""Results that are kept from one task to the next."""


@dataclass(frozen=True)
class Attachment:
    """A file that a task made, to be shown or downloaded."""

    name: str
    media_type: str
    content: bytes


class Shelf:
    """The last few results by key, so that a figure of a comparison does not simulate it again."""

    def __init__(self, size: int = KEPT) -> None:
        self._size = size
        self._results: OrderedDict[str, Any] = OrderedDict()

    def get(self, key: str) -> Any:  # noqa: ANN401 - any result
        """What was kept under this key; None when it is not there."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def put(self, key: str, result: object) -> None:
        """Keep a result; the one that was not asked for longest goes."""
        self._results[key] = result
        self._results.move_to_end(key)
        while len(self._results) > self._size:
            self._results.popitem(last=False)


@dataclass(frozen=True)
class Bench:
    """What a task is given beside its arguments."""

    tell: Callable[[str, Any], None]
    """Tell the page: name of the event and plain data. Of one name only the latest is kept for who comes late."""
    attach: Callable[[Attachment], None]
    """Hand in a file."""
    cancel: Event = field(default_factory=Event)
    """Set when nobody wants the answer any more; ``vmo`` takes it as ``cancel``."""
    shelf: Shelf = field(default_factory=Shelf)
    """Results of earlier tasks. A task must be able to do without."""


Task = Callable[..., Any]
"""``task(bench, **arguments)``: what it returns is told as the event ``result``."""
