"""``vmo story``: what happened to one MMP in one world under each funding model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import ModelsOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import StoryResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("story")(story_of_an_mmp)


@study("worlds")
def story_of_an_mmp(
    asked: Asked,
    scenario: ScenarioArgument,
    mmp: Annotated[str, typer.Argument(metavar="MMP", help="Id of the MMP, as in the scenario's mmps.")],
    world: Annotated[
        int | None,
        typer.Option("--world", min=0, max=10_000_000, help="Number of the world.  [default: the median one]"),
    ] = None,
    models: ModelsOption = None,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", min=1, max=100_000, help="Worlds among which the median one is found."
        ),
    ] = 50,
) -> StoryResult:
    """What happened to one MMP? A dated timeline in words, under each funding model in the same world.

    Everything is told in order of time: when it was looked at, chosen and paid for, what it waited for, what users
    said, when it was released and when it had paid for itself. Without --world the median world is told: the one in
    whose difference in net present value between the last and the first model half of the worlds lie below.

    Examples:
      vmo story tiny a1

      vmo story insurer fraud-supplier --out results

      vmo story insurer fraud-supplier --world 17 --models project,value_stream,annual_value_streams --json

    """
    return vmo.story(
        scenario, mmp, world=world, models=models, replications=replications, seed=asked.seed, **asked.running
    )
