"""Sums of weeks: exact, and equal to what can be worked out in other ways."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.forecast.convolution import (
    first_week,
    joint_draws,
    joint_sums,
    most_items,
    sums,
    sums_of_unknown_rate,
)

TEN = np.array([3, 6, 1, 3, 2, 4, 7, 5, 3, 7])


def test_thirty_items_from_ten_weeks():
    """The chance that thirty are done by week 6, 7... worked out by hand-checked convolution elsewhere."""
    found = sums(TEN, 12, 30)[:, 30]
    assert found[6:12].round(4).tolist() == [0.1592, 0.4358, 0.7173, 0.8939, 0.9696, 0.9933]
    assert [first_week(found, c) for c in (0.5, 0.85, 0.95)] == [8, 9, 10]


def test_items_of_six_weeks():
    """More certainty, fewer items: 25, 20, 17; on average 24.6."""
    row = sums(TEN, 6, 42)[6]
    answers = [most_items(row, c) for c in (0.5, 0.85, 0.95)]
    assert [(n, round(p, 3)) for n, p in answers] == [(25, 0.503), (20, 0.851), (17, 0.956)]
    assert (row * np.arange(43)).sum() == pytest.approx(24.6)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=8), st.integers(0, 6))
def test_a_cap_only_gathers_the_top(counts, cap):
    """What lies at or above the cap is the tail of the uncapped sum."""
    counts = np.array(counts)
    whole, capped = sums(counts, 3, 18)[3], sums(counts, 3, cap)[3]
    assert capped[:cap] == pytest.approx(whole[:cap])
    assert capped.sum() == pytest.approx(1)


def test_unknown_rate_by_hand():
    """Two past weeks, 0 and 1: what was drawn is twice as likely again (Polya's urn): 1/3, 1/3, 1/3."""
    found = sums_of_unknown_rate(np.array([0, 1]), 2, 2)
    assert found[1] == pytest.approx([1 / 2, 1 / 2, 0])
    assert found[2] == pytest.approx([1 / 3, 1 / 3, 1 / 3])


def test_unknown_rate_against_draws():
    """The same distribution as drawing weights first and weeks then."""
    rng = np.random.default_rng(1)
    weights = rng.dirichlet(np.ones(10), 4000)
    drawn = np.array([rng.choice(TEN, 8, p=w).sum() for w in weights])
    exact = sums_of_unknown_rate(TEN, 8, 30)[8, 30]
    assert float((drawn >= 30).mean()) == pytest.approx(exact, abs=0.025)


def test_unknown_rate_is_wider_and_fades_with_history():
    """Few weeks promise less; four hundred of the same promise nearly what the plain sum does."""
    few, many = (most_items(sums_of_unknown_rate(np.tile(TEN, n), 8, 56)[8], 0.85)[0] for n in (1, 40))
    plain = most_items(sums(TEN, 8, 56)[8], 0.85)[0]
    assert few < many
    assert plain - many <= 1


def test_streams_that_move_together():
    """Weeks are drawn whole: two equal streams are done together, two opposite ones later than each alone."""
    same, against = np.stack([TEN, TEN], 1), np.stack([TEN, TEN[::-1]], 1)
    alone = sums(TEN, 12, 20)[:, 20]
    assert joint_sums(same, 12, (20, 20)) == pytest.approx(alone)
    both = joint_sums(against, 12, (20, 20))
    assert (both <= alone + 1e-12).all()
    assert both[6] < alone[6] - 0.05
    assert joint_draws(against, 12, (20, 20), 20_000, 1) == pytest.approx(both, abs=0.015)
