"""Distributions: values at known points, moments against the quantile function, monotone in the uniform number."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenarios.quantities.distributions import Distribution
from scenarios.quantities.presets import distribution_presets
from tests.examples import examples

ADAPTER: TypeAdapter[Distribution] = TypeAdapter(Distribution)


def make(**spec):
    return ADAPTER.validate_python(spec)


CASES = [
    {"distribution": "constant", "value": 3},
    {"distribution": "exponential", "mean": 2},
    {"distribution": "gamma", "mean": 2, "cv": 0.6},
    {"distribution": "gamma", "mean": 2, "cv": 1.5},
    {"distribution": "erlang", "mean": 2, "k": 4},
    {"distribution": "lognormal", "mean": 2, "cv": 0.8},
    {"distribution": "lognormal", "median": 1.5, "sigma": 0.5},
    {"distribution": "lognormal", "mean": 2, "cv": 0},
    {"distribution": "weibull", "mean": 2, "shape": 1.75},
    {"distribution": "uniform", "low": 1, "high": 4},
    {"distribution": "triangular", "low": 1, "mode": 2, "high": 5},
    {"distribution": "triangular", "low": 1, "mode": 1, "high": 5},
    {"distribution": "triangular", "low": 1, "mode": 5, "high": 5},
    {"distribution": "pert", "low": 1, "mode": 2, "high": 7},
    {"distribution": "pareto", "low": 1.5, "alpha": 1.38, "cap": 10},
    {"distribution": "pareto", "low": 1, "alpha": 2, "cap": 50},
    {"distribution": "pareto", "low": 1, "alpha": 1, "cap": 20},
    {"distribution": "empirical", "values": [1, 1, 2, 5]},
    {
        "distribution": "mixture",
        "parts": [
            {"weight": 3, "of": {"distribution": "uniform", "low": 0, "high": 1}},
            {"weight": 1, "of": {"distribution": "exponential", "mean": 4}},
        ],
    },
]
GRID = (np.arange(400_000) + 0.5) / 400_000


@pytest.mark.parametrize("spec", CASES, ids=lambda spec: spec["distribution"])
def test_moments_are_those_of_the_values(spec):
    """Mean and cv as stated are mean and cv of the quantile function over (0, 1)."""
    distribution = make(**spec)
    values = distribution.from_uniform(GRID)
    assert distribution.mean == pytest.approx(values.mean(), rel=2e-3)
    assert distribution.cv == pytest.approx(values.std() / values.mean(), rel=1e-2, abs=1e-9)


@settings(max_examples=examples(14), derandomize=True, deadline=None)
@given(st.sampled_from([c for c in CASES if c["distribution"] != "mixture"]),
       st.lists(st.floats(0, 1, exclude_max=True), min_size=2, max_size=9))  # fmt: skip
def test_more_luck_is_never_less(spec, numbers):
    """Values grow with the uniform number, are finite and not negative, also at 0 and just below 1."""
    values = make(**spec).from_uniform(np.array([0.0, *sorted(numbers), np.nextafter(1.0, 0)]))
    assert np.isfinite(values).all()
    assert (values >= 0).all()
    assert (np.diff(values) >= -1e-12).all()


POINTS = [
    ({"distribution": "exponential", "mean": 2}, 0.5, 2 * math.log(2)),
    ({"distribution": "exponential", "mean": 2}, 0, 0),
    ({"distribution": "gamma", "mean": 3, "cv": 1}, 0.9, 3 * math.log(10)),  # cv 1 is the exponential
    ({"distribution": "erlang", "mean": 2, "k": 1}, 0.5, 2 * math.log(2)),
    ({"distribution": "erlang", "mean": 2, "k": 2}, 0.5, 1.6783469900166612),  # chi-square(4) median / 2
    ({"distribution": "lognormal", "median": 1.5, "sigma": 0.5}, 0.5, 1.5),
    ({"distribution": "lognormal", "median": 1, "sigma": 1}, 0.975, math.exp(1.959963984540054)),
    ({"distribution": "lognormal", "mean": 2, "cv": 1}, 0.5, 2 / math.sqrt(2)),
    ({"distribution": "weibull", "mean": 2, "shape": 1}, 0.5, 2 * math.log(2)),
    ({"distribution": "weibull", "mean": math.sqrt(math.pi) / 2, "shape": 2}, 1 - math.exp(-4), 2),
    ({"distribution": "uniform", "low": 1, "high": 5}, 0.25, 2),
    ({"distribution": "triangular", "low": 0, "mode": 1, "high": 2}, 0.5, 1),
    ({"distribution": "triangular", "low": 0, "mode": 1, "high": 2}, 0.125, 0.5),
    ({"distribution": "triangular", "low": 0, "mode": 1, "high": 2}, 0.875, 1.5),
    ({"distribution": "pert", "low": 0, "mode": 1, "high": 2}, 0.5, 1),
    ({"distribution": "pareto", "low": 1, "alpha": 2, "cap": 50}, 0.75, 2),
    ({"distribution": "pareto", "low": 1, "alpha": 2, "cap": 1.5}, 0.75, 1.5),
    ({"distribution": "empirical", "values": [5, 1, 2]}, 0.34, 2),
    ({"distribution": "empirical", "values": [5, 1, 2]}, 0.999, 5),
    (CASES[-1], 0.375, 0.5),  # half-way through the first part
    (CASES[-1], 0.875, 4 * math.log(2)),  # half-way through the second
]


@pytest.mark.parametrize(("spec", "u", "value"), POINTS)
def test_values_at_known_points(spec, u, value):
    """The quantile function at points that can be worked out by hand or read from tables."""
    assert make(**spec).from_uniform(np.array([u]))[0] == pytest.approx(value, rel=1e-9)


def test_textbook_moments():
    """Means and spreads from the formulas of the textbooks."""
    pareto = make(distribution="pareto", low=1, alpha=2, cap=50)
    assert pareto.mean == pytest.approx(2 - 1 / 50)  # integral of P(X > x): 1 + (1 - 1/50)
    assert make(distribution="erlang", mean=2, k=4).cv == 0.5
    assert make(distribution="pert", low=0, mode=3, high=6).mean == 3
    assert make(distribution="triangular", low=1, mode=2, high=6).mean == 3
    assert make(distribution="uniform", low=0, high=12).cv == pytest.approx(1 / math.sqrt(3))
    assert make(distribution="empirical", values=[2, 4, 6]).mean == 4
    assert make(distribution="lognormal", median=1, sigma=1).mean == pytest.approx(math.exp(0.5))


@pytest.mark.parametrize("name", distribution_presets())
def test_presets_by_name(name):
    """Every named preset is a distribution with a source, a grade and a positive mean."""
    preset = distribution_presets()[name]
    assert preset.source
    assert preset.grade in "ABCD"
    assert ADAPTER.validate_python(name).mean > 0


def test_stated_preset_means():
    """Means that the presets claim in words: overruns 1.47, task effort within a class 1."""
    assert ADAPTER.validate_python("it_project_cost").mean == pytest.approx(1.47, abs=0.005)
    assert ADAPTER.validate_python("service_within_class").mean == pytest.approx(1)
    quartiles = ADAPTER.validate_python("approval_apqc").from_uniform(np.array([0.0, 0.999999999]))
    assert quartiles == pytest.approx([1.09, 7.8], abs=0.01)


def test_shorthand():
    """A number is a constant; a word that is nobody's name, or true, is a fault with a hint."""
    assert ADAPTER.validate_python(2).from_uniform(np.array([0.1, 0.9])).tolist() == [2, 2]
    for wrong, hint in ((True, "not a number"), ("task_effort_sipp", "did you mean")):
        with pytest.raises(ValidationError, match=hint):
            ADAPTER.validate_python(wrong)


@pytest.mark.parametrize("spec", [
    {"distribution": "uniform", "low": 2, "high": 1},
    {"distribution": "triangular", "low": 1, "mode": 0, "high": 2},
    {"distribution": "pert", "low": 1, "mode": 1, "high": 1},
    {"distribution": "lognormal", "mean": 1},
    {"distribution": "lognormal", "mean": 1, "cv": 1, "median": 1, "sigma": 1},
    {"distribution": "exponential", "mean": 0},
    {"distribution": "constant", "value": -1},
    {"distribution": "constant", "value": math.inf},
    {"distribution": "empirical", "values": []},
    {"distribution": "mixture", "parts": []},
])  # fmt: skip
def test_impossible_distributions(spec):
    """What has no values is refused."""
    with pytest.raises(ValidationError):
        make(**spec)


def test_samples_follow_their_distribution():
    """A sample is the quantile function of the generator's uniform numbers."""
    gamma = make(distribution="gamma", mean=2, cv=0.6)
    expected = gamma.from_uniform(np.random.default_rng(4).random(20))
    assert gamma.sample(np.random.default_rng(4), 20).tolist() == expected.tolist()
