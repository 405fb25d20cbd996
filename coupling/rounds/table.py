"""What is on the table of a funding round: bundles of units with their links, and the queues that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.funding.selection_rules import Candidate, Round
    from sim.world.blueprint import MmpPlan


class Bundle(NamedTuple):
    """Funding units that only go together: one candidate, or several that need each other."""

    candidates: tuple[Candidate, ...]
    mmps: tuple[int, ...]
    """Indices of their MMPs, in order."""
    costs: dict[int, float]
    """Estimated cost by purse, in currency."""
    work: dict[int, float]
    """Estimated server-weeks by purse."""
    mandatory: bool
    cost: float
    """Cost over all purses, in currency."""
    expected: float
    """Expected benefit of work that begins at once, in currency."""
    needs: frozenset[int] = frozenset()
    """Positions of the bundles that must be chosen no later."""
    alternatives: tuple[tuple[int, ...], ...] = ()
    """Of each of these groups of bundles one must be chosen no later."""
    excludes: frozenset[int] = frozenset()
    """Bundles that must not be chosen with it."""

    @property
    def names(self) -> list[str]:
        """Its units, in the order of the scenario."""
        return [candidate.unit for candidate in self.candidates]


NONE = frozenset[int]()


def on_the_table(round_: Round) -> list[Bundle]:
    """What may be chosen in a round, in the order of its candidates; what cannot be had now is left out."""
    plans = round_.plans or round_.world.mmps
    purse_of = {stream: purse for purse, queue in round_.queues.items() for stream in queue.streams}
    table = [_bundle(group, round_, plans, purse_of) for group in _together(round_.candidates, plans)]
    while True:
        linked = _linked(table, plans, round_.there)
        found = [bundle for bundle in linked if bundle is not None]
        if len(found) == len(linked):
            return found
        table = [bundle for bundle, kept in zip(table, linked, strict=True) if kept is not None]


def _together(candidates: Sequence[Candidate], plans: Sequence[MmpPlan]) -> list[tuple[Candidate, ...]]:
    """Candidates, those that need each other as one."""
    owner = {m: position for position, c in enumerate(candidates) for m in c.mmps}
    if not any(plans[m].together or len(c.mmps) > 1 for c in candidates for m in c.mmps):
        return [(candidate,) for candidate in candidates]  # circles of other links are refused when a file is read
    reach = [{owner[o] for m in c.mmps for o in plans[m].needs if o in owner} for c in candidates]
    changed = True
    while changed:
        changed = False
        for links in reach:
            more = set[int]().union(*(reach[other] for other in links)) - links
            links |= more
            changed = changed or bool(more)
    found, taken = [], set[int]()
    for position in range(len(reach)):
        if position not in taken:
            group = [
                position,
                *(o for o in sorted(reach[position]) if o > position and position in reach[o]),
            ]
            taken.update(group)
            found.append(tuple(candidates[o] for o in group))
    return found


def _bundle(
    candidates: tuple[Candidate, ...], round_: Round, plans: Sequence[MmpPlan], purse_of: dict[int, int]
) -> Bundle:
    streams = round_.world.blueprint.streams
    if len(candidates) == 1 and len(candidates[0].mmps) == 1 and len(candidates[0].stream_costs) == 1:
        only, plan = candidates[0], plans[candidates[0].mmps[0]]  # as nearly all are
        stream, features = plan.parts[0]
        purse = purse_of.get(stream)
        if purse is None:
            return Bundle(candidates, only.mmps, {}, {}, only.mandatory, 0.0, only.expected)
        weeks = features * streams[stream].feature_work
        return Bundle(
            candidates, only.mmps, {purse: only.cost}, {purse: weeks}, only.mandatory, only.cost, only.expected
        )
    costs, work = dict[int, float](), dict[int, float]()
    for candidate in candidates:
        for stream, cost in candidate.stream_costs.items():
            purse = purse_of.get(stream)
            if purse is not None:
                costs[purse] = costs.get(purse, 0.0) + cost
        for m in candidate.mmps:
            for stream, features in plans[m].parts:
                purse = purse_of.get(stream)
                if purse is not None:
                    work[purse] = work.get(purse, 0.0) + features * streams[stream].feature_work
    return Bundle(
        candidates,
        tuple(sorted({m for candidate in candidates for m in candidate.mmps})),
        costs,
        work,
        any(candidate.mandatory for candidate in candidates),
        sum(costs.values()),
        sum(candidate.expected for candidate in candidates),
    )


def _linked(table: list[Bundle], plans: Sequence[MmpPlan], there: frozenset[int]) -> list[Bundle | None]:
    """The same with their links; None for what needs something that cannot be had or is excluded by what is."""
    owner = {m: position for position, bundle in enumerate(table) for m in bundle.mmps}
    barred = {o for m in there for o in plans[m].excludes}
    excluders: dict[int, set[int]] = {}
    for m, position in owner.items():
        for o in plans[m].excludes:
            if o in owner:
                excluders.setdefault(position, set()).add(owner[o])
                excluders.setdefault(owner[o], set()).add(position)
    found: list[Bundle | None] = []
    for position, bundle in enumerate(table):
        mmps = bundle.mmps
        barring = excluders.get(position)
        own = [plans[m] for m in mmps]
        if barring is None and not any(p.linked or p.excludes or p.index in barred for p in own):
            found.append(bundle)  # as most are
            continue
        if any(plan.index in barred or (plan.excludes and plan.excludes & there) for plan in own):
            found.append(None)
            continue
        needed = {o for plan in own for o in plan.needs if o not in there and o not in mmps}
        choices = [
            {owner[o] for o in plan.requires_any if o in owner}
            for plan in own
            if plan.requires_any and not any(o in there or o in mmps for o in plan.requires_any)
        ]
        if not all(choices) or not needed <= owner.keys():
            found.append(None)
            continue
        if needed or choices or barring:
            bundle = bundle._replace(
                needs=frozenset([owner[o] for o in needed]),
                alternatives=tuple([tuple(sorted(group)) for group in choices]),
                excludes=frozenset(barring - {position}) if barring else NONE,
            )
        found.append(bundle)
    return found


def chains(table: Sequence[Bundle]) -> list[tuple[int, ...]]:
    """Of every bundle, what it needs in the order in which it has to come, and itself at the end."""
    found: dict[int, tuple[int, ...]] = {
        position: (position,) for position, bundle in enumerate(table) if not bundle.needs
    }

    def chain(position: int) -> tuple[int, ...]:
        if position not in found:
            before = [p for other in sorted(table[position].needs) for p in chain(other)]
            found[position] = (*dict.fromkeys(before), position)
        return found[position]

    return [chain(position) for position in range(len(table))]


def groups(table: Sequence[Bundle], purses: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Purses that share a bundle or a link, with the bundles that they pay: each is a problem of its own."""
    parent = {purse: purse for purse in purses}

    def root(purse: int) -> int:
        while parent[purse] != purse:
            parent[purse] = parent[parent[purse]]
            purse = parent[purse]
        return purse

    used = [list(bundle.work) for bundle in table]
    for position, bundle in enumerate(table):
        linked = used[position]
        if bundle.needs or bundle.excludes or bundle.alternatives:
            others = (*bundle.needs, *bundle.excludes, *(o for group in bundle.alternatives for o in group))
            linked = [purse for other in (position, *others) for purse in used[other]]
        for purse in linked[1:]:
            parent[root(purse)] = root(linked[0])
    paid: dict[int, tuple[list[int], list[int]]] = {}
    for purse in purses:
        paid.setdefault(root(purse), ([], []))[0].append(purse)
    for position, own in enumerate(used):
        if own:
            paid[root(own[0])][1].append(position)
    return [(together, members) for together, members in paid.values() if members]
