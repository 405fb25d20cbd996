"""How sure each pick is, and plans that stand bad luck."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from rich.console import Group
from rich.text import Text

from optimiser.plan import Plan
from optimiser.preparation import prepare
from optimiser.risk import Caution, Cautious, Judgement, cautious, judge
from optimiser.robust import Robustness, robustness
from optimiser.sampled_futures import Doubt
from report.plan.answers import risk_text, robustness_text
from report.shared.csv_file import csv_text
from vmo.planner.planning import PlannersResult, PlanResult, planned
from vmo.planner.requests import Planning
from vmo.shared.errors import NoAnswerError, Problem, wrong
from vmo.shared.inputs import Given, at_least
from vmo.shared.result import Tables

if TYPE_CHECKING:
    from rich.console import RenderableType

PICK_GAP, PICK_SECONDS = 0.005, 10.0
"""Gap and seconds of one sampled future; many of them are solved."""


@dataclass(frozen=True)
class Risk:
    """A plan in many futures."""

    plan: Plan
    picks: Robustness
    plain: Judgement
    """The plan as it is."""
    guarded: Cautious | None
    """A plan that stands bad luck, where that was asked for."""
    level: float
    """Tail: the worst 1 - level share of futures."""


class RobustResult(PlannersResult[Risk]):
    """How often each MMP is picked when values and costs vary."""

    kind: ClassVar[str] = "robust"

    def headline(self) -> str:
        picks = self.data.picks
        always = sum(pick.verdict == "always" for pick in picks.picks)
        return f"{self.scenario.name}: {always} of {len(picks.picks)} MMPs always picked in {picks.solved} futures"

    def words(self) -> RenderableType:
        """The plan's risk, and every pick, for a terminal."""
        found = self.data
        told = risk_text(found.plan, found.plain, found.guarded, found.level)
        return Group(told, Text(""), robustness_text(found.plan, found.picks))

    def document(self) -> dict[str, Any]:
        """Picks, futures, regret; the plan's risk and that of a guarded one."""
        found = self.data
        return {
            "picks": [asdict(pick) | {"verdict": pick.verdict} for pick in found.picks.picks],
            "futures": found.picks.solved,
            "regret": found.picks.regret,
            "kept": found.picks.kept,
            "plan": asdict(found.plain),
            "guarded": None if found.guarded is None else asdict(found.guarded),
        }

    def tables(self) -> Tables:
        """Every pick."""
        rows = [asdict(pick) | {"verdict": pick.verdict} for pick in self.data.picks.picks]
        return {"picks": lambda: csv_text(list(rows[0]), (list(row.values()) for row in rows))}


def robust(
    portfolio: Given | PlanResult,
    *,
    samples: int = 50,
    seed: int = 1,
    value_cv: float | None = None,
    cost_cv: float | None = None,
    correlation: float = 0.0,
    level: float = 0.9,
    gamma: float | None = None,
    cost_tail: bool = False,
    value_tail: float = 0.0,
    limit: float = 120.0,
    **planning: Unpack[Planning],
) -> RobustResult:
    """How often each MMP is picked when values and costs vary, and what a guarded plan costs and saves.

    Args:
        portfolio: a plan, or what ``plan`` accepts.
        samples: futures in which the problem is solved again.
        seed: seed of the futures.
        value_cv: coefficient of variation of values; default: the scenario's, else 0.3.
        cost_cv: coefficient of variation of costs; default: the scenario's, else 0.3.
        correlation: correlation of success within an objective, 0 to 0.99.
        level: tail: the worst 1 - level share of futures, 0.5 to 0.99.
        gamma: guard budgets against this many overruns at once.
        cost_tail: keep the mean of the worst spends within every budget.
        value_tail: weight of the tail of value in the objective, 0 to 1.
        limit: seconds for all futures together.
        **planning: as in ``plan`` (see ``vmo.Planning``).

    Returns:
        Share of futures in which each MMP is picked, with its 95 % interval, and the risk of the plan. Frame:
        picks.

    Raises:
        NoAnswerError: no future was solved in time.
        NoPlanError: there is no plan to judge.
        VmoError: an argument that cannot be understood.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.robust("tiny", samples=3)
        >>> bool(found.frame()["share"].between(0, 1).all())
        True

    """
    at_least("samples", samples, 1)
    at_least("seed", seed, 0)
    _within(
        value_cv=(value_cv, 0, 5),
        cost_cv=(cost_cv, 0, 5),
        correlation=(correlation, 0, 0.99),
        level=(level, 0.5, 0.99),
        gamma=(gamma, 0, 1000),
        value_tail=(value_tail, 0, 1),
    )
    plan, asked = planned(portfolio, planning, weighed=False)
    scenario, starts, effort = plan.scenario, dict(plan.starts or {}), asked.effort
    data = prepare(scenario, replace(plan.wishes, weight=0.0))
    doubt = Doubt.of(scenario, value_cv, cost_cv, correlation)
    caution = Caution(level=level, value_weight=value_tail, gamma=gamma, cost_cvar=cost_tail)
    plain = judge(scenario, data, starts, doubt, level, seed)
    wanted = gamma is not None or cost_tail or value_tail > 0
    guarded = cautious(scenario, data, caution, doubt, effort, seed) if wanted else None
    trial = replace(effort, gap=max(effort.gap, PICK_GAP), seconds=min(effort.seconds, PICK_SECONDS))
    picks = robustness(
        scenario,
        data,
        starts,
        doubt,
        samples=samples,
        seed=seed,
        effort=trial,
        seconds=limit,
        progress=lambda done: asked.work.tell(done, samples),
    )
    if picks is None:
        raise NoAnswerError([Problem((), "No future was solved in time; give them more with `limit`.")])
    return RobustResult(Risk(plan, picks, plain, guarded, level), scenario)


def _within(**limits: tuple[float | None, float, float]) -> None:
    for name, (value, low, high) in limits.items():
        if value is not None and not low <= value <= high:
            raise wrong(name, f"{value:g} is not between {low:g} and {high:g}")
