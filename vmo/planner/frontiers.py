"""Value against budget, and what a step more or less of anything is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from rich.console import Group
from rich.text import Text

from optimiser.budget_frontier import FACTORS, Frontier, Marginal, marginals
from optimiser.budget_frontier import frontier as run
from optimiser.preparation import prepare
from optimiser.solving import SolverMissingError
from report.plan.answers import frontier_text, frontier_words, marginals_text
from report.plan.tables import frontier_table
from report.shared.csv_file import csv_text
from vmo.planner.planning import PlannersResult
from vmo.planner.requests import Planning, understood
from vmo.shared.errors import wrong
from vmo.shared.inputs import Given
from vmo.shared.result import Figures, Tables

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class Curve:
    """Value against budget, and prices of one step."""

    frontier: Frontier
    marginals: tuple[Marginal, ...]

    @property
    def ended(self) -> str:
        """``done`` or ``interrupted``."""
        return self.frontier.ended


class FrontierResult(PlannersResult[Curve]):
    """The best plan at every budget, with proven bounds."""

    kind: ClassVar[str] = "frontier"

    def headline(self) -> str:
        said = next(iter(frontier_words(self.scenario, self.data.frontier)), "")
        return f"{self.scenario.name}, {len(self.data.frontier.points)} budgets. {said}"

    def words(self) -> RenderableType:
        """The curve for a terminal; what one step is worth where that was asked."""
        told = frontier_text(self.scenario, self.data.frontier)
        prices = self.data.marginals
        if not prices:
            return told
        heading = Text("Worth of one step", style="bold")
        return Group(told, Text(""), heading, marginals_text(self.scenario, prices))

    def document(self) -> dict[str, Any]:
        """Points, the knee, the smallest budget at which there is a plan, prices of one step."""
        found = self.data.frontier
        return {
            "points": [asdict(point) for point in found.points],
            "knee": None if found.knee is None else found.knee.factor,
            "smallest": found.smallest,
            "marginals": [asdict(m) for m in self.data.marginals],
        }

    def tables(self) -> Tables:
        """Every budget."""
        return {"frontier": lambda: frontier_table(self.scenario, self.data.frontier).csv()}

    def views(self) -> Tables:
        """What one step is worth, where that was asked."""
        if not self.data.marginals:
            return {}
        header = [f.name for f in fields(Marginal)]
        return {"marginals": lambda: csv_text(header, (list(asdict(m).values()) for m in self.data.marginals))}

    def drawings(self) -> Figures:
        """The curve."""
        from report.plan.figures import frontier_figure

        return {"frontier": lambda: frontier_figure(self.scenario, self.data.frontier)}


def frontier(
    portfolio: Given,
    *,
    budgets: str | Sequence[float] | None = None,
    marginal: bool = False,
    step: float = 0.05,
    **planning: Unpack[Planning],
) -> FrontierResult:
    """Value against budget with proven bounds, the knee of the curve, and the smallest budget that works.

    Args:
        portfolio: what ``plan`` accepts.
        budgets: per cent of today's budget: [50, 100, 150]; default: 25 to 200.
        marginal: whether to price a budget step per quarter, a team per stream, and each rule.
        step: budget step, as a share of the quarter's.
        **planning: as in ``plan`` (see ``vmo.Planning``); the default of ``gap`` is 0.1 %.

    Returns:
        Expected value and bound at every budget, in currency. Frames: frontier, and marginals where asked for.

    Raises:
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.frontier("tiny", budgets=[50, 100])
        >>> [point.factor for point in found.data.frontier.points]
        [0.5, 1.0]

    """
    asked = understood(portfolio, planning, gap="0.1%")
    factors = FACTORS if budgets is None else _factors(budgets)
    if not 0 < step <= 1:
        raise wrong("step", f"{step:g} is no share of a budget; give more than 0, at most 1")
    data, work = prepare(asked.scenario, asked.wishes), asked.work
    number = len(set(factors))
    try:
        found = run(data, factors, asked.effort, progress=lambda done: work.tell(done, number))
        prices = (
            marginals(asked.scenario, data, step=step, effort=asked.effort, progress=work.tell) if marginal else ()
        )
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    return FrontierResult(Curve(found, prices), asked.scenario)


def _factors(given: str | Sequence[float]) -> tuple[float, ...]:
    words = given if isinstance(given, str) else ",".join(str(value) for value in given)
    try:
        factors = tuple(float(word.strip().rstrip("%")) / 100 for word in words.split(",") if word.strip())
    except ValueError:
        factors = ()
    if not factors or any(not 0 <= factor <= 100 for factor in factors):
        said = f'"{words}" are not percentages of today\'s budget; write for example 50,75,100,125'
        raise wrong("budgets", said)
    return factors
