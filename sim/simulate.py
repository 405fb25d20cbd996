"""One world under one funding model: a pure, deterministic function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from simpy import Environment
from simpy.events import EventPriority

from sim.flow import Line
from sim.funding import Office
from sim.items import Row, Signal
from sim.ledger import Ledger, close_books
from sim.measures import Result, measure
from sim.portfolio import Portfolio
from sim.selection import RULES, Selection
from sim.staffing import Staffing
from sim.unplanned import arrive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scenarios.policy import FundingModel
    from sim.ledger import Floats
    from sim.state import State
    from sim.world import World

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
    rule = {**RULES, **(selections or {})}[model.selection]
    env = Environment()
    log: list[Row] = []
    moves: list[tuple[float, int, int]] = []
    lines = [Line(env, plan, model.formation_productivity, log) for plan in blueprint.streams]
    staffing = Staffing(lines, model.formation_weeks, moves)
    portfolio = Portfolio(env, world, model, lines)
    office = Office(env, portfolio, staffing, rule)
    env.process(office.cuts())
    env.process(office.rounds())
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
        pooled=office.purses.shared,
        pay_bench=model.bench == "paid" or not office.purses.shared,
    )
    result = measure(world, portfolio.states, ledger, visits, end)
    return Run(world, portfolio.states, visits, ledger, moves, end, result)
