"""``vmo questions``: which question a planner should answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import QuestionsResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("questions")(first_question)


@planning(gap="0.1%", seconds=10.0)
def first_question(
    request: Request,
    futures: Annotated[
        int, typer.Option(min=0, max=10_000, help="Futures for the worth of knowing everything; 0 leaves it out.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the futures.")] = 1,
    everything: Annotated[bool, typer.Option("--all", help="Show every MMP.")] = False,
) -> QuestionsResult:
    """Which question should a planner answer first? What knowing is worth to the best plan.

    Will this MMP succeed? The plan is solved again for yes and for no; what both are worth on average, beyond the
    plan on expectations, is the most that an answer may cost. Knowing everything is worth the mean over sampled
    futures. vmo value-of-information asks the same of the rules by which an organisation really decides.

    Examples:
      vmo questions insurer

      vmo questions docs/portfolio.csv --budget 6e6 --futures 100

    """
    request.words = {"everything": everything}
    return vmo.questions(request.portfolio, futures=futures, seed=seed, **request.planning)
