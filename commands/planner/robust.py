"""``vmo robust``: how sure each pick is, and plans that stand bad luck."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import RobustResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("robust")(picks_under_doubt)


@planning()
def picks_under_doubt(
    request: Request,
    samples: Annotated[
        int, typer.Option(min=1, max=10_000, help="Futures in which the problem is solved again.")
    ] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the futures.")] = 1,
    value_cv: Annotated[
        float | None, typer.Option(min=0, max=5, help="Spread of values.  [default: the scenario's, else 0.3]")
    ] = None,
    cost_cv: Annotated[
        float | None, typer.Option(min=0, max=5, help="Spread of costs.  [default: the scenario's, else 0.3]")
    ] = None,
    correlation: Annotated[
        float, typer.Option(min=0, max=0.99, help="Correlation of success within an objective.")
    ] = 0.0,
    level: Annotated[
        float, typer.Option(min=0.5, max=0.99, help="Tail: the worst 1 - level share of futures.")
    ] = 0.9,
    gamma: Annotated[
        float | None, typer.Option(min=0, max=1000, help="Guard budgets against this many overruns at once.")
    ] = None,
    cost_tail: Annotated[
        bool, typer.Option("--cost-tail", help="Keep the mean of the worst spends within every budget.")
    ] = False,
    value_tail: Annotated[
        float, typer.Option(min=0, max=1, help="Weight of the tail of value in the objective, 0 to 1.")
    ] = 0.0,
    limit: Annotated[float, typer.Option(min=0.1, max=1e6, help="Seconds for all futures together.")] = 120.0,
) -> RobustResult:
    """How often each MMP is picked when values and costs vary, and what a guarded plan costs and saves.

    Examples:
      vmo robust insurer

      vmo robust insurer --gamma 2 --value-tail 0.5 --correlation 0.3

    """
    return vmo.robust(
        request.portfolio,
        samples=samples,
        seed=seed,
        value_cv=value_cv,
        cost_cv=cost_cv,
        correlation=correlation,
        level=level,
        gamma=gamma,
        cost_tail=cost_tail,
        value_tail=value_tail,
        limit=limit,
        **request.planning,
    )
