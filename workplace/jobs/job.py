"""One job: what was asked, what it told so far, how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from workplace.jobs.bench import Attachment

HEARTBEAT = 15.0
"""Seconds without news after which a stream says that it is still there."""
NAMES = 64
"""Different events that a job may tell."""
BYTES = 60_000_000
"""Bytes of files that a job may hand in."""

ENDS = ("finished", "failed", "cancelled")


@dataclass
class Job:
    """Of every kind of event the latest is kept: who reads slowly or comes late misses what is stale, not the news.

    Used by the thread of the event loop alone.
    """

    number: str
    """Its name in addresses: cannot be guessed."""
    task: str
    arguments: dict[str, Any]
    owner: str
    """The tab it was asked from; a new job of the same owner and lane takes the place of this one."""
    lane: str
    state: str = "queued"
    files: dict[str, Attachment] = field(default_factory=dict)
    latest: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """Event -> (its place in the sequence, data)."""
    told: int = 0
    listeners: int = 0
    """Pages that follow it."""
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ENDS

    async def tell(self, name: str, data: object) -> None:
        """Take in an event."""
        async with self.changed:
            if not self.ended and (name in self.latest or len(self.latest) < NAMES):
                self.told += 1
                self.latest[name] = (self.told, data)
                self.changed.notify_all()

    async def end(self, state: str, data: object) -> None:
        """Take in how it ended: ``finished`` with the result, ``failed`` with faults, ``cancelled``."""
        async with self.changed:
            if not self.ended:
                self.told += 1
                self.latest[state] = (self.told, data)
                self.state = state
                self.changed.notify_all()

    def attach(self, attachment: Attachment) -> None:
        """Take in a file; what would be too much in all is left out."""
        held = sum(len(file.content) for file in self.files.values())
        if held + len(attachment.content) <= BYTES:
            self.files[attachment.name] = attachment

    async def events(self, after: int = 0) -> AsyncIterator[tuple[int, str, Any] | None]:
        """Events beyond a place in the sequence as they come, to the end; None is a heartbeat."""
        while True:
            async with self.changed:
                news = sorted((at, name, data) for name, (at, data) in self.latest.items() if at > after)
                if not news and not self.ended:
                    try:
                        await asyncio.wait_for(self.changed.wait(), HEARTBEAT)
                    except TimeoutError:
                        pass
                    else:
                        continue
            if not news:
                if self.ended:
                    return
                yield None
            for at, name, data in news:
                after = at
                yield at, name, data
