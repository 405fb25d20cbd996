"""Multitasking: what the presets of switching loss stand for, and desks with several features on each."""

import numpy as np
import pytest

from workshop.demonstrations.multitasking.boards import desks, films
from workshop.demonstrations.multitasking.measure import BOARDS, DESK, PEOPLE, lost
from workshop.parts.demonstration import Setting


@pytest.mark.parametrize(
    ("preset", "shares"),
    [("none", [0, 0, 0, 0, 0]), ("mild", [0, 0.1, 0.1, 0.1, 0.1]), ("weinberg", [0, 0.2, 0.4, 0.6, 0.75])],
)
def test_shares_of_presets(preset, shares):
    """The last entry of a table holds beyond its end."""
    assert [lost(preset, desk) for desk in DESK] == shares


def test_a_feature_lies_where_one_has_gone():
    """Two people with two features each; the third feature is done first, its person gets the fifth."""
    entered = np.array([0.0, 0.0, 0.0, 0.0, 1.0, 2.0])
    left = np.array([2.0, 9.0, 1.0, 8.0, np.inf, np.inf])
    assert desks(entered, left, 2).tolist() == [0, 1, 0, 1, 0, 0]


def test_the_film_shows_multitasking():
    """In every week each person has as many features in work as the side says; nothing waits."""
    for desk, board in zip(BOARDS, films(Setting()), strict=True):
        assert board.parts == ("work",)
        for week in np.linspace(0, board.weeks, 13):
            places = board.at(float(week)).places
            assert [len(place.in_work) for place in places] == [desk] * PEOPLE
            assert [place.count for place in places] == [desk] * PEOPLE
