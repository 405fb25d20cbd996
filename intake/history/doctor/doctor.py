"""The data doctor: what a history can carry and what it cannot, every finding with a remedy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from intake.history.doctor.batches import batches_of
from intake.history.doctor.drift import FEWEST, drift_of
from intake.history.doctor.finding import Finding
from intake.history.durations import age_days, cycle_days
from intake.history.history import monday_of
from intake.history.statuses import level_of
from intake.history.weekly import weekly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake.history.closed import Closed
    from intake.history.history import History
    from intake.history.weekly import Weekly

MISSING = 0.2
"""Share of finished items without a start from which cycle times are doubtful."""
APART = 1.5
"""Ratio of medians from which a difference between types matters."""


def examine(history: History, closed: Closed | None = None) -> tuple[Finding, ...]:
    """Everything that is found, facts first.

    Args:
        history: items or weekly numbers.
        closed: days on which nobody works.

    """
    found = weekly(history, closed=closed)
    findings = [*_span(history, found), *weeks_findings(found)]
    if history.items:
        findings += [
            *_starts(history),
            *_batches(history),
            *_types(history),
            *_stability(history),
            *_age(history),
            *_small(history),
        ]
    order = {"fact": 0, "stop": 1, "warning": 2, "note": 3}
    return tuple(sorted(findings, key=lambda finding: order[finding.weight]))


def weeks_findings(found: Weekly) -> tuple[Finding, ...]:
    """What the weeks that a forecast would use can carry."""
    return (*_weeks(found), *_drift(found))


def _span(history: History, found: Weekly) -> Iterator[Finding]:
    weeks = len(found)
    if history.items:
        done, under_way = len(history.finished), len(history.in_progress)
        waiting = sum(item.state == "waiting" for item in history.items)
        first = history.finished[0].ended if history.finished else None
        span = f", from {first:%Y-%m-%d} to {history.as_of}" if first is not None else ""
        yield Finding(
            "span",
            "fact",
            f"{done} items done, {under_way} under way, {waiting} not started{span}; {weeks} whole weeks count",
            numbers={"done": done, "open": under_way, "waiting": waiting, "weeks": weeks},
        )
    else:
        yield Finding("span", "fact", f"{weeks} weeks of throughput", numbers={"weeks": weeks})


def _weeks(found: Weekly) -> Iterator[Finding]:
    total = found.total
    weeks = len(total)
    if weeks:
        mean, spread = float(total.mean()), float(total.std(ddof=1)) if weeks > 1 else 0.0
        zeros = int((total == 0).sum())
        yield Finding(
            "throughput",
            "fact",
            f"{mean:.1f} items a week (from {total.min()} to {total.max()}, {zeros} weeks with none)",
            numbers={"mean": mean, "standard_deviation": spread, "zero_weeks": zeros},
        )
    if weeks < FEWEST:
        yield Finding(
            "too_few_weeks",
            "stop",
            f"only {weeks} whole weeks: fewer than {FEWEST} say next to nothing about the next ones",
            "export a longer time, or wait",
            {"weeks": weeks},
        )
    if weeks and not total.any():
        yield Finding("nothing_done", "stop", "nothing was done in these weeks", "name the stage that means done")


def _drift(found: Weekly) -> Iterator[Finding]:
    drift = drift_of(found.total)
    if drift is None:
        return
    numbers = {"p": drift.p, "before": drift.before, "after": drift.after, "week": drift.week}
    if drift.found:
        at = found.mondays[drift.week] if found.mondays else None
        where = f"week of {at}" if at else f"week {drift.week + 1}"
        only = f"--since {at}" if at else f"--weeks {len(found) - drift.week}"
        yield Finding(
            "drift",
            "stop",
            f"the rate is not steady: {drift.before:.1f} items a week before the {where}, {drift.after:.1f} "
            f"from then on (chance alone: {_p(drift.p)})",
            f"use the weeks that are like the next ones, {only}",
            numbers,
        )
    else:
        yield Finding("drift", "fact", f"the rate is steady as far as can be seen (p {_p(drift.p)})", "", numbers)


def _p(p: float) -> str:
    return "below 0.001" if p < 0.001 else f"{p:.3f}"


def _starts(history: History) -> Iterator[Finding]:
    done = history.finished
    if not done:
        return
    missing = sum(item.started is None for item in done) / len(done)
    if missing:
        yield Finding(
            "no_start",
            "warning" if missing >= MISSING else "note",
            f"{missing:.0%} of the finished items have no start: no cycle time for them, throughput is not touched",
            "export the dates of the stages, or name the column with --map COLUMN=started",
            {"share": missing},
        )
    both = [item for item in done if item.started is not None and item.created is not None]
    same = sum(item.started == item.created for item in both) / len(both) if both else 0.0
    if len(both) >= 10 and same >= 0.5:
        yield Finding(
            "start_is_creation",
            "warning",
            f"{same:.0%} of the finished items start when they were created: that is a wish, not work",
            "name the stage where work begins with --start",
            {"share": same},
        )
    weekend = sum(item.ended is not None and item.ended.weekday() >= 5 for item in done) / len(done)
    if weekend > 0.05:
        yield Finding(
            "weekends",
            "note",
            f"{weekend:.0%} of the items were closed at a weekend",
            "look at calendar days; if nobody works then, check --zone",
            {"share": weekend},
        )


def _batches(history: History) -> Iterator[Finding]:
    batches = batches_of(history)
    if batches is None:
        return
    numbers = {"ratio": batches.ratio, "p": batches.p, "largest": batches.largest, "at_once": batches.at_once}
    if batches.found:
        yield Finding(
            "batch_closing",
            "warning",
            f"items are closed in batches: {len(history.finished)} on {batches.days_used} of {batches.days} "
            f"working days, up to {batches.largest} on one; pairs on one day {batches.ratio:.1f} times as many "
            "as by chance",
            "move cards when they are done; until then cycle times end with the meeting, and forecasts hold for "
            "whole sprints only",
            numbers,
        )
    else:
        yield Finding(
            "batch_closing",
            "fact",
            f"closings are spread over the days (pairs {batches.ratio:.1f} times chance)",
            "",
            numbers,
        )
    if batches.at_once:
        yield Finding(
            "at_once",
            "note",
            f"{batches.at_once} items were closed within a minute of four others",
            "somebody tidied the board: their end is not when they were done",
            {"items": batches.at_once},
        )


def _types(history: History) -> Iterator[Finding]:
    levels = {level_of(type_): type_ for type_ in history.types if type_}
    if 2 in levels and len(levels) > 1:
        big = [f"{type_} {count}" for type_, count in history.types.items() if level_of(type_) == 2]
        yield Finding(
            "levels",
            "warning",
            f"items of several levels are mixed: {', '.join(big)} bundle others",
            f'leave them out with --without-types "{levels[2]}", or look at them alone with --types',
        )
    if 0 in levels and 1 in levels:
        yield Finding(
            "levels",
            "note",
            f"parts of items are counted beside items ({levels[0]})",
            f'choose one level, such as --without-types "{levels[0]}"',
        )
    groups: dict[str, list[float]] = {}
    for item in history.finished:
        days = cycle_days(item, "elapsed")
        if days is not None:
            groups.setdefault(item.type, []).append(days)
    groups = {type_: days for type_, days in groups.items() if len(days) >= 10}
    values = [value for days in groups.values() for value in days]
    if len(groups) < 2 or len(set(values)) < 2:
        return
    from scipy import stats  # late: it takes more than a second, and few histories hold several types

    p = float(stats.kruskal(*groups.values()).pvalue)
    medians = {type_ or "(no type)": float(np.median(days)) for type_, days in groups.items()}
    low, high = min(medians, key=medians.__getitem__), max(medians, key=medians.__getitem__)
    if p < 0.01 and medians[high] >= APART * max(medians[low], 1e-9):
        yield Finding(
            "mixture",
            "warning",
            f"types differ: half of {low} within {medians[low]:.1f} days, of {high} within {medians[high]:.1f} "
            f"(p {_p(p)})",
            f'ask for each alone, such as --types "{high}"; one forecast of both holds while their mix stays',
            {"p": p, **medians},
        )


def _stability(history: History) -> Iterator[Finding]:
    """Whether as much is started as finished: the assumption under Little's law and every forecast."""
    starts = [item.started for item in history.items if item.started is not None]
    if len(starts) < 20 or not history.finished or history.as_of is None:
        return
    first = history.finished[0].ended or min(starts)  # of what came before the first end, only the long is known
    begin, end = monday_of(first.date()), monday_of(history.as_of)
    before = sum(start.date() < begin for start in starts)
    weeks = max(1, (end - begin).days // 7)
    started, ended = np.zeros(weeks), np.zeros(weeks)
    for item in history.items:
        if item.started is None:
            continue
        for when, counts in ((item.started, started), (item.ended, ended)):
            k = (when.date() - begin).days // 7 if when is not None else -1
            if 0 <= k < weeks:
                counts[k] += 1
    wip = before + np.cumsum(started - ended)
    if weeks < FEWEST:
        return
    settle = weeks // 4
    later = (started - ended)[settle:]
    mean, error = float(later.mean()), float(later.std(ddof=1) / np.sqrt(len(later)))
    numbers = {"started_less_done": mean, "wip_then": float(wip[settle]), "wip_now": float(wip[-1])}
    since = begin + timedelta(weeks=settle)
    words = f"work in progress went from {wip[settle]:.0f} to {wip[-1]:.0f} items since the week of {since}"
    if error and abs(mean) > 3 * error:
        more = "more is started than finished" if mean > 0 else "more is finished than started"
        yield Finding(
            "unstable",
            "warning",
            f"{more}: {words}",
            "ages and cycle times of such a time say little about the next; limit what is started",
            numbers,
        )
    else:
        yield Finding("stability", "fact", f"as much is started as finished: {words}", "", numbers)


def _age(history: History) -> Iterator[Finding]:
    done = [days for item in history.finished if (days := cycle_days(item)) is not None]
    ages = [(age, item.id) for item in history.in_progress if (age := age_days(history, item)) is not None]
    unknown = sum(item.started is None for item in history.in_progress)
    if unknown:
        yield Finding(
            "open_without_start",
            "note",
            f"{unknown} items under way have no start, so no age",
            "export the dates of the stages",
            {"items": unknown},
        )
    if len(done) < 10 or not ages:
        return
    limit = float(np.quantile(done, 0.95))
    old = [id_ for age, id_ in sorted(ages, reverse=True) if age > limit]
    if old:
        more = f" and {len(old) - 5} more" if len(old) > 5 else ""
        yield Finding(
            "old_work",
            "note",
            f"{len(old)} of {len(ages)} items under way are older than 95 % of the finished ones ever were "
            f"({', '.join(old[:5])}{more})",
            "finish them, or take them out: nobody knows when they will be done",
            {"items": len(old), "days": limit},
        )


def _small(history: History) -> Iterator[Finding]:
    returned = sum(item.returns > 0 for item in history.items)
    if returned:
        yield Finding(
            "returned",
            "note",
            f"{returned} items were taken up again after they were done: counted once, at the last end",
            "",
            {"items": returned},
        )
    removed = sum(item.state == "removed" for item in history.items)
    if removed:
        yield Finding(
            "removed",
            "fact",
            f"{removed} items were taken out without being done: no throughput",
            "",
            {"items": removed},
        )
    if len(history.items) in (1000, 5000, 10_000):
        yield Finding(
            "cut_off",
            "warning",
            f"exactly {len(history.items):,} items: an export of one page may have been cut off",
            "export the next page, and name all files",
        )
