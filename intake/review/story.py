"""Successive quarters of one portfolio, and what became of every MMP in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from intake.rolling.actuals import Actual
from scenarios.language.mmps import MMP
from scenarios.language.standing import SETTLED, Status
from scenarios.scenario import Scenario

CENT = 0.005
"""Amounts that differ by less are the same."""
Fate = Literal["not begun", "running", "released", "cancelled", "gone"]


@dataclass(frozen=True)
class Chapter:
    """One quarter on file: a scenario as it was then, the plan made of it, and what happened until the next one."""

    name: str
    scenario: Scenario
    offset: int
    """Quarters over since quarter 1 of the first chapter."""
    starts: Mapping[str, int] | None = None
    """Start quarter of each MMP of its plan, from its own quarter 1; None = no plan on file."""
    aim: Literal["net", "gross"] = "net"
    """What that plan maximises."""
    weeks: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """P10 and P90 of the week of release of MMPs whose plan was simulated; infinite = not by the horizon."""
    rows: tuple[Actual, ...] | None = None
    """Actuals of its quarters until the next chapter; None = none on file that agree with the next one."""


@dataclass(frozen=True)
class Course:
    """What became of one MMP. Quarters are counted from quarter 1 of the first chapter, money in currency."""

    id: str
    label: str
    chapter: Chapter
    """Where its estimate is from: the last one before work on it began."""
    mmp: MMP
    """As it was estimated there."""
    known: bool
    """Whether there is an estimate from before it was settled."""
    fate: Fate
    start: int | None
    """Quarter in which work on it began; of what was under way before, the first quarter on file."""
    release: int | None
    """Quarter by whose end it was out."""
    dated: bool
    """Whether both quarters are certain."""
    spent: Mapping[int, float]
    """Money by quarter, since its estimate."""
    value: Mapping[int, float]
    """Value that it brought, by quarter, since its estimate."""
    to_go: float | None
    """Money that work under way still needs, as seen last."""


def agree(rows: Sequence[Actual], before: Scenario, after: Scenario) -> bool:
    """Whether actuals lead from one scenario to the next: the same money, value and status for every MMP."""
    later = {mmp.id: mmp for mmp in after.mmps}
    for mmp in before.mmps:
        new = later.get(mmp.id)
        if new is None:
            continue
        mine = sorted((row for row in rows if row.id == mmp.id), key=lambda row: row.quarter)
        spent, value = sum(row.spent for row in mine), sum(row.value for row in mine)
        if abs(new.spent_to_date - mmp.spent_to_date - spent) > CENT:
            return False
        if abs(new.value_to_date - mmp.value_to_date - value) > CENT:
            return False
        if mine and mine[-1].status in ("running", *SETTLED) and _status(new) != mine[-1].status:
            return False
    return True


def _status(mmp: MMP) -> Status:
    return "running" if mmp.underway is not None else mmp.status


def _begun(mmp: MMP) -> bool:
    return _status(mmp) in ("running", *SETTLED)


@dataclass(frozen=True)
class _Step:
    quarter: int
    status: Status
    spent: float
    value: float
    to_go: float | None
    dated: bool


def courses(chapters: Sequence[Chapter]) -> tuple[Course, ...]:
    """What became of every MMP on file, in the order in which they appear; chapters in order of time."""
    names = dict.fromkeys(mmp.id for chapter in chapters for mmp in chapter.scenario.mmps)
    return tuple(_course(name, chapters) for name in names)


def _course(name: str, chapters: Sequence[Chapter]) -> Course:
    there = [(chapter, mmp) for chapter in chapters for mmp in chapter.scenario.mmps if mmp.id == name]
    first, new = there[0]
    steps = list(_steps(name, chapters))
    begins = next((s for s in steps if s.status in ("running", "released") or s.spent > 0), None)
    start, known = None if begins is None else begins.quarter, True
    if _begun(new):
        known = first is chapters[0] and _status(new) == "running"
        start = first.offset + 1 if known else None
    before = [(c, m) for c, m in there if not _begun(m) and (start is None or c.offset < start)]
    chapter, mmp = before[-1] if before else (first, new)
    outs = [s for s in steps if s.status == "released"]
    release = outs[0] if outs and not (_begun(new) and new.status == "released") else None
    last = there[-1][1]
    fate: Fate = "not begun"
    if there[-1][0] is not chapters[-1]:
        fate = "gone"
    elif _begun(last):
        fate = _status(last)  # type: ignore[assignment]  # begun: neither an idea nor planned
    return Course(
        id=name,
        label=last.label,
        chapter=chapter,
        mmp=mmp,
        known=known,
        fate=fate,
        start=start,
        release=None if release is None else release.quarter,
        dated=all(s.dated for s in (begins, release) if s is not None),
        spent=_by_quarter((s.quarter, s.spent) for s in steps if s.quarter > chapter.offset),
        value=_by_quarter((s.quarter, s.value) for s in steps if s.quarter > chapter.offset),
        to_go=last.spend_to_go,
    )


def _by_quarter(amounts: Iterator[tuple[int, float]]) -> dict[int, float]:
    found: dict[int, float] = {}
    for quarter, amount in amounts:
        found[quarter] = found.get(quarter, 0.0) + amount
    return found


def _steps(name: str, chapters: Sequence[Chapter]) -> Iterator[_Step]:
    """What happened to one MMP, quarter by quarter: from actuals, else from what differs between two chapters."""
    for before, after in pairwise(chapters):
        if before.rows is not None:
            mine = sorted((row for row in before.rows if row.id == name), key=lambda row: row.quarter)
            for row in mine:
                yield _Step(before.offset + row.quarter, row.status, row.spent, row.value, row.spend_to_go, True)
            continue
        old = next((mmp for mmp in before.scenario.mmps if mmp.id == name), None)
        new = next((mmp for mmp in after.scenario.mmps if mmp.id == name), None)
        if old is None or new is None:
            continue
        spent = new.spent_to_date - old.spent_to_date
        value = new.value_to_date - old.value_to_date
        single = after.offset - before.offset == 1
        if spent or value or _status(new) != _status(old):
            yield _Step(after.offset, _status(new), spent, value, new.spend_to_go, single)
