"""Other plans that are nearly as good: the best ones that differ from each other in a number of MMPs.

After each plan a row asks for a selection that differs from it in at least so many MMPs, in or out; moving starts
does not count as a difference. The plans come in order of value, each proven to the asked gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from optimiser.checker import demand_feasible
from optimiser.plan import Plan
from optimiser.preparation import prepare
from optimiser.program import build
from optimiser.solving import Effort, relative_gap, solve


@dataclass(frozen=True)
class Alternative:
    """One plan besides the best."""

    starts: dict[str, int]
    value: float
    bound: float | None
    """No plan that differs as asked from the plans before is worth more."""
    gap: float | None
    cost: float
    loss: float
    """Value lost against the best plan."""
    leaves: tuple[str, ...]
    """MMPs of the best plan that are out."""
    enters: tuple[str, ...]
    """MMPs that are in and not in the best plan."""


def alternatives(
    plan: Plan, count: int = 3, differ: int = 2, tolerance: float = 0.05, effort: Effort | None = None
) -> Iterator[Alternative]:
    """Up to ``count`` further plans, at most ``tolerance`` (relative) below the best, ``differ`` MMPs apart.

    Raises ``ValueError`` when there is no plan to start from.
    """
    if plan.starts is None or plan.worth is None:
        raise ValueError("there is no plan to find alternatives to")
    effort = effort or plan.effort
    data = prepare(plan.scenario, replace(plan.wishes, reach=False))
    program = build(data)
    floor = plan.worth - tolerance * abs(plan.worth)
    previous, deadline = dict(plan.starts), perf_counter() + effort.seconds
    for number in range(1, count + 1):
        program.forbid(f"unlike_{number}", previous, differ)
        left = deadline - perf_counter()
        if left <= 0.05:
            return
        answer = solve(program, replace(effort, seconds=left))
        if answer.starts is None or data.value(answer.starts) < floor - 1e-9:
            return
        previous = answer.starts
        audit = demand_feasible(plan.scenario, previous, data.wishes)
        worth = audit.value + data.wishes.weight * audit.points
        bound = None if answer.bound is None else max(answer.bound, worth)
        yield Alternative(
            starts=previous,
            value=worth,
            bound=bound,
            gap=None if bound is None else relative_gap(worth, bound),
            cost=audit.cost,
            loss=plan.worth - worth,
            leaves=tuple(sorted(set(plan.starts) - set(previous))),
            enters=tuple(sorted(set(previous) - set(plan.starts))),
        )
