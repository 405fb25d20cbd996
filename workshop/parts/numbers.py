"""What a demonstration measured: numbers with intervals, curves, and the small table people see first."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from report.shared.numbers_in_words import MINUS, percent, probability
from sim.lab.statistics.steady import Estimate

if TYPE_CHECKING:
    from sim.lab.statistics.steady import Quantile

SHARE, CHANCE = "share", "chance"
"""Units: a share is written in per cent; a chance, too, but never as none or certain."""


class Theory(StrEnum):
    """What theory claims about a number."""

    EXACT = "exact"
    """It is this value, apart from luck."""
    APPROXIMATE = "approximate"
    """It is about this value, even without luck."""
    MOST = "at most"
    """It is no more than this value, apart from luck."""
    LEAST = "at least"
    """It is no less than this value, apart from luck."""


@dataclass(frozen=True)
class Number:
    """One measured number.

    In texts, ``{key}`` is the value with its unit, ``{key:bare}`` the value alone, ``{key:band}`` value, unit and
    95 % interval.
    """

    label: str
    """What it is, for tables and files."""
    value: float
    low: float = math.nan
    """Ends of the 95 % interval; NaN = exact, or not enough data for an interval."""
    high: float = math.nan
    unit: str = ""
    """``weeks``, ``features``, ``features a week``, ...; ``share`` and ``chance`` are written in per cent."""
    exact: float = math.nan
    """What theory says, in the same unit; NaN where it says nothing."""
    theory: Theory = Theory.EXACT
    """What ``exact`` claims."""
    within: float = math.nan
    """Share of ``exact`` by which a run of this length may be off; stated wherever theory says something."""
    unsure: bool = False
    """Whether there is not enough data for an interval; texts then say "about", tables put a question mark."""

    @classmethod
    def of(
        cls,
        label: str,
        estimate: Estimate | Quantile,
        unit: str = "",
        exact: float = math.nan,
        within: float = math.nan,
        theory: Theory = Theory.EXACT,
    ) -> Number:
        """A number from an estimate of the laboratory."""
        if isinstance(estimate, Estimate):
            low, high = estimate.interval()
            return cls(label, estimate.mean, low, high, unit, exact, theory, within, not estimate.enough)
        value, low, high = estimate.value, estimate.low, estimate.high
        return cls(label, value, low, high, unit, exact, theory, within, math.isnan(low))

    @property
    def banded(self) -> bool:
        """Whether there is an interval."""
        return not math.isnan(self.low)

    def above(self, other: Number) -> bool:
        """Whether it is larger beyond doubt: the intervals do not touch."""
        return _end(self.low, self.value) > _end(other.high, other.value)

    def near(self, value: float, share: float) -> bool:
        """Whether the value lies within this share of another."""
        return abs(self.value - value) <= share * abs(value)

    @property
    def compared(self) -> bool:
        """Whether theory says something about it."""
        return not math.isnan(self.exact)

    @property
    def fits(self) -> bool:
        """Whether it is what theory says, within what is stated; where theory says nothing it is."""
        if not self.compared:
            return True
        room = self.within * abs(self.exact) + 1e-9  # for sums of many weeks in floating point
        over, under = self.value - self.exact > room, self.exact - self.value > room
        return not (over and self.theory is not Theory.LEAST) and not (under and self.theory is not Theory.MOST)

    def worded(self, value: float, *, unit: bool = True) -> str:
        """A value of this kind, to three significant figures; a whole one that is exact as it is."""
        if self.unit == CHANCE:
            return probability(value)
        if self.unit == SHARE:
            return percent(value, 1 if abs(value) < 0.0995 else 0)
        text = plain(value) if self.banded or not float(value).is_integer() else f"{value:,.0f}"
        return f"{text} {self.unit}" if unit and self.unit else text

    def __format__(self, how: str) -> str:
        if how == "exact":
            return self.worded(self.exact)
        about = "about " if self.unsure else ""
        if how == "bare":
            return about + self.worded(self.value, unit=False)
        if how not in ("", "band"):
            raise ValueError(f"a number can be written bare, exact or with its band, not {how!r}")
        if how == "band" and self.banded:
            low, high = (self.worded(end, unit=False) for end in (self.low, self.high))
            return f"{self.worded(self.value)} (95 %: {low} to {high})"
        return about + self.worded(self.value)


def times(label: str, above: Number, below: Number, *, unit: str = "", less: float = 0.0) -> Number:
    """A ratio of two numbers, less a constant (1 for a gain).

    The interval combines the two as if they were independent. In the same luck they rise and fall together, so it
    is rather too wide.
    """
    value = above.value / below.value
    down = math.hypot((above.value - above.low) / above.value, (below.high - below.value) / below.value)
    up = math.hypot((above.high - above.value) / above.value, (below.value - below.low) / below.value)
    low, high = value * (1 - down) - less, value * (1 + up) - less
    return Number(label, value - less, low, high, unit, unsure=above.unsure or below.unsure)


def difference(label: str, more: Number, less: Number) -> Number:
    """A difference of two numbers of the same unit; its interval as for ``times``."""
    value = more.value - less.value
    low = value - math.hypot(more.value - more.low, less.high - less.value)
    high = value + math.hypot(more.high - more.value, less.value - less.low)
    return Number(label, value, low, high, more.unit, unsure=more.unsure or less.unsure)


def _end(end: float, value: float) -> float:
    return value if math.isnan(end) else end


def plain(value: float) -> str:
    """Three significant figures, without a sign for what rounds to nothing."""
    if not math.isfinite(value):
        return "without limit" if value == math.inf else "n/a"
    size = abs(value)
    digits = 0 if size >= 99.95 else 1 if size >= 9.995 else 2
    text = f"{size:,.{digits}f}"
    return (MINUS if value < 0 and any(d in text for d in "123456789") else "") + text


@dataclass(frozen=True)
class Curve:
    """Numbers along an axis."""

    label: str
    x: tuple[float, ...]
    y: tuple[Number, ...]

    @property
    def values(self) -> list[float]:
        """Middle of each number."""
        return [number.value for number in self.y]

    @property
    def top(self) -> float:
        """The highest end of an interval, or value without one."""
        return max(max(number.value, _end(number.high, number.value)) for number in self.y)

    def at(self, x: float) -> Number:
        """The number at a place of the axis. Raises ``ValueError`` when there is none."""
        return self.y[self.x.index(x)]


@dataclass(frozen=True)
class Grid:
    """The table people see first: text or keys of numbers in each cell."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str | Number, ...], ...]


