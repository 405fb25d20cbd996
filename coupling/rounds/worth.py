"""What bundles are worth by the slot in which their queues are through with them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scenarios.quantities.units import WEEKS_PER_YEAR
from sim.funding.rounds.queues import SLOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coupling.rounds.outlook import Outlook
    from coupling.rounds.table import Bundle
    from sim.arrays import Floats
    from sim.funding.selection_rules import Round

TOO_LATE = -1e15
"""Worth of what may not start any more, in currency."""


def worths(
    round_: Round,
    known: Outlook,
    bundles: Sequence[Bundle],
    loads: Sequence[Sequence[tuple[float, int]]],
    length: int,
) -> Floats:
    """Expected net benefit, discounted to now, when queues are through in each slot: shape (bundles, slots).

    Args:
        round_: what is known.
        known: tables of the scenario.
        bundles: what is asked about.
        loads: of each of them, by purse: pay of its people for a slot, and work in slots.
        length: slots that are asked for, from now on.

    """
    plans, fates, beliefs = round_.plans or round_.world.mmps, round_.world.fates, round_.beliefs
    calendar, weeks = known.calendar, round_.now
    quarter = int(weeks / calendar.weeks_per_quarter)
    growth = math.exp(calendar.discount_rate / WEEKS_PER_YEAR * weeks)
    success, failure, now = known.success, known.failure, round(SLOTS * weeks)
    longest = [max([work for _, work in load], default=0) for load in loads]
    soon = [0] * len(bundles)
    for row, bundle in enumerate(bundles):
        earliest = max([plans[m].earliest for m in bundle.mmps])
        if earliest > weeks:
            soon[row] = round(SLOTS * (earliest - weeks)) + longest[row]
    end = now + max(length, max(soon) + 1)
    rows: list[Floats] = []
    factors: list[float] = []
    direct: list[float] = []
    edges: list[int] = []
    for bundle in bundles:
        edges.append(len(rows))
        for m in bundle.mmps:
            plan, market, belief = plans[m], fates[m].prices, beliefs[m]
            share = belief * success + (1 - belief) * failure
            rows.append(known.of(plan)[0][now:end])
            factors.append(growth * share * plan.insight * market[min(quarter, len(market) - 1)])
            direct.append(plan.data.direct_cost)
    found = np.array(rows)
    found *= np.array(factors)[:, None]
    if any(direct):
        found -= np.array(direct)[:, None]
    row = 0
    for bundle in bundles:
        for m in bundle.mmps:
            if plans[m].pays:
                found[row] += growth * (plans[m].penalties[-1] - known.of(plans[m])[1][now:end])
            row += 1
    if len(rows) > len(bundles):
        found = np.add.reduceat(found, edges, axis=0)
    if round_.saves_pay:
        found -= np.array([bundle.cost for bundle in bundles])[:, None]
    else:
        _run_off(found, loads, SLOTS * calendar.horizon - now)
    for row, bundle in enumerate(bundles):
        if soon[row]:
            not_before(found[row], soon[row])
        latest = min([plans[m].latest for m in bundle.mmps])
        if latest < math.inf:
            found[row, max(0, round(SLOTS * (latest - weeks)) + longest[row]) :] = TOO_LATE
    return np.asarray(found)


def _run_off(worth: Floats, loads: Sequence[Sequence[tuple[float, int]]], horizon: int) -> None:
    """Take off what is paid after the last quarter: people are paid anyway up to its end, in slots from now."""
    over = np.arange(1.0, worth.shape[1] - horizon)
    if not len(over):
        return
    after = worth[:, horizon + 1 :]
    for column in range(max(map(len, loads))):
        own = [load[column] if column < len(load) else (0.0, 0) for load in loads]
        pay = np.array([amount for amount, _ in own])[:, None]
        after -= np.minimum(pay * over, np.array([amount * work for amount, work in own])[:, None])


def not_before(worth: Floats, slot: int) -> None:
    """Whatever is through earlier is worth what it is worth then."""
    worth[:slot] = worth[min(slot, len(worth) - 1)]
