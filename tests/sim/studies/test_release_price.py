"""The price of a release at which small releases stop paying."""

import numpy as np
import pytest
from scipy import stats

from sim.simulation import simulate, value
from sim.studies.comparison import compare
from sim.studies.release_price import fieller, release_price
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import DIRECT, funding, mmp, scenario, stage, stream

BUNDLE = [{"id": "all", "mmps": ["p", "q"]}]


def case(**more):
    """P is out in week 1 instead of week 5, where q is: four weeks earlier, at the price of one release more."""
    models = {"mine": {**DIRECT, **more}}
    return scenario([mmp("p", 1, earns=700), mmp("q", 4, earns=50)], projects=BUNDLE, funding_models=models)


@pytest.mark.parametrize("cost", [0.0, 2500.0])
def test_break_even_by_hand(cost):
    """Four weeks at 700 a week for one more release: 2,800, whatever a release costs in the scenario."""
    found = release_price(case(release_cost=cost), "mine", replications=2)
    assert (found.gain, found.more_releases, found.break_even) == (2800, 1, 2800)
    assert (found.low, found.high) == (2800, 2800)


def test_effort_is_part_of_the_gain():
    """With a week of work on each release p is out in week 2, q in week 7; as a bundle both in week 6."""
    found = release_price(case(release_effort=1), "mine", replications=1)
    assert (found.gain, found.low) == (4 * 700 - 50, None)


def test_no_price_where_nothing_is_gained():
    """Without benefits small releases gain nothing, and there is no price to name."""
    models = {"mine": DIRECT}
    free = scenario([mmp("p", 1), mmp("q", 4)], projects=BUNDLE, funding_models=models)
    found = release_price(free, "mine", replications=2)
    assert (found.gain, found.more_releases, found.break_even, found.low) == (0, 1, None, None)


def test_at_the_break_even_nothing_is_gained():
    """Charged the break-even price, both ways of releasing are worth the same."""
    price = release_price(case(), "mine", replications=1).break_even
    models = {
        "small": {**DIRECT, "release_cost": price},
        "large": {**DIRECT, "release_cost": price, "release_unit": "project"},
    }
    found = compare(case().replace(funding_models=models), replications=1)
    assert found.values("npv", "small") == found.values("npv", "large")


@pytest.mark.parametrize("unit", ["mmp", "project"])
def test_one_run_at_any_price_is_a_run_at_that_price(unit):
    """What a release costs decides nothing: worth at a price is that of a run charged it."""
    mmps = [mmp("p", 3, earns=700), mmp("q", 9, earns=50)]
    own = scenario(mmps, stream("s", stage(), release_cost=700), projects=BUNDLE)
    free = value(World(Blueprint(own), 1, 0), funding(release_unit=unit))
    world = World(Blueprint(scenario(mmps, projects=BUNDLE)), 1, 0)
    charged = simulate(world, funding(release_unit=unit, release_cost=2500))
    assert free.at_release_price(2500) == charged.result.outcomes["npv"] != free.npv


def test_fieller_is_the_inverted_test():
    """At its ends a t test of the difference just rejects; without spread below it is the t interval."""
    rng = np.random.default_rng(1)
    top, bottom = rng.normal(5, 2, 40), rng.normal(3, 1, 40)
    for end in fieller(top, bottom):
        assert stats.ttest_1samp(top - end * bottom, 0.0).pvalue == pytest.approx(0.05)
    plain = stats.t.interval(0.95, 39, top.mean(), top.std(ddof=1) / np.sqrt(40))
    assert fieller(top, np.full(40, 2.0)) == pytest.approx(tuple(end / 2 for end in plain))
    assert fieller(top, rng.normal(0, 1, 40)) == (None, None)
