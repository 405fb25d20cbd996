"""``vmo frontier``: value against budget, and what a step more or less of anything is worth."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.shared.output import atomic_write, emit_json, fail
from commands.shared.planning_options import Request, planning, show, waiting


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("frontier")(frontier)


@planning(gap="0.1%")
def frontier(
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
    out: Annotated[Path | None, typer.Option(help="Folder for the table and the figure.")] = None,
) -> None:
    """Value against budget with proven bounds, the knee of the curve, and the smallest budget that works.

    Examples:
      vmo frontier insurer

      vmo frontier insurer --marginal --step 0.1

    """
    from optimiser.budget_frontier import FACTORS, marginals
    from optimiser.budget_frontier import frontier as run
    from optimiser.preparation import prepare

    effort = request.effort
    factors = FACTORS if budgets is None else _factors(budgets)
    scenario = request.read()
    data = prepare(scenario, request.wishes())
    with waiting("Budgets") as advance:
        found = run(data, factors, effort, progress=lambda done: advance(done, len(set(factors))))
    with waiting("Steps") as advance:
        prices = marginals(scenario, data, step=step, effort=effort, progress=advance) if marginal else ()
    if out is not None:
        from report.plan.figures import files, frontier_figure
        from report.plan.tables import frontier_table

        out.mkdir(parents=True, exist_ok=True)
        for name, content in files("frontier", frontier_figure(scenario, found)).items():
            atomic_write(out / name, content)
        atomic_write(out / "frontier.csv", frontier_table(scenario, found).csv())
    if request.as_json:
        knee = None if found.knee is None else found.knee.factor
        points = [asdict(point) for point in found.points]
        steps = [asdict(m) for m in prices]
        emit_json({"points": points, "knee": knee, "smallest": found.smallest, "marginals": steps})
    else:
        from rich.console import Group
        from rich.text import Text

        from report.plan.answers import frontier_text, marginals_text

        show(frontier_text(scenario, found))
        if prices:
            show(Group(Text(""), Text("Worth of one step", style="bold"), marginals_text(scenario, prices)))


def _factors(words: str) -> tuple[float, ...]:
    try:
        factors = tuple(float(word.strip().rstrip("%")) / 100 for word in words.split(",") if word.strip())
    except ValueError:
        factors = ()
    if not factors or any(not 0 <= factor <= 100 for factor in factors):
        fail(f'--budgets: "{words}" are not percentages of today\'s budget; write for example 50,75,100,125')
    return factors
