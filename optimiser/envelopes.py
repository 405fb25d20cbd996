"""The portfolio's money split over value streams, as part of the program, and what a split costs.

Two levels. The upper one gives every stream an envelope, a share of the portfolio's money that it keeps for a
number of quarters; the lower one chooses MMPs within the envelopes. Both are decided together:

    share[s, p] >= 0: share of the money of period p that stream s gets
    sum_s share[s, p] <= 1                                                              [shares_<p>]
    spend of s in quarter q + left[s, q] <= share[s, p(q)] amount[q] + carry left[s, q - 1]   [<s>_envelope_<q>]

beside all rules of the plan but its stated budgets per stream. Compared are plans without envelopes (any stream may
take what another leaves, quarter by quarter), with the best split, and with fixed envelopes: the stated budgets per
stream, and money in proportion to what the teams of each stream cost. The first is never worth less than the
second, nor the second than the last, which is one of the splits; the differences are what envelopes cost.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

import pulp

from optimiser.candidates import Limit
from optimiser.data import Data
from optimiser.economics import WHOLE, capacity
from optimiser.optimisation import best, first_plan
from optimiser.program import Program, build
from optimiser.rules_of_thumb import ranking
from optimiser.solving import Effort, Status, relative_gap, solve
from scenarios.scenario import Scenario

Shares = dict[str, tuple[float, ...]]
"""Share of the portfolio's money by value stream (``WHOLE``: none), one per period."""


@dataclass(frozen=True)
class Funded:
    """The best plan with some way to give money to streams."""

    name: Literal["free", "split", "stated", "payroll"]
    """free: no envelopes; split: the best ones; stated: budgets of the scenario; payroll: by the cost of teams."""
    status: Status
    shares: Shares
    """Envelopes; empty where there are none."""
    starts: dict[str, int] | None
    value: float | None
    bound: float | None
    gap: float | None


@dataclass(frozen=True)
class Envelopes:
    """Ways to split the portfolio's money over value streams."""

    hold: int
    """Quarters for which an envelope is kept."""
    streams: tuple[str, ...]
    funded: tuple[Funded, ...]
    """Free, split, and every fixed way."""

    def by_name(self, name: str) -> Funded | None:
        """One way; None when it was not tried."""
        return next((way for way in self.funded if way.name == name), None)


