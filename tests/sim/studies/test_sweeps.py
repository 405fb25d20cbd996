"""Sweeps and the study behind them: the same numbers as single comparisons, each simulated once."""

import math

import numpy as np
import pytest

from scenarios.faults import ScenarioError
from scenarios.loader import load
from scenarios.scenario import Scenario
from scenarios.variation.axis import Axis, axis_of, parse_axis
from scenarios.variation.variants import vary
from sim.execution.pool import Pool
from sim.lab.laboratory import run_flow
from sim.outcomes.measures import OUTCOMES
from sim.outcomes.statistics import mean_interval
from sim.studies.cases import BLOCK, Case, Outcomes, Study
from sim.studies.comparison import compare
from sim.studies.flow_sweeps import flow_outcomes, flow_sweep
from sim.studies.sweeps import Sweep, sweep
from tests.sim.cases import DIRECT, mmp, scenario, stage, stream

PAIR = ("project", "value_stream")


def portfolio(**changes):
    """One stream that works off ten features a quarter, with luck in effort, scope, value and success."""
    effort = {"distribution": "gamma", "mean": 1.2, "cv": 0.6}
    work = [mmp(f"m{k}", 3 + k, earns=300 * k, success_probability=0.6) for k in range(5)]
    spread = {"distribution": "lognormal", "mean": 1.0, "cv": 0.5}
    return scenario(
        work,
        stream("s", stage(effort=effort, servers=2, wip_limit=4)),
        uncertainty={"scope_growth": spread, "value": spread},
        budget={"per_quarter": 30_000},
        **changes,
    )


@pytest.fixture(scope="module")
def small():
    return portfolio()


def test_points_equal_single_comparisons_bit_for_bit(small):
    """At every point, outcomes are those of a comparison of the varied scenario."""
    axes = [
        axis_of(small, "funding_models.value_stream.cadence_weeks", (6.5, 13)),
        axis_of(small, "uncertainty.value.cv", (0.1, 0.9)),
    ]
    found = sweep(small, axes, models=PAIR, replications=BLOCK + 3)
    for point, at in zip(found.points, found.values, strict=True):
        varied = vary(small, dict(zip((axis.path for axis in axes), at, strict=True)))
        single = compare(varied, models=PAIR, replications=BLOCK + 3)
        assert np.array_equal(point.values, single.outcomes, equal_nan=True)


def test_workers_do_not_change_results(small):
    """Two processes give the same bits as one."""
    axes = [axis_of(small, "funding_models.project.approval_weeks", (0, 10))]
    one, two = (sweep(small, axes, models=PAIR, replications=12, pool=Pool(workers)) for workers in (1, 2))
    for a, b in zip(one.points, two.points, strict=True):
        assert np.array_equal(a.values, b.values, equal_nan=True)


def test_what_cases_share_is_simulated_once(small):
    """One model changes along the sweep, so the other runs once per world; more worlds run what is new."""
    cases = [Case(vary(small, {"funding_models.value_stream.cadence_weeks": c}), PAIR) for c in (13, 26, 52)]
    study = Study()
    study.run(cases, 5)
    assert study.finished == 4 * 5
    study.run(cases, 5)
    assert study.finished == 4 * 5
    study.run(cases, BLOCK)
    assert study.finished == 4 * (5 + BLOCK)  # an incomplete block is run again
    study.run(cases, 2 * BLOCK)
    assert study.finished == 4 * (5 + 2 * BLOCK)


def test_models_that_live_by_other_rules_follow_them(small):
    """A hybrid changes when the model that it refers to changes."""
    models = {**small.funding_models, "hybrid": {"base": "value_stream", "streams": {"s": "project"}}}
    both = small.replace(funding_models=models)
    axes = [axis_of(both, "funding_models.project.approval_weeks", (0, 26))]
    found = sweep(both, axes, models=("hybrid",), replications=3)
    for point, weeks in zip(found.points, (0, 26), strict=True):
        varied = vary(both, {"funding_models.project.approval_weeks": weeks})
        single = compare(varied, models=("hybrid",), replications=3)
        assert np.array_equal(point.values, single.outcomes, equal_nan=True)
    assert not np.array_equal(found.points[0].values, found.points[1].values, equal_nan=True)


def test_an_interrupt_keeps_the_worlds_that_every_point_has(small):
    """Finished blocks stay, cut to what all points share."""
    axes = [axis_of(small, "uncertainty.value.cv", (0.1, 0.5))]
    calls = []

    def stop(done, planned):
        calls.append((done, planned))
        if len(calls) == 7:  # three blocks of each point, and one of the next three of the first
            raise KeyboardInterrupt

    found = sweep(small, axes, models=("project",), replications=50, progress=stop)
    assert found.ended == "interrupted"
    assert found.replications == 3 * BLOCK
    assert calls[-1][1] == 100
    calls = [None] * 6
    with pytest.raises(KeyboardInterrupt):
        sweep(small, axes, models=("project",), replications=50, progress=stop)


def certain(**changes):
    """One MMP of four features, a week each, that earns 1 000 a week when it is out; no luck at all."""
    models = {"project": DIRECT | changes, "value_stream": DIRECT}
    return scenario([mmp("m", 4, earns=1000)], calendar={"benefit_quarters": 4}, funding_models=models)


