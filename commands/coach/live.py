"""``vmo live``: two boards on one clock, for a room."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

import vmo
from commands.shared.options import RoomOption, address_of
from commands.shared.output import fail, user_errors
from commands.shared.progress import progress
from commands.shared.streams import say

PAGE = ".html"


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("live")(boards_for_a_room)


def boards_for_a_room(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="Demonstration (see vmo show), or scenario: value streams with arrivals, or a portfolio.",
        ),
    ],
    vary: Annotated[
        str | None,
        typer.Option(
            "--set",
            metavar="PATH=RANGE",
            help="The number that the room may turn.  [demonstrations have their own; portfolios: approval]",
        ),
    ] = None,
    models: Annotated[
        str | None,
        typer.Option("--models", help="Portfolio: two funding models.  [default: the first two of the scenario]"),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=1, help="Year of luck that is shown first.  [default: 1; with --save a typical one]"),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option(
            "--save", metavar="FILE.html", help="Write the session to one file that works offline, and leave."
        ),
    ] = None,
    years: Annotated[
        int,
        typer.Option(
            min=1, max=1000, help="With --save or --json: years that say what is usual, at every position."
        ),
    ] = 40,
    room: RoomOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the session as one JSON document, and leave.")
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65_535, help="Port on this machine; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on the link.")] = True,
) -> None:
    """Play with two boards on one clock in the same luck: guess, play, rewind, change, reveal, many years.

    The page is for a projector of 1280 x 720; every button has a key, and ? lists them. With --save the session
    becomes one file that needs neither program nor network.

    Examples:
      vmo live littles-law

      vmo live insurer --set funding_models.project.approval_weeks=0:26:2

      vmo live littles-law --save session.html

      vmo live wip-limits --room 192.168.1.20

    """
    if save is not None and save.suffix.lower() != PAGE:
        fail(f"--save: {save} does not end in {PAGE}; write for example {save.stem or 'session'}{PAGE}")
    if (save is not None or as_json) and room is not None:
        fail("--room needs the boards in a browser; leave out --save and --json")
    with user_errors({"vary": "--set", "what": "NAME"}):
        if save is not None or as_json:
            if save is not None:
                vmo.writable(save.absolute().parent)
            with progress("years") as advance:
                made = vmo.live(name, seed=seed, years=years, vary=vary, models=models, progress=advance)
            if save is not None:
                made.save_page(save)
            if as_json or save is None:
                say(made.to_json())
                return
            say(f"{made.text()}\nThe session is in {save} ({save.stat().st_size / 1000:.0f} kB).")
            return
        vmo.subject_of(name, vary=vary, models=models)
        _open(name, vary, models, seed, room, port, browser=browser)


def _open(
    name: str, vary: str | None, models: str | None, seed: int | None, room: str | None, port: int, *, browser: bool
) -> None:
    from pages.opening import serve

    place = Path(name).resolve()
    folder = place.parent if place.exists() else Path()
    asked = {"what": place.name if place.exists() else name, "vary": vary, "models": models}
    query = "&".join(f"{key}={quote(value)}" for key, value in asked.items() if value)
    at = f"/coach/board?{query}{f'#seed={seed}' if seed else ''}"
    try:
        serve(
            folder,
            port=port,
            browser=browser,
            say=lambda link: say(link if link.startswith("Phones") else f"The boards: {link}\nCtrl-C ends."),
            at=at,
            room=None if room is None else address_of(room),
        )
    except OSError as error:
        if error.filename is not None:
            raise
        fail(
            f"{(error.strerror or str(error)).lower()}: check --port, and that --room is an address of this machine"
        )
    say("Ended.", err=True)
