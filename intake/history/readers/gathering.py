"""What a reader gathers: items, what was dropped, what was assumed; one clock for all of their times."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from scenarios.files import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from intake.history.history import Item, Week
    from intake.history.options import Options
    from intake.history.readers.dates import Moment

NAMED = 5
"""Ids that a note names; further ones are counted."""


@dataclass
class Gathering:
    """The content of one file on its way into a history."""

    shown: str
    layout: str
    items: list[Item] = field(default_factory=list)
    stages: tuple[str, ...] = ()
    weeks: tuple[Week, ...] = ()
    week_streams: tuple[str, ...] = ()
    dropped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    """Sentences about single items, and their ids."""
    timed: bool = False
    zone: str = ""
    latest: datetime | None = None
    """The last moment of which the file tells, on the history's clock."""
    given: datetime | None = None
    """The last day of which an own file says that it tells."""

    def say(self, sentence: str, id_: str) -> None:
        """Note something about one item; further ones are added to the same sentence."""
        self.named.setdefault(sentence, []).append(id_)

    def sentences(self) -> list[str]:
        """All notes, those about items with their ids."""
        found = list(self.notes)
        for sentence, ids in self.named.items():
            more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
            found.append(f"{sentence}: {', '.join(ids[:NAMED])}{more}.")
        return found

    def saw(self, when: datetime | None) -> datetime | None:
        """The same moment; the latest one is kept."""
        if when is not None and (self.latest is None or when > self.latest):
            self.latest = when
        return when

    def add(self, item: Item) -> None:
        """Take an item in, with its moments mended where they contradict each other."""
        if item.started is not None and item.ended is not None and item.started > item.ended:
            self.say("Started after it ended: the start was taken as unknown", item.id)
            item = replace(item, started=None, note="start after end")
        for when in (item.created, item.started, item.ended, *(visit.entered for visit in item.visits)):
            self.saw(when)
        self.items.append(item)


class Clock:
    """Turns moments into local times of one zone, or refuses to mix times with an offset and times without."""

    def __init__(self, shown: str, moments: Iterable[Moment | None], options: Options) -> None:
        there = [moment for moment in moments if moment is not None]
        aware = any(moment.when.tzinfo is not None for moment in there)
        naive = any(moment.when.tzinfo is None and moment.timed for moment in there)
        if aware and naive and options.zone is None:
            message = (
                "holds times with an offset and times without one; say --zone, such as Europe/Berlin, in which"
            )
            raise refuse(shown, f"{message} the latter were written")
        self.zone = options.zone or ("UTC" if aware else "")
        self.timed = any(moment.timed and moment.when.time() != datetime.min.time() for moment in there)
        self._zone = zone_of(options.zone) if options.zone else UTC

    def local(self, moment: Moment | None) -> datetime | None:
        """Local time without an offset."""
        if moment is None:
            return None
        if moment.when.tzinfo is None:
            return moment.when
        return moment.when.astimezone(self._zone).replace(tzinfo=None)


def zone_of(name: str) -> ZoneInfo:
    """A zone by name. Raises ``ScenarioError``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse("--zone", f'no zone is called "{name}"; write for example Europe/Berlin or UTC') from None
