"""A portfolio as a planner sees it: MMPs with their links, money and teams, and the rules that can be switched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import vmo
from scenarios.variation.staffing import staffed

SETTLED = ("released", "cancelled")
"""MMPs that are not planned any more."""
Rule = dict[str, Any]


def portfolio_of(scenario: vmo.Scenario, name: str) -> dict[str, Any]:
    """Everything that the page needs to know of a portfolio before it is planned."""
    calendar = scenario.calendar
    quarters = range(1, calendar.quarters + 1)
    return {
        "name": name,
        "title": scenario.title,
        "question": scenario.question,
        "currency": scenario.currency,
        "quarters": calendar.quarters,
        "quarter_names": [calendar.quarter_name(quarter) or f"Q{quarter}" for quarter in quarters],
        "budget": [scenario.budget.in_quarter(quarter) for quarter in quarters],
        "streams": [
            {
                "id": stream.id,
                "name": stream.name or stream.id,
                "teams": stream.teams,
                "staffing": {n: staffed(stream, n) for n in range(1, max(2 * stream.teams, stream.teams + 4) + 1)},
            }
            for stream in scenario.value_streams
        ],
        "mmps": [
            {
                "id": mmp.id,
                "name": mmp.label,
                "stream": mmp.value_stream or "",
                "objective": mmp.objective,
                "mandatory": mmp.mandatory,
                "underway": mmp.underway is not None or mmp.status == "running",
                "earliest": mmp.earliest_quarter,
                "latest": mmp.latest_quarter,
                "requires": list(mmp.requires),
                "after": list(mmp.after),
            }
            for mmp in scenario.mmps
            if mmp.status not in SETTLED
        ],
        "limits": list(_limits(scenario)),
        "rules": list(_rules(scenario)),
    }


def _limits(scenario: vmo.Scenario) -> Iterator[dict[str, Any]]:
    """Purses, budgets of value streams and services, other resources: a slider for each number of the scenario.

    ``kind`` and ``name`` are those of the rows in the document of a plan that say how much of it is used.
    """
    budget, last = scenario.budget, scenario.calendar.quarters
    stated: list[tuple[str, str, str, float | tuple[float, ...]]] = [
        *(("purse", name, f"budget.purses.{name}", amounts) for name, amounts in budget.purses.items()),
        *(("stream", name, f"budget.streams.{name}", amounts) for name, amounts in budget.streams.items()),
    ]
    for name, amount in scenario.amounts.items():
        if amount.total is None:
            stated.append(("resource", name, f"amounts.{name}.per_quarter", amount.per_quarter or 0.0))
        else:
            stated.append(("total", name, f"amounts.{name}.total", amount.total))
    stated += [("service", each.id, f"services.{each.id}.per_year", each.per_year) for each in scenario.services]
    for kind, name, path, value in stated:
        if isinstance(value, tuple):
            for quarter, one in enumerate(value[:last], 1):
                yield {"kind": kind, "name": name, "path": f"{path}.{quarter}", "quarter": quarter, "value": one}
        else:
            yield {"kind": kind, "name": name, "path": path, "quarter": None, "value": value}


def _rules(scenario: vmo.Scenario) -> Iterator[Rule]:
    """Rules that can be switched: their path, the value they have and the one that lets them go.

    A rule that the scenario does not have stands there with no value, so that one can be given.
    """
    rules = scenario.plan_rules
    yield _number("plan_rules.mmp_wip_limit", "Most MMPs under way in a value stream", rules.mmp_wip_limit, 1)
    yield _number(
        "plan_rules.largest_bet", "Largest share of a quarter's money for one MMP", rules.largest_bet, 0.01
    )
    words = "Every value stream releases something of value at least every so many quarters"
    yield _number("plan_rules.three_month_rule", words, rules.three_month_rule, 1)
    for at, group in enumerate(rules.at_most, 1):
        path, all_of = f"plan_rules.at_most.{at}.most", len(group.mmps)
        yield _number(path, f"Most of {group.name} ({', '.join(group.mmps)})", group.most, 1, off=all_of)
    for each in scenario.objectives:
        for sense in ("minimum", "maximum"):
            value = getattr(each, f"{sense}_share")
            if value is not None:
                what = f"{sense.capitalize()} share of {each.share_of} for {each.name or each.id}"
                yield _number(f"objectives.{each.id}.{sense}_share", what, value, 0.01)
    for mmp in scenario.mmps:
        if mmp.mandatory and mmp.status not in SETTLED:
            path = f"mmps.{mmp.id}.mandatory"
            yield {"path": path, "words": f"{mmp.label} is mandatory", "value": True, "off": False, "step": None}


def _number(path: str, words: str, value: float | None, step: float, *, off: float | None = None) -> Rule:
    return {"path": path, "words": words, "value": value, "off": off, "step": step}
