"""Runway: its film. The cards of the eighth year, when what was laid or left out shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.world.blueprint import Blueprint
from workshop.demonstrations.runway.measure import BALANCE, SCENARIO, YEAR, YEARS, change, run_of
from workshop.experiments.runs import variants
from workshop.parts.board import Board, Column, no_stretches

if TYPE_CHECKING:
    from workshop.parts.demonstration import Setting

START = float((YEARS[-1] - 1) * YEAR)
"""Week of the run in which the film begins."""


def films(setting: Setting) -> tuple[Board, ...]:
    """The last year of the same team, without enablers and with a fifth of its time for them."""
    return tuple(share_board(share, setting) for share in (0, BALANCE))


def share_board(share: int, setting: Setting) -> Board:
    """The last year of the team with so many per cent of its time for enablers."""
    (scenario,) = variants(SCENARIO, [change(share)])
    run = run_of(Blueprint(scenario), setting.seed, 0)
    rows = run.visits[(run.visits[:, 4] <= START + YEAR) & ~(run.visits[:, 7] <= START)]
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    came, began, ended, went = (np.where(np.isnan(rows[:, k]), np.inf, rows[:, k]) - START for k in (4, 5, 6, 7))
    card = np.arange(len(rows))
    over = np.flatnonzero(np.isfinite(went))
    over = over[np.argsort(went[over], kind="stable")]
    (stage,) = scenario.value_streams[0].stages
    limit = math.inf if stage.wip_limit is None else stage.wip_limit
    return Board(
        label=f"{share} % for enablers",
        columns=(Column(stage.name, limit, stage.crew),),
        outside=False,
        card=card,
        column=np.zeros(len(rows), dtype=np.int64),
        came=came,
        began=began,
        ended=ended,
        went=went,
        urgent=frozenset(),
        idea=came,
        entered=came,
        left=went,
        done=went[over],
        spent=(went - came)[over],
        kind=np.zeros(len(over), dtype=np.int64),
        cuts=no_stretches(),
        weeks=float(YEAR),
        span="begun to done",
    )


def features_done(board: Board) -> float:
    """Features done within the year."""
    return float(((board.done > 0) & (board.done <= board.weeks)).sum())
