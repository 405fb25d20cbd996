"""``vmo forecast``: when is it done, and how many by a date, from the weeks that were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.options import JsonOption
from commands.shared.output import emit_json, fail, out_folder, user_errors, write_study
from commands.shared.output import print_words as show
from commands.tracker.history import ClosedOption, day_option
from vmo import json_text

if TYPE_CHECKING:
    from intake.forecast.by_flow import FlowAnswer
    from intake.forecast.forecast import Forecast

CANNOT = 1
"""Exit code of the answer "cannot forecast"."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("forecast")(forecast)


def forecast(
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
    out: Annotated[Path | None, typer.Option("--out", help="Folder for table and figures.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Say when so many items are done, or how many are done by a date, with 50, 70, 85 and 95 % certainty.

    Future weeks are drawn from past weeks with replacement; the distributions are exact, not simulated. The answer
    is tried on the history's own past. Too few weeks, or a rate that drifts, are an answer too: cannot forecast,
    exit code 1.

    Examples:
      vmo forecast history.csv --items 40

      vmo forecast history.csv --by 2027-06-30 --closed 2026-12-21..2027-01-03

      vmo forecast history.csv --items claims=40,portal=12 --board --out results

      vmo forecast throughput.csv

    """
    with user_errors():
        from intake.forecast.asking import Question
        from intake.forecast.forecast import forecast as answer
        from intake.history.closed import closed_days
        from intake.history.reading import read_history
        from report.history.documents import forecast_document

        out_folder(out)
        total, by_stream = _items(items)
        question = Question(
            items=total,
            items_by_stream=by_stream,
            by=day_option("--by", by),
            start=day_option("--start", start),
            since=day_option("--since", since),
            weeks=weeks,
            closed=closed_days(closed or ()),
            board=board,
            anyway=anyway,
        )
        found = answer(read_history([file]), question)
        flow = _by_flow(scenario, stream, found) if scenario is not None and found.can else None
        document = forecast_document(found, flow)
        if out is not None:
            from report.history.documents import forecast_csv
            from report.history.figures.all import forecast_figures

            write_study(
                out, {"forecast.csv": forecast_csv(found)}, forecast_figures(found), json_text(document) + "\n"
            )
        if as_json:
            emit_json(document)
        else:
            from report.history.forecast_text import forecast_text

            show(forecast_text(found, flow), out)
        if not found.can:
            raise typer.Exit(CANNOT)


def _by_flow(scenario: str, stream: str | None, found: Forecast) -> FlowAnswer:
    """The same question asked of the flow model."""
    from intake.forecast.by_flow import ask_flow
    from scenarios.loader import load

    weeks = found.ahead[-1].weeks if found.ahead else None
    items = sum(found.needed.values()) or None
    return ask_flow(load(scenario), stream=stream, items=items, weeks=weeks)


def _items(words: list[str] | None) -> tuple[int | None, dict[str, int]]:
    """Items in all, and by stream. Leaves with exit code 2 when one is no whole number."""
    total, by_stream = None, {}
    for part in (part.strip() for word in words or () for part in word.split(",")):
        name, _, number = part.rpartition("=")
        if not number.strip().isdigit() or int(number) < 1:
            fail(f'--items: "{part}" is no number of items; write 40, or STREAM=40')
        if name.strip():
            by_stream[name.strip()] = int(number)
        else:
            total = int(number)
    return total, by_stream
