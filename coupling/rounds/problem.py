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
    """Expected net benefit, discounted to now, when a unit is through in each slot: shape (units, slots)."""
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
    blueprint = round_.world.blueprint
    streams = blueprint.streams
    first = [round_.queues[purse].streams[0] for purse in purses]
    ratios = [pace(blueprint, stream)[0] for stream in first]
    work = np.zeros((len(units), len(purses)), dtype=np.int64)
    cost = np.zeros((len(units), len(purses)))
    for row, unit in enumerate(units):
        for column, purse in enumerate(purses):
            cost[row, column] = table[unit].costs.get(purse, 0.0)
            weeks = table[unit].work.get(purse, 0.0)
            if weeks:
                per_week = ratios[column] * SLOTS / max(round_.queues[purse].servers, 1e-9)
                work[row, column] = max(1, round(min(weeks * per_week, 1e6)))
    promised = np.array(
        [round(min(SLOTS * round_.queues[p].weeks * ratio, 1e6)) for p, ratio in zip(purses, ratios, strict=True)]
    )
    base = np.maximum(promised, round(SLOTS * round_.approval))
    place = {unit: row for row, unit in enumerate(units)}
    pay = [sum(streams[s].data.payroll_per_week for s in round_.queues[p].streams) / SLOTS for p in purses]
    worth = _worth(round_, [table[unit] for unit in units], work, cost, pay)
    for row, unit in enumerate(units):  # it is not out before what it needs, and that not before its own queue
        needed = [place[other] for other in table[unit].needs]
        soon = max((int((base + work[k])[work[k] > 0].max(initial=0)) for k in needed), default=0)
        _not_before(worth[row], soon)
    forced = {other for unit in units if table[unit].mandatory for other in chained[unit]}
    until = next_money(round_)
    rounds = len(round_.income)
    later = [] if until is None else [round(SLOTS * (until + k * round_.cadence)) for k in range(rounds)]
    return Problem(
        work=work,
        cost=cost,
        worth=worth,
        chains=tuple(tuple(place[other] for other in chained[unit]) for unit in units),
        alternatives=tuple(
            tuple(tuple(place[o] for o in group if o in place) for group in table[unit].alternatives)
            for unit in units
        ),
        excludes=tuple(tuple(place[o] for o in sorted(table[unit].excludes) if o in place) for unit in units),
        forced=np.array([unit in forced for unit in units], dtype=np.bool_),
        money=np.array([[round_.money[p], *(income[p] for income in round_.income)] for p in purses]),
        arrivals=np.array([0, *later]),
        base=base,
        promised=promised,
        unrest=tuple(_unrest(round_, table, purse, until) for purse in purses),
    )


def _worth(round_: Round, bundles: Sequence[Bundle], work: Ints, cost: Floats, pay: Sequence[float]) -> Floats:
    """Expected net benefit of bundles by the slot in which their queues are through with them: (bundles, slots)."""
    blueprint, plans = round_.world.blueprint, round_.plans or round_.world.mmps
    uncertainty, quarter = blueprint.scenario.uncertainty, int(round_.now / blueprint.calendar.weeks_per_quarter)
    growth = math.exp(blueprint.calendar.discount_rate / WEEKS_PER_YEAR * round_.now)
    tables, now = outlook(blueprint), round(SLOTS * round_.now)
    own: list[tuple[int, tuple[Floats, Floats]]] = []
    factors: list[float] = []
    direct: list[float] = []
    edges: list[int] = []
    for bundle in bundles:
        edges.append(len(own))
        for m in sorted(bundle.mmps):
            plan, market, belief = plans[m], round_.world.fates[m].market, round_.beliefs[m]
            share = belief * blueprint.value_mean + (1 - belief) * uncertainty.failure_value
            own.append((m, tables.of(plan)))
            factors.append(growth * share * plan.insight * float(market[min(quarter, len(market) - 1)]))
            direct.append(plan.data.direct_cost)
    found = np.array([benefit[now:] for _, (benefit, _) in own])
    found *= np.array(factors)[:, None]
    found -= np.array(direct)[:, None]
    for row, (m, (_, penalty)) in enumerate(own):
        if plans[m].earnings.due is not None:
            found[row] += growth * (plans[m].penalties[-1] - penalty[now:])
    if len(own) > len(bundles):
        found = np.add.reduceat(found, edges, axis=0)
    if round_.saves_pay:
        found -= cost.sum(axis=1)[:, None]
    else:  # people are paid anyway, up to the end of the last quarter
        horizon = SLOTS * blueprint.calendar.horizon - now
        over = np.arange(1, found.shape[1] - horizon)
        for column, amount in enumerate(pay):
            found[:, horizon + 1 :] -= amount * np.minimum(over, work[:, column, None])
    for row, bundle in enumerate(bundles):
        longest = int(work[row].max(initial=0))
        earliest = max(plans[m].earliest for m in bundle.mmps)
        latest = min(plans[m].latest for m in bundle.mmps)
        if earliest > round_.now:
            _not_before(found[row], round(SLOTS * (earliest - round_.now)) + longest)
        if latest < math.inf:
            found[row, max(0, round(SLOTS * (latest - round_.now)) + longest) :] = TOO_LATE
    return np.asarray(found)


def _not_before(worth: Floats, slot: int) -> None:
    """Whatever is through earlier is worth what it is worth then."""
    if slot > 0:
        worth[:slot] = worth[min(slot, len(worth) - 1)]


def _unrest(round_: Round, table: Sequence[Bundle], purse: int, until: float | None) -> Floats:
    """Price of idle weeks before the next money and of work promised beyond need, by slots of work promised."""
    if until is None:
        return np.zeros(1)
    blueprint, stream = round_.world.blueprint, round_.queues[purse].streams[0]
    target = until + blueprint.streams[stream].feature_work  # a queue runs dry stage by stage
    curve = unrest(target, pace(blueprint, stream)[1], blueprint.calendar.benefit_end)
    candidates = [c for bundle in table if purse in bundle.work for c in bundle.candidates]
    return week_price(round_, candidates, purse) * curve
