"""Nine of ten fail: its film."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workshop.demonstrations.nine_of_ten_fail.measure import FEW, MANY, sized
from workshop.parts.demonstration import Setting
from workshop.screen.bets import bets_board

if TYPE_CHECKING:
    from workshop.parts.board import Board


def films(setting: Setting) -> tuple[Board, ...]:
    """The same year of luck with large bets, and with small ones that are stopped early, to the last decision."""
    sides = {f"{FEW} large bets": (FEW, "finish"), "small bets, stopped early": (MANY, "stop")}
    boards = [bets_board(label, sized(bets), model, seed=setting.seed) for label, (bets, model) in sides.items()]
    weeks = max(board.weeks for board in boards)
    return tuple(replace(board, weeks=weeks) for board in boards)
