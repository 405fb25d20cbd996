"""``vmo alternatives``: other plans that are nearly as good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import AlternativesResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("alternatives")(other_plans)


@planning()
def other_plans(
    request: Request,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100, help="Most plans to show.")] = 3,
    differ: Annotated[int, typer.Option(min=1, max=1000, help="MMPs in which any two plans differ at least.")] = 2,
    tolerance: Annotated[float, typer.Option(min=0, max=1, help="Largest share of value a plan may lose.")] = 0.05,
) -> AlternativesResult:
    """Plans nearly as good as the best that differ from it, and from each other, in a number of MMPs.

    Examples:
      vmo alternatives insurer -k 5 --differ 4

    """
    return vmo.alternatives(request.portfolio, count=count, differ=differ, tolerance=tolerance, **request.planning)
