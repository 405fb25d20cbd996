"""Which value stream lives by which rules when: the timetable of a funding model.

Most models have one set of rules for everybody and for ever. A transition moves streams from one set to another,
and a hybrid gives some streams a set of their own. Sets whose settings are equal are one set: a change from some
rules to the same rules changes no rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from scenarios.language.funding_model import named
from scenarios.quantities.units import WEEKS_PER_YEAR

if TYPE_CHECKING:
    from scenarios.language.funding_model import FundingModel
    from scenarios.language.transition import Transition
    from sim.kanban.slowdown import Slow
    from sim.world.blueprint import Blueprint

Bools = npt.NDArray[np.bool_]

MONTHS = 3
"""Months in a quarter."""


@dataclass(frozen=True)
class Switch:
    """A value stream comes under other rules."""

    week: float
    stream: int
    rules: int
    """Number of the new set of rules."""


@dataclass(frozen=True)
class Timetable:
    """Sets of rules and who lives by them."""

    rules: tuple[FundingModel, ...]
    """Every set that anybody lives by at some time."""
    start: tuple[int, ...]
    """Number of the set of each value stream at week 0."""
    switches: tuple[Switch, ...] = ()
    """In order of time."""
    slow: tuple[tuple[Slow, ...], ...] = ()
    """Stretches of lower productivity of each value stream; empty when there are none at all."""
    costs: tuple[tuple[float, float], ...] = ()
    """What the change itself costs: (week, amount in currency)."""

    def spells(self, stream: int) -> tuple[tuple[float, FundingModel], ...]:
        """The rules that a value stream lives by, with the week from which on, in order of time."""
        later = [(switch.week, self.rules[switch.rules]) for switch in self.switches if switch.stream == stream]
        return ((0.0, self.rules[self.start[stream]]), *later)

    @property
    def whole(self) -> bool:
        """Whether one set of rules holds for everybody and for ever."""
        return len(self.rules) == 1


def unpaid(table: Timetable, streams: int, horizon: int) -> Bools | None:
    """Weeks in which people without work are not paid (bench: released): shape (streams, horizon).

    None: everybody is always paid.
    """
    released = [rules.bench == "released" and rules.staffing == "follows_funding" for rules in table.rules]
    if not any(released):
        return None
    mask = np.empty((streams, horizon), dtype=np.bool_)
    for stream in range(streams):
        current, week = table.start[stream], 0
        for switch in (s for s in table.switches if s.stream == stream):
            mask[stream, week : int(switch.week)] = released[current]
            current, week = switch.rules, int(switch.week)
        mask[stream, week:] = released[current]
    return mask


def plain(model: FundingModel, streams: int) -> Timetable:
    """The timetable of a model whose rules hold for everybody and for ever."""
    return Timetable((model,), (0,) * streams)


def timetable(model: FundingModel, blueprint: Blueprint) -> Timetable:
    """Who lives by which rules when under a funding model.

    Changes at or after the last quarter change nothing and are left out. When a change is abandoned, every stream
    falls back at once, and those that had not changed yet never do.

    Raises:
        KeyError: the model names another one that does not exist.

    """
    names = [stream.id for stream in blueprint.streams]
    if model.transition is None and not model.streams:
        return plain(model, len(names))
    models = blueprint.scenario.funding_models
    own = {name: named(other, models) for name, other in model.streams.items()}
    wanted = [own.get(name, model) for name in names]
    plans: list[tuple[float, int, FundingModel]] = []
    if model.transition is not None:
        moving = [name for name in names if name not in own]
        new = named(model.transition.to, models)
        plans = _changes(model.transition, moving, names, (model, new), blueprint)
    dip = model.transition.dip if model.transition is not None else None
    slow: list[list[Slow]] = [[] for _ in names]
    sets: list[FundingModel] = []

    def number(rules: FundingModel) -> int:
        for k, known in enumerate(sets):
            if known.settings == rules.settings:
                return k
        sets.append(rules)
        return len(sets) - 1

    for week, stream, _ in plans:
        if dip is not None and dip.weeks and dip.productivity < 1:
            slow[stream].append((week, week + dip.weeks, dip.productivity))
    for week, stream, rules in plans:
        if week <= 0:
            wanted[stream] = rules
    start = tuple(number(rules) for rules in wanted)
    current, switches = list(start), []
    for week, stream, rules in plans:
        if week > 0 and number(rules) != current[stream]:
            current[stream] = number(rules)
            switches.append(Switch(week, stream, current[stream]))
    stretches = tuple(tuple(s) for s in slow) if any(slow) else ()
    costs = _costs(model.transition, plans, blueprint) if model.transition is not None else ()
    return Timetable(tuple(sets), start, tuple(switches), stretches, costs)


def _costs(
    transition: Transition, plans: list[tuple[float, int, FundingModel]], blueprint: Blueprint
) -> tuple[tuple[float, float], ...]:
    """(week, amount) of the change itself: once at the first change, then week by week."""
    if not plans or not (transition.one_off_cost or transition.cost_per_year):
        return ()
    calendar = blueprint.calendar
    first, end = int(plans[0][0]), calendar.horizon
    if transition.cost_quarters is not None:
        end = min(end, first + transition.cost_quarters * calendar.weeks_per_quarter)
    if transition.abandon_after_months is not None:
        end = min(end, first + round(transition.abandon_after_months * calendar.weeks_per_quarter / MONTHS))
    weekly = transition.cost_per_year / WEEKS_PER_YEAR
    once = [(float(first), transition.one_off_cost)] if transition.one_off_cost else []
    return (*once, *((float(week), weekly) for week in range(first, end) if weekly))


def _changes(
    transition: Transition,
    moving: list[str],
    names: list[str],
    models: tuple[FundingModel, FundingModel],
    blueprint: Blueprint,
) -> list[tuple[float, int, FundingModel]]:
    """(week, stream index, rules from then on) in order of time, within the horizon."""
    old, new = models
    length, horizon = blueprint.calendar.weeks_per_quarter, blueprint.calendar.horizon
    weeks = {name: float((quarter - 1) * length) for name, quarter in transition.plan(moving).items()}
    weeks = {name: week for name, week in weeks.items() if week < horizon}
    end = float("inf")
    if weeks and transition.abandon_after_months is not None:
        end = min(weeks.values()) + round(transition.abandon_after_months * length / MONTHS)
    changed = {name: week for name, week in weeks.items() if week < end}
    plans = [(week, names.index(name), new) for name, week in changed.items()]
    if end < horizon:
        plans += [(end, names.index(name), old) for name in changed]
    return sorted(plans, key=lambda plan: plan[:2])
