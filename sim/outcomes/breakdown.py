"""Who earns and who spends: money by value stream, objective and project, and by year.

What is booked on an MMP (work, run-off, direct costs, releases, business cases) and what it earns belong to it.
What is booked on none is a row of its own, overheads: people without work on an MMP, rounds and reviews,
support. By value stream, an MMP earns where it is at home and costs where it is worked on. Every table adds up
to the totals.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.language.units import WEEKS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.arrays import Floats, Ints
    from sim.world.blueprint import Blueprint, MmpPlan
    from sim.world.ledger import Ledger

PARTS = ("npv", "benefits", "cost")
"""Columns of the tables by value stream, objective and project: npv discounted, the others undiscounted."""
YEARS = ("budget", "cash_out", "benefits", "net", "discounted_net")
"""Columns of the table by year. The budget holds the money for support, as cash out does."""
OVERHEADS = "overheads"
"""Row of what belongs to no MMP."""
NONE = ""
"""Row of MMPs without an objective or a project."""


@dataclass(frozen=True)
class Breakdown:
    """One run by value stream, objective and project, columns ``PARTS``, and by year, columns ``YEARS``.

    Shapes (rows, columns), amounts in currency; ``row_names`` says what the rows are.
    """

    value_streams: Floats
    objectives: Floats
    projects: Floats
    years: Floats


def row_names(blueprint: Blueprint) -> dict[str, tuple[str, ...]]:
    """Names of the rows of each table, overheads last; years are numbered from 1."""
    scenario = blueprint.scenario
    objectives = [objective.id for objective in scenario.objectives]
    if not objectives:  # nobody has listed them
        named = (mmp.objective for mmp in (*scenario.mmps, *blueprint.templates))
        objectives = list(dict.fromkeys(name for name in named if name))
    return {
        "value_streams": (*(stream.id for stream in blueprint.streams), OVERHEADS),
        "objectives": (*objectives, NONE, OVERHEADS),
        "projects": (*blueprint.bundles, NONE, OVERHEADS),
        "years": tuple(str(year + 1) for year in range(_years(blueprint))),
    }


def break_down(
    blueprint: Blueprint,
    mmps: Sequence[MmpPlan],
    ledger: Ledger,
    earned: Floats,
    earned_discounted: Floats,
    benefits: Floats,
) -> Breakdown:
    """The tables of one run.

    Args:
        blueprint: calendar, budget, value streams and projects.
        mmps: all MMPs of the world, by index.
        ledger: the books.
        earned: benefits less penalties of each MMP, shape (mmps,), currency.
        earned_discounted: the same discounted.
        benefits: benefits less penalties by week, shape (weeks,), currency.

    """
    weights = blueprint.weights
    amounts = ledger.cents / 100.0
    discounted = amounts * weights[ledger.week]
    own = ledger.mmp >= 0
    spent = np.stack([np.bincount(ledger.mmp[own], a[own], len(mmps)) for a in (discounted, amounts)])
    by_mmp = np.stack([earned_discounted - spent[0], earned, spent[1]])
    overheads = np.array([-discounted[~own].sum(), 0.0, amounts[~own].sum()])
    home = np.array([plan.home for plan in mmps], dtype=np.int64)
    streams = len(blueprint.streams)
    worked = np.stack([np.bincount(ledger.stream[own], a[own], streams) for a in (discounted, amounts)])
    gained = np.stack([np.bincount(home, a, streams) for a in (earned_discounted, earned)])
    by_stream = np.stack([gained[0] - worked[0], gained[1], worked[1]])
    objectives = row_names(blueprint)["objectives"][:-1]
    place = {name: k for k, name in enumerate(objectives)}
    objective = np.array([place[plan.data.objective or NONE] for plan in mmps], dtype=np.int64)
    projects = len(blueprint.bundles)
    project = np.full(len(mmps), projects, dtype=np.int64)
    for k, members in enumerate(blueprint.bundles.values()):
        project[list(members)] = k
    return Breakdown(
        value_streams=np.vstack([by_stream.T, overheads]),
        objectives=np.vstack([_grouped(by_mmp, objective, len(objectives)), overheads]),
        projects=np.vstack([_grouped(by_mmp, project, projects + 1), overheads]),
        years=_by_year(blueprint, ledger, benefits),
    )


def _grouped(by_mmp: Floats, group: Ints, groups: int) -> Floats:
    """Sums of the columns of MMPs by group: shape (groups, columns)."""
    return np.stack([np.bincount(group, column, groups) for column in by_mmp], axis=1)


def _years(blueprint: Blueprint) -> int:
    return -(-blueprint.calendar.benefit_end // WEEKS_PER_YEAR)


def _by_year(blueprint: Blueprint, ledger: Ledger, benefits: Floats) -> Floats:
    """Money by year of the benefit horizon; the budget of a quarter is that of its weeks."""
    calendar, budget = blueprint.calendar, blueprint.scenario.budget
    weeks, years = calendar.benefit_end, _years(blueprint)
    year = np.arange(weeks) // WEEKS_PER_YEAR
    cash = np.bincount(ledger.week, ledger.cents / 100.0, weeks)
    given = np.array(
        [
            blueprint.budget(start, start + WEEKS_PER_YEAR, None)
            + budget.support_per_quarter
            * max(0, min(start + WEEKS_PER_YEAR, calendar.horizon) - start)
            / calendar.weeks_per_quarter
            for start in range(0, years * WEEKS_PER_YEAR, WEEKS_PER_YEAR)
        ]
    )
    net = benefits - cash
    sums = [np.bincount(year, column, years) for column in (cash, benefits, net, net * blueprint.weights)]
    return np.stack([given, *sums], axis=1)
