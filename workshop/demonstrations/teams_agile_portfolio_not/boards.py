"""Teams agile, portfolio not: its film."""

from __future__ import annotations

import math

import numpy as np

from workshop.demonstrations.teams_agile_portfolio_not.measure import MMPS, SCENARIO, deal_world
from workshop.experiments.dealing import Dealt
from workshop.experiments.runs import variants
from workshop.parts.board import Board, Column
from workshop.parts.demonstration import Setting


def films(setting: Setting) -> tuple[Board, ...]:
    """The board of the portfolio, with and without a limit: cards are MMPs."""
    (scenario,) = variants(SCENARIO, [{}])
    sides = {"all at once": None, "three at a time": 3}
    worlds = {label: deal_world(scenario, setting.seed, 0, limit)[0] for label, limit in sides.items()}
    weeks = max(float(dealt.done.max()) for dealt in worlds.values()) + 1
    return tuple(_board(label, dealt, sides[label], weeks) for label, dealt in worlds.items())


def _board(label: str, dealt: Dealt, limit: int | None, weeks: float) -> Board:
    order = np.argsort(dealt.done, kind="stable")
    number = np.arange(MMPS)
    none = np.empty(0)
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
        cuts=(number[:0], none, none),
        weeks=weeks,
        what="MMPs",
    )
