"""``vmo frontier``: value against budget, and what a step more or less of anything is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import FrontierResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("frontier")(value_against_budget)


@planning(files="Folder for the table and the figure.", gap="0.1%")
def value_against_budget(
    request: Request,
    budgets: Annotated[
        str | None, typer.Option(help="Budgets in per cent of today's.  [default: 25,50,60,70,80,90,100,...,200]")
    ] = None,
    marginal: Annotated[
        bool, typer.Option("--marginal", help="Also price a budget step per quarter, a team per stream, each rule.")
    ] = False,
    step: Annotated[
        float, typer.Option(min=0.001, max=1.0, help="Budget step, as a share of the quarter's.")
    ] = 0.05,
) -> FrontierResult:
    """Value against budget with proven bounds, the knee of the curve, and the smallest budget that works.

    Examples:
      vmo frontier insurer

      vmo frontier insurer --marginal --step 0.1

    """
    request.told = False
    return vmo.frontier(request.portfolio, budgets=budgets, marginal=marginal, step=step, **request.planning)