def envelopes(
    scenario: Scenario,
    data: Data,
    hold: int | None = None,
    effort: Effort | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Envelopes:
    """The best split of the portfolio's money over value streams, each envelope kept for ``hold`` quarters.

    Without ``hold`` they are kept for the whole plan. Quarters whose money is not limited have no envelopes.
    """
    effort = effort or Effort()
    hold = data.quarters if hold is None else min(hold, data.quarters)
    streams = tuple(sorted({stream for c in data.candidates for stream, paid in c.money.items() if any(paid)}))
    stated = [limit for limit in data.limits if limit.kind == "budget" and limit.stream != WHOLE]
    bare = replace(data, limits=tuple(limit for limit in data.limits if limit not in stated))
    fixed = [("stated", stated)] if stated else []
    by_teams = _payroll(scenario, bare, streams)
    fixed += [("payroll", by_teams)] if by_teams else []
    steps, done = 2 + len(fixed), 0

    def tell() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    found = []
    warm: dict[str, int] | None = None
    for name, limits in fixed:
        held = replace(bare, limits=(bare.limits[0], *limits, *bare.limits[1:]))
        found.append(_fixed(held, name, limits, effort))
        if name == "payroll" or len(fixed) == 1:
            warm = found[-1].starts
        tell()
    split = _split(bare, streams, hold, effort)
    tell()
    free = _free(bare, split.starts or warm, effort)
    tell()
    return Envelopes(hold, streams, (free, split, *found))


def _payroll(scenario: Scenario, data: Data, streams: tuple[str, ...]) -> list[Limit]:
    """Money in proportion to what the teams of each stream cost; nothing where streams are not described."""
    known = {stream.id: stream for stream in scenario.value_streams}
    cost = {name: capacity(scenario, name) * known[name].team_cost_per_sprint for name in streams if name in known}
    whole, purse = sum(cost.values()), data.limits[0]
    if whole <= 0 or len(cost) < len(streams):
        return []
    parts = {name: amount / whole for name, amount in cost.items()}
    return [
        Limit("budget", name, tuple(part * amount for amount in purse.amounts), purse.carry)
        for name, part in sorted(parts.items())
    ]


def _packed(data: Data, effort: Effort) -> dict[str, int] | None:
    return first_plan(data, ranking(data, "value_per_cost"), effort)


def _free(data: Data, warm: dict[str, int] | None, effort: Effort) -> Funded:
    answer, starts = best(data, effort, warm or _packed(data, effort))
    return _funded("free", data, answer.status, {}, starts, answer.bound)


def _fixed(data: Data, name: str, limits: list[Limit], effort: Effort) -> Funded:
    answer, starts = best(data, effort, _packed(data, effort))
    purse = data.limits[0]
    whole = sum(amount for amount in purse.amounts if amount < inf)
    shares: Shares = {
        limit.stream: (sum(a for a in limit.amounts if a < inf) / whole if whole else 0.0,) for limit in limits
    }
    kind: Literal["stated", "payroll"] = "stated" if name == "stated" else "payroll"
    return _funded(kind, data, answer.status, shares, starts, answer.bound)


def _split(data: Data, streams: tuple[str, ...], hold: int, effort: Effort) -> Funded:
    program = build(data)
    share = add_envelopes(program, data, streams, hold)
    answer = solve(program, effort)
    if answer.starts is None:
        return _funded("split", data, answer.status, {}, None, answer.bound)
    periods = range(-(-data.quarters // hold))
    shares = {
        stream: tuple(max(0.0, float(share[stream, period].varValue or 0.0)) for period in periods)
        for stream in streams
    }
    return _funded("split", data, answer.status, shares, answer.starts, answer.bound)


def add_envelopes(
    program: Program, data: Data, streams: tuple[str, ...], hold: int
) -> dict[tuple[str, int], pulp.LpVariable]:
    """Add the shares of every stream and period, and the rows that keep each within its envelope."""
    purse = data.limits[0]
    problem = program.problem
    periods = range(-(-data.quarters // hold))
    label = {stream: stream or "other" for stream in streams}
    share = {
        (stream, period): problem.add_variable(program.name(f"share_{label[stream]}_{period + 1}"), 0, 1)
        for stream in streams
        for period in periods
    }
    for period in periods:
        program.at_most(f"shares_{period + 1}", [(share[stream, period], 1.0) for stream in streams], 1)
    for stream in streams:
        left: pulp.LpVariable | None = None
        for quarter, amount in enumerate(purse.amounts, 1):
            if amount == inf:
                left = None
                continue
            terms = [(share[stream, (quarter - 1) // hold], -amount)]
            for (mmp, start), variable in program.start.items():
                paid = _own(data, mmp, stream)
                if 0 <= quarter - start < len(paid) and paid[quarter - start]:
                    terms.append((variable, paid[quarter - start]))
            if purse.carry > 0:
                terms += [] if left is None else [(left, -purse.carry)]
                left = problem.add_variable(program.name(f"{label[stream]}_envelope_left_Q{quarter}"), 0)
                terms.append((left, 1.0))
            program.at_most(f"{label[stream]}_envelope_Q{quarter}", terms, 0)
    return share


def _own(data: Data, mmp: str, stream: str) -> tuple[float, ...]:
    """What an MMP takes of the money of one stream; of no stream, what belongs to none."""
    found = data.by_id[mmp]
    if stream != WHOLE:
        return found.draw("budget", stream)
    paid = found.money.get(WHOLE, ())
    if found.stream != WHOLE or not found.running:
        return paid
    return (*paid, *(0.0,) * (found.length - len(paid)), *found.running)


def _funded(
    name: Literal["free", "split", "stated", "payroll"],
    data: Data,
    status: Status,
    shares: Shares,
    starts: dict[str, int] | None,
    bound: float | None,
) -> Funded:
    value = None if starts is None else data.value(starts)
    bound = bound if value is None or bound is None else max(bound, value)
    gap = None if value is None or bound is None else relative_gap(value, bound)
    return Funded(name, status, shares, starts, value, bound, gap)
