"""Who works at the stages of a value stream, and what they ask of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.kanban.items import Item


class Staffed(Protocol):
    """Where people work."""

    @property
    def people(self) -> int:
        """Those who are here, whatever they do."""


class Crew(Staffed, Protocol):
    """The people of a stage (or of one branch of it)."""

    target: int
    """People who should be here."""
    idle: list[Any]

    @property
    def line(self) -> Any:  # noqa: ANN401 (a ``Line``; None for platform teams, which nobody staffs)
        """The line they belong to."""

    def join(self, forming_until: float) -> None:
        """Somebody comes from elsewhere."""

    def dismiss(self, server: Any) -> None:  # noqa: ANN401 (one of ``idle``)
        """Somebody who has nothing in hand leaves."""


@dataclass(frozen=True, slots=True)
class Call:
    """A feature is blocked without end, after its work at a stage, until somebody lets it go on."""

    place: int
    """Position of the stage, from 0."""
    item: Item
    go_on: Callable[[], None]
    """Let it go on."""
    let_out: Callable[[], None]
    """It leaves the line from here: it was no feature of this stream."""
