"""``vmo doctor``: the baseline of a scenario against published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import ScenarioArgument, WorldsOption
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import DoctorResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("doctor")(baseline_against_figures)


@study("worlds", without=("out",))
def baseline_against_figures(
    asked: Asked,
    scenario: ScenarioArgument,
    model: Annotated[
        str | None, typer.Option(help="Funding model to examine.  [default: the first one with base project]")
    ] = None,
    replications: WorldsOption = 50,
) -> DoctorResult:
    """Is a scenario believable? Its project-funded baseline against published figures, and what to change.

    A comparison is worth no more than its baseline. The bands are published figures of project-funded portfolios;
    a scenario may have reasons to lie outside, but should say which.

    Examples:
      vmo doctor insurer

      vmo doctor my-portfolio.yaml --model project -n 200

      vmo doctor regulated --json

    """
    return vmo.doctor(scenario, model=model, replications=replications, seed=asked.seed, **asked.running)
