"""Decisions that are due by the end of the next quarter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report.shared.numbers_in_words import money, percent
from report.shared.quarter_words import quarter_short
from scenarios.language.mmps import FixedDate
from scenarios.language.standing import SETTLED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake.rolling.so_far import SoFar
    from report.documents.month.facts import MonthStudies

BEGUN = ("running", "released", "cancelled")
"""States in which nobody asks any more whether to begin."""


@dataclass(frozen=True)
class Decision:
    """One decision."""

    id: str
    label: str
    by: int
    """Quarter by whose end it must be made."""
    what: str
    why: str


def decisions_due(studies: MonthStudies) -> tuple[Decision, ...]:
    """Every decision, the most urgent first."""
    found = [each for one in studies.standing or () for each in _of(studies, one)]
    return tuple(sorted(found, key=lambda each: (each.by, each.id, each.what)))


def _of(studies: MonthStudies, one: SoFar) -> Iterator[Decision]:
    """Decisions about one MMP."""
    mmp, now, calendar = one.mmp, studies.quarter, studies.scenario.calendar
    if one.status in SETTLED:
        return

    def name(quarter: int) -> str:
        return quarter_short(calendar, quarter) if quarter >= 1 else "before the first quarter"

    blocked = studies.blocked().get(mmp.id)
    if blocked:
        yield Decision(mmp.id, mmp.label, now, "give it up, or free it", f"it {blocked}")
        return
    promise = studies.promised.get(mmp.id)
    if promise is not None and promise.release <= studies.over:
        yield Decision(
            mmp.id, mmp.label, now, "plan it anew, or give it up", f"it was due in {name(promise.release)}"
        )
    evidence = studies.scenario.uncertainty.evidence.share
    if one.status == "running" and one.done_share is not None and one.done_share >= evidence:
        why = f"{percent(one.done_share)} is done, and evidence shows after {percent(evidence)} of the features"
        yield Decision(mmp.id, mmp.label, now, "keep it, change it or stop it", why)
    if one.status not in BEGUN:
        currency = studies.scenario.currency
        if promise is not None and promise.start == now + 1:
            why = f"by the plan it starts in {name(promise.start)}"
            yield Decision(mmp.id, mmp.label, now, f"release {money(promise.cost, currency)}, or hold it back", why)
        elif promise is not None and promise.start <= studies.over:
            why = f"by the plan it was to start in {name(promise.start)}"
            yield Decision(mmp.id, mmp.label, now, "begin it, or move it", why)
        last = mmp.latest_quarter
        if last is not None and last <= now + 1:
            why = f"its work may not start after {name(last)}"
            yield Decision(mmp.id, mmp.label, min(last, now + 1), "begin it, or give it up", why)
    if isinstance(mmp.urgency, FixedDate) and studies.over < mmp.urgency.quarter <= now + 1:
        amount = money(mmp.urgency.penalty, studies.scenario.currency)
        why = f"a penalty of {amount} falls due after {name(mmp.urgency.quarter)}"
        yield Decision(mmp.id, mmp.label, mmp.urgency.quarter, "make sure it is out in time", why)
