"""Were the 80 % bands right? Counted, with an exact interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from intake.review.exact import enough_to_notice, share_interval
from intake.review.judgements import KINDS, Judgement, Kind

STATED = 0.8
HALF = 0.5
"""Bands this bad should be noticed."""
Verdict = Literal["too narrow", "too wide", "as stated", "too few to say", "no bands"]


@dataclass(frozen=True)
class Coverage:
    """Bands of one kind of estimate that can be judged."""

    kind: Kind
    inside: int
    below: int
    """Results below their band."""
    above: int
    undecided: int
    """Late, not done, and not yet above the band."""
    without: int
    """Judged estimates without a band."""
    interval: tuple[float, float]
    """95 % interval of the share that the bands hold."""
    needed: int
    """Results with which bands that hold half of the time would be noticed, four times in five."""
    verdict: Verdict

    @property
    def n(self) -> int:
        """Bands judged."""
        return self.inside + self.below + self.above


def coverages(rows: Sequence[Judgement]) -> tuple[Coverage, ...]:
    """One for each kind of estimate that has a number, successes apart: those are judged by their rate."""
    return tuple(
        _coverage(kind, mine)
        for kind in KINDS
        if kind != "success" and (mine := [row for row in rows if row.kind == kind])
    )


def _coverage(kind: Kind, rows: list[Judgement]) -> Coverage:
    banded = [(row, row.band) for row in rows if row.band is not None]
    inside = sum(row.inside is True for row, _ in banded)
    below = sum(row.inside is False and row.actual < band[0] for row, band in banded)
    above = sum(row.inside is False and row.actual > band[1] for row, band in banded)
    n = inside + below + above
    interval = share_interval(inside, n) if n else (0.0, 1.0)
    needed = enough_to_notice(STATED, HALF)
    whole = kind in ("duration", "date")  # bands of whole quarters hold more than they say
    verdict: Verdict = "as stated"
    if not banded:
        verdict = "no bands"
    elif interval[1] < STATED:
        verdict = "too narrow"
    elif interval[0] > STATED and not whole:
        verdict = "too wide"
    elif n < needed:
        verdict = "too few to say"
    return Coverage(kind, inside, below, above, len(banded) - n, len(rows) - len(banded), interval, needed, verdict)
