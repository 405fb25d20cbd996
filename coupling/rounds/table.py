"""What is on the table of a funding round: bundles of units with their links, and the queues that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.funding.selection_rules import Candidate, Round
    from sim.world.blueprint import MmpPlan


@dataclass(frozen=True, slots=True)
class Bundle:
    """Funding units that only go together: one candidate, or several that need each other."""

    candidates: tuple[Candidate, ...]
    mmps: frozenset[int]
    costs: dict[int, float]
    """Estimated cost by purse, in currency."""
    work: dict[int, float]
    """Estimated server-weeks by purse."""
    mandatory: bool
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

    @property
    def cost(self) -> float:
        """Cost over all purses, in currency."""
        return sum(self.costs.values())

    @property
    def expected(self) -> float:
        """Expected benefit of work that begins at once, in currency."""
        return sum(candidate.expected for candidate in self.candidates)


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
    reach = [
        {owner[o] for m in c.mmps for o in (*plans[m].requires, *plans[m].after, *plans[m].together) if o in owner}
        for c in candidates
    ]
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
    costs, work = dict[int, float](), dict[int, float]()
    streams = round_.world.blueprint.streams
    if len(candidates) == 1 and len(candidates[0].mmps) == 1 and len(candidates[0].stream_costs) == 1:
        only, plan = candidates[0], plans[candidates[0].mmps[0]]  # as nearly all are
        stream, features = plan.parts[0]
        if stream in purse_of:
            costs[purse_of[stream]] = only.cost
            work[purse_of[stream]] = features * streams[stream].feature_work
        return Bundle(candidates, frozenset(only.mmps), costs, work, only.mandatory)
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
    mmps = frozenset(m for candidate in candidates for m in candidate.mmps)
    return Bundle(candidates, mmps, costs, work, any(candidate.mandatory for candidate in candidates))


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
        own = [plans[m] for m in sorted(bundle.mmps)]
        if barred & bundle.mmps or any(there & plan.excludes for plan in own):
            found.append(None)
            continue
        if not any(plan.linked for plan in own) and position not in excluders:
            found.append(bundle)
            continue
        needed = {o for plan in own for o in (*plan.requires, *plan.after, *plan.together)} - bundle.mmps - there
        choices = [
            {owner[o] for o in plan.requires_any if o in owner}
            for plan in own
            if plan.requires_any and not (there | bundle.mmps) & set(plan.requires_any)
        ]
        if needed - owner.keys() or not all(choices):
            found.append(None)
            continue
        found.append(
            Bundle(
                bundle.candidates,
                bundle.mmps,
                bundle.costs,
                bundle.work,
                bundle.mandatory,
                needs=frozenset(owner[o] for o in needed),
                alternatives=tuple(tuple(sorted(group)) for group in choices),
                excludes=frozenset(excluders.get(position, ())) - {position},
            )
        )
    return found


def chains(table: Sequence[Bundle]) -> list[tuple[int, ...]]:
    """Of every bundle, what it needs in the order in which it has to come, and itself at the end."""
    found: dict[int, tuple[int, ...]] = {}

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
