"""Pivots: an MMP with bad evidence is turned into something else, which keeps a share of its work.

At a round with bad evidence there are three ways on. Keep: what is still expected at the chance that is believed
now, for the work that is left. Pivot: a chance of success of its own, for the work that is left and for that which
a pivot does not keep, so released later. Stop: nothing more, for nothing more. The round takes what is worth most
(``sim.funding.rounds.stopping``); this module says what a pivot is worth, and does it.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.funding.state import Turn
from sim.kanban.items import Item, Part

if TYPE_CHECKING:
    from scenarios.language.funding_model import FundingModel
    from sim.funding.office import Office
    from sim.funding.portfolio import Portfolio
    from sim.funding.state import State


def worth(office: Office, state: State, now: float) -> tuple[float, float] | None:
    """Expected benefit and cost still to come of an MMP that is pivoted now, discounted to now; None: it is not.

    It is not where nobody pivots (again), where its evidence is good or shows nothing new to those who know, and
    while its work waits for new money.
    """
    model, plan = office.model, state.plan
    if len(state.turns) >= model.pivots or state.signalled is None or state.fate.signal:
        return None
    if plan.known or state.unit.held is not None:
        return None
    left = _left(state, model.pivot_keeps)
    streams = office.blueprint.streams
    cost = sum(features * streams[s].feature_cost for features, (s, _) in zip(left, plan.parts, strict=True))
    return office.estimates.benefit(state, left, chance(state, model), now), cost


def chance(state: State, model: FundingModel) -> float:
    """Chance of success after a pivot."""
    return state.plan.data.success_probability if model.pivot_success is None else model.pivot_success


def _kept(work: Part | None, keeps: float) -> int:
    """Features of a part that a pivot keeps; nothing is lost of a part that has not been begun."""
    return 0 if work is None else int(keeps * work.done + 1e-9)


def _left(state: State, keeps: float) -> list[float]:
    """Features of each part to do after a pivot, as known to those who look at the board."""
    left = []
    for part, work in enumerate(state.parts):
        lost = 0 if work is None else work.done - _kept(work, keeps)
        left.append(state.remaining_features(part) + lost)
    return left


def pivot(portfolio: Portfolio, state: State, model: FundingModel) -> None:
    """Turn an MMP: what is not kept leaves the board, the new work lines up, luck is drawn anew."""
    now, plan, unit = portfolio.env.now, state.plan, state.unit
    assert state.signalled is not None
    number, total = len(state.turns) + 1, state.total
    before = sum(portfolio.remaining_cost(state).values())
    given_up: list[tuple[Part, int]] = []
    unbegun = 0
    for part, (stream, _) in enumerate(plan.parts):
        old = state.parts[part]
        if old is None:
            unbegun += state.fate.features[part]
            continue
        kept = _kept(old, model.pivot_keeps)
        if kept == old.n:
            continue
        line = portfolio.lines[stream]
        if old.done < old.n:
            line.remove(state.index)
        else:
            portfolio.active[stream] += 1
            portfolio.open[stream] += 1
        new = Part(
            state.index,
            f"{plan.id} pivot {number}",
            old.n,
            portfolio.blueprint.streams[stream],
            portfolio.world,
            priority=old.priority,
            team=unit,
            on_done=old.on_done,
            number=state.total,
        )
        new.first = new.done = kept
        new.new_until = old.new_until
        line.on_part(new)
        state.parts[part] = new
        state.total += new.n
        given_up.append((old, kept))
        line.add([Item(new, k) for k in range(kept, new.n)])
        portfolio.wake(stream)
    new_work = sum(old.n - kept for old, kept in given_up)
    state.done = state.total - new_work - unbegun
    share = portfolio.blueprint.scenario.uncertainty.evidence.share
    state.mark = state.done + math.ceil(share * new_work - 1e-9)
    works, kepts = tuple(old for old, _ in given_up), tuple(kept for _, kept in given_up)
    state.turns.append(Turn(now, state.fate, state.signalled, state.prior, works, kepts, total))
    state.fate = portfolio.world.turned(plan, state.fate, number, chance(state, model))
    state.prior = state.belief = chance(state, model)
    state.signalled = None
    more = sum(portfolio.remaining_cost(state).values()) - before
    unit.money_left += more * (1 + unit.rules.overrun_tolerance)
