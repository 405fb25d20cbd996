"""Multitasking: the loss that the scenario's presets stand for, by number of features per person."""

import pytest

from workshop.demonstrations.multitasking.measure import DESK, lost


@pytest.mark.parametrize(
    ("preset", "shares"),
    [("none", [0, 0, 0, 0, 0]), ("mild", [0, 0.1, 0.1, 0.1, 0.1]), ("weinberg", [0, 0.2, 0.4, 0.6, 0.75])],
)
def test_shares_of_presets(preset, shares):
    """The last entry of a table holds beyond its end."""
    assert [lost(preset, desk) for desk in DESK] == shares
