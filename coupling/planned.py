"""A plan as a scenario for the simulator, and the rule that funds it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scenarios.capabilities import lived_by
from scenarios.faults import Fault
from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Budget, Scenario

if TYPE_CHECKING:
    from optimiser.plan import Plan
    from sim.funding.selection_rules import Round


@dataclass(frozen=True)
class Planned:
    """Selection rule: every MMP whose planned quarter has come gets money."""

    quarters: Mapping[str, tuple[int, int]]
    """Start and release of each MMP, 1-based quarters."""
    weeks_per_quarter: int

    def __call__(self, round_: Round) -> Sequence[str]:
        """Unit names, the earlier planned ones first; of those, what is due earlier."""
        quarter = int(round_.now // self.weeks_per_quarter) + 1
        due = [c.unit for c in round_.candidates if self.quarters.get(c.unit, (math.inf,))[0] <= quarter]
        return sorted(due, key=lambda unit: self.quarters[unit])


def named(fault: Fault, scenario: Scenario) -> Fault:
    """The same fault with the id of its MMP: positions in the plan are not those of the file."""
    match fault.path:
        case ("mmps", int(index), *rest):
            return replace(fault, key=".".join(map(str, ("mmps", scenario.mmps[index].id, *rest))))
    return fault


def as_planned(plan: Plan) -> Scenario:
    """The scenario of a plan for the simulator: no start before the planned quarter, money for everything.

    An MMP that is late for its start is not given up, so the last start quarters are taken out. What an MMP needs
    counts as known when that MMP starts, even where it appears later.
    """
    scenario, starts = plan.applied(), dict(plan.starts or {})
    known = {mmp.id: mmp.appears_quarter for mmp in scenario.mmps}
    needs = {mmp.id: (*mmp.requires, *mmp.requires_any, *mmp.after, *mmp.with_) for mmp in scenario.mmps}
    for first in sorted(starts, key=lambda mmp: starts[mmp]):  # whoever starts first settles what it needs
        waiting = list(needs[first])
        while waiting:
            other = waiting.pop()
            if known[other] > starts[first]:
                known[other] = starts[first]
                waiting += needs[other]
    mmps = tuple(
        mmp.replace(
            earliest_quarter=starts[mmp.id] if starts[mmp.id] > 1 else None,
            latest_quarter=None,
            appears_quarter=known[mmp.id],
        )
        for mmp in scenario.mmps
    )
    costs = sum(line.cost for line in plan.lines)
    payroll = sum(stream.payroll_per_week for stream in scenario.value_streams)
    plenty = min(1e15, 10 * (costs + payroll * scenario.calendar.benefit_end) + 1e6)
    market = scenario.uncertainty.market.replace(arrivals_per_quarter=0.0)
    return scenario.replace(
        mmps=mmps,
        budget=Budget(
            per_quarter=plenty,
            streams={stream.id: plenty for stream in scenario.value_streams},
            purses={purse: plenty / len(scenario.budget.purses) for purse in scenario.budget.purses},
            running_purse=scenario.budget.running_purse,
        ),
        uncertainty=scenario.uncertainty.replace(market=market),
        funding_models={"plan": _funding(scenario)},
    )


_LIFE = (
    "enabler_share", "services_budget", "sync_weeks", "increment_weeks", "planning_days", "increment_start",
    "increment_release", "improvement",
)  # fmt: skip
"""How people live together, whoever decides on money: as in the first funding model whose people stay."""


def _funding(scenario: Scenario) -> FundingModel:
    lived = lived_by(scenario)
    life = {} if lived is None else {key: getattr(lived, key) for key in _LIFE}
    return FundingModel.model_validate(
        life
        | {
            "base": "value_stream",
            "cadence_weeks": scenario.calendar.weeks_per_quarter,
            "approval_weeks": 0,
            "mmp_wip_limit": scenario.plan_rules.mmp_wip_limit,
            "selection": "optimiser",
            "stop_rule": "never",
            "formation_weeks": 0,
            "business_case_share": 0,
            "overrun": "absorb",
            "staffing": "fixed",
            "bench": "paid",
            "governance_per_round": 0,
            "governance_per_unit": 0,
            "release_cost": 0,
            "release_effort": 0,
        }
    )
