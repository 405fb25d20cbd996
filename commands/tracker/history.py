"""``vmo history``: what trackers export, as one history, with a doctor for the data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from commands.shared.options import JsonOption
from commands.shared.output import emit_json, fail, out_folder, user_errors, write_study
from commands.shared.output import print_words as show
from scenarios.files import atomic_write
from vmo import json_text

ClosedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--closed",
        help="Days on which nobody works: 2026-12-24..2027-01-03, 2026-12-24 or 2026-W52; may be repeated. "
        "A week counts as closed when three of its working days are.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("history")(history)


def history(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Exports of one tracker (CSV, XLSX, JSON).")
    ],
    status: Annotated[
        list[str] | None,
        typer.Option(
            "--status",
            help='What a status means: "In Progress=build", or =waiting, =done, =removed; may be repeated.',
        ),
    ] = None,
    map_: Annotated[
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
    out: Annotated[
        Path | None, typer.Option("--out", help="File for the history (CSV); vmo forecast reads it.")
    ] = None,
    figures: Annotated[Path | None, typer.Option(help="Folder for figures (PNG and SVG).")] = None,
    as_json: JsonOption = False,
) -> None:
    """Read what a tracker exports into one history, and say what it can carry.

    Reads Jira CSV, ActionableAgile and other one-date-per-stage files, Azure DevOps, Linear, Asana, Businessmap and
    start-finish CSV, boards of Trello and issues of GitHub (JSON), and weekly throughput. The order of day and
    month is decided by whole columns; what a column does not settle is asked, never guessed.

    Examples:
      vmo history jira.csv --status "Won't Do=removed" --out history.csv

      vmo history page1.csv page2.csv --without-types Epic --zone Europe/Berlin --out history.csv

      vmo history milestones.xlsx --map "Kick-off=started,Go live=done,Key=id" --out history.csv

    """
    with user_errors():
        from intake.history.closed import closed_days
        from intake.history.doctor.doctor import examine
        from intake.history.durations import CONVENTIONS
        from intake.history.options import Options
        from intake.history.own_file import history_csv
        from intake.history.reading import read_history

        if days not in CONVENTIONS:
            fail(f'--days: "{days}" is none of {", ".join(CONVENTIONS)}')
        convention = next(each for each in CONVENTIONS if each == days)
        options = Options(
            status=pairs_option("--status", status, commas=False),
            columns=pairs_option("--map", map_),
            start=start,
            done=done,
            dates=_orders(dates),
            language=language,
            zone=zone,
            types=_names(types),
            without_types=_names(without_types),
            stream=stream,
            as_of=day_option("--as-of", as_of),
            sheet=sheet,
            created_is_start=created_is_start,
        )
        out_folder(figures)
        holidays = closed_days(closed or ())
        read = read_history(files, options)
        findings = examine(read, holidays)
        if out is not None:
            atomic_write(out, history_csv(read))
        if figures is not None:
            from report.history.documents import history_document
            from report.history.figures.all import history_figures

            document = history_document(read, findings, convention, holidays)
            write_study(figures, {}, history_figures(read, convention, holidays), json_text(document) + "\n")
        if as_json:
            from report.history.documents import history_document

            emit_json(history_document(read, findings, convention, holidays))
        else:
            from report.history.history_text import history_text

            show(history_text(read, findings, convention, holidays), None)
            if out is not None:
                typer.echo(f"\nWritten to {out}; next: vmo forecast {out}")


def day_option(option: str, words: str | None) -> date | None:
    """A day of an option, or nothing. Leaves with exit code 2 when it is none."""
    if words is None:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        fail(f'{option}: "{words}" is no day; write for example 2027-06-30')


def pairs_option(option: str, words: list[str] | None, *, commas: bool = True) -> dict[str, str]:
    """Assignments; both sides trimmed. Leaves with exit code 2 when one has no equals sign."""
    found = {}
    parts = [part for word in words or () for part in (word.split(",") if commas else [word])]
    for part in parts:
        left, sign, right = part.rpartition("=")
        if not sign or not left.strip() or not right.strip():
            fail(f'{option}: "{part}" is no assignment; write NAME=MEANING')
        found[left.strip()] = right.strip()
    return found


def _orders(words: list[str] | None) -> dict[str, str]:
    pairs = (word.rpartition("=") for word in words or ())
    return {column.strip(): order.strip() for column, _, order in pairs}


def _names(words: list[str] | None) -> tuple[str, ...]:
    return tuple(part.strip() for word in words or () for part in word.split(",") if part.strip())
