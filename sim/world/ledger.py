"""The ledger: every amount by week, value stream, MMP and kind, in whole cents, so that sums are exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sim.arrays import Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.world.blueprint import Blueprint

KINDS = (
    "work", "bench", "unplanned", "run_off", "direct", "release", "business_case", "governance", "support",
    "change", "experiment", "office", "running",
)  # fmt: skip
"""work and bench and unplanned add up to payroll; run_off is work after the last quarter; running is what released
MMPs cost up to the benefit horizon."""
(
    WORK, BENCH, UNPLANNED, RUN_OFF, DIRECT, RELEASE, BUSINESS_CASE, GOVERNANCE, SUPPORT, CHANGE, EXPERIMENT,
    OFFICE, RUNNING,
) = range(len(KINDS))  # fmt: skip

ALWAYS = CHANGE + 1
"""Kinds that every table has rows for."""

NOBODY = -1
"""Index of the MMP where there is none."""
RELEASE_WORK = -1000
"""Work on releases is owned by this less the index of its stream (unplanned work by -1 less the index)."""

HELP = -100_000
"""Help for features of another stream is owned by this less the index of the stream that helps."""

Entry = tuple[float, int, int, int, float]
"""(week, stream index or -1, MMP index or -1, kind, amount in currency)"""


@dataclass(frozen=True)
class Ledger:
    """Booked amounts as columns of equal length; an amount is booked in the week it falls into."""

    week: Ints
    stream: Ints
    """Stream index; -1 for the portfolio."""
    mmp: Ints
    """MMP index; -1 for none."""
    kind: Ints
    """Index into ``KINDS``."""
    cents: Ints

    @property
    def total(self) -> int:
        """Everything, in cents."""
        return int(self.cents.sum())

    def by_week(self, weeks: int) -> Ints:
        """Cents by kind and week: shape (kinds, weeks); kinds that came later have rows where they are in use.

        (The rounding of sums over the table depends on its shape: what nobody uses must not change it.)
        """
        kinds = max(ALWAYS, int(self.kind.max(initial=0)) + 1)
        return sums(self.kind * weeks + self.week, self.cents, kinds * weeks).reshape(-1, weeks)

    def by_mmp(self, mmps: int) -> Ints:
        """Cents spent on each MMP: shape (mmps,)."""
        own = self.mmp >= 0
        return sums(self.mmp[own], self.cents[own], mmps)


def sums(place: Ints, cents: Ints, size: int) -> Ints:
    """Amounts added up by place: shape (size,). Exact as long as no sum reaches 2**53 cents."""
    return np.bincount(place, cents, size).astype(np.int64)


def overlap(start: Floats, end: Floats, row: Ints, rows: int, weeks: int) -> Floats:
    """Time that intervals spend in each week: shape (rows, weeks).

    Each interval [start, end] adds to its row. Computed from its two ends: an end in week k at fraction f changes
    the weekly overlap by 1 - f in week k and by 1 from week k + 1 on.
    """
    width = weeks + 2
    flat = np.zeros(rows * width)
    for when, sign in ((start, 1.0), (end, -1.0)):
        week = np.minimum(when.astype(np.int64), weeks)
        fraction = np.minimum(when - week, 1.0)
        place = row * width + week
        flat += np.bincount(place, weights=sign * (1.0 - fraction), minlength=rows * width)
        flat += np.bincount(place + 1, weights=sign * fraction, minlength=rows * width)
    table = np.cumsum(flat.reshape(rows, width), axis=1)[:, :weeks]
    table[np.abs(table) < 1e-9] = 0.0  # rounding dust of the running sum
    return table


def close_books(
    blueprint: Blueprint,
    visits: Floats,
    entries: list[Entry],
    moves: list[tuple[float, int, int]],
    *,
    end: float,
    pooled: bool,
    unpaid: npt.NDArray[np.bool_] | None = None,
) -> Ledger:
    """Turn what happened into a ledger.

    Args:
        blueprint: streams, calendar and support money.
        visits: stage visits, shape (n, 8), as written by the flow layer.
        entries: amounts booked during the simulation.
        moves: changes in the number of servers: (week, stream index, change).
        end: week in which the clock stopped.
        pooled: people move between streams: one rate and one bench for the whole portfolio.
        unpaid: weeks in which people without work are not paid, shape (streams, horizon); None = always paid.

    """
    calendar, streams = blueprint.calendar, len(blueprint.streams)
    weeks, horizon = calendar.benefit_end, calendar.horizon
    owner, where, payer, hours = worked(blueprint, visits, end)
    payroll = blueprint.payroll
    people = people_by_week(blueprint, moves, horizon)
    nominal = blueprint.servers
    rates = payroll / nominal
    if pooled:
        rates[:streams] = payroll[:streams].sum() / nominal[:streams].sum()
    cents = np.floor(hours * (rates[payer] * 100.0)[:, None] + 1e-6).astype(np.int64)
    used = np.zeros((len(nominal), horizon), dtype=np.int64)
    for line, spent in zip(payer.tolist(), cents[:, :horizon], strict=True):
        used[line] += spent
    shared = (
        np.floor(people[streams:] * (rates[streams:] * 100.0)[:, None] + 1e-6).astype(np.int64) - used[streams:]
    )
    people, rates, used = people[:streams], rates[:streams], used[:streams]
    if pooled:
        pay = people * rates[:, None] * 100.0
        if unpaid is not None:
            pay = np.where(unpaid, 0.0, pay)
            used = np.where(unpaid, 0, used)
        total = np.floor(pay.sum(axis=0) + 1e-6).astype(np.int64)
        bench_rows = [(-1, total - used.sum(axis=0))]
    else:
        paid = np.floor(people * (rates * 100.0)[:, None] + 1e-6).astype(np.int64)
        bench_rows = list(enumerate(paid - used))
    bench_rows += [(-1, amounts) for amounts in shared]
    row, week = np.nonzero(cents)
    mmp = owner[row]
    kind = np.where(week >= horizon, RUN_OFF, np.where(mmp == NOBODY, UNPLANNED, WORK))
    columns = [_rows(week, where[row], np.maximum(mmp, NOBODY), kind, cents[row, week])]
    for s, amounts in bench_rows:
        weeks_with = np.nonzero(amounts)[0]
        columns.append(_rows(weeks_with, s, -1, BENCH, amounts[weeks_with]))
    support = blueprint.scenario.budget.support_per_quarter
    if support:
        every = np.arange(horizon)
        edges = np.round(np.arange(horizon + 1) * (support * 100.0 / calendar.weeks_per_quarter)).astype(np.int64)
        columns.append(_rows(every, -1, -1, SUPPORT, np.diff(edges)))
    if entries:
        when, at, which, what, amount = zip(*entries, strict=True)
        last = np.minimum(np.array(when).astype(np.int64), weeks - 1)
        booked = np.round(np.array(amount) * 100.0).astype(np.int64)
        columns.append(_rows(last, np.array(at), np.array(which), np.array(what), booked))
    table = np.concatenate(columns, axis=1)
    return Ledger(*table[:, table[4] != 0])


def worked(blueprint: Blueprint, visits: Floats, end: float) -> tuple[Ints, Ints, Ints, Floats]:
    """Server-weeks by week, a row for every MMP, stream and team (its own people or a platform) with work.

    Returns MMP index (-1: unplanned work, -2: work on releases), stream index and who did it
    (``Blueprint.payer_of_stage``) of each row, and the table of shape (rows, weeks).
    """
    teams, weeks = blueprint.accounts, blueprint.calendar.benefit_end
    stage, started, finished, owner = served(visits, end)
    owner = np.where(owner >= 0, owner, np.where(owner <= RELEASE_WORK, NOBODY - 1, NOBODY))
    code = (owner + 2) * len(teams) + blueprint.account_of_stage[stage]
    pairs = np.flatnonzero(np.bincount(code))
    place = np.zeros(int(pairs[-1]) + 1 if len(pairs) else 0, dtype=np.int64)
    place[pairs] = np.arange(len(pairs))
    table = overlap(started, finished, place[code], len(pairs), weeks)
    stream, payer = teams[pairs % len(teams)].T
    return pairs // len(teams) - 2, stream, payer, table


def served(visits: Floats, end: float) -> tuple[Ints, Floats, Floats, Ints]:
    """Of every visit that has been served: stage, start and end of service (``end``: not over), and owner."""
    own = visits[~np.isnan(visits[:, 5])].T.copy()
    finished = np.where(np.isnan(own[6]), end, own[6])
    return own[2].astype(np.int64), own[5], finished, own[0].astype(np.int64)


def people_by_week(blueprint: Blueprint, moves: Sequence[tuple[float, int, int]], horizon: int) -> Floats:
    """Servers on the payroll of each stream, then of each platform, averaged over each week: (teams, horizon)."""
    people = np.repeat(blueprint.servers[:, None], horizon, axis=1)
    for when, stream, change in moves:
        week = int(when)
        if week < horizon:
            people[stream, week] += change * (week + 1 - when)
            people[stream, week + 1 :] += change
    return people


def _rows(week: Ints, stream: Ints | int, mmp: Ints | int, kind: Ints | int, cents: Ints) -> Ints:
    table = np.empty((5, len(week)), dtype=np.int64)
    for row, value in enumerate((week, stream, mmp, kind, cents)):
        table[row] = value
    return table
