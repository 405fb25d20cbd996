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
    together = _available(_together(round_.candidates, plans), plans, round_.there)
    return _linked([_bundle(group, round_, plans, purse_of) for group in together], plans, round_.there)


def _together(candidates: Sequence[Candidate], plans: Sequence[MmpPlan]) -> list[tuple[Candidate, ...]]:
    """Candidates, those that need each other as one."""
    if not any(len(c.mmps) > 1 or plans[c.mmps[0]].together for c in candidates):
        return [(candidate,) for candidate in candidates]  # circles of other links are refused when a file is read
    owner = {m: position for position, c in enumerate(candidates) for m in c.mmps}
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
    if len(candidates) == 1 and len(candidates[0].mmps) == 1:
        only = candidates[0]
        return Bundle(candidates, only.mmps, costs, work, only.mandatory, sum(costs.values()), only.expected)
    return Bundle(
        candidates,
        tuple(sorted({m for candidate in candidates for m in candidate.mmps})),
        costs,
        work,
        any(candidate.mandatory for candidate in candidates),
        sum(costs.values()),
        sum(candidate.expected for candidate in candidates),
    )


def _available(
    together: list[tuple[Candidate, ...]], plans: Sequence[MmpPlan], there: frozenset[int]
) -> list[tuple[Candidate, ...]]:
    """Without what is excluded by what is there, and what needs something that cannot be had."""
    excluded = {o for m in there if plans[m].excludes for o in plans[m].excludes}
    had, asked = set(there), list[tuple[int, tuple[int, ...]]]()
    for number, group in enumerate(together):
        own = group[0].mmps if len(group) == 1 else tuple([m for candidate in group for m in candidate.mmps])
        had.update(own)
        for m in own:
            if plans[m].linked or plans[m].excludes or m in excluded:
                asked.append((number, own))
                break
    lost = set[int]()
    changed = True
    while changed:
        changed = False
        for number, own in asked:
            if number not in lost and not all(_free(plans[m], had, there, excluded) for m in own):
                lost.add(number)
                had.difference_update(own)
                changed = True
    return [group for number, group in enumerate(together) if number not in lost] if lost else together


def _free(plan: MmpPlan, had: set[int], there: frozenset[int], excluded: set[int]) -> bool:
    """Whether nothing is against an MMP, where some can be had and some are excluded by what is there."""
    if plan.index in excluded or not plan.excludes.isdisjoint(there) or not plan.needs <= had:
        return False
    return not plan.requires_any or not had.isdisjoint(plan.requires_any)


def _linked(table: list[Bundle], plans: Sequence[MmpPlan], there: frozenset[int]) -> list[Bundle]:
    """The same with their links; all that they need can be had."""
    owner = {m: position for position, bundle in enumerate(table) for m in bundle.mmps}
    excluders: dict[int, set[int]] = {}
    linked = []
    for m, position in owner.items():
        plan = plans[m]
        if plan.linked:
            linked.append(position)
        for o in plan.excludes:
            if o in owner:
                excluders.setdefault(position, set()).add(owner[o])
                excluders.setdefault(owner[o], set()).add(position)
    for position in dict.fromkeys([*linked, *excluders]):
        bundle, barring = table[position], excluders.get(position, NONE)
        own, mmps = [plans[m] for m in bundle.mmps], bundle.mmps
        needed = {owner[o] for plan in own for o in plan.needs if o not in there and o not in mmps}
        choices = [
            tuple(sorted({owner[o] for o in plan.requires_any if o in owner}))
            for plan in own
            if plan.requires_any and not any(o in there or o in mmps for o in plan.requires_any)
        ]
        if needed or choices or barring:
            more = (frozenset(needed), tuple(choices), frozenset(barring - {position}))
            table[position] = Bundle._make((*bundle[:7], *more))
    return table


def chains(table: Sequence[Bundle]) -> list[tuple[int, ...]]:
    """Of every bundle, what it needs in the order in which it has to come, and itself at the end."""
    found: list[tuple[int, ...]] = [(position,) for position in range(len(table))]
    known = {position for position, bundle in enumerate(table) if not bundle.needs}

    def chain(position: int) -> tuple[int, ...]:
        if position not in known:
            before = [p for other in sorted(table[position].needs) for p in chain(other)]
            found[position] = (*dict.fromkeys(before), position)
            known.add(position)
        return found[position]

    if len(known) < len(table):
        for position in range(len(table)):
            chain(position)
    return found


def groups(table: Sequence[Bundle], purses: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Purses that share a bundle or a link, with the bundles that they pay: each is a problem of its own."""
    root = {purse: purse for purse in purses}
    """Of every purse, the one that its group is called after."""
    for bundle in table:
        linked = list(bundle.work)
        if bundle.needs or bundle.excludes or bundle.alternatives:
            others = (*bundle.needs, *bundle.excludes, *(o for group in bundle.alternatives for o in group))
            linked += [purse for other in others for purse in table[other].work]
        if len(linked) > 1:
            joined = {root[purse] for purse in linked}
            if len(joined) > 1:
                first = root[linked[0]]
                root.update([(purse, first) for purse, own in root.items() if own in joined])
    paid: dict[int, tuple[list[int], list[int]]] = {}
    for purse in purses:
        paid.setdefault(root[purse], ([], []))[0].append(purse)
    for position, bundle in enumerate(table):
        for purse in bundle.work:
            paid[root[purse]][1].append(position)
            break
    return [(together, members) for together, members in paid.values() if members]
