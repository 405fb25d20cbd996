"""Outcomes behind the claims for value offices: losers, load, bets that pay, money on measured outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.world.ledger import overlap, people_by_week, served

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.funding.state import State
    from sim.world.blueprint import Blueprint
    from sim.world.ledger import Ledger

FULL = 0.9
"""Load above which a stream counts as overloaded: a queue is nine times its work there (M/M/1, rho / (1 - rho))."""


def claim_outcomes(
    blueprint: Blueprint,
    states: list[State],
    ledger: Ledger,
    visits: Floats,
    moves: Sequence[tuple[float, int, int]],
    earned: Floats,
    end: float,
) -> dict[str, float]:
    """The outcomes of this module by name; definitions are in ``sim.outcomes.definitions.OUTCOMES``.

    Args:
        blueprint: streams and calendar.
        states: where each MMP ended up, by index.
        ledger: the books.
        visits: stage visits, shape (n, 8).
        moves: changes in the number of servers: (week, stream index, change).
        earned: realised benefits of each MMP, shape (mmps,), currency.
        end: week in which the clock stopped.

    """
    return {
        **_losers(states, end),
        "overload_share": _overload(blueprint, visits, moves, end),
        **_bets(states, ledger, earned),
        "measured_share": _measured(blueprint, states, ledger),
    }


def _losers(states: list[State], end: float) -> dict[str, float]:
    """Losers are begun MMPs with a claim that would earn nothing."""
    lasted, stopped = [], 0
    for state in states:
        if state.activated is not None and state.plan.earnings.earns and state.fate.multiplier == 0:
            stopped += state.stopped is not None
            until = state.stopped if state.stopped is not None else state.completed
            lasted.append((end if until is None else until) - state.activated)
    if not lasted:
        return {"loser_weeks": float("nan"), "losers_stopped_share": float("nan")}
    return {"loser_weeks": sum(lasted) / len(lasted), "losers_stopped_share": stopped / len(lasted)}


def _overload(blueprint: Blueprint, visits: Floats, moves: Sequence[tuple[float, int, int]], end: float) -> float:
    """Busy servers over those that are there, stream by stream (and platform by platform) and week by week."""
    horizon, teams = blueprint.calendar.horizon, len(blueprint.servers)
    if not horizon or not teams:
        return float("nan")
    stage, started, finished, _ = served(visits, end)
    busy = overlap(started, finished, blueprint.payer_of_stage[stage], teams, horizon)
    people = people_by_week(blueprint, moves, horizon)
    there = people > 1e-9
    return float((busy[there] > FULL * people[there]).mean()) if there.any() else float("nan")


def _bets(states: list[State], ledger: Ledger, earned: Floats) -> dict[str, float]:
    """Bets are MMPs with a claim that were begun."""
    begun = [s for s in states if s.activated is not None and s.plan.earnings.earns]
    if not begun:
        return {"failed_share": float("nan"), "best_tenth_cover": float("nan")}
    failed = sum(state.fate.multiplier == 0 for state in begun)
    spent = ledger.by_mmp(len(states)) / 100.0
    cost = float(sum(spent[state.index] for state in begun))
    amounts = sorted((float(earned[state.index]) for state in begun), reverse=True)
    tenth = len(begun) / 10  # a part of a bet counts in part
    whole = int(tenth)
    best = sum(amounts[:whole]) + (tenth - whole) * amounts[whole]
    return {
        "failed_share": failed / len(begun),
        "best_tenth_cover": best / cost if cost > 0 else float("nan"),
    }


def _measured(blueprint: Blueprint, states: list[State], ledger: Ledger) -> float:
    """By stream: money booked on MMPs with an objective and evidence in time, over money booked on MMPs."""
    seen = np.array([_evidence_in_time(s) and s.plan.data.objective is not None for s in states])
    own = (ledger.mmp >= 0) & (ledger.stream >= 0)
    stream, cents = ledger.stream[own], ledger.cents[own].astype(float)
    streams = len(blueprint.streams)
    spent = np.bincount(stream, cents, minlength=streams)
    measured = np.bincount(stream, cents * seen[ledger.mmp[own]], minlength=streams)
    return float((measured[spent > 0] / spent[spent > 0]).min()) if (spent > 0).any() else float("nan")


def _evidence_in_time(state: State) -> bool:
    """Whether evidence showed while there was still something to decide."""
    return state.signalled is not None and (state.completed is None or state.signalled < state.completed)
