"""The largest cost at which an MMP that is left out would pay its way in: exact, by a program of its own.

The MMP is in, and its spend is a share f of what was estimated. With f[q] = f start[m, q] as a variable of its own,
at most start[m, q], everything stays linear:

    Maximise   sum f[q]
    Subject to the rules of the plan, with  cost x f[q]  in place of  cost x start[m, q]  in every row on money
               f[q] <= start[m, q]
               value without the discounted spend of m  -  sum spend[q] f[q]  >=  value of the plan

Running cost and work stay as they are: only the spend is asked about.
"""

from dataclasses import dataclass, replace
from math import inf

import pulp

from optimiser.candidates import Candidate
from optimiser.data import Data, Rule
from optimiser.program import Program, build
from optimiser.solving import Effort, solve

LEAST_SLACK, SLACK = 1e-6, 1e-9
"""Least money, and share of the value of the plan, that a plan with the MMP may be worth less: rounding."""
BELOW, LOWER_SECONDS = 1e-3, 5.0
"""How far below the largest share another one must do, and how long that is looked for."""


@dataclass(frozen=True)
class EntryPrice:
    """What an MMP may cost at most."""

    share: float
    """Share of its estimated spend."""
    exact: bool
    """Whether it is proven that no larger share will do."""


def entry_price(data: Data, mmp: str, value: float, effort: Effort) -> EntryPrice | None:
    """The largest share of its spend at which a plan with the MMP is worth ``value``; None: not even for nothing.

    Where time runs out before anything is found, it is None as well, and where a little less than that share breaks
    the share of an objective: then there is no price from which on it enters.
    """
    found = data.by_id[mmp]
    free = replace(
        found,
        money={stream: (0.0,) * len(amounts) for stream, amounts in found.money.items()},
        purses={purse: (0.0,) * len(amounts) for purse, amounts in found.purses.items()},
        value={q: v + found.discounted_cost.get(q, 0.0) for q, v in found.value.items()},
    )
    problem = replace(
        data,
        candidates=tuple(free if c.id == mmp else c for c in data.candidates),
        must=tuple(sorted({*data.must, Rule("include", mmp)}, key=lambda rule: (rule.subject, rule.kind))),
    )
    if not problem.starts[mmp]:
        return None
    program = build(problem)
    shares = {q: program.problem.add_variable(program.name(f"share_Q{q}"), 0, 1) for q in problem.starts[mmp]}
    for q, share in shares.items():
        program.at_most(f"share_in_Q{q}", [(share, 1.0), (program.start[mmp, q], -1.0)], 0)
    _pay(program, problem, found, shares)
    _balance(program, found, shares)
    assert program.problem.objective is not None  # every program has one
    worth = program.problem.objective - sum(
        found.discounted_cost.get(q, 0.0) * share for q, share in shares.items()
    )
    program.problem.addConstraint(
        worth >= value - max(LEAST_SLACK, SLACK * abs(value)), program.name("worth_as_much")
    )
    program.problem.setObjective(sum(1.0 * share for share in shares.values()))
    answer = solve(program, replace(effort, gap=min(effort.gap, 1e-6)))
    if answer.starts is None:
        return None
    whole = sum(float(share.varValue or 0.0) for share in shares.values())
    if data.shares and whole > 0 and not _lower(program, shares, whole, effort):
        return None
    return EntryPrice(min(1.0, max(0.0, whole)), answer.status == "optimal")


def _lower(program: Program, shares: dict[int, pulp.LpVariable], whole: float, effort: Effort) -> bool:
    """Whether a little less than the largest share will do as well.

    Where shares of objectives are asked for, what costs less earns more, and may then be too much.
    """
    terms = [(share, 1.0) for share in shares.values()]
    program.at_most("no_more", terms, whole * (1 - BELOW))
    program.at_least("no_less", terms, whole * (1 - 2 * BELOW))
    return solve(program, replace(effort, gap=1.0, seconds=min(LOWER_SECONDS, effort.seconds))).starts is not None


def _pay(program: Program, data: Data, found: Candidate, shares: dict[int, pulp.LpVariable]) -> None:
    """Its share of spend in every row on money, and its largest bet."""
    for limit in data.limits:
        if limit.kind not in ("budget", "purse"):
            continue
        paid = _paid(found, limit.kind, limit.stream)
        for start, share in shares.items():
            for quarter, amount in enumerate(paid, start):
                if not amount or quarter > data.quarters or limit.amounts[quarter - 1] == inf:
                    continue
                row = program.limits.get((limit.kind, limit.stream, quarter))
                if row is None:
                    name = f"{limit.label}_Q{quarter}"
                    row = program.at_most(name, [(share, amount)], limit.amounts[quarter - 1])
                    program.limits[limit.kind, limit.stream, quarter] = row
                else:
                    row[share] = amount
                if data.largest_bet is not None and limit is data.limits[0]:
                    most = data.largest_bet * limit.amounts[quarter - 1]
                    program.at_most(f"bet_Q{start}_Q{quarter}", [(share, amount)], most)


def _paid(found: Candidate, kind: str, stream: str) -> tuple[float, ...]:
    """Its spend by quarter of execution, without running cost."""
    if kind == "purse":
        return found.purses.get(stream, ())
    return found.spend if not stream else found.money.get(stream, ())


def _balance(program: Program, found: Candidate, shares: dict[int, pulp.LpVariable]) -> None:
    """Its spend in every share of an objective."""
    for rule, row in program.shares:
        part = (1.0 if found.objective == rule.objective else 0.0) - rule.share
        for start, share in shares.items():
            amount = found.cost if rule.of == "spend" else -found.discounted_cost.get(start, 0.0)
            if part * amount:
                row[share] = part * amount
