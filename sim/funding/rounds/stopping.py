"""Which work under way is given up on evidence: what it still earns and makes possible, against its cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.funding.pivots import pivot, worth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.funding.office import Office
    from sim.funding.selection_rules import Candidate
    from sim.funding.state import State


def stop_losers(office: Office, active: Iterable[State], candidates: Sequence[Candidate]) -> None:
    """Stop MMPs on evidence, or pivot them; one that chosen others wait for, or that is mandatory, goes on.

    Of going on, turning into something else and stopping, what is expected to be worth most is done.
    What is still to come of an MMP is its own benefit and the net worth of what waits for money and needs it. It is
    measured against candidates that its own people and purse could serve, and against no others.
    """
    key, model, now = office.purses.key, office.model, office.env.now
    waiting = [(frozenset(map(key, c.stream_costs)), c.expected / c.cost) for c in candidates if c.cost > 0]
    table = {m: candidate for candidate in candidates for m in candidate.mmps}
    for state in active:
        if not model.reestimate or state.plan.data.mandatory:
            continue
        if state.signalled is None and not state.shocked:
            continue
        if is_waited_for(office, state):
            continue
        benefit, cost = office.estimates.worth(state, now)
        turned = worth(office, state, now)
        pivots = (
            turned is not None and turned[0] - model.stop_hurdle * turned[1] > benefit - model.stop_hurdle * cost
        )
        if turned is not None and pivots:
            benefit, cost = turned
        benefit += worth_of_followers(office, state, table)
        hopeless = benefit < model.stop_hurdle * cost
        factor = model.opportunity
        served = {key(stream) for stream, _ in state.plan.parts}
        best = max((worth for purses, worth in waiting if purses <= served), default=0.0)
        if hopeless or (factor is not None and cost > 0 and best > factor * benefit / cost):
            office.portfolio.stop(state)
        elif pivots:
            pivot(office.portfolio, state, model)
        elif state.signalled is not None:
            state.kept = now


def worth_of_followers(office: Office, state: State, table: Mapping[int, Candidate]) -> float:
    """Expected benefit less cost of the candidates that need an MMP, and of those that need these, in currency.

    Each counts once and only where it is worth its cost together with what follows it; the cost of what else it
    needs and nobody has chosen yet counts as its own. ``table`` has the candidates by the MMPs in them.
    """
    return _following(office, state.index, table, set())


def _following(office: Office, index: int, table: Mapping[int, Candidate], seen: set[str]) -> float:
    """The same by the index of the MMP, without the units that have been seen already."""
    total = 0.0
    for other in office.wanted_by.get(index, ()):
        candidate = table.get(other)
        if candidate is None or candidate.unit in seen or index not in _needs(office, other):
            continue
        seen.add(candidate.unit)
        lacking = {table[o].unit: table[o] for m in candidate.mmps for o in _needs(office, m) if o in table}
        lacking.pop(candidate.unit, None)
        net = candidate.expected - candidate.cost + sum(_following(office, m, table, seen) for m in candidate.mmps)
        net += sum(min(0.0, c.expected - c.cost) for name, c in lacking.items() if name not in seen)
        total += max(0.0, net)
    return total


def _needs(office: Office, index: int) -> tuple[int, ...]:
    plan = office.everybody[index].plan
    return (*plan.requires, *plan.after, *plan.together)


def is_waited_for(office: Office, state: State) -> bool:
    """Whether a chosen MMP needs this one, or has no other alternative left."""
    for index in office.wanted_by.get(state.index, ()):
        other = office.everybody[index]
        if other.chosen is None or other.released is not None or other.stopped is not None:
            continue
        plan = other.plan
        if state.index in (*plan.requires, *plan.after, *plan.together):
            return True
        alternatives = (office.everybody[o] for o in plan.requires_any if o != state.index)
        if not any(a.chosen is not None and a.stopped is None and not a.dropped for a in alternatives):
            return True
    return False
