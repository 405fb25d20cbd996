"""What is on the table of a funding round, as plain numbers: small problems that do not depend on each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.funding.selection_rules import Candidate, Round

MONEY_DIGITS, VALUE_DIGITS = 4, 6
"""Decimals kept of costs and money, and of values, in units of the largest cost: what equal problems agree in."""
IMPATIENCE = 1e-4
"""Share by which a benefit counts less for each round that it waits: of equal benefits the earlier one is taken."""


@dataclass(frozen=True)
class Bundle:
    """Funding units that only go together: one candidate, or several that name each other in ``with``."""

    names: tuple[str, ...]
    mmps: frozenset[int]
    values: tuple[float | None, ...]
    """Expected benefit less direct cost when funded in this round, the next...; None where it cannot start any
    more. Currency."""
    costs: tuple[tuple[int, float], ...]
    """(purse, cost in currency), by purse."""
    mandatory: bool
    needs: frozenset[int] = frozenset()
    """Positions of the bundles that must be chosen no later."""
    alternatives: tuple[tuple[int, ...], ...] = ()
    """Of each of these groups of bundles one must be chosen no later."""
    excludes: frozenset[int] = frozenset()
    """Bundles that must not be chosen with it."""

    @property
    def cost(self) -> float:
        """Cost over all purses, in currency."""
        return sum(cost for _, cost in self.costs)

    @property
    def ratio(self) -> float:
        """Expected benefit now per cost; infinite for what costs nothing."""
        value = self.values[0] or 0.0
        return value / self.cost if self.cost > 0 else float("inf") if value > 0 else 0.0


@dataclass(frozen=True)
class Problem:
    """One group of bundles that share purses or links. Equal problems have equal answers.

    Amounts are in units of the largest cost, rounded: the program is made of the rounded numbers, so that an answer
    taken from the cache is the one that solving would have given.
    """

    values: tuple[tuple[float | None, ...], ...]
    costs: tuple[tuple[tuple[int, float], ...], ...]
    money: tuple[tuple[float, ...], ...]
    """By purse: money of this round, then what each later round brings."""
    needs: tuple[tuple[int, int], ...]
    """(bundle, bundle it needs)."""
    alternatives: tuple[tuple[int, tuple[int, ...]], ...]
    excludes: tuple[tuple[int, int], ...]

    @property
    def rounds(self) -> int:
        """Rounds looked at."""
        return len(self.values[0])


def bundles(round_: Round, rounds: int, chosen: frozenset[int] = frozenset()) -> list[Bundle]:
    """What may be chosen in a round, in the order of its candidates; what cannot be had now is left out.

    ``rounds`` is how many rounds to look at, this one included; the horizon may end before. ``chosen`` are MMPs
    that get money in this round in any case: they are there, and no longer on the table.
    """
    table = [bundle for bundle in _joined(round_, rounds) if not bundle.mmps & chosen]
    while True:
        linked = _linked(table, round_, chosen)
        if None not in linked:
            return [bundle for bundle in linked if bundle is not None]
        table = [bundle for bundle, found in zip(table, linked, strict=True) if found is not None]


def _joined(round_: Round, rounds: int) -> list[Bundle]:
    """Candidates as bundles, those that need each other as one."""
    owner = {m: position for position, c in enumerate(round_.candidates) for m in c.mmps}
    plans = round_.world.mmps
    reach = []
    for candidate in round_.candidates:
        links = {
            owner[o]
            for m in candidate.mmps
            for o in (*plans[m].requires, *plans[m].after, *plans[m].together)
            if o in owner
        }
        reach.append(links)
    changed = True
    while changed:
        changed = False
        for links in reach:
            more = set().union(*(reach[other] for other in links)) - links
            if more:
                links |= more
                changed = True
    found, taken = [], set()
    for position in range(len(reach)):
        if position in taken:
            continue
        group = [position, *(o for o in sorted(reach[position]) if o > position and position in reach[o])]
        taken.update(group)
        found.append(_bundle([round_.candidates[o] for o in group], round_, rounds))
    return found


def _bundle(candidates: Sequence[Candidate], round_: Round, rounds: int) -> Bundle:
    costs: dict[int, float] = {}
    for candidate in candidates:
        for stream, cost in candidate.stream_costs.items():
            purse = stream if stream in round_.money else -1
            costs[purse] = costs.get(purse, 0.0) + cost
    plans = [round_.world.mmps[m] for c in candidates for m in c.mmps]
    return Bundle(
        names=tuple(c.unit for c in candidates),
        mmps=frozenset(m for c in candidates for m in c.mmps),
        values=tuple(_value(candidates, round_, k) for k in range(min(rounds, 1 + len(round_.income)))),
        costs=tuple(sorted(costs.items())),
        mandatory=any(plan.data.mandatory for plan in plans),
    )


def _value(candidates: Sequence[Candidate], round_: Round, later: int) -> float | None:
    """Expected benefit less direct cost when funded ``later`` rounds from now."""
    weeks, total = later * round_.cadence, 0.0
    for candidate in candidates:
        plans = [round_.world.mmps[m] for m in candidate.mmps]
        if later and any(plan.latest <= round_.now + weeks for plan in plans):
            return None
        wait = max(0.0, max(plan.earliest for plan in plans) - round_.now)
        lost = max(0.0, weeks - wait) * max(0.0, candidate.cost_of_delay)
        total += max(0.0, candidate.expected - lost) - sum(plan.data.direct_cost for plan in plans)
    return max(0.0, total) * (1.0 - IMPATIENCE * later)


def _linked(table: list[Bundle], round_: Round, chosen: frozenset[int]) -> list[Bundle | None]:
    """The same with their links; None for what needs something that cannot be had or is excluded by what is."""
    owner = {m: position for position, bundle in enumerate(table) for m in bundle.mmps}
    plans = round_.world.mmps
    there = round_.there | chosen
    barred = {o for m in there for o in plans[m].excludes}
    excluders: dict[int, set[int]] = {}
    for m in owner:
        for o in plans[m].excludes & owner.keys():
            excluders.setdefault(o, set()).add(owner[m])
            excluders.setdefault(m, set()).add(owner[o])
    found: list[Bundle | None] = []
    for position, bundle in enumerate(table):
        own = [plans[m] for m in sorted(bundle.mmps)]
        needed = {o for plan in own for o in (*plan.requires, *plan.after, *plan.together)} - bundle.mmps - there
        choices = [
            {o for o in plan.requires_any if o in owner}
            for plan in own
            if plan.requires_any and not (there | bundle.mmps) & set(plan.requires_any)
        ]
        impossible = needed - owner.keys() or not all(choices)
        if impossible or barred & bundle.mmps or any(there & plan.excludes for plan in own):
            found.append(None)
            continue
        found.append(
            replace(
                bundle,
                needs=frozenset(owner[o] for o in needed),
                alternatives=tuple(tuple(sorted({owner[o] for o in group})) for group in choices),
                excludes=frozenset(p for m in bundle.mmps for p in excluders.get(m, ())) - {position},
            )
        )
    return found


def groups(table: Sequence[Bundle]) -> Iterator[list[int]]:
    """Positions of bundles that share a purse or a link, group by group: each is a problem of its own."""
    parent = list(range(len(table)))

    def root(position: int) -> int:
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    first: dict[int, int] = {}
    for position, bundle in enumerate(table):
        others = {*bundle.needs, *bundle.excludes, *(o for group in bundle.alternatives for o in group)}
        others.update(first.setdefault(purse, position) for purse, _ in bundle.costs)
        for other in others:
            low, high = sorted((root(position), root(other)))
            parent[high] = low
    found: dict[int, list[int]] = {}
    for position in range(len(table)):
        found.setdefault(root(position), []).append(position)
    yield from found.values()


def problem(table: Sequence[Bundle], members: Sequence[int], money: dict[int, float], round_: Round) -> Problem:
    """The problem of some bundles, with the money that is left for them now."""
    unit = max([cost for m in members for _, cost in table[m].costs], default=0.0) or 1.0
    purses = sorted({purse for m in members for purse, _ in table[m].costs})
    place = {m: position for position, m in enumerate(members)}
    number = {purse: position for position, purse in enumerate(purses)}
    rounds = len(table[members[0]].values)

    def inside(others: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(place[o] for o in others))

    def scaled(amount: float) -> float:
        return round(amount / unit, MONEY_DIGITS)

    return Problem(
        values=tuple(
            tuple(None if v is None else round(v / unit, VALUE_DIGITS) for v in table[m].values) for m in members
        ),
        costs=tuple(tuple((number[purse], scaled(cost)) for purse, cost in table[m].costs) for m in members),
        money=tuple(
            (scaled(money[purse]), *(scaled(round_.income[k][purse]) for k in range(rounds - 1)))
            for purse in purses
        ),
        needs=tuple((place[m], o) for m in members for o in inside(table[m].needs)),
        alternatives=tuple((place[m], inside(group)) for m in members for group in table[m].alternatives),
        excludes=tuple((place[m], o) for m in members for o in inside(table[m].excludes) if place[m] < o),
    )
