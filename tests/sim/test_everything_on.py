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
from tests.sim.cooperation.test_laws import LAWS, NOISY, cooperating, planning

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
