"""``vmo show``: demonstrations of flow effects for workshops."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.coach.animate import AnimateOption, check_animate
from commands.shared.output import emit_json, fail, user_errors
from commands.shared.pool import WorkersOption, make_pool
from commands.shared.study_options import JsonOption, study_progress
from scenarios.faults import suggestion

if TYPE_CHECKING:
    from rich.console import Console

    from workshop.parts.demonstration import Demonstration, Setting
    from workshop.parts.numbers import Findings


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("show")(show)


def show(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Demonstration; without a name all are listed.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for figures (PNG, SVG), facilitator sheet and numbers.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Shorter runs: a moment, wider intervals.")] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the runs.")] = 1,
    animate: AnimateOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a flow effect to a room: a question, measured numbers, figures with captions, a facilitator sheet.

    Examples:
      vmo show

      vmo show littles-law

      vmo show littles-law --out pictures

      vmo show littles-law --quick --seed 7

      vmo show wip-limits --animate board.gif

    """
    with user_errors():
        if name is None:
            if animate is not None:
                fail("--animate: name a demonstration, for example vmo show wip-limits --animate board.gif")
            _list(as_json=as_json)
            return
        from workshop.parts.demonstration import Setting

        wanted = _known(name)
        check_animate(animate)
        with study_progress("runs") as advance:
            setting = Setting(quick, seed, make_pool(workers, small=quick), advance)
            try:
                found = wanted.measure(setting)
            except KeyboardInterrupt:
                fail("Interrupted; nothing was written.", code=130)
        if out is not None:
            from workshop.handout.files import write_all

            write_all(wanted, found, setting, out)
        if animate is not None:
            from workshop.screen.films import film_of

            film_of(wanted, setting, animate)
        if as_json:
            from workshop.handout.text import show_json

            emit_json(show_json(wanted, found, setting))
        else:
            _print(wanted, found, setting, out)
            if animate is not None:
                _console().print(f"The board is in {animate}.")


def _known(name: str) -> Demonstration:
    from workshop.registry import NAMES, demonstration

    if name not in NAMES:
        fail(f'show: no demonstration is called "{name}"; {suggestion(name, NAMES)}')
    return demonstration(name)


def _list(*, as_json: bool) -> None:
    from workshop.handout.text import list_text
    from workshop.registry import demonstrations

    shows = demonstrations()
    if as_json:
        keys = ("name", "title", "question", "minutes")
        emit_json([{key: getattr(show, key) for key in keys} for show in shows])
    else:
        _console().print(list_text(shows))


def _print(wanted: Demonstration, found: Findings, setting: Setting, out: Path | None) -> None:
    from workshop.handout.text import show_text

    console = _console()
    console.print(show_text(wanted, found, setting))
    if out is None:
        again = f"vmo show {wanted.name}{' --quick' if setting.quick else ''} --out {wanted.name}"
        console.print(f"\nFigures and the facilitator sheet: {again}")
    else:
        console.print(f"\nFigures, sheet.md and numbers are in {out}.")


def _console() -> Console:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False)
    console.width = min(console.width, 120) if console.is_terminal else 120
    return console
