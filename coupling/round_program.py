"""Which of the bundles on the table get money in which round: an integer program of one small problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulp

from coupling.round_search import LEAST
from optimiser.program import Program, Terms
from optimiser.solving import Effort, solve

if TYPE_CHECKING:
    from coupling.round_problem import Problem

EFFORT = Effort(gap=0.001, seconds=1e6)
"""Proven to 0.1 %. No clock: a time limit would make results depend on the machine."""
Start = tuple[int, int]
"""A bundle and a round, 0 = now."""


class _Rounds:
    """The program under construction."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.program = Program(pulp.LpProblem("rounds", pulp.LpMaximize), {})
        starts = [(u, k) for u, values in enumerate(problem.values) for k, v in enumerate(values) if v is not None]
        columns = self._columns("start", starts)
        self.start = dict(zip(starts, columns, strict=True))
        self.program.start = {(str(u), k): variable for (u, k), variable in self.start.items()}
        last = self._columns("last", starts)
        self.last = dict(zip(starts, last, strict=True))
        self.over = [self.program.problem.add_variable(f"over_{p}", 0) for p in range(len(problem.money))]
        self._rows = 0

    def _columns(self, name: str, keys: list[Start]) -> list[pulp.LpVariable]:
        names = [f"{name}_{a}_{b}" for a, b in keys]
        return list(self.program.problem.add_variable_dict("%s", names, cat="Binary").values())

    def row(self, terms: Terms, bound: float) -> None:
        """Add the row ``terms <= bound``."""
        self._rows += 1
        self.program.problem.addConstraint(pulp.lpSum_vars_coefs(terms) <= bound, f"row_{self._rows}")

    def funded(self, unit: int, until: int, factor: float = 1.0) -> Terms:
        """Whether a bundle is funded up to a round, as terms."""
        return [(self.start[unit, k], factor) for k in range(until + 1) if (unit, k) in self.start]


def choose(problem: Problem) -> dict[int, int]:
    """The round of each bundle that is funded, in an order in which the office finds no purse empty.

    Sets       bundles u, rounds k = 0..K-1 (0 = now), purses p
    Variables  start[u, k] in {0, 1}: u gets money in round k
               last[u, k] in {0, 1}: u is the one that may run over in its purses in round k
               over[p] >= 0: money spent in the end beyond what the rounds bring
    with       before[p, k] = money up to k - sum_{j < k} sum_u cost[u, p] start[u, j]

    Maximise   sum value[u, k] start[u, k] - sum over[p]

    Subject to sum_k start[u, k] <= 1
               last[u, k] <= start[u, k] <= sum_{v in p} last[v, k] <= 1 for every purse p of u
               sum_u cost[u, p] (start[u, k] - last[u, k]) < before[p, k] where anything of p is chosen in k
               last[u, k] + start[v, k] <= 1 where v needs u and draws on the same purse: it comes before v
               over[p] >= - money left after the last round
               start of u up to k <= start of what it needs up to k;  <= 1 of two that exclude each other

    These are the rules of the office: it goes on while a purse is not empty, so the last one may run over, and the
    next rounds pay for it. Running over the last round looked at counts at its cost: there is no later money. The
    choice is that of ``coupling.round_search`` where no bundle draws on several purses; here, one that does and
    runs over does so in all of its purses.

    Raises ``ArithmeticError`` when the solver does not give an answer.
    """
    rounds = _Rounds(problem)
    terms = [(variable, problem.values[u][k] or 0.0) for (u, k), variable in rounds.start.items()]
    terms += [(over, -1.0) for over in rounds.over]
    rounds.program.problem.setObjective(pulp.lpSum_vars_coefs(terms))
    _once(rounds)
    for purse in range(len(problem.money)):
        _purse(rounds, purse)
    _links(rounds)
    answer = solve(rounds.program, EFFORT)
    if answer.starts is None:
        raise ArithmeticError(f"no answer to a funding round: {answer.status} ({answer.termination})")
    starts = {int(u): k for u, k in sorted(answer.starts.items(), key=lambda entry: int(entry[0]))}
    last = {u for u, k in starts.items() if (rounds.last[u, k].varValue or 0.0) > 0.5}
    return _in_order(problem, starts, last)


