"""Throughput: finished items a week, with the weeks of which that can be said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from intake.history.closed import Closed
from intake.history.history import monday_of, week_label

if TYPE_CHECKING:
    from intake.history.history import History

Ints = npt.NDArray[np.int64]
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Weekly:
    """Finished items by week and stream, whole weeks only."""

    streams: tuple[str, ...]
    counts: Ints
    """Shape (weeks, streams)."""
    mondays: tuple[date, ...] | None
    """First days of the weeks; None where the file has no dates."""
    next_monday: date | None
    """The week after the last one known, with which a forecast begins."""
    left_out: tuple[str, ...]
    """Which weeks are not among them, and why."""

    @property
    def total(self) -> Ints:
        """Finished items by week, all streams together."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.int64)

    def __len__(self) -> int:
        return len(self.counts)


def weekly(
    history: History, *, closed: Closed | None = None, since: date | None = None, last: int | None = None
) -> Weekly:
    """Whole open weeks from the one after the first finished item to the last one that is over. Zeros count.

    The week of the first finished item is left out: an export rarely begins on a Monday, and a series that begins
    with its first event is too fast by construction. ``since`` sets the first week instead; ``last`` keeps so many
    weeks.
    """
    closed = closed or Closed()
    if history.weeks:
        return _given(history, closed, since, last)
    streams = history.streams
    left_out = []
    if not history.finished or history.as_of is None:
        return Weekly(
            streams, np.zeros((0, len(streams)), np.int64), (), _after(history.as_of), ("nothing was done",)
        )
    first_done, last_day = history.finished[0].ended, history.as_of
    assert first_done is not None
    begin = (
        monday_of(since) + (WEEK if since.weekday() else timedelta())
        if since
        else monday_of(first_done.date()) + WEEK
    )
    if since is None:
        left_out.append(f"{week_label(begin - WEEK)} (the first week need not be whole)")
    end = _after(last_day)
    assert end is not None
    if last_day.weekday() != 6:
        end -= WEEK
        left_out.append(f"{week_label(end)} (not over by {last_day})")
    mondays = [begin + k * WEEK for k in range(max(0, (end - begin).days // 7))]
    open_weeks = [monday for monday in mondays if not closed.week(monday)]
    shut = [week_label(monday) for monday in mondays if closed.week(monday)]
    if shut:
        left_out.append(f"{', '.join(shut)} (closed)")
    if last is not None and len(open_weeks) > last:
        left_out.append(f"{len(open_weeks) - last} older weeks (only the last {last} were asked for)")
        open_weeks = open_weeks[-last:]
    place = {monday: k for k, monday in enumerate(open_weeks)}
    counts = np.zeros((len(open_weeks), len(streams)), np.int64)
    for item in history.finished:
        assert item.ended is not None
        k = place.get(monday_of(item.ended.date()))
        if k is not None:
            counts[k, streams.index(item.stream)] += 1
    return Weekly(streams, counts, tuple(open_weeks), _after(last_day), tuple(left_out))


def _after(day: date | None) -> date | None:
    return None if day is None else monday_of(day) + WEEK


def _given(history: History, closed: Closed, since: date | None, last: int | None) -> Weekly:
    """The weeks of a file that has nothing else."""
    weeks = [week for week in history.weeks if since is None or week.monday is None or week.monday >= since]
    kept = [w for w in weeks if w.done is not None and not (w.monday is not None and closed.week(w.monday))]
    left_out = [f"{len(weeks) - len(kept)} closed weeks"] if len(kept) < len(weeks) else []
    if last is not None and len(kept) > last:
        left_out.append(f"{len(kept) - last} older weeks (only the last {last} were asked for)")
        kept = kept[-last:]
    counts = np.array([w.done for w in kept], np.int64).reshape(len(kept), len(history.week_streams))
    mondays = tuple(week.monday for week in kept if week.monday is not None)
    dated = len(mondays) == len(kept) and bool(kept)
    return Weekly(history.week_streams, counts, mondays if dated else None, _after(history.as_of), tuple(left_out))


def throughput(history: History) -> dict[str, int]:
    """Finished items by ISO week, from the first finished item to the last, every week between included."""
    days = [item.ended.date() for item in history.finished if item.ended is not None]
    if not days:
        return {}
    begin, end = monday_of(days[0]), monday_of(days[-1])
    counts = {week_label(begin + k * WEEK): 0 for k in range((end - begin).days // 7 + 1)}
    for day in days:
        counts[week_label(day)] += 1
    return counts
