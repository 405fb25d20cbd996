"""Outcomes in money: net present value and the rows that make it up, cost and return, money beyond the budget.

Costs here are in currency by kind and week, shape (kinds, weeks).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.world.ledger import (
    BENCH,
    BUSINESS_CASE,
    CHANGE,
    DIRECT,
    EXPERIMENT,
    GOVERNANCE,
    OFFICE,
    RELEASE,
    RUN_OFF,
    RUNNING,
    SUPPORT,
    UNPLANNED,
    WORK,
)

if TYPE_CHECKING:
    from sim.arrays import Floats
    from sim.world.blueprint import Blueprint

COST_GROUPS: dict[str, tuple[int, ...]] = {
    "pv_people": (WORK, BENCH, UNPLANNED),
    "pv_run_off": (RUN_OFF,),
    "pv_direct": (DIRECT, RELEASE, RUNNING),
    "pv_governance": (BUSINESS_CASE, GOVERNANCE, CHANGE, EXPERIMENT, OFFICE),
    "pv_support": (SUPPORT,),
}
"""Kinds of cost behind each discounted row; every kind is in one."""


def money_outcomes(
    blueprint: Blueprint, cost: float, benefits: Floats, costs: Floats, cumulative: Floats
) -> dict[str, float]:
    """Outcomes in money by name; definitions are in ``sim.outcomes.definitions``.

    Args:
        blueprint: calendar and budget.
        cost: everything in the ledger.
        benefits: less penalties, by week.
        costs: by kind and week.
        cumulative: discounted net value up to the end of each week, from 0.

    """
    horizon, weights = blueprint.calendar.horizon, blueprint.weights
    earned, support = float(benefits.sum()), float(costs[SUPPORT].sum())
    spent = float(costs[:, :horizon].sum()) - support
    scenario = blueprint.scenario
    budget = sum(scenario.budget.in_quarter(q + 1) for q in range(blueprint.calendar.quarters))
    beyond = float(costs[:, horizon:].sum()) + max(0.0, spent - budget)
    if len(costs) > RUNNING:  # goes with the benefits of those years
        beyond -= float(costs[RUNNING, horizon:].sum())
    payroll = float(costs[:RUN_OFF, :horizon].sum())
    overhead = float(costs[GOVERNANCE].sum() + costs[BUSINESS_CASE].sum())
    change = cost - support
    present = costs @ weights
    return {
        "npv": float(cumulative[-1]),
        "npv_above_zero": float(cumulative[-1] > 0),
        "payback_weeks": payback(cumulative),
        "pv_benefits": float(benefits @ weights),
        **{
            name: float(present[[kind for kind in kinds if kind < len(present)]].sum())
            for name, kinds in COST_GROUPS.items()
        },
        "benefits": earned,
        "cost": cost,
        "roi": (earned - cost) / cost if cost else float("nan"),
        "beyond_budget": beyond,
        "beyond_budget_share": beyond / budget if budget else float("nan"),
        "governance_share": overhead / change if change else float("nan"),
        "budget_used_share": spent / budget if budget else float("nan"),
        "bench_share": float(costs[BENCH].sum()) / payroll if payroll else float("nan"),
        "run_off_cost": float(costs[RUN_OFF].sum()),
    }


def payback(cumulative: Floats) -> float:
    """Week from which net value so far stays at or above zero; NaN when it ends below zero.

    Args:
        cumulative: net value up to the end of each week, from 0, shape (weeks + 1,).

    """
    below = np.flatnonzero(cumulative < 0)
    if not len(below):
        return 0.0
    week = int(below[-1]) + 1
    return float(week) if week < len(cumulative) else float("nan")
