"""Variance shares against functions whose shares can be worked out by hand."""

import numpy as np
import pytest
from scipy.stats import qmc

from sim.studies.variance_shares import LEAST, column, variance_shares


def places(draws: int, numbers: int = 6, seed: int = 3) -> np.ndarray:
    return np.asarray(qmc.Sobol(numbers, rng=np.random.default_rng(seed)).random(draws))


def test_columns_are_orthonormal():
    """Lines, bends and products have mean 0, variance 1 and nothing in common."""
    u = places(4096)
    terms = [(0,), (1,), (0, 0), (1, 1), (0, 1)]
    columns = np.stack([column(u, term) for term in terms], axis=1)
    assert np.allclose(columns.mean(axis=0), 0, atol=0.01)
    assert np.allclose(columns.T @ columns / len(u), np.eye(5), atol=0.02)


def test_a_straight_line_and_a_product_share_the_variance_as_their_squares():
    """3 x0 + 4 x1 + 2 x0 x1 in orthonormal terms: 9, 16 and 4 of 29."""
    u = places(256)
    y = 3 * column(u, (0,)) + 4 * column(u, (1,)) + 2 * column(u, (0, 1))
    found = variance_shares(u, y)
    assert found is not None
    by = {share.number: share for share in found.shares}
    assert set(by) == {0, 1}
    assert by[1].alone == pytest.approx(16 / 29, abs=0.02)
    assert by[0].alone == pytest.approx(9 / 29, abs=0.02)
    assert by[0].total == pytest.approx(13 / 29, abs=0.02)
    assert by[1].total == pytest.approx(20 / 29, abs=0.02)
    assert found.explained == pytest.approx(1, abs=0.02)
    assert found.shares[0].number == 1  # the largest comes first
    assert by[0].slope == pytest.approx(2 * np.sqrt(3) * 3, rel=0.03)


def test_a_bend_counts_although_its_ends_are_equal():
    """A number that matters only by distance from the middle has no slope and a share."""
    u = places(256)
    found = variance_shares(u, (u[:, 2] - 0.5) ** 2)
    assert found is not None
    assert found.shares[0].number == 2
    assert found.shares[0].alone == pytest.approx(1, abs=0.02)
    assert found.shares[0].slope == 0


def test_luck_is_no_part_of_the_whole():
    """With luck as large as the effect the share is still the whole, and its error says how unsure that is."""
    u = places(512)
    luck = np.random.default_rng(1).normal(size=len(u))
    found = variance_shares(u, column(u, (4,)) + luck, luck=1.0)
    assert found is not None
    assert [share.number for share in found.shares] == [4]
    assert abs(found.shares[0].total - 1) < found.shares[0].error + 0.05
    assert 0.05 < found.shares[0].error < 0.6


def test_pure_luck_explains_nothing():
    """When all of the variance may be luck nothing is said; when it is not known to be, no number is blamed."""
    u = places(256, numbers=30)
    luck = np.random.default_rng(5).normal(size=len(u))
    assert variance_shares(u, luck, luck=float(luck.var(ddof=1))) is None
    blamed = 0
    for seed in range(10):
        found = variance_shares(u, np.random.default_rng(seed).normal(size=len(u)))
        assert found is not None
        blamed += len(found.shares)
    assert blamed <= 1


def test_ishigami_within_the_stated_error():
    """The function of Ishigami & Homma (1990), shares 0.3138 and 0.4424 alone, 0.5574 in all for the first."""
    u = places(512, numbers=3)
    x = np.pi * (2 * u - 1)
    y = np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    found = variance_shares(u, y)
    assert found is not None
    # lines and bends reach only a part of such a wave, and say so
    assert found.explained < 0.7
    assert found.shares[0].number == 0


def test_too_few_draws_say_nothing():
    """Below the least number of draws there is no share."""
    u = np.random.default_rng(1).random((LEAST - 1, 3))
    assert variance_shares(u, u[:, 0]) is None
