"""``vmo change``: a scenario with other values, as a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.options import ScenarioArgument
from commands.shared.output import user_errors
from commands.shared.streams import say


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("change")(other_values)


def other_values(
    scenario: ScenarioArgument,
    changes: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="A value to change, as often as needed; a path that ends in * is multiplied.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE.yaml", help="File to write: everything the scenario holds.")],
) -> None:
    """Write a scenario with some values changed to a file, for every other command to use.

    Examples:
      vmo change insurer --set funding_models.value_stream.cadence_weeks=26 --out half-yearly.yaml

      vmo change insurer --set "mmps.*.value_per_quarter*=0.8" --set calendar.discount_rate=10% --out cautious.yaml

    """
    with user_errors({"changes": "--set", "out": "--out"}):
        vmo.changed(scenario, changes, out=out)
    say(f"The scenario is {out}.")
