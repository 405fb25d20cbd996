"""One world under one funding model: a pure, deterministic function."""

from __future__ import annotations

from dataclasses import dataclass
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
from sim.outcomes.measures import Result, measure
from sim.world.ledger import Ledger, close_books

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.language.funding_model import FundingModel
    from sim.funding.state import State
    from sim.world.ledger import Floats
    from sim.world.world import World

END = EventPriority(9)
"""The last thing that happens at the instant at which the clock stops."""


@dataclass(frozen=True)
class Run:
    """Everything that happened in one world under one funding model."""

    world: World
    states: list[State]
    """Where each MMP ended up, by index."""
    visits: Floats
    """Stage visits: owner, feature, stage, turn, arrived, started, finished, left; shape (n, 8), NaN = not yet.
    Owners below 0 are unplanned work; stages are numbered over all streams (``Blueprint.stage_ids``)."""
    ledger: Ledger
    moves: list[tuple[float, int, int]]
    """Changes in the number of servers: (week, stream index, change)."""
    end: float
    """Week in which the clock stopped."""
    result: Result


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
