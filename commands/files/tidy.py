"""``vmo tidy``: a table in this program's own words."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from commands.shared.output import emit_json, fail, user_errors
from commands.shared.table_options import (
    DatesOption,
    DecimalsOption,
    LeaveOutOption,
    MapOption,
    MappingOption,
    SheetOption,
    StartsOption,
    UnitOption,
    table_answers,
)
from scenarios.files import atomic_write


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("tidy")(tidy)


def tidy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX table with one row per project.")],
    out: Annotated[Path, typer.Option(metavar="CLEAN.csv", help="File for the clean table.")],
    sheet: SheetOption = "",
    columns: MapOption = "",
    unit: UnitOption = "",
    starts: StartsOption = "",
    decimals: DecimalsOption = None,
    dates: DatesOption = None,
    leave_out: LeaveOutOption = "",
    mapping: MappingOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Write a table of projects under the names of the scenario language and list every conversion.

    Examples:
      vmo tidy projects.xlsx --out clean.csv

      vmo tidy projects.csv --map "Cost=spend_total" --unit kEUR --out clean.csv

    """
    with user_errors():
        from intake.tables.tidying import tidy_table
        from intake.tables.words import summary

        if out.is_dir():
            fail(f"{out}: is a folder; name a file")
        if out.exists() and file.exists() and out.samefile(file):
            fail(f"{out}: is the table itself; name another file")
        answers = table_answers(sheet, columns, unit, starts, decimals, dates, leave_out)
        clean = tidy_table(file, answers, mapping=mapping)
        atomic_write(out, clean.csv)
        if as_json:
            emit_json(
                {**summary(clean.reading), "conversions": [asdict(c) for c in clean.conversions], "out": str(out)}
            )
            return
        typer.echo(clean.text(), nl=False)
        typer.echo(f"\nWrote {out}")
