"""Histories with known truth."""

from datetime import date, datetime, timedelta

import numpy as np

from intake.history.history import History, Item, Week

MONDAY = datetime(2025, 1, 6)


def of_weeks(*counts, begin=None):
    """A history of weekly numbers; None is a closed week."""
    weeks = tuple(
        Week(str(k), None if n is None else (n,), begin + timedelta(weeks=k - 1) if begin else None)
        for k, n in enumerate(counts, 1)
    )
    last = begin + timedelta(weeks=len(counts) - 1, days=6) if begin else None
    return History("made", "weekly throughput", (), last, weeks=weeks, week_streams=("",))


def of_items(counts, rng, *, batched=0.0, days=6, **more):
    """Items finished on working days of each week; a share of them on the last Friday of their two-week sprint."""
    items = []
    for week, count in enumerate(counts):
        for _ in range(int(count)):
            day = int(rng.integers(0, 5))
            end = week * 7 + day
            if rng.random() < batched:
                end = (week // 2) * 14 + 11
            ended = MONDAY + timedelta(days=end, hours=9 + 8 * float(rng.random()))
            started = ended - timedelta(days=float(rng.lognormal(np.log(days), 0.8)))
            items.append(Item(str(len(items)), "done", started=started, ended=ended, **more))
    last = MONDAY + timedelta(days=7 * (len(counts) + len(counts) % 2) - 1)
    return History("made", "start and finish", tuple(items), date(last.year, last.month, last.day), timed=True)
