"""``vmo explain``: why an MMP is in or out, and what it would cost to decide otherwise."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from commands.output import emit_json, fail, user_errors
from commands.plan import (
    AimOption,
    BudgetOption,
    CurrencyOption,
    ExcludeOption,
    IncludeOption,
    JsonOption,
    PortfolioArgument,
    QuartersOption,
    SecondsOption,
    SolverOption,
    solve_or_leave,
)

if TYPE_CHECKING:
    from optimiser.explain import Explanation

WIDTH = 100
"""Letters in a line of words."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("explain")(explain)


def explain(
    portfolio: PortfolioArgument,
    mmps: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="MMPs to explain.  [default: all, in a table]")
    ] = None,
    budget: BudgetOption = None,
    quarters: QuartersOption = None,
    currency: CurrencyOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    objective: AimOption = "net",
    seconds: SecondsOption = 30.0,
    limit: Annotated[float, typer.Option(min=0.1, max=1e6, help="Seconds for all explanations together.")] = 120.0,
    solver: SolverOption = "HiGHS",
    as_json: JsonOption = False,
) -> None:
    """Why each MMP is in or out: exact, by solving again with the decision turned round.

    For an MMP left out: the value lost if it is forced in, what it displaces, and by how much its value must rise
    or its cost fall for it to enter. For one that is in: the value lost without it.

    Examples:
      vmo explain insurer

      vmo explain insurer app-core

    """
    with user_errors():
        from optimiser.explain import EXPLAIN_GAP
        from optimiser.explain import explain as run
        from scenarios.check import suggestion

        plan = solve_or_leave(
            portfolio, (budget, quarters, currency), (include, exclude, objective), (EXPLAIN_GAP, seconds, solver),
            as_json=as_json,
        )  # fmt: skip
        known = [line.id for line in plan.lines]
        unknown = [name for name in mmps or () if name not in known]
        if unknown:
            fail("\n".join(f'ID: no MMP is called "{name}"; {suggestion(name, known)}' for name in unknown))
        found = run(plan, mmps or None, seconds=limit, price_of_cost=bool(mmps))
        if as_json:
            emit_json({"objective": plan.objective, "gap": plan.gap, "mmps": [_json(e) for e in found]})
        elif mmps:
            typer.echo("\n\n".join(fill(e.words, WIDTH) for e in found))
        else:
            from commands.plan import show
            from report.plan_answers import explanations_text

            show(explanations_text(plan, found))


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
        "words": e.words,
    }
