"""``vmo flow``: value streams with arrivals in the flow laboratory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import AnimateOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import FlowResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("flow")(run_of_the_laboratory)


@study("runs")
def run_of_the_laboratory(
    asked: Asked,
    scenario: ScenarioArgument,
    horizon: Annotated[
        float | None, typer.Option(help="Weeks of a run.  [default: chosen by load and variability]")
    ] = None,
    warm_up: Annotated[
        float | None,
        typer.Option(
            "--warm-up", help="Weeks left out at the start; 0 asks what happens from empty.  [default: found]"
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Independent runs.  [default: 1]"),
    ] = None,
    items: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Features each stream brings at most, beside those on its board; a run ends when all are out "
            "(when will it be done?).",
        ),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            help="Go on with further runs until throughput and cycle time of every stream are known this well at "
            "95 %: a share such as 0.05 or 5%.  [at most 1000 runs, or --replications]"
        ),
    ] = None,
    animate: AnimateOption = None,
) -> FlowResult:
    """Run value streams with arrivals in the flow laboratory: throughput, work in progress, cycle time, bottleneck.

    Every number comes with its 95 % interval, or says that there is not enough data. The warm-up is found and left
    out (MSER-5); one run is judged by batches, many by comparing runs.

    Examples:
      vmo flow my-line.yaml

      vmo flow my-line.yaml --precision 2% --out results

      vmo flow my-line.yaml --warm-up 0 --horizon 52 --replications 1000

      vmo flow my-line.yaml --items 30 --replications 500 --json

      vmo flow my-line.yaml --animate board.gif

    """
    vmo.film_place(animate)
    found = vmo.flow(
        scenario,
        horizon=horizon,
        warm_up=warm_up,
        replications=replications,
        items=items,
        seed=asked.seed,
        precision=precision,
        **asked.running,
    )
    if animate is not None:
        found.save_film(animate)
    return found
