"""``vmo office``: what a value office may cost, and what it has to improve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import PairOption, ScenarioArgument, WorldsOption
from commands.shared.output import fail
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import OfficeResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("office")(what_an_office_may_cost)


@study("simulations")
def what_an_office_may_cost(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    costs: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNTS",
            help="Costs of the office a year, separated by commas.  [default: 1, 2, 4, 8, 16 % of the budget]",
        ),
    ] = None,
    replications: WorldsOption = 100,
) -> OfficeResult:
    """What a value office may cost, and what it must improve to pay for itself.

    The office of the second model is paid out of the budget. For each cost: the difference to the first model, what
    the office takes from net present value, and by what share it has to raise benefits to bring that back.

    Examples:
      vmo office insurer

      vmo office insurer --costs 250000,500000,1000000 -n 200

      vmo office regulated --models project,value_stream --out results

    """
    return vmo.office(
        scenario,
        models=models,
        costs=None if costs is None else _amounts(costs),
        replications=replications,
        seed=asked.seed,
        **asked.running,
    )


def _amounts(words: str) -> list[float]:
    found = []
    for word in words.split(","):
        try:
            found.append(float(word))
        except ValueError:
            fail(f'--costs: "{word.strip()}" is no amount; write digits, for example 250000,500000')
    return found
