"""Regret: what the best choice would have brought, had the numbers been known that are known now.

Every MMP gets the numbers that came true: money as it was spent, quarter by quarter, and what is still to go; the
quarters that it took; of released ones judged by value, the claim times realised / claimed, and success or failure
as it was; of those given up, what they cost and no value. What nobody knows yet stays as the last folder estimates
it. Money is that of the first folder, plus what was spent beyond it. The program then plans again from quarter 1.

    planned    the first plan, by its own estimates
    hindsight  the first plan, by the numbers that came true
    chosen     what was begun, when it was, and what the last plan still intends, by the same numbers
    best       the best plan by the same numbers; regret is best - chosen
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from pydantic import ValidationError

from intake.review.judgements import Judgement, claimed
from intake.review.story import Chapter, Course
from optimiser.economics import expected_value, figures, value_left_out
from optimiser.optimisation import optimise
from optimiser.solving import Effort
from scenarios.faults import ScenarioError
from scenarios.language.mmps import MMP
from scenarios.open_work import still_open
from scenarios.quantities.units import WEEKS_PER_YEAR
from scenarios.scenario import Budget, Scenario
from scenarios.variation.shifting import shift_mmp

ESTIMATED = (
    "value_per_quarter", "value", "benefits", "success_probability", "ramp_quarters", "spend", "features", "effort",
    "direct_cost", "duration_quarters", "purse", "running_cost", "need",
)  # fmt: skip
"""What an MMP is estimated at; its dates and links are those with which it came on the table."""


@dataclass(frozen=True)
class Choice:
    """One MMP in hindsight; quarters from quarter 1 of the first folder, None = never."""

    id: str
    label: str
    planned: int | None
    chosen: int | None
    best: int | None


@dataclass(frozen=True)
class Regret:
    """Values in currency, discounted to week 0 of the first folder."""

    scenario: Scenario
    """With the numbers that came true."""
    planned: float | None
    """None = no plan in the first folder."""
    hindsight: float | None
    chosen: float
    best: float
    bound: float
    """No plan could have brought more."""
    choices: tuple[Choice, ...]
    """MMPs that were ever planned, begun, or are in the best plan."""
    known: int
    """MMPs of which all numbers are known."""

    @property
    def regret(self) -> float:
        """Below 0 where what was done kept to fewer rules than a plan has to."""
        return self.best - self.chosen


def regret(
    chapters: Sequence[Chapter],
    stories: Sequence[Course],
    rows: Sequence[Judgement],
    effort: Effort | None = None,
) -> Regret | str:
    """What hindsight would have brought; in words where it cannot be told.

    Raises:
        SolverMissingError: the solver is not installed.

    """
    first = chapters[0]
    judged = {row.mmp.id: row for row in rows if row.kind == "success"}
    try:
        known = _with_hindsight(chapters, stories, judged)
        case = still_open(known)
        best = optimise(case, effort=effort or Effort(gap=0.0))
    except ScenarioError as error:
        return f"there is no plan with the numbers that came true: {error.faults[0].message}"
    except ValidationError as error:
        return f"the numbers that came true make no scenario: {error.errors()[0]['msg']}"
    if best.starts is None or best.value is None:
        return f"there is no plan with the numbers that came true ({best.status})"
    chosen = _chosen(chapters, stories, case)
    promised = None if first.starts is None else {m: q for m, q in first.starts.items() if m in _ids(case)}
    names = {*chosen, *(promised or {}), *best.starts}
    choices = tuple(
        Choice(c.id, c.label, (promised or {}).get(c.id), chosen.get(c.id), best.starts.get(c.id))
        for c in stories
        if c.id in names
    )
    return Regret(
        scenario=case,
        planned=None if promised is None else _value(still_open(first.scenario), promised),
        hindsight=None if promised is None else _value(case, promised),
        chosen=_value(case, chosen),
        best=best.value,
        bound=best.value if best.bound is None else best.bound,
        choices=choices,
        known=sum(c.fate == "cancelled" or c.id in judged for c in stories if c.id in names),
    )


def _ids(scenario: Scenario) -> set[str]:
    return {mmp.id for mmp in scenario.mmps}


def _value(scenario: Scenario, starts: Mapping[str, int]) -> float:
    """Value of starting these MMPs then, whether or not a plan may."""
    known = _ids(scenario)
    total = 0.0
    for mmp in scenario.mmps:
        if mmp.id in starts:
            total += expected_value(mmp, scenario, figures(mmp, scenario), starts[mmp.id], "net")
        else:
            total += value_left_out(mmp, scenario)
    groups = [synergy for synergy in scenario.synergies if set(synergy.mmps) <= starts.keys() & known]
    return total + sum(synergy.value for synergy in groups)


def _chosen(chapters: Sequence[Chapter], stories: Sequence[Course], case: Scenario) -> dict[str, int]:
    last, known = chapters[-1], _ids(case)
    begun = {c.id: c.start for c in stories if c.start is not None and c.id in known}
    later = {m: q + last.offset for m, q in (last.starts or {}).items() if m in known and m not in begun}
    return {**begun, **later}


def _with_hindsight(
    chapters: Sequence[Chapter], stories: Sequence[Course], judged: Mapping[str, Judgement]
) -> Scenario:
    first, now = chapters[0].scenario, chapters[-1].offset
    mmps = []
    for course in stories:
        if not course.known:
            if course.chapter.offset == 0:
                mmps.append(course.mmp)
            continue
        mmps.append(_realised(course, chapters, judged.get(course.id), now))
    names = {mmp.id for mmp in mmps}
    return first.replace(
        mmps=tuple(_linked(mmp, names) for mmp in mmps),
        budget=_money(first.budget, stories, now, first),
        projects=tuple(p for p in first.projects if set(p.mmps) <= names),
        synergies=tuple(s for s in first.synergies if set(s.mmps) <= names),
    )


def _linked(mmp: MMP, names: set[str]) -> MMP:
    """Without links to MMPs that were begun before anybody estimated them."""
    links = {key: getattr(mmp, key) for key in ("requires", "requires_any", "after", "excludes", "with_")}
    kept = {key: tuple(other for other in others if other in names) for key, others in links.items()}
    return mmp if kept == links else mmp.replace(**kept)


def _realised(course: Course, chapters: Sequence[Chapter], judged: Judgement | None, now: int) -> MMP:
    """The MMP with the numbers that came true, in quarters of the first chapter."""
    last = next(c for c in reversed(chapters) if any(m.id == course.id for m in c.scenario.mmps))
    latest = last.scenario.mmp(course.id)
    first = next(c for c in chapters if any(m.id == course.id for m in c.scenario.mmps))
    begun = course.fate not in ("not begun", "gone") and course.start is not None
    source = course.mmp if begun else latest
    mmp = _unshifted(first.scenario.mmp(course.id), first)
    mmp = mmp.replace(**{name: getattr(source, name) for name in ESTIMATED})
    if not begun or course.start is None:
        return mmp.replace(**_worthless()) if course.fate == "gone" or latest.status == "cancelled" else mmp
    changes: dict[str, object] = {}
    until = now if course.release is None else course.release
    spent = [course.spent.get(quarter, 0.0) for quarter in range(course.start, until + 1)]
    if course.fate == "running" and course.release is None:
        left = figures(_as_open(latest), last.scenario)
        rest = [sum(amounts) for amounts in zip(*left.money("").values(), strict=True)] or [0.0] * left.duration
        spent += rest
    if mmp.status == "running":
        changes["spend_to_go"] = sum(spent)
    else:
        changes |= {"spend": tuple(spent), "duration_quarters": None, "direct_cost": 0.0, "purse": {}}
    if course.fate == "cancelled":
        changes |= _worthless()
    elif judged is not None:
        factor = max(0.0, sum(course.value.values()) / claimed(course, now))
        changes |= {
            "value_per_quarter": mmp.value_per_quarter * factor,
            "value": mmp.value * factor,
            "benefits": tuple(amount * factor for amount in mmp.benefits),
            "success_probability": 1.0,
        }
    return mmp.replace(**changes)


def _as_open(mmp: MMP) -> MMP:
    return mmp.replace(status="idea", underway=mmp.done_share or 0.0, done_share=None)


def _worthless() -> dict[str, object]:
    return {"value_per_quarter": 0.0, "value": 0.0, "benefits": (), "value_by_quarter": None, "running_cost": 0.0}


def _unshifted(mmp: MMP, chapter: Chapter) -> MMP:
    """An MMP of a later chapter in quarters of the first one: it was not on the table before."""
    if not chapter.offset:
        return mmp
    calendar = chapter.scenario.calendar
    stated = mmp.value_by_quarter
    moved = shift_mmp(mmp.replace(value_by_quarter=None), calendar, -chapter.offset, [])
    if stated is None:
        return moved
    shrink = exp(-calendar.discount_rate * chapter.offset * calendar.weeks_per_quarter / WEEKS_PER_YEAR)
    values = (*(None,) * chapter.offset, *(None if amount is None else amount * shrink for amount in stated))
    return moved.replace(value_by_quarter=values)


def _money(budget: Budget, stories: Sequence[Course], now: int, scenario: Scenario) -> Budget:
    """The budget with what was spent beyond it: that money was there."""
    quarters = scenario.calendar.quarters

    def raised(amounts: float | tuple[float, ...], members: Sequence[Course]) -> tuple[float, ...]:
        whole = list(amounts) if isinstance(amounts, tuple) else [amounts] * quarters
        left = 0.0
        for quarter in range(1, min(now, quarters) + 1):
            spent = sum(course.spent.get(quarter, 0.0) for course in members)
            whole[quarter - 1] += max(0.0, spent - left - whole[quarter - 1])
            left = budget.carry_over * (left + whole[quarter - 1] - spent)
        return tuple(whole)

    streams = {
        name: raised(amounts, [c for c in stories if c.mmp.value_stream == name])
        for name, amounts in budget.streams.items()
    }
    return budget.replace(per_quarter=raised(budget.per_quarter, stories), streams=streams)
