"""Outcomes of one run, computed from the facts afterwards. ``OUTCOMES`` holds their exact definitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from sim.outcomes.claim_measures import claim_outcomes
from sim.world.ledger import BENCH, BUSINESS_CASE, GOVERNANCE, RUN_OFF, SUPPORT, WORK, Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint
    from sim.world.world import World

Better = Literal["more", "less", "neither"]


@dataclass(frozen=True)
class Outcome:
    """One measured quantity: what it is called, its unit, which direction is better, how it is defined."""

    label: str
    unit: Literal["money", "share", "weeks", "days", "count", "ratio", "per week", "per quarter"]
    better: Better
    definition: str


OUTCOMES: dict[str, Outcome] = {
    "npv": Outcome("Net present value", "money", "more", "discounted benefits - discounted costs"),
    "benefits": Outcome("Benefits", "money", "more", "realised benefits up to the benefit horizon, less penalties"),
    "cost": Outcome("Cost", "money", "less", "everything in the ledger, run-off included"),
    "roi": Outcome("Return on investment", "ratio", "more", "(benefits - cost) / cost, undiscounted"),
    "realised_share": Outcome(
        "Realised of claimed", "share", "more",
        "realised benefits / benefits claimed, at their estimated dates, for everything that got money",
    ),
    "time_to_first_value_weeks": Outcome(
        "Time to first value", "weeks", "less",
        "week of the first release that earns; the benefit horizon when none does",
    ),
    "lead_time_weeks": Outcome(
        "Lead time of an MMP", "weeks", "less",
        "mean over released MMPs, appeared to released; MMPs under way at week 0 left out",
    ),
    "idea_to_funding_weeks": Outcome(
        "Idea to money", "weeks", "less", "mean over funded MMPs, appeared to funded; MMPs under way left out"
    ),
    "longest_gap_weeks": Outcome(
        "Longest gap without value", "weeks", "less",
        "mean over streams of the longest time in the horizon without a release that earns",
    ),
    "three_month_rule_share": Outcome(
        "Three-month rule kept", "share", "more", "share of streams whose longest gap is at most a quarter"
    ),
    "days_per_release": Outcome(
        "Days per release", "days", "less", "days in the horizon x streams / releases (horizon x streams when none)"
    ),
    "cost_per_release": Outcome(
        "Cost per release", "money", "less", "cost in the horizon without support / releases in it (or / 1)"
    ),
    "releases": Outcome("Releases", "count", "more", "dates in the horizon on which a stream releases something"),
    "flow_efficiency": Outcome(
        "Flow efficiency", "share", "more", "sum of touch time / sum of time from activation to done"
    ),
    "utilisation": Outcome("Utilisation", "share", "neither", "busy / available server-weeks in the horizon"),
    "throughput": Outcome("Throughput", "per week", "more", "features finished per week of the horizon"),
    "wip": Outcome("Work in progress", "count", "less", "features activated and not done, mean over the horizon"),
    "cycle_time_weeks": Outcome("Cycle time of a feature", "weeks", "less", "mean time from activation to done"),
    "work_item_age_weeks": Outcome(
        "Age of unfinished features", "weeks", "less", "mean time since activation, not done at the horizon"
    ),
    "sunk_stopped": Outcome(
        "Sunk in stopped MMPs", "money", "less",
        "work, direct cost and business cases of stopped MMPs",
    ),
    "sunk_valueless": Outcome(
        "Sunk in MMPs without value", "money", "less",
        "the same for released MMPs that earn nothing",
    ),
    "sunk_unfinished": Outcome(
        "Sunk in unfinished MMPs", "money", "less",
        "the same for funded MMPs never released",
    ),
    "time_to_stop_weeks": Outcome("Time to stop", "weeks", "less", "mean over stopped MMPs, activated to stopped"),
    "false_stops": Outcome("False stops", "count", "less", "stopped MMPs that would have succeeded"),
    "false_continuations": Outcome("False continuations", "count", "less", "released MMPs that earn nothing"),
    "governance_share": Outcome(
        "Governance share", "share", "less",
        "(governance + business cases) / cost without support",
    ),
    "budget_used_share": Outcome("Budget used", "share", "neither", "cost in the horizon without support / budget"),
    "bench_share": Outcome("Paid without work", "share", "less", "bench / payroll in the horizon"),
    "run_off_cost": Outcome("Cost of run-off", "money", "less", "work after the last quarter"),
    "mmps_released": Outcome("MMPs released", "count", "more", "released by the benefit horizon"),
    "mmps_unfinished": Outcome("MMPs unfinished", "count", "less", "funded, neither released nor stopped"),
    "mmps_stopped": Outcome("MMPs stopped", "count", "neither", "stopped on evidence"),
    "mmps_not_chosen": Outcome("MMPs never chosen", "count", "neither", "appeared and never got money"),
    "loser_weeks": Outcome(
        "Weeks of work on a loser", "weeks", "less",
        "mean over begun MMPs that would earn nothing, activated to stopped, completed or the end of the clock",
    ),
    "overload_share": Outcome(
        "Time above 90 % load", "share", "less",
        "share of the weeks of all streams in the horizon in which more than 90 % of the people there are at work",
    ),
    "failed_share": Outcome(
        "Bets that fail", "share", "less", "begun MMPs with a claim that earn nothing / begun MMPs with a claim"
    ),
    "best_tenth_cover": Outcome(
        "Cost covered by the best tenth", "ratio", "more",
        "benefits of the tenth of the bets that earns most / work, direct cost and business cases of all bets",
    ),
    "measured_share": Outcome(
        "Spent on measured outcomes", "share", "more",
        "smallest share over streams of the money on MMPs that goes to those with an objective whose evidence "
        "shows before they are complete",
    ),
    "losers_stopped_share": Outcome(
        "Losers stopped", "share", "more", "begun MMPs that would earn nothing and are stopped / those begun"
    ),
}  # fmt: skip
"""Every outcome, in the order of reports."""


@dataclass(frozen=True)
class Result:
    """What is kept of one run: outcomes and curves."""

    outcomes: dict[str, float]
    cumulative: Floats
    """Discounted net value up to the end of each week, from 0: shape (weeks + 1,), currency."""
    benefits: Floats
    """Benefits less penalties in each week: shape (weeks,), currency."""


def released_by(states: list[State], end: float) -> list[State]:
    """MMPs released by a week."""
    return [s for s in states if s.released is not None and s.released <= end]


def benefits_by_week(world: World, states: list[State], end: float) -> tuple[Floats, Floats, Floats]:
    """Realised benefits and penalties by week, shape (weeks,), and benefits by MMP, shape (mmps,), currency."""
    calendar = world.blueprint.calendar
    quarter = np.minimum(np.arange(calendar.benefit_end) // calendar.weeks_per_quarter, 10**6)
    total = np.zeros(calendar.benefit_end)
    penalties = np.zeros(calendar.benefit_end)
    earned = np.zeros(len(states))
    volatile = world.blueprint.scenario.uncertainty.market.volatility > 0
    for state in states:
        earnings = state.plan.earnings
        out = state.released if state.released is not None and state.released <= end else None
        if earnings.due is not None:
            penalties += earnings.penalties(out)
        if out is not None and state.fate.multiplier and earnings.earns:
            amounts = earnings.weekly(out) * state.fate.multiplier
            if volatile:
                market = state.fate.market
                amounts *= market[np.minimum(quarter, len(market) - 1)]
            total += amounts
            earned[state.index] = amounts.sum()
    return total, penalties, earned


def measure(
    world: World,
    states: list[State],
    ledger: Ledger,
    visits: Floats,
    end: float,
    moves: Sequence[tuple[float, int, int]] = (),
) -> Result:
    """Every outcome of a run; NaN where there is nothing to measure (no release, no stop)."""
    blueprint = world.blueprint
    calendar = blueprint.calendar
    benefits, penalties, earned = benefits_by_week(world, states, end)
    costs = ledger.by_week(calendar.benefit_end) / 100.0
    net = benefits - penalties - costs.sum(axis=0)
    cumulative = np.concatenate([[0.0], np.cumsum(net * blueprint.weights)])
    outcomes = {
        **_money(blueprint, ledger, benefits, penalties, costs, cumulative),
        **_sunk(states, ledger, end),
        **_times(blueprint, states, end),
        **_releases(blueprint, states, costs),
        **_flow(blueprint, states, visits, end),
        **_counts(world, states, end),
        **claim_outcomes(blueprint, states, ledger, visits, moves, earned, end),
    }
    outcomes["realised_share"] = _realised(world, states, float(benefits.sum()))
    return Result({name: outcomes[name] for name in OUTCOMES}, cumulative, benefits - penalties)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _money(
    blueprint: Blueprint, ledger: Ledger, benefits: Floats, penalties: Floats, costs: Floats, cumulative: Floats
) -> dict[str, float]:
    cost = ledger.total / 100.0
    earned = float(benefits.sum() - penalties.sum())
    change = cost - float(costs[SUPPORT].sum())
    horizon = blueprint.calendar.horizon
    spent = float(costs[:, :horizon].sum() - costs[SUPPORT].sum())
    scenario = blueprint.scenario
    budget = sum(scenario.budget.in_quarter(q + 1) for q in range(blueprint.calendar.quarters))
    payroll = float(costs[:RUN_OFF, :horizon].sum())
    overhead = float(costs[GOVERNANCE].sum() + costs[BUSINESS_CASE].sum())
    return {
        "npv": float(cumulative[-1]),
        "benefits": earned,
        "cost": cost,
        "roi": (earned - cost) / cost if cost else float("nan"),
        "governance_share": overhead / change if change else float("nan"),
        "budget_used_share": spent / budget if budget else float("nan"),
        "bench_share": float(costs[BENCH].sum()) / payroll if payroll else float("nan"),
        "run_off_cost": float(costs[RUN_OFF].sum()),
    }


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
    kept = [gap <= blueprint.calendar.weeks_per_quarter + 1e-9 for gap in gaps]
    count = len(dates)
    spent = float(costs[:, :horizon].sum() - costs[SUPPORT, :horizon].sum())
    return {
        "releases": float(count),
        "days_per_release": 7.0 * horizon * len(blueprint.streams) / max(1, count),
        "cost_per_release": spent / max(1, count),
        "longest_gap_weeks": sum(gaps) / len(gaps),
        "three_month_rule_share": sum(kept) / len(kept),
    }


def _flow(blueprint: Blueprint, states: list[State], visits: Floats, end: float) -> dict[str, float]:
    """Features of MMPs: from activation to done; unplanned work counts for utilisation only."""
    horizon = min(float(blueprint.calendar.horizon), end)
    servers = float(sum(stream.servers for stream in blueprint.streams))
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
    touch = np.bincount(key, np.nan_to_num((touch_end - touch_start)[own]), minlength=size)
    last_stage = np.zeros(len(blueprint.stage_ids), dtype=bool)
    for stream in blueprint.streams:
        last_stage[stream.first_stage + len(stream.stages) - 1] = True
    leaves = visits[own, 7]
    out = np.full(size, -np.inf)
    np.maximum.at(out, key, np.where(np.isnan(leaves), np.inf, leaves))
    seen = np.bincount(key, minlength=size) > 0
    done_last = np.zeros(size, dtype=bool)
    at_end = last_stage[visits[own, 2].astype(np.int64)] & ~np.isnan(leaves) & ~np.isnan(visits[own, 6])
    done_last[key[at_end]] = True
    start = np.array([np.nan if s.activated is None else s.activated for s in states]).repeat(width)
    stopped = np.array([np.inf if s.stopped is None else s.stopped for s in states]).repeat(width)
    finished = seen & done_last & (out < stopped)
    elapsed = (out - start)[finished]
    in_horizon = finished & (out <= horizon)
    leave = np.where(finished, out, np.minimum(stopped, horizon))
    started = _started(states, width)
    inside = np.clip(np.minimum(leave, horizon) - start, 0.0, None)[started].sum()
    open_at_end = started & (np.where(finished, out, np.inf) > horizon) & (stopped > horizon) & (start <= horizon)
    age = (horizon - start)[open_at_end]
    total = float(elapsed.sum())
    return {
        "flow_efficiency": float(touch[finished].sum()) / total if total > 0 else float("nan"),
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
        first = 0
        for part, features in enumerate(state.fate.features):
            work = state.parts[part]
            if work is not None:
                started[state.index, first + work.first : first + features] = True
            first += features
    return started.ravel()


def _counts(world: World, states: list[State], end: float) -> dict[str, float]:
    horizon = world.blueprint.calendar.horizon
    out = released_by(states, end)
    stopped = [s for s in states if s.stopped is not None]
    unfinished = [
        s for s in states if s.funded is not None and s.stopped is None and (s.released is None or s.released > end)
    ]
    never = [s for s in states if s.funded is None and s.plan.appears < horizon]
    return {
        "mmps_released": float(len(out)),
        "mmps_unfinished": float(len(unfinished)),
        "mmps_stopped": float(len(stopped)),
        "mmps_not_chosen": float(len(never)),
        "false_stops": float(sum(s.fate.success and s.plan.earnings.earns for s in stopped)),
        "false_continuations": float(sum(s.plan.earnings.earns and s.fate.multiplier == 0 for s in out)),
    }


def _realised(world: World, states: list[State], realised: float) -> float:
    """Realised benefits over those claimed for everything funded, had it been released on its estimated date.

    Claims are those made before any event of the scenario.
    """
    claimed = 0.0
    for state in states:
        if state.funded is not None:
            plan = world.mmps[state.index]
            week = min(int(state.funded + plan.duration + 0.5), len(plan.undiscounted) - 1)
            claimed += plan.undiscounted[week]
    return realised / claimed if claimed > 0 else float("nan")


__all__ = ["OUTCOMES", "WORK", "Outcome", "Result", "benefits_by_week", "earns", "measure", "released_by"]
