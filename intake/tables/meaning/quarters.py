"""Dates and quarters: what a cell names, and which quarter of the plan that is."""

import datetime
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from intake.tables.meaning.vocabulary import plain, vocabulary
from scenarios.calendar import Calendar

Order = Literal["day_first", "month_first", "?"]
"""Which number of 03/04/2027 is the day."""
_QUARTER = r"(?:q|t|k|quarter|quartal|trimestre|kwartaal)"
_CALENDAR = (
    re.compile(rf"(?P<year>\d{{4}})[\s\-/.]*{_QUARTER}\s*(?P<quarter>[1-4])"),
    re.compile(rf"{_QUARTER}\s*(?P<quarter>[1-4])[\s\-/.']*(?P<year>\d{{4}}|\d{{2}})"),
    re.compile(rf"(?P<quarter>[1-4])\.?\s*{_QUARTER}[\s\-/.']*(?P<year>\d{{4}}|\d{{2}})"),
)
_BARE = re.compile(rf"{_QUARTER}\s*(?P<quarter>\d{{1,2}})|(?P<other>\d{{1,2}})\.?\s*{_QUARTER}")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")


@dataclass(frozen=True)
class Moment:
    """What a cell names: a day, or a numbered quarter without a year."""

    day: datetime.date | None = None
    number: int | None = None
    month_long: bool = False
    """Whether the day stands for the whole month."""
    quarter_long: bool = False
    """Whether the day stands for a whole quarter."""

    @property
    def last_day(self) -> datetime.date | None:
        """The last day of what is named."""
        if self.day is None or not (self.month_long or self.quarter_long):
            return self.day
        months = 3 if self.quarter_long else 1
        year, month = divmod(self.day.year * 12 + self.day.month - 1 + months, 12)
        return datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)


def day_order(texts: Iterable[str]) -> Order:
    """The order that the unmistakable dates of a column agree on; a point between the numbers means day first."""
    found: set[Order] = set()
    for text in texts:
        match = _NUMERIC.fullmatch(text.strip())
        if match:
            first, second = int(match[1]), int(match[3])
            if match[2] == "." or first > 12:
                found.add("day_first")
            elif second > 12:
                found.add("month_first")
    return found.pop() if len(found) == 1 else "?"


def moment(text: str, order: Order) -> Moment | str | None:
    """What a text names; a sentence where it can be read in two ways; None where it names no time."""
    bare = " ".join(text.lower().split())
    for pattern in _CALENDAR:
        if match := pattern.fullmatch(bare):
            year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
            return _day(year, 3 * int(match["quarter"]) - 2, 1, quarter=True)
    if match := _BARE.fullmatch(bare):
        return Moment(number=int(match["quarter"] or match["other"]))
    if match := _ISO.fullmatch(text.strip()):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(bare):
        return _numeric(match, order)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})|(\d{1,2})/(\d{4})", bare):
        year, month = (int(match[1]), int(match[2])) if match[1] else (int(match[4]), int(match[3]))
        return _day(year, month, 1, month_long=True)
    words = re.fullmatch(r"(?:(\d{1,2})[.\s-]*)?([a-z]+)[\s.\-']*(\d{4}|\d{2})", plain(bare))
    if words and words[2] in vocabulary().months:
        year = int(words[3]) + (2000 if len(words[3]) == 2 else 0)
        return _day(year, vocabulary().months[words[2]], int(words[1] or 1), month_long=not words[1])
    return None


def _numeric(match: re.Match[str], order: Order) -> Moment | str | None:
    first, second = int(match[1]), int(match[3])
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)
    if match[2] == ".":
        order = "day_first"
    elif first != second and first <= 12 and second <= 12 and order == "?":
        one, two = _day(year, second, first), _day(year, first, second)
        if one and two and one.day and two.day:
            return f"can mean {one.day} or {two.day}; write {one.day}, or {two.day}"
    month, day = (second, first) if order == "day_first" or first > 12 else (first, second)
    return _day(year, month, day)


def _day(year: int, month: int, day: int, *, month_long: bool = False, quarter: bool = False) -> Moment | None:
    try:
        return Moment(datetime.date(year, month, day), month_long=month_long, quarter_long=quarter)
    except ValueError:
        return None


def calendar_of(words: str) -> Calendar | None:
    """A calendar whose first quarter starts as some words say; None when they name no day or quarter.

    >>> calendar_of("Q2 2027").starts
    '2027-Q2'
    """
    found = moment(words, "?")
    if not isinstance(found, Moment) or found.day is None:
        return None
    return Calendar(starts=quarter_name(found.day) if found.quarter_long else found.day.isoformat())


def quarter_name(day: datetime.date) -> str:
    """The calendar quarter that holds a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_of(day: datetime.date, calendar: Calendar) -> int:
    """The quarter of the plan, 1-based, that goes by the name of a day's quarter; 0 and less before the plan."""
    return calendar.quarter_number(quarter_name(day))


def quarters_between(start: datetime.date, end: datetime.date) -> int:
    """Quarters that a time from the first to the last day takes, rounded up, at least 1."""
    months = (end.year - start.year) * 12 + end.month - start.month + (end.day + 1 - start.day) / 31
    return max(1, math.ceil(round(months, 2) / 3 - 0.02))
