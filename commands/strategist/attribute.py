"""``vmo attribute``: where the difference between two funding models comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import OutcomeOption, ScenarioArgument, WorldsOption
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import AttributionResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("attribute")(parts_of_a_difference)


@study("worlds")
def parts_of_a_difference(
    asked: Asked,
    scenario: ScenarioArgument,
    start: Annotated[
        str | None, typer.Option("--from", help="Funding model that is left.  [default: the first of the scenario]")
    ] = None,
    goal: Annotated[
        str | None,
        typer.Option("--to", help="Funding model that is reached.  [default: the second of the scenario]"),
    ] = None,
    outcome: OutcomeOption = "npv",
    groups: Annotated[
        str,
        typer.Option(
            help="What is switched together: default (what a board decides together), each (every mechanism by "
            "itself), or your own, such as time=cadence+approval,release_unit; the rest is one more group."
        ),
    ] = "default",
    ladder: Annotated[bool, typer.Option("--ladder", help="Show one switch after the other as well.")] = False,
    order: Annotated[
        str | None, typer.Option(help="Order of the ladder: groups separated by commas; implies --ladder.")
    ] = None,
    replications: WorldsOption = 200,
    pairs: Annotated[
        int,
        typer.Option(min=1, max=100, help="Pairs of orders per world where groups are too many to try them all."),
    ] = 2,
    everything: Annotated[bool, typer.Option("--all", help="Show every pair of groups.")] = False,
) -> AttributionResult:
    """Where does the difference come from? Every mechanism's part, and the parts add up.

    Two funding models differ in their mechanisms, in groups that are switched together. With seven groups
    there are 128 models in between; all of them run in the same worlds. A group's part is what switching it adds,
    averaged over all orders of switching (the Shapley value), so that no mechanism gains by being named first. With
    more than seven groups each world tries a few orders of its own.

    Examples:
      vmo attribute insurer -n 50

      vmo attribute insurer --from project --to value_stream --outcome lead_time_weeks --ladder

      vmo attribute insurer --groups each --out results

      vmo attribute my-portfolio.yaml --groups money=cadence+approval+governance,release_unit --json

    """
    asked.words = {"everything": everything, "ladder": ladder or order is not None}
    return vmo.attribute(
        scenario,
        start=start,
        goal=goal,
        outcome=outcome,
        groups=groups,
        order=order,
        replications=replications,
        seed=asked.seed,
        pairs=pairs,
        **asked.running,
    )
