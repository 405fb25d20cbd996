"""``vmo history``: what trackers export, as one history, with a doctor for the data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import HistoryResult

ClosedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--closed",
        help="Days on which nobody works: 2026-12-24..2027-01-03, 2026-12-24 or 2026-W52; may be repeated. "
        "A week counts as closed when three of its working days are.",
    ),
]
WITHOUT = ("seed", "workers", "cluster", "checkpoint")
"""Options of studies that make no sense where nothing is simulated by the thousand."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("history")(export_as_history)


@study("files", without=(*WITHOUT, "out"))
def export_as_history(
    asked: Asked,
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Exports of one tracker (CSV, XLSX, JSON).")],
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            help='What a status means: "In Progress=build", or =waiting, =done, =removed; may be repeated.',
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help='What a column means: "Kick-off=started,Go live=done"; fields: id, title, type, stream, state, '
            "category, resolution, created, started, done, removed, blocked_days.",
        ),
    ] = None,
    start: Annotated[
        str | None, typer.Option(help="Stage whose entry is the commitment.  [default: first of work]")
    ] = None,
    done: Annotated[
        str | None, typer.Option(help="Stage whose entry means done.  [default: by its name, or the last]")
    ] = None,
    dates: Annotated[
        list[str] | None,
        typer.Option(
            help="Order of dates: day-first, month-first, year-first, or COLUMN=ORDER.  [default: the column tells]"
        ),
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of month names, such as de.")] = None,
    zone: Annotated[
        str | None, typer.Option(help="Zone whose days count, such as Europe/Berlin.  [default: as written]")
    ] = None,
    types: Annotated[list[str] | None, typer.Option("--types", help="Types of items to keep, with commas.")] = None,
    without_types: Annotated[
        list[str] | None, typer.Option("--without-types", help="Types of items to leave out.")
    ] = None,
    stream: Annotated[str | None, typer.Option(help="Column that names the stream (team, area).")] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Last day of which the files tell.  [default: the last date in them]"),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    created_is_start: Annotated[
        bool,
        typer.Option("--created-is-start", help="Take creation where no start is known (the doctor will object)."),
    ] = False,
    days: Annotated[
        str, typer.Option(help="How cycle times are counted: calendar (both ends), working (both ends) or elapsed.")
    ] = "calendar",
    closed: ClosedOption = None,
    file: Annotated[
        Path | None, typer.Option("--out", help="File for the history (CSV); vmo forecast reads it.")
    ] = None,
    figures: Annotated[Path | None, typer.Option(help="Folder for figures (PNG and SVG) and tables.")] = None,
) -> HistoryResult:
    """Read what a tracker exports into one history, and say what it can carry.

    Reads Jira CSV, ActionableAgile and other one-date-per-stage files, Azure DevOps, Linear, Asana, Businessmap and
    start-finish CSV, boards of Trello and issues of GitHub (JSON), and weekly throughput. The order of day and
    month is decided by whole columns; what a column does not settle is asked, never guessed.

    Examples:
      vmo history jira.csv --status "Won't Do=removed" --out history.csv

      vmo history page1.csv page2.csv --without-types Epic --zone Europe/Berlin --out history.csv

      vmo history milestones.xlsx --map "Kick-off=started,Go live=done,Key=id" --out history.csv

    """
    if figures is not None:
        vmo.writable(figures, "figures")
    found = vmo.history(
        files,
        status=status,
        columns=columns,
        start=start,
        done=done,
        dates=dates,
        language=language,
        zone=zone,
        types=types or (),
        without_types=without_types or (),
        stream=stream,
        as_of=as_of,
        sheet=sheet,
        created_is_start=created_is_start,
        days=days,
        closed=closed or (),
    )
    if figures is not None:
        found.save(figures)
        asked.closing.append(f"\nTables, figures and manifest.json are in {figures}.")
    if file is not None:
        found.write(file)
        asked.closing.append(f"\nWritten to {file}; next: vmo forecast {file}")
    return found
