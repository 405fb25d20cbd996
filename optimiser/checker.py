"""An independent check of a plan: re-adds every rule from the scenario, knows nothing of programs or solvers.

It takes the figures of one MMP (cost, use, value) from ``optimiser.economics`` and everything else (budgets, teams,
links, shares, rules) straight from the scenario.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optimiser.checker_resources import (
    Doing,
    broken_amounts,
    broken_groups,
    broken_people,
    broken_purses,
    running_cost,
)
from optimiser.data import Wishes
from optimiser.economics import (
    WHOLE,
    Figures,
    capacity,
    expected_value,
    figures,
    points_of,
    release_quarter,
    starts,
    value_left_out,
)
from scenarios.language.mmps import MMP
from scenarios.open_work import still_open
from scenarios.scenario import Scenario

TOLERANCE = 1e-6
"""Absolute, in currency or team-sprints; relative to the limit 1e-9."""


class BrokenPlanError(Exception):
    """A plan that breaks rules of its scenario; the message names them."""


@dataclass(frozen=True)
class Audit:
    """What the check found."""

    broken: tuple[str, ...]
    """Every broken rule in words; empty = feasible."""
    value: float
    """Expected value, re-added, in currency."""
    cost: float
    """Undiscounted money, re-added, in currency."""
    points: float = 0.0
    """Expected customer value, re-added, in points."""


def check(scenario: Scenario, plan: Mapping[str, int], wishes: Wishes | None = None) -> Audit:
    """Check a plan (id -> 1-based start quarter) against every rule of its scenario."""
    return _Check(scenario, dict(plan), wishes or Wishes()).audit()


def demand_feasible(scenario: Scenario, plan: Mapping[str, int], wishes: Wishes | None = None) -> Audit:
    """The audit of a feasible plan. Raises ``BrokenPlanError`` when the plan breaks a rule."""
    audit = check(scenario, plan, wishes)
    if audit.broken:
        raise BrokenPlanError("; ".join(audit.broken))
    return audit


def _exceeds(amount: float, limit: float) -> bool:
    return amount > limit + max(TOLERANCE, 1e-9 * abs(limit))


class _Check:
    def __init__(self, scenario: Scenario, plan: dict[str, int], wishes: Wishes) -> None:
        scenario = still_open(scenario)
        self.scenario, self.plan, self.wishes = scenario, plan, wishes
        self.quarters = range(1, scenario.calendar.quarters + 1)
        known = {mmp.id: mmp for mmp in scenario.mmps}
        self.unknown = sorted(set(plan) - set(known))
        self.chosen: dict[str, MMP] = {name: known[name] for name in plan if name in known}
        self.figures: dict[str, Figures] = {name: figures(mmp, scenario) for name, mmp in self.chosen.items()}
        self.released = {name: release_quarter(plan[name], self.figures[name].duration) for name in self.chosen}
        self.doing = {
            name: Doing(mmp, self.figures[name], plan[name], self.released[name])
            for name, mmp in self.chosen.items()
        }

    def audit(self) -> Audit:
        broken = [f"{name} is not in the scenario" for name in self.unknown]
        for family in (self._dates, self._links, self._money, self._capacity, self._wip, self._bet, self._rhythm):
            broken += family()
        broken += broken_purses(scenario := self.scenario, self.doing, TOLERANCE)
        broken += broken_amounts(scenario, self.doing, TOLERANCE)
        broken += broken_people(scenario, self.doing, TOLERANCE)
        broken += broken_groups(scenario, set(self.chosen))
        value = self._value()
        broken += self._shares()
        if self.wishes.reach:
            broken += self._targets()
        return Audit(tuple(broken), value, sum(map(self._cost, self.chosen)), self._points())

    def _cost(self, name: str) -> float:
        return sum(map(sum, self._spend(name).values()))

    def _spend(self, name: str) -> dict[str, tuple[float, ...]]:
        return self.figures[name].money(self.chosen[name].value_stream or WHOLE)

    def _worth(self, name: str) -> float:
        mmp = self.chosen[name]
        return expected_value(mmp, self.scenario, self.figures[name], self.plan[name], self.wishes.aim)

    def _value(self) -> float:
        total = sum(self._worth(name) for name, start in self.plan.items() if start in self._allowed(name))
        total += sum(value_left_out(mmp, self.scenario) for mmp in self.scenario.mmps if mmp.id not in self.plan)
        return total + sum(s.value for s in self.scenario.synergies if set(s.mmps) <= set(self.plan))

    def _points(self) -> float:
        """Expected points of whatever is released by the last quarter."""
        done = [mmp for name, mmp in self.chosen.items() if self.released[name] <= max(self.quarters)]
        return sum(points_of(mmp, self.scenario) for mmp in done)

    def _allowed(self, name: str) -> tuple[int, ...]:
        return starts(self.chosen[name], self.scenario, self.figures[name]) if name in self.chosen else ()

    def _dates(self) -> Iterator[str]:
        for name in self.chosen:
            if self.plan[name] not in self._allowed(name):
                yield f"{name} may not start in quarter {self.plan[name]}"
            if name in self.wishes.exclude:
                yield f"{name} is excluded"
        for mmp in self.scenario.mmps:
            running = mmp.underway is not None and mmp.id not in self.wishes.exclude
            wanted = mmp.mandatory and mmp.variant_of is None
            if (wanted or mmp.id in self.wishes.include or running) and mmp.id not in self.plan:
                yield f"{mmp.id} must be in"

    def _links(self) -> Iterator[str]:
        never = max(self.quarters) * 1000
        for name, mmp in self.chosen.items():
            mine = self.released[name]
            for other in mmp.requires:
                if self.released.get(other, never) > mine:
                    yield f"{name} requires {other} to be released by quarter {mine}"
            if mmp.requires_any and min(self.released.get(o, never) for o in mmp.requires_any) > mine:
                yield f"{name} requires any of {', '.join(mmp.requires_any)} to be released by quarter {mine}"
            for other in mmp.after if mmp.underway is None else ():
                if self.released.get(other, never) >= self.plan[name]:
                    yield f"{name} starts only after {other} is released"
            yield from (f"{name} excludes {other}" for other in mmp.excludes if other in self.chosen)
        for mmp in self.scenario.mmps:
            for other in mmp.with_:
                if (mmp.id in self.chosen) != (other in self.chosen):
                    yield f"{mmp.id} goes with {other}: both or none"

    def _money(self) -> Iterator[str]:
        budget = self.scenario.budget
        for stream in (None, *budget.streams):
            spent: dict[int, float] = defaultdict(float)
            for name in self.chosen:
                for home, amounts in self._spend(name).items():
                    for quarter, amount in enumerate(amounts, self.plan[name]):
                        if stream in (None, home):
                            spent[quarter] += amount
                if stream in (None, self.chosen[name].value_stream):
                    for quarter, amount in running_cost(self.doing[name], max(self.quarters)):
                        spent[quarter] += amount
            left = 0.0
            for quarter in self.quarters:
                there = budget.in_quarter(quarter, stream) + budget.carry_over * left
                if _exceeds(spent[quarter], there):
                    who = f"{stream} " if stream else ""
                    yield f"{who}spend of quarter {quarter}: {spent[quarter]:,.2f} is above {there:,.2f}"
                left = max(0.0, there - spent[quarter])

    def _capacity(self) -> Iterator[str]:
        for stream in self.scenario.value_streams:
            there = capacity(self.scenario, stream.id)
            for quarter in self.quarters:
                used = 0.0
                for name in self.chosen:
                    amounts = self.figures[name].use.get(stream.id, ())
                    age = quarter - self.plan[name]
                    used += amounts[age] if 0 <= age < len(amounts) else 0.0
                if _exceeds(used, there):
                    yield f"{stream.id} needs {used:.2f} team-sprints in quarter {quarter} and has {there:.2f}"

    def _wip(self) -> Iterator[str]:
        limit = self.scenario.plan_rules.mmp_wip_limit
        if limit is None:
            return
        busy: dict[tuple[str, int], list[str]] = defaultdict(list)
        for name, mmp in self.chosen.items():
            for stream in {mmp.value_stream or WHOLE, *self.figures[name].use}:
                for age in range(self.figures[name].duration):
                    busy[stream, self.plan[name] + age].append(name)
        for (stream, quarter), names in sorted(busy.items()):
            if len(names) > limit and quarter in self.quarters:
                where = stream or "the portfolio"
                yield f"{where} has {len(names)} MMPs under way in quarter {quarter}; the limit is {limit}"

    def _bet(self) -> Iterator[str]:
        share = self.scenario.plan_rules.largest_bet
        for name, mmp in self.chosen.items() if share is not None else ():
            if mmp.underway is not None:
                continue
            for quarter, parts in enumerate(zip(*self._spend(name).values(), strict=True), self.plan[name]):
                most = (
                    (share or 0.0) * self.scenario.budget.in_quarter(quarter) if quarter in self.quarters else 0.0
                )
                if quarter in self.quarters and _exceeds(sum(parts), most):
                    yield f"{name} takes {sum(parts):,.2f} in quarter {quarter}; the largest bet is {most:,.2f}"

    def _earns(self, mmp: MMP) -> bool:
        if mmp.value_by_quarter is not None:
            return any((amount or 0.0) > 0 for amount in mmp.value_by_quarter)
        return mmp.value_per_quarter > 0 or mmp.value > 0 or any(amount > 0 for amount in mmp.benefits)

    def _rhythm(self) -> Iterator[str]:
        span = self.scenario.plan_rules.three_month_rule
        if span is None:
            return
        for stream in sorted({mmp.value_stream or WHOLE for mmp in self.scenario.mmps if self._earns(mmp)}):
            dates = {
                self.released[name]
                for name, mmp in self.chosen.items()
                if (mmp.value_stream or WHOLE) == stream and self._earns(mmp)
            }
            for first in range(1, len(self.quarters) - span + 2):
                if not dates & set(range(first, first + span)):
                    where = stream or "the portfolio"
                    yield f"{where} releases nothing that earns in quarters {first} to {first + span - 1}"

    def _shares(self) -> Iterator[str]:
        for objective in self.scenario.objectives:
            measure = self._cost if objective.share_of == "spend" else self._worth
            amounts = {name: measure(name) for name in self.chosen if self.plan[name] in self._allowed(name)}
            total = sum(amounts.values())
            part = sum(amount for name, amount in amounts.items() if self.chosen[name].objective == objective.id)
            size = sum(map(abs, amounts.values()))
            slack = max(TOLERANCE, 1e-9 * size)
            low, high = objective.minimum_share, objective.maximum_share
            what = f"{objective.id} has {part:,.2f} of {total:,.2f} {objective.share_of}"
            if low is not None and part < low * total - slack:
                yield f"{what}; at least {low:.0%} is asked"
            if high is not None and part > high * total + slack:
                yield f"{what}; at most {high:.0%} is allowed"

    def _targets(self) -> Iterator[str]:
        for objective in self.scenario.objectives:
            reached = sum(self._worth(name) for name, mmp in self.chosen.items() if mmp.objective == objective.id)
            if objective.target is not None and _exceeds(objective.target, reached):
                yield f"{objective.id} reaches {reached:,.2f} of its target {objective.target:,.2f}"
