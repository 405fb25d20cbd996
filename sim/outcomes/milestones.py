"""Moments in the life of an MMP, read off a finished run: what happened when, and what it waited for."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from sim.funding.estimates import posterior
from sim.outcomes.measures import earns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scenarios.language.funding_model import FundingModel
    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.outcomes.run import Run
    from sim.world.world import Fate

Kind = Literal[
    "appeared", "news", "rules", "considered", "chosen", "funded", "activated", "first_feature", "out_of_money",
    "more_money", "blocked", "evidence", "pivoted", "stopped", "completed", "due", "released", "first_value",
    "expired", "break_even",
]  # fmt: skip
ORDER: tuple[Kind, ...] = Kind.__args__  # type: ignore[attr-defined]
"""Kinds in the order in which they are told when they fall on the same instant."""


@dataclass(frozen=True)
class Moment:
    """Something that happened, at a week, with what is to be said about it."""

    week: float
    kind: Kind
    facts: Mapping[str, Any] = field(default_factory=dict)


def moments(run: Run, model: FundingModel, index: int, break_even: float | None) -> tuple[Moment, ...]:
    """Every moment of one MMP of a run, in order of time.

    Args:
        run: the finished run.
        model: the funding model it was run under.
        index: of the MMP.
        break_even: week from which on it has brought back what was spent on it.

    """
    state = run.states[index]
    found = [*_before_work(run, model, state), *_work(run, state), *_after_work(run, state)]
    if break_even is not None and state.released is not None:
        found.append(Moment(max(break_even, state.released), "break_even"))
    return tuple(sorted((m for m in found if m.week <= run.end), key=lambda m: (m.week, ORDER.index(m.kind))))


def _before_work(run: Run, model: FundingModel, state: State) -> Iterator[Moment]:
    blueprint, data = run.world.blueprint, state.plan.data
    share = data.underway
    yield Moment(state.plan.appears, "appeared", {} if share is None else {"underway": share})
    shocks = blueprint.shocks
    for number in state.news:
        yield Moment(shocks.week(number), "news", {"event": shocks.events[number].kind})
    yield from _switches(run, model, state)
    if share is None and state.considered is not None:
        yield Moment(state.considered, "considered")
        if state.chosen is not None:
            passed = 0
            if model.transition is None and not model.streams:
                passed = round((state.chosen - state.considered) / model.cadence_weeks)
            together = len(state.unit.mmps) - 1
            yield Moment(state.chosen, "chosen", {"rounds_passed_over": passed, "with": together})
    if share is None and state.funded is not None:
        yield Moment(state.funded, "funded")
    if state.activated is not None:
        yield Moment(state.activated, "activated", {"forming": _forming(state)})


def _switches(run: Run, model: FundingModel, state: State) -> Iterator[Moment]:
    from sim.funding.timetables import timetable

    table = timetable(model, run.world.blueprint)
    for switch in table.switches:
        if switch.stream == state.plan.home and switch.week > 0:
            rules = table.rules[switch.rules]
            yield Moment(switch.week, "rules", {"to": rules.name or rules.base})


def _forming(state: State) -> float:
    """Weeks of formation still to come when its work starts."""
    assert state.activated is not None
    return max(0.0, state.unit.forming_until - state.activated)


def _work(run: Run, state: State) -> Iterator[Moment]:
    visits = run.visits[run.visits[:, 0] == state.index]
    done = _done(run, state, visits)
    if done:
        week = min(done.values())
        yield Moment(week, "first_feature", {"features": state.total})
    yield from _blocked(run, state, visits)
    for start, until in state.unit.holds:
        over = [date for date in (state.completed, state.stopped) if date is not None]
        if state.funded is None or start < state.funded or any(date <= start for date in over):
            continue
        yield Moment(start, "out_of_money", {"weeks": until - start})
        yield Moment(until, "more_money")
    for turn in state.turns:
        yield _evidence(run, state, turn.signalled, turn.fate, turn.prior)
        kept = sum(turn.kept)
        yield Moment(turn.week, "pivoted", {"kept": kept, "done": sum(work.done for work in turn.work)})
    if state.signalled is not None:
        yield _evidence(run, state, state.signalled, state.fate, state.prior)


def _evidence(run: Run, state: State, week: float, fate: Fate, prior: float) -> Moment:
    evidence = run.world.blueprint.scenario.uncertainty.evidence
    after = posterior(prior, fate.signal, evidence.sensitivity, evidence.specificity)
    facts: dict[str, Any] = {"good": fate.signal, "right": fate.signal == fate.success}
    facts |= {"prior": prior, "posterior": after, "heeded": bool(state.unit.rules.reestimate)}
    return Moment(week, "evidence", facts)


def _done(run: Run, state: State, visits: Floats) -> dict[int, float]:
    """Week in which each finished feature was done."""
    last = {stream.first_stage + k for stream in run.world.blueprint.streams for k in stream.exits}
    stopped = math.inf if state.stopped is None else state.stopped
    given_up = [(work.number, work.number + work.n, turn.week) for turn in state.turns for work in turn.work]
    found: dict[int, float] = {}
    for feature in np.unique(visits[:, 1]):
        own = visits[visits[:, 1] == feature]
        final = own[np.lexsort((own[:, 3], own[:, 4]))[-1]]  # the latest arrival
        stage, finished, left = int(final[2]), float(final[6]), float(final[7])
        cut = min([week for first, end, week in given_up if first <= feature < end], default=stopped)
        if stage in last and not math.isnan(finished) and left < cut:
            found[int(feature)] = left
    return found


def _blocked(run: Run, state: State, visits: Floats) -> Iterator[Moment]:
    """The longest time that one of its features waited for somebody outside."""
    world, plan = run.world, state.plan
    first, spells = 0, []
    for part, (stream, _) in enumerate(plan.parts):
        layout, n = world.blueprint.streams[stream], state.fate.features[part]
        drawn = world.visits(plan.id, n, layout)
        ended = visits[(visits[:, 1] >= first) & (visits[:, 1] < first + n) & ~np.isnan(visits[:, 6])]
        last = {
            tuple(row[1:4]): row for row in ended[np.argsort(ended[:, 6], kind="stable")]
        }  # of parts, of stretches
        for row in last.values():
            stage = int(row[2]) - layout.first_stage
            if not 0 <= stage < len(layout.stages):
                continue
            turn, number = int(row[3]), int(row[1]) - first
            draws = world.later_visit(plan.id, n, layout, stage, turn) if turn else drawn[stage]
            wait = min(draws[2][number], (run.end if math.isnan(row[7]) else float(row[7])) - float(row[6]))
            if wait > 0:
                spells.append((wait, float(row[6]), int(row[1]) + 1, layout.stages[stage].id))
        first += n
    if spells:
        wait, week, feature, where = max(spells)
        total = sum(spell[0] for spell in spells)
        facts = {"weeks": wait, "feature": feature, "stage": where, "times": len(spells), "total_weeks": total}
        yield Moment(week, "blocked", facts)


def _after_work(run: Run, state: State) -> Iterator[Moment]:
    plan = state.plan
    if state.stopped is not None:
        facts: dict[str, Any] = {"done": state.done, "features": state.total, "would_succeed": state.fate.success}
        yield Moment(state.stopped, "stopped", facts)
    if state.completed is not None:
        yield Moment(state.completed, "completed", {"features": state.total, **_awaited(run, state)})
    if state.dropped and state.funded is not None and math.isfinite(plan.latest):
        yield Moment(plan.latest, "expired")
    due = plan.earnings.due
    if due is not None and due < run.world.blueprint.calendar.benefit_end:
        met = state.released is not None and state.released <= due
        paid = float(plan.earnings.penalties(state.released).sum())
        yield Moment(due, "due", {"met": met, "penalty": paid})
    if state.released is not None and state.released <= run.end:
        together = sum(s.released == state.released for s in state.group.members) - 1
        yield Moment(state.released, "released", {"with": together})
        facts = {"earns": earns(state), "claims": plan.earnings.earns, "multiplier": state.fate.multiplier}
        yield Moment(state.released, "first_value", facts)


def _awaited(run: Run, state: State) -> dict[str, Any]:
    """Why a complete MMP is not out at once: the last of its release unit, what it requires, a release date."""
    assert state.completed is not None
    until = state.released
    if until is not None and until <= state.completed + 1e-9:
        return {}
    facts: dict[str, Any] = {"weeks": None if until is None else until - state.completed}
    members = [s for s in state.group.members if s is not state]
    late = [s for s in members if s.completed is not None and s.completed > state.completed]
    open_ = [s for s in members if s.completed is None and s.stopped is None and not s.dropped]
    required = [run.states[o] for o in state.plan.requires]
    if open_:
        return facts | {"for": "bundle", "last": open_[0].plan.id, "others": len(open_) + len(late)}
    if late:
        last = max(late, key=lambda s: (s.completed or 0.0, s.index))
        return facts | {"for": "bundle", "last": last.plan.id, "others": len(late), "week": last.completed}
    missing = [s for s in required if s.released is None or s.released > state.completed]
    if missing:
        last = max(missing, key=lambda s: math.inf if s.released is None else s.released)
        return facts | {"for": "requirement", "last": last.plan.id, "others": len(missing)}
    return facts | {"for": "release_date"}
