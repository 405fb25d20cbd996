"""A kanban board over time: which card was where in which week."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.lab.engine.log import Floats, Ints

    Stretches = tuple[Ints, Floats, Floats]
    """Card (or column), begin and end of stretches of time, in weeks."""


def no_stretches() -> Stretches:
    """Nothing of the kind."""
    return np.empty(0, dtype=np.int64), np.empty(0), np.empty(0)


LAST = 10
"""Finished cards whose mean time is written under a board: the last ones of each class."""


@dataclass(frozen=True)
class Column:
    """One column of a board: a stage, or a parallel part of one."""

    name: str
    limit: float
    """Most cards in it; infinity = unlimited."""
    people: float
    """Cards worked on at once; infinity = any number."""
    platform: bool = False
    """Whether other value streams work here, too."""
    idle: bool = False
    """Whether nothing in it is in progress: what is not begun, or over."""


@dataclass(frozen=True)
class Place:
    """The cards of one column at one moment, by number."""

    waiting: Ints
    """Not begun, or interrupted."""
    in_work: Ints
    finished: Ints
    """Work is over, and the card waits for room in the next column or for somebody outside."""

    @property
    def count(self) -> int:
        """All cards in the column."""
        return len(self.waiting) + len(self.in_work) + len(self.finished)


@dataclass(frozen=True)
class Lately:
    """How long the last finished cards of one class took."""

    name: str
    """The class; empty where there is only one."""
    cards: int
    """How many they are: ``LAST``, or fewer when fewer are finished."""
    weeks: float
    """Mean weeks from the idea to done; NaN before any is finished."""


@dataclass(frozen=True)
class Moment:
    """A board at one moment."""

    outside: int
    """Features that have arrived and found no room, or wait for a gate."""
    places: tuple[Place, ...]
    done: int
    """Cards finished since week 0."""
    lately: tuple[Lately, ...]
    """By class: how long the last finished cards took."""


@dataclass(frozen=True)
class Board:
    """One value stream over time. Arrays are by stay (a card in a column) or by card.

    Week 0 is the first week that is shown. What lies on the board then has a history: its weeks are negative.
    """

    label: str
    columns: tuple[Column, ...]
    outside: bool
    """Whether features wait outside of the board at times."""
    card: Ints
    """By stay."""
    column: Ints
    came: Floats
    began: Floats
    ended: Floats
    went: Floats
    """By stay: weeks; infinity = not in this run."""
    urgent: frozenset[int]
    """Cards that are expedited."""
    idea: Floats
    entered: Floats
    left: Floats
    """By card: weeks; infinity = not in this run."""
    done: Floats
    """Weeks in which cards were done, increasing."""
    spent: Floats
    """Weeks from the idea to done of each of them."""
    kind: Ints
    """Class of each of them, as a position in ``classes``."""
    cuts: Stretches
    """Interruptions: card, begin, end."""
    weeks: float
    """Last week that is shown."""
    classes: tuple[str, ...] = ("",)
    """Classes of cards that are told apart."""
    what: str = "features"
    """What a card is."""
    gone: str = "done"
    """Where cards go that leave the board; ``done`` and ``spent`` are about them."""
    span: str = "idea to done"
    """What the weeks of ``spent`` are."""
    number: Ints | None = None
    """By card: its number; None = 0, 1, 2..."""
    rank: Ints | None = None
    """By card: its class, as a position in ``classes``; None = all alike."""
    judged: float = math.nan
    """What its year is judged by, where the cards do not tell; NaN = they do."""
    names: tuple[str, ...] = ()
    """By card: what it is called; empty = cards have numbers alone."""
    fate: Ints | None = None
    """By card: 0 done, 1 lost, 2 expired, 3 none of these yet; None = done where it has left."""
    blocks: Stretches = field(default_factory=no_stretches)
    """Waits for somebody outside: card, begin, end."""
    absences: Stretches = field(default_factory=no_stretches)
    """Stretches in which one of the people of a column was away: column, begin, end."""

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts of a column that anything is ever in: waiting, in work, and done where cards are stuck after it."""
        if bool((self.ended < self.went).any()):
            return ("wait", "work", "done")
        waits = bool((np.minimum(self.began, self.went) > self.came).any()) or len(self.cuts[0]) > 0
        return ("wait", "work") if waits else ("work",)

    def at(self, week: float) -> Moment:
        """What is to be seen in a week."""
        there = np.flatnonzero((self.came <= week) & (week < self.went))
        card, begin, end = self.cuts
        cut = set(card[(begin <= week) & (week < end)].tolist())
        parted = np.array([number in cut for number in self.card[there]], dtype=bool)
        finished = self.ended[there] <= week
        work = (self.began[there] <= week) & ~finished & ~parted
        places = []
        for k in range(len(self.columns)):
            here = self.column[there] == k
            cards = self.card[there]
            states = (here & ~work & ~finished, here & work, here & finished)
            places.append(Place(*(np.sort(cards[state]) for state in states)))
        over = int(np.searchsorted(self.done, week, side="right"))
        waiting = int(((self.idea <= week) & (week < self.entered) & (week < self.left)).sum())
        return Moment(
            outside=waiting if self.outside else 0,
            places=tuple(places),
            done=over - int(np.searchsorted(self.done, 0.0, side="left")),
            lately=tuple(self._lately(k, over) for k in range(len(self.classes))),
        )

    def _lately(self, kind: int, over: int) -> Lately:
        """Of a class, when so many cards of all classes are over."""
        spent = self.spent[:over][self.kind[:over] == kind][-LAST:]
        return Lately(self.classes[kind], len(spent), float(spent.mean()) if len(spent) else math.nan)
