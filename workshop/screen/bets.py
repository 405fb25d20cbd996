"""Bets on a board: what is built, what won and what was lost, week by week in one simulated world."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.outcomes.timeline import timelines
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from workshop.parts.board import Board, Column, no_stretches

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.outcomes.timeline import Timeline

BUILD, WON = range(2)
"""Columns of the board, where pivots have none of their own."""


def bets_board(
    label: str, scenario: Scenario, model: str, *, world: int = 0, seed: int = 1, turns: bool = False
) -> Board:
    """The bets of one world under a funding model; cards are MMPs, numbered in the order of the scenario.

    A bet is being built from the day work begins. On the day it ends it joins what won, or leaves the board as
    lost: stopped, or out and earning nothing. A bet that the money of the horizon begins and does not decide is not
    shown; the board ends with the last decision. With ``turns`` a bet that is pivoted moves to a column of its own,
    between the two others; what won is always in the last one.

    Raises:
        KeyError: there is no such model.
        ScenarioError: the scenario cannot be simulated.
        ValueError: no bet is decided.

    """
    run = simulate(World(Blueprint(scenario), seed, world), scenario.funding_models[model])
    decided = [(k, bet) for k, bet in enumerate(timelines(run)) if math.isfinite(_end(bet))]
    if not decided:
        raise ValueError(f"no bet of {scenario.name} is decided under {model}; choose another world")
    won = WON + turns
    weeks = {k: [turn.week for turn in run.states[k].turns] if turns else [] for k, _ in decided}
    stays = [stay for k, bet in decided for stay in _stays(k, bet, weeks[k], won)]
    turned = (Column("Pivoted", math.inf, math.inf),) if turns else ()
    card, column, came, went = (np.array(values) for values in zip(*stays, strict=True))
    entered = np.array([bet.activated for _, bet in decided], dtype=np.float64)
    over = np.array([math.inf if _wins(bet) else _end(bet) for _, bet in decided])
    order = [k for k in np.argsort(over, kind="stable") if math.isfinite(over[k])]
    return Board(
        label=label,
        columns=(
            Column("Being built", math.inf, math.inf),
            *turned,
            Column("Won", math.inf, math.inf, idle=True),
        ),
        outside=False,
        card=card.astype(np.int64),
        column=column.astype(np.int64),
        came=came,
        began=came,
        ended=np.full(len(card), math.inf),
        went=went,
        urgent=frozenset(),
        idea=entered,
        entered=entered,
        left=over,
        done=over[order],
        spent=(over - entered)[order],
        kind=np.zeros(len(order), dtype=np.int64),
        cuts=no_stretches(),
        number=np.array([k for k, _ in decided], dtype=np.int64),
        weeks=max(_end(bet) for _, bet in decided),
        what="bets",
        gone="lost",
        span="begun to lost",
    )


def _end(bet: Timeline) -> float:
    """Week in which a bet is over: out, or stopped; infinity = never, or never begun."""
    if bet.activated is None:
        return math.inf
    ends = [week for week in (bet.released, bet.stopped) if week is not None]
    return min(ends, default=math.inf)


def _wins(bet: Timeline) -> bool:
    """Whether a bet is out and earns something."""
    return bet.released is not None and bet.stopped is None and bet.earns


def _stays(number: int, bet: Timeline, turns: list[float], won: int) -> list[tuple[int, int, float, float]]:
    """(card, column, came, went) of one bet that was pivoted in some weeks; ``won`` is the column of what won."""
    assert bet.activated is not None
    end = _end(bet)
    found = [(number, BUILD, bet.activated, turns[0] if turns else end)]
    if turns:
        found.append((number, BUILD + 1, turns[0], end))
    if _wins(bet):
        found.append((number, won, end, math.inf))
    return found
