"""Value against budget, and what one step more or less of anything is worth: all by solving again.

Every budget of a point (portfolio and value streams) is the scenario's times one factor. A marginal value is two
exact solves, one step up and one step down: duals of the relaxation would mislead, as plans change in jumps. Each
value is an interval, because each plan comes with a bound:

    plan after - bound before  <=  value of the step  <=  bound after - plan before
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf, isfinite
from time import perf_counter
from typing import Literal

import pulp

from optimiser.candidates import Limit
from optimiser.data import Data, Rule
from optimiser.economics import capacity
from optimiser.going_on import free_to_pause, going, keep_going
from optimiser.optimisation import best, first_plan
from optimiser.program import build
from optimiser.rule_words import rule_words
from optimiser.rules_of_thumb import ranking
from optimiser.solving import Effort, Status, relative_gap, solve
from scenarios.scenario import Scenario

FACTORS = (0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 2.0)


@dataclass(frozen=True)
class Point:
    """The best plan at one budget."""

    factor: float
    budget: float
    """Money of all quarters together."""
    status: Status
    value: float | None
    """Expected value; None when there is no plan."""
    bound: float | None
    """No plan at this budget is worth more."""
    gap: float | None
    spend: float | None
    starts: dict[str, int] | None


@dataclass(frozen=True)
class Frontier:
    """Best value over a range of budgets."""

    points: tuple[Point, ...]
    """By budget, ascending."""
    smallest: float | None
    """Smallest factor at which a plan keeps every rule; 0 when doing nothing is allowed, None when unknown."""
    ended: Literal["done", "interrupted"] = "done"

    @property
    def knee(self) -> Point | None:
        """Where the curve bends most: the point farthest above the line from its first to its last plan."""
        found = [point for point in self.points if point.value is not None]
        if len(found) < 3:
            return None
        first, last = found[0], found[-1]
        wide, high = last.budget - first.budget, (last.value or 0.0) - (first.value or 0.0)
        if wide <= 0 or high <= 0:
            return None

        def above(point: Point) -> float:
            return ((point.value or 0.0) - (first.value or 0.0)) / high - (point.budget - first.budget) / wide

        best_point = max(found, key=above)
        return best_point if above(best_point) > 1e-9 else None


def scaled(data: Data, factor: float) -> Data:
    """The same problem with all budgets times a factor; work under way that they cannot pay for may pause."""
    limits = tuple(
        replace(limit, amounts=tuple(amount * factor for amount in limit.amounts))
        if limit.kind in ("budget", "purse")
        else limit
        for limit in data.limits
    )
    return keep_going(replace(data, limits=limits))


def frontier(
    data: Data,
    factors: Iterable[float] = FACTORS,
    effort: Effort | None = None,
    progress: Callable[[int], None] | None = None,
) -> Frontier:
    """The best plan at every budget factor, each starting from the plan of the budget below."""
    effort = effort or Effort()
    points: list[Point] = []
    warm: dict[str, int] | None = None
    for done, factor in enumerate(sorted(set(factors)), 1):
        problem = scaled(data, factor)
        if warm is None:
            warm = first_plan(problem, ranking(problem, "value_per_cost"), effort)
        answer, starts = best(problem, effort, warm)
        if effort.stop.is_set():
            break
        value = None if starts is None else problem.value(starts)
        bound = answer.bound if value is None or answer.bound is None else max(answer.bound, value)
        points.append(
            Point(
                factor=factor,
                budget=sum(a for a in problem.limits[0].amounts if isfinite(a)),
                status=answer.status,
                value=value,
                bound=bound,
                gap=None if value is None or bound is None else relative_gap(value, bound),
                spend=None if starts is None else problem.cost(starts),
                starts=starts,
            )
        )
        warm = starts if data.largest_bet is None else None
        if progress is not None:
            progress(done)
    smallest = smallest_budget(data, effort)
    return Frontier(tuple(points), smallest, "interrupted" if effort.stop.is_set() else "done")


def smallest_budget(data: Data, effort: Effort | None = None) -> float | None:
    """Smallest factor on all budgets at which a plan keeps every rule; None when none is found in time.

    Found with all work under way free to pause. Where that budget pays for going on with more of it than such a
    plan does, the factor is sought again with that work fixed, until the problem of the budget found has a plan.
    """
    effort, problem = replace(effort or Effort(), gap=1e-4), free_to_pause(data)
    smallest = _smallest(problem, effort)
    while smallest is not None:
        fixed = scaled(data, smallest * (1 + 1e-6))
        if going(fixed) == going(problem):
            break
        problem = replace(problem, candidates=fixed.candidates)
        least = _smallest(problem, effort)
        if least is None or least <= smallest * (1 + 1e-4):
            break
        smallest = least
    return smallest


def _smallest(data: Data, effort: Effort) -> float | None:
    """The program of the plan with the factor as a variable: minimise f, spend <= f x amount in every quarter."""
    program = build(replace(data, keep_starts=True))
    factor = program.problem.add_variable("factor", 0)
    for (kind, stream, quarter), row in program.limits.items():
        if kind in ("budget", "purse"):
            row[factor] = -data.amount(kind, stream, quarter)
            row.changeRHS(0.0)
    for quarter, bet in program.bets:
        bet[factor] = -(data.largest_bet or 0.0) * data.limits[0].amounts[quarter - 1]
        bet.changeRHS(0.0)
    program.problem.setObjective(pulp.LpAffineExpression.from_variable(factor))
    program.problem.sense = pulp.LpMinimize
    answer = solve(program, effort)
    return None if answer.starts is None else max(0.0, float(factor.varValue or 0.0))


What = Literal["budget", "purse", "amount", "team", "person", "rule"]
"""What there is more or less of."""
Ask = tuple[What, str, float, Data, Data | None]
"""What, subject, size of the step, the problem with a step more, and with a step less."""


@dataclass(frozen=True)
class Marginal:
    """What one step of one thing is worth."""

    what: What
    subject: str
    """Quarter, value stream, purse or resource (with its quarter), or rule in words."""
    step: float
    """Size of the step: money, teams, units, or 1 for giving up a rule."""
    up: float | None
    """Value gained by a step more (or without the rule); None when it was not solved."""
    up_low: float | None
    up_high: float | None
    down: float | None = None
    """Value lost by a step less; infinite when no plan is left; None when it was not asked or not solved."""
    down_low: float | None = None
    down_high: float | None = None


def marginals(
    scenario: Scenario,
    data: Data,
    *,
    step: float = 0.05,
    effort: Effort | None = None,
    seconds: float = 120.0,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Marginal, ...]:
    """Two-sided value of a step of every budget and purse, resource and team, and of every rule.

    A step is a share of a quarter's money, a unit of a resource, a team of a stream. Rules are those of the whole
    portfolio: MMP WIP limit, largest bet, three-month rule, shares, groups, and each mandatory MMP. ``seconds``
    limits the whole: what is not reached is left out.
    """
    effort = effort or Effort(gap=1e-4)
    deadline = perf_counter() + seconds
    base = _solve(data, effort)
    asks: list[Ask] = []
    purse = data.limits[0]
    for quarter, amount in enumerate(purse.amounts, 1):
        if 0 < amount < inf:
            more, less = (_with(data, purse, quarter, amount * (1 + sign * step)) for sign in (1, -1))
            asks.append(("budget", f"quarter {quarter}", amount * step, more, less))
    asks += [ask for limit in data.limits for ask in _steps(data, limit, step)]
    for limit in data.limits:
        if limit.kind == "capacity":
            stream = scenario.stream(limit.stream)
            team = capacity(scenario, limit.stream) / stream.teams
            more, less = (_with(data, limit, None, limit.amounts[0] + sign * team) for sign in (1, -1))
            asks.append(("team", limit.stream, 1.0, more, less if stream.teams > 1 else None))
        if limit.kind in ("service", "platform"):
            one, there = float(scenario.calendar.weeks_per_quarter), limit.amounts[0]
            more, less = (_with(data, limit, None, there + sign * one) for sign in (1, -1))
            asks.append(("person", limit.stream, 1.0, more, less if there >= one else None))
    asks += [("rule", rule_words(data, rule), 1.0, data.without([rule]), None) for rule in _portfolio_rules(data)]
    rhythm = [rule for rule in data.rules() if rule.kind == "three-month rule"]
    if len(rhythm) > 1:
        asks.append(("rule", "the three-month rule, in every value stream", 1.0, data.without(rhythm), None))
    found = []
    for done, (what, subject, size, more, less_or_none) in enumerate(asks, 1):
        if perf_counter() > deadline or effort.stop.is_set():
            break
        up = _between(base, _solve(more, effort, base[0]))
        down = (None, None, None) if less_or_none is None else _between(_solve(less_or_none, effort), base)
        found.append(Marginal(what, subject, size, *up, *down))
        if progress is not None:
            progress(done, len(asks))
    return tuple(found)


def _steps(data: Data, limit: Limit, step: float) -> Iterator[Ask]:
    """A step of a purse (a share of its money) or of a resource (one unit), in every quarter or in total."""
    if limit.kind not in ("purse", "amount") or not any(c.draw(limit.kind, limit.stream) for c in data.candidates):
        return
    for quarter in [None] if limit.total else range(1, data.quarters + 1):
        amount = limit.amounts[(quarter or 1) - 1]
        size = amount * step if limit.kind == "purse" else 1.0
        if size <= 0 or amount == inf:
            continue
        subject = limit.stream if quarter is None else f"{limit.stream}, quarter {quarter}"
        less = _with(data, limit, quarter, amount - size) if amount >= size else None
        yield limit.kind, subject, size, _with(data, limit, quarter, amount + size), less


_PORTFOLIO: tuple[str, ...] = ("MMP WIP limit", "largest bet", "three-month rule", "minimum share", "maximum share")
_PORTFOLIO += ("mandatory", "at most", "mandatory variants")


def _portfolio_rules(data: Data) -> list[Rule]:
    return [rule for rule in data.rules() if rule.kind in _PORTFOLIO]


Solved = tuple[dict[str, int] | None, float, float | None]
"""Starts, value (minus infinity without a plan), bound."""


def _solve(data: Data, effort: Effort, warm: dict[str, int] | None = None) -> Solved:
    answer, starts = best(data, effort, warm)
    if starts is None:
        return None, -inf, -inf if answer.status == "infeasible" else None
    value = data.value(starts)
    return starts, value, None if answer.bound is None else max(answer.bound, value)


def _between(before: Solved, after: Solved) -> tuple[float | None, float | None, float | None]:
    """Value of going from one problem to the other: found, at least, at most."""
    if before[2] is None or after[2] is None or after[1] == -inf:
        return None, None, None
    if before[1] == -inf:
        return inf, inf, inf
    return after[1] - before[1], after[1] - before[2], after[2] - before[1]


def _with(data: Data, limit: Limit, quarter: int | None, amount: float) -> Data:
    """The same problem with one amount of a limit changed (in every quarter when none is given)."""
    amounts: Sequence[float] = [amount if quarter in (None, q) else old for q, old in enumerate(limit.amounts, 1)]
    changed = replace(limit, amounts=tuple(max(0.0, a) for a in amounts))
    return keep_going(replace(data, limits=tuple(changed if entry is limit else entry for entry in data.limits)))
