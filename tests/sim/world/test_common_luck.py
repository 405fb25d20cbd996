"""Luck that MMPs of one project or objective share."""

import numpy as np
import pytest

from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import mmp, scenario

WORLDS = 1500


def portfolio(common):
    """Two MMPs of one project and objective, one of that objective only, and one by itself."""
    mmps = [
        mmp("a", success_probability=0.5, objective="o", earns=1),
        mmp("b", success_probability=0.5, objective="o", earns=1),
        mmp("c", success_probability=0.5, objective="o", earns=1),
        mmp("d", success_probability=0.5, earns=1),
    ]
    projects = [{"id": name, "mmps": members} for name, members in (("P", ["a", "b"]), ("Q", ["c"]), ("R", ["d"]))]
    uncertainty = {"value": {"distribution": "uniform", "low": 0, "high": 1}} | common
    return Blueprint(scenario(mmps, objectives=[{"id": "o"}], projects=projects, uncertainty=uncertainty))


def successes(common):
    blueprint = portfolio(common)
    return np.array([[fate.success for fate in World(blueprint, 1, k).fates] for k in range(WORLDS)], dtype=float)


def test_no_common_luck_is_the_same_luck():
    """A correlation of zero is no correlation stated, to the bit; and scope and signals never change."""
    plain, zero, shared = (
        World(portfolio(common), 3, 7).fates
        for common in ({}, {"common": {"project": 0, "objective": 0}}, {"common": {"project": 0.9}})
    )
    assert [f.multiplier for f in plain] == [f.multiplier for f in zero]
    assert [f.features for f in plain] == [f.features for f in shared]
    assert plain[3].lottery == shared[3].lottery


def test_correlation_by_the_arcsine_law():
    """Two events of chance one half with scores of correlation r have correlation (2 / pi) arcsin r."""
    found = np.corrcoef(successes({"common": {"project": 0.6, "objective": 0.3}}).T)
    expected = {(0, 1): 0.9, (0, 2): 0.3, (1, 2): 0.3, (0, 3): 0.0}
    for (i, j), r in expected.items():
        assert found[i, j] == pytest.approx(2 / np.pi * np.arcsin(r), abs=4 / np.sqrt(WORLDS))


def test_what_each_may_expect_stays():
    """Common luck changes nobody's chance of success."""
    share = successes({"common": {"project": 1.0}}).mean(axis=0)
    assert share == pytest.approx([0.5] * 4, abs=4 * 0.5 / np.sqrt(WORLDS))


def test_one_project_one_fate():
    """With a correlation of one, MMPs of a project succeed or fail together."""
    found = successes({"common": {"project": 1.0}})
    assert (found[:, 0] == found[:, 1]).all()
    assert (found[:, 0] != found[:, 2]).any()


def test_impossible_correlations_are_refused():
    """Two correlations that exceed one together say which to lower."""
    with pytest.raises(ValueError, match="above 1"):
        portfolio({"common": {"project": 0.7, "objective": 0.4}})
