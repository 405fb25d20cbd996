"""A board over time, by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.workshop.boards import by_hand
from workshop.parts.board import LAST


def test_moments_by_hand():
    """Work, stuck, done; an interrupted card waits."""
    board = by_hand()
    seen = [
        [part.tolist() for part in (p.waiting, p.in_work, p.finished)]
        for p in (board.at(week).places[0] for week in (0.5, 1.5, 2.5, 3.2, 3.8))
    ]
    assert seen == [[[], [0], []], [[1], [0], []], [[1], [], [0]], [[], [1], []], [[1], [], []]]
    assert (board.at(2.9).done, board.at(3.0).done) == (0, 1)


def test_parts_are_those_that_anything_is_ever_in():
    """Cards that are stuck after the work need a place, cards that wait another; work has always one."""
    board = by_hand()
    assert board.parts == ("wait", "work", "done")
    never = np.full(2, math.inf)
    moving = replace(board, ended=never)
    assert moving.parts == ("wait", "work")
    at_once = replace(moving, began=board.came, cuts=(np.array([], dtype=int), np.array([]), np.array([])))
    assert at_once.parts == ("work",)


def lately(board, week):
    return [(each.name, each.cards, each.weeks) for each in board.at(week).lately]


def test_the_number_under_the_board_is_that_of_the_last_finished_cards_by_class():
    """Twelve cards, one a week from week -2 on, take 1, 2, ... 12 weeks; every third is expedited."""
    board = replace(
        by_hand(weeks=10.0),
        done=np.arange(-2.0, 10.0),
        spent=np.arange(1.0, 13.0),
        kind=np.array([0, 1, 1] * 4),
        classes=("expedited", "standard"),
    )
    assert lately(board, 0.0) == [("expedited", 1, 1.0), ("standard", 2, 2.5)]
    assert lately(board, 9.0) == [("expedited", 4, pytest.approx(5.5)), ("standard", 8, pytest.approx(7.0))]
    one = replace(board, kind=np.zeros(12, dtype=int), classes=("",))
    assert lately(one, 9.0) == [("", LAST, pytest.approx(np.arange(3.0, 13.0).mean()))]
    assert [board.at(week).done for week in (0.0, 0.5, 9.0)] == [1, 1, 10]  # those before week 0 are history
    ((name, cards, weeks),) = lately(by_hand(), 0.0)
    assert (name, cards) == ("", 0)
    assert math.isnan(weeks)
