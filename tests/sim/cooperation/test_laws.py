"""The laws of every run hold with services, dependencies and increments switched on at once (hypothesis)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.language.funding_model import FundingModel
from scenarios.scenario import Scenario
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.examples import examples
from tests.sim import test_invariants as laws
from tests.sim.portfolios import models, scenarios

NOISY = {"distribution": "gamma", "mean": 0.7, "cv": 0.8}


@st.composite
def cooperating(draw: st.DrawFn) -> Scenario:
    """A small portfolio whose two streams share two services, need each other and may be two trains."""
    case = draw(scenarios())
    pick = st.sampled_from
    streams = tuple(stream.replace(blocking="card") for stream in case.value_streams)
    stages = [[stage.id for stage in stream.stages] for stream in streams]
    services = [
        {
            "id": "legal",
            "per_year": draw(pick([52_000.5, 130_000])),
            "person_cost_per_year": 52_000,
            "visits": [
                {"at": "start", "effort": NOISY, "share": draw(pick([0.5, 1]))},
                {"at": "feature", "stage": draw(pick(stages[0])), "effort": NOISY, "share": 0.3},
            ],
        },
        {
            "id": "security",
            "per_year": draw(pick([52_000, 104_000.77])),
            "person_cost_per_year": 52_000,
            "visits": [{"at": "release", "effort": NOISY}],
        },
    ]
    dependencies = [
        {"value_stream": one, "stage": draw(pick(stages[k])), "on": other, "helps_at": draw(pick(stages[1 - k])),
         "share": 0.3, "effort": draw(pick([0, NOISY]))}
        for k, (one, other) in enumerate((("a", "b"), ("b", "a")))
    ]  # fmt: skip
    trains = [{"id": "one", "value_streams": ["a"]}, {"id": "two", "value_streams": ["b"], "offset_weeks": 3}]
    return Scenario.model_validate(
        case.model_dump(by_alias=True)
        | {
            "value_streams": [stream.model_dump() for stream in streams],
            "services": services,
            "dependencies": dependencies,
            "trains": draw(pick([[], trains])),
        }
    )


@st.composite
def planning(draw: st.DrawFn) -> FundingModel:
    """Any mixture of the mechanisms, with meetings and increments."""
    pick = st.sampled_from
    settings = draw(models()).model_dump() | {
        "services_budget": draw(pick([0.5, 1, 2])),
        "sync_weeks": draw(pick([0, 2, 6.5])),
        "increment_weeks": draw(pick([None, 8, 10.4])),
        "planning_days": draw(pick([0, 2])),
        "increment_start": draw(pick(["boundary", "demand"])),
        "increment_release": draw(pick(["boundary", "demand"])),
        "improvement": draw(pick([0, 0.2])),
    }
    return FundingModel.model_validate(settings)


LAWS = (
    "test_features_are_conserved", "test_complete_means_every_feature_left_the_line",
    "test_servers_are_never_overused", "test_people_are_conserved", "test_the_ledger_adds_up",
    "test_work_is_paid_as_it_is_done", "test_no_money_before_approval", "test_dates_are_in_order",
    "test_no_release_before_its_parts", "test_mmp_limit_holds", "test_littles_law",
    "test_outcomes_agree_with_each_other",
)  # fmt: skip


@pytest.mark.parametrize("law", LAWS)
def test_laws_of_every_run(law):
    """What holds in every portfolio holds where value streams share and owe each other everything."""

    @laws.settings(laws.often, max_examples=examples(5))
    @given(case=cooperating(), model=planning(), replication=st.integers(0, 50))
    def holds(case, model, replication):
        getattr(laws, law).hypothesis.inner_test(case=case, model=model, replication=replication)

    holds()


@laws.settings(laws.often, max_examples=examples(5))
@given(case=cooperating(), model=planning(), replication=st.integers(0, 50))
def test_the_same_again(case, model, replication):
    """The same world under the same rules is the same run, whoever ran in it before; nobody waits for ever."""
    world = World(Blueprint(case), 1, replication)
    other = simulate(world, model.model_copy(update={"sync_weeks": 1.0, "improvement": 0.1}))
    again = simulate(world, model)
    first = simulate(World(Blueprint(case), 1, replication), model)
    assert first.visits.tobytes() == again.visits.tobytes()
    assert list(first.result.outcomes.values()) == pytest.approx(list(again.result.outcomes.values()), nan_ok=True)
    assert first.around is not None
    assert other.around is not None
    tickets = [t for desk in first.around.services.desks for t in desk.tickets]
    for ticket in tickets:
        if ticket.begun == ticket.begun and ticket.ended == ticket.ended:
            assert ticket.ended == pytest.approx(ticket.begun + ticket.weeks)
    for desk, people in zip(first.around.services.desks, first.around.services.people, strict=True):
        begun = np.array([t.begun for t in desk.tickets if t.begun == t.begun])
        ended = laws.ended(np.array([t.ended for t in desk.tickets if t.begun == t.begun]))
        busiest = max((laws.there(begun, ended, week).sum() for week in begun), default=0)
        assert busiest <= max(count for _, count in people)
