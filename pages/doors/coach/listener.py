"""The listener for phones: in a thread of its own, with room for a whole room and none for those who dawdle."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from pages.doors.coach.room import Room, room_application

CONNECTIONS = 1000
"""At once; a phone opens one or two. More are told to come again."""
LIFE = 20.0
"""Seconds that a connection lasts: whoever connects and says nothing, or says it drop by drop, is let go."""


@contextmanager
def voting(place: tuple[str, int]) -> Iterator[Room]:
    """Listen for phones at an address and port of this machine, until the block ends; port 0 takes a free one.

    Raises:
        OSError: the port cannot be used, or the address is none of this machine.

    """
    _make_room(CONNECTIONS + 100)
    with socket.create_server(place) as socket_:
        room = Room(f"{place[0].lower()}:{socket_.getsockname()[1]}")  # browsers write names in small letters
        config = uvicorn.Config(
            room_application(room),
            http=_Phone,
            log_level="critical",
            access_log=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=1,
            ws="none",
        )
        server = _Quiet(config)
        thread = Thread(target=server.run, kwargs={"sockets": [socket_]}, daemon=True)
        thread.start()
        try:
            yield room
        finally:
            server.should_exit = True
            thread.join(3)


class _Phone(H11Protocol):
    """A connection that is closed after its time, as soon as nothing is being answered."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._end = self.loop.call_later(LIFE, self._leave)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end.cancel()
        super().connection_lost(exc)

    def _leave(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle  # none has begun while nothing was asked
        if cycle is None or cycle.response_complete:
            self.transport.close()
        else:
            self._end = self.loop.call_later(1.0, self._leave)


class _Quiet(uvicorn.Server):
    """A server beside another one, which alone hears signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _make_room(files: int) -> None:
    """Let this program have so many connections, as far as the system lets it: some allow 256 unless asked."""
    if sys.platform == "win32":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files if most == resource.RLIM_INFINITY else min(files, most)
    if now != resource.RLIM_INFINITY and now < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
