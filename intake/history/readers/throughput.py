"""Finished items by week and nothing else: one number a line, or weeks and a column for each stream."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from intake.history.complaints import Complaints
from intake.history.history import Week, monday_of, week_label
from intake.history.readers.dates import EMPTY, looks_like_date, read_dates
from intake.history.readers.gathering import Gathering

if TYPE_CHECKING:
    from collections.abc import Sequence

    from intake.history.options import Options
    from intake.history.readers.table import Table

ISO_WEEK = re.compile(r"(\d{4})-?W(\d{2})$", re.IGNORECASE)
NUMBER = re.compile(r"[-+]?\d{1,6}([.,]\d{1,2})?")
LABELS = ("week", "date", "sprint", "period", "woche", "semaine", "monday", "")
MOST = 1_000_000
"""Most items a week that are believed."""


def is_throughput(table: Table) -> bool:
    """Whether a table holds weekly numbers: every column one of whole numbers, but for a first one of weeks."""
    rows = [table.headings, *(cells for _, cells in table.rows)]
    headed = not all(_whole(cell) for cell in table.headings if cell)
    body = rows[1:] if headed else rows
    numbers = list(zip(*body, strict=True)) if body else []
    if not numbers:
        return False
    whole = [all(_whole(cell) for cell in column if cell) and any(column) for column in numbers]
    if len(numbers) == 1:
        return whole[0] or _mostly(numbers[0])
    labels = all(_whole(c) or looks_like_date(c) or ISO_WEEK.match(c) is not None for c in numbers[0] if c)
    names = table.headings[0].strip().casefold()
    labelled = not headed or any(word and word in names for word in LABELS) or not names
    return (
        labels
        and labelled
        and all(good or _mostly(column) for good, column in zip(whole[1:], numbers[1:], strict=True))
    )


def _whole(cell: str) -> bool:
    return cell.strip().isdigit() or cell.strip().casefold() in EMPTY


def _mostly(column: Sequence[str]) -> bool:
    return sum(NUMBER.fullmatch(cell.strip()) is not None for cell in column) * 2 > len(column)


def read_throughput(table: Table, options: Options) -> Gathering:
    """Weekly numbers. An empty cell is a closed week, zero is a week in which nothing was done.

    Raises:
        ScenarioError: a cell is no whole number, or weeks are missing between dates.

    """
    headed = not all(_whole(cell) for cell in table.headings if cell)
    rows = table.rows if headed else [(table.heading_line, table.headings), *table.rows]
    wide = len(table.headings)
    complaints = Complaints(table.shown)
    named = wide > 1
    streams = (
        tuple(table.headings[1:] if headed else ["", *map(str, range(2, wide))][: wide - 1]) if named else ("",)
    )
    if len(streams) == 1:
        streams = ("",)
    labels = (
        [(line, cells[0]) for line, cells in rows]
        if named
        else [(line, str(k)) for k, (line, _) in enumerate(rows, 1)]
    )
    mondays = _mondays(labels, table, options, complaints) if named else [None] * len(rows)
    weeks = []
    for (line, cells), (_, label), monday in zip(rows, labels, mondays, strict=True):
        counts = [_count(cell, line, complaints) for cell in (cells[1:] if named else cells)]
        closed = all(count is None for count in counts)
        done = None if closed else tuple(count or 0 for count in counts)
        weeks.append(Week(week_label(monday) if monday else label, done, monday))
    complaints.raise_any()
    found = Gathering(
        table.shown, "weekly throughput", weeks=tuple(weeks), week_streams=streams, notes=[*table.notes]
    )
    closed_weeks = sum(week.done is None for week in weeks)
    if closed_weeks:
        found.notes.append(f"{closed_weeks} empty weeks were taken as closed: neither drawn from nor counted.")
    return found


def _count(cell: str, line: int, complaints: Complaints) -> int | None:
    text = cell.strip()
    if text.casefold() in EMPTY:
        return None
    if not text.isdigit() or int(text) > MOST:
        remedy = "write a whole number of items, 0 for none, or nothing for a closed week"
        complaints.add("", "is no number of items", remedy, line, text)
        return None
    return int(text)


def _mondays(
    labels: list[tuple[int, str]], table: Table, options: Options, complaints: Complaints
) -> list[date | None]:
    """The Monday of every week, where the labels are weeks of the calendar."""
    texts = [text for _, text in labels]
    found: list[date | None]
    if all(ISO_WEEK.match(text) for text in texts):
        found = [_iso(text, line, complaints) for line, text in labels]
    elif all(looks_like_date(text) for text in texts):
        moments = read_dates(labels, table.headings[0] or "week", options, complaints)
        found = [None if moment is None else monday_of(moment.when.date()) for moment in moments]
    else:
        return [None] * len(labels)
    for (line, text), before, after in zip(labels[1:], found, found[1:], strict=False):
        if before is not None and after is not None and after - before != timedelta(weeks=1):
            remedy = "write one line for every week in order: 0 where nothing was done, nothing where it was closed"
            complaints.add("", "does not come one week after the line before it", remedy, line, text)
    return found


def _iso(text: str, line: int, complaints: Complaints) -> date | None:
    match = ISO_WEEK.match(text)
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        complaints.add("", "is no week of its year", "weeks run from W01 to W52 or W53", line, text)
        return None
