"""``vmo forecast``: when is it done, and how many by a date, from the weeks that were."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.studies import Asked, deliver, study
from commands.tracker.history import WITHOUT, ClosedOption

CANNOT = 1
"""Exit code of the answer "cannot forecast"."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("forecast")(when_or_how_many)


@study("weeks", without=WITHOUT)
def when_or_how_many(
    asked: Asked,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="History of vmo history, or any file that it reads.")
    ],
    items: Annotated[
        list[str] | None,
        typer.Option("--items", help="Items to finish: 40, or claims=40,portal=12 (all of them must be done)."),
    ] = None,
    by: Annotated[str | None, typer.Option(help="Last day that counts: how many will be done?")] = None,
    start: Annotated[
        str | None, typer.Option(help="First day of the forecast.  [default: the Monday after the history]")
    ] = None,
    since: Annotated[str | None, typer.Option(help="First day of the history that counts.")] = None,
    weeks: Annotated[int | None, typer.Option(min=1, help="Only the last weeks of the history count.")] = None,
    closed: ClosedOption = None,
    board: Annotated[bool, typer.Option("--board", help="The items under way come on top of --items.")] = False,
    scenario: Annotated[
        str | None, typer.Option(help="Scenario (vmo calibrate made it): ask the flow model as well.")
    ] = None,
    stream: Annotated[str | None, typer.Option(help="Value stream of the scenario.  [default: the first]")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Show numbers although the history cannot carry them.")
    ] = False,
) -> vmo.ForecastResult:
    """Say when so many items are done, or how many are done by a date, with 50, 70, 85 and 95 % certainty.

    Future weeks are drawn from past weeks with replacement; the distributions are exact, not simulated. The answer
    is tried on the history's own past. Too few weeks, or a rate that drifts, is an answer too: cannot forecast,
    exit code 1.

    Examples:
      vmo forecast history.csv --items 40

      vmo forecast history.csv --by 2027-06-30 --closed 2026-12-21..2027-01-03

      vmo forecast history.csv --items claims=40,portal=12 --board --out results

      vmo forecast throughput.csv

    """
    found = vmo.forecast(
        file,
        items=items,
        by=by,
        start=start,
        since=since,
        weeks=weeks,
        closed=closed or (),
        board=board,
        scenario=scenario,
        stream=stream,
        anyway=anyway,
    )
    if not found.can:
        deliver(found, asked)
        raise typer.Exit(CANNOT)
    return found
