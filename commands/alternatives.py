"""``vmo alternatives``: other plans that are nearly as good."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.output import emit_json, user_errors
from commands.plan import (
    AimOption,
    BudgetOption,
    CurrencyOption,
    ExcludeOption,
    GapOption,
    IncludeOption,
    JsonOption,
    PortfolioArgument,
    QuartersOption,
    SecondsOption,
    SolverOption,
    make_effort,
    show,
    solve_or_leave,
)


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("alternatives")(alternatives)


def alternatives(
    portfolio: PortfolioArgument,
    budget: BudgetOption = None,
    quarters: QuartersOption = None,
    currency: CurrencyOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    objective: AimOption = "net",
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100, help="Most plans to show.")] = 3,
    differ: Annotated[int, typer.Option(min=1, max=1000, help="MMPs in which any two plans differ at least.")] = 2,
    tolerance: Annotated[float, typer.Option(min=0, max=1, help="Largest share of value a plan may lose.")] = 0.05,
    gap: GapOption = "0.5%",
    seconds: SecondsOption = 30.0,
    solver: SolverOption = "HiGHS",
    as_json: JsonOption = False,
) -> None:
    """Plans nearly as good as the best that differ from it, and from each other, in a number of MMPs.

    Examples:
      vmo alternatives insurer -k 5 --differ 4

    """
    with user_errors():
        from optimiser.alternatives import alternatives as run

        effort = make_effort(gap, seconds, solver)
        plan = solve_or_leave(
            portfolio, (budget, quarters, currency), (include, exclude, objective), (effort.gap, seconds, solver),
            as_json=as_json,
        )  # fmt: skip
        found = list(run(plan, count, differ, tolerance, effort))
        if as_json:
            emit_json(
                {
                    "objective": plan.objective,
                    "plans": [
                        {
                            "value": a.value,
                            "bound": a.bound,
                            "gap": a.gap,
                            "cost": a.cost,
                            "loss": a.loss,
                            "out": list(a.leaves),
                            "in": list(a.enters),
                            "starts": a.starts,
                        }
                        for a in found
                    ],
                }
            )
        else:
            from report.plan_answers import alternatives_text

            show(alternatives_text(plan, found))
