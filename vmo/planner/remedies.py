"""What to ask instead when there is no plan: ways out in the terms of ``vmo.plan`` and ``vmo.changed``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import ceil

from optimiser.candidates import Kind
from optimiser.data import Rule, Wishes
from optimiser.economics import capacity
from optimiser.shared_people import peopled
from optimiser.ways_out import WayOut
from scenarios.scenario import Scenario
from scenarios.variation.staffing import staffed

Value = float | bool | None


@dataclass(frozen=True)
class Remedy:
    """One way out. Where ``known`` is false it is in the words alone: the scenario itself has to be edited."""

    words: str
    known: bool = True
    """Whether the rest says the same."""
    changes: Mapping[str, Value] = field(default_factory=dict)
    """New values by path, for ``vmo.changed``."""
    budget: tuple[float, ...] | None = None
    """Money for every quarter, in currency."""
    quarters: int | None = None
    """Quarters to plan."""
    no_longer_include: tuple[str, ...] = ()
    no_longer_exclude: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    """MMPs under way that are given up."""


def remedy(way: WayOut, scenario: Scenario, wishes: Wishes, whole: Scenario | None = None) -> Remedy:
    """A way out as what to ask instead.

    Args:
        way: found for this problem.
        scenario: that has no plan.
        wishes: what was asked on top of it.
        whole: the scenario with what is released or cancelled, of which the changes are made; default: the same.

    """
    plain, scenario = Remedy(way.words), whole or scenario
    if way.limit is not None:
        return _more(plain, way, scenario, *way.limit)
    if way.quarters is not None:
        return replace(plain, quarters=way.quarters)
    if way.without:
        return _fewer(plain, way, scenario, wishes)
    changes = None if way.rule is None else _off(way.rule, scenario)
    if way.rule is not None and way.rule.kind == "exclude":
        return replace(plain, no_longer_exclude=(way.rule.subject,))
    return replace(plain, known=False) if changes is None else replace(plain, changes=changes)


def _more(plain: Remedy, way: WayOut, scenario: Scenario, kind: Kind, name: str) -> Remedy:
    """More of a limit, rounded up so that it is enough."""
    quarters = range(1, scenario.calendar.quarters + 1)
    budget = scenario.budget
    if kind == "capacity":
        stream = scenario.stream(name)
        team = capacity(scenario, name) / stream.teams
        more = ceil(max(way.more.values()) / team - 1e-9)
        return replace(plain, changes=staffed(stream, stream.teams + more))
    if kind == "budget" and not name:
        return replace(plain, budget=tuple(_up(budget.in_quarter(q), way.more.get(q, 0.0)) for q in quarters))
    if kind == "budget":
        changes: dict[str, Value] = {
            f"budget.streams.{name}.{q}": _up(budget.in_quarter(q, name), more) for q, more in way.more.items()
        }
        return replace(plain, changes=changes, known=name in budget.streams)
    if kind in ("service", "platform"):
        return replace(plain, changes=peopled(scenario, kind, name, max(way.more.values())))
    path, amounts = f"budget.purses.{name}", budget.purses.get(name)
    if kind == "amount":
        amount = scenario.amounts[name]
        if amount.total is not None:
            return replace(plain, changes={f"amounts.{name}.total": _up(amount.total, sum(way.more.values()), 3)})
        path, amounts = f"amounts.{name}.per_quarter", amount.per_quarter
    if isinstance(amounts, tuple):
        return replace(plain, changes={f"{path}.{q}": _up(amounts[q - 1], more, 3) for q, more in way.more.items()})
    most = max(way.more.values())
    return replace(plain, changes={path: _up(amounts or 0.0, most, 3)}, known=amounts is not None)


def _up(amount: float, more: float, digits: int = 0) -> float:
    """Enough, in round numbers: what the program calls feasible may be a hair below."""
    scale = 10.0**digits
    return amount if more <= 0 else ceil((amount + more) * (1 + 1e-9) * scale) / scale


def _fewer(plain: Remedy, way: WayOut, scenario: Scenario, wishes: Wishes) -> Remedy:
    changes: dict[str, Value] = {}
    begun = []
    for name in way.without:
        mmp = scenario.mmp(name)
        if mmp.mandatory and mmp.variant_of is None:
            changes[f"mmps.{name}.mandatory"] = False
        if mmp.underway is not None or mmp.status == "running":
            begun.append(name)
    asked = tuple(name for name in way.without if name in wishes.include)
    exclude = tuple(name for name in begun if name not in wishes.exclude)
    return replace(plain, changes=changes, no_longer_include=asked, exclude=exclude)


def _off(rule: Rule, scenario: Scenario) -> dict[str, Value] | None:
    """The change that lets a rule go; None where it is an entry of a list that has to be edited."""
    single = {
        "MMP WIP limit": "mmp_wip_limit",
        "largest bet": "largest_bet",
        "three-month rule": "three_month_rule",
    }
    if rule.kind in single:
        return {f"plan_rules.{single[rule.kind]}": None}
    if rule.kind in ("minimum share", "maximum share"):
        return {f"objectives.{rule.subject}.{rule.kind.replace(' ', '_')}": None}
    if rule.kind == "target":
        return {f"objectives.{rule.subject}.target": None}
    if rule.kind == "at most":
        names = [group.name for group in scenario.plan_rules.at_most]
        at = names.index(rule.subject)
        return {f"plan_rules.at_most.{at + 1}.most": len(scenario.plan_rules.at_most[at].mmps)}
    return None
