"""The choice of a round as an integer program: the same units, money, slots and worth as the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pulp

from coupling.rounds.search import LEAST, Choice
from coupling.rounds.worth import TOO_LATE
from optimiser.program import Program
from optimiser.solving import Effort, solve

if TYPE_CHECKING:
    from coupling.rounds.problem import Problem
    from optimiser.program import Terms

PROVEN = Effort(gap=1e-9, seconds=1e6)
"""No gap and no clock: a time limit would make results depend on the machine."""


class _Order:
    """The program under construction; the name of a row says what it holds and for which units."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.program = Program(pulp.LpProblem("round", pulp.LpMaximize), {})
        units = range(problem.units)
        pairs = [(u, v) for u in units for v in units if u != v]
        self.chosen = {u: self.binary(f"chosen_{u}") for u in units}
        self.now = {u: self.binary(f"now_{u}") for u in units}
        self.before = {(u, v): self.binary(f"before_{u}_{v}") for u, v in pairs}
        self.step = {(v, u): self.binary(f"step_{v}_{u}") for u in units for v in problem.chains[u]}
        """Whether v is chosen in the step of u."""
        self.ahead: dict[tuple[int, int], Terms] = {pair: [] for pair in pairs}
        """Whether a unit stands before another one in the same step, as terms."""
        self.program.start = {(str(u), 0): variable for u, variable in self.now.items()}

    def binary(self, name: str) -> pulp.LpVariable:
        """A new variable that is 0 or 1."""
        return self.program.problem.add_variable(name, 0, 1, cat="Binary")

    def at_most(self, name: str, terms: Terms, bound: float) -> None:
        """Add the row ``terms <= bound``."""
        self.program.at_most(name, terms, bound)


def choose(problem: Problem) -> Choice:
    """The choice that is worth most; the same worth as ``coupling.rounds.search.search`` finds.

    Sets       units u, v, purses p, rounds k = 0..K-1 (0 = now), slots t
    Variables  chosen[u], now[u]          u gets money at all; with the money of this round
               before[u, v]               u is chosen before v
               step[v, u]                 v is chosen in the step of u, which needs it (u is in its own)
               paid[u, p, k]              p has money left in round k when the step of u is made
               through[u, t]              the queues are through with u in slot t
               load[p, j]                 j slots of work are promised to p once this round is over
    Maximise   sum worth[u][t] through[u, t] - sum unrest[p, j] load[p, j]

    Subject to chosen units are in one order; needs, alternatives and mandatory units come before; a step is one
    stretch of that order, in the order of its chain; what is chosen now comes before what is chosen later
               cost of earlier steps < money of p up to round k where paid[u, p, k]
               slot of u >= base[p] + work of p before it + its own
               slot of u >= arrival of the money of its step + work of p in its step up to and with it

    Raises ``ArithmeticError`` when the solver does not give a proven answer.
    """
    order = _Order(problem)
    _sequence(order)
    _links(order)
    objective = [*_slots(order), *_loads(order)]
    order.program.problem.setObjective(pulp.LpAffineExpression.from_list(objective))
    answer = solve(order.program, PROVEN)
    if answer.status != "optimal":
        raise ArithmeticError(f"no proven answer to a funding round: {answer.status} ({answer.termination})")
    return _read(order, sum(factor * (variable.varValue or 0.0) for variable, factor in objective))


def _read(order: _Order, worth: float) -> Choice:
    def yes(variable: pulp.LpVariable) -> bool:
        return (variable.varValue or 0.0) > 0.5

    problem = order.problem
    chosen = [u for u, variable in order.chosen.items() if yes(variable)]
    chosen = sorted(chosen, key=lambda u: sum(yes(order.before[v, u]) for v in chosen if v != u))
    steps = {u: tuple(v for v in problem.chains[u] if yes(order.step[v, u])) for u in chosen}
    heads = [u for u in chosen if yes(order.step[u, u])]
    return Choice(
        tuple(steps[u] for u in heads if yes(order.now[u])),
        tuple(steps[u] for u in heads if not yes(order.now[u])),
        worth,
    )


