"""``vmo review``: what was predicted in past quarters, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import vmo
from commands.shared.options import JsonOption
from commands.shared.output import show, user_errors
from commands.shared.streams import say


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("review")(review)


def review(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", help="Scenario folders of successive quarters, or one that holds them."),
    ],
    out: Annotated[Path | None, typer.Option(help="Folder for tables, figure and the proposal.")] = None,
    seconds: Annotated[float, typer.Option(help="Time limit of the plan in hindsight.")] = 30.0,
    as_json: JsonOption = False,
) -> None:
    """Look back over the quarters on file: what was predicted, and what came of it.

    Did 80 % bands hold? Which estimates lean to one side, by value stream, objective, class of service and sponsor?
    What would have been chosen had it been known? What does it teach about chances of success and scope growth?
    Folders are those of vmo roll; a plan in FOLDER/plan is the plan of its quarter. Estimates are judged when their
    time is over. Where there is too little on file, it says so. Nothing is changed: --out writes the proposal.

    Examples:
      vmo review mine mine-2 mine-3

      vmo review mine mine-2 mine-3 --out looking-back

      vmo plan looking-back/proposed

    """
    with user_errors({"folders": "FOLDER...", "out": "--out", "seconds": "--seconds"}):
        if out is not None:
            vmo.writable(out)
        found = vmo.review(folders, seconds=seconds)
        closing = []
        if out is not None:
            found.save(out)
            closing = [f"\n{found.files_in_words} are in {out}."]
            if found.data.proposals:
                closing.append(f"To go on with the proposal: vmo plan {out}/proposed. To leave it: do nothing.")
        elif found.data.proposals:
            closing = [
                "\nNothing was written: --out FOLDER writes tables, figure, and a scenario with the proposal."
            ]
        if as_json:
            say(found.to_json())
        else:
            show(found, {}, closing)
