"""``vmo calibrate``: a value stream with the numbers of its history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import ScenarioArgument
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import CalibrationResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("calibrate")(fit_of_a_line)


@study("runs", without=("workers", "cluster", "checkpoint", "out"))
def fit_of_a_line(
    asked: Asked,
    scenario: ScenarioArgument,
    history: Annotated[Path, typer.Option("--history", help="History of vmo history, or any file that it reads.")],
    stream: Annotated[
        str | None, typer.Option(help="Value stream to fit.  [default: the only one with arrivals]")
    ] = None,
    stages: Annotated[
        list[str] | None,
        typer.Option("--stage", help='Column of the history = stage of the scenario, such as "In Dev=build".'),
    ] = None,
    folder: Annotated[Path | None, typer.Option("--out", help="New folder for the calibrated scenario.")] = None,
) -> CalibrationResult:
    """Fit a value stream of the flow laboratory to a history: arrivals, efforts, returns, blockers, with intervals.

    Old values stand beside new ones, shapes are tested against each other, and the line is tried on the last third
    of the history, which it has not seen. Nothing is written but to a new folder (--out).

    Examples:
      vmo calibrate my-line --history history.csv

      vmo calibrate my-line --history history.csv --stage "In Dev=build" --out my-line-2

    """
    found = vmo.calibrate(scenario, history, stream=stream, stages=stages, seed=asked.seed)
    if folder is not None:
        found.save(folder)
        asked.closing.append(f"\nWritten to {folder}.")
    else:
        asked.closing.append("\nNothing was written; --out FOLDER writes a new scenario.")
    return found
