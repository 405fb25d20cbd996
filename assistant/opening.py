"""``vmo assistant`` served: the protocol on standard input and output, until the assistant goes."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path

from mcp.server.stdio import stdio_server

from assistant.serving import Assistant
from workplace.files.folder import Folder


def serve(folder: str | Path) -> None:
    """Answer an assistant on standard input and output; everything else that is printed goes to standard error.

    Args:
        folder: the workspace: the only place that is read and written.

    """
    asyncio.run(_serve(Assistant(Folder(folder))))


async def _serve(assistant: Assistant) -> None:
    loop = asyncio.get_running_loop()

    def leave(number: int) -> None:
        assistant.jobs.close()
        os._exit(128 + number)  # a thread still waits for standard input

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows, where Ctrl-C ends the process by itself
            loop.add_signal_handler(number, leave, number)
    server = assistant.server()
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
