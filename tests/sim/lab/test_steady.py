"""Statistics of long runs, on series whose answers are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.lab.statistics.steady import Estimate, batched, likeness, merged, mser5, quantile_of, ratio, smooth


def autoregressive(rng: np.random.Generator, phi: float, shape: tuple[int, int]) -> np.ndarray:
    """AR(1) series with mean 10 and unit innovations, from its stationary distribution: shape (runs, n)."""
    noise = rng.normal(size=shape)
    noise[:, 0] /= math.sqrt(1 - phi**2)
    out = np.empty(shape)
    out[:, 0] = noise[:, 0]
    for k in range(1, shape[1]):
        out[:, k] = phi * out[:, k - 1] + noise[:, k]
    return out + 10


def waits(rng: np.random.Generator, load: float, shape: tuple[int, int]) -> np.ndarray:
    """Times in an M/M/1 queue that starts empty, service rate 1, by Lindley's recursion: shape (runs, n)."""
    between, service = rng.exponential(1 / load, shape), rng.exponential(1.0, shape)
    walk = np.cumsum(service[:, :-1] - between[:, 1:], axis=1)
    walk = np.concatenate([np.zeros((shape[0], 1)), walk], axis=1)
    return walk - np.minimum.accumulate(walk, axis=1) + service


def ones(values: np.ndarray) -> np.ndarray:
    """One per value, batched."""
    return batched(list(np.ones_like(values)))


def test_error_of_an_autoregressive_mean() -> None:
    """The error of the mean of AR(1) is 1 / ((1 - phi) root n); independent values would claim a third of it."""
    n, phi = 65536, 0.8
    series = autoregressive(np.random.default_rng(4), phi, (12, n))
    exact = 1 / ((1 - phi) * math.sqrt(n))
    errors = [ratio(batched([run]), ones(run[None])).error for run in series]
    assert np.mean(errors) == pytest.approx(exact, rel=0.12)
    assert np.mean(series.std(axis=1)) / math.sqrt(n) < 0.4 * exact


