"""``vmo workload``: how busy every team is, quarter by quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import vmo
from commands.shared.options import ModelsOption, ScenarioArgument, WorldsOption
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    import typer

    from vmo import WorkloadResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("workload")(how_busy)


@study("simulations")
def how_busy(
    asked: Asked,
    scenario: ScenarioArgument,
    models: ModelsOption = None,
    replications: WorldsOption = 60,
) -> WorkloadResult:
    """How busy every team is, quarter by quarter.

    The people of a stage are a team. Its load in a quarter is the share of their time that they are at work; a
    table for each funding model, and with --out a heat map. What a load above the bearable does to people is the
    scenario's to say (sustainable_pace). Where there are shared services, their load stands below, and who waits
    how long for which of them.

    Examples:
      vmo workload insurer

      vmo workload insurer --models project,value_stream,well_run_projects -n 100 --out results

    """
    return vmo.workload(scenario, models=models, replications=replications, seed=asked.seed, **asked.running)
