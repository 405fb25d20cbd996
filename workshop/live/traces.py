"""Traces: a board over time as plain rows, small enough to travel to a browser or in a file.

Every time is in weeks since the first week that is shown, to a thousandth of a week (ten minutes); None = not
within the trace. Nothing that happens after its end is in a trace.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sim.lab.engine.log import Floats
    from workshop.parts.board import Board

DIGITS = 3
"""Decimals of a week."""
BEFORE = 20
"""Cards of each class, finished before the first week, that a trace remembers: the last ones."""
DONE, LOST, EXPIRED, OPEN = FATES = ("done", "lost", "expired", "open")
"""What became of a card by the end of a trace."""

type Week = float | None
type Visit = tuple[int, int, float, Week, Week, Week]
"""(card as a position in ``cards``, stage as a position in ``stages``, entered, started, finished, left)"""


@dataclass(frozen=True)
class Card:
    """One card."""

    number: int
    """Its number on the board; below 0 = somebody brought it while the line was running."""
    idea: float
    """Week of the idea; below 0 = before the first week shown."""
    entered: Week
    """Week in which it came on the board."""
    left: Week
    kind: int
    """Its class, as a position in ``classes``."""
    fate: str
    """One of ``FATES``."""
    name: str = ""
    """What it is called, besides its number."""


@dataclass(frozen=True)
class Trace:
    """What happened on one board: enough to draw it in any week, and to count everything that is shown."""

    label: str
    weeks: float
    """Length."""
    stages: tuple[str, ...]
    limits: tuple[float | None, ...]
    """By stage: most cards in it; None = no limit."""
    servers: tuple[float | None, ...]
    """By stage: people; None = any number."""
    platforms: tuple[int, ...]
    """Stages at which other value streams work, too."""
    idle: tuple[int, ...]
    """Stages in which nothing is in progress: what is not begun, or over."""
    outside: bool
    """Whether cards wait in front of the board."""
    classes: tuple[str, ...]
    what: str
    """What a card is."""
    gone: str
    """Where cards go that leave the board."""
    span: str
    """What the weeks from ``idea`` to ``left`` are."""
    measured: float | None
    """What the year is judged by; None = nothing was finished in it."""
    cards: tuple[Card, ...]
    visits: tuple[Visit, ...]
    pauses: tuple[tuple[int, float, Week], ...]
    """(card as a position, from, to): interrupted by something more urgent."""
    blocked: tuple[tuple[int, float, Week], ...]
    """(card as a position, from, to): work is over, and somebody outside is waited for."""
    away: tuple[tuple[int, float, Week], ...]
    """(stage, from, to): one of its people is not there."""

    def until(self, week: float) -> Trace:
        """What was known in a week: everything later is left out."""
        known = [k for k, card in enumerate(self.cards) if card.idea <= week]
        place = {k: n for n, k in enumerate(known)}
        kinds = sorted({self.cards[k].kind for k in known})
        return replace(
            self,
            weeks=week,
            measured=None,
            classes=tuple(self.classes[kind] for kind in kinds) if len(kinds) > 1 else ("",),
            cards=tuple(_card_until(self.cards[k], week, kinds) for k in known),
            visits=tuple(
                (place[card], stage, came, _cut(began, week), _cut(ended, week), _cut(went, week))
                for card, stage, came, began, ended, went in self.visits
                if came <= week
            ),
            pauses=_stretches_until(self.pauses, week, place),
            blocked=_stretches_until(self.blocked, week, place),
            away=_stretches_until(self.away, week, None),
        )

    def counts(self, week: float) -> tuple[int, ...]:
        """The bands of the cumulative flow, from below.

        Cards finished since the first week, cards by stage from the last one to the first, cards waiting in front.
        """
        done = sum(
            1 for card in self.cards if card.fate == DONE and card.left is not None and 0 < card.left <= week
        )
        by_stage = [0] * len(self.stages)
        for _, stage, came, _, _, went in self.visits:
            by_stage[stage] += came <= week and (went is None or week < went)
        outside = sum(
            1
            for card in self.cards
            if card.idea <= week
            and (card.entered is None or week < card.entered)
            and (card.left is None or week < card.left)
        )
        return (done, *reversed(by_stage), outside if self.outside else 0)

    def document(self) -> dict[str, Any]:
        """The trace as plain data, rows as lists."""
        return {
            "label": self.label,
            "weeks": _rounded(self.weeks),
            "stages": list(self.stages),
            "limits": list(self.limits),
            "servers": list(self.servers),
            "platforms": list(self.platforms),
            "idle": list(self.idle),
            "outside": self.outside,
            "classes": list(self.classes),
            "what": self.what,
            "gone": self.gone,
            "span": self.span,
            "measured": self.measured,
            "cards": [[c.number, c.idea, c.entered, c.left, c.kind, FATES.index(c.fate)] for c in self.cards],
            "names": [c.name for c in self.cards] if any(c.name for c in self.cards) else [],
            "visits": [list(visit) for visit in self.visits],
            "pauses": [list(row) for row in self.pauses],
            "blocked": [list(row) for row in self.blocked],
            "away": [list(row) for row in self.away],
        }


def trace_of(board: Board, measured: float = math.nan) -> Trace:
    """The trace of a board, and what its year is judged by."""
    end = board.weeks
    size = len(board.idea)
    numbers = board.number if board.number is not None else np.arange(size)
    ranks = board.rank if board.rank is not None else np.zeros(size, dtype=np.int64)
    gone = np.isfinite(board.left) & (board.left <= end)
    fates = np.where(gone, board.fate if board.fate is not None else 0, FATES.index(OPEN))
    chosen = _shown(board, numbers.tolist(), ranks.tolist(), fates.tolist())
    place = {int(numbers[k]): n for n, k in enumerate(chosen)}
    columns = (board.came, board.began, board.ended, board.went)
    rows = [k for k in range(len(board.card)) if board.came[k] <= end and int(board.card[k]) in place]
    visits = [
        (place[int(board.card[k])], int(board.column[k]), *(_week(column[k], end) for column in columns))
        for k in rows
    ]
    return Trace(
        label=board.label,
        weeks=_rounded(end),
        stages=tuple(column.name for column in board.columns),
        limits=tuple(_finite(column.limit) for column in board.columns),
        servers=tuple(_finite(column.people) for column in board.columns),
        platforms=tuple(k for k, column in enumerate(board.columns) if column.platform),
        idle=tuple(k for k, column in enumerate(board.columns) if column.idle),
        outside=board.outside,
        classes=board.classes,
        what=board.what,
        gone=board.gone,
        span=board.span,
        measured=_rounded(measured) if math.isfinite(measured) else None,
        cards=tuple(
            Card(
                int(numbers[k]),
                _rounded(float(board.idea[k])),
                _week(board.entered[k], end),
                _week(board.left[k], end),
                int(ranks[k]),
                FATES[fates[k]],
                board.names[k] if board.names else "",
            )
            for k in chosen
        ),
        visits=tuple(sorted(visits, key=lambda v: (v[2], v[0], v[1]))),  # type: ignore[arg-type]
        pauses=_stretches(board.cuts, end, place),
        blocked=_stretches(board.blocks, end, place),
        away=_stretches(board.absences, end, None),
    )


def _shown(board: Board, numbers: Sequence[int], ranks: Sequence[int], fates: Sequence[int]) -> list[int]:
    """Positions of the cards of a trace: those seen in it, and the last finished ones before."""
    seen = [k for k in range(len(numbers)) if board.idea[k] <= board.weeks and board.left[k] > 0]
    finished = [k for k in range(len(numbers)) if board.left[k] <= 0 and FATES[fates[k]] == DONE]
    finished.sort(key=lambda k: (board.left[k], numbers[k]))
    for rank in range(len(board.classes)):
        seen += [k for k in finished if ranks[k] == rank][-BEFORE:]
    return sorted(seen, key=lambda k: (board.idea[k], numbers[k] < 0, numbers[k]))


def _stretches(
    given: tuple[Any, Floats, Floats], end: float, place: dict[int, int] | None
) -> tuple[tuple[int, float, Week], ...]:
    """(card or column, from, to), by beginning; of cards as positions, of those that are shown."""
    rows = []
    for who, start, stop in zip(*given, strict=True):
        if start <= end and (place is None or int(who) in place):
            rows.append((int(who) if place is None else place[int(who)], _rounded(float(start)), _week(stop, end)))
    return tuple(sorted(rows, key=lambda row: (row[1], row[0])))


def _stretches_until(
    rows: Iterable[tuple[int, float, Week]], week: float, place: dict[int, int] | None
) -> tuple[tuple[int, float, Week], ...]:
    return tuple(
        (who if place is None else place[who], start, _cut(stop, week))
        for who, start, stop in rows
        if start <= week
    )


def _card_until(card: Card, week: float, kinds: Sequence[int]) -> Card:
    entered, left = _cut(card.entered, week), _cut(card.left, week)
    fate = card.fate if left is not None else OPEN
    return replace(card, entered=entered, left=left, kind=kinds.index(card.kind), fate=fate)


def _cut(date: Week, week: float) -> Week:
    """A date as it was known in a week."""
    return date if date is not None and date <= week else None


def _week(value: float, end: float) -> Week:
    return _rounded(float(value)) if value <= end else None


def _rounded(value: float) -> float:
    return round(value, DIGITS) + 0.0  # never -0.0


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
