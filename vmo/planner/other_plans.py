"""Other plans that are nearly as good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from optimiser.alternative_plans import Alternative
from optimiser.alternative_plans import alternatives as run
from optimiser.plan import Plan
from report.plan.answers import alternatives_text
from report.shared.csv_file import csv_text
from vmo.planner.planning import PlannersResult, PlanResult, planned
from vmo.planner.requests import Planning
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, at_least
from vmo.shared.result import Tables

if TYPE_CHECKING:
    from rich.console import RenderableType


class AlternativesResult(PlannersResult[tuple[Alternative, ...]]):
    """Plans nearly as good as the best one."""

    kind: ClassVar[str] = "alternatives"

    @property
    def plan(self) -> Plan:
        """The best plan."""
        found: Plan = self.settings["plan"]
        return found

    def headline(self) -> str:
        return f"{self.scenario.name}: {len(self.data)} other plans"

    def words(self) -> RenderableType:
        """The plans for a terminal."""
        return alternatives_text(self.plan, self.data)

    def document(self) -> dict[str, Any]:
        """Objective of the best plan, and every other one."""
        return {"objective": self.plan.objective, "plans": [_json(other) for other in self.data]}

    def tables(self) -> Tables:
        """Every plan in one row; MMPs in a cell are separated by blanks."""
        header = ["plan", "value", "bound", "gap", "cost", "loss", "out", "in"]
        return {"alternatives": lambda: csv_text(header, (_row(n, other) for n, other in enumerate(self.data, 1)))}


def alternatives(
    portfolio: Given | PlanResult,
    *,
    count: int = 3,
    differ: int = 2,
    tolerance: float = 0.05,
    **planning: Unpack[Planning],
) -> AlternativesResult:
    """Plans nearly as good as the best that differ from it, and from each other, in a number of MMPs.

    Args:
        portfolio: a plan, or what ``plan`` accepts.
        count: most plans to find.
        differ: MMPs in which any two plans differ at least.
        tolerance: largest share of value a plan may lose.
        **planning: as in ``plan`` (see ``vmo.Planning``).

    Returns:
        Plans with value, bound and cost in currency, MMPs that are out and in instead. Frame: alternatives.

    Raises:
        NoPlanError: there is no plan to start from.
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.alternatives("tiny", count=1, differ=1, tolerance=1.0)
        >>> len(found.data) <= 1
        True

    """
    at_least("count", count, 1)
    at_least("differ", differ, 1)
    if not 0 <= tolerance <= 1:
        raise wrong("tolerance", f"{tolerance:g} is not a share between 0 and 1")
    found, asked = planned(portfolio, planning)
    others: list[Alternative] = []
    for other in run(found, count, differ, tolerance, asked.effort):
        others.append(other)
        asked.work.tell(len(others), count)
    return AlternativesResult(tuple(others), found.scenario, settings={"plan": found})


def _json(other: Alternative) -> dict[str, object]:
    return {
        "value": other.value,
        "bound": other.bound,
        "gap": other.gap,
        "cost": other.cost,
        "loss": other.loss,
        "out": list(other.leaves),
        "in": list(other.enters),
        "starts": other.starts,
    }


def _row(number: int, o: Alternative) -> list[object]:
    return [number, o.value, o.bound, o.gap, o.cost, o.loss, " ".join(o.leaves), " ".join(o.enters)]
