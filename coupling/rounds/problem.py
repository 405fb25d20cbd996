"""A group of queues of one round as plain numbers: work in slots, money, and worth by the slot of completion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from coupling.rounds.outlook import outlook
from coupling.rounds.worth import not_before, worths
from sim.funding.rounds.queues import SLOTS, next_money, unrest, week_price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coupling.rounds.outlook import Outlook
    from coupling.rounds.table import Bundle
    from sim.arrays import Bools, Floats, Ints
    from sim.funding.selection_rules import Round


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


type Asked = tuple[Sequence[int], Sequence[int]]
"""Purses, and the positions of the bundles that they may pay; with every bundle what it needs."""


def problems(
    round_: Round, table: Sequence[Bundle], chained: Sequence[tuple[int, ...]], asked: Sequence[Asked]
) -> list[Problem]:
    """The problems of some purses and bundles of a table, as known now.

    ``chained`` has the chains of the whole table. What bundles are worth is worked out for all of them at once.
    """
    known, until = outlook(round_.world.blueprint), next_money(round_)
    later = []
    if until is not None:
        later = [round(SLOTS * (until + k * round_.cadence)) for k in range(len(round_.income))]
    queues = [_Queues(round_, known, [table[unit] for unit in units], purses) for purses, units in asked]
    begun = max(later, default=0)
    through = max([own.through(begun) for own in queues], default=0)
    bundles = [bundle for own in queues for bundle in own.bundles]
    loads = [load for own in queues for load in own.loads()]
    worth = worths(round_, known, bundles, loads, through + 2) if bundles else np.zeros((0, 1))
    arrivals = np.array([0, *later])
    found, row = [], 0
    for own, (purses, units) in zip(queues, asked, strict=True):
        place = {unit: number for number, unit in enumerate(units)}
        rows = worth[row : row + len(units)]
        row += len(units)
        own.not_before_needs(rows, place)
        forced = _forced(table, units, chained)
        money = [[round_.money[purse], *[income[purse] for income in round_.income]] for purse in purses]
        bundles = own.bundles
        found.append(
            Problem(
                work=np.array(list(zip(*own.work, strict=True)), dtype=np.int64),
                cost=np.array([[bundle.costs.get(purse, 0.0) for purse in purses] for bundle in bundles]),
                worth=rows,
                chains=tuple([tuple([place[other] for other in chained[unit]]) for unit in units]),
                alternatives=tuple([_placed(b.alternatives, place) if b.alternatives else () for b in bundles]),
                excludes=tuple(
                    [_placed((sorted(b.excludes),), place)[0] if b.excludes else () for b in bundles]
                ),
                forced=np.array([unit in forced for unit in units], dtype=np.bool_),
                money=np.array(money),
                arrivals=arrivals,
                base=np.array(own.base),
                promised=np.array(own.promised),
                unrest=tuple([_unrest(round_, known, table, purse, until, len(purses) > 1) for purse in purses]),
            )
        )
    return found


class _Queues:
    """The queues of one problem, in slots."""

    def __init__(
        self, round_: Round, known: Outlook, bundles: Sequence[Bundle], purses: Sequence[int]
    ) -> None:
        self.bundles = bundles
        self.work: list[list[int]] = []
        """Work by purse and bundle."""
        self.promised: list[int] = []
        self.pay: list[float] = []
        """Pay of the people of each queue for a slot."""
        approval = round(SLOTS * round_.approval)
        for purse in purses:
            queue = round_.queues[purse]
            ratio = known.pace[queue.streams[0]][0]
            speed = SLOTS * ratio / max(queue.servers, 1e-9)
            column = []
            for bundle in bundles:
                weeks = bundle.work.get(purse, 0.0) * speed
                column.append((round(weeks if weeks < 1e6 else 1e6) or 1) if weeks else 0)
            self.work.append(column)
            self.promised.append(round(min(SLOTS * queue.weeks * ratio, 1e6)))
            self.pay.append(sum([known.payroll[s] for s in queue.streams]) / SLOTS)
        self.base = [max(work, approval) for work in self.promised]

    def through(self, begun: int) -> int:
        """When they would be through with everything, if the last of it began in a slot or later."""
        return max([max(free, begun) + sum(own) for free, own in zip(self.base, self.work, strict=True)])

    def loads(self) -> list[list[tuple[float, int]]]:
        """Of each bundle, by purse that works on it: pay of its people for a slot, and work."""
        if len(self.pay) == 1:
            return [[(self.pay[0], work)] for work in self.work[0]]
        columns = list(zip(self.pay, self.work, strict=True))
        return [[(pay, own[row]) for pay, own in columns if own[row]] for row in range(len(self.bundles))]

    def not_before_needs(self, worth: Floats, place: dict[int, int]) -> None:
        """Nothing is out before what it needs, and that not before its own queue."""
        for row, bundle in enumerate(self.bundles):
            if bundle.needs:
                needed = [place[other] for other in bundle.needs]
                both = zip(self.base, self.work, strict=True)
                soon = [free + own[other] for free, own in both for other in needed if own[other]]
                not_before(worth[row], max(soon, default=0))


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


def _unrest(
    round_: Round, known: Outlook, table: Sequence[Bundle], purse: int, until: float | None, linked: bool
) -> Floats:
    """Price of idle weeks before the next money and of work promised beyond need, by slots of work promised."""
    if until is None:
        return np.zeros(1)
    stream = round_.queues[purse].streams[0]
    target = until + known.feature_work[stream]  # a queue runs dry stage by stage
    curve = unrest(target, known.pace[stream][1], known.calendar.benefit_end, linked=linked)
    candidates = [c for bundle in table if purse in bundle.work for c in bundle.candidates]
    return week_price(round_, candidates, purse) * curve
