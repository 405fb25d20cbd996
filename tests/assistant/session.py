"""A real ``vmo assistant`` with the protocol's own client, for tests that are no coroutines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from anyio.from_thread import BlockingPortal, start_blocking_portal

if TYPE_CHECKING:
    from mcp import Client

START = "from vmo_script import run; run()"


class Session:
    """What an assistant does, one call after the other."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self.portal = portal
        self.client = client

    def ask(self, tool: str, **arguments):
        """The structured answer of a tool."""
        found = self.result(tool, **arguments)
        assert not found.is_error, found.content[0].text
        return found.structured_content

    def refusal(self, tool: str, **arguments) -> str:
        """What is said of arguments that are wrong."""
        found = self.result(tool, **arguments)
        assert found.is_error, found.structured_content
        return found.content[0].text

    def result(self, tool: str, progress=None, **arguments):
        """What a tool returns."""
        return self.portal.call(lambda: self.client.call_tool(tool, arguments, progress_callback=progress))

    def read(self, address: str) -> str:
        """The text at an address."""
        return self.portal.call(self.client.read_resource, address).contents[0].text

    def unreadable(self, address: str) -> str:
        """What is said of an address that leads nowhere."""
        from mcp.shared.exceptions import MCPError

        try:
            self.read(address)
        except MCPError as error:
            return str(error)
        raise AssertionError(address)


@contextmanager
def talking(folder: Path) -> Iterator[Session]:
    """A session in a folder; the process ends with it.

    What speaks the protocol is loaded here: of the processes that run tests only one needs it.
    """
    from mcp import Client, StdioServerParameters

    server = StdioServerParameters(command=sys.executable, args=["-c", START, "assistant", str(folder)])
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(server)) as client,
    ):
        yield Session(portal, client)
