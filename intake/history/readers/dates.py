"""Dates as trackers write them. The order of day and month is decided by a whole column, and never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from intake.history.readers.months import readings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from intake.history.complaints import Complaints
    from intake.history.options import Options

EMPTY = {"", "-", "--", "n/a", "na", "none", "null", "nan", "nat", "never"}
"""Words for no date."""
_NUMERIC = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[ T,]+(.+))?$")
_DAY_NAMED = re.compile(r"(\d{1,4})(?:st|nd|rd|th)?[ ./-]+([^\W\d_]+\.?)[ ./,-]+(\d{1,4})(?:[ T,]+(.+))?$")
_MONTH_NAMED = re.compile(r"([^\W\d_]+\.?)[ ./-]+(\d{1,2})(?:st|nd|rd|th)?[ ,./-]+(\d{2,4})(?:[ T,]+(.+))?$")
_TIME = re.compile(
    r"(?:at |um )?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*(?:([ap])\.?\s?m\.?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,10}\.?, (?=\d)")
_BLANKS = re.compile("[\\s\u00a0\u202f\u2009]+")
READ_AS = {"day-first": "day first", "month-first": "month first", "year-first": "year first"}


@dataclass(frozen=True)
class _Written:
    """A date taken apart: three numbers as written, a month's name in the middle or in front, seconds, offset."""

    line: int
    text: str
    parts: tuple[str, str, str]
    named: int | None
    """Place of the month's name in the parts."""
    separator: str
    seconds: float | None
    """Seconds since midnight; None where there is no time."""
    offset: timedelta | None


@dataclass(frozen=True)
class Moment:
    """A date that was read."""

    when: datetime
    """With its offset, if it has one."""
    timed: bool


def read_dates(
    cells: Sequence[tuple[int, str]], column: str, options: Options, complaints: Complaints
) -> list[Moment | None]:
    """The dates of a column, in order; None for an empty cell. Faults and open questions go to ``complaints``.

    Args:
        cells: line and text of every row.
        column: heading, for messages and for ``options.dates``.
        options: order of dates and language, where they are said.
        complaints: takes the faults.

    """
    written = [None if text.strip().casefold() in EMPTY else _take_apart(line, text) for line, text in cells]
    for (line, text), parts in zip(cells, written, strict=True):
        if parts is None and text.strip().casefold() not in EMPTY:
            complaints.add(column, "is no date that can be read", "write 2026-01-31 or empty the cell", line, text)
    there = [parts for parts in written if parts is not None]
    months = _months(there, column, options, complaints)
    order = _order(there, months, column, options, complaints)
    found: list[Moment | None] = []
    for parts in written:
        day = None if parts is None or months is None or order is None else _day(parts, order, months)
        if parts is not None and months is not None and order is not None and day is None:
            complaints.add(
                column, f"is no day of the calendar, read {READ_AS[order]}", "correct it", parts.line, parts.text
            )
        found.append(None if parts is None or day is None else _moment(day, parts))
    return found


def looks_like_date(text: str) -> bool:
    """Whether a cell has the shape of a date."""
    return _take_apart(0, text) is not None


def _take_apart(line: int, text: str) -> _Written | None:
    words = _WEEKDAY.sub("", _BLANKS.sub(" ", text.strip()))
    for pattern, named in ((_NUMERIC, None), (_DAY_NAMED, 1), (_MONTH_NAMED, 0)):
        match = pattern.match(words)
        if match is None:
            continue
        if named is None:
            first, separator, second, third, rest = match.groups()
        else:
            (first, second, third, rest), separator = match.groups(), " "
        if (named is None and len(first) == 3) or len(third) == 3:
            return None
        time = _time(rest)
        if rest and time is None:
            return None
        seconds, offset = time or (None, None)
        return _Written(line, text, (first, second, third), named, separator, seconds, offset)
    return None


def _time(text: str | None) -> tuple[float, timedelta | None] | None:
    match = _TIME.match(text.strip()) if text else None
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    if match.group(5):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match.group(5).lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = float(f"0.{match.group(4)}") if match.group(4) else 0.0
    offset, words = None, match.group(6)
    if words:
        digits = words.replace(":", "")
        sign = -1 if digits[0] == "-" else 1
        zero = words[0].isalpha()
        offset = timedelta() if zero else sign * timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return hour * 3600 + minute * 60 + second + fraction, offset


