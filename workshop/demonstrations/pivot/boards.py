"""Pivot: its film. The thirty ideas of a year: built, pivoted, won or lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from workshop.demonstrations.pivot.measure import RIGHT, varied
from workshop.screen.bets import bets_board
from workshop.screen.recording import WEEKS

if TYPE_CHECKING:
    from workshop.parts.board import Board
    from workshop.parts.demonstration import Setting

WAYS = {
    "finish": ("finish", RIGHT[0], 0.5),
    "stop": ("stop", RIGHT[0], 0.5),
    "pivot": ("pivot", RIGHT[0], 0.5),
    "nothing kept": ("pivot", RIGHT[0], 0.0),
    "weak": ("pivot", RIGHT[-1], 0.5),
}
"""By word: rule, share of what users say that is right, share of what is done that a pivot keeps."""


def way_board(way: str, setting: Setting) -> Board:
    """A year of ideas under one rule, in the same luck."""
    rule, right, keeps = WAYS[way]
    board = bets_board(way, varied(right, keeps), rule, seed=setting.seed, turns=True)
    return replace(board, weeks=WEEKS)


def winners(board: Board) -> float:
    """Ideas won."""
    return float((board.column == len(board.columns) - 1).sum())


def films(setting: Setting) -> tuple[Board, ...]:
    """The same year of ideas, kept or stopped, and with the option to pivot."""
    labels = {"stop": "keep or stop", "pivot": "keep, pivot or stop"}
    return tuple(replace(way_board(way, setting), label=label) for way, label in labels.items())
