"""``vmo frontier``: value against budget, and what a step more or less of anything is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.output import fail
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import AxisFrontierResult, FrontierResult


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
    axis: Annotated[
        bool, typer.Option("--axis", help="Against customer value instead of the budget: plans with most of both.")
    ] = False,
    plans: Annotated[
        int | None, typer.Option(min=2, max=200, help="Most plans with --axis.  [default: 12]")
    ] = None,
) -> FrontierResult | AxisFrontierResult:
    """Value against budget with proven bounds, the knee of the curve, and the smallest budget that works.

    With --axis: money against customer value (customer_value of MMPs). Every plan shown is one of which none has
    more of both; for each, the weights of a point at which it is the best.

    Examples:
      vmo frontier insurer

      vmo frontier insurer --marginal --step 0.1

      vmo frontier portfolio --axis --out results

    """
    request.told = False
    if axis:
        if budgets is not None or marginal:
            fail("--axis: asks about the budget as it is; leave --budgets and --marginal out")
        most = {} if plans is None else {"plans": plans}
        return vmo.axis_frontier(request.portfolio, **most, **request.planning)
    if plans is not None:
        fail("--plans: is for --axis; add it, or leave this out")
    return vmo.frontier(request.portfolio, budgets=budgets, marginal=marginal, step=step, **request.planning)
