"""``--room``: the address at which phones may vote."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared.output import fail

RoomOption = Annotated[
    str | None,
    typer.Option(
        "--room",
        metavar="ADDRESS",
        help="Let phones vote at this address of this machine, such as 192.168.1.20 or 192.168.1.20:8080.",
    ),
]


def address_of(written: str) -> tuple[str, int]:
    """Address and port of a room; ends the command where it is none that phones could use."""
    host, _, port = written.strip().partition(":")
    if not host or (port and not port.isdecimal()) or int(port or 0) > 65_535:
        fail(f"--room: {written} is no address; write for example 192.168.1.20 or 192.168.1.20:8080")
    if host in ("0.0.0.0", "*"):
        fail("--room: name the address by which phones reach this machine, such as 192.168.1.20")
    return host, int(port or 0)
