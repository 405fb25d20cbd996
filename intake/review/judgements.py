"""Each estimate beside what came of it.

An estimate is judged when its time is over, whatever came of it: else those that are early would stand for all.

    cost      money from the estimate on, against the estimate; of what is late, what is spent and still to go
    duration  quarters from start to release, against the estimate; of what is late, the quarters so far
    date      the quarter of release that the first plan with the MMP promised
    value     of successes: value brought by now, against the claim for that time (ramp, urgency; not discounted)
    success   whether it brought at least half of that claim, against the stated probability

80 % bands run from the 10 % to the 90 % quantile: of ``uncertainty.scope_growth`` for cost (direct cost apart) and
duration, of the simulated plan for dates, of ``uncertainty.value`` for value. What is stated as certain has none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, inf, isfinite
from typing import Literal

import numpy as np

from intake.review.story import Chapter, Course
from optimiser.economics import Earning, figures, release_quarter
from scenarios.language.mmps import MMP
from scenarios.quantities.distributions import Distribution

Kind = Literal["cost", "duration", "date", "value", "success"]
KINDS: tuple[Kind, ...] = ("cost", "duration", "date", "value", "success")
BAND = (0.1, 0.9)
"""Quantiles between which four of five results lie."""
SEASON = 2
"""Full quarters after release before value is judged (assumption, D: one may be an accident)."""
SUCCESS = 0.5
"""Share of its claim that a success brings at least (assumption, D)."""


@dataclass(frozen=True)
class Judgement:
    """One estimate of one MMP, and what came of it: currency, quarters, or a probability against 0 or 1."""

    kind: Kind
    mmp: MMP
    source: str
    """Where the estimate is from."""
    estimated: float
    actual: float
    open: bool = False
    """Whether it is late and not done: the actual value is what is known so far."""
    band: tuple[float, float] | None = None
    """The 80 % band; None = none is stated."""

    @property
    def inside(self) -> bool | None:
        """Whether the band held; None = no band, or not yet decided."""
        if self.band is None:
            return None
        low, high = self.band
        tolerance = 1e-9 * max(1.0, abs(self.actual))
        above = self.actual > high + tolerance
        if self.open and not above:
            return None
        return not above and self.actual >= low - tolerance

    @property
    def ratio(self) -> float:
        """Actual / estimate."""
        return self.actual / self.estimated


@dataclass(frozen=True)
class Judged:
    """Every judgement, and how many estimates cannot be judged, by the reason."""

    rows: tuple[Judgement, ...]
    passed: tuple[tuple[Kind, str, tuple[str, ...]], ...]
    """Kind, reason, MMPs."""


def judge(chapters: Sequence[Chapter], stories: Sequence[Course]) -> Judged:
    """Everything that can be judged by the last chapter."""
    rows: list[Judgement] = []
    passed: dict[tuple[Kind, str], list[str]] = {}
    now = chapters[-1].offset
    for course in stories:
        for kind, found in _judged(course, chapters, now):
            if isinstance(found, Judgement):
                rows.append(found)
            else:
                passed.setdefault((kind, found), []).append(course.id)
    order = {kind: at for at, kind in enumerate(KINDS)}
    rows.sort(key=lambda row: order[row.kind])
    reasons = sorted(passed.items(), key=lambda entry: order[entry[0][0]])
    return Judged(tuple(rows), tuple((kind, why, tuple(names)) for (kind, why), names in reasons))


def _judged(course: Course, chapters: Sequence[Chapter], now: int) -> Iterator[tuple[Kind, Judgement | str]]:
    if promise := _promise(course, chapters):
        yield "date", _date(course, *promise, now)
    if course.start is None or not course.known:
        if not course.known:
            yield "cost", "settled before the first folder, or new and begun at once: no estimate on file"
        return
    numbers = figures(_as_open(course.mmp), course.chapter.scenario)
    length = max(numbers.duration, 1)
    due = course.start + length - 1
    spread = course.chapter.scenario.uncertainty
    if course.fate in ("cancelled", "gone"):
        yield "cost", "given up: what it would have cost is not known"
        return
    reason = "" if course.dated else "the quarter is not known: no actuals between two folders"
    reason = reason or ("its time is not over" if due > now else "")
    late = course.release is None
    cost = sum(map(sum, numbers.money("").values()))
    if reason:
        yield "cost", reason
        yield "duration", reason
    else:
        if cost <= 0:
            yield "cost", "no cost is estimated"
        else:
            after = course.mmp.running_cost > 0 and not late  # what is spent after release runs it
            paid = (a for quarter, a in course.spent.items() if not after or quarter <= (course.release or 0))
            spent = sum(paid) + (course.to_go or 0.0 if late else 0.0)
            part, grown = cost - numbers.direct_cost, quantiles(spread.scope_growth)
            band = None if grown is None else tuple(numbers.direct_cost + part * q for q in grown)
            yield "cost", _of("cost", course, cost, spent, late, band)
        until = now if course.release is None else course.release
        grown = quantiles(spread.scope_growth)
        band = None if grown is None else tuple(float(max(1, ceil(length * q - 1e-9))) for q in grown)
        yield "duration", _of("duration", course, float(length), float(until - course.start + 1), late, band)
    if course.release is not None:
        yield from _worth(course, now)


def _of(
    kind: Kind,
    course: Course,
    estimated: float,
    actual: float,
    open_: bool = False,
    band: tuple[float, ...] | None = None,
) -> Judgement:
    limits = None if band is None else (band[0], band[1])
    return Judgement(kind, course.mmp, course.chapter.name, estimated, actual, open_, limits)


def _as_open(mmp: MMP) -> MMP:
    """What runs as work under way, of which the rest is to come."""
    if mmp.status != "running":
        return mmp
    return mmp.replace(status="idea", underway=mmp.done_share or 0.0, done_share=None)


def quantiles(spread: Distribution) -> tuple[float, float] | None:
    """The ends of the 80 % band of a distribution; None where it is one number."""
    low, high = (float(q) for q in spread.from_uniform(np.array(BAND)))
    return (low, high) if low < high else None


def _promise(course: Course, chapters: Sequence[Chapter]) -> tuple[Chapter, int] | None:
    """The first plan that has the MMP, and the quarter of release that it promises."""
    for chapter in chapters:
        start = (chapter.starts or {}).get(course.id)
        if start is not None:
            mmp = chapter.scenario.mmp(course.id)
            numbers = figures(_as_open(mmp), chapter.scenario)
            return chapter, chapter.offset + release_quarter(start, numbers.duration)
    return None


def _date(course: Course, chapter: Chapter, promised: int, now: int) -> Judgement | str:
    if course.fate in ("cancelled", "gone"):
        return "given up after it was promised"
    if promised > now:
        return "the promised quarter is not over"
    if not course.dated:
        return "the quarter is not known: no actuals between two folders"
    weeks, quarter = chapter.weeks.get(course.id), chapter.scenario.calendar.weeks_per_quarter
    band = None
    if weeks is not None:
        low, high = (chapter.offset + max(1, ceil(w / quarter - 1e-9)) if isfinite(w) else inf for w in weeks)
        band = (float(low), float(high))
    actual = now + 1 if course.release is None else course.release
    late = course.release is None
    return Judgement(
        "date", chapter.scenario.mmp(course.id), chapter.name, float(promised), float(actual), late, band
    )


def _worth(course: Course, now: int) -> Iterator[tuple[Kind, Judgement | str]]:
    assert course.release is not None
    if not course.dated:
        yield "value", "the quarter is not known: no actuals between two folders"
    elif course.mmp.value_by_quarter is not None:
        yield "value", "its value is stated per start quarter, which does not say when it is earned"
    elif now - course.release < SEASON:
        yield "value", f"out for less than {SEASON} full quarters"
    elif (claim := claimed(course, now)) <= 0:
        yield "value", "nothing is claimed for the time so far"
    else:
        actual = sum(course.value.values())
        worked = actual >= SUCCESS * claim
        yield "success", _of("success", course, course.mmp.success_probability, float(worked))
        if worked:
            spread = quantiles(course.chapter.scenario.uncertainty.value)
            band = None if spread is None else (claim * spread[0], claim * spread[1])
            yield "value", _of("value", course, claim, actual, band=band)


def claimed(course: Course, now: int) -> float:
    """What was claimed of a released MMP, given success, from its release to the end of quarter ``now``."""
    calendar, offset = course.chapter.scenario.calendar, course.chapter.offset
    weeks = calendar.weeks_per_quarter
    earning = Earning(course.mmp, calendar.replace(discount_rate=0.0))
    return earning.benefits(float((course.release or 0) - offset) * weeks, float(now - offset) * weeks)
