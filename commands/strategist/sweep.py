"""``vmo sweep``: one or two numbers of a scenario over a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import ModelsOption, ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import FlowSweepResult, SweepResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("sweep")(outcomes_over_a_range)


@study("simulations")
def outcomes_over_a_range(
    asked: Asked,
    scenario: ScenarioArgument,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=RANGE",
            help="What is swept: 1:20, 0:1:0.1, 0.1,0.2,0.5, none,1,2,3 or words. Twice: every combination.",
        ),
    ] = None,
    scale: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="PATH=RANGE", help="The same with factors that multiply what is there."),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="Outcomes, separated by commas.  [default: npv; throughput and cycle_time for flow]"),
    ] = None,
    models: ModelsOption = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            min=1,
            max=1_000_000,
            help="Worlds at every point.  [default: 100; flow: one long run]",
        ),
    ] = None,
    horizon: Annotated[
        float | None, typer.Option(min=1, help="Flow: weeks of a run.  [default: chosen by load and variability]")
    ] = None,
) -> SweepResult | FlowSweepResult:
    """Sweep any number of a scenario over a range: outcomes, paired differences and the best value.

    Paths are those of the scenario file, with ids for the items of lists; * means all of them. Every point runs in
    the same worlds, so that differences between points are policy and not luck.

    Examples:
      vmo sweep insurer --set funding_models.value_stream.cadence_weeks=4,8,13,26,52

      vmo sweep insurer --set funding_models.value_stream.mmp_wip_limit=none,1:6 --outcome npv,lead_time_weeks

      vmo sweep insurer --set funding_models.project.approval_weeks=0:26:2 --out results

      vmo sweep insurer --set value_streams.claims.teams_with_people=5,7,9

      vmo sweep insurer --scale budget.per_quarter.5-8=0.7:1.1:0.1

      vmo sweep regulated --set uncertainty.value.cv=0.1,0.6,1.2 --set calendar.discount_rate=0.03,0.08

    """
    return vmo.sweep(
        scenario,
        vary or (),
        scale=scale or (),
        outcome=outcome,
        models=models,
        replications=replications,
        horizon=horizon,
        seed=asked.seed,
        **asked.running,
    )
