"""``vmo map``: where each of two funding models is better, over two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import OutcomeOption, PairOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import MapResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("map")(map_of_two_numbers)


@study("simulations")
def map_of_two_numbers(
    asked: Asked,
    scenario: ScenarioArgument,
    x: Annotated[str, typer.Option("--x", metavar="PATH=RANGE", help="Number along the map and its values.")],
    y: Annotated[str, typer.Option("--y", metavar="PATH=RANGE", help="Number up the map and its values.")],
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    replications: Annotated[
        int,
        typer.Option("--replications", "-n", min=2, max=1_000_000, help="Largest number of worlds of a cell."),
    ] = 120,
) -> MapResult:
    """Where does each funding model win? Two numbers on a grid, with the break-even line.

    Every cell is a paired comparison in the same worlds. All cells begin with 30 worlds; those that are not decided
    get twice as many, again and again, up to --replications. Cells that stay undecided are hatched. Ranges are as
    in vmo sweep; a path that ends in * multiplies. With --checkpoint a map that was stopped goes on where it was.

    Examples:
      vmo map insurer --x funding_models.project.approval_weeks=0:24:4 --y uncertainty.value.cv=0.2:1.4:0.2

      vmo map regulated --x funding_models.project.approval_weeks=2:18:4 --y uncertainty.scope_growth*=0.9:1.3:0.1

      vmo map insurer --x calendar.benefit_quarters=8:24:4 --y "mmps.*.value_per_quarter*=0.6:1.4:0.2" --out results

    """
    return vmo.map(
        scenario,
        x,
        y,
        models=models,
        outcome=outcome,
        replications=replications,
        seed=asked.seed,
        **asked.running,
    )
