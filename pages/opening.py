"""The server: started for a folder, ended by Ctrl-C."""

from __future__ import annotations

import signal
import socket
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import uvicorn

from pages.application import application, site_for
from pages.doors.coach.listener import voting
from pages.doors.coach.room import Room
from pages.server.site import Site

HOST = "127.0.0.1"
"""Nobody else on the network reaches it."""
CLIENTS = 200
"""Connections at once; more are refused."""


class _Server(uvicorn.Server):
    """A server that says when it listens and lets its streams end first when it ends."""

    def __init__(self, config: uvicorn.Config, site: Site, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.site = site
        self.ready = ready

    async def startup(self, sockets: Sequence[socket.socket] | None = None) -> None:
        await super().startup(None if sockets is None else list(sockets))
        if self.started:
            self.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.site.jobs.on_loop(self.site.jobs.close)
        super().handle_exit(sig, frame)


def listening(port: int = 0) -> socket.socket:
    """A socket of this machine alone; 0 takes a free port.

    Raises:
        OSError: the port is taken, or may not be used.

    """
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        alone = getattr(
            socket, "SO_EXCLUSIVEADDRUSE", None
        )  # Windows lets another program listen as well otherwise
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR if alone is None else alone, 1)
        found.bind((HOST, port))
    except BaseException:
        found.close()
        raise
    return found


def serve(
    folder: str | Path,
    *,
    port: int = 0,
    browser: bool = True,
    say: Callable[[str], None] = print,
    at: str = "/",
    room: tuple[str, int] | None = None,
) -> None:
    """Serve a folder until Ctrl-C.

    Args:
        folder: the workspace.
        port: where to listen on this machine; 0 takes a free one.
        browser: whether a browser is opened.
        say: told the link.
        at: page on which the visitor begins, with its query and its ``#``.
        room: address and port of this machine at which phones may vote, and do nothing else; 0 takes a free port.

    Raises:
        OSError: the port cannot be used, or the address of the room is none of this machine.

    """
    if room is not None:
        with voting(room) as found:
            _serve(folder, port, browser, say, at, found)
    else:
        _serve(folder, port, browser, say, at, None)


def _serve(
    folder: str | Path, port: int, browser: bool, say: Callable[[str], None], at: str, room: Room | None
) -> None:
    socket_ = listening(port)
    site = site_for(folder, socket_.getsockname()[1])
    site.landing = at
    if room is not None:
        site.shared["coach"] = room
        say(f"Phones vote at {room.address}")

    def ready() -> None:
        say(site.link)
        if browser:
            webbrowser.open(site.link)

    config = uvicorn.Config(
        application(site),
        log_level="critical",
        access_log=False,
        server_header=False,
        limit_concurrency=CLIENTS,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=3,
        lifespan="on",
        ws="none",
    )
    previous = signal.getsignal(signal.SIGINT)
    try:
        _Server(config, site, ready).run(sockets=[socket_])
    except KeyboardInterrupt:
        pass
    finally:
        signal.signal(signal.SIGINT, previous)
        site.jobs.close()
        socket_.close()