def _in_order(problem: Problem, starts: dict[int, int], last: set[int]) -> dict[int, int]:
    """The same, round by round; in each the first of the problem first, the last of a purse last, needs before."""
    order: dict[int, int] = {}

    def visit(unit: int) -> None:
        if unit in seen or unit not in starts:
            return
        seen.add(unit)
        for needed in before.get(unit, ()):
            visit(needed)
        order[unit] = starts[unit]

    seen: set[int] = set()
    before: dict[int, list[int]] = {}
    for unit, needed in problem.needs:
        before.setdefault(unit, []).append(needed)
    for unit, others in problem.alternatives:
        before.setdefault(unit, []).extend(
            o for o in others if starts.get(o, problem.rounds) <= starts.get(unit, 0)
        )
    for unit in sorted(starts, key=lambda u: (starts[u], u in last, u)):
        visit(unit)
    return order


def _once(rounds: _Rounds) -> None:
    for unit in range(len(rounds.problem.values)):
        rounds.row(rounds.funded(unit, rounds.problem.rounds - 1), 1)
    for key, start in rounds.start.items():
        rounds.row([(rounds.last[key], 1.0), (start, -1.0)], 0)


def _purse(rounds: _Rounds, purse: int) -> None:
    problem = rounds.problem
    costs = {u: cost for u, entries in enumerate(problem.costs) for p, cost in entries if p == purse}
    money = 0.0
    spent: Terms = []
    """Starts of earlier rounds with their cost."""
    for k in range(problem.rounds):
        money += problem.money[purse][k]
        now = [(u, rounds.start[u, k]) for u in costs if (u, k) in rounds.start]
        lasts = [(rounds.last[u, k], 1.0) for u, _ in now]
        rounds.row(lasts, 1)
        for _, start in now:
            rounds.row([(start, 1.0), *((last, -factor) for last, factor in lasts)], 0)
        slack = max(0.0, LEAST - money) + (max(costs.values(), default=0.0) + LEAST if k else 0.0)
        terms = [*spent, *((start, costs[u]) for u, start in now)]
        terms += [(rounds.last[u, k], slack - costs[u]) for u, _ in now]
        rounds.row(terms, money - LEAST + slack)
        spent += [(start, costs[u]) for u, start in now]
    rounds.row([*spent, (rounds.over[purse], -1.0)], money)


def _links(rounds: _Rounds) -> None:
    problem = rounds.problem
    for unit, needed in problem.needs:
        for k in range(problem.rounds):
            rounds.row([*rounds.funded(unit, k), *rounds.funded(needed, k, -1.0)], 0)
            _before(rounds, needed, unit, k)
    for unit, others in problem.alternatives:
        for k in range(problem.rounds):
            either = [term for other in others for term in rounds.funded(other, k, -1.0)]
            rounds.row([*rounds.funded(unit, k), *either], 0)
            for other in others:
                _before(rounds, other, unit, k)
    for unit, other in problem.excludes:
        last = problem.rounds - 1
        rounds.row([*rounds.funded(unit, last), *rounds.funded(other, last)], 1)


def _before(rounds: _Rounds, first: int, second: int, k: int) -> None:
    """What comes first is not the last of a purse that both draw on."""
    purses = [{purse for purse, _ in rounds.problem.costs[unit]} for unit in (first, second)]
    if not purses[0].isdisjoint(purses[1]) and (first, k) in rounds.start and (second, k) in rounds.start:
        rounds.row([(rounds.last[first, k], 1.0), (rounds.start[second, k], 1.0)], 1)
