"""Teams agile, portfolio not: its film."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from workshop.demonstrations.teams_agile_portfolio_not.measure import MMPS, SCENARIO, deal_world
from workshop.experiments.dealing import Dealt
from workshop.experiments.runs import variants
from workshop.parts.board import Board, Column, no_stretches
from workshop.parts.demonstration import Setting


def films(setting: Setting) -> tuple[Board, ...]:
    """The board of the portfolio, with and without a limit: cards are MMPs."""
    boards = [limit_board(limit, setting) for limit in (None, 3)]
    weeks = max(board.weeks for board in boards)
    return tuple(replace(board, weeks=weeks) for board in boards)


def limit_board(limit: int | None, setting: Setting) -> Board:
    """The board of the portfolio with at most so many MMPs under way, to the last one."""
    (scenario,) = variants(SCENARIO, [{}])
    dealt = deal_world(scenario, setting.seed, 0, limit)[0]
    label = "all at once" if limit is None else f"{'three' if limit == 3 else limit} at a time"
    return _board(label, dealt, limit, float(dealt.done.max()) + 1)


def _board(label: str, dealt: Dealt, limit: int | None, weeks: float) -> Board:
    order = np.argsort(dealt.done, kind="stable")
    number = np.arange(MMPS)
    return Board(
        label=label,
        columns=(Column("Under way", math.inf if limit is None else limit, math.inf),),
        outside=True,
        card=number,
        column=np.zeros(MMPS, dtype=np.int64),
        came=dealt.started,
        began=dealt.started,
        ended=dealt.done,
        went=dealt.done,
        urgent=frozenset(),
        idea=np.zeros(MMPS),
        entered=dealt.started,
        left=dealt.done,
        done=dealt.done[order],
        spent=dealt.done[order],
        kind=np.zeros(MMPS, dtype=np.int64),
        cuts=no_stretches(),
        weeks=weeks,
        what="MMPs",
    )
