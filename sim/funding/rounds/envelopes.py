"""Splitting the money: what share of it every value stream gets is decided anew at each regular round.

Where value streams keep their people, each has a purse of its own: its envelope. Between rounds it is fixed; at a
round money may move, at most ``max_shift`` of all of it in a year, and people move with it.

By expected value, the shares and the units that they pay for in this round are one linear program. A unit may be
paid in part: in a round the last one of a purse may run over.

    maximise    sum_u (expected[u] - cost[u]) x[u] - a hair for every move,  0 <= x[u] <= 1
    subject to  sum_u cost[u, s] x[u] <= money[s] + whole (up[s] - down[s])      for every stream s
                sum_s up[s] = sum_s down[s] <= limit, down[s] <= what s can lose, x[u] <= x[what u needs]

By votes, envelopes go as far as the limit allows towards the shares of points that voters give; every voter counts
the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.rounds.purses import window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenarios.scenario import Vote
    from sim.arrays import Floats
    from sim.funding.office import Office
    from sim.funding.selection_rules import Candidate

FLOOR = 0.01
"""Share of its first envelope that a stream keeps in any case."""
HAIR = 1e-4
"""Cost of moving all the money in the program, as a share of what could be gained: nothing moves for nothing."""


def split(office: Office, candidates: Sequence[Candidate], money: dict[int, float], now: float) -> None:
    """Decide on envelopes; money of this round and of those to come moves with them, and so do people.

    Args:
        office: who decides, with a purse for every stream.
        candidates: what is on the table.
        money: uncommitted money by stream; changed.
        now: week of the round.

    """
    portfolio, streams, model = office.portfolio, list(office.streams), office.model
    if model.split == "fixed" or office.purses.shared or len(streams) < 2:
        return
    budget = office.purses.budget(*window(model, office.horizon, now))
    whole = sum(budget.values())
    if whole <= 0:
        return
    shares = np.array([budget[s] / whole for s in streams])
    first = np.array([budget[s] / portfolio.envelopes[s] / whole for s in streams])
    floors = np.minimum(shares, FLOOR * first)
    limit = min(1.0, model.max_shift * model.cadence_weeks / WEEKS_PER_YEAR)
    if model.split == "votes":
        quarter = int(now // office.blueprint.calendar.weeks_per_quarter) + 1
        names = [office.blueprint.streams[s].id for s in streams]
        moved = by_votes(office.blueprint.scenario.budget.votes, names, quarter, shares, floors, limit)
    else:
        links = _links(office, candidates)
        gains = np.array([c.expected - c.cost for c in candidates])
        costs = np.array([[c.stream_costs.get(s, 0.0) for c in candidates] for s in streams])
        left = np.array([money[s] for s in streams])
        moved = by_value(gains, costs.reshape(len(streams), -1), left, whole, shares - floors, limit, links)
    if not moved.any():
        return
    for stream, share, change in zip(streams, shares.tolist(), moved.tolist(), strict=True):
        money[stream] += change * whole
        portfolio.envelopes[stream] *= (share + change) / share if share > 0 else 1.0
    portfolio.shifted += float(np.abs(moved).sum()) / 2
    portfolio.on_split()


def by_votes(
    votes: Sequence[Vote],
    streams: Sequence[str],
    quarter: int,
    shares: Floats,
    floors: Floats,
    limit: float,
) -> Floats:
    """Changes of shares towards those of the votes that hold in a quarter: shape (streams,), they add up to 0.

    Every voter gives one vote in all, in proportion to the points of the last ballot; without any, nothing moves.
    """
    ballots: dict[str, int] = {}
    for vote in votes:
        if vote.quarter <= quarter:
            ballots[vote.voter] = max(ballots.get(vote.voter, 0), vote.quarter)
    wanted = np.zeros(len(streams))
    for voter, latest in ballots.items():
        own = [vote for vote in votes if vote.voter == voter and vote.quarter == latest]
        points = np.array([sum(vote.points for vote in own if vote.value_stream == name) for name in streams])
        if points.sum() > 0:
            wanted += points / points.sum()
    if not wanted.any():
        return wanted
    wanted = np.maximum(wanted / wanted.sum() * shares.sum(), floors)
    change = wanted * (shares.sum() / wanted.sum()) - shares
    distance = float(np.abs(change).sum()) / 2
    return change * min(1.0, limit / distance) if distance > 1e-12 else np.zeros(len(streams))


def by_value(
    gains: Floats,
    costs: Floats,
    money: Floats,
    whole: float,
    spare: Floats,
    limit: float,
    links: Mapping[int, Sequence[int]],
) -> Floats:
    """Changes of shares with which the best units can be paid: shape (streams,), they add up to 0.

    Args:
        gains: expected benefit less cost of every unit, shape (units,), currency.
        costs: of every unit by stream, shape (streams, units), currency.
        money: uncommitted money by stream, shape (streams,).
        whole: all money of the round, what a share of 1 is.
        spare: share that each stream can lose, shape (streams,).
        limit: share that may move in all.
        links: units that a unit needs, by place.

    """
    streams, units = costs.shape
    worth = float(np.maximum(gains, 0.0).sum())
    if worth <= 0 or limit <= 0:
        return np.zeros(streams)
    value = np.concatenate([-gains / worth, np.full(streams, HAIR), np.zeros(streams)])
    rows = [np.hstack([costs / whole, -np.eye(streams), np.eye(streams)])]
    upper = [np.maximum(money, 0.0) / whole]
    flow = np.concatenate([np.zeros(units), np.ones(streams), -np.ones(streams)])
    into = np.concatenate([np.zeros(units), np.ones(streams), np.zeros(streams)])
    rows.append(np.stack([flow, -flow, into]))
    upper.append(np.array([0.0, 0.0, limit]))
    for unit, others in links.items():
        for other in others:
            row = np.zeros((1, units + 2 * streams))
            row[0, unit], row[0, other] = 1.0, -1.0
            rows.append(row)
            upper.append(np.zeros(1))
    from scipy.optimize import linprog  # late: it takes as long as all else that a simulation loads

    most = np.concatenate([np.ones(units), np.ones(streams), np.maximum(spare, 0.0)])
    limits = [(0.0, highest) for highest in most.tolist()]
    found = linprog(value, A_ub=np.vstack(rows), b_ub=np.concatenate(upper), bounds=limits, method="highs")
    best = found.x
    if best is None:  # to leave everything as it is is always possible
        raise ArithmeticError(f"the program of envelopes has no answer: {found.message}")
    up, down = best[units : units + streams], best[units + streams :]
    change = np.where(np.abs(up - down) > 1e-9, up - down, 0.0)
    return np.asarray(change - change.sum() / streams if change.any() else change)


def _links(office: Office, candidates: Sequence[Candidate]) -> dict[int, list[int]]:
    """Other units on the table that each unit needs, by place."""
    place = {m: k for k, candidate in enumerate(candidates) for m in candidate.mmps}
    found: dict[int, list[int]] = {}
    for k, candidate in enumerate(candidates):
        for m in candidate.mmps:
            plan = office.everybody[m].plan
            needed = {place[o] for o in (*plan.requires, *plan.after, *plan.together) if o in place} - {k}
            if needed:
                found.setdefault(k, []).extend(sorted(needed))
    return found
