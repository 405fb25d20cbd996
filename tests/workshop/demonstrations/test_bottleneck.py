"""Bottleneck: the bound that is drawn beside the measured line."""

import pytest

from workshop.demonstrations.bottleneck.measure import MORE, NARROW, STAGES, Place, most, people


def test_bound_by_hand():
    """2 / 1.9 features a week as it is; from one more person at Test on, build's 4 / 2.6 is the least."""
    assert most(0) == pytest.approx(2 / 1.9)
    assert [most(n) for n in MORE[1:]] == [pytest.approx(4 / 2.6)] * 4
    assert [people(stage) for stage in STAGES] == [2, 4, 2, 3]
    assert NARROW in STAGES


def test_a_place_is_written_by_name():
    """Its number is for files."""
    assert f"{Place('Busiest', 3.0, unit='Test')}" == "Test"
