"""Why an MMP is in or out, and what it would cost to decide otherwise."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from optimiser.explanation import Explanation
from optimiser.explanation import explain as run
from optimiser.plan import Plan
from report.plan.answers import explanations_text
from report.plan.tables import explanation_table
from scenarios.open_work import settled_words
from vmo.planner.planning import PlannersResult, PlanResult, planned
from vmo.planner.requests import Planning
from vmo.shared.inputs import Given, Names, known_names
from vmo.shared.result import Tables

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDTH = 100
"""Letters in a line of words."""


class ExplanationsResult(PlannersResult[tuple[Explanation, ...]]):
    """Reasons for MMPs of a plan, those left out first."""

    kind: ClassVar[str] = "explain"

    @property
    def plan(self) -> Plan:
        """The plan that is explained."""
        found: Plan = self.settings["plan"]
        return found

    def headline(self) -> str:
        solved = sum(e.state == "solved" for e in self.data)
        return f"{self.scenario.name}: {len(self.data)} MMPs, {solved} solved"

    def words(self) -> RenderableType:
        """In words where MMPs were named, in a table otherwise."""
        if self.settings["named"]:
            return "\n\n".join(fill(e.words, WIDTH) for e in self.data)
        return explanations_text(self.plan, self.data)

    def document(self) -> dict[str, Any]:
        """Objective and gap of the plan, and every explanation."""
        return {"objective": self.plan.objective, "gap": self.plan.gap, "mmps": [_json(e) for e in self.data]}

    def tables(self) -> Tables:
        """Every explanation."""
        return {"why_not": lambda: explanation_table(self.plan, self.data).csv()}


def explain(
    portfolio: Given | PlanResult,
    mmps: Names | None = None,
    *,
    limit: float = 120.0,
    reach: bool = False,
    **planning: Unpack[Planning],
) -> ExplanationsResult:
    """Why each MMP is in or out: exact, by solving again with the decision turned round.

    Args:
        portfolio: a plan, or what ``plan`` accepts.
        mmps: ids to explain, in words; default: all.
        limit: seconds for all explanations together.
        reach: explain the plan that reaches the targets at least cost.
        **planning: as in ``plan`` (see ``vmo.Planning``); the default of ``gap`` is 0.1 %.

    Returns:
        Value lost in currency, with proven bounds, MMPs displaced, and the change at which it would enter. Frame:
        why_not.

    Raises:
        NoPlanError: there is no plan to explain.
        VmoError: an unknown MMP, or an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.explain(vmo.plan("tiny"))
        >>> found.frames
        ('why_not',)

    """
    found, asked = planned(portfolio, planning, gap="0.1%", reach=reach)
    named = None
    if mmps is not None and (mmps := list(mmps) if not isinstance(mmps, str) else mmps):
        whole = portfolio.whole if isinstance(portfolio, PlanResult) else asked.given or found.scenario
        named = known_names("mmps", "MMP", mmps, [line.id for line in found.lines], settled_words(whole))
    told = run(
        found,
        named,
        effort=asked.effort,
        seconds=limit,
        price_of_cost=named is not None,
        progress=asked.work.tell,
    )
    return ExplanationsResult(told, found.scenario, settings={"plan": found, "named": named is not None})


def _json(e: Explanation) -> dict[str, object]:
    return {
        "id": e.id,
        "chosen": e.chosen,
        "state": e.state,
        "loss": e.loss,
        "loss_at_least": e.low,
        "loss_at_most": e.high,
        "start_quarter": e.start,
        "leaves": list(e.leaves),
        "enters": list(e.enters),
        "moves": [{"id": mmp, "from": a, "to": b} for mmp, a, b in e.moves],
        "cost": e.cost,
        "enters_at_cost": e.enters_at_cost,
        "enters_at_cost_proven": e.price_exact,
        "reason": e.reason or None,
        "words": e.words,
    }
