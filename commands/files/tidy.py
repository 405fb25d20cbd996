"""``vmo tidy``: a table in this program's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.options import JsonOption
from commands.shared.output import user_errors
from commands.shared.streams import say
from commands.shared.table_options import about_a_table


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("tidy")(tidy)


@about_a_table
def tidy(
    table: vmo.TableAnswers,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX table with one row per project.")],
    out: Annotated[Path, typer.Option(metavar="CLEAN.csv", help="File for the clean table.")],
    as_json: JsonOption = False,
) -> None:
    """Write a table of projects under the names of the scenario language and list every conversion.

    Examples:
      vmo tidy projects.xlsx --out clean.csv

      vmo tidy projects.csv --map "Cost=spend_total" --unit kEUR --out clean.csv

    """
    with user_errors():
        found = vmo.tidy(
            file,
            **table,
        )
        found.save(out)
        say(found.to_json() if as_json else found.text(), nl=as_json)
        if not as_json:
            say(f"\nWrote {out}")
