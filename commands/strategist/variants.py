"""``vmo packs`` and ``vmo diff``: the same comparison with other inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import OutcomeOption, PairOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import DiffResult, PacksResult

WorldsOption = Annotated[int, typer.Option("--replications", "-n", min=2, max=1_000_000, help="Worlds.")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``vmo``."""
    app.command("packs")(side_by_side)
    app.command("diff")(what_changed)


@study("simulations")
def side_by_side(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    only: Annotated[str | None, typer.Option(help="Only these packs, separated by commas.  [default: all]")] = None,
    replications: WorldsOption = 100,
) -> PacksResult:
    """Stress packs: the comparison with several numbers changed at once, side by side.

    A pack lays new values over several numbers, such as cautious: claims a quarter lower, work a quarter more. The
    scenario may define packs of its own (packs: {NAME: {PATH: VALUE}}); a path that ends in a star is multiplied.

    Examples:
      vmo packs insurer

      vmo packs insurer --only cautious --out results

    """
    return vmo.packs(
        scenario,
        models=models,
        outcome=outcome,
        only=only,
        replications=replications,
        seed=asked.seed,
        **asked.running,
    )


@study("simulations", without=("seed",))
def what_changed(
    asked: Asked,
    before: Annotated[
        str, typer.Argument(metavar="BEFORE", help="Folder of vmo compare --out, its manifest.json, or a scenario.")
    ],
    after: Annotated[str, typer.Argument(metavar="AFTER", help="The later one.")],
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    replications: WorldsOption = 100,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the worlds.  [default: that of the later run]")
    ] = None,
) -> DiffResult:
    """What changed between two runs, and what each change did to the answer.

    Both scenarios run in the same worlds with today's program. Every changed input is switched alone, from before
    to after, and its effect on the difference is shown with its interval; the last row is what the changes do only
    together.

    Examples:
      vmo diff insurer my-portfolio

      vmo diff results-january results-april --out changes

    """
    return vmo.diff(
        before,
        after,
        models=models,
        outcome=outcome,
        replications=replications,
        seed=seed,
        **asked.running,
    )
