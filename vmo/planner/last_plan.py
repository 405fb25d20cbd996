"""The last plan: read from its folder, and kept as far as it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimiser.economics import Aim
from optimiser.optimisation import optimise
from optimiser.plan import Plan
from optimiser.preparation import prepare
from optimiser.solving import SolverMissingError
from optimiser.stability import Changes, Stability, compare_starts, optimise_near
from scenarios.scenario import Scenario
from scenarios.variation.shifting import quarters_between
from vmo.shared.errors import NoAnswerError, Problem, wrong
from vmo.shared.manifests import RecordedPlan, read_manifest

if TYPE_CHECKING:
    from vmo.planner.requests import Request


@dataclass(frozen=True)
class PlanOnFile:
    """A plan as a folder of ``vmo plan --out`` holds it."""

    scenario: Scenario
    """The whole portfolio, with what is released or cancelled."""
    starts: Mapping[str, int]
    """Start quarter of each MMP that is in."""
    value: float
    """Its expected value."""
    aim: Aim = "net"
    """Whether that is net of cost."""


def read_plan(folder: str | Path, argument: str) -> PlanOnFile:
    """The plan in a folder of ``vmo plan --out``, or in its manifest.json.

    Raises:
        VmoError: there is none.

    """
    path = Path(folder)
    file = path / "manifest.json" if path.is_dir() else path
    if file.name != "manifest.json" or not file.is_file():
        raise wrong(argument, f"{folder} is no folder with a plan; name a folder of vmo plan --out")
    said = f"{file} is not the manifest of a plan", "name a folder of vmo plan --out"
    found = read_manifest(file, RecordedPlan, (argument, *said))
    rows = [row for row in found.answer.mmps if row.chosen]
    if any(row.start_quarter is None for row in rows):
        raise wrong(argument, f"{said[0]} (an MMP is in it and starts in no quarter); {said[1]}")
    starts = {row.id: row.start_quarter or 0 for row in rows}
    return PlanOnFile(found.resolved_scenario, starts, found.answer.value, found.wishes.objective)


def quarters_since(before: Scenario, after: Scenario, argument: str) -> int:
    """Quarters from a plan to a later one.

    Raises:
        VmoError: it cannot be told, or the plan is the later one.

    """
    quarters = quarters_between(before.calendar, after.calendar)
    if quarters is None or not 0 <= quarters <= before.calendar.quarters:
        said = "does not begin at or before quarter 1 of this one; give both scenarios calendar.starts"
        raise wrong(argument, f"the plan of {before.name} {said}")
    return quarters


@dataclass(frozen=True)
class Near:
    """A plan near the last one, and what that costs."""

    stability: Stability
    changes: Changes
    free: Plan
    """The best plan without regard to the last one."""
    free_changes: Changes

    def price(self, plan: Plan) -> float:
        """Expected value given up for stability, in currency."""
        return (self.free.worth or 0.0) - (plan.worth or 0.0)

    def as_json(self, plan: Plan) -> dict[str, Any]:
        """Plain data for a document."""
        return {
            "moved": list(self.changes.moved),
            "dropped": list(self.changes.dropped),
            "added": list(self.changes.added),
            "free_value": self.free.value,
            "free_changes": self.free_changes.number,
            "price": self.price(plan),
        }


def solved_near(
    asked: Request,
    keep: str | Path,
    *,
    move_cost: float,
    drop_cost: float,
    frozen: int,
    most_changes: int | None,
) -> tuple[Plan, Near]:
    """The best plan near the last one.

    Raises:
        NoAnswerError: no plan is as close as asked.
        VmoError: the last plan cannot be read, or a number is below 0.

    """
    numbers = {"move_cost": move_cost, "drop_cost": drop_cost, "frozen": frozen, "most_changes": most_changes or 0}
    for name, number in numbers.items():
        if not 0 <= number <= 1e15:
            raise wrong(name, f"{number:g} is not between 0 and 1e15")
    last = read_plan(keep, "keep")
    quarters = quarters_since(last.scenario, asked.scenario, "keep")
    starts = {mmp: start - quarters for mmp, start in last.starts.items()}
    stability = Stability(starts, move_cost, drop_cost, frozen, most_changes)
    try:
        found = optimise_near(asked.scenario, stability, asked.wishes, asked.effort)
        free = optimise(asked.scenario, asked.wishes, asked.effort)
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    if found.starts is None or free.starts is None:
        said = "no plan keeps every rule and stays this close to the last one (proven)"
        if found.status != "infeasible":
            said = "no plan this close to the last one was found in time; give it more `seconds`"
        cure = "allow more changes, freeze fewer quarters, or leave `keep` out to see what the rules allow"
        raise NoAnswerError([Problem((), f"{said}; {cure}")])
    data = prepare(asked.scenario, asked.wishes)
    near = Near(
        stability, compare_starts(data, stability, found.starts), free, compare_starts(data, stability, free.starts)
    )
    return found, near
