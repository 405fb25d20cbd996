"""Distributions: what they say about themselves is what their values show."""

from typing import get_args

import numpy as np
import pytest
from pydantic import TypeAdapter
from scipy import special

from scenarios.language.funding_model import IDENTITY, MECHANISMS, Base, FundingModel
from scenarios.quantities.distributions import Distribution
from scenarios.quantities.presets import GRADES, distribution_presets, funding_presets, switching_presets

READ = TypeAdapter(Distribution)
GRID = (np.arange(400_000) + 0.5) / 400_000

CASES = {
    "constant": (3, 3, 0),
    "exponential": ({"distribution": "exponential", "mean": 2}, 2, 1),
    "gamma": ({"distribution": "gamma", "mean": 2, "cv": 0.5}, 2, 0.5),
    "erlang": ({"distribution": "erlang", "mean": 3, "k": 4}, 3, 0.5),
    "lognormal": ({"distribution": "lognormal", "mean": 2, "cv": 0.7}, 2, 0.7),
    "weibull-1-is-exponential": ({"distribution": "weibull", "mean": 5, "shape": 1}, 5, 1),
    "uniform": ({"distribution": "uniform", "low": 1, "high": 3}, 2, 12**-0.5),
    "triangular": ({"distribution": "triangular", "low": 0, "mode": 0, "high": 3}, 1, 0.5**0.5),
    "pert": ({"distribution": "pert", "low": 0, "mode": 3, "high": 6}, 3, 7**-0.5),
    # capped at twice its smallest value, alpha 1: mean 1 + ln 2, second moment 1 + 2 x 1 = 3
    "pareto": (
        {"distribution": "pareto", "low": 1, "alpha": 1, "cap": 2},
        1 + np.log(2),
        (3 - (1 + np.log(2)) ** 2) ** 0.5 / (1 + np.log(2)),
    ),
    "empirical": ({"distribution": "empirical", "values": [4, 1, 1, 2]}, 2, (22 / 4 - 4) ** 0.5 / 2),
    # half 1, half 3: mean 2, standard deviation 1
    "mixture": ({"distribution": "mixture", "parts": [{"weight": 2, "of": 1}, {"weight": 2, "of": 3}]}, 2, 0.5),
}


@pytest.mark.parametrize(("written", "mean", "cv"), CASES.values(), ids=CASES)
def test_mean_and_cv_are_the_textbook_ones_and_those_of_the_values(written, mean, cv):
    """The stated moments equal the formula's by hand and the averages over evenly spread luck."""
    distribution = READ.validate_python(written)
    values = distribution.from_uniform(GRID)
    assert distribution.mean == pytest.approx(mean)
    assert distribution.cv == pytest.approx(cv)
    assert values.mean() == pytest.approx(mean, rel=2e-3)
    assert values.std() == pytest.approx(cv * mean, rel=2e-2, abs=1e-12)


@pytest.mark.parametrize("written", [case[0] for case in CASES.values()], ids=CASES)
def test_luck_has_its_own_value_and_no_memory(written):
    """One uniform number makes one value, the same alone and in company; extremes stay finite and not negative."""
    distribution = READ.validate_python(written)
    luck = np.array([0.0, 0.25, 0.5, 0.9, np.nextafter(1, 0)])
    together = distribution.from_uniform(luck)
    assert np.array_equal(together, np.concatenate([distribution.from_uniform(luck[i : i + 1]) for i in range(5)]))
    assert np.all(np.isfinite(together))
    assert np.all(together >= 0)
    if distribution.distribution != "mixture":
        assert np.all(np.diff(together) >= 0)
    sample = distribution.sample(np.random.default_rng(1), 5)
    assert np.array_equal(sample, distribution.from_uniform(np.random.default_rng(1).random(5)))


def test_median_and_sigma_are_another_spelling_of_the_lognormal():
    """Median m and sigma s mean an expected value of m exp(s^2 / 2)."""
    distribution = READ.validate_python({"distribution": "lognormal", "median": 2, "sigma": 0.5})
    assert distribution.mean == pytest.approx(2 * np.exp(0.125))
    assert distribution.from_uniform(np.array([0.5]))[0] == pytest.approx(2)


def test_every_preset_has_a_source_a_grade_and_a_meaning():
    """No number without its source; the two funding presets set every mechanism."""
    presets = [*distribution_presets().values(), *switching_presets().values()]
    presets += [preset for model in funding_presets().values() for preset in model.values()]
    assert all(preset.source and preset.grade in GRADES for preset in presets)
    assert all(READ.validate_python(name).mean > 0 for name in distribution_presets())
    settings = {setting for group in MECHANISMS.values() for setting in group}
    for base in get_args(Base):
        assert set(funding_presets()[base]) == settings
        assert FundingModel.model_validate(base) == FundingModel.preset(base)
    assert settings | IDENTITY | {"streams", "transition"} == set(FundingModel.model_fields)


@pytest.mark.parametrize(("name", "shape"), [("gamma", 4.0), ("erlang", 4.0)])
def test_kept_quantiles_are_those_of_their_numbers(name, shape):
    """The same numbers again give the same values, another mean scales them, and nobody can change what is kept."""
    spec, mean, _ = CASES[name]
    u = np.array([[0.1, 0.5], [0.9, 0.0]])
    first = READ.validate_python(spec).from_uniform(u)
    assert first.tolist() == (special.gammaincinv(shape, u) * (mean / shape)).tolist()
    again = first.copy()
    first[:] = 0.0
    assert READ.validate_python(spec).from_uniform(u).tolist() == again.tolist()
    double = READ.validate_python({**spec, "mean": 2 * mean}).from_uniform(u)
    assert double == pytest.approx(2 * again)
    assert READ.validate_python(spec).from_uniform(u[::-1]).tolist() == again[::-1].tolist()
