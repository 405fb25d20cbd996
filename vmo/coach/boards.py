"""What comes back of boards that a room plays with: traces, many years, a session and its page in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from report.shared.csv_file import csv_text
from scenarios.files import atomic_write
from vmo.shared.result import Answer, Tables
from workshop.live.page import handout
from workshop.live.sessions import Session, years_document
from workshop.live.subjects import Subject, Year
from workshop.live.traces import Trace

if TYPE_CHECKING:
    from rich.console import RenderableType


@dataclass(frozen=True)
class Boards:
    """Two boards (or one, or more) in the same weeks of the same luck."""

    subject: Subject
    seed: int
    positions: tuple[int, ...]
    traces: tuple[Trace, ...]


class TracesResult(Answer[Boards]):
    """What happened on boards in one year of luck: every card, every visit to a stage."""

    kind: ClassVar[str] = "traces"

    def headline(self) -> str:
        boards = [f"{trace.label}: {len(trace.cards)} cards" for trace in self.data.traces]
        return f"{self.data.subject.name}, year {self.data.seed}; {'; '.join(boards)}"

    def words(self) -> RenderableType:
        """How many cards each board had."""
        return self.headline()

    def document(self) -> list[dict[str, Any]]:
        """The traces, rows as lists; times in weeks, null = not within the trace."""
        return [trace.document() for trace in self.data.traces]

    def tables(self) -> Tables:
        """Cards and visits of all boards; times in weeks."""
        return {"cards": self._cards, "visits": self._visits}

    def _cards(self) -> str:
        rows = [
            [trace.label, card.number, card.idea, card.entered, card.left, trace.classes[card.kind], card.fate]
            for trace in self.data.traces
            for card in trace.cards
        ]
        return csv_text(("board", "card", "idea", "entered", "left", "class", "fate"), rows)

    def _visits(self) -> str:
        rows = [
            [trace.label, trace.cards[card].number, trace.stages[stage], *dates]
            for trace in self.data.traces
            for card, stage, *dates in trace.visits
        ]
        return csv_text(("board", "card", "stage", "entered", "started", "finished", "left"), rows)


@dataclass(frozen=True)
class ManyYears:
    """Years of one board, one after the other."""

    subject: Subject
    position: int
    first: int
    """Seed of the first one."""
    rows: tuple[Year, ...]


class YearsResult(Answer[ManyYears]):
    """What a board does in many years of luck."""

    kind: ClassVar[str] = "years"

    def headline(self) -> str:
        return f"{self.data.subject.labels[self.data.position]}: {len(self.data.rows)} years"

    def words(self) -> RenderableType:
        """How many years there are."""
        return self.headline()

    def document(self) -> list[list[float | None]]:
        """By year: what it is judged by (null where nothing was finished), cards in progress, finished a week."""
        return years_document(self.data.rows)

    def tables(self) -> Tables:
        """By year: what it is judged by, cards in progress, cards finished a week."""
        rows = [[self.data.first + k, y.measured, y.progress, y.weekly] for k, y in enumerate(self.data.rows)]
        return {"years": lambda: csv_text(("seed", "measured", "progress", "weekly"), rows)}


class LiveResult(Answer[Session]):
    """A session for a room: boards in several years, what many years say, the sheet; a page in one file."""

    kind: ClassVar[str] = "live"

    def headline(self) -> str:
        years = len(next(iter(self.data.years.values()), ()))
        return f"{self.data.subject.name}, {self.data.subject.title}; {len(self.data.traces)} boards, {years} years"

    def words(self) -> RenderableType:
        """The question, the dial, and how many years there are."""
        subject = self.data.subject
        lines = [f"{subject.name}: {subject.title}", f"For the room: {subject.question}", ""]
        lines += [f"{label}: {_usual(self.data.years[k])} {subject.measure}" for k, label in self._labels()]
        return "\n".join(lines)

    def _labels(self) -> list[tuple[int, str]]:
        return [(k, self.data.subject.labels[k]) for k in self.data.years]

    def document(self) -> dict[str, Any]:
        """Everything that the page shows."""
        return self.data.document()

    def tables(self) -> Tables:
        """By position of the dial and year: what it is judged by, cards in progress, cards finished a week."""
        labels = self.data.subject.labels
        rows = [
            [labels[position], seed, year.measured, year.progress, year.weekly]
            for position, years in self.data.years.items()
            for seed, year in enumerate(years, start=1)
        ]
        return {"years": lambda: csv_text(("board", "seed", "measured", "progress", "weekly"), rows)}

    def page(self, vote: Mapping[str, object] | None = None) -> str:
        """The session as one HTML file that works without a server, from a disk, offline.

        Args:
            vote: what a room has voted, as a page tells it; it is shown beside the truth.

        """
        document = self.data.document()
        return handout(document if vote is None else document | {"vote": vote})

    def save_page(self, path: str | Path) -> None:
        """Write the page, whole or not at all.

        Raises:
            OSError: the file cannot be written.

        """
        atomic_write(path, self.page())


def _usual(rows: Sequence[Year]) -> str:
    """Mean and P10 to P90 in words."""
    values = [row.measured for row in rows if row.measured == row.measured]
    if not values:
        return "nothing finished; no"
    low, high = np.quantile(values, (0.1, 0.9))
    return f"{np.mean(values):.3g} on average (8 years in 10: {low:.3g} to {high:.3g})"
