"""Nine of ten fail: its film."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workshop.demonstrations.nine_of_ten_fail.measure import BETS, FEW, MANY, MODELS, sized
from workshop.parts.demonstration import Setting
from workshop.screen.bets import WON, bets_board
from workshop.screen.recording import WEEKS

if TYPE_CHECKING:
    from workshop.parts.board import Board

WAYS = {f"{bets} {model}": (bets, model) for model in MODELS for bets in BETS}
"""By word: how many bets the money pays for, and whether they are stopped early."""


def way_board(way: str, setting: Setting) -> Board:
    """A year of bets of one size, under one rule, as long as the year is: 52 weeks, or to the last decision."""
    bets, model = WAYS[way]
    board = bets_board(way, sized(bets), model, seed=setting.seed)
    return replace(board, weeks=max(board.weeks, WEEKS))


def winners(board: Board) -> float:
    """Bets won."""
    return float((board.column == WON).sum())


def films(setting: Setting) -> tuple[Board, ...]:
    """The same year of luck with large bets, and with small ones that are stopped early, to the last decision."""
    sides = {f"{FEW} large bets": (FEW, "finish"), "small bets, stopped early": (MANY, "stop")}
    boards = [bets_board(label, sized(bets), model, seed=setting.seed) for label, (bets, model) in sides.items()]
    weeks = max(board.weeks for board in boards)
    return tuple(replace(board, weeks=weeks) for board in boards)
