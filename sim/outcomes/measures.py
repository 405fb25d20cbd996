"""Outcomes of one run, computed from the facts afterwards; ``sim.outcomes.definitions`` defines them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.branches import times
from sim.outcomes.breakdown import Breakdown, break_down
from sim.outcomes.claim_measures import claim_outcomes
from sim.outcomes.definitions import OUTCOMES, Outcome
from sim.outcomes.earned import earnings_of
from sim.outcomes.money_measures import money_outcomes
from sim.outcomes.worth import cumulated
from sim.world.ledger import SUPPORT, WORK, Ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint, MmpPlan
    from sim.world.world import World


@dataclass(frozen=True)
class Result:
    """What is kept of one run: outcomes and curves."""

    outcomes: dict[str, float]
    cumulative: Floats
    """Discounted net value up to the end of each week, from 0: shape (weeks + 1,), currency."""
    benefits: Floats
    """Benefits less penalties in each week: shape (weeks,), currency."""
    breakdown: Breakdown
    """Who earns and who spends."""


def released_by(states: list[State], end: float) -> list[State]:
    """MMPs released by a week."""
    return [s for s in states if s.released is not None and s.released <= end]


def measure(
    world: World,
    states: list[State],
    ledger: Ledger,
    visits: Floats,
    end: float,
    moves: Sequence[tuple[float, int, int]] = (),
    more: Mapping[str, float] | None = None,
) -> Result:
    """Every outcome of a run; NaN where there is nothing to measure (no release, no stop).

    ``more``: outcomes that were measured elsewhere, of what is switched on.
    """
    blueprint = world.blueprint
    calendar = blueprint.calendar
    earned = earnings_of(world, states, end)
    benefits = earned.benefits - earned.penalties
    costs = ledger.by_week(calendar.benefit_end) / 100.0
    net = benefits - costs.sum(axis=0)
    cumulative = cumulated(net, blueprint.weights)
    outcomes = {
        **money_outcomes(blueprint, ledger.total / 100.0, benefits, costs, cumulative),
        **_sunk(states, ledger, end),
        **_times(blueprint, states, end),
        **_releases(blueprint, states, costs),
        **_flow(blueprint, states, visits, end),
        **_counts(world, states, end),
        **claim_outcomes(blueprint, states, ledger, visits, moves, earned.by_mmp, end),
    }
    outcomes |= _realised(world, states, float(earned.benefits.sum()))
    outcomes |= more or {}
    weight = blueprint.scenario.value_axis.weight
    if weight is not None and "customer_points" in outcomes:
        outcomes["weighed_value"] = outcomes["npv"] + weight * outcomes["customer_points"]
    tables = break_down(blueprint, world.mmps, ledger, earned.net, earned.discounted, benefits)
    return Result(_ordered(outcomes), cumulative, benefits, tables)


def _ordered(found: dict[str, float]) -> dict[str, float]:
    """Every outcome in the order of reports; those of what is not switched on do not exist."""
    missing = float("nan")
    return {name: found.get(name, missing) if what.optional else found[name] for name, what in OUTCOMES.items()}


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _sunk(states: list[State], ledger: Ledger, end: float) -> dict[str, float]:
    spent = ledger.by_mmp(len(states)) / 100.0
    stopped = valueless = unfinished = 0.0
    for state in states:
        if state.stopped is not None:
            stopped += spent[state.index]
        elif state.released is not None and state.released <= end:
            if state.fate.multiplier == 0 and state.plan.earnings.earns:
                valueless += spent[state.index]
        elif state.funded is not None:
            unfinished += spent[state.index]
    return {"sunk_stopped": stopped, "sunk_valueless": valueless, "sunk_unfinished": unfinished}


def earns(state: State) -> bool:
    """Whether a release brings value: something is claimed for it and luck does not make it nothing."""
    return state.plan.earnings.earns and state.fate.multiplier > 0


def _times(blueprint: Blueprint, states: list[State], end: float) -> dict[str, float]:
    new = [s for s in states if s.plan.data.underway is None]
    out = released_by(states, end)
    first = min((s.released for s in out if s.released is not None and earns(s)), default=None)
    return {
        "time_to_first_value_weeks": float(blueprint.calendar.benefit_end) if first is None else first,
        "lead_time_weeks": _mean(
            [s.released - s.plan.appears for s in new if s.released is not None and s.released <= end]
        ),
        "idea_to_funding_weeks": _mean([s.funded - s.plan.appears for s in new if s.funded is not None]),
        "time_to_stop_weeks": _mean(
            [s.stopped - s.activated for s in states if s.stopped is not None and s.activated is not None]
        ),
    }


def _releases(blueprint: Blueprint, states: list[State], costs: Floats) -> dict[str, float]:
    horizon = blueprint.calendar.horizon
    dates: set[tuple[int, float]] = set()
    valuable: list[list[float]] = [[] for _ in blueprint.streams]
    for state in released_by(states, horizon):
        assert state.released is not None
        for stream, _ in state.plan.parts:
            dates.add((stream, state.released))
            if earns(state):
                valuable[stream].append(state.released)
    gaps = [float(np.diff([0.0, *sorted(weeks), float(horizon)]).max()) for weeks in valuable]
    length = blueprint.calendar.weeks_per_quarter
    kept = sum(len({max(0, math.ceil(week / length - 1e-9) - 1) for week in weeks}) for weeks in valuable)
    count = len(dates)
    spent = float(costs[:, :horizon].sum() - costs[SUPPORT, :horizon].sum())
    return {
        "releases": float(count),
        "days_per_release": 7.0 * horizon * len(blueprint.streams) / max(1, count),
        "cost_per_release": spent / max(1, count),
        "longest_gap_weeks": sum(gaps) / len(gaps),
        "worst_gap_weeks": max(gaps),
        "three_month_rule_share": kept / (len(gaps) * blueprint.calendar.quarters),
    }


def _flow(blueprint: Blueprint, states: list[State], visits: Floats, end: float) -> dict[str, float]:
    """Features of MMPs: from activation to done; unplanned work counts for utilisation only."""
    horizon = min(float(blueprint.calendar.horizon), end)
    servers = float(blueprint.servers.sum())
    touch_start = visits[:, 5]
    served = ~np.isnan(touch_start)
    touch_end = np.where(np.isnan(visits[:, 6]), end, visits[:, 6])
    busy = float(np.clip(np.minimum(touch_end, horizon) - touch_start, 0.0, None)[served].sum())
    own = visits[:, 0] >= 0
    owner = visits[own, 0].astype(np.int64)
    feature = visits[own, 1].astype(np.int64)
    width = max((s.total for s in states), default=0) + 1
    key = owner * width + feature
    size = len(states) * width
    at_work, not_pulled = times(blueprint, visits, touch_end)
    touch = np.bincount(key, at_work[own], minlength=size)
    last_stage = np.zeros(len(blueprint.stage_ids), dtype=bool)
    for stream in blueprint.streams:
        last_stage[[stream.first_stage + k for k in stream.exits]] = True
    leaves = visits[own, 7]
    out = np.full(size, -np.inf)
    np.maximum.at(out, key, np.where(np.isnan(leaves), np.inf, leaves))
    seen = np.bincount(key, minlength=size) > 0
    done_last = np.zeros(size, dtype=bool)
    at_end = last_stage[visits[own, 2].astype(np.int64)] & ~np.isnan(leaves) & ~np.isnan(visits[own, 6])
    done_last[key[at_end]] = True
    start, stopped = _spans(states, width)
    finished = seen & done_last & (out < stopped)
    elapsed = (out - start)[finished]
    in_horizon = finished & (out <= horizon)
    leave = np.where(finished, out, np.minimum(stopped, horizon))
    started = _started(states, width)
    inside = np.clip(np.minimum(leave, horizon) - start, 0.0, None)[started].sum()
    open_at_end = started & (np.where(finished, out, np.inf) > horizon) & (stopped > horizon) & (start <= horizon)
    age = (horizon - start)[open_at_end]
    total = float(elapsed.sum())
    held = np.bincount(key, not_pulled[own], minlength=size)
    stuck = sum(part.stuck for state in states for part in state.work)
    sums = (float(touch[finished].sum()), stuck, float(held[finished].sum()) - stuck)
    efficiency, blocked, left = (amount / total if total > 0 else float("nan") for amount in sums)
    return {
        "flow_efficiency": efficiency,
        "blocked_share": blocked,
        "not_pulled_share": left,
        "waiting_share": 1.0 - efficiency - blocked - left,
        "utilisation": busy / (servers * horizon) if servers and horizon else float("nan"),
        "throughput": float(in_horizon.sum()) / horizon if horizon else float("nan"),
        "wip": float(inside) / horizon if horizon else float("nan"),
        "cycle_time_weeks": total / len(elapsed) if len(elapsed) else float("nan"),
        "work_item_age_weeks": float(age.mean()) if len(age) else 0.0,
    }


def _started(states: list[State], width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Features whose MMP has been activated: shape (mmps x width,)."""
    started = np.zeros((len(states), width), dtype=bool)
    for state in states:
        if state.activated is None:
            continue
        for work in state.work:
            started[state.index, work.number + work.first : work.number + work.n] = True
    return started.ravel()


