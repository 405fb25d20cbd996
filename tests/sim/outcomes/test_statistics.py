"""Intervals and quantiles against tables and against known distributions with a fixed seed."""

import numpy as np
import pytest

from sim.outcomes.statistics import (
    Tail,
    mean_interval,
    paired_difference,
    quantile_interval,
    summarise,
    worst_tenth,
)

RANKS = {(6, 0.5): (1, 6), (10, 0.5): (2, 9), (15, 0.5): (4, 12), (20, 0.5): (6, 15), (25, 0.5): (8, 18),
         (30, 0.5): (10, 21)}  # fmt: skip
"""Ranks of the 95 % sign-test interval of a median: binomial table (n, 1/2), e.g. P(B <= 1) = 0.011 for n = 10."""


@pytest.mark.parametrize(("case", "ranks"), RANKS.items())
def test_median_interval_ranks(case, ranks):
    """The interval of a median lies between the order statistics of the binomial table."""
    n, q = case
    values = np.random.default_rng(1).permutation(np.arange(1.0, n + 1))
    assert quantile_interval(values, q) == ranks


@pytest.mark.parametrize("n", [0, 1, 3, 5])
def test_too_few_values_say_nothing(n):
    """Five values are too few for a two-sided interval of a median at 95 %."""
    assert quantile_interval(np.arange(float(n)), 0.5) == (-np.inf, np.inf)


def test_one_sided_when_the_tail_is_thin():
    """Twenty values bound a 10 % quantile from above only: P(B <= 0) = 0.12 and P(B <= 4) = 0.957, <= 5: 0.989."""
    low, high = quantile_interval(np.arange(1.0, 21), 0.1)
    assert (low, high) == (-np.inf, 6)


def test_mean_interval_by_hand():
    """Mean 3, standard deviation sqrt(2.5), n = 5, t(4) = 2.776: half-width 1.963."""
    low, mean, high = mean_interval(np.array([1.0, 2, 3, 4, 5]))
    assert mean == 3
    assert high - mean == pytest.approx(2.7764451 * (2.5 / 5) ** 0.5, rel=1e-6)
    assert mean - low == pytest.approx(high - mean)


def test_mean_interval_of_few():
    """One value has a mean and no interval, none has neither."""
    assert mean_interval(np.array([7.0])) == (-np.inf, 7, np.inf)
    assert np.isnan(mean_interval(np.array([]))[1])


def test_coverage():
    """In 2 000 samples of 20 the intervals hold the true mean or median about as often as they say."""
    rng = np.random.default_rng(7)
    hits = sum(low <= 10 <= high for low, _, high in (mean_interval(rng.normal(10, 3, 20)) for _ in range(2000)))
    assert 0.935 <= hits / 2000 <= 0.965
    hits = sum(low <= np.log(2) <= high
               for low, high in (quantile_interval(rng.exponential(1, 20), 0.5) for _ in range(2000)))  # fmt: skip
    assert 0.945 <= hits / 2000 <= 0.975  # exact: 1 - 2 x P(B(20, 1/2) <= 5) = 0.9586


def test_paired_difference_by_hand():
    """Differences 1, 2, 0, 6 (a world without a value is left out): mean 2.25, a wins three of four, one tie."""
    nan = float("nan")
    a, b = np.array([3.0, 5, 4, 9, nan, 1]), np.array([2.0, 3, 4, 3, 1, nan])
    d = paired_difference("npv", "more", ("a", "b"), a, b)
    assert (d.n, d.mean, d.p50, d.share_a_wins, d.share_ties) == (4, 2.25, 1.5, 0.75, 0.25)
    spread = np.std([1, 2, 0, 6], ddof=1)
    assert d.half_width == pytest.approx(3.1824463 * spread / 2, rel=1e-6)
    assert (d.p10, d.p90) == pytest.approx((0.3, 4.8))
    assert not d.decided
    less = paired_difference("cost", "less", ("a", "b"), a, b)
    assert less.share_a_wins == 0
    assert np.isnan(paired_difference("utilisation", "neither", ("a", "b"), a, b).share_a_wins)


def test_pairing_removes_what_both_share():
    """Two models that differ by 1 in every world differ by 1 exactly, however much the worlds differ."""
    common = np.random.default_rng(3).normal(0, 1000, 40)
    d = paired_difference("npv", "more", ("a", "b"), common + 1, common)
    assert d.mean == pytest.approx(1)
    assert d.half_width < 1e-9
    assert d.decided
    assert d.share_a_wins == 1


def test_nothing_to_compare():
    """Without a world in which both exist there is no difference, and no error."""
    nan = np.array([float("nan")])
    d = paired_difference("npv", "more", ("a", "b"), nan, np.array([1.0]))
    assert d.n == 0
    assert np.isnan([d.mean, d.p10, d.share_a_wins, d.share_ties]).all()
    assert not d.decided


def test_summary():
    """Mean and quantiles over the worlds in which an outcome exists."""
    summary = summarise(np.array([*range(11), float("nan")], dtype=float))
    assert (summary.mean, summary.p10, summary.p50, summary.p90, summary.n) == (5, 1, 5, 9, 11)
    assert summarise(np.array([float("nan")])).n == 0


def test_worst_tenth_by_hand():
    """Of 25 worlds the two lowest, of amounts that should be low the two highest, and of one world itself."""
    values = np.array([*range(1, 25), np.nan, 25.0])
    assert worst_tenth(values) == Tail(1.5, 2)
    assert worst_tenth(values, "less") == Tail(24.5, 2)
    assert worst_tenth(np.array([7.0])) == Tail(7.0, 1)
    assert worst_tenth(np.array([np.nan])).n == 0
