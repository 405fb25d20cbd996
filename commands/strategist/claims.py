"""``vmo claims``: what is said of value offices, put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import PairOption, ScenarioArgument, WorldsOption
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import ClaimsResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("claims")(claims_put_to_the_test)


@study("simulations")
def claims_put_to_the_test(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    replications: WorldsOption = 200,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Try each claim over the number that matters most for it.")
    ] = False,
    worlds: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, help="Worlds at each value of --conditions.  [default: at most 60]"),
    ] = None,
) -> ClaimsResult:
    """Do the claims made for value offices hold here? Each one measured, with a verdict.

    Days and cost per release halved, losers stopped, less planning effort, a sustainable load, nine of ten ideas
    that fail and the tenth that pays: each claim has a definition, a value under both funding models in the same
    worlds, a 95 % interval and a verdict: holds, does not hold, not decided, or does not arise. With --conditions
    each claim is tried over the number that matters most for it, to find where it fails.

    Examples:
      vmo claims insurer

      vmo claims regulated -n 50 --conditions --worlds 20

      vmo claims my-portfolio.yaml --models project,value_stream --out results

    """
    return vmo.claims(
        scenario,
        models=models,
        replications=replications,
        conditions=conditions,
        worlds=worlds,
        seed=asked.seed,
        **asked.running,
    )
