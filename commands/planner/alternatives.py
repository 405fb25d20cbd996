"""``vmo alternatives``: other plans that are nearly as good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json
from commands.shared.planning_options import Request, planning, show, waiting

if TYPE_CHECKING:
    from optimiser.alternative_plans import Alternative


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("alternatives")(alternatives)


@planning()
def alternatives(
    request: Request,
    count: Annotated[int, typer.Option("--count", "-k", min=1, max=100, help="Most plans to show.")] = 3,
    differ: Annotated[int, typer.Option(min=1, max=1000, help="MMPs in which any two plans differ at least.")] = 2,
    tolerance: Annotated[float, typer.Option(min=0, max=1, help="Largest share of value a plan may lose.")] = 0.05,
) -> None:
    """Plans nearly as good as the best that differ from it, and from each other, in a number of MMPs.

    Examples:
      vmo alternatives insurer -k 5 --differ 4

    """
    from optimiser.alternative_plans import alternatives as run

    plan = request.solve()
    found = []
    with waiting("Other plans") as advance:
        for other in run(plan, count, differ, tolerance, request.effort):
            found.append(other)
            advance(len(found), count)
    if request.as_json:
        emit_json({"objective": plan.objective, "plans": [_json(other) for other in found]})
    else:
        from report.plan.answers import alternatives_text

        show(alternatives_text(plan, found))


def _json(other: Alternative) -> dict[str, object]:
    return {
        "value": other.value,
        "bound": other.bound,
        "gap": other.gap,
        "cost": other.cost,
        "loss": other.loss,
        "out": list(other.leaves),
        "in": list(other.enters),
        "starts": other.starts,
    }
