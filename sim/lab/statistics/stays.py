"""Who was where and when: a log by stream, and time integrals of numbers present."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.arrivals import SaturatedArrivals
from sim.arrays import Floats, Ints
from sim.stations.features import BLOCKED, INTERRUPTED

if TYPE_CHECKING:
    from sim.lab.engine.log import Log
    from sim.stations.network import Network


@dataclass(frozen=True)
class Stays:
    """Features of one stream, and their stays at its stages; NaN = not yet."""

    idea: Floats
    entered: Floats
    left: Floats
    fate: Ints
    priority: Ints
    queued: Floats
    """Weeks each feature waited for a server, all visits together."""
    served: Floats
    """Weeks each was in service."""
    visits: Ints
    """Stage visits of each that have begun."""
    step: Ints
    """By stay: position of the stage; parallel parts of a feature are one stay."""
    came: Floats
    began: Floats
    """When a server first touched it (its first part)."""
    ended: Floats
    """When its work ended (its last part)."""
    ready: Floats
    """When it could go on: the same, or when somebody outside let it go."""
    went: Floats
    by_step: tuple[Ints, ...]
    """Rows of the stays at each stage."""
    cut_step: Ints
    """By interruption of a feature in service by a more urgent one: position of the stage."""
    cut_from: Floats
    cut_to: Floats


def stays_of(log: Log, network: Network, route: int) -> Stays:
    """The part of a log that concerns one stream."""
    items, visits = log.items, log.visits
    at = np.flatnonzero(items.route == route)
    if isinstance(network.routes[route].arrivals, SaturatedArrivals):
        at = at[~np.isnan(items.entered[at])]  # the next one is always waiting: nobody's work in progress
    rows = np.flatnonzero(visits.route == route)
    item, step = visits.item[rows], visits.step[rows]
    came, began, ended, went = (
        column[rows] for column in (visits.entered, visits.started, visits.finished, visits.left)
    )
    if any(s.branches for s in network.routes[route].steps):
        item, step, came, began, ended, went = _joined(item, step, came, began, ended, went)
    n = len(at)
    wait, work = began - came, ended - began
    over = ~np.isnan(ended)
    served = np.bincount(item[over], work[over], n)
    pauses = log.pauses
    cut = (pauses.route == route) & (pauses.kind == INTERRUPTED)
    owner, begin, end = pauses.item[cut], pauses.start[cut], pauses.end[cut]
    ended_cut = ~np.isnan(end)
    lost = np.bincount(owner[ended_cut], (end - begin)[ended_cut], n)
    served = served - lost
    begun = ~np.isnan(began)
    stuck = (pauses.route == route) & (pauses.kind == BLOCKED)
    ready = ended.copy()
    ready[_stay_at(pauses.item[stuck], pauses.start[stuck], item, came)] = pauses.end[stuck]
    return Stays(
        idea=items.idea[at],
        entered=items.entered[at],
        left=items.left[at],
        fate=items.fate[at],
        priority=items.priority[at],
        queued=np.bincount(item[begun], wait[begun], n) + lost,
        served=served,
        visits=np.bincount(item, minlength=n),
        step=step,
        came=came,
        began=began,
        ended=ended,
        ready=ready,
        went=went,
        by_step=tuple(np.flatnonzero(step == k) for k in range(len(network.routes[route].steps))),
        cut_step=step[_stay_at(owner, begin, item, came)],
        cut_from=begin,
        cut_to=end,
    )


def _stay_at(owner: Ints, moment: Floats, item: Ints, came: Floats) -> Ints:
    """Row of the stay of each feature at a moment: its last one that began by then."""
    if not len(owner):
        return np.empty(0, dtype=np.int64)
    asked = np.repeat([0, 1], [len(item), len(owner)])
    order = np.lexsort((asked, np.concatenate([came, moment]), np.concatenate([item, owner])))
    row = np.where(order < len(item), order, -1)
    latest = row[np.maximum.accumulate(np.where(row >= 0, np.arange(len(order)), 0))]
    found = np.empty(len(owner), dtype=np.int64)
    questions = order >= len(item)
    found[order[questions] - len(item)] = latest[questions]
    return found


def _joined(
    item: Ints, step: Ints, came: Floats, began: Floats, ended: Floats, went: Floats
) -> tuple[Ints, Ints, Floats, Floats, Floats, Floats]:
    """Parallel parts put together: rows of the same feature, stage and arrival become one."""
    order = np.lexsort((came, step, item))
    new = np.ones(len(order), dtype=bool)
    a, b = order[:-1], order[1:]
    new[1:] = (item[a] != item[b]) | (step[a] != step[b]) | (came[a] != came[b])
    first = np.flatnonzero(new)
    if not len(first):
        return item, step, came, began, ended, went
    last = np.maximum.reduceat  # a part that is not over yet keeps the whole open: NaN wins
    return (
        item[order][first],
        step[order][first],
        came[order][first],
        np.fmin.reduceat(began[order], first),
        last(ended[order], first),
        last(went[order], first),
    )


def area(begin: Floats, end: Floats, edges: Floats) -> Floats:
    """Integral of the number of open intervals up to each edge, counted from the first.

    Args:
        begin: starts; NaN = never.
        end: ends; NaN = still open.
        edges: increasing moments.

    """
    known = ~np.isnan(begin)
    up = np.sort(begin[known])
    down = end[known]
    down = np.sort(down[~np.isnan(down)])
    moments = np.concatenate([up, down])
    change = np.concatenate([np.ones(len(up)), -np.ones(len(down))])
    order = np.argsort(moments, kind="stable")
    moments, level = moments[order], np.cumsum(change[order])
    return _integral(moments, level, edges)


def stayed(begin: Floats, end: Floats, edges: Floats) -> Floats:
    """Sum over intervals of the time each has been open by each edge: the time integral by another way.

    Args:
        begin: starts.
        end: ends; NaN = still open.
        edges: increasing moments.

    """
    total = np.zeros(len(edges))
    for moments, sign in ((begin, 1.0), (end[~np.isnan(end)], -1.0)):
        ordered = np.sort(moments)
        sums = np.concatenate([[0.0], np.cumsum(ordered)])
        before = np.searchsorted(ordered, edges, side="right")
        total += sign * (before * edges - sums[before])
    return total


def levels(begin: Floats, end: Floats, edges: Floats) -> tuple[Floats, Floats, Floats]:
    """Between consecutive edges: integral of the number N of open intervals, of its square, and of [N = 0]."""
    up, down = np.sort(begin), np.sort(end[~np.isnan(end)])
    moments = np.concatenate([up, down])
    change = np.concatenate([np.ones(len(up)), -np.ones(len(down))])
    order = np.argsort(moments, kind="stable")
    moments, level = moments[order], np.cumsum(change[order])
    empty = np.diff(edges) - np.diff(_integral(moments, (level > 0).astype(np.float64), edges))
    return (
        np.diff(_integral(moments, level, edges)),
        np.diff(_integral(moments, level**2, edges)),
        np.maximum(empty, 0.0),
    )


def _integral(moments: Floats, level: Floats, edges: Floats) -> Floats:
    """Integral from the first edge to each edge of a step function that takes ``level`` from each moment on."""
    if not len(moments):
        return np.zeros(len(edges))
    begin = np.searchsorted(moments, edges[0], side="right")
    inside = moments[begin:]
    before = level[begin - 1] if begin else 0.0
    knots = np.concatenate([edges[:1], inside])
    height = np.concatenate([[before], level[begin:]])
    total = np.concatenate([[0.0], np.cumsum(height[:-1] * np.diff(knots))])
    at = np.searchsorted(knots, edges, side="right") - 1
    result: Floats = total[at] + height[at] * (edges - knots[at])
    return result
