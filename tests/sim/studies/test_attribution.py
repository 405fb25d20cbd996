"""Attribution: parts add up, what matters alone gets all, what does not matter gets nothing."""

from dataclasses import replace

import numpy as np
import pytest

from scenarios.language.funding_model import MECHANISMS, FundingModel
from scenarios.scenario import Scenario
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
from tests.sim.cases import mmp, scenario, stage, stream
from tests.sim.test_neutrality import portfolio

EACH = grouping("each")

START = {
    "cadence_weeks": 26, "approval_weeks": 0, "funding_unit": "project", "release_unit": "project",
    "mmp_wip_limit": None, "selection": "first_come", "reestimate": False, "stop_rule": "never",
    "formation_weeks": 1, "formation_productivity": 1, "business_case_share": 0.05, "overrun": "reapprove",
    "change_weeks": 0, "staffing": "follows_funding", "governance_per_round": 300, "governance_per_unit": 20,
    "release_cost": 0, "release_effort": 0, "approve_within_capacity": 10,
}  # fmt: skip
GOAL = {
    "cadence_weeks": 13, "approval_weeks": 0.5, "funding_unit": "mmp", "release_unit": "mmp", "mmp_wip_limit": 3,
    "selection": "smallest_first", "reestimate": True, "stop_rule": "evidence", "formation_weeks": 0,
    "formation_productivity": 1, "business_case_share": 0.01, "overrun": "absorb", "change_weeks": 0,
    "staffing": "fixed", "governance_per_round": 100, "governance_per_unit": 10, "release_cost": 1e-9,
    "release_effort": 0, "pivots": 1, "experiments": "worth",
    "experiment_cost": 1e9, "office_per_year": 1e-9,
    "split": "expected_value", "max_shift": 0,
    "services_budget": 0.5, "sync_weeks": 20, "planning_days": 3,
    "familiarity_ceiling": 1.1, "enabler_share": 1e-12,
}  # fmt: skip
"""Two models that differ in all mechanisms, each in a way that has no effect on benefits by itself."""

SOON = {"urgency": {"kind": "closing", "last_quarter": 1}}
"""Worth nothing after week 13."""


def bet(name: str, features: int = 1, value: float = 100_000, **more):
    """An MMP that earns once, at its release; when does not matter."""
    return mmp(name, features, value=value, **more)


def case(mmps, *streams, start=None, goal=None, **more) -> Scenario:
    models = {"start": FundingModel(**START | {"base": "project"} | (start or {}))}
    models["goal"] = FundingModel(**GOAL | {"base": "value_stream"} | (goal or {}))
    more = {"calendar": {"quarters": 4, "benefit_quarters": 8, "discount_rate": 0}} | more
    enough = [{"runway": {"stock": 1e6}} | each for each in streams or [stream()]]
    return scenario(mmps, *enough, funding_models=models, **more)


def alone(*mmps):
    """Every MMP is a project of its own."""
    return {"projects": [{"id": f"p-{m['id']}", "mmps": [m["id"]]} for m in mmps]}


A, B = bet("a", 2), bet("b", 3)
LATE = bet("late", appears_quarter=2, latest_quarter=2)
FREE = {**stream(), "team_cost_per_sprint": 0}
SIX = [bet("a", **SOON), *(bet(f"m{k}") for k in range(5))]
SLOW = stream("s", stage(effort=4), switching_loss="weinberg")

