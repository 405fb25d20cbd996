"""A dial: the one number that a room may turn, on either of two boards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workshop.parts.board import Board
    from workshop.parts.demonstration import Setting

Value = Any
"""A position of a dial: a number, a word, or None."""


@dataclass(frozen=True)
class Turn:
    """What turning a dial does: another variant of a scenario with arrivals, or another board altogether."""

    values: tuple[Value, ...]
    """In order."""
    left: Value
    right: Value
    """Where the two boards stand at first."""
    changes: Callable[[Value], Mapping[str, object]] | None = None
    """Changes of the scenario, by path; the board is that of the flow laboratory."""
    board: Callable[[Value, Setting], Board] | None = None
    """What is shown instead, where the cards are not those of a scenario's own board."""
    measured: Callable[[Board], float] | None = None
    """The number that a year is judged by; None = mean weeks of what was finished in it (``Board.spent``)."""

    def __post_init__(self) -> None:
        if (self.changes is None) == (self.board is None):
            raise ValueError("a dial changes a scenario, or makes another board: give one of the two")
        for side in (self.left, self.right):
            if side not in self.values:
                raise ValueError(f"the dial has no position {side}; it has {', '.join(map(str, self.values))}")


@dataclass(frozen=True)
class Dial:
    """A dial with its words."""

    turn: Turn
    name: str
    """What is turned."""
    labels: tuple[str, ...]
    """By position: what stands above a board."""
    measure: str
    """What a year is judged by, in words: ``weeks from idea to done``."""

    @property
    def left(self) -> int:
        """Position of the left board at first."""
        return self.turn.values.index(self.turn.left)

    @property
    def right(self) -> int:
        """Position of the right board at first."""
        return self.turn.values.index(self.turn.right)
