"""``vmo value-of-information``: what better evidence and estimates are worth, and which question comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import InformationResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("value-of-information")(worth_of_knowing)


@study("worlds")
def worth_of_knowing(
    asked: Asked,
    scenario: ScenarioArgument,
    model: Annotated[
        str | None,
        typer.Option("--model", help="Funding model whose deciders ask.  [default: the second of the scenario]"),
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(
            help="Questions, separated by commas: evidence, estimates, mmps, the id of one question such as "
            "estimates.value, or the id of an MMP.  [default: all]  Or ceiling: other rules, and everything known."
        ),
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=100_000, help="Worlds to simulate.")
    ] = 50,
    everything: Annotated[bool, typer.Option("--all", help="Show every MMP.")] = False,
) -> InformationResult:
    """Which question should be answered first? What knowing more, or sooner, is worth.

    The same worlds are run again with deciders who know more: evidence that is right more often or comes earlier,
    or the truth about value and work before anything is decided, of all MMPs or of one. Each answer is worth the
    mean difference in net present value: the most that a study, a prototype or a market test may cost.

    Examples:
      vmo value-of-information insurer --only evidence,estimates

      vmo value-of-information insurer --only mmps -n 100 --out results

      vmo value-of-information insurer --only ceiling

      vmo value-of-information insurer --model project --only fraud-score-motor,estimates.scope --json

    """
    asked.words = {"everything": everything}
    return vmo.value_of_information(
        scenario, model=model, only=only, replications=replications, seed=asked.seed, **asked.running
    )
