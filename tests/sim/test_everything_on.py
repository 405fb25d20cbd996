"""The laws of every run, and neutrality, with every row of the organisation switched on at once (hypothesis)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from scenarios.writing.idle import idle_settings
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.examples import examples
from tests.sim import test_invariants as laws
from tests.sim import test_network_invariants as in_networks
from tests.sim.cooperation.test_laws import LAWS, NOISY, cooperating, planning
from tests.sim.portfolios import networks

GROUPS = {
    "skills": [{"people": 0.5, "can": ["x", "y"]}, {"people": 0.5, "can": ["y"]}],
    "needs": {"x": 0.4, "y": 0.6},
}


@st.composite
def organisations(draw: st.DrawFn) -> Scenario:
    """Services, dependencies and trains; architecture, skills and a pace that can be overstretched."""
    case = draw(cooperating())
    pick = st.sampled_from
    data = case.model_dump(by_alias=True)
    for stream in data["value_streams"]:
        stream["runway"] = {
            "need": draw(pick([0.1, 0.5])),
            "stock": draw(pick([-5.0, 0.0, 5.0])),
            "time_lost": draw(pick([0.23, 0.5])),
            "full_debt_weeks": 2.0,
            "rework": draw(pick([0.0, 0.2])),
            "hurried": 1.0,
        }
        stream["sustainable_pace"] = {
            "load": 0.3,
            "time_lost": draw(pick([0.0, 0.4])),
            "blockers": {"probability": 0.3, "duration": NOISY},
        }
        stream["escapes"] = {"share": draw(pick([0.2, 1.0])), "effort": NOISY, "found_after": NOISY}
        for stage in stream["stages"]:
            if stage["servers"] > 1:
                stage |= GROUPS
    return Scenario.model_validate(data)


@st.composite
def rules(draw: st.DrawFn) -> FundingModel:
    """Any mixture of the mechanisms, all later ones on."""
    pick = st.sampled_from
    settings = draw(planning()).model_dump() | {
        "familiarity_weeks": draw(pick([6.0, 20.0])),
        "familiarity_ceiling": draw(pick([0.9, 1.2])),
        "enabler_share": draw(pick([0.1, 0.3])),
        "office_per_year": draw(pick([5_000.0, 20_000.5])),
        "experiments": draw(pick(["worth", "always"])),
        "experiment_cost": draw(pick([0.0, 123.45])),
        "experiment_weeks": draw(pick([0.0, 3.5])),
        "pivots": draw(pick([1, 2])),
        "pivot_keeps": draw(pick([0.0, 0.5, 1.0])),
    }
    return FundingModel.model_validate(settings)


@pytest.mark.parametrize("law", LAWS)
def test_laws_of_every_run(law):
    """Conservation, the ledger to the cent, Little's law: what holds in every portfolio holds with all of it on."""

    @laws.settings(laws.often, max_examples=examples(4))
    @given(case=organisations(), model=rules(), replication=st.integers(0, 50))
    def holds(case, model, replication):
        getattr(laws, law).hypothesis.inner_test(case=case, model=model, replication=replication)

    holds()


@st.composite
def networked(draw: st.DrawFn) -> Scenario:
    """The same in a network: a platform team, interruptions, branches and routing, each with people who differ."""
    case, pick = draw(networks()), st.sampled_from
    data = case.model_dump(by_alias=True)
    data["platforms"][0]["skills"] = GROUPS["skills"]
    stages = [[stage["id"] for stage in stream["stages"]] for stream in data["value_streams"]]
    for stream in data["value_streams"]:
        stream |= {
            "blocking": "card",
            "runway": {"need": 0.3, "time_lost": 0.5, "full_debt_weeks": 2.0, "rework": 0.1, "hurried": 1.0},
            "sustainable_pace": {
                "load": 0.3,
                "time_lost": 0.3,
                "blockers": {"probability": 0.3, "duration": NOISY},
            },
            "escapes": {"share": 0.3, "effort": NOISY, "found_after": NOISY, "customer_loss": 0.5},
        }
        for stage in stream["stages"]:
            if stage["platform"] is not None:
                stage["needs"] = GROUPS["needs"]
            elif not stage["parallel"] and stage["servers"] > 1:
                stage |= GROUPS
    data["services"] = [
        {
            "id": "legal",
            "per_year": 130_000,
            "person_cost_per_year": 52_000,
            "visits": [
                {"at": "start", "effort": NOISY, "share": 0.5},
                {"at": "feature", "stage": draw(pick(stages[0])), "effort": NOISY, "share": 0.3},
                {"at": "release", "effort": NOISY},
            ],
        }
    ]
    data["dependencies"] = [
        {"value_stream": one, "stage": draw(pick(stages[k])), "on": other, "helps_at": draw(pick(stages[1 - k])),
         "share": 0.3, "effort": NOISY}
        for k, (one, other) in enumerate((("a", "b"), ("b", "a")))
    ]  # fmt: skip
    data["objectives"] = [{"id": "growth", "target": 1000}, {"id": "cost"}]
    for mmp in data["mmps"]:
        mmp |= {"objective": draw(pick(["growth", "cost"])), "customer_value": draw(pick([0, 3.5]))}
    weight, target = draw(pick([0, 0.4, 1.5])), draw(pick([None, 400.0]))
    data["events"] = [
        {"kind": "objective_changes", "quarter": 2, "objective": "growth", "weight": weight, "target": target}
    ]
    return Scenario.model_validate(data)