def test_values_by_hand():
    """Approval delays the benefit of 1 000 a week: net present value falls by 1 000 for every week."""
    case = certain()
    found = sweep(
        case, [axis_of(case, "funding_models.project.approval_weeks", (0, 1, 5))], models=PAIR, replications=3
    )
    npv = [found.interval(k, "npv", "project")[1] for k in range(3)]
    assert npv == pytest.approx([npv[0], npv[0] - 1000, npv[0] - 5000])
    differences = [found.difference(k, "npv", "value_stream", "project").mean for k in range(3)]
    assert differences == pytest.approx([0, 1000, 5000])
    best = found.best("npv", "project")
    assert (best.index, best.alike, best.inside) == (0, (0,), False)
    assert found.best("npv", "value_stream").alike == (0, 1, 2)
    assert found.best("utilisation", "project") is None


def test_the_best_value_lies_inside_when_both_ends_are_worse():
    """A governance round costs 3 000: too few rounds waste the window, too many cost more than they bring."""
    work = [mmp(f"m{k}", 2, earns=1000, appears_quarter=1 + k) for k in range(4)]
    model = DIRECT | {"governance_per_round": 3000}
    case = scenario(work, calendar={"benefit_quarters": 4}, funding_models={"value_stream": model})
    axis = axis_of(case, "funding_models.value_stream.cadence_weeks", (3.25, 6.5, 13, 26, 52))
    found = sweep(case, [axis], replications=2)
    best = found.best("npv", "value_stream")
    assert best.inside
    assert axis.values[best.index] == 13


def test_what_cannot_be_told_from_the_best_allows_for_the_number_of_values():
    """Of many equal values the luckiest looks best; one comparison each would wrongly tell others from it."""
    luck = np.random.default_rng(6)
    worlds, places = 40, 20
    values = np.zeros((places, worlds, 1, len(OUTCOMES)))
    values[:, :, 0, 0] = luck.normal(size=(places, worlds))  # npv comes first: no value is better than another
    axis = Axis("calendar.discount_rate", tuple(range(places)), "x", 0)
    points = tuple(Outcomes(("m",), one) for one in values)
    found = Sweep(certain(), 1, ("m",), (axis,), ("npv",), points)
    best = found.best("npv", "m")
    assert best.alike == tuple(range(places))
    alone = [mean_interval(values[k, :, 0, 0] - values[best.index, :, 0, 0]) for k in range(places)]
    assert sum(high < 0 for _, _, high in alone) > 1  # wrongly told apart by one comparison each


def test_faults_of_all_points_come_together(small):
    """Every wrong value is named, each once."""
    axes = [axis_of(small, "calendar.discount_rate", (-1, 0.1, 3)), axis_of(small, "budget.carry_over", (0, 1))]
    with pytest.raises(ScenarioError) as error:
        sweep(small, axes, replications=1)
    assert len(error.value.faults) == 2


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("funding_models.project.approval_weeks", "approval weeks (Project funding)"),
        ("value_streams.claims.stages.build.wip_limit", "WIP limit (claims, build)"),
        ("mmps.*.value_per_quarter*", "factor on value per quarter (every MMP)"),
        ("budget.per_quarter.5-8*", "factor on budget per quarter (quarter 5-8)"),
        ("uncertainty.value.cv", "cv of value"),
        ("funding_models.value_stream.governance_per_round", "governance per round, EUR (Value-stream funding)"),
    ],
)
def test_axes_have_names_that_people_read(path, label):
    """Paths in words, with units."""
    assert axis_of(load("insurer"), path, (1,)).label == label


def test_no_limit_comes_after_the_largest_one():
    """``none,1:3`` has an order: none is the largest."""
    axis = parse_axis(load("insurer"), "funding_models.value_stream.mmp_wip_limit=none,1:3", "--set")
    assert axis.values == (1, 2, 3, None)
    assert axis.ordered
    assert not axis.numeric
    assert axis.base == 3


def line():
    """A closed line: one server, then another one, three features going round."""
    effort = {"distribution": "exponential", "mean": 1}
    stages = [stage("first", effort=effort), stage("second", effort=effort)]
    feed = {"kind": "conwip", "wip": 3}
    return Scenario.model_validate({"value_streams": [stream("s", *stages, arrivals=feed)]})


def test_flow_points_equal_single_runs():
    """A sweep of the laboratory is a run at each point."""
    case = line()
    axis = axis_of(case, "value_streams.s.arrivals.wip", (1, 2, 3))
    names = ("throughput", "cycle_time", "second.utilisation", "cycle_time_p85")
    found = flow_sweep(case, [axis], outcomes=names, horizon=400)
    for k, value in enumerate(axis.values):
        stream_ = run_flow(vary(case, {axis.path: value}), horizon=400).stream("s")
        assert found.values[k, 0, 0, 0] == stream_.throughput.mean
        assert found.values[k, 0, 1, 1:] == pytest.approx(stream_.cycle_time.interval(), nan_ok=True)
        assert found.values[k, 0, 2, 0] == stream_.stages[1].utilisation.mean
        assert found.values[k, 0, 3, 0] == stream_.percentiles[85].value
    # Closed line of two exponential servers with n features: n / (n + 1) per week (mean value analysis).
    assert found.line("throughput", "s")[:, 0] == pytest.approx([1 / 2, 2 / 3, 3 / 4], rel=0.15)
    assert found.best("cycle_time", "s").index == 0


def test_flow_outcomes_are_known_by_name():
    """Lines and stages; anything else is an error."""
    assert {"throughput", "first.queue", "second.starved"} <= set(flow_outcomes(line()))
    axis = axis_of(line(), "value_streams.s.arrivals.wip", (1,))
    with pytest.raises(KeyError):
        flow_sweep(line(), [axis], outcomes=["third.queue"])
    with pytest.raises(KeyError):
        flow_sweep(line(), [axis], outcomes=["happiness"])
    assert math.isnan(flow_sweep(line(), [axis], outcomes=["lead_time"], horizon=50).values[0, 0, 0, 0])
