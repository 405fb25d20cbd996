"""Laws between runs: what never helps, what never hurts, world by world."""

from itertools import pairwise

import pytest

from scenarios.language.funding_model import FundingModel
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import funding, mmp, scenario, stage, stream
from tests.sim.test_neutrality import portfolio

STEP = stage(servers=20, effort={"distribution": "gamma", "mean": 1.5, "cv": 1})
WORLDS = range(12)
PRESETS = [FundingModel.preset("project"), FundingModel.preset("value_stream")]


def roomy(**more):
    """Six MMPs that never get in each other's way: more servers than features, more money than work."""
    bets = [mmp(f"m{k}", 3, earns=9000 + 900 * k, success_probability=0.7, ramp_quarters=0.5) for k in range(6)]
    return scenario(bets, stream("s", STEP), **more)


def outcomes(case, model):
    """Outcomes of the same worlds under one model."""
    blueprint = Blueprint(case)
    return [simulate(World(blueprint, 1, r), model).result.outcomes for r in WORLDS]


def never_better(worse, better, outcome="npv", slack=0.0):
    """Whether one list is at most the other in every world, and below it in some."""
    pairs = [(a[outcome], b[outcome]) for a, b in zip(worse, better, strict=True)]
    return all(a <= b + slack for a, b in pairs) and any(a < b for a, b in pairs)


@pytest.mark.parametrize("later", [
    {"approval_weeks": 5}, {"approval_weeks": 12.5}, {"formation_weeks": 6}, {"release_unit": "project"},
])  # fmt: skip
def test_later_never_helps_without_congestion(later):
    """Where nobody waits for anybody, later money, slower teams and joint releases never earn more."""
    assert never_better(outcomes(roomy(), funding(**later)), outcomes(roomy(), funding()))


def test_longer_approval_is_worse_step_by_step():
    """Without congestion net value falls with every further week of approval."""
    results = [outcomes(roomy(), funding(approval_weeks=weeks)) for weeks in (0, 2, 4, 8)]
    assert all(never_better(later, sooner) for sooner, later in pairwise(results))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda model: model.base)
def test_free_governance_never_hurts(preset):
    """Governance and business cases only cost money: without them net value is higher by what they cost."""
    case = portfolio(calendar={"discount_rate": 0})
    paid, free = (
        outcomes(case, model)
        for model in (preset, preset.replace(governance_per_round=0, governance_per_unit=0, business_case_share=0))
    )
    assert never_better(paid, free)
    for with_, without in zip(paid, free, strict=True):
        assert with_["benefits"] == without["benefits"]
        overhead = with_["governance_share"] * with_["cost"]
        assert without["npv"] - with_["npv"] == pytest.approx(overhead, abs=0.01)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda model: model.base)
def test_value_scales(preset):
    """Twice every amount of money in a scenario is twice every amount in the outcome."""
    one, two = (
        scenario(
            [
                mmp(f"m{k}", 4 + k, earns=100 * k * f, direct_cost=999 * f, success_probability=0.6)
                for k in range(8)
            ],
            stream("s", STEP) | {"team_cost_per_sprint": 20_000 * f},
            budget={"per_quarter": 60_000 * f},
            calendar={"discount_rate": 0.08},
        )
        for f in (1, 2)
    )
    double = preset.replace(
        governance_per_round=2 * preset.governance_per_round,
        governance_per_unit=2 * preset.governance_per_unit,
        release_cost=2 * preset.release_cost,
    )
    for a, b in zip(outcomes(one, preset), outcomes(two, double), strict=True):
        for name in ("npv", "benefits", "cost", "sunk_valueless"):
            assert b[name] == pytest.approx(2 * a[name], abs=5)
        assert b["releases"] == a["releases"]


def test_higher_discount_lowers_positive_streams():
    """The higher the discount the lower the net value where value comes after cost; dates stay."""
    rates = [outcomes(roomy(calendar={"discount_rate": rate}), funding()) for rate in (0, 0.08, 0.3)]
    benefits = [[o["benefits"] for o in results] for results in rates]
    assert benefits[0] == benefits[1] == benefits[2]
    worth = [[o["npv"] for o in results] for results in rates]
    winners = [k for k in WORLDS if worth[0][k] > 0]
    assert winners
    assert all(worth[0][k] > worth[1][k] > worth[2][k] for k in winners)


def test_more_servers_never_delay_a_single_stage():
    """One stage, first in first out: with one more server no MMP is complete later."""
    bets = [mmp(f"m{k}", 5 + k) for k in range(5)]
    noisy = {"distribution": "gamma", "mean": 1, "cv": 0.9}
    for replication in WORLDS:
        done = []
        for servers in (1, 2, 3):
            world = World(
                Blueprint(scenario(bets, stream("s", stage(servers=servers, effort=noisy)))), 1, replication
            )
            done.append([state.completed for state in simulate(world, funding()).states])
        assert all(more <= fewer for one, two in ((0, 1), (1, 2)) for fewer, more in zip(done[one], done[two],
                                                                                         strict=True))  # fmt: skip


def test_wip_limits_do_not_change_a_deterministic_bottleneck():
    """A line is as fast as its slowest stage: 30 features of 2 weeks there take 2 x 30 + 2 weeks, limit or not."""
    for limit in (None, 1, 2, 5):
        steps = [stage("a", wip_limit=limit), stage("b", effort=2, wip_limit=limit), stage("c", wip_limit=limit)]
        world = World(Blueprint(scenario([mmp("m", 30)], stream("s", *steps), calendar={"quarters": 6})), 1, 0)
        assert simulate(world, funding()).states[0].completed == 62


def test_longer_benefit_horizon_earns_more():
    """Counting benefits for longer adds what is earned then and moves no date."""
    short, long = (outcomes(roomy(calendar={"benefit_quarters": q}), funding()) for q in (6, 10))
    assert never_better(short, long, "benefits")
    assert [o["lead_time_weeks"] for o in short] == [o["lead_time_weeks"] for o in long]
