"""``vmo show``: demonstrations of flow effects for workshops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import AnimateOption
from commands.shared.output import fail
from commands.shared.studies import Asked, study

if TYPE_CHECKING:
    from vmo import DemonstrationsResult, ShowResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("show")(demonstration_for_a_room)


@study("runs", without=("cluster", "checkpoint"))
def demonstration_for_a_room(
    asked: Asked,
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Demonstration; without a name all are listed.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Shorter runs: a moment, wider intervals.")] = False,
    animate: AnimateOption = None,
) -> ShowResult | DemonstrationsResult:
    """Show a flow effect to a room: a question, measured numbers, figures with captions, a facilitator sheet.

    Examples:
      vmo show

      vmo show littles-law

      vmo show littles-law --out pictures

      vmo show littles-law --quick --seed 7

      vmo show wip-limits --animate board.gif

    """
    if name is None:
        if animate is not None:
            fail("--animate: name a demonstration, for example vmo show wip-limits --animate board.gif")
        asked.out = None
        return vmo.demonstrations()
    vmo.film_place(animate)
    found = vmo.show(name, quick=quick, seed=asked.seed, **asked.running)
    if asked.out is None:
        again = f"vmo show {name}{' --quick' if quick else ''} --out {name}"
        asked.closing.append(f"\nFigures and the facilitator sheet: {again}")
    if animate is not None:
        found.save_film(animate)
        asked.closing.append(f"The board is in {animate}.")
    return found