def _sequence(order: _Order) -> None:
    """Chosen units stand in one order, step by step."""
    units = range(order.problem.units)
    for u, v in order.before:
        order.at_most(f"order_{u}_{v}", [(order.before[u, v], 1.0), (order.chosen[u], -1.0)], 0)
        order.at_most(f"order_of_{u}_{v}", [(order.before[u, v], 1.0), (order.chosen[v], -1.0)], 0)
        if u < v:
            both = [(order.before[u, v], 1.0), (order.before[v, u], 1.0)]
            order.at_most(f"one_way_{u}_{v}", both, 1)
            order.program.at_least(
                f"some_way_{u}_{v}", [*both, (order.chosen[u], -1.0), (order.chosen[v], -1.0)], -1
            )
        for w in units:
            if w not in (u, v):
                terms = [(order.before[u, v], 1.0), (order.before[v, w], 1.0), (order.before[u, w], -1.0)]
                order.at_most(f"through_{u}_{v}_{w}", terms, 1)
        terms = [(order.before[u, v], 1.0), (order.now[v], 1.0), (order.now[u], -1.0)]
        order.at_most(f"now_first_{u}_{v}", terms, 1)
    for u in units:
        order.at_most(f"now_{u}", [(order.now[u], 1.0), (order.chosen[u], -1.0)], 0)
        own = [(step, 1.0) for (v, _), step in order.step.items() if v == u]
        order.program.equal(f"one_step_{u}", [*own, (order.chosen[u], -1.0)], 0)
        _step(order, u)


def _step(order: _Order, head: int) -> None:
    """The step of a unit: a stretch of the order, in the order of its chain, with one round for all."""
    chain = order.problem.chains[head]
    inside = {v: order.step[v, head] for v in chain}
    for place, v in enumerate(chain[:-1]):
        order.at_most(f"step_{head}_{v}", [(inside[v], 1.0), (inside[head], -1.0)], 0)
        for first, second in ((order.now[v], order.now[head]), (order.now[head], order.now[v])):
            order.at_most(f"round_{head}_{v}", [(first, 1.0), (second, -1.0), (inside[v], 1.0)], 1)
        for other in range(order.problem.units):
            if other not in (v, head):
                terms = [(order.before[other, head], 1.0), (order.before[other, v], -1.0), (inside[v], 1.0)]
                terms += [(inside[other], -1.0)] if other in inside else []
                order.at_most(f"stretch_{head}_{v}_{other}", terms, 1)
        for later in chain[place + 1 :]:
            both = order.binary(f"both_{head}_{v}_{later}")
            terms = [(inside[v], 1.0), (inside[later], 1.0)]
            order.at_most(f"both_{head}_{v}_{later}", [*terms, (both, -1.0)], 1)
            for variable, _ in terms:
                order.at_most(f"both_of_{head}_{v}_{later}", [(both, 1.0), (variable, -1.0)], 0)
            order.at_most(f"chain_{head}_{v}_{later}", [(both, 1.0), (order.before[v, later], -1.0)], 0)
            order.ahead[v, later].append((both, 1.0))


def _links(order: _Order) -> None:
    """Needs, alternatives and mandatory units come before; what excludes each other is not chosen together."""
    problem = order.problem
    for u, chain in enumerate(problem.chains):
        ahead = [
            *chain[:-1],
            *(() if problem.forced[u] else (v for v in range(problem.units) if problem.forced[v])),
        ]
        for v in dict.fromkeys(ahead):
            order.at_most(f"needs_{u}_{v}", [(order.chosen[u], 1.0), (order.before[v, u], -1.0)], 0)
        for number, group in enumerate(problem.alternatives[u]):
            terms = [(order.before[v, u], -1.0) for v in group]
            terms += [term for v in group for term in order.ahead[v, u]]
            order.at_most(f"either_{u}_{number}", [(order.chosen[u], 1.0), *terms], 0)
        for v in problem.excludes[u]:
            order.at_most(f"excludes_{u}_{v}", [(order.chosen[u], 1.0), (order.chosen[v], 1.0)], 1)


