"""``vmo import``: a scenario from a table as people keep it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.options import JsonOption
from commands.shared.output import fail, user_errors
from commands.shared.streams import say
from commands.shared.table_options import about_a_table


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("import")(import_table)


@about_a_table
def import_table(
    table: vmo.TableAnswers,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX table with one row per project.")],
    budget: Annotated[
        str | None, typer.Option(help="Money per quarter: one amount, or one per quarter.  [default: derived]")
    ] = None,
    quarters: Annotated[
        int | None, typer.Option(min=1, max=80, help="Quarters to plan and simulate.  [default: derived]")
    ] = None,
    slices: Annotated[int, typer.Option("--slice", min=1, max=20, help="Cut each project into so many MMPs.")] = 1,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="Your value of an assumption; may be given several times.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="New folder for the scenario.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a scenario of a table of projects, as it is, and say what was read, guessed, derived and assumed.

    Without --out nothing is written: look at the proposal, answer what it asks, and add --out. The folder holds
    scenario.yaml (every number marked), mmps.csv, projects.csv, mapping.yaml (your answers, used by itself for the
    next table with the same headings) and import.txt (what is printed here).

    Fields for --map: those of an MMP (vmo schema --markdown), and spend_total, spend_per_quarter, value_per_month,
    value_per_year, value_total, npv, duration_months, duration_weeks, duration_years, start_date, end_date, rag,
    ignore.

    Examples:
      vmo import projects.xlsx

      vmo import projects.xlsx --sheet 2027 --map "Cost=spend_total,Benefit=value_per_year" --unit kEUR --out mine

      vmo import projects.csv --slice 3 --budget 6000000 --quarters 8 --assume success_probability=0.4 --out mine

    """
    given = {"budget": "--budget", "quarters": "--quarters", "slices": "--slice", "assume": "--assume"}
    with user_errors(given):
        if out is not None:
            vmo.writable(out)
        found = vmo.import_table(
            file,
            budget=budget,
            quarters=quarters,
            slices=slices,
            assume=assume or (),
            **table,
        )
        if out is not None and not found.faults:
            found.save(out)
        say(found.to_json() if as_json else found.text(), nl=as_json)
        if found.faults:
            fail(found.faults)
        if as_json:
            return
        if out is None:
            say("\nNothing was written: add --out FOLDER to make the scenario.")
        else:
            say(f"\nWrote {out}: {', '.join(found.files)}")
            say(f"Next: vmo check {out}, vmo compare {out}, vmo plan {out}")
