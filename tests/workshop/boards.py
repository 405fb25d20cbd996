"""Boards to look at, written down card by card."""

import math

import numpy as np

from workshop.parts.board import Board, Column


def by_hand(weeks=4.0, limit=2.0):
    """Two cards: one in work from week 0 to 2 and stuck until 3, one that waits from 1 on."""
    never = math.inf
    return Board(
        label="by hand",
        columns=(Column("Build", limit, 1),),
        outside=False,
        card=np.array([0, 1]),
        column=np.array([0, 0]),
        came=np.array([0.0, 1.0]),
        began=np.array([0.0, 3.0]),
        ended=np.array([2.0, never]),
        went=np.array([3.0, never]),
        urgent=frozenset({1}),
        idea=np.array([0.0, 1.0]),
        entered=np.array([0.0, 1.0]),
        left=np.array([3.0, never]),
        done=np.array([3.0]),
        spent=np.array([3.0]),
        kind=np.array([0]),
        cuts=(np.array([1]), np.array([3.5]), np.array([never])),
        weeks=weeks,
    )
