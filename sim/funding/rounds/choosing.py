"""Which units get money in a round: in the order of the rule, with what they need, while money is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.funding.rounds.capacity import taken

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from sim.funding.office import Office
    from sim.funding.selection_rules import Candidate
    from sim.funding.state import Unit

    Visit = Generator[Unit, bool, bool]
    """Asks for the units it needs, is told whether each can be had, and says whether all is well."""


def choose(
    office: Office,
    order: Iterable[str],
    known: dict[str, Candidate],
    money: dict[int, float],
    room: dict[int, float] | None = None,
) -> list[Unit]:
    """Units that get money, in order; what a unit needs comes with it and before it.

    Args:
        office: who decides.
        order: names of units, as the selection rule has them.
        known: what is on the table, by name.
        money: uncommitted money by purse; what is chosen is taken from it.
        room: server-weeks by purse that may still be filled, taken from likewise; None = as many as money buys.

    """
    states = office.everybody
    units = {unit.id: unit for unit in office.units if unit.id in known}
    names = [name for name in order if name in units]
    names.sort(key=lambda name: not any(states[m].plan.data.mandatory for m in units[name].mmps))
    if office.neighbours:
        known, units = _with_neighbours(office, known, units)
    chosen: list[Unit] = []
    allowances, begins = office.portfolio.allowances, office.env.now + office.model.approval_weeks
    for name in names:
        unit = units[name]
        if all(left <= 0 for left in money.values()):
            break
        if unit.chosen or _pointless(office, known[name]):
            continue
        purse = _payer(office, unit)
        if any(money[purse(stream)] <= 0 for stream in known[name].stream_costs):
            continue
        group = _with_needs(office, unit, units)
        if group is None:
            continue
        costs = _costs(group, known, purse)
        if any(money[key] <= 0 for key in costs):
            continue
        members = [states[m] for member in group for m in known[member.id].mmps]
        if allowances is not None and not allowances.allow(members, office.env.now, begins):
            continue
        if not taken(office, room, members):
            continue
        for key, cost in costs.items():
            money[key] -= cost
        _mark(office, group, known)
        chosen += group
        if allowances is not None:
            allowances.take(members, begins)
    return chosen


def _costs(group: list[Unit], known: dict[str, Candidate], purse: Callable[[int], int]) -> dict[int, float]:
    """What units cost together, by purse."""
    costs: dict[int, float] = {}
    for member in group:
        for stream, cost in known[member.id].stream_costs.items():
            key = purse(stream)
            costs[key] = costs.get(key, 0.0) + cost
    return costs


def _mark(office: Office, group: list[Unit], known: dict[str, Candidate]) -> None:
    """These units have been chosen."""
    for unit in group:
        unit.chosen = True
        unit.cost = known[unit.id].cost
        unit.rules = office.model
        for m in known[unit.id].mmps:
            office.everybody[m].chosen = office.env.now


def _payer(office: Office, unit: Unit) -> Callable[[int], int]:
    """Who pays for work in a stream: its purse, or that of the unit's own stream when it lives by other rules."""
    if not office.neighbours:
        return office.purses.key
    home = office.purses.key(office.everybody[unit.mmps[0]].plan.home)
    return lambda stream: office.purses.key(stream) if stream in office.streams else home


def _pointless(office: Office, candidate: Candidate) -> bool:
    """Whether an event has taken all that was claimed for a unit; what is mandatory is done all the same."""
    if candidate.claimed > 0:
        return False
    return all(s.shocked and not s.plan.data.mandatory for s in (office.everybody[m] for m in candidate.mmps))


def _with_neighbours(
    office: Office, known: dict[str, Candidate], units: dict[str, Unit]
) -> tuple[dict[str, Candidate], dict[str, Unit]]:
    """What waits under other rules comes along where it is needed: as seen from this office."""
    states, now = office.everybody, office.env.now
    if not any(states[m].plan.linked for candidate in known.values() for m in candidate.mmps):
        return known, units
    seen, found = dict(known), dict(units)
    late = now + office.model.approval_weeks
    for other in office.neighbours:
        for unit in other.units:
            members = [states[m] for m in unit.mmps if not states[m].dropped]
            if unit.chosen or not members or unit.id in seen:
                continue
            if all(state.plan.appears <= now and state.plan.latest > late for state in members):
                theirs = unit.candidate
                seen[unit.id] = office.estimates.candidate(unit, members, now)
                found[unit.id] = unit
                unit.candidate = theirs
    return seen, found


class _Needs:
    """Collects what a unit needs, needs first. Visits ask for other visits and wait: depth is no limit."""

    def __init__(self, office: Office, units: dict[str, Unit]) -> None:
        self.states, self.units = office.everybody, units
        self.group: list[Unit] = []
        self.seen: list[str] = []

    def collected(self, unit: Unit) -> bool:
        """Whether a unit can be had; if so, the group holds it with what it needs."""
        open_ = [self._visit(unit)]
        had: bool | None = None
        while open_:
            try:
                asked = next(open_[-1]) if had is None else open_[-1].send(had)
            except StopIteration as done:
                open_.pop()
                had = bool(done.value)
            else:
                open_.append(self._visit(asked))
                had = None
        return bool(had)

    def _usable(self, other: int) -> bool:
        return self.states[other].stopped is None and not self.states[other].dropped

    def _visit(self, current: Unit) -> Visit:
        """Collect what this unit needs and then itself; leave nothing behind when it cannot be had."""
        before, known = len(self.group), len(self.seen)
        if (yield from self._needs_of(current)):
            return True
        del self.group[before:], self.seen[known:]
        return False

    def _alternative(self, others: tuple[int, ...]) -> Visit:
        """One that is chosen already will do; otherwise the first that can be had."""
        found = [self.states[o].unit for o in others if self._usable(o)]
        if any(u.chosen or u in self.group for u in found):
            return True
        for u in found:
            if (yield u):
                return True
        return False

    def _needs_of(self, current: Unit) -> Visit:
        if current.id in self.seen or current.chosen:
            return True
        if current.id not in self.units:
            return False
        self.seen.append(current.id)
        for m in current.mmps:
            plan = self.states[m].plan
            if not plan.linked or self.states[m].dropped:
                continue
            for o in (*plan.requires, *plan.after, *plan.together):
                if not self._usable(o) or not (yield self.states[o].unit):
                    return False
            if plan.requires_any and not (yield from self._alternative(plan.requires_any)):
                return False
        self.group.append(current)
        return True


def _with_needs(office: Office, unit: Unit, units: dict[str, Unit]) -> list[Unit] | None:
    """The unit and what must be chosen with it, needs first; None when it cannot be chosen now."""
    needs = _Needs(office, units)
    if not needs.collected(unit):
        return None
    states, group = office.everybody, needs.group
    inside = {m for member in group for m in member.mmps if not states[m].dropped}
    if office.exclusive.isdisjoint(inside):
        return group
    excluded = {o for m in inside for o in states[m].plan.excludes}
    taken = inside | {s.index for s in states if s.chosen is not None and s.stopped is None}
    barred = {o for m in taken for o in states[m].plan.excludes}
    return None if excluded & taken or barred & inside else group