def _spans(states: list[State], width: int) -> tuple[Floats, Floats]:
    """When work on each feature may begin, and when it is given up (infinity: never): shapes (mmps x width,)."""
    start = np.array([np.nan if s.activated is None else s.activated for s in states]).repeat(width)
    given_up = np.array([np.inf if s.stopped is None else s.stopped for s in states]).repeat(width)
    for state in states:
        row = state.index * width
        for turn in state.turns:
            start[row + turn.total : row + width] = turn.week
            for work in turn.work:
                given_up[row + work.number : row + work.number + work.n] = turn.week
    return start, given_up


def _counts(world: World, states: list[State], end: float) -> dict[str, float]:
    horizon = world.blueprint.calendar.horizon
    out = released_by(states, end)
    stopped = [s for s in states if s.stopped is not None]
    unfinished = [
        s for s in states if s.funded is not None and s.stopped is None and (s.released is None or s.released > end)
    ]
    appeared = [s for s in states if s.plan.appears < horizon]
    never = [s for s in appeared if s.funded is None]
    return {
        "mmps_released": float(len(out)),
        "mmps_unfinished": float(len(unfinished)),
        "mmps_stopped": float(len(stopped)),
        "mmps_not_chosen": float(len(never)),
        "unreleased_share": 1.0 - len(out) / len(appeared) if appeared else float("nan"),
        "false_stops": float(sum(s.fate.success and s.plan.earnings.earns for s in stopped)),
        "false_continuations": float(sum(s.plan.earnings.earns and s.fate.multiplier == 0 for s in out)),
    }


def _realised(world: World, states: list[State], realised: float) -> dict[str, float]:
    """Realised benefits over those claimed: by all candidates, and by everything funded, on their estimated dates.

    Claims are those made before any event of the scenario.
    """
    everything = funded = 0.0
    for state in states:
        plan = world.mmps[state.index]
        if plan.appears < world.blueprint.calendar.horizon:
            everything += _claimed(plan, plan.appears + plan.duration * (1.0 - (plan.data.underway or 0.0)))
        if state.funded is not None:
            funded += _claimed(plan, state.funded + plan.duration)
    return {
        "realised_share": realised / everything if everything > 0 else float("nan"),
        "realised_of_funded": realised / funded if funded > 0 else float("nan"),
    }


def _claimed(plan: MmpPlan, week: float) -> float:
    """What is claimed for a release in a week, to the nearest one."""
    return plan.undiscounted[min(int(week + 0.5), len(plan.undiscounted) - 1)]


__all__ = ["OUTCOMES", "WORK", "Outcome", "Result", "earns", "measure", "released_by"]
