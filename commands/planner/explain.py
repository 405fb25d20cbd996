"""``vmo explain``: why an MMP is in or out, and what it would cost to decide otherwise."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail
from commands.shared.planning_options import Request, planning, show, waiting

if TYPE_CHECKING:
    from optimiser.explanation import Explanation

WIDTH = 100
"""Letters in a line of words."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("explain")(explain)


@planning(gap="0.1%")
def explain(
    request: Request,
    mmps: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="MMPs to explain.  [default: all, in a table]")
    ] = None,
    limit: Annotated[float, typer.Option(min=0.1, max=1e6, help="Seconds for all explanations together.")] = 120.0,
    reach: Annotated[
        bool, typer.Option("--reach", help="Explain the plan that reaches the targets at least cost.")
    ] = False,
) -> None:
    """Why each MMP is in or out: exact, by solving again with the decision turned round.

    For an MMP left out: the value lost if it is forced in, what it displaces, and by how much its value must rise
    or its cost fall for it to enter. For one that is in: the value lost without it.

    Examples:
      vmo explain insurer

      vmo explain insurer app-core

    """
    from optimiser.explanation import explain as run
    from scenarios.faults import suggestion

    plan = request.solve(reach=reach)
    known = [line.id for line in plan.lines]
    unknown = [name for name in mmps or () if name not in known]
    if unknown:
        fail("\n".join(f'ID: no MMP is called "{name}"; {suggestion(name, known)}' for name in unknown))
    with waiting("Explaining") as advance:
        found = run(
            plan, mmps or None, effort=request.effort, seconds=limit, price_of_cost=bool(mmps), progress=advance
        )
    if request.as_json:
        emit_json({"objective": plan.objective, "gap": plan.gap, "mmps": [_json(e) for e in found]})
    elif mmps:
        typer.echo("\n\n".join(fill(e.words, WIDTH) for e in found))
    else:
        from report.plan.answers import explanations_text

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
