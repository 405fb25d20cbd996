"""Commands about scenarios: check, list, new, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.options import JsonOption, ScenarioArgument
from commands.shared.output import USAGE, fail, user_errors
from commands.shared.streams import say


def register(app: typer.Typer) -> None:
    """Add the commands to ``vmo``."""
    app.command("check")(check)
    app.command("list")(list_)
    app.command("new")(new)
    app.command("schema")(schema)


def check(
    scenario: ScenarioArgument,
    as_json: JsonOption = False,
) -> None:
    """Check a scenario: every fault with its place and remedy, or a short summary.

    Exit code 0: it is sound; 2: it is not, and every fault is named with file, line, value and remedy.

    Examples:
      vmo check my-portfolio

      vmo check insurer --json

    """
    with user_errors():
        found = vmo.check(scenario)
        if as_json:
            say(found.to_json())
        elif not found.valid:
            fail(found.faults)
        else:
            say(found.text(), nl=False)
        if not found.valid:
            raise typer.Exit(USAGE)


def list_(as_json: JsonOption = False) -> None:
    """List the shipped scenarios and the question each of them answers.

    Every command that takes a scenario takes their names; vmo new copies one.

    Examples:
      vmo list

    """
    with user_errors():
        found = vmo.library()
        say(f"{found.to_json()}\n" if as_json else found.text(), nl=False)


def new(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Folder to make; it must be new or empty.", show_default=False),
    ] = None,
    source: Annotated[str, typer.Option("--from", help="Shipped scenario to start from (vmo list).")] = "insurer",
    table: Annotated[
        Path | None,
        typer.Option(metavar="FILE.xlsx", help="Write a workbook to fill in instead: one row per project."),
    ] = None,
) -> None:
    """Copy a shipped scenario into a new folder, to make it your own; or write a workbook to fill in.

    The folder holds scenario.yaml, its tables, and vmo.schema.json, by which editors explain and complete every
    key. The scenario is called after its folder.

    Examples:
      vmo new my-portfolio --from insurer

      vmo new my-line --from littles-law

      vmo new --table projects.xlsx

    """
    with user_errors():
        if table is not None:
            if folder is not None:
                fail(f"{folder}: leave the folder out with --table, which writes one file")
            vmo.new_table(table)
            say(f"Wrote {table}: fill in the sheet MMPs, one row per project.")
            say("Next:")
            say(f"  1. vmo plan {table} --budget MONEY_PER_QUARTER --quarters 4")
            say(f"  2. vmo import {table} --out FOLDER, then vmo compare FOLDER")
            return
        if folder is None:
            fail("which folder? Name one: vmo new my-portfolio; or write a workbook: vmo new --table projects.xlsx")
        made = vmo.new(folder, source)
        where, run = made.path.parent, "compare" if made.funding else "flow"
        say(f"Made {where} from {source}: {', '.join(made.files)}")
        for words in made.certain:
            say(f"! No spread, no band: {words}")
        say("Next:")
        say(f"  1. Edit {made.path}; editors with YAML support know every key ({made.schema}).")
        say(f"  2. vmo check {where}")
        say(f"  3. vmo {run} {where}")


def schema(
    out: Annotated[Path | None, typer.Option("--out", help="Write the schema to this file.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As a reference to read: fields, units, defaults.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors, or their reference for people.

    Examples:
      vmo schema --out vmo.schema.json

      vmo schema --markdown

    """
    with user_errors():
        text = vmo.schema(out, markdown=markdown)
        say(text if out is None else f"Wrote {out}\n", nl=False)
