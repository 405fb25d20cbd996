"""``vmo changes``: what changed between two plans."""

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
    app.command("changes")(changes)


def changes(
    before: Annotated[Path, typer.Argument(metavar="PLAN1", help="Folder of the first plan (vmo plan --out).")],
    now: Annotated[Path, typer.Argument(metavar="PLAN2", help="Folder of the later plan.")],
    out: Annotated[Path | None, typer.Option(help="Folder for tables, workbook and figure.")] = None,
    as_json: JsonOption = False,
) -> None:
    """What changed from one plan to the next: in, out, moved, cost, value, and why the value is another.

    The bridge leads from the value of the first plan to that of the second, with what is released by then: time
    that has passed as planned, what happened instead, new estimates, cancelled and new MMPs, and what the second
    plan does otherwise. It adds up to the cent.

    Examples:
      vmo changes mine/plan mine-2/plan

      vmo changes mine/plan mine-2/plan --out results --json

    """
    with user_errors({"before": "PLAN1", "now": "PLAN2", "out": "--out"}):
        if out is not None:
            vmo.writable(out)
        found = vmo.changes(before, now)
        closing = []
        if out is not None:
            found.save(out)
            closing = [f"\n{found.files_in_words} are in {out}."]
        if as_json:
            say(found.to_json())
        else:
            show(found, {}, closing)
