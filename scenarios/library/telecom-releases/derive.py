"""Derive the numbers of this scenario from the published data: ``python derive.py > derived.json``.

Weeks count from Monday 4 March 2013 (week 0) over 169 weeks = 13 quarters, the part of the data in which all three
item types are recorded steadily. Uses the standard library only.
"""

import csv
import json
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import mean, median, variance
from typing import Any, NamedTuple

START = date(2013, 3, 4)
WEEKS = 169
SERVERS = {"PS": (6, 2), "AT": (6, 2), "DEV": (10, 2)}
"""Servers at develop and accept: assumption, grade D (an organisation of about 180 people in 22 teams)."""
ACCEPT_LOAD = 0.7
"""Load of the accept stage when develop is saturated: assumption, grade D; develop stays the bottleneck."""


class Release(NamedTuple):
    """One release of the data."""

    name: str
    """Name, as year and number."""
    freeze: date
    """Feature freeze: what is not finished by this day waits for the next release."""
    deploy: date
    """Deployment to production."""


def read(name: str) -> list[dict[str, str]]:
    """Rows of one table beside this script."""
    with (Path(__file__).parent / "data" / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def week_of(day: date) -> float:
    """Weeks since the start, to two decimals."""
    return round((day - START).days / 7, 2)


def weekly_counts(days: Sequence[date]) -> list[int]:
    """Items resolved in each week of the window."""
    counts = [0] * WEEKS
    for day in days:
        week = (day - START).days // 7
        if 0 <= week < WEEKS:
            counts[week] += 1
    return counts


def derive_stream(kind: str, days: Sequence[date]) -> dict[str, Any]:
    """Throughput, dispersion, batch size and touch times of one item type.

    Resolved items come in bursts: the variance of the weekly count is several times its mean. A Poisson stream of
    batches of b items has a ratio of exactly b, so one feature stands for that many items. A develop stage of n
    always busy servers with exponential touch times of mean n / rate finishes features as a Poisson stream of
    this rate.
    """
    counts = weekly_counts(days)
    rate = mean(counts)
    dispersion = variance(counts) / rate
    batch = round(dispersion)
    features = rate / batch
    develop, accept = SERVERS[kind]
    return {
        "items": sum(counts),
        "items_per_week": round(rate, 3),
        "dispersion": round(dispersion, 2),
        "items_per_feature": batch,
        "features_per_week": round(features, 4),
        "servers": {"develop": develop, "accept": accept},
        "effort_weeks": {
            "develop": round(develop / features, 2),
            "accept": round(ACCEPT_LOAD * accept / features, 2),
        },
    }


def derive() -> dict[str, Any]:
    """Every derived number: window, streams, release calendar and how long finished work waited."""
    resolved: dict[str, list[date]] = {kind: [] for kind in SERVERS}
    for row in read("issues.csv"):
        resolved[row["type"]].append(date.fromisoformat(row["resolved_date"]))
    releases = [
        Release(
            row["name"],
            date.fromisoformat(row["feature_freeze_date"]),
            date.fromisoformat(row["production_deployment_date"]),
        )
        for row in read("releases.csv")
    ]
    waits = [
        (next(release.deploy for release in releases if release.freeze >= day) - day).days
        for day in resolved["DEV"]
        if START <= day <= releases[-1].freeze
    ]
    return {
        "window": {
            "start": START.isoformat(),
            "end": (START + timedelta(weeks=WEEKS, days=-1)).isoformat(),
            "weeks": WEEKS,
        },
        "streams": {kind: derive_stream(kind, days) for kind, days in resolved.items()},
        "release_calendar": [
            {"name": r.name, "freeze_week": week_of(r.freeze), "release_week": week_of(r.deploy)}
            for r in releases
            if r.freeze >= START
        ],
        "days_between_deployments_median": median((b.deploy - a.deploy).days for a, b in pairwise(releases)),
        "days_freeze_to_deployment_mean": round(mean((r.deploy - r.freeze).days for r in releases), 1),
        "days_dev_done_to_production_median": median(waits),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(derive(), indent=2) + "\n")
