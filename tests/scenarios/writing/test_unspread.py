"""What has no stated spread is named, with the preset to add."""

import pytest

from scenarios.language.presets import cautious_spread, distribution_presets, number_presets
from scenarios.writing.unspread import without_spread
from tests.sim.cases import mmp, scenario, stream

CERTAIN = [mmp("a", 2, earns=10), mmp("b", 3, earns=5)]


def test_everything_is_certain():
    """A scenario that states nothing is told of scope, value and success, each with its remedy."""
    found = without_spread(scenario(CERTAIN))
    assert [one.what for one in found] == ["scope", "value", "success"]
    assert "scope_growth: cautious_scope" in found[0].remedy
    assert "value: cautious_value" in found[1].remedy
    assert "0.5 (cautious_success)" in found[2].remedy


def test_the_presets_are_the_cure():
    """With the presets written in, nothing is left to say."""
    bets = [{**one, "success_probability": number_presets()["cautious_success"].value} for one in CERTAIN]
    assert without_spread(scenario(bets, uncertainty=cautious_spread())) == []


@pytest.mark.parametrize(
    ("mmps", "uncertainty", "left"),
    [
        (CERTAIN, {"market": {"volatility": 0.1}}, ["scope", "success"]),
        ([{**one, "mandatory": True} for one in CERTAIN], {}, ["scope", "value"]),
        ([mmp("a", 2)], {}, ["scope"]),
    ],
)
def test_what_can_be_certain(mmps, uncertainty, left):
    """Value that drifts has a spread; what is mandatory need not fail; without a claim there is no value."""
    assert [one.what for one in without_spread(scenario(mmps, uncertainty=uncertainty))] == left


def test_nothing_to_spread_in_the_laboratory():
    """A scenario without MMPs has no work to be certain of."""
    flow = scenario([], stream(arrivals={"kind": "poisson", "rate": 0.5}))
    assert without_spread(flow) == []


def test_cautious_value_and_success_make_what_large_it_realised():
    """Chance times mean given success is the 0.44 of the claim that large IT realised."""
    value = distribution_presets()["cautious_value"].value["mean"]
    assert value * number_presets()["cautious_success"].value == pytest.approx(0.44)
