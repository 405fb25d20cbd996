"""A group of queues of one round as plain numbers: work in slots, money, and worth by the slot of completion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

import numpy as np

from coupling.rounds.outlook import outlook
from coupling.rounds.worth import worths
from sim.funding.rounds.queues import SLOTS, next_money, unrest, week_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coupling.rounds.outlook import Outlook
    from coupling.rounds.table import Bundle
    from coupling.rounds.worth import Worth
    from sim.arrays import Floats
    from sim.funding.selection_rules import Round


@dataclass(frozen=True)
class Problem:
    """Units (bundles) that share some queues, one to a purse; weeks in slots from now, money in currency.

    A unit's turn in a queue comes when what is promised and the units before it are done, but not before its money
    is there. It is through when all its queues are through with it; ``worth`` says what that brings.
    """

    work: Sequence[Sequence[int]]
    """By unit and purse; 0 where a queue has no part in it."""
    cost: Sequence[Sequence[float]]
    """By unit and purse."""
    worth: Worth
    """What it brings when a unit is through in each slot."""
    chains: tuple[tuple[int, ...], ...]
    """What each unit needs, in order, and itself."""
    alternatives: tuple[tuple[tuple[int, ...], ...], ...]
    """Of each of these groups one must come before it."""
    excludes: tuple[tuple[int, ...], ...]
    forced: tuple[bool, ...]
    """Units that are mandatory or needed by one: they come before all others."""
    money: Sequence[Sequence[float]]
    """Money of this round and of each later one, by purse."""
    arrivals: Sequence[int]
    """Slot in which the money of each round is there; 0 for this one, whose approval is part of ``base``."""
    base: Sequence[int]
    """Slot in which each queue is free for what is chosen now."""
    promised: Sequence[int]
    """Work promised to each queue."""
    price: Sequence[float]
    """What a week without work costs, by purse."""
    unrest: tuple[Floats, ...]
    """By purse: idle weeks before the next money, and what work promised beyond need counts, by work promised."""

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.work)


type Asked = tuple[Sequence[int], Sequence[int]]
"""Purses, and the positions of the bundles that they may pay; with every bundle what it needs."""


def problems(
    round_: Round, table: Sequence[Bundle], chained: Sequence[tuple[int, ...]], asked: Sequence[Asked]
) -> list[Problem]:
    """The problems of some purses and bundles of a table, as known now.

    ``chained`` has the chains of the whole table.
    """
    known, until = outlook(round_.world.blueprint), next_money(round_)
    arrivals = [0]
    if until is not None:
        arrivals += [round(SLOTS * (until + k * round_.cadence)) for k in range(len(round_.income))]
    return [_problem(round_, known, table, chained, purses, units, until, arrivals) for purses, units in asked]


def _problem(
    round_: Round,
    known: Outlook,
    table: Sequence[Bundle],
    chained: Sequence[tuple[int, ...]],
    purses: Sequence[int],
    units: Sequence[int],
    until: float | None,
    arrivals: list[int],
) -> Problem:
    bundles = [table[unit] for unit in units]
    place = {unit: row for row, unit in enumerate(units)}
    work, promised, pay = _queues(round_, known, bundles, purses)
    approval = round(SLOTS * round_.approval)
    base = [max(load, approval) for load in promised]
    if len(purses) == 1:
        loads = [[(pay[0], own)] for (own,) in work]
    else:
        loads = [[(wage, load) for wage, load in zip(pay, own, strict=True) if load] for own in work]
    needs = [0] * len(bundles)
    for row, bundle in enumerate(bundles):  # not out before what it needs, and that not before its own queue
        if bundle.needs:
            needed = [work[place[other]] for other in bundle.needs]
            needs[row] = max([free + load for own in needed for free, load in zip(base, own, strict=True) if load])
    forced = _forced(table, units, chained)
    links = any(bundle.alternatives or bundle.excludes for bundle in bundles)
    none = ((),) * len(bundles)
    return Problem(
        work=work,
        cost=[[bundle.costs.get(purse, 0.0) for purse in purses] for bundle in bundles],
        worth=worths(round_, known, bundles, loads, needs),
        chains=tuple([tuple([place[other] for other in chained[unit]]) for unit in units]),
        alternatives=tuple([_placed(b.alternatives, place) for b in bundles]) if links else none,
        excludes=tuple([_placed((sorted(b.excludes),), place)[0] for b in bundles]) if links else none,
        forced=tuple([unit in forced for unit in units]),
        money=[[round_.money[purse], *[income[purse] for income in round_.income]] for purse in purses],
        arrivals=arrivals,
        base=base,
        promised=promised,
        **_unrest(round_, known, table, purses, until),
    )


def _queues(
    round_: Round, known: Outlook, bundles: Sequence[Bundle], purses: Sequence[int]
) -> tuple[list[tuple[int, ...]], list[int], list[float]]:
    """Work by unit and purse, work promised by purse, both in slots, and what the people of each cost in a slot."""
    promised: list[int] = []
    pay: list[float] = []
    columns: list[list[int]] = []
    for purse in purses:
        queue = round_.queues[purse]
        ratio = known.pace[queue.streams[0]][0]
        speed = SLOTS * ratio / max(queue.servers, 1e-9)
        column = []
        for bundle in bundles:
            weeks = bundle.work.get(purse, 0.0) * speed
            column.append((round(min(weeks, 1e6)) or 1) if weeks else 0)
        columns.append(column)
        promised.append(round(min(SLOTS * queue.weeks * ratio, 1e6)))
        pay.append(sum([known.payroll[s] for s in queue.streams]) / SLOTS)
    return list(zip(*columns, strict=True)), promised, pay


def _forced(table: Sequence[Bundle], units: Sequence[int], chained: Sequence[tuple[int, ...]]) -> set[int]:
    """What is mandatory, with what it needs; of several that exclude each other (variants) the first."""
    forced = set[int]()
    for unit in units:
        if table[unit].mandatory and table[unit].excludes.isdisjoint(forced):
            forced.update(chained[unit])
    return forced


def _placed(groups: Sequence[Sequence[int]], place: dict[int, int]) -> tuple[tuple[int, ...], ...]:
    """Groups of bundles as numbers of the units of a problem; others are left out."""
    return tuple([tuple([place[other] for other in group if other in place]) for group in groups])


class _Unrest(TypedDict):
    price: Sequence[float]
    unrest: tuple[Floats, ...]


CALM = np.zeros(1)
"""Where there is no money to wait for."""


def _unrest(
    round_: Round, known: Outlook, table: Sequence[Bundle], purses: Sequence[int], until: float | None
) -> _Unrest:
    """Idle weeks before the next money and work promised beyond need, by slots promised, and their price."""
    if until is None:
        return {"price": [0.0] * len(purses), "unrest": (CALM,) * len(purses)}
    price: list[float] = []
    curves: list[Floats] = []
    end = known.calendar.benefit_end
    for purse in purses:
        stream = round_.queues[purse].streams[0]
        target = until + known.feature_work[stream]  # a queue runs dry stage by stage
        curves.append(unrest(target, known.pace[stream][1], end, linked=len(purses) > 1))
        price.append(week_price(round_, [c for b in table if purse in b.work for c in b.candidates], purse))
    return {"price": price, "unrest": tuple(curves)}
