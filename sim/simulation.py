"""One world under one funding model: a pure, deterministic function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scenarios.faults import Fault, ScenarioError
from sim.cooperation.cooperation import cooperation_of
from sim.funding.organisation import Organisation
from sim.funding.portfolio import Portfolio
from sim.funding.running_costs import running_entries
from sim.funding.selection_rules import RULES, Selection
from sim.funding.state import forget
from sim.funding.timetables import timetable, unpaid
from sim.kanban.network.layout import lines_of
from sim.kanban.network.line import flush_all
from sim.kanban.pace.line_pace import LinePace, Strain, strained
from sim.kanban.simpy_calendar import Calendar
from sim.kanban.staffing import Staffing
from sim.kanban.unplanned import arrive
from sim.outcomes.measures import measure
from sim.outcomes.run import Run
from sim.outcomes.strain_measures import strain_outcomes
from sim.outcomes.switched import switched_outcomes
from sim.outcomes.worth import Worth, worth_of
from sim.stations.deadlock import DeadlockError
from sim.world.ledger import close_books

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scenarios.language.funding_model import FundingModel
    from sim.arrays import Floats
    from sim.cooperation.cooperation import Cooperation
    from sim.funding.escapes import Defects
    from sim.funding.state import State
    from sim.kanban.network.line import Line
    from sim.world.ledger import Ledger
    from sim.world.world import World


@dataclass(frozen=True)
class _Played:
    """What happened, before anything is measured."""

    states: list[State]
    visits: Floats
    ledger: Ledger
    moves: list[tuple[float, int, int]]
    end: float
    crews: tuple[tuple[float, int, int], ...]
    """Changes in the number of people of stages: (week, stage, change)."""
    strains: tuple[Strain, ...]
    """What was done and lost, by stream where anything slows people down."""
    around: Cooperation | None
    rules: Sequence[FundingModel]
    shifted: float
    defects: Defects


def simulate(world: World, model: FundingModel, selections: Mapping[str, Selection] | None = None) -> Run:
    """Run one world under one funding model.

    Args:
        world: luck and scenario.
        model: the funding model.
        selections: further selection rules by name; they come before the built-in ones.

    Raises:
        KeyError: the model names a selection rule that nobody supplied.
        ScenarioError: features wait for each other for ever.

    """
    played = _play(world, model, selections)
    states, ledger, visits, end = played.states, played.ledger, played.visits, played.end
    more = {} if played.around is None else played.around.outcomes(end)
    more |= switched_outcomes(world, played.rules, states, ledger, end, played.shifted, played.defects)
    more |= strain_outcomes(world.blueprint, played.strains, visits, played.crews, end)
    result = measure(world, states, ledger, visits, end, played.moves, more)
    return Run(world, states, visits, ledger, played.moves, end, result, played.around, played.crews)


def value(world: World, model: FundingModel, selections: Mapping[str, Selection] | None = None) -> Worth:
    """What one world is worth under one funding model: as ``simulate``, with nothing measured but money."""
    played = _play(world, model, selections)
    found = worth_of(world, played.states, played.ledger, played.end)
    forget(played.states)
    return found


def _play(world: World, model: FundingModel, selections: Mapping[str, Selection] | None) -> _Played:
    blueprint = world.blueprint
    table = timetable(model, blueprint)
    starting = [table.rules[number] for number in table.start]
    env = Calendar()
    log: list[float] = []
    moves: list[tuple[float, int, int]] = []
    productivities = [rules.formation_productivity for rules in starting]
    lines = lines_of(env, world, productivities, log.extend)
    for line, rules in zip(lines, starting, strict=True):
        if strained(line.plan.data, table.rules):
            line.keep(LinePace(line, rules, blueprint.calendar))
    staffing = Staffing(lines, [rules.weeks_to_settle for rules in starting], moves)
    around = cooperation_of(env, world, [table.spells(line.plan.index) for line in lines], lines)
    portfolio = Portfolio(env, world, table.rules, table.start, lines, log, around)
    Organisation(env, portfolio, staffing, table, {**RULES, **(selections or {})}).begin()
    for line in lines:
        if line.plan.data.arrivals is not None:
            arrive(env, world, line)
    calendar = blueprint.calendar
    end = float(calendar.benefit_end if calendar.run_off else calendar.horizon)
    try:
        env.run_to(end)
    except DeadlockError as error:
        where = f"world {world.replication}: {error}"
        raise ScenarioError([Fault(("platforms",), where).at(blueprint.scenario.name, None, "platforms")]) from None
    for floor in dict.fromkeys(line.floor for line in lines):
        flush_all(floor)
    visits = np.fromiter(log, np.float64, len(log)).reshape(-1, 8)
    ledger = close_books(
        blueprint,
        visits,
        [
            *portfolio.entries,
            *(() if around is None else around.entries(end)),
            *running_entries(portfolio.states, calendar, end),
        ],
        moves,
        end=end,
        pooled=any(rules.staffing == "follows_funding" for rules in table.rules),
        unpaid=unpaid(table, len(lines), calendar.horizon),
    )
    crews = tuple(change for line in lines for change in line.crews)
    strains = tuple(line.pace.close() for line in lines if line.pace is not None)
    played = _Played(
        portfolio.states,
        visits,
        ledger,
        moves,
        end,
        crews,
        strains,
        around,
        table.rules,
        portfolio.shifted,
        portfolio.releases.defects,
    )
    if around is None:  # which knows lines, and is asked later
        _take_apart(env, lines, portfolio.releases, portfolio, staffing)
    return played


def _take_apart(env: Calendar, lines: Sequence[Line], *others: object) -> None:
    """Undo what refers to itself in circles, so that it goes at once and not when the collector comes to look.

    Looking for it in what worlds leave behind takes the collector 5 % of the time of a comparison.
    """
    for floor in dict.fromkeys(line.floor for line in lines):
        floor.take_apart()
    env.take_apart()
    for thing in others:
        vars(thing).clear()