ALONE = {
    "cadence": (case([A, LATE], start={"cadence_weeks": 52}, **alone(A, LATE)), "benefits", 100_000),
    "approval": (case([bet("a", 5, **SOON)], goal={"approval_weeks": 10}), "benefits", -100_000),
    "funding_unit": (
        case([bet("a", latest_quarter=1), bet("b", appears_quarter=2)], projects=[{"id": "p", "mmps": ["a", "b"]}]),
        "benefits",
        100_000,
    ),
    "release_unit": (
        case([bet("a", **SOON), bet("b", 20)], projects=[{"id": "p", "mmps": ["a", "b"]}]),
        "benefits",
        100_000,
    ),
    "mmp_wip_limit": (
        case(SIX, SLOW, goal={"mmp_wip_limit": 1}, **alone(*SIX)),
        "benefits",
        100_000,
    ),
    "selection": (
        case([A, bet("b", value=30_000, excludes=["a"])], **alone(A, B)),
        "benefits",
        30_000 - 100_000,
    ),
    "stop_rule": (
        case(
            [bet("a", 36, success_probability=0)],
            start={"release_unit": "mmp", "reestimate": True},
            uncertainty={"evidence": {"sensitivity": 1, "specificity": 1}},
        ),
        "mmps_stopped",
        1,
    ),
    "split": (
        case(
            [bet("a", 30, **SOON)],
            stream("s", stage(servers=2)),
            stream("t", stage(servers=2)),
            start={"staffing": "fixed", "bench": "released"},
            goal={"split": "votes", "max_shift": 1},
            budget={"per_quarter": 1e6, "votes": [{"voter": "x", "value_stream": "s", "points": 1}]},
        ),
        "benefits",
        100_000,
    ),
    "familiarity": (
        case(
            [bet("a", 10, **SOON)],
            start={"familiarity_weeks": 1},
            goal={"familiarity_weeks": 1, "familiarity_ceiling": 0.5},
        ),
        "benefits",
        -100_000,
    ),
    "runway": (case([bet("a", 10, **SOON)], goal={"enabler_share": 0.5}), "benefits", -100_000),
    "office": (
        case([A], goal={"office_per_year": 60_000}, budget={"per_quarter": 13_000}),
        "benefits",
        -100_000,
    ),
    "experiment": (
        case(
            [bet("a", success_probability=1e-9)],
            start={"business_case_share": 0.010_000_1, "stop_hurdle": 0},
            goal={
                "experiments": "always", "experiment_weeks": 0, "experiment_cost": 9, "experiment_specificity": 0,
                "stop_hurdle": 0,
            },
        ),
        "sunk_valueless",
        9,
    ),
    "pivot": (
        case(
            [bet("a", 36, success_probability=0)],
            start={"release_unit": "mmp", "reestimate": True, "stop_rule": "evidence", "opportunity": 1e9},
            goal={"pivot_success": 1},
            uncertainty={"evidence": {"sensitivity": 1, "specificity": 1}},
        ),
        "mmps_stopped",
        -1,
    ),
    "formation": (
        case([bet("a", 8, **SOON)], start={"formation_weeks": 12, "formation_productivity": 0.5}),
        "benefits",
        100_000,
    ),
    "business_case": (
        case([bet("a", 10, success_probability=0)]),
        "sunk_valueless",
        (0.01 - 0.05) * 10_000,
    ),
    "overrun": (
        case([bet("a", 4, **SOON)], start={"change_weeks": 10}, uncertainty={"scope_growth": 2}),
        "benefits",
        100_000,
    ),
    "staffing": (
        case([bet("a", 16, **SOON)], stream("s", stage()), stream("t", stage())),
        "benefits",
        -100_000,
    ),
    "governance": (
        case([A], FREE, start={"cadence_weeks": 104}, goal={"cadence_weeks": 52}),
        "cost",
        (100 + 10) - (300 + 20),
    ),
    "release_price": (
        case([bet("a", success_probability=0)], start={"release_cost": 9, "business_case_share": 0.010_000_1}),
        "sunk_valueless",
        -9,
    ),
    "services": (
        case(
            [bet("a", **SOON)],
            services=[
                {"id": "legal", "per_year": 104_000, "person_cost_per_year": 52_000,
                 "visits": [{"at": "start", "effort": 8}, {"at": "start", "effort": 8}]}
            ],
        ),
        "benefits",
        -100_000,
    ),
    "synchronisation": (
        case(
            [bet("a", **SOON)],
            stream("s"),
            stream("t"),
            dependencies=[{"value_stream": "s", "stage": "work", "on": "t", "helps_at": "work", "effort": 1}],
        ),
        "benefits",
        -100_000,
    ),
    "increments": (
        case(
            [bet("a", **SOON)],
            goal={"increment_weeks": 26},
            trains=[{"id": "all", "value_streams": ["s"], "offset_weeks": 14}],
        ),
        "benefits",
        -100_000,
    ),
    "capacity": (
        case(
            [bet("a", 4), bet("b", 4, **SOON)],
            start={"approve_within_capacity": 0.1},
            **alone(bet("a"), bet("b")),
        ),
        "benefits",
        100_000,
    ),
}  # fmt: skip
"""Mechanism -> a scenario in which it alone matters, the outcome that shows it, and the difference by hand."""


def test_every_mechanism_has_a_case():
    """There is a case for every mechanism, and its two models differ in all of them (but what stopping needs)."""
    assert set(ALONE) == set(MECHANISMS)
    for name, (problem, _, _) in ALONE.items():
        models = problem.funding_models
        different = {group.id for group in differing(EACH, models["start"], models["goal"])}
        assert different == set(MECHANISMS) - ({"release_unit"} if name in ("stop_rule", "pivot") else set())


@pytest.mark.parametrize("mechanism", ALONE)
def test_what_matters_alone_gets_all(mechanism):
    """All of the difference goes to the one mechanism that matters, and nothing to the others."""
    problem, outcome, expected = ALONE[mechanism]
    found = attribute(problem, "start", "goal", groups=EACH, replications=1, pairs=1)
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
        | {"experiments": "always", "staffing": "fixed"}
    )
    other = {key: getattr(FundingModel(**GOAL | {"base": "project"}), key) for key in GOAL}
    other |= {
        "stop_rule": "never", "stop_hurdle": 7, "opportunity": 3, "bench": "released", "release_unit": "project",
        "overrun_tolerance": 0.7, "change_weeks": 9, "formation_productivity": 0.3,
    }  # fmt: skip
    for settings in settings_of().values():
        for key in settings:
            if key in other and other[key] != getattr(used, key):
                assert effective(used) != effective(used.model_copy(update={key: other[key]})), key
