"""What is asked of a forecast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.history.closed import Closed

CERTAINTIES = (0.5, 0.7, 0.85, 0.95)
"""Half, and the 70, 85 and 95 % that teams commit to."""


@dataclass(frozen=True)
class Question:
    """When are so many items done; how many are done by a date; or, with neither, the next weeks."""

    items: int | None = None
    """Items to finish, all streams together."""
    items_by_stream: Mapping[str, int] = field(default_factory=dict)
    """Or items for each stream, all of which must be finished."""
    by: date | None = None
    """Last day that counts."""
    start: date | None = None
    """First day of the forecast; default: the Monday after the history."""
    since: date | None = None
    """First day of the history that counts."""
    weeks: int | None = None
    """Last weeks of the history that count."""
    closed: Closed = field(default_factory=Closed)
    """Days on which nobody works, in the past and in the future."""
    board: bool = False
    """Whether the items under way come on top of ``items``."""
    anyway: bool = False
    """Whether numbers are wanted although the history cannot carry them."""
