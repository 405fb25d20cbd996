"""Questions asked in passing, in worlds that are drawn anyway."""

import numpy as np

from scenarios.loader import load
from sim.studies.asides import NetValue, SmallReleases
from sim.studies.comparison import compare, compare_beside


def test_answers_are_those_of_the_models_themselves():
    """Net present value in passing is that of a comparison; one for the first worlds is asked there alone."""
    tiny = load("tiny")
    second = tiny.funding_models["value_stream"]
    asides = (NetValue(second), SmallReleases(second, 1, 0.0, worlds=3), NetValue(second, worlds=11))
    found, (worth, small, first) = compare_beside(tiny, ("project", "value_stream"), asides, replications=12)
    npv = compare(tiny, models=["value_stream"], replications=12).values("npv", "value_stream")
    assert np.array_equal(worth[:, 0], npv)
    assert np.array_equal(found.values("npv", "value_stream"), npv)
    assert small.shape == (3, 4)
    assert np.array_equal(small[:, 0], npv[:3])
    assert np.array_equal(first[:, 0], npv[:11])
