"""The comparison of models: what is gathered from the runs, precision, interruption, rules from outside."""

import numpy as np
import pytest
from scipy import special

from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario
from sim.outcomes.measures import OUTCOMES
from sim.simulation import simulate
from sim.studies.comparison import BATCH, FLOOR, Precision, compare
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import DIRECT, mmp, scenario, stage, stream
from tests.sim.test_neutrality import portfolio

NPV = list(OUTCOMES).index("npv")


def coin(**models):
    """One MMP that earns 100 000 at even odds, under models that differ in the cost of a round."""
    named = {
        name: DIRECT | {"approval_weeks": 5, "governance_per_round": cost}
        for name, cost in (models or {"a": 0}).items()
    }
    return scenario(
        [mmp("m", 4, value=100_000, success_probability=0.5)], stream("s", stage()), funding_models=named
    )


def test_outcomes_are_those_of_the_runs():
    """Each row of a comparison is one world under one model, in order."""
    result = compare(portfolio(), replications=3, seed=9)
    blueprint = Blueprint(portfolio())
    assert result.models == ("project", "value_stream")
    assert result.replications == 3
    for r in range(3):
        world = World(blueprint, 9, r)
        for j, name in enumerate(result.models):
            run = simulate(world, blueprint.scenario.funding_models[name])
            assert np.array_equal(result.outcomes[r, j], list(run.result.outcomes.values()), equal_nan=True)
            assert np.array_equal(result.cumulative[r, j], run.result.cumulative)


def test_costs_are_means_of_the_ledgers():
    """Mean cost by kind and month adds up to the mean cost of the worlds."""
    result = compare(portfolio(), replications=12)
    for j, name in enumerate(result.models):
        assert result.costs[j].sum() == pytest.approx(result.values("cost", name).mean(), abs=0.01)


def test_differences_are_world_by_world():
    """Four rounds at 100 more are 400 in every world: no spread, every world won."""
    result = compare(coin(cheap=0, dear=100), replications=10)
    d = result.difference("npv", "dear", "cheap")
    assert (d.mean, d.low, d.high, d.share_a_wins) == pytest.approx((-400, -400, -400, 0))
    assert result.difference("npv", "cheap", "dear").share_a_wins == 1
    assert result.pairs == [("dear", "cheap")]
    assert [d.outcome for d in result.differences] == [name for name, what in OUTCOMES.items() if not what.optional]


def test_precision_waits_for_the_floor():
    """Absolute precision that is reached at once still takes the first batch, which is above the floor."""
    result = compare(coin(a=0, b=100), replications=500, precision=Precision(absolute=1))
    assert result.ended == "precision"
    assert result.replications == BATCH >= FLOOR


def test_precision_that_is_never_reached():
    """Where the asked precision is out of reach the limit of worlds ends the comparison, and it says so."""
    case = portfolio()
    result = compare(case, replications=60, precision=Precision(relative=1e-6))
    assert result.ended == "replications"
    assert result.replications == 60


def test_precision_looks_at_the_paired_difference():
    """The run ends at the first batch whose half-width is below the asked share of the difference, not before."""
    slow, quick = (DIRECT | {"approval_weeks": weeks} for weeks in (26, 5))
    half_lucky = mmp("m", 4, earns=1000, success_probability=0.5)
    case = scenario([half_lucky], stream("s", stage()), funding_models={"slow": slow, "quick": quick})
    full = compare(case, replications=200)
    d = full.outcomes[:, 1, NPV] - full.outcomes[:, 0, NPV]
    half = [
        special.stdtrit(n - 1, 0.975) * d[:n].std(ddof=1) / n**0.5 / abs(d[:n].mean()) for n in (50, 100, 150, 200)
    ]
    asked = half[0] * 0.8
    expected = next((n for n, h in zip((50, 100, 150, 200), half, strict=True) if h <= asked), 200)
    result = compare(case, replications=200, precision=Precision(relative=asked))
    assert result.replications == expected > 50
    assert np.array_equal(result.outcomes, full.outcomes[: result.replications], equal_nan=True)


def test_progress_and_interruption():
    """Progress counts finished worlds; an interrupt keeps those that are done."""
    seen = []
    compare(coin(), replications=25, progress=seen.append)
    assert seen == [10, 20, 25]

    def stop(done):
        if done >= 20:
            raise KeyboardInterrupt

    result = compare(coin(), replications=100, progress=stop)
    assert (result.ended, result.replications) == ("interrupted", 20)


def test_an_interrupt_before_anything_is_an_interrupt(monkeypatch):
    """Interrupted before the first worlds are there, there is nothing to keep."""

    def interrupted(*_, **__):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr("sim.studies.comparison.chunks", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compare(coin(), replications=10)


def test_median_world():
    """The median world has as many worlds with a lower difference as with a higher one."""
    result = compare(portfolio(), replications=11)
    d = result.outcomes[:, 1, NPV] - result.outcomes[:, 0, NPV]
    assert (d < d[result.median_world()]).sum() == 5


def test_a_selection_rule_from_outside():
    """A rule handed in by the caller decides; without it a model that names it cannot run."""
    case = scenario([mmp("p", 3), mmp("q", 1)], funding_models={"ours": DIRECT | {"selection": "optimiser"}})

    def last_first(round_):
        return [candidate.unit for candidate in reversed(round_.candidates)]

    run = compare(case, replications=1, selections={"optimiser": last_first}).rerun(
        0, "ours", {"optimiser": last_first}
    )
    assert [state.completed for state in run.states] == [4, 1]
    with pytest.raises(KeyError):
        compare(case, replications=1)


def test_unknown_model():
    """A model that the scenario does not have is a KeyError, before any world is run."""
    with pytest.raises(KeyError):
        compare(coin(), models=["nobody"])


def test_what_a_simulation_lacks():
    """A planner's file has no streams or no features: every lack is named."""
    planner = Scenario.model_validate({"budget": {"per_quarter": 1}, "mmps": [{"id": "p", "value": 5}]})
    with pytest.raises(ScenarioError, match="value_streams"):
        compare(planner)
    half = scenario([mmp("p", None), mmp("q", 1)])
    with pytest.raises(ScenarioError, match='"p" has no work items'):
        compare(half)
    homeless = scenario([{"id": "p", "features": 3}])
    with pytest.raises(ScenarioError, match="no value stream"):
        compare(homeless)
    idle = scenario([mmp("p", 1)], stream("s", stage(effort=0)))
    with pytest.raises(ScenarioError, match="effort of 0"):
        compare(idle)
