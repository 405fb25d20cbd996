"""More quarters at the end of a scenario: for whoever plans on when the first ones are over."""

from dataclasses import dataclass

from scenarios.scenario import Amounts, Scenario

MOST = 80
"""Quarters of a scenario."""


@dataclass(frozen=True)
class Lengthened:
    """The scenario with more quarters, and where their numbers come from."""

    scenario: Scenario
    notes: tuple[str, ...]


def lengthen(scenario: Scenario, more: int) -> Lengthened:
    """A scenario with ``more`` quarters at its end.

    Money of each new quarter is that of the last one. Benefits end when they did, or with the new last quarter
    where that is later.

    Raises:
        ValueError: there would be too many.

    """
    if not more:
        return Lengthened(scenario, ())
    calendar, budget = scenario.calendar, scenario.budget
    quarters = calendar.quarters + more
    if more < 0 or quarters > MOST:
        raise ValueError(f"{more} more quarters are not between 0 and {MOST - calendar.quarters}")
    ends = calendar.benefit_quarters or 2 * calendar.quarters

    def longer(amounts: Amounts) -> Amounts:
        return (*amounts, *(amounts[-1:] * more)) if isinstance(amounts, tuple) else amounts

    notes = []
    words = f"{more} quarter{'s' if more > 1 else ''} added"
    last = budget.in_quarter(calendar.quarters)
    streams = ", and so for each stream, purse and amount" if budget.streams or budget.purses else ""
    notes.append(
        f"{words}: money of each is that of the last one, {last:,.2f}{streams}; change budget where it is not"
    )
    if ends < quarters:
        notes.append(f"benefits count until quarter {quarters} now, as they ended before it ({ends})")
    stated = [mmp.id for mmp in scenario.mmps if mmp.value_by_quarter is not None]
    if stated:
        names = f"{', '.join(stated[:5])}{f' and {len(stated) - 5} more' if len(stated) > 5 else ''}"
        notes.append(f"value_by_quarter of {names} says nothing of the new quarters: they cannot begin in them")
    longer_one = scenario.replace(
        calendar=calendar.replace(quarters=quarters, benefit_quarters=max(ends, quarters)),
        budget=budget.replace(
            per_quarter=longer(budget.per_quarter),
            streams={name: longer(amounts) for name, amounts in budget.streams.items()},
            purses={name: longer(amounts) for name, amounts in budget.purses.items()},
        ),
        amounts={
            name: amount.replace(per_quarter=longer(amount.per_quarter)) if amount.per_quarter else amount
            for name, amount in scenario.amounts.items()
        },
    )
    return Lengthened(longer_one, tuple(notes))
