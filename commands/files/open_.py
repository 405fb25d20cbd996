"""``vmo open``: the pages in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared.options import RoomOption, address_of
from commands.shared.output import fail, user_errors
from commands.shared.streams import say


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("open")(pages_in_a_browser)


def pages_in_a_browser(
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Folder with scenarios and tables; the only place that is written."),
    ] = Path(),
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port on this machine; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on the link.")] = True,
    room: RoomOption = None,
) -> None:
    """Open the pages: strategist, planner and coach in a browser, without a terminal.

    The server listens on this machine alone and needs no network. The link that is printed lets one browser in; the
    folder is the only store, and its files are those of the command line. Ctrl-C ends it. With --room phones may
    vote on the coach's boards, and do nothing else.

    Examples:
      vmo open

      vmo open my-portfolios --no-browser --port 8000

      vmo open --room 192.168.1.20

    """
    if not folder.is_dir():
        there = "is a file" if folder.exists() else "is not there"
        fail(f"{folder}: {there}; name a folder, or make it first: mkdir {folder}")
    with user_errors():
        from pages.opening import serve

        try:
            serve(folder, port=port, browser=browser, say=_told, room=None if room is None else address_of(room))
        except OSError as error:
            if error.filename is not None:
                raise
            why = (error.strerror or str(error)).lower()
            phones = "" if room is None else "; --room must be an address of this machine"
            fail(f"--port {port}: {why}; choose another one, or 0 for a free one{phones}")
    say("Ended.", err=True)


def _told(link: str) -> None:
    say(link if link.startswith("Phones") else f"The pages: {link}\nCtrl-C ends it.")