@pytest.mark.parametrize("runs", [1, 4, 20])
def test_intervals_contain_the_exact_mean(runs: int) -> None:
    """For M/M/1 at 80 % load about 95 of 100 intervals contain the exact 5 weeks, batched, pooled or replicated."""
    rng = np.random.default_rng(7)
    hits = []
    for _ in range(100 if runs < 20 else 60):
        values = waits(rng, 0.8, (runs, 24_000 // runs))[:, 400:]
        estimate = ratio(batched(list(values)), ones(values))
        if estimate.enough:
            low, high = estimate.interval()
            hits.append(low <= 5 <= high)
    assert len(hits) >= 55
    assert 0.89 <= np.mean(hits) <= 0.99


def test_too_short_a_run_is_not_enough_data() -> None:
    """Batches that are still alike when only sixteen are left give no interval, whatever the confidence."""
    series = autoregressive(np.random.default_rng(1), 0.999, (1, 2048))
    estimate = ratio(batched(list(series)), ones(series))
    assert not estimate.enough
    assert math.isnan(estimate.interval()[0])
    assert estimate.half_width() == math.inf
    assert estimate.relative() == math.inf
    assert not math.isnan(estimate.mean)


def test_fewer_units_than_sixteen_are_not_enough_data() -> None:
    """Fifteen values of one run, and fifteen runs of one value, are too few."""
    for shape in ((1, 8), (15, 1)):
        values = np.random.default_rng(3).normal(10, 1, shape)
        assert not ratio(values, np.ones(shape)).enough
    assert ratio(np.random.default_rng(3).normal(10, 1, (16, 1)), np.ones((16, 1))).enough


def test_nothing_measured() -> None:
    """Nothing finished: no mean, no interval, no crash."""
    estimate = ratio(np.zeros((1, 32)), np.zeros((1, 32)))
    assert math.isnan(estimate.mean)
    assert not estimate.enough
    assert math.isnan(quantile_of([], 0.5).value)


def test_constant_is_known_exactly() -> None:
    """A constant has an interval of width zero."""
    estimate = ratio(np.full((1, 64), 0.3), np.full((1, 64), 0.1))
    assert estimate.interval() == pytest.approx((3, 3), rel=1e-12)
    assert estimate.relative() == 0


def test_independent_runs_use_the_t_distribution() -> None:
    """Symmetric values of 16 independent runs: the textbook t interval."""
    values = np.array([[x] for x in (9.0, 11.0) * 8])
    low, high = ratio(values, np.ones((16, 1))).interval()
    half = 2.1314495 * math.sqrt(16 / 15) / 4
    assert (low, high) == pytest.approx((10 - half, 10 + half), rel=1e-6)


def test_skewed_units_move_both_ends_up() -> None:
    """With a long tail upwards the mean is more likely too low than too high: the interval reaches further up."""
    plain, skewed = Estimate(5, 0.5, 20), Estimate(5, 0.5, 20, 2.0)
    assert skewed.interval()[0] > plain.interval()[0]
    assert skewed.interval()[1] > plain.interval()[1]
    assert (skewed * -2).interval() == pytest.approx([-2 * end for end in reversed(skewed.interval())])


@given(st.floats(0.5, 0.999), st.floats(0.5, 0.999))
def test_more_confidence_is_never_narrower(a: float, b: float) -> None:
    """Intervals of one estimate are nested."""
    estimate = Estimate(5, 0.5, 20, 1.0)
    low, high = sorted((a, b))
    inner, outer = estimate.interval(low), estimate.interval(high)
    assert outer[0] <= inner[0] <= inner[1] <= outer[1]


def test_likeness_is_a_standard_normal_value() -> None:
    """Independent batches exceed the one-sided 10 % point in about 10 % of the runs; alike ones nearly always."""
    rng = np.random.default_rng(11)
    for shape in ((1, 32), (4, 8)):
        values = rng.normal(size=(800, *shape))
        seen = [likeness(v - v.mean()) for v in values]
        assert np.mean(np.array(seen) > 1.28) == pytest.approx(0.1, abs=0.04)
    alike = autoregressive(rng, 0.7, (200, 64)) - 10
    assert np.mean([likeness(v[None]) > 1.28 for v in alike]) > 0.98


def test_merging_keeps_the_sums() -> None:
    """Two neighbours become one; an odd last batch is never met, as numbers of batches are powers of two."""
    units = np.arange(16.0).reshape(2, 8)
    assert merged(units).tolist() == [[1, 5, 9, 13], [17, 21, 25, 29]]


def test_warm_up_of_a_decaying_start() -> None:
    """The transient 5 exp(-t / 200) over unit noise: MSER-5 cuts most of it and little more."""
    rng = np.random.default_rng(5)
    n = 10_000
    cuts = [mser5(5 * np.exp(-np.arange(n) / 200) + rng.normal(size=n)) for _ in range(40)]
    known = [cut for cut in cuts if cut is not None]
    assert len(known) == len(cuts)
    assert 300 < np.median(known) < 1500
    assert all(cut % 5 == 0 for cut in known)


def test_warm_up_of_a_settled_series() -> None:
    """A constant series needs no warm-up, and a stationary one little."""
    assert mser5(np.full(500, 3.0)) == 0
    rng = np.random.default_rng(6)
    cuts = [mser5(rng.normal(size=2000)) for _ in range(40)]
    assert np.median([cut for cut in cuts if cut is not None]) < 400


def test_a_series_that_grows_has_not_settled() -> None:
    """A queue that grows without bound has no warm-up that would be long enough."""
    rng = np.random.default_rng(8)
    assert mser5(np.arange(1000) * 0.1 + rng.normal(size=1000)) is None
    assert mser5(np.arange(20.0)) is None


def test_warm_up_of_several_series() -> None:
    """One series that settles late keeps the warm-up long, whatever steady series stand beside it."""
    rng = np.random.default_rng(9)
    steady = rng.normal(size=(2, 4000))
    late = 8 * (np.arange(4000) < 900) + rng.normal(size=4000)
    cut = mser5(np.vstack([steady, late]))
    assert cut is not None
    assert 880 <= cut <= 1100


def test_quantiles_of_a_queue() -> None:
    """Times in M/M/1 are exponential: about 95 of 100 intervals contain the exact percentiles."""
    rng = np.random.default_rng(12)
    hits = []
    for _ in range(60):
        values = waits(rng, 0.7, (1, 12_000))[:, 400:]
        for q in (0.5, 0.85, 0.95):
            found = quantile_of(list(values), q)
            if not math.isnan(found.low):
                hits.append(found.low <= -math.log(1 - q) / 0.3 <= found.high)
                assert found.low <= found.value <= found.high
    assert len(hits) > 170
    assert 0.9 <= np.mean(hits) <= 0.99


def test_quantile_of_few_values_is_open_above() -> None:
    """Sixteen runs with one value each do not bound the 95th percentile from above."""
    found = quantile_of([np.array([float(k)]) for k in range(16)], 0.95)
    assert found.value == 15
    assert math.isnan(found.high)


def test_variance_by_linearisation() -> None:
    """Variance of independent values with its error: root(2 / n) of it for normal ones."""
    values = np.random.default_rng(2).normal(0, 3, 64_000)
    sums = np.stack([batched([v])[0] for v in (values, values**2, np.ones(64_000))], axis=-1)[None]
    found = smooth(lambda s: float(s[1] / s[2] - (s[0] / s[2]) ** 2), sums)
    assert found.mean == pytest.approx(float(values.var()), rel=1e-9)
    assert found.error == pytest.approx(9 * math.sqrt(2 / 64_000), rel=0.4)
    low, high = found.interval(0.999)
    assert low < 9 < high
