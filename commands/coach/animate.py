"""``--animate``, as commands share it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared.output import fail

AnimateOption = Annotated[
    Path | None,
    typer.Option("--animate", metavar="FILE.gif", help="Also write a film of the board: the cards of a year."),
]


def check_animate(path: Path | None) -> None:
    """Leave with exit code 2 when a film cannot be written there."""
    if path is None:
        return
    from workshop.screen.films import check_film

    problem = check_film(path)
    if problem:
        fail(problem)
