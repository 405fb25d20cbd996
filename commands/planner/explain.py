"""``vmo explain``: why an MMP is in or out, and what it would cost to decide otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import ExplanationsResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("explain")(reasons_for_mmps)


@planning(gap="0.1%")
def reasons_for_mmps(
    request: Request,
    mmps: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="MMPs to explain.  [default: all, in a table]")
    ] = None,
    limit: Annotated[float, typer.Option(min=0.1, max=1e6, help="Seconds for all explanations together.")] = 120.0,
    reach: Annotated[
        bool, typer.Option("--reach", help="Explain the plan that reaches the targets at least cost.")
    ] = False,
) -> ExplanationsResult:
    """Why each MMP is in or out: exact, by solving again with the decision turned round.

    For an MMP left out: the value lost if it is forced in, what it displaces, and by how much its value must rise
    or its cost fall for it to enter. For one that is in: the value lost without it.

    Examples:
      vmo explain insurer

      vmo explain insurer app-core

    """
    return vmo.explain(request.portfolio, mmps or None, limit=limit, reach=reach, **request.planning)
