"""What a user says about the files: names of columns and statuses, order of dates, level of items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

FIELDS = (
    "id",
    "title",
    "type",
    "stream",
    "state",
    "category",
    "resolution",
    "created",
    "started",
    "done",
    "removed",
    "blocked_days",
    "from",
    "to",
    "when",
    "field",
)
"""What a column may mean."""
ORDERS = ("day-first", "month-first", "year-first")
RESERVED = ("waiting", "done", "removed")
"""Targets of ``--status`` that are no stages."""


@dataclass(frozen=True)
class Options:
    """Everything that may be said; what is not said is found in the files, or asked for."""

    status: Mapping[str, str] = field(default_factory=dict)
    """A status of the tracker -> the stage it means, or waiting, done, removed."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """A heading -> the field it means (``FIELDS``)."""
    start: str | None = None
    """Stage whose entry is the commitment."""
    done: str | None = None
    """Stage (list, column) whose entry means done."""
    dates: Mapping[str, str] = field(default_factory=dict)
    """Order of dates (``ORDERS``) by heading; the key "" holds for every column."""
    language: str | None = None
    """Language of month names, such as de."""
    zone: str | None = None
    """Zone in which days begin, such as Europe/Berlin."""
    types: tuple[str, ...] = ()
    """Types to keep; none = all."""
    without_types: tuple[str, ...] = ()
    """Types to leave out."""
    stream: str | None = None
    """Heading of the column that names the stream."""
    as_of: date | None = None
    """Last day of which the files tell, when it is later than the last date in them."""
    sheet: str | None = None
    """Sheet of a workbook."""
    created_is_start: bool = False
    """Whether creation may stand in for an unknown start."""

    def renamed(self, status: str) -> str:
        """The stage that a status means."""
        wanted = status.strip().casefold()
        return next((to for name, to in self.status.items() if name.strip().casefold() == wanted), status.strip())