@dataclass(frozen=True)
class Findings:
    """Everything a demonstration measured."""

    numbers: Mapping[str, Number]
    """By key, as texts and claims name them."""
    table: Grid
    curves: Mapping[str, Curve] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What only the pictures need, such as a stretch of a run."""

    def __getitem__(self, key: str) -> Number:
        return self.numbers[key]

    def strays(self) -> tuple[Number, ...]:
        """Numbers that are not what theory says, in single numbers and curves, each once."""
        every = [*self.numbers.values(), *(number for curve in self.curves.values() for number in curve.y)]
        return tuple(dict.fromkeys(number for number in every if not number.fits))

    def fill(self, text: str) -> str:
        """A text with the numbers it names. Raises ``KeyError`` when one is unknown."""
        return text.format_map(self.numbers)


COLUMNS = ("key", "label", "x", "value", "low", "high", "unit", "exact", "theory", "within")
"""What ``rows_of`` gives."""


def rows_of(found: Findings) -> Sequence[tuple[str | float | None, ...]]:
    """Every number once for files, as ``COLUMNS`` names; ``theory`` is empty where theory says nothing."""
    single = [(key, number.label, None, number) for key, number in found.numbers.items()]
    along = [
        (key, curve.label, x, number)
        for key, curve in found.curves.items()
        for x, number in zip(curve.x, curve.y, strict=True)
    ]
    return [
        (key, label, x, n.value, n.low, n.high, n.unit, n.exact, str(n.theory) if n.compared else "", n.within)
        for key, label, x, n in [*single, *along]
    ]
