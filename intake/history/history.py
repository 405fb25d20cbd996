"""Work items and what happened to them: the one form into which every tracker's export is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Literal

State = Literal["waiting", "open", "done", "removed"]
"""Not started, under way, finished, or taken out without being finished."""
STATES: tuple[State, ...] = ("waiting", "open", "done", "removed")
DAY = 86_400.0
"""Seconds of a day."""


@dataclass(frozen=True)
class Visit:
    """A stay in a stage, until the next visit begins."""

    stage: str
    entered: datetime
    """Local time of the history's zone."""


@dataclass(frozen=True)
class Item:
    """One work item. Times are local to the history's zone; midnight where only days are known."""

    id: str
    state: State
    type: str = ""
    stream: str = ""
    created: datetime | None = None
    started: datetime | None = None
    """Commitment: the first entry into a stage of work; None = not started, or unknown."""
    ended: datetime | None = None
    """Done (the last time, if it was reopened) or removed."""
    stage: str = ""
    """Where it lies now, as the tracker calls it."""
    visits: tuple[Visit, ...] = ()
    """Stages in the order in which they were entered; none where the export has no such dates."""
    returns: int = 0
    """Times it was taken up again after it was done."""
    blocked_days: float | None = None
    """Days blocked, where the tracker counts them."""
    note: str = ""
    """What is wrong with its dates, in words."""

    @property
    def done(self) -> datetime | None:
        """When it was finished; None for everything else."""
        return self.ended if self.state == "done" else None


@dataclass(frozen=True)
class Week:
    """Finished items of one week, where a file knows no more than that."""

    label: str
    done: tuple[int, ...] | None
    """One number for each stream; None = a closed week, of which nothing is known."""
    monday: date | None = None


@dataclass(frozen=True)
class History:
    """Items (or weekly numbers) with what was said, dropped and assumed on the way in."""

    source: str
    """Names of the files, as the user gave them."""
    layout: str
    """Whose layout it was read as."""
    items: tuple[Item, ...]
    as_of: date | None
    """Last day of which the files tell; None where weeks have no dates."""
    stages: tuple[str, ...] = ()
    """Stages of the board in order; empty where the export has none."""
    timed: bool = False
    """Whether times of day are known; if not, only days are."""
    zone: str = ""
    """Zone of the times; empty: as written, without an offset."""
    weeks: tuple[Week, ...] = ()
    """Weekly numbers of a file without items."""
    week_streams: tuple[str, ...] = ()
    """Names of the streams of weekly numbers."""
    dropped: tuple[tuple[str, int], ...] = ()
    """Why rows were left out, and how many."""
    notes: tuple[str, ...] = ()
    """What was assumed, one sentence each."""

    @cached_property
    def finished(self) -> tuple[Item, ...]:
        """Items done, in the order in which they were done."""
        done = [item for item in self.items if item.done is not None]
        return tuple(sorted(done, key=lambda item: (item.ended or datetime.min, item.id)))

    @cached_property
    def in_progress(self) -> tuple[Item, ...]:
        """Items under way at the end, the oldest first; those of unknown start last."""
        under_way = [item for item in self.items if item.state == "open"]
        return tuple(sorted(under_way, key=lambda item: (item.started or datetime.max, item.id)))

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Names of the streams in order of the alphabet; one empty name where there are none."""
        if self.weeks:
            return self.week_streams
        return tuple(sorted({item.stream for item in self.items})) or ("",)

    @cached_property
    def types(self) -> dict[str, int]:
        """Items by type, the most frequent first."""
        counts: dict[str, int] = {}
        for item in self.items:
            counts[item.type] = counts.get(item.type, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    @cached_property
    def first_day(self) -> date | None:
        """First day on which something was started or done."""
        days = [when.date() for item in self.items for when in (item.started, item.done) if when is not None]
        return min(days, default=None)


def end_of(day: date, *, timed: bool) -> datetime:
    """The end of a day on a history's clock: midnight after it, or the day itself where only days are known."""
    return datetime(day.year, day.month, day.day) + timedelta(days=1 if timed else 0)


def monday_of(day: date) -> date:
    """First day of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_label(day: date) -> str:
    """The ISO week of a day: ``2025-W23``."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"
