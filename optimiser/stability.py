"""A plan that stays close to the last one: what changes costs, quarters that are frozen, a limit on changes.

With ``last[m]`` the start of MMP m in the last plan, in quarters of this scenario (what should have begun is due in
quarter 1), and without MMPs under way, which go on anyway:

    kept[m]     start[m, last[m]]
    moved[m]    chosen[m] - kept[m]       for m of the last plan
    dropped[m]  1 - chosen[m]             for m of the last plan
    added[m]    chosen[m]                 for every other m

Subtracted from the objective: move_cost sum moved[m] + drop_cost sum dropped[m]. Rows (names in brackets):

    start[m, last[m]] = 1                   where last[m] <= frozen          [frozen_<m>]
    sum of start[m, q], q <= frozen, = 0    for every other m                [frozen_without_<m>]
    sum (1 - kept[m]) + sum added[m] <= most_changes                         [most_changes]
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

import pulp

from optimiser.data import Data, Wishes
from optimiser.plan import Plan, make_plan, no_plan
from optimiser.preparation import prepare
from optimiser.program import Program, build
from optimiser.solving import Effort, relative_gap, solve
from scenarios.open_work import still_open
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Stability:
    """How close to the last plan."""

    last: Mapping[str, int] = field(default_factory=dict)
    """Start of each MMP of the last plan, in quarters of the new scenario; below 1 = should have begun."""
    move_cost: float = 0.0
    """What it costs to start an MMP of the last plan in another quarter, in currency."""
    drop_cost: float = 0.0
    """What it costs to take an MMP of the last plan out, in currency."""
    frozen: int = 0
    """Quarters, from the first, in which exactly what the last plan says begins."""
    most_changes: int | None = None
    """Most MMPs that are moved, dropped or added."""


@dataclass(frozen=True)
class Changes:
    """How a plan differs from the last one, MMPs under way apart; ids in order."""

    moved: tuple[str, ...]
    dropped: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def number(self) -> int:
        """Of changes in all."""
        return len(self.moved) + len(self.dropped) + len(self.added)

    def cost(self, stability: Stability) -> float:
        """What they cost, in currency."""
        return stability.move_cost * len(self.moved) + stability.drop_cost * len(self.dropped)


def due(data: Data, stability: Stability) -> dict[str, int]:
    """The last plan as far as it can still be kept: MMPs not under way, by the quarter in which they are due."""
    return {c.id: max(1, stability.last[c.id]) for c in data.candidates if c.id in stability.last and not c.locked}


def compare_starts(data: Data, stability: Stability, starts: Mapping[str, int]) -> Changes:
    """The changes of a plan against the last one."""
    last = due(data, stability)
    return Changes(
        moved=tuple(m for m, q in last.items() if m in starts and starts[m] != q),
        dropped=tuple(m for m in last if m not in starts),
        added=tuple(c.id for c in data.candidates if c.id in starts and c.id not in last and not c.locked),
    )


def add_stability(program: Program, data: Data, stability: Stability) -> None:
    """Add costs and rows of stability to a program."""
    last = due(data, stability)
    price = pulp.LpAffineExpression.from_list([])
    changes: list[tuple[pulp.LpVariable, float]] = []
    for mmp, quarter in last.items():
        kept = program.start.get((mmp, quarter))
        chosen = program.chosen.get(mmp)
        if chosen is not None:
            price += (stability.move_cost - stability.drop_cost) * chosen
        if kept is not None:
            price += -stability.move_cost * kept
            changes.append((kept, -1.0))
        price += stability.drop_cost
        if quarter <= stability.frozen:
            program.equal(f"frozen_{mmp}", [] if kept is None else [(kept, 1.0)], 1)
    for candidate in data.candidates:
        mmp = candidate.id
        if candidate.locked:
            continue
        early = [(program.start[mmp, q], 1.0) for q in data.starts[mmp] if q <= stability.frozen]
        if early and last.get(mmp, stability.frozen + 1) > stability.frozen:
            program.equal(f"frozen_without_{mmp}", early, 0)
        if mmp not in last and mmp in program.chosen:
            changes.append((program.chosen[mmp], 1.0))
    if stability.most_changes is not None and (changes or len(last) > stability.most_changes):
        program.at_most("most_changes", changes, stability.most_changes - len(last))
    problem = program.problem
    assert problem.objective is not None  # every program has one
    problem.setObjective(problem.objective - price)


def optimise_near(
    scenario: Scenario, stability: Stability, wishes: Wishes | None = None, effort: Effort | None = None
) -> Plan:
    """The best plan near the last one. ``objective`` and ``bound`` are net of what changes cost, ``value`` is not.

    Raises ``ScenarioError`` and ``SolverMissingError`` as ``optimise`` does. No such plan is an answer.
    """
    begin = perf_counter()
    scenario = still_open(scenario)
    wishes, effort = wishes or Wishes(), effort or Effort()
    data = prepare(scenario, wishes)
    program = build(data)
    add_stability(program, data, stability)
    answer = solve(program, effort)
    seconds = perf_counter() - begin
    if answer.starts is None:
        return no_plan(scenario, wishes, effort, answer.status, answer.termination, answer.bound, seconds)
    plan = make_plan(
        scenario,
        data,
        answer.starts,
        effort=effort,
        status=answer.status,
        termination=answer.termination,
        seconds=seconds,
    )
    objective = (plan.objective or 0.0) - compare_starts(data, stability, answer.starts).cost(stability)
    bound = None if answer.bound is None else max(answer.bound, objective)
    gap = None if bound is None else relative_gap(objective, bound)
    return replace(plan, objective=objective, bound=bound, gap=gap)
