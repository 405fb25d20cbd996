"""``vmo organisation``: what the rows of an organisation do to two funding models and to their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import vmo
from commands.shared.options import OutcomeOption, PairOption, ScenarioArgument, WorldsOption
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    import typer

    from vmo import OrganisationResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("organisation")(what_the_organisation_does)


@study("worlds")
def what_the_organisation_does(
    asked: Asked,
    scenario: ScenarioArgument,
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    replications: WorldsOption = 100,
) -> OrganisationResult:
    """What does the organisation do to the difference? Every row that both models share.

    Shared services, platform teams, dependencies, interruptions, skills, overload, runway and debt, defects that
    users find, and objectives that drift belong to the organisation and not to a funding model. Each is put in
    place and taken out, in the same worlds; its part is averaged over all orders (the Shapley value), under both
    models and in their difference, and the parts add up. What the rules do is told by vmo attribute.

    Examples:
      vmo organisation tribes-and-platforms -n 20

      vmo organisation shared-services --models project,value_stream --outcome lead_time_weeks

      vmo organisation my-portfolio.yaml --out results

    """
    return vmo.organisation(
        scenario,
        models=models,
        outcome=outcome,
        replications=replications,
        seed=asked.seed,
        **asked.running,
    )
