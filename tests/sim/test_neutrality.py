"""The comparison is not tilted: equal mechanisms, equal outcomes; whoever else takes part changes nothing."""

import numpy as np
import pytest

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from sim.simulation import simulate
from sim.studies.comparison import Comparison, compare
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream

NOISY = {"distribution": "gamma", "mean": 0.8, "cv": 0.7}
PRESETS = {name: FundingModel.preset(name) for name in ("project", "value_stream")}


def portfolio(**more) -> Scenario:
    """A dozen uncertain MMPs on two streams with rework, blockers, unplanned work and new ideas."""
    line = [
        stage("build", servers=2, effort=NOISY, wip_limit=4),
        stage("check", effort=NOISY, wip_limit=2, rework={"probability": 0.15, "to": "build"}),
    ]
    mmps = [
        mmp(f"m{k}", 4 + k, on="ab"[k % 2], earns=200 + 37 * k, success_probability=0.5 + 0.03 * k,
            direct_cost=1000 * k, appears_quarter=1 + k % 3, objective="one" if k < 6 else "two")
        for k in range(12)
    ]  # fmt: skip
    return scenario(
        mmps,
        stream("a", *line, blockers={"probability": 0.1, "duration": 1}, arrivals={"kind": "poisson", "rate": 0.3}),
        stream("b", *line, switching_loss="mild"),
        objectives=[{"id": "one"}, {"id": "two"}],
        uncertainty={
            "scope_growth": {"distribution": "lognormal", "mean": 1.2, "cv": 0.3},
            "market": {
                "volatility": 0.1,
                "arrivals_per_quarter": 1,
                "templates": [mmp("idea", 5, on="b", earns=400)],
            },
        },
        **{"budget": {"per_quarter": 90_000, "carry_over": 0.5}, "calendar": {"discount_rate": 0.08}} | more,
    )


def same(a: Comparison, b: Comparison, models) -> bool:
    """Whether two comparisons hold bit-identical numbers for these models."""
    return all(
        np.array_equal(a.outcomes[:, a.models.index(m)], b.outcomes[:, b.models.index(m)], equal_nan=True)
        and np.array_equal(a.cumulative[:, a.models.index(m)], b.cumulative[:, b.models.index(m)])
        and np.array_equal(a.costs[a.models.index(m)], b.costs[b.models.index(m)])
        and np.array_equal(a.kanban[a.models.index(m)], b.kanban[b.models.index(m)])
        for m in models
    )


@pytest.mark.parametrize("name", PRESETS)
def test_equal_mechanisms_equal_outcomes(name):
    """A model with the settings of the other preset is the other preset: bit-identical in every world."""
    other = "project" if name == "value_stream" else "value_stream"
    settings = PRESETS[name].model_dump() | {"base": other}
    result = compare(portfolio(funding_models={"one": PRESETS[name], "two": settings}), replications=6)
    assert np.array_equal(result.outcomes[:, 0], result.outcomes[:, 1], equal_nan=True)
    assert np.array_equal(result.cumulative[:, 0], result.cumulative[:, 1])
    assert np.array_equal(result.costs[0], result.costs[1])


def test_models_do_not_disturb_each_other():
    """A model's numbers are the same alone, in company and in another order."""
    everybody = compare(portfolio(funding_models=PRESETS | {"third": funding()}), replications=5)
    pair = compare(portfolio(funding_models=PRESETS), replications=5, models=["value_stream", "project"])
    alone = compare(portfolio(funding_models=PRESETS), replications=5, models=["project"])
    assert same(everybody, pair, ["project", "value_stream"])
    assert same(everybody, alone, ["project"])


def test_workers_do_not_change_results():
    """Two processes give the numbers of one, bit by bit and in the same order."""
    case = portfolio()
    one, two = (compare(case, replications=25, workers=n, models=["value_stream"]) for n in (1, 2))
    assert same(one, two, ["value_stream"])
    assert all(np.array_equal(a, b) for a, b in zip(one.lead_times, two.lead_times, strict=True))
    assert np.array_equal(one.features, two.features)


def test_first_worlds_stay_when_more_are_run():
    """The first worlds of a long study are the worlds of a short one."""
    long, short = (compare(portfolio(), replications=n, models=["project"]) for n in (12, 5))
    assert np.array_equal(long.outcomes[:5], short.outcomes, equal_nan=True)


def test_a_run_can_be_repeated():
    """A world is not used up: simulated again, also after another model, it gives the same visits and books."""
    world = World(Blueprint(portfolio()), 1, 2)
    first = simulate(world, PRESETS["project"])
    simulate(world, PRESETS["value_stream"])
    again = simulate(world, PRESETS["project"])
    assert np.array_equal(first.visits, again.visits, equal_nan=True)
    assert np.array_equal(first.ledger.cents, again.ledger.cents)
    fresh = simulate(World(Blueprint(portfolio()), 1, 2), PRESETS["project"])
    assert np.array_equal(first.visits, fresh.visits, equal_nan=True)


def test_rerun_shows_the_same_world():
    """The detail of one world is the world that was compared."""
    result = compare(portfolio(), replications=4)
    for name in result.models:
        outcomes = result.rerun(3, name).result.outcomes
        assert np.array_equal(
            list(outcomes.values()), result.outcomes[3, result.models.index(name)], equal_nan=True
        )


def test_same_people_same_work():
    """Both presets pay the same people for the same candidate work."""
    result = compare(portfolio(), replications=5)
    assert result.same_payroll
    assert result.same_work


def test_arrivals_come_after_activation():
    """At one instant MMPs are activated before unplanned work arrives: in week 1 the MMP's features are first."""
    every = {"kind": "deterministic", "every_weeks": 1}
    case = scenario([mmp("m", 2)], stream("s", stage(effort=2), arrivals=every), calendar={"quarters": 1})
    assert dates(run(case, funding(approval_weeks=1)), "completed") == {"m": 5}


def test_money_at_the_instant_of_a_release():
    """At one instant releases come before funding: what is released in week 13 is no commitment in week 13."""
    case = scenario([mmp("p", 13), mmp("q", 3, after=["p"], appears_quarter=2)])
    outcome = run(case, funding(governance_per_unit=1))
    assert dates(outcome, "activated") == {"p": 0, "q": 13}
    assert outcome.result.outcomes["governance_share"] == pytest.approx((1 + 1) / (52_000 + 2))


def test_activation_at_the_instant_of_a_pull():
    """At one instant activation comes before pulls: an expedited MMP gets the server that is free then."""
    case = scenario([mmp("p", 20), mmp("e", 1, class_of_service="expedite", appears_quarter=2)])
    assert dates(run(case), "completed") == {"p": 21, "e": 14}