def _months(
    there: Sequence[_Written], column: str, options: Options, complaints: Complaints
) -> dict[str, int] | None:
    words = {parts.parts[parts.named] for parts in there if parts.named is not None}
    if not words:
        return {}
    found = readings(words, options.language)
    if len(found) == 1:
        return found[0][1]
    shown = ", ".join(sorted(words)[:4])
    if found:
        languages = " or ".join(f"--language {language}" for language, _ in found[:3])
        complaints.add(column, f"months ({shown}) mean different months in different languages", f"say {languages}")
    else:
        complaints.add(column, f"months ({shown}) are of no language that is known", "say --language, such as de")
    return None


def _order(
    there: Sequence[_Written],
    months: Mapping[str, int] | None,
    column: str,
    options: Options,
    complaints: Complaints,
) -> str | None:
    """How the dates of a column are to be read; None when that is an open question."""
    if months is None:
        return None
    known = {heading.strip().casefold(): order for heading, order in options.dates.items()}
    said = known.get(column.strip().casefold(), known.get(""))
    if said is not None:
        return said
    possible = [
        order for order in READ_AS if all(_day(parts, order, months, strict=True) is not None for parts in there)
    ]
    if not possible:
        return _contradiction(there, months, column, complaints)
    first = possible[0]
    for parts in there:
        days = {order: _day(parts, order, months, strict=True) for order in possible}
        if len(set(days.values())) > 1:
            ways = " or ".join(
                f"{day:%Y-%m-%d} ({READ_AS[order]})" for order, day in days.items() if day is not None
            )
            remedy = " or ".join(f"--dates {order}" for order in possible)
            message = f"can be read as {ways}, and no other date of the column settles it"
            complaints.add(column, message, f"write {remedy}", parts.line, parts.text)
            return None
    return first


def _contradiction(
    there: Sequence[_Written], months: Mapping[str, int], column: str, complaints: Complaints
) -> str | None:
    """Dates that no one order explains: those that most orders refuse are named."""
    never = [parts for parts in there if all(_day(parts, order, months, strict=True) is None for order in READ_AS)]
    for parts in never:
        complaints.add(column, "is no day of the calendar", "correct it", parts.line, parts.text)
    if never:
        return None
    examples: dict[str, _Written] = {}
    for parts in there:
        fits = [order for order in READ_AS if _day(parts, order, months, strict=True) is not None]
        if len(fits) == 1:
            examples.setdefault(fits[0], parts)
    words = ", ".join(f'line {p.line} "{p.text}" is {READ_AS[order]}' for order, p in sorted(examples.items()))
    complaints.add(column, f"dates of the column contradict each other: {words}", "export them in one format")
    return None


def _day(parts: _Written, order: str, months: Mapping[str, int], *, strict: bool = False) -> datetime | None:
    """The day by one order; None when there is no such day. Four digits always are the year."""
    first, second, third = parts.parts
    try:
        if parts.named == 0:
            return datetime(_year(third), months[first], int(second))
        if parts.named == 1:
            year_first = len(first) == 4 or (order == "year-first" and len(third) < 3 and int(third) <= 31)
            if strict and year_first and len(first) < 3 and int(first) <= 31:
                return None  # 09/Jan/24 is the trackers' own format: the year comes last unless it cannot
            year, day = (first, third) if year_first else (third, first)
            return datetime(_year(year), months[second], int(day))
        if len(first) == 4:
            return datetime(int(first), int(second), int(third))
        if len(third) == 4:
            if order == "year-first":
                return None
            day, month = (first, second) if order == "day-first" else (second, first)
            return datetime(int(third), int(month), int(day))
        if order == "year-first":
            if strict and parts.separator != "-" and int(first) <= 31:
                return None
            return datetime(_year(first), int(second), int(third))
        day, month = (first, second) if order == "day-first" else (second, first)
        return datetime(_year(third), int(month), int(day))
    except ValueError:
        return None


def _year(digits: str) -> int:
    """Two digits are of this century up to 69, as POSIX has it."""
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 69 else 1900)


def _moment(day: datetime, parts: _Written) -> Moment:
    when = day + timedelta(seconds=parts.seconds or 0.0)
    if parts.offset is not None:
        when = when.replace(tzinfo=timezone(parts.offset))
    return Moment(when, parts.seconds is not None)
