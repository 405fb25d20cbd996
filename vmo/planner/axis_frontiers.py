"""Money against the second axis of value: the plans of which none has more of both."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from optimiser.axis_frontier import MOST, AxisFrontier, Balance
from optimiser.axis_frontier import axis_frontier as run
from optimiser.preparation import prepare
from optimiser.solving import SolverMissingError
from report.plan.axis import axis_frontier_csv, axis_frontier_text, axis_frontier_words
from vmo.planner.planning import PlannersResult
from vmo.planner.requests import Planning, understood
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given, at_least
from vmo.shared.result import Figures, Tables

if TYPE_CHECKING:
    from rich.console import RenderableType

NO_POINTS = "no MMP has points, so there is no second axis; give MMPs a customer_value"


class AxisFrontierResult(PlannersResult[AxisFrontier]):
    """Plans from most money to most customer value, and the weights of a point that choose each."""

    kind: ClassVar[str] = "axis_frontier"

    def headline(self) -> str:
        said = next(iter(axis_frontier_words(self.scenario, self.data)), "")
        return f"{self.scenario.name}, {len(self.data.plans)} plans; {said}"

    def words(self) -> RenderableType:
        """The plans for a terminal."""
        return axis_frontier_text(self.scenario, self.data)

    def document(self) -> dict[str, Any]:
        """Name and unit of the axis, plans by points with money, bound and weights, and whether all are there."""
        axis = self.scenario.value_axis
        return {
            "axis": {"name": axis.name, "unit": axis.unit, "weight": axis.weight, "grade": axis.grade},
            "plans": [self._row(plan) for plan in self.data.plans],
            "complete": self.data.complete,
            "ended": self.data.ended,
        }

    def _row(self, plan: Balance) -> dict[str, Any]:
        return {**asdict(plan), "preferred": plan.preferred}

    def tables(self) -> Tables:
        """Every plan."""
        return {"axis": lambda: axis_frontier_csv(self.data)}

    def drawings(self) -> Figures:
        """The curve."""
        from report.plan.figures import axis_frontier_figure

        return {"axis": lambda: axis_frontier_figure(self.scenario, self.data)}


def axis_frontier(portfolio: Given, *, plans: int = MOST, **planning: Unpack[Planning]) -> AxisFrontierResult:
    """Money against customer value: the plans of which none has more of both, from most money to most points.

    What a point is held to be worth (``value_axis.weight``) is left aside: the answer says which weights choose
    which plan.

    Args:
        portfolio: what ``plan`` accepts; its MMPs have a ``customer_value``.
        plans: most plans to find, at least 2.
        **planning: as in ``plan`` (see ``vmo.Planning``); the default of ``gap`` is 0.1 %.

    Returns:
        Plans by expected points, ascending, with expected value in money alone, its proven bound, and the weights
        of a point, in currency, at which each is the best. Frame: axis.

    Raises:
        VmoError: an argument that cannot be understood, or a portfolio without points.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> tiny = vmo.load("tiny")
        >>> points = {"a1": 5, "a2": 1}
        >>> mmps = [mmp.replace(customer_value=points.get(mmp.id, 0)) for mmp in tiny.mmps]
        >>> vmo.axis_frontier(tiny.replace(mmps=mmps)).data.complete
        True

    """
    at_least("plans", plans, 2)
    asked = understood(portfolio, planning, gap="0.1%")
    if not asked.scenario.counts_points:
        raise wrong("", f"{asked.scenario.name}: {NO_POINTS}")
    work = asked.work
    try:
        found = run(
            prepare(asked.scenario, asked.wishes), plans, asked.effort, progress=lambda done: work.tell(done, plans)
        )
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    return AxisFrontierResult(found, asked.scenario)
