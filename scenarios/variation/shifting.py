"""A scenario some quarters later: every date and the benefit horizon stay where they are in the calendar.

Amounts of money stay as they are; ``value_by_quarter`` is stated as of week 0, so it moves with the discount rate.
What has passed is said in ``notes``, never dropped in silence.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp

from scenarios.calendar import CALENDAR_WEEKS, Calendar
from scenarios.faults import ScenarioError
from scenarios.files import refuse
from scenarios.language.dependencies import Train
from scenarios.language.events import Event, ObjectiveChanges
from scenarios.language.funding_model import FundingModel
from scenarios.language.mmps import MMP, Closing, Decaying, FixedDate, Objective, Urgency
from scenarios.quantities.units import WEEKS_PER_YEAR
from scenarios.scenario import Budget, Scenario, Vote


@dataclass(frozen=True)
class Shifted:
    """The scenario with another week 0, and what has passed."""

    scenario: Scenario
    notes: tuple[str, ...]


def shifted(scenario: Scenario, quarters: int, mmps: Iterable[MMP] | None = None) -> Shifted:
    """The scenario whose quarter 1 is quarter 1 + ``quarters`` of this one.

    Args:
        scenario: the scenario.
        quarters: that are over.
        mmps: where its MMPs stand then, with quarters as numbers of this scenario; default: where they stand now.

    Raises:
        ScenarioError: none of its quarters would be left.

    """
    calendar = scenario.calendar
    if quarters >= calendar.quarters:
        raise _over(scenario, quarters)
    if quarters == 0 and mmps is None:
        return Shifted(scenario, ())
    notes: list[str] = []
    budget = scenario.budget
    moved = scenario.replace(
        calendar=shift_calendar(calendar, quarters),
        budget=budget.replace(
            per_quarter=_from(budget.per_quarter, quarters),
            streams={name: _from(amounts, quarters) for name, amounts in budget.streams.items()},
            purses={name: _from(amounts, quarters) for name, amounts in budget.purses.items()},
            votes=_votes(budget.votes, quarters),
        ),
        trains=_trains(scenario, quarters * calendar.weeks_per_quarter, notes),
        amounts={
            name: amount.replace(per_quarter=amount.per_quarter[quarters:])
            if isinstance(amount.per_quarter, tuple)
            else amount
            for name, amount in scenario.amounts.items()
        },
        mmps=tuple(shift_mmp(mmp, calendar, quarters, notes) for mmp in (scenario.mmps if mmps is None else mmps)),
        events=tuple(_events(scenario, quarters, notes)),
        objectives=tuple(_objectives(scenario, quarters)),
        funding_models={
            name: _model(name, model, quarters, notes) for name, model in scenario.funding_models.items()
        },
        uncertainty=scenario.uncertainty.replace(
            market=scenario.uncertainty.market.replace(
                templates=tuple(
                    template.replace(urgency=_urgency(template, template.urgency, quarters))
                    for template in scenario.uncertainty.market.templates
                )
            )
        ),
    )
    return Shifted(moved, tuple(notes))


def _over(scenario: Scenario, quarters: int) -> ScenarioError:
    calendar = scenario.calendar
    last = calendar.quarter_name(calendar.quarters) or str(calendar.quarters)
    said = f"ends with quarter {last}, so nothing is left {quarters} quarters later; add quarters to it first"
    return refuse(scenario.name, said)


def shift_calendar(calendar: Calendar, quarters: int) -> Calendar:
    """The calendar some quarters later; it ends, and benefits end, when they did."""
    starts = calendar.starts
    if starts is not None:
        day = calendar.day(quarters * calendar.weeks_per_quarter)
        named = "q" in starts.lower() and calendar.weeks_per_quarter == CALENDAR_WEEKS
        starts = calendar.quarter_name(1 + quarters) if named else str(day)
    ends = (calendar.benefit_quarters or 2 * calendar.quarters) - quarters
    return calendar.replace(quarters=calendar.quarters - quarters, benefit_quarters=ends, starts=starts)


def _from(amounts: float | tuple[float, ...], quarters: int) -> float | tuple[float, ...]:
    return amounts[quarters:] if isinstance(amounts, tuple) else amounts


def shift_mmp(mmp: MMP, calendar: Calendar, quarters: int, notes: list[str]) -> MMP:
    """One MMP some quarters later. Work that has not begun by the last quarter in which it may is cancelled."""
    begun = mmp.status in ("running", "released") or mmp.underway is not None
    latest = None if mmp.latest_quarter is None else mmp.latest_quarter - quarters
    changes: dict[str, object] = {
        "appears_quarter": max(1, mmp.appears_quarter - quarters),
        "earliest_quarter": _later(mmp.earliest_quarter, quarters),
        "latest_quarter": _later(mmp.latest_quarter, quarters),
        "urgency": _urgency(mmp, mmp.urgency, quarters),
    }
    if mmp.status == "released" and (mmp.released is None or mmp.released.lstrip("-").isdecimal()):
        changes["released"] = str(int(mmp.released or 0) - quarters)
    if latest is not None and latest < 1 and not begun and mmp.status != "cancelled":
        if mmp.mandatory:
            said = (
                f"{mmp.id} is mandatory and has not begun by its latest_quarter; give it a later one, or a status"
            )
            raise refuse(mmp.id, said)
        changes["status"] = "cancelled"
        notes.append(f"{mmp.id} has not begun by its latest_quarter: cancelled")
    date = mmp.urgency
    if isinstance(date, FixedDate) and 0 < date.quarter <= quarters and mmp.status != "released":
        notes.append(f"{mmp.id} has missed its date: the penalty of {date.penalty:,.0f} is past and counts no more")
    if mmp.value_by_quarter is not None:
        growth = exp(calendar.discount_rate * quarters * calendar.weeks_per_quarter / WEEKS_PER_YEAR)
        left = mmp.value_by_quarter[quarters:]
        if begun and not left:
            left = mmp.value_by_quarter[-1:]
        changes["value_by_quarter"] = tuple(None if amount is None else amount * growth for amount in left)
    return mmp.replace(**changes)


def _votes(votes: tuple[Vote, ...], quarters: int) -> tuple[Vote, ...]:
    """Ballots some quarters later: of those that hold by then, the latest of each voter."""
    held: dict[str, int] = {}
    for vote in votes:
        if vote.quarter <= quarters + 1:
            held[vote.voter] = max(vote.quarter, held.get(vote.voter, 0))
    kept = (vote for vote in votes if vote.quarter > quarters + 1 or vote.quarter == held[vote.voter])
    return tuple(vote.replace(quarter=max(1, vote.quarter - quarters)) for vote in kept)


def _trains(scenario: Scenario, weeks: int, notes: list[str]) -> tuple[Train, ...]:
    """Trains that go on planning in the weeks in which they would have; where that cannot be said, a note does."""
    lengths = {m.increment_weeks for m in scenario.funding_models.values() if m.increment_weeks is not None}
    if all(weeks % length == 0 for length in lengths):
        return scenario.trains
    if len(lengths) > 1 or not scenario.trains:
        notes.append(
            "increments begin anew with quarter 1: give the trains offset_weeks if they plan in other weeks"
        )
        return scenario.trains
    (length,) = lengths
    return tuple(
        train.replace(offset_weeks=round((train.offset_weeks - weeks) % length, 9)) for train in scenario.trains
    )


def _later(quarter: int | None, quarters: int) -> int | None:
    return None if quarter is None or quarter <= quarters else quarter - quarters


def _urgency(mmp: MMP, urgency: Urgency, quarters: int) -> Urgency:
    match urgency:
        case Decaying(age_quarters=age):
            return urgency.replace(age_quarters=age + max(0, quarters - (mmp.appears_quarter - 1)))
        case Closing(last_quarter=last):
            return urgency.replace(last_quarter=max(0, last - quarters))
        case FixedDate(quarter=due) if due <= quarters:
            return urgency.replace(quarter=0, penalty=0.0)
        case FixedDate(quarter=due):
            return urgency.replace(quarter=due - quarters)
        case _:
            return urgency


def _objectives(scenario: Scenario, quarters: int) -> Iterator[Objective]:
    """The objectives with the targets that hold by then."""
    changes = [
        event for event in scenario.events if isinstance(event, ObjectiveChanges) and event.target is not None
    ]
    now = {e.objective: e.target for e in sorted(changes, key=lambda e: e.quarter) if e.quarter <= quarters}
    for objective in scenario.objectives:
        yield objective.replace(target=now[objective.id]) if objective.id in now else objective


def _events(scenario: Scenario, quarters: int, notes: list[str]) -> list[Event]:
    kept = []
    for event in scenario.events:
        if event.quarter > quarters:
            kept.append(event.replace(quarter=event.quarter - quarters))
        elif not isinstance(event, ObjectiveChanges) or event.weight != 1:  # a new target is put in
            notes.append(f"the event {event.kind} of quarter {event.quarter} is past: left out; put its effects in")
    return kept


def _model(name: str, model: FundingModel, quarters: int, notes: list[str]) -> FundingModel:
    change = model.transition
    if change is None:
        return model
    past = [q for q in (change.from_quarter, *change.streams.values()) if q <= quarters]
    if past:
        notes.append(
            f"funding_models.{name}.transition began before quarter 1: it begins in quarter 1 now; look at it"
        )
    return model.replace(
        transition=change.replace(
            from_quarter=max(1, change.from_quarter - quarters),
            streams={stream: max(1, quarter - quarters) for stream, quarter in change.streams.items()},
        )
    )


def quarters_between(before: Calendar, after: Calendar) -> int | None:
    """Quarters from quarter 1 of one calendar to quarter 1 of the other; None where it cannot be told.

    First days tell it; where neither is known, the end of the benefits, which stays where it is.
    """
    if before.weeks_per_quarter != after.weeks_per_quarter or (before.starts is None) != (after.starts is None):
        return None
    if before.first_day is not None and after.first_day is not None:
        return round((after.first_day - before.first_day).days / 7 / before.weeks_per_quarter)
    return (before.benefit_end - after.benefit_end) // before.weeks_per_quarter


def with_opening(budget: Budget, opening: float, streams: dict[str, float], quarters: int) -> Budget:
    """The budget with money carried into its first quarter, for the portfolio and for streams of their own."""
    if not opening and not any(streams.values()):
        return budget

    def more(amounts: float | tuple[float, ...], amount: float) -> float | tuple[float, ...]:
        if not amount:
            return amounts
        whole = amounts if isinstance(amounts, tuple) else (amounts,) * quarters
        return (whole[0] + amount, *whole[1:])

    return budget.replace(
        per_quarter=more(budget.per_quarter, opening),
        streams={name: more(amounts, streams.get(name, 0.0)) for name, amounts in budget.streams.items()},
    )
