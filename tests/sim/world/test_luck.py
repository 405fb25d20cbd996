"""Luck is addressed by purpose: nothing that is added or asked in another order changes what is there."""

import numpy as np
import pytest
from scipy import stats

from sim.world.blueprint import Blueprint
from sim.world.luck import Luck
from sim.world.world import World
from tests.sim.cases import mmp, scenario, stage, stream

NOISY = {"distribution": "gamma", "mean": 1, "cv": 0.8}
UNCERTAIN = {
    "scope_growth": {"distribution": "lognormal", "mean": 1.2, "cv": 0.4},
    "value": {"distribution": "lognormal", "mean": 0.8, "cv": 0.5},
    "market": {"volatility": 0.2, "arrivals_per_quarter": 1.5, "templates": [mmp("idea", 4, on="a", earns=10)]},
}
STEP = stage(
    effort=NOISY, rework={"probability": 0.2, "to": "work"}, blockers={"probability": 0.3, "duration": NOISY}
)
BETS = [mmp("p", 6, on="a", success_probability=0.6), mmp("q", 9, on="b", success_probability=0.3)]


def world(mmps=(), streams=(), replication=3, seed=1, **more):
    """The same two MMPs, with whatever else there is around them."""
    case = scenario([*BETS, *mmps], stream("a", STEP), stream("b", STEP), *streams,
                    **{"uncertainty": UNCERTAIN} | more)  # fmt: skip
    return World(Blueprint(case), seed, replication)


def luck_of(place, name):
    """Everything luck decides about one MMP."""
    index = [plan.id for plan in place.mmps].index(name)
    fate, plan = place.fates[index], place.mmps[index]
    line = place.blueprint.streams[plan.home]
    (n,) = fate.features
    later = place.later_visit(name, n, line, 0, 2)
    first = place.visits(name, n, line)[0]
    return (
        fate.features,
        fate.success,
        fate.multiplier,
        fate.signal,
        fate.lottery,
        fate.market.tolist(),
        first,
        later,
    )


def test_blocks_are_addressed():
    """The same purpose gives the same numbers in any order; a longer block begins with the shorter one."""
    one, two = Luck(5, 2), Luck(5, 2)
    first = one.uniforms(10, "mmp", "effort"), one.uniforms(3, "other")
    second = two.uniforms(3, "other"), two.uniforms(4, "mmp", "effort")
    assert first[0][:4].tolist() == second[1].tolist()
    assert first[1].tolist() == second[0].tolist()


@pytest.mark.parametrize(
    "address", [(5, 3, ("a", "b")), (6, 2, ("a", "b")), (5, 2, ("ab",)), (5, 2, ("a", "b", ""))]
)
def test_other_addresses_give_other_numbers(address):
    """Another seed, replication or purpose is another stream; where one word ends and the next begins matters."""
    seed, replication, purpose = address
    mine, other = Luck(5, 2).uniforms(50, "a", "b"), Luck(seed, replication).uniforms(50, *purpose)
    assert not np.isin(mine, other).any()


def test_numbers_are_uniform_and_independent():
    """The first numbers of many purposes and replications are uniform, and neighbours are not correlated."""
    u = np.array([[Luck(1, r).uniform("x", str(k)) for k in range(60)] for r in range(60)])
    assert stats.kstest(u.ravel(), "uniform").pvalue > 0.01
    assert abs(np.corrcoef(u[:-1].ravel(), u[1:].ravel())[0, 1]) < 0.05
    assert abs(np.corrcoef(u[:, :-1].ravel(), u[:, 1:].ravel())[0, 1]) < 0.05


NEIGHBOURS = {
    "another MMP": {"mmps": [mmp("z", 30, on="a")]},
    "another stream": {"streams": [stream("c", STEP, arrivals={"kind": "poisson", "rate": 2})]},
    "another horizon of money": {"budget": {"per_quarter": 5}},
    "funding models": {"funding_models": {"x": {"base": "project", "cadence_weeks": 7}}},
    "no new ideas": {"uncertainty": UNCERTAIN | {"market": {"volatility": 0.2}}},
    "another template": {
        "uncertainty": UNCERTAIN
        | {"market": UNCERTAIN["market"] | {"templates": [mmp("idea", 4, on="a"), mmp("new", 2, on="b")]}}
    },
    "other evidence": {"uncertainty": UNCERTAIN | {"evidence": {"share": 0.1}}},
}


