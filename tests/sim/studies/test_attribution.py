"""Attribution: parts add up, what matters alone gets all, what does not matter gets nothing."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.language.funding_model import MECHANISMS, FundingModel
from scenarios.writing.idle import takes_value
from sim.execution.pool import Pool
from sim.outcomes.measures import OUTCOMES
from sim.simulation import simulate
from sim.studies import attribution_study as module
from sim.studies.attribution_study import attribute
from sim.studies.comparison import compare
from sim.studies.mechanism_groups import (
    DEFAULT,
    blend,
    differing,
    effective,
    grouping,
    settings_of,
)
from sim.studies.shapley import coalitions
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import funding, mmp, scenario, stream
from tests.sim.studies.mechanism_cases import ALONE, GOAL, START, A, B, alone, case
from tests.sim.test_neutrality import portfolio

EACH = grouping("each")


def test_every_mechanism_has_a_case():
    """There is a case for every mechanism, and its two models differ in all of them (but what stopping needs)."""
    assert set(ALONE) == set(MECHANISMS)
    for name, (problem, _, _) in ALONE.items():
        models = problem.funding_models
        different = {group.id for group in differing(EACH, models["start"], models["goal"])}
        assert different == set(MECHANISMS) - ({"release_unit"} if name in ("stop_rule", "pivot") else set())


@pytest.mark.parametrize("others", ["together", pytest.param("each", marks=pytest.mark.long)])
@pytest.mark.parametrize("mechanism", ALONE)
def test_what_matters_alone_gets_all(mechanism, others):
    """All of the difference goes to the one mechanism that matters, and nothing to the others, together or each."""
    problem, outcome, expected = ALONE[mechanism]
    groups = EACH if others == "each" else grouping(mechanism)
    found = attribute(problem, "start", "goal", groups=groups, replications=1, pairs=1)
    parts = dict(zip((g.id for g in found.groups), found.parts(outcome), strict=True))
    assert found.total(outcome).mean == pytest.approx(expected)
    assert parts.pop(mechanism).mean == pytest.approx(expected)
    assert all(part.mean == pytest.approx(0, abs=1e-9) for part in parts.values())


def test_all_differ_and_nothing_matters():
    """Mechanisms without effect get exactly nothing, one by one and in the default groups."""
    problem = case([A, B], **alone(A, B))
    for groups in (EACH, DEFAULT):
        found = attribute(problem, "start", "goal", groups=groups, replications=1)
        assert [part.mean for part in found.parts("benefits")] == [0.0] * len(found.groups)
        assert found.total("benefits").mean == 0


def test_neutral_scenario():
    """Models with equal settings: there are no parts, and the whole is zero for every outcome."""
    equal = FundingModel(base="project")
    problem = portfolio(funding_models={"one": equal, "two": equal.model_copy(update={"base": "value_stream"})})
    found = attribute(problem, "one", "two", replications=3)
    assert found.groups == ()
    for outcome in OUTCOMES:
        total = found.total(outcome)
        assert total.n == 0 or (total.mean, total.low, total.high) == (0, 0, 0)
    assert found.simulations == 3


WORLDS = 10
FOUR = grouping("approval+cadence,release_unit+selection+stop_rule,staffing+formation")


@pytest.fixture(scope="module")
def exact():
    return attribute(portfolio(), "project", "value_stream", groups=FOUR, replications=WORLDS)


def test_parts_add_up(exact):
    """In every world the parts add up to the whole, for every outcome; so do the rungs of the ladder."""
    assert len(exact.groups) == 4
    for outcome in OUTCOMES:
        shares, whole = exact.per_world(outcome)
        assert shares.sum(axis=1) == pytest.approx(whole, rel=1e-9, abs=1e-6)
        if len(whole):
            mean = pytest.approx(exact.total(outcome).mean, abs=1e-6)
            assert sum(part.mean for part in exact.parts(outcome)) == mean
            assert sum(step.mean for step in exact.ladder(outcome)) == mean


def test_whole_is_the_comparison(exact):
    """Both ends are the models of vmo compare in the same worlds, bit for bit; so is the interval."""
    result = compare(portfolio(), replications=WORLDS, models=["project", "value_stream"])
    before, after = exact.values("npv")
    assert np.array_equal(before, result.values("npv", "project"))
    assert np.array_equal(after, result.values("npv", "value_stream"))
    difference, total = result.difference("npv", "value_stream", "project"), exact.total("npv")
    assert (total.mean, total.low, total.high) == (difference.mean, difference.low, difference.high)


def test_every_coalition_is_a_funding_model(exact):
    """The value of a coalition is that of the model in between, run by itself."""
    project, goal = (exact.scenario.funding_models[name] for name in ("project", "value_stream"))
    for coalition in (1, 6, 9):
        between = blend(project, goal, exact.groups, coalition)
        world = World(Blueprint(exact.scenario), 1, 5)
        alone_ = list(simulate(world, between).result.outcomes.values())
        assert np.array_equal(exact.table[5, coalition], alone_, equal_nan=True)


@pytest.mark.parametrize("group", range(4))
def test_first_and_last(exact, group):
    """Switched alone is the first rung of a ladder that begins with it; switched last the last rung of one."""
    others = [g for g in range(4) if g != group]
    for order, rung, ends in (([group, *others], 0, exact.first), ([*others, group], -1, exact.last)):
        plan = replace(exact.plan, order=tuple(order))
        climbed = replace(exact, plan=plan, steps=exact.table[:, coalitions(order)])
        assert climbed.ladder("npv")[rung] == ends("npv", group)


def test_sampled_orders_meet_the_exact_values(exact, monkeypatch):
    """With drawn orders the exact parts (of the same worlds) lie in the 99.9 % range of the drawn ones."""
    monkeypatch.setattr(module, "EXACT", 3)
    drawn = attribute(portfolio(), "project", "value_stream", groups=FOUR, replications=WORLDS, pairs=1)
    assert not drawn.exact
    shares, whole = drawn.per_world("npv")
    assert shares.sum(axis=1) == pytest.approx(whole, abs=1e-6)
    error = shares - exact.per_world("npv")[0]
    spread = error.std(axis=0, ddof=1) / np.sqrt(len(error))
    assert (np.abs(error.mean(axis=0)) < 3.8 * spread).all()
    assert all(d.low <= e.mean <= d.high for d, e in zip(drawn.parts("npv"), exact.parts("npv"), strict=True))
    assert drawn.ladder("npv") == exact.ladder("npv")


def test_workers_do_not_change_results(exact):
    """Two processes give the numbers of one, bit by bit."""
    two = attribute(portfolio(), "project", "value_stream", groups=FOUR, replications=5, pool=Pool(2))
    assert np.array_equal(two.table, exact.table[:5], equal_nan=True)
    assert np.array_equal(two.shares, exact.shares[:5], equal_nan=True)


def test_interrupt_keeps_finished_worlds(monkeypatch):
    """An interrupt returns the finished worlds; before the first it goes through."""
    calls = []

    def stop(*task):
        if len(calls) == 2:
            raise KeyboardInterrupt
        calls.append(task)
        return run_block(*task)

    run_block = module.run_block
    monkeypatch.setattr(module, "run_block", stop)
    found = attribute(portfolio(), "project", "value_stream", groups=FOUR, replications=5)
    assert (found.ended, found.replications) == ("interrupted", 4)
    with pytest.raises(KeyboardInterrupt):
        attribute(portfolio(), "project", "value_stream", replications=5)


NEVER = {"release_unit": "mmp", "reestimate": True, "stop_rule": "never"}
IDLE = {
    "stop without evidence": (NEVER | {"release_unit": "project"}, {"stop_rule": "evidence"}),
    "stop without looking": (NEVER | {"reestimate": False}, {"stop_rule": "evidence"}),
    "hurdle without stopping": (NEVER, {"stop_hurdle": 5}),
    "chance without stopping": (NEVER, {"opportunity": 2}),
    "a split of people who move": ({"staffing": "follows_funding"}, {"split": "expected_value"}),
    "a limit on nothing": ({"staffing": "fixed"}, {"max_shift": 0.5}),
    "experiments of nobody": (NEVER, {"experiment_cost": 9, "experiment_weeks": 9, "experiment_sensitivity": 0.9}),
    "pivots without stopping": (NEVER, {"pivots": 2}),
    "a pivot that nobody takes": (NEVER | {"stop_rule": "evidence"}, {"pivot_keeps": 0.1, "pivot_success": 0.9}),
    "forming for no time": ({"formation_weeks": 0}, {"formation_productivity": 0.1}),
    "nobody to ask": ({"overrun": "absorb"}, {"change_weeks": 20, "overrun_tolerance": 0.9}),
    "bench of fixed teams": ({"staffing": "fixed"}, {"bench": "released"}),
}  # fmt: skip


@pytest.mark.parametrize("name", IDLE)
@pytest.mark.parametrize("base", ["project", "value_stream"])
def test_settings_without_effect(name, base):
    """Models that are taken for the same run the same, and a setting that has an effect is not left out."""
    given, idle = IDLE[name]
    one = FundingModel(base=base, **given)
    two = one.model_copy(update=idle)
    assert one != two
    assert effective(one) == effective(two)
    for world in range(3):
        a, b = (
            simulate(World(Blueprint(portfolio()), 1, world), model).result.outcomes.values()
            for model in (one, two)
        )
        assert np.array_equal(list(a), list(b), equal_nan=True)


def test_settings_with_effect():
    """Changing any one setting of a model in which all are in use makes another model."""
    used = FundingModel(
        **START
        | {"base": "project", "release_unit": "mmp", "reestimate": True, "stop_rule": "evidence"}
        | {"experiments": "always", "staffing": "fixed", "familiarity_weeks": 4, "split": "votes"}
        | {"increment_weeks": 12, "year_end": "flush"}
    )
    moving = used.model_copy(update={"staffing": "follows_funding"})
    """People who move are on a bench; only people who stay can be split."""
    other = {key: getattr(FundingModel(**GOAL | {"base": "project"}), key) for key in GOAL}
    other |= {
        "stop_rule": "never", "stop_hurdle": 7, "opportunity": 3, "bench": "released", "release_unit": "project",
        "overrun_tolerance": 0.7, "change_weeks": 9, "formation_productivity": 0.3,
    }  # fmt: skip
    for settings in settings_of().values():
        for key in settings:
            if key in other and other[key] != getattr(used, key):
                here = moving if key == "bench" else used
                assert effective(here) != effective(here.model_copy(update={key: other[key]})), key


def test_what_loses_its_value_is_stopped_without_evidence_of_users():
    """Released as a project, a gives no signal; once nobody wants it, who looks at it stops it all the same.

    So a stop rule has an effect there, and models with and without one are told apart where events take value.
    """
    events = [{"kind": "objective_changes", "quarter": 2, "objective": "g", "weight": 0}]
    drifting = scenario(
        [mmp("a", 30, earns=100_000, objective="g")], stream("s"), objectives=[{"id": "g"}], events=events
    )
    rules = {"cadence_weeks": 13, "release_unit": "project", "reestimate": True}
    one, two = (funding(**rules, stop_rule=rule) for rule in ("never", "evidence"))
    world = World(Blueprint(drifting), 1, 0)
    stopped = [simulate(world, model).result.outcomes["mmps_stopped"] for model in (one, two)]
    assert stopped == [0, 1]
    assert takes_value(drifting)
    assert effective(one) == effective(two)
    assert effective(one, shocked=True) != effective(two, shocked=True)
