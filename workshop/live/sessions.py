"""A session: two boards in some years of luck, what many years say, and the sheet, as one document for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from workshop.handout.text import brackets

if TYPE_CHECKING:
    from workshop.live.subjects import Subject, Year
    from workshop.live.traces import Trace
    from workshop.parts.demonstration import Demonstration
    from workshop.parts.numbers import Findings

FORMAT = 1
"""Of the document."""


@dataclass(frozen=True)
class Sheet:
    """What whoever runs the room has before them."""

    purpose: str
    script: tuple[tuple[int, str, str], ...]
    """(minutes, title, text) of every step."""
    material: tuple[str, ...] = ()
    objections: tuple[tuple[str, str], ...] = ()
    """(what people say, an answer)"""
    limits: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    measured: str = ""
    """How the numbers in the texts were found."""


@dataclass(frozen=True)
class Session:
    """Everything that a page shows without asking again."""

    subject: Subject
    seed: int
    """The year that is shown first."""
    seeds: tuple[int, ...]
    """Years whose boards are kept."""
    positions: tuple[int, ...]
    """Positions of the dial whose boards are kept."""
    traces: Mapping[tuple[int, int], Trace]
    """By position and seed."""
    years: Mapping[int, tuple[Year, ...]]
    """By position: many years, those of seeds 1, 2, 3..."""
    sheet: Sheet
    shown: tuple[int, int]
    """Positions of the two boards that are shown first."""
    deeds: tuple[Mapping[str, object], ...] = ()
    """What was done to the second of them in the year that is shown first, in the order in which it was done."""
    changed: Trace | None = None
    """The second board with that done to it; None = nothing was."""

    def document(self) -> dict[str, Any]:
        """The session as plain data; None where a number does not exist."""
        subject, sheet = self.subject, self.sheet
        return {
            "format": FORMAT,
            "name": subject.name,
            "title": subject.title,
            "question": subject.question,
            "dial": subject.dial,
            "labels": list(subject.labels),
            "turns": list(subject.turns),
            "left": self.shown[0],
            "right": self.shown[1],
            "measure": subject.measure,
            "alive": subject.alive,
            "command": subject.command,
            "seed": self.seed,
            "seeds": list(self.seeds),
            "typical": typical(self.years, *self.shown, self.seed),
            "traces": {f"{p}:{s}": trace.document() for (p, s), trace in self.traces.items()},
            "years": {str(p): years_document(rows) for p, rows in self.years.items()},
            "deeds": [dict(deed) for deed in self.deeds],
            "changed": None if self.changed is None else self.changed.document(),
            "sheet": {
                "purpose": sheet.purpose,
                "script": [list(step) for step in sheet.script],
                "material": list(sheet.material),
                "objections": [list(pair) for pair in sheet.objections],
                "limits": list(sheet.limits),
                "sources": list(sheet.sources),
                "measured": sheet.measured,
            },
        }


def years_document(rows: Sequence[Year]) -> list[list[float | None]]:
    """Years as rows of numbers: what they are judged by, cards in progress, finished a week."""
    return [[_number(y.measured), _number(y.progress), _number(y.weekly)] for y in rows]


def typical(years: Mapping[int, Sequence[Year]], left: int, right: int, otherwise: int) -> int:
    """The seed of a typical year: closest to the median of both boards, in shares of their spread.

    Args:
        years: by position, those of seeds 1, 2, 3...
        left: position of a board.
        right: position of the other.
        otherwise: what to answer when no year has numbers on both.

    """
    columns = [[year.measured for year in years.get(position, ())] for position in (left, right)]
    usable = [k for k, pair in enumerate(zip(*columns, strict=False)) if all(value == value for value in pair)]
    if not usable:
        return otherwise
    away = dict.fromkeys(usable, 0.0)
    for column in columns:
        middle = median(column[k] for k in usable)
        spread = max(column[k] for k in usable) - min(column[k] for k in usable)
        for k in usable:
            away[k] += abs(column[k] - middle) / (spread or 1.0)
    return min(usable, key=lambda k: (away[k], k)) + 1


def sheet_of(show: Demonstration, found: Findings, ran: str) -> Sheet:
    """The sheet of a demonstration, with what was measured filled in."""
    fill = found.fill
    return Sheet(
        purpose=fill(show.purpose),
        script=tuple((step.minutes, fill(step.title), fill(step.text)) for step in show.script),
        material=show.material,
        objections=tuple((fill(said), fill(answer)) for said, answer in show.objections),
        limits=tuple(map(fill, show.limits)),
        sources=show.source,
        measured=f"Measured with {ran}; {brackets(found)}.",
    )


def _number(value: float) -> float | None:
    return round(value, 3) if value == value else None