@pytest.mark.parametrize("change", NEIGHBOURS)
def test_neighbours_do_not_change_luck(change):
    """What else a scenario holds changes nothing about an MMP's fate and work."""
    for name in "pq":
        assert luck_of(world(**NEIGHBOURS[change]), name) == luck_of(world(), name)


def test_another_stage_leaves_the_others_alone():
    """A new stage brings luck of its own; the efforts in the old one stay."""
    before = world().visits("p", 6, world().blueprint.streams[0])[0]
    case = scenario(BETS, stream("a", stage("new", effort=NOISY), STEP), stream("b", STEP), uncertainty=UNCERTAIN)
    place = World(Blueprint(case), 1, 3)
    n = place.fates[0].features[0]
    new, old = place.visits("p", n, place.blueprint.streams[0])
    assert old[0][:6] == before[0][:6]
    assert new[0] != old[0]


def test_order_of_mmps_does_not_matter():
    """The same MMPs in another order have the same luck."""
    case = scenario(BETS[::-1], stream("b", STEP), stream("a", STEP), uncertainty=UNCERTAIN)
    for name in "pq":
        assert luck_of(World(Blueprint(case), 1, 3), name) == luck_of(world(), name)


def test_another_distribution_keeps_the_ranks():
    """Efforts come from the same uniform numbers: with twice the mean every effort is twice as long."""
    double = stage(effort=NOISY | {"mean": 2})
    case = scenario(BETS, stream("a", double), stream("b", STEP), uncertainty=UNCERTAIN)
    place = World(Blueprint(case), 1, 3)
    (n,) = place.fates[0].features
    long, short = (w.visits("p", n, w.blueprint.streams[0])[0][0] for w in (place, world()))
    assert long == pytest.approx([2 * effort for effort in short])


def test_worlds_differ():
    """Another replication or seed is another world."""
    fates = {luck_of(world(replication=r, seed=s), "p")[5][1] for r in range(5) for s in (1, 2)}
    assert len(fates) == 10


def test_fates_follow_their_chances():
    """Success, scope, value, signals and new ideas have the stated frequencies and means (2 000 worlds)."""
    blueprint = Blueprint(scenario([mmp("m", 100, success_probability=0.6)], uncertainty={
        "scope_growth": {"distribution": "uniform", "low": 1, "high": 2},
        "value": {"distribution": "triangular", "low": 0, "mode": 1, "high": 2}, "failure_value": 0.25,
        "evidence": {"sensitivity": 0.9, "specificity": 0.7},
        "market": {"volatility": 0.3, "arrivals_per_quarter": 2, "templates": [mmp("idea", 4)]},
    }))  # fmt: skip
    worlds = [World(blueprint, 1, r) for r in range(2000)]
    fates = [place.fates[0] for place in worlds]
    won = [fate for fate in fates if fate.success]
    lost = [fate for fate in fates if not fate.success]
    assert len(won) / 2000 == pytest.approx(0.6, abs=3 * (0.24 / 2000) ** 0.5)
    assert np.mean([fate.features[0] for fate in fates]) == pytest.approx(150, abs=3 * 29 / 2000**0.5)
    assert np.mean([fate.multiplier for fate in won]) == pytest.approx(1, abs=3 * 0.41 / 1200**0.5)
    assert {fate.multiplier for fate in lost} == {0.25}
    assert np.mean([fate.signal for fate in won]) == pytest.approx(0.9, abs=3 * (0.09 / 1200) ** 0.5)
    assert np.mean([fate.signal for fate in lost]) == pytest.approx(0.3, abs=3 * (0.21 / 800) ** 0.5)
    levels = np.array([fate.market for fate in fates])
    assert (levels[:, 0] == 1).all()
    assert levels.shape == (2000, 8)
    assert np.log(levels[:, 4]).std() == pytest.approx(0.6, rel=0.05)
    assert levels.mean(axis=0) == pytest.approx(np.ones(8), abs=3 * 0.95 / 2000**0.5)
    ideas = np.array([len(place.mmps) - 1 for place in worlds])
    assert ideas.mean() == pytest.approx(6, abs=3 * (6 / 2000) ** 0.5)
    assert ideas.var() == pytest.approx(6, rel=0.12)
    assert {plan.appears for place in worlds for plan in place.mmps[1:]} == {13, 26, 39}
