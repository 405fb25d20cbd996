"""A group of queues of one round as plain numbers: work in slots, money, and worth by the slot of completion."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coupling.rounds.outlook import outlook
from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.rounds.queues import SLOTS, next_money, pace, unrest, week_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coupling.rounds.table import Bundle
    from sim.arrays import Bools, Floats, Ints
    from sim.funding.selection_rules import Round
    from sim.world.blueprint import MmpPlan

TOO_LATE = -1e15
"""Worth of what may not start any more, in currency."""


@dataclass(frozen=True)
class Problem:
    """Units (bundles) that share some queues, one to a purse; weeks in slots from now, money in currency.

    A unit's turn in a queue comes when what is promised and the units before it are done, but not before its money
    is there. It is through when all its queues are through with it; ``worth`` says what that brings.
    """

    work: Ints
    """Shape (units, purses); 0 where a queue has no part in it."""
    cost: Floats
    """Shape (units, purses)."""
    worth: Floats
    """Expected net benefit, discounted to now, when a unit is through in each slot: shape (units, slots).

    No slot after the last one can be reached.
    """
    chains: tuple[tuple[int, ...], ...]
    """What each unit needs, in order, and itself."""
    alternatives: tuple[tuple[tuple[int, ...], ...], ...]
    """Of each of these groups one must come before it."""
    excludes: tuple[tuple[int, ...], ...]
    forced: Bools
    """Units that are mandatory or needed by one: they come before all others. Shape (units,)."""
    money: Floats
    """Money of this round and of each later one: shape (purses, rounds)."""
    arrivals: Ints
    """Slot in which the money of each round is there; 0 for this one, whose approval is part of ``base``."""
    base: Ints
    """Slot in which each queue is free for what is chosen now: shape (purses,)."""
    promised: Ints
    """Work promised to each queue: shape (purses,)."""
    unrest: tuple[Floats, ...]
    """By purse: price of idle weeks before the next money, and of work promised beyond need, by work promised."""

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.work)

    @property
    def last(self) -> int:
        """Last slot that ``worth`` knows."""
        return int(self.worth.shape[1]) - 1


def problem(
    round_: Round,
    table: Sequence[Bundle],
    purses: Sequence[int],
    units: Sequence[int],
    chained: Sequence[tuple[int, ...]],
) -> Problem:
    """The problem of some units of a table and the purses that pay them, as known now.

    ``units`` holds with every unit what it needs; ``chained`` has the chains of the whole table.
    """
    blueprint, bundles = round_.world.blueprint, [table[unit] for unit in units]
    payroll, approval = blueprint.payroll.tolist(), round(SLOTS * round_.approval)
    promised, pay, columns = list[int](), list[float](), list[list[int]]()
    for purse in purses:
        queue = round_.queues[purse]
        ratio, _ = pace(blueprint, queue.streams[0])
        speed = SLOTS * ratio / max(queue.servers, 1e-9)
        own = [bundle.work.get(purse, 0.0) * speed for bundle in bundles]
        columns.append([max(1, round(min(weeks, 1e6))) if weeks else 0 for weeks in own])
        promised.append(round(min(SLOTS * queue.weeks * ratio, 1e6)))
        pay.append(sum([payroll[s] for s in queue.streams]) / SLOTS)
    slots = list(zip(*columns, strict=True))
    base = [max(work, approval) for work in promised]
    place = {unit: row for row, unit in enumerate(units)}
    work = np.array(slots, dtype=np.int64)
    cost = np.array([[bundle.costs.get(purse, 0.0) for purse in purses] for bundle in bundles])
    until = next_money(round_)
    rounds = len(round_.income)
    later = [] if until is None else [round(SLOTS * (until + k * round_.cadence)) for k in range(rounds)]
    begun = max([0, *later])
    through = max([max(free, begun) + sum(own) for free, own in zip(base, columns, strict=True)])
    worth = _worth(round_, bundles, slots, work, cost, pay, through + 2)
    for row, bundle in enumerate(bundles):  # not out before what it needs, and that not before its own queue
        if bundle.needs:
            needed = [slots[place[other]] for other in bundle.needs]
            soon = [free + own for works in needed for free, own in zip(base, works, strict=True) if own]
            _not_before(worth[row], max(soon, default=0))
    forced = _forced(table, units, chained)
    return Problem(
        work=work,
        cost=cost,
        worth=worth,
        chains=tuple([tuple([place[other] for other in chained[unit]]) for unit in units]),
        alternatives=tuple([_placed(b.alternatives, place) if b.alternatives else () for b in bundles]),
        excludes=tuple([_placed((sorted(b.excludes),), place)[0] if b.excludes else () for b in bundles]),
        forced=np.array([unit in forced for unit in units], dtype=np.bool_),
        money=np.array([[round_.money[p], *(income[p] for income in round_.income)] for p in purses]),
        arrivals=np.array([0, *later]),
        base=np.array(base),
        promised=np.array(promised),
        unrest=tuple(_unrest(round_, table, purse, until, linked=len(purses) > 1) for purse in purses),
    )


def _forced(table: Sequence[Bundle], units: Sequence[int], chained: Sequence[tuple[int, ...]]) -> frozenset[int]:
    """What is mandatory, with what it needs; of several that exclude each other (variants) the first."""
    forced = set[int]()
    for unit in units:
        if table[unit].mandatory and table[unit].excludes.isdisjoint(forced):
            forced.update(chained[unit])
    return frozenset(forced)


def _placed(groups: Sequence[Sequence[int]], place: dict[int, int]) -> tuple[tuple[int, ...], ...]:
    """Groups of bundles as numbers of the units of a problem; others are left out."""
    return tuple([tuple([place[other] for other in group if other in place]) for group in groups])


def _worth(
    round_: Round,
    bundles: Sequence[Bundle],
    slots: Sequence[Sequence[int]],
    work: Ints,
    cost: Floats,
    pay: Sequence[float],
    length: int,
) -> Floats:
    """Expected net benefit of bundles by the slot in which their queues are through with them: (bundles, slots).

    ``slots`` is the same as ``work``; ``length`` are the slots that are asked for.
    """
    blueprint, plans = round_.world.blueprint, round_.plans or round_.world.mmps
    uncertainty, quarter = blueprint.scenario.uncertainty, int(round_.now / blueprint.calendar.weeks_per_quarter)
    growth = math.exp(blueprint.calendar.discount_rate / WEEKS_PER_YEAR * round_.now)
    success, failure = blueprint.value_mean, uncertainty.failure_value
    tables, now = outlook(blueprint), round(SLOTS * round_.now)
    longest = [max(own, default=0) for own in slots]
    earliest = [max([plans[m].earliest for m in bundle.mmps]) - round_.now for bundle in bundles]
    soon = [round(SLOTS * weeks) + own if weeks > 0 else 0 for weeks, own in zip(earliest, longest, strict=True)]
    end = now + max(length, max(soon) + 1)
    rows: list[Floats] = []
    factors: list[float] = []
    direct: list[float] = []
    edges: list[int] = []
    duties: list[tuple[int, MmpPlan, Floats]] = []
    for bundle in bundles:
        edges.append(len(rows))
        for m in bundle.mmps:
            plan, market, belief = plans[m], round_.world.fates[m].prices, round_.beliefs[m]
            share = belief * success + (1 - belief) * failure
            benefit, penalty = tables.of(plan)
            if plan.pays:
                duties.append((len(rows), plan, penalty))
            rows.append(benefit[now:end])
            factors.append(growth * share * plan.insight * market[min(quarter, len(market) - 1)])
            direct.append(plan.data.direct_cost)
    found = np.array(rows)
    found *= np.array(factors)[:, None]
    if any(direct):
        found -= np.array(direct)[:, None]
    for row, plan, penalty in duties:
        found[row] += growth * (plan.penalties[-1] - penalty[now:end])
    if len(rows) > len(bundles):
        found = np.add.reduceat(found, edges, axis=0)
    if round_.saves_pay:
        found -= cost.sum(axis=1)[:, None]
    else:  # people are paid anyway, up to the end of the last quarter
        horizon = SLOTS * blueprint.calendar.horizon - now
        over = np.arange(1.0, found.shape[1] - horizon)
        for column, amount in enumerate(pay) if len(over) else ():
            found[:, horizon + 1 :] -= np.minimum(amount * over, amount * work[:, column, None])
    for row, bundle in enumerate(bundles):
        if soon[row]:
            _not_before(found[row], soon[row])
        latest = min([plans[m].latest for m in bundle.mmps])
        if latest < math.inf:
            found[row, max(0, round(SLOTS * (latest - round_.now)) + longest[row]) :] = TOO_LATE
    return np.asarray(found)


def _not_before(worth: Floats, slot: int) -> None:
    """Whatever is through earlier is worth what it is worth then."""
    worth[:slot] = worth[min(slot, len(worth) - 1)]


def _unrest(round_: Round, table: Sequence[Bundle], purse: int, until: float | None, *, linked: bool) -> Floats:
    """Price of idle weeks before the next money and of work promised beyond need, by slots of work promised."""
    if until is None:
        return np.zeros(1)
    blueprint, stream = round_.world.blueprint, round_.queues[purse].streams[0]
    target = until + blueprint.streams[stream].feature_work  # a queue runs dry stage by stage
    curve = unrest(target, pace(blueprint, stream)[1], blueprint.calendar.benefit_end, linked=linked)
    candidates = [c for bundle in table if purse in bundle.work for c in bundle.candidates]
    return week_price(round_, candidates, purse) * curve
