"""``vmo calibrate``: a value stream with the numbers of its history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared.options import JsonOption, ScenarioArgument
from commands.shared.output import emit_json, user_errors
from commands.shared.output import print_words as show
from commands.tracker.history import pairs_option


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("calibrate")(calibrate)


def calibrate(
    scenario: ScenarioArgument,
    history: Annotated[Path, typer.Option("--history", help="History of vmo history, or any file that it reads.")],
    stream: Annotated[
        str | None, typer.Option(help="Value stream to fit.  [default: the only one with arrivals]")
    ] = None,
    stage: Annotated[
        list[str] | None,
        typer.Option("--stage", help='Column of the history = stage of the scenario, such as "In Dev=build".'),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the back-test.")] = 1,
    out: Annotated[Path | None, typer.Option("--out", help="New folder for the calibrated scenario.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Fit a value stream of the flow laboratory to a history: arrivals, efforts, returns, blockers, with intervals.

    Old values stand beside new ones, shapes are tested against each other, and the line is tried on the last third
    of the history, which it has not seen. Nothing is written but to a new folder (--out).

    Examples:
      vmo calibrate my-line --history history.csv

      vmo calibrate my-line --history history.csv --stage "In Dev=build" --out my-line-2

    """
    with user_errors():
        from intake.calibration.back_test import reproduce
        from intake.calibration.calibrate import calibrate as fit
        from intake.calibration.write_back import write_calibrated
        from intake.history.reading import read_history
        from scenarios.loader import load

        stages = pairs_option("--stage", stage, commas=False)
        given, read = load(scenario), read_history([history])
        fitted = fit(given, read, stream, stages)
        tested = reproduce(given, read, fitted.stream, stages, seed)
        if out is not None:
            write_calibrated(fitted, scenario, out)
        if as_json:
            from report.history.calibration_text import calibration_document

            emit_json(calibration_document(fitted, tested))
        else:
            from report.history.calibration_text import calibration_text

            show(calibration_text(fitted, tested), None)
            where = (
                f"Written to {out}."
                if out is not None
                else "Nothing was written; --out FOLDER writes a new scenario."
            )
            typer.echo(f"\n{where}")