@laws.settings(laws.often, max_examples=examples(8))
@given(case=networked(), model=rules(), replication=st.integers(0, 50))
def test_laws_of_every_network(case, model, replication):
    """Features, people and money are conserved to the cent with all of it on in a network, and it is repeatable."""
    rule = model.replace(pivots=0)  # what a pivot gives up never becomes complete
    found, again = (simulate(World(Blueprint(case), 1, replication), rule) for _ in range(2))
    assert found.visits.tobytes() == again.visits.tobytes()
    for law in in_networks.LAWS:
        law(found)
    book = found.ledger
    table = book.by_week(found.world.blueprint.calendar.benefit_end)
    assert table.sum() == book.total == round(found.result.outcomes["cost"] * 100)
    outcomes = found.result.outcomes
    for share in (
        "lost_to_debt",
        "lost_overload",
        "enabler_share",
        "skill_mismatch",
        "repair_share",
        "adrift_share",
    ):
        assert not outcomes[share] < 0
        assert not outcomes[share] > 1 + laws.DUST


OTHERWISE: dict[str, object] = {
    "stop_hurdle": 2.2, "opportunity": 3.3, "pivots": 3, "pivot_keeps": 0.33, "pivot_success": 0.44,
    "familiarity_ceiling": 1.15, "formation_productivity": 0.31, "experiment_cost": 99.0, "experiment_weeks": 2.0,
    "experiment_sensitivity": 0.6, "experiment_specificity": 0.9, "planning_days": 4.0, "improvement": 0.3,
    "change_weeks": 9.0, "overrun_tolerance": 0.4, "max_shift": 0.5, "year_end_weeks": 3.0,
}  # fmt: skip
"""Other values of settings that may do nothing beside the others."""


@laws.settings(laws.often, max_examples=examples(4))
@given(case=organisations(), model=rules(), never=st.booleans(), replication=st.integers(0, 50))
def test_what_is_said_to_change_nothing_changes_nothing(case, model, never, replication):
    """Settings that are told to be idle beside the others may have any value: the outcomes are the same."""
    if never:
        model = model.replace(stop_rule="never", experiments="never", familiarity_weeks=0, increment_weeks=None)
    world = World(Blueprint(case), 1, replication)
    idle = {key: OTHERWISE[key] for key in idle_settings(model) if key in OTHERWISE}
    first, second = (simulate(world, rule) for rule in (model, model.model_copy(update=idle)))
    both = [np.array(list(run.result.outcomes.values())) for run in (first, second)]
    assert both[0].tobytes() == both[1].tobytes()


@laws.settings(laws.often, max_examples=examples(4))
@given(case=organisations(), model=rules(), other=rules(), replication=st.integers(0, 50))
def test_neutrality(case, model, other, replication):
    """Equal rules give equal runs to the byte, whoever else ran in the world before."""
    world = World(Blueprint(case), 1, replication)
    simulate(world, other)
    again = simulate(world, model)
    first = simulate(World(Blueprint(case), 1, replication), model)
    assert first.visits.tobytes() == again.visits.tobytes()
    assert first.ledger.cents.tobytes() == again.ledger.cents.tobytes()
    both = [np.array(list(run.result.outcomes.values())) for run in (first, again)]
    assert both[0].tobytes() == both[1].tobytes()
