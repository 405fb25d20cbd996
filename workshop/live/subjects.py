"""What two boards can show: a demonstration or a scenario with arrivals, in any year of luck."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from scenarios.variation.variants import vary
from sim.lab.layout import network
from workshop.experiments.runs import shipped
from workshop.live.deeds import interventions_of
from workshop.live.traces import Trace, trace_of
from workshop.parts.demonstration import Setting
from workshop.screen.films import length
from workshop.screen.recording import film, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from scenarios.scenario import Scenario
    from workshop.live.deeds import AnyDeed
    from workshop.parts.board import Board
    from workshop.parts.demonstration import Demonstration
    from workshop.parts.dial import Value

FINENESS = 8
"""Looks a week at what is in progress."""


@dataclass(frozen=True)
class Year:
    """What one board did in one year of luck."""

    measured: float
    """What a year is judged by; NaN when nothing was finished in it."""
    progress: float
    """Cards in progress, on average over the year."""
    weekly: float
    """Cards finished a week."""


class Subject(ABC):
    """Boards by position of a dial and year of luck. The same year is the same luck at every position."""

    name: str
    title: str
    question: str
    dial: str
    """What is turned."""
    labels: tuple[str, ...]
    """By position: what stands above the board."""
    left: int
    right: int
    """Positions of the two boards at first."""
    measure: str
    """What a year is judged by, in words."""
    alive: bool
    """Whether deeds can be done to its boards."""
    command: str
    """The command that shows it."""
    turns: tuple[str, ...] = ()
    """By position of a number that is turned on both boards at once, in words; empty = each board has its own."""
    demonstration: bool = False
    """Whether it is a demonstration, with a sheet of its own."""
    judge: Callable[[Board], float] | None = None
    """What a year is judged by; None = mean weeks of what was finished in it."""

    @abstractmethod
    def board(self, position: int, seed: int, deeds: Sequence[AnyDeed] = ()) -> Board:
        """The board of a year.

        Raises:
            ValueError: a deed makes no sense, or none can be done here.

        """

    def measured(self, board: Board) -> float:
        """What the year of a board is judged by."""
        if np.isfinite(board.judged):
            return board.judged
        if self.judge is not None:
            return self.judge(board)
        inside = (board.done > 0) & (board.done <= board.weeks)
        return float(board.spent[inside].mean()) if inside.any() else float("nan")

    def traces(
        self, positions: Sequence[int], seed: int, deeds: Sequence[Sequence[AnyDeed]] = ()
    ) -> tuple[Trace, ...]:
        """Boards beside each other, in the same weeks of the same luck.

        Raises:
            ValueError: a deed makes no sense, or none can be done here.

        """
        done = [*deeds, *([()] * (len(positions) - len(deeds)))]
        boards = [self.board(k, seed, acts) for k, acts in zip(positions, done, strict=True)]
        weeks = max(board.weeks for board in boards)
        return tuple(
            trace_of(replace(board, weeks=weeks, label=self.labels[k]), self.measured(board))
            for k, board in zip(positions, boards, strict=True)
        )

    def year(self, position: int, seed: int) -> Year:
        """What a board did in a year, counted by the engine's own dates."""
        board = self.board(position, seed)
        weeks = np.linspace(0.0, board.weeks, int(board.weeks * FINENESS) + 1)
        inside = int(((board.done > 0) & (board.done <= board.weeks)).sum())
        came, left = np.sort(board.entered), np.sort(board.left)
        there = np.searchsorted(came, weeks, side="right") - np.searchsorted(left, weeks, side="right")
        return Year(self.measured(board), float(there.mean()), inside / board.weeks)


class Line(Subject):
    """Variants of a scenario with arrivals, in the flow laboratory."""

    alive = True

    def __init__(self, scenarios: Sequence[Scenario]) -> None:
        self.scenarios = tuple(scenarios)

    @cached_property
    def weeks(self) -> float:
        """Length of a year, the same for all: longer where funding is decided more rarely."""
        return max(map(length, self.scenarios))

    @cached_property
    def start(self) -> float:
        """Week of the run in which the year starts, when all have settled; 0 where one never does."""
        starts = [settled(scenario) for scenario in self.scenarios]
        return max(starts) if all(starts) else 0.0

    def board(self, position: int, seed: int, deeds: Sequence[AnyDeed] = ()) -> Board:
        scenario = self.scenarios[position]
        done = interventions_of(deeds, network(scenario), self.start) if deeds else ()
        return film(
            self.labels[position], scenario, weeks=self.weeks, seed=seed, start=self.start, interventions=done
        )


class Pictured(Subject):
    """Boards that a demonstration makes of its own."""

    alive = False

    def __init__(self, values: Sequence[Value], make: Callable[[Value, Setting], Board]) -> None:
        self.values, self._make = tuple(values), make

    def board(self, position: int, seed: int, deeds: Sequence[AnyDeed] = ()) -> Board:
        if deeds:
            raise ValueError(
                f"{self.name}: its boards are pictures of a finished year; nothing can be done to them"
            )
        return self._make(self.values[position], Setting(seed=seed))


def subject_of(show: Demonstration) -> Subject:
    """The boards of a demonstration."""
    turn = show.dial.turn
    found: Subject
    if turn.changes is not None:
        base = shipped(show.scenarios[-1])
        found = Line([vary(base, changes) if (changes := turn.changes(v)) else base for v in turn.values])
    else:
        assert turn.board is not None
        found = Pictured(turn.values, turn.board)
    found.judge = turn.measured
    found.name, found.title, found.question = show.name, show.title, show.question
    found.dial, found.labels, found.measure = show.dial.name, show.dial.labels, show.dial.measure
    found.left, found.right = show.dial.left, show.dial.right
    found.command = f"vmo live {show.name}"
    found.demonstration = True
    return found


def own_line(scenario: Scenario, variants: Mapping[str, Scenario], dial: str) -> Line:
    """A scenario of one's own: as it is at the left; variants by label at the right.

    Raises:
        ScenarioError: no value stream has arrivals.

    """
    found = Line([scenario, *variants.values()])
    network(scenario)
    found.name, found.title, found.question = (
        scenario.name,
        scenario.title or scenario.name,
        scenario.question or "",
    )
    found.dial, found.labels = dial, ("as it is", *variants)
    found.left, found.right = 0, len(variants)
    found.measure = "weeks from idea to done"
    found.command = f"vmo live {scenario.name}"
    return found
