"""``vmo questions``: which question a planner should answer first."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared.output import emit_json, fail
from commands.shared.planning_options import Request, planning, show, waiting


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("questions")(questions)


@planning(gap="0.1%", seconds=10.0)
def questions(
    request: Request,
    futures: Annotated[
        int, typer.Option(min=0, max=10_000, help="Futures for the worth of knowing everything; 0 leaves it out.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the futures.")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="Show every MMP.")] = False,
) -> None:
    """Which question should a planner answer first? What knowing is worth to the best plan.

    Will this MMP succeed? The plan is solved again for yes and for no; what both are worth on average, beyond the
    plan on expectations, is the most that an answer may cost. Knowing everything is worth the mean over sampled
    futures. vmo value-of-information asks the same of the rules by which an organisation really decides.

    Examples:
      vmo questions insurer

      vmo questions docs/portfolio.csv --budget 6e6 --futures 100

    """
    from optimiser.information import plan_information
    from report.information.questions import questions_json, questions_text

    scenario, effort, wishes = request.read(), request.effort, request.wishes()
    with waiting("Planning") as advance:
        found = plan_information(
            scenario, wishes, futures=futures, seed=seed, effort=effort, progress=lambda done, n: advance(done, n)
        )
    if found is None:
        fail(f"{scenario.name}: no plan was found to ask about; vmo plan says why", code=1)
    if request.as_json:
        emit_json(questions_json(scenario, found))
    else:
        show(questions_text(scenario, found, everything=everything))
