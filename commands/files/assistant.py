"""``vmo assistant``: the commands as tools of an assistant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.shared.output import fail, user_errors

EXTRA = "vmo assistant needs the extra assistant: pip install 'vmo-lab[assistant]'"


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("assistant")(tools_of_an_assistant)


def tools_of_an_assistant(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="Folder with scenarios and tables; the only place that is read and written."
        ),
    ] = Path(),
) -> None:
    """Serve an assistant (a program that speaks MCP) on standard input and output.

    The commands are its tools, with the answers that --json prints; scenarios, results and the manual are its
    resources. Nothing outside of the folder is read or written, and no network is used. Assistants start this
    command by themselves: docs/assistant.md says how to tell them.

    Examples:
      vmo assistant

      vmo assistant my-portfolios

    """
    if not folder.is_dir():
        there = "is a file" if folder.exists() else "is not there"
        fail(f"{folder}: {there}; name a folder, or make it first: mkdir {folder}")
    with user_errors():
        try:
            from assistant.opening import serve
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "mcp":
                raise
            fail(EXTRA)
        serve(folder)
