"""Flow in a month, from a history: finished items, cycle times, work in progress and its age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.history.durations import cycle_days, days_between
from intake.history.history import end_of
from report.history.history_text import percentile

if TYPE_CHECKING:
    from datetime import date

    from intake.history.closed import Closed
    from intake.history.durations import Convention
    from intake.history.history import History


@dataclass(frozen=True)
class Flow:
    """Some days of a history; times in days as the history counts them, None where there are none."""

    first: date
    last: date
    finished: int
    started: int
    cycle_p50: float | None
    cycle_p85: float | None


@dataclass(frozen=True)
class FlowHealth:
    """The month beside the three months before it."""

    source: str
    month: Flow
    before: Flow
    under_way: int
    """Items under way at the end of the last day that the history tells of in the month."""
    oldest: float | None
    """Age of the oldest of them."""
    told_to: date
    """Last day of which the history tells, at most the last one of the month."""


def flow_health(
    history: History, first: date, last: date, before: date, convention: Convention, closed: Closed
) -> FlowHealth | None:
    """Flow from ``first`` to ``last``, beside that from ``before`` on; None where the history has no items then."""
    if not history.items or history.as_of is None or history.as_of < first or history.first_day is None:
        return None
    told = min(last, history.as_of)
    open_then = [
        item
        for item in history.items
        if item.started is not None
        and item.started.date() <= told
        and (item.ended is None or item.ended.date() > told)
    ]
    end = end_of(told, timed=history.timed and convention == "elapsed")
    ages = [days_between(i.started, end, convention, closed.days) for i in open_then if i.started is not None]
    return FlowHealth(
        source=history.source,
        month=_flow(history, first, told, convention, closed),
        before=_flow(history, before, first, convention, closed, open_end=True),
        under_way=len(open_then),
        oldest=max(ages, default=None),
        told_to=told,
    )


def _flow(
    history: History, first: date, last: date, convention: Convention, closed: Closed, *, open_end: bool = False
) -> Flow:
    def inside(day: date) -> bool:
        return first <= day < last if open_end else first <= day <= last

    done = [item for item in history.finished if item.ended is not None and inside(item.ended.date())]
    started = sum(item.started is not None and inside(item.started.date()) for item in history.items)
    times = sorted(d for item in done if (d := cycle_days(item, convention, closed.days)) is not None)
    return Flow(
        first, last, len(done), started, percentile(times, 50) if times else None,
        percentile(times, 85) if times else None,
    )  # fmt: skip
