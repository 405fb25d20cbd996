"""``vmo split``: the portfolio's money over value streams, and what envelopes cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import SplitResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("split")(money_over_streams)


@planning(files="Folder for the table.", gap="0.1%")
def money_over_streams(
    request: Request,
    hold: Annotated[
        int | None, typer.Option(min=1, help="Quarters for which an envelope is kept.  [default: the whole plan]")
    ] = None,
) -> SplitResult:
    """Split the portfolio's money over value streams, and price that against fixed envelopes and none at all.

    The share of every stream and the MMPs it pays for are decided together, with proven bounds. Compared are money
    without envelopes, the best split, the stated budgets of streams, and money in proportion to the cost of teams.

    Examples:
      vmo split insurer

      vmo split insurer --hold 2

    """
    request.told = False
    return vmo.split(request.portfolio, hold=hold, **request.planning)