def _slots(order: _Order) -> Terms:
    """Money and queues: when each unit is through; returns what that is worth."""
    problem = order.problem
    units, later = range(problem.units), range(1, len(problem.arrivals))
    money = np.cumsum(problem.money, axis=1)
    work, cost, base = np.array(problem.work), np.array(problem.cost), problem.base
    least = LEAST * max(float(cost.max(initial=0.0)), 1e-9)
    worth = _table(problem)
    last = len(worth[0]) - 1
    objective: Terms = []
    for u in units:
        slots = [t for t in range(last + 1) if worth[u][t] > TOO_LATE / 2]
        through = {t: order.binary(f"through_{u}_{t}") for t in slots}
        order.program.equal(f"slot_{u}", [*((v, 1.0) for v in through.values()), (order.chosen[u], -1.0)], 0)
        objective += [(variable, worth[u][t]) for t, variable in through.items()]
        never = float(work.sum() + problem.arrivals[-1] + max(base))
        reach = [(variable, -float(t if t < last else never)) for t, variable in through.items()]
        for p in range(len(problem.money)):
            if not (work[u, p] or cost[u, p]):
                continue
            paid = {k: order.binary(f"paid_{u}_{p}_{k}") for k in later}
            rounds = [(order.now[u], 1.0), *((variable, 1.0) for variable in paid.values())]
            order.program.equal(f"paid_{u}_{p}", [*rounds, (order.chosen[u], -1.0)], 0)
            own = float(work[u, p])
            queue = [(order.before[v, u], float(work[v, p])) for v in units if v != u]
            free = float(base[p]) + own
            order.at_most(f"queue_{u}_{p}", [*queue, (order.chosen[u], free), *reach], 0)
            ahead = [(v, both) for v in units if v != u for both, _ in order.ahead[v, u]]
            arrival = [(variable, float(problem.arrivals[k]) + own) for k, variable in paid.items()]
            arrival += [(both, float(work[v, p])) for v, both in ahead]
            order.at_most(f"arrival_{u}_{p}", [*arrival, *reach], 0)
            spent = [(order.before[v, u], float(cost[v, p])) for v in units if v != u]
            spent += [(both, -float(cost[v, p])) for v, both in ahead]
            most = float(cost[:, p].sum() + abs(money[p]).max())
            limits = [(order.now[u], most - float(money[p, 0]) + 2 * least)]
            limits += [(variable, most - float(money[p, k]) + 2 * least) for k, variable in paid.items()]
            order.at_most(f"purse_{u}_{p}", [*spent, *limits], most)
    return objective


def _table(problem: Problem) -> list[list[float]]:
    """Worth of every unit by slot, up to a slot behind the last one that can be reached."""
    begun = zip(problem.base, np.array(problem.work).sum(axis=0).tolist(), strict=True)
    last = min(problem.worth.last, max([max(free, *problem.arrivals) + own for free, own in begun]) + 1)
    return [[worth(slot) for slot in range(last + 1)] for worth in map(problem.worth.at, range(problem.units))]


def _loads(order: _Order) -> Terms:
    """Work promised once this round is over, and its price as terms of the objective."""
    problem, terms = order.problem, list[tuple[pulp.LpVariable, float]]()
    for p, curve in enumerate(problem.unrest):
        start, most = int(problem.promised[p]), sum([own[p] for own in problem.work])
        load = {j: order.binary(f"load_{p}_{j}") for j in range(start, start + most + 1)}
        order.program.equal(f"one_load_{p}", [(variable, 1.0) for variable in load.values()], 1)
        now = [(variable, -float(problem.work[u][p])) for u, variable in order.now.items()]
        order.program.equal(f"load_{p}", [*now, *((variable, float(j)) for j, variable in load.items())], start)
        terms += [
            (variable, -problem.price[p] * float(curve[min(j, len(curve) - 1)])) for j, variable in load.items()
        ]
    return terms
