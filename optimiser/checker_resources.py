"""The independent check of what a plan takes besides teams and one budget: running cost, purses, amounts, groups.

Like the rest of the checker it reads the scenario itself. What an MMP spends by purse it works out from what the
scenario says, and never from the data of the program.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimiser.economics import Figures
from optimiser.shared_people import shared_people, weeks_needed
from scenarios.language.mmps import MMP
from scenarios.scenario import Scenario


@dataclass(frozen=True)
class Doing:
    """One MMP of the plan."""

    mmp: MMP
    figures: Figures
    start: int
    release: int


def running_cost(doing: Doing, quarters: int) -> Iterator[tuple[int, float]]:
    """Quarter and money of every planned quarter after release."""
    for quarter in range(doing.release + 1, quarters + 1):
        yield quarter, doing.mmp.running_cost


def broken_purses(scenario: Scenario, plan: Mapping[str, Doing], slack: float) -> Iterator[str]:
    """Purses from which more is paid than is there."""
    budget = scenario.budget
    for name, stated in budget.purses.items():
        paid: dict[int, float] = defaultdict(float)
        for doing in plan.values():
            for age, amount in enumerate(doing.figures.purses.get(name, ())):
                paid[doing.start + age] += amount
            if name == budget.running_purse:
                for quarter, amount in running_cost(doing, scenario.calendar.quarters):
                    paid[quarter] += amount
        left = 0.0
        for quarter in range(1, scenario.calendar.quarters + 1):
            there = (stated[quarter - 1] if isinstance(stated, tuple) else stated) + budget.carry_over * left
            if paid[quarter] > there + max(slack, 1e-9 * there):
                yield f"purse {name} pays {paid[quarter]:,.2f} in quarter {quarter} and has {there:,.2f}"
            left = max(0.0, there - paid[quarter])


def broken_amounts(scenario: Scenario, plan: Mapping[str, Doing], slack: float) -> Iterator[str]:
    """Resources of which more is taken than is there."""
    last = scenario.calendar.quarters
    for name, amount in scenario.amounts.items():
        taken: dict[int, float] = defaultdict(float)
        for doing in plan.values():
            for quarter, units in _needed(doing, name, once=amount.total is not None):
                taken[quarter] += units
        if amount.total is not None:
            used = sum(units for quarter, units in taken.items() if quarter <= last)
            if used > amount.total + max(slack, 1e-9 * amount.total):
                yield f"{used:,.2f} of {name} is needed and there is {amount.total:,.2f} in total"
            continue
        for quarter in range(1, last + 1):
            there = amount.in_quarter(quarter)
            if taken[quarter] > there + max(slack, 1e-9 * there):
                yield f"{taken[quarter]:,.2f} of {name} is needed in quarter {quarter} and there is {there:,.2f}"


def broken_people(scenario: Scenario, plan: Mapping[str, Doing], slack: float) -> Iterator[str]:
    """Shared services and platform teams of whose people more is asked in a quarter than there are."""
    for shared in shared_people(scenario):
        there = float(shared.people * scenario.calendar.weeks_per_quarter)
        asked: dict[int, float] = defaultdict(float)
        for doing in plan.values():
            for age, weeks in enumerate(weeks_needed(shared, doing.mmp, scenario, doing.figures)):
                asked[doing.start + age] += weeks
        for quarter in range(1, scenario.calendar.quarters + 1):
            if asked[quarter] > there + max(slack, 1e-9 * there):
                said = f"{asked[quarter]:,.2f} weeks in quarter {quarter}"
                yield f"{shared.kind} {shared.id} is asked for {said} and has {there:,.2f}"


def _needed(doing: Doing, name: str, *, once: bool) -> Iterator[tuple[int, float]]:
    """Quarter and units: of work under way, the last entries of a list, as far as whole quarters remain."""
    need, length = doing.mmp.need.get(name, 0.0), max(doing.figures.duration, 1)
    if not isinstance(need, tuple):
        yield from ((doing.start + age, need) for age in range(1 if once else length))
        return
    gone = len(need) * (doing.mmp.underway or 0.0)
    for age in range(len(need)):
        begin, end = gone + age, gone + age + 1
        units = sum(amount * max(0.0, min(end, k + 1) - max(begin, k)) for k, amount in enumerate(need))
        yield doing.start + age, units


def broken_groups(scenario: Scenario, chosen: set[str]) -> Iterator[str]:
    """Variants of one thing done twice or, though mandatory, not at all; groups of which too many are done."""
    variants = Counter(mmp.variant_of for mmp in scenario.mmps if mmp.variant_of and mmp.id in chosen)
    for name in dict.fromkeys(mmp.variant_of for mmp in scenario.mmps if mmp.variant_of):
        if variants[name] > 1:
            yield f"{variants[name]} variants of {name} are in; at most one makes sense"
    for name in dict.fromkeys(mmp.variant_of for mmp in scenario.mmps if mmp.variant_of and mmp.mandatory):
        if not variants[name]:
            yield f"one of the variants of {name} must be in"
    for group in scenario.plan_rules.at_most:
        done = sorted(chosen & set(group.mmps))
        if len(done) > group.most:
            yield f"{len(done)} of {group.name} are in ({', '.join(done)}); at most {group.most} may be"
