"""One world under one funding model: a pure, deterministic function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from simpy import Environment
from simpy.events import EventPriority

from sim.funding.organisation import Organisation
from sim.funding.portfolio import Portfolio
from sim.funding.selection_rules import RULES, Selection
from sim.funding.timetables import timetable, unpaid
from sim.kanban.items import Row, Signal
from sim.kanban.line import Line
from sim.kanban.staffing import Staffing
from sim.kanban.unplanned import arrive
from sim.outcomes.measures import measure
from sim.outcomes.run import Run
from sim.world.ledger import close_books

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.language.funding_model import FundingModel
    from sim.world.world import World

END = EventPriority(9)
"""The last thing that happens at the instant at which the clock stops."""


def simulate(world: World, model: FundingModel, selections: Mapping[str, Selection] | None = None) -> Run:
    """Run one world under one funding model.

    Args:
        world: luck and scenario.
        model: the funding model.
        selections: further selection rules by name; they come before the built-in ones.

    Raises:
        KeyError: the model names a selection rule that nobody supplied.

    """
    blueprint = world.blueprint
    table = timetable(model, blueprint)
    starting = [table.rules[number] for number in table.start]
    env = Environment()
    log: list[Row] = []
    moves: list[tuple[float, int, int]] = []
    lines = [
        Line(env, plan, rules.formation_productivity, log)
        for plan, rules in zip(blueprint.streams, starting, strict=True)
    ]
    staffing = Staffing(lines, [rules.formation_weeks for rules in starting], moves)
    portfolio = Portfolio(env, world, table.rules, table.start, lines)
    Organisation(env, portfolio, staffing, table, {**RULES, **(selections or {})}).begin()
    for line in lines:
        if line.plan.data.arrivals is not None:
            env.process(arrive(env, world, line))
    calendar = blueprint.calendar
    end = float(calendar.benefit_end if calendar.run_off else calendar.horizon)
    last = Signal(env, lambda _: None)
    env.schedule(last, END, end)
    env.run(until=last)
    visits = np.array(portfolio.flush(), dtype=np.float64).reshape(-1, 8)
    ledger = close_books(
        blueprint,
        visits,
        portfolio.entries,
        moves,
        end=end,
        pooled=any(rules.staffing == "follows_funding" for rules in table.rules),
        unpaid=unpaid(table, len(lines), calendar.horizon),
    )
    result = measure(world, portfolio.states, ledger, visits, end, moves)
    return Run(world, portfolio.states, visits, ledger, moves, end, result)
