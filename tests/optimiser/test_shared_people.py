"""Shared services and platform teams in a plan: weeks of their people, by hand."""

import pytest

from optimiser.budget_frontier import marginals
from optimiser.checker import check
from optimiser.optimisation import optimise
from optimiser.preparation import prepare
from optimiser.shared_people import peopled
from optimiser.solving import Effort
from sim.world.blueprint import Blueprint
from tests.optimiser.cases import scenario

PROVE = Effort(gap=0.0)
STREAM = {
    "id": "s",
    "teams": 1,
    "team_cost_per_sprint": 10,
    "stages": [{"id": "build", "servers": 1, "effort": 1}],
}


def law(people, *visits, **more):
    """A service of so many people, at 100 a year each."""
    return {"id": "law", "per_year": 100 * people, "person_cost_per_year": 100, "visits": list(visits), **more}


def case(*services, quarters=2, mmps=None, **more):
    """Two MMPs of 6 features, for a stream that does 13 a quarter; early is better."""
    found = mmps or [
        {"id": name, "value_stream": "s", "features": 6, "value_per_quarter": value}
        for name, value in (("a", 200), ("b", 100))
    ]
    calendar = {"quarters": quarters, "benefit_quarters": 8, "discount_rate": 0}
    streams = more.pop("value_streams", [STREAM])
    return scenario(found, 1000, value_streams=streams, services=list(services), calendar=calendar, **more)


def test_weeks_by_hand():
    """Half a week before the start, 2 of 6 features for a week each, and 3 weeks before the release: 5.5 weeks."""
    visits = (
        {"at": "start", "effort": 1, "share": 0.5},
        {"at": "feature", "stage": "build", "effort": 1, "share": 1 / 3},
        {"at": "release", "effort": 3},
    )
    data = prepare(case(law(1, *visits)))
    assert data.by_id["a"].people == {("service", "law"): pytest.approx((5.5,))}
    longer = [{"id": "a", "value_stream": "s", "features": 12, "duration_quarters": 2, "value": 1}]
    assert prepare(case(law(1, *visits), mmps=longer)).by_id["a"].people["service", "law"] == pytest.approx(
        (2.5, 5.0)
    )
    begun = [longer[0] | {"underway": 0.5}]
    assert prepare(case(law(1, *visits), mmps=begun)).by_id["a"].people["service", "law"] == pytest.approx((5.0,))


@pytest.mark.parametrize(("people", "starts"), [(2, {"a": 1, "b": 1}), (1, {"a": 1, "b": 2}), (0, {})])
def test_a_plan_asks_for_no_more_than_there_is(people, starts):
    """Each MMP needs a lawyer for 10 weeks before its start: two lawyers do both in a quarter, one does one."""
    found = case(law(people, {"at": "start", "effort": 10}))
    assert optimise(found, effort=PROVE).starts == starts
    assert check(found, starts).broken == ()
    if people == 1:
        assert (
            "service law is asked for 20.00 weeks in quarter 1 and has 13.00"
            in check(found, {"a": 1, "b": 1}).broken
        )


def test_enough_people_are_no_limit():
    """A service that has time for everything at once leaves the plan, its bound and its program as without it."""
    plain, served = (prepare(each) for each in (case(), case(law(9, {"at": "start", "effort": 1}))))
    assert [rule.kind for rule in served.rules()].count("service") == 2
    assert [limit.kind for limit in plain.limits] == ["budget", "capacity"]
    ours, theirs = (optimise(each, effort=PROVE) for each in (case(), case(law(9, {"at": "start", "effort": 1}))))
    assert (ours.starts, ours.value, ours.bound) == (theirs.starts, theirs.value, theirs.bound)


def test_the_budget_of_services_buys_their_people():
    """Under rules that pay half for two lawyers there is one."""
    models = {"one": {"base": "value_stream", "services_budget": 0.5}}
    found = case(law(2, {"at": "start", "effort": 10}), funding_models=models)
    assert optimise(found, effort=PROVE).starts == {"a": 1, "b": 2}


def test_what_one_more_person_is_worth():
    """With a second lawyer b begins, and earns 100, a quarter earlier."""
    found = case(law(1, {"at": "start", "effort": 10}))
    steps = {(step.what, step.subject): step for step in marginals(found, prepare(found), effort=PROVE)}
    assert steps["person", "law"].up == pytest.approx(100)


def test_visits_of_some_value_streams_only():
    """Who builds for another value stream than those named asks nobody."""
    other = STREAM | {"id": "t"}
    found = case(law(1, {"at": "start", "effort": 10, "value_streams": ["t"]}), value_streams=[STREAM, other])
    assert prepare(found).by_id["a"].people == {}
    assert "service" not in {limit.kind for limit in prepare(found).limits}


SHARED = {"id": "ops", "servers": 1, "teams": 1, "team_cost_per_sprint": 8}


def called(servers, **more):
    """Two MMPs of 6 features, each of which a platform team works on for two weeks, at 4 a week for one person."""
    steps = [*STREAM["stages"], {"id": "run", "platform": "ops", "effort": 2}]
    team = SHARED | {"servers": servers, "team_cost_per_sprint": 8 * servers, **more}
    return case(value_streams=[STREAM | {"stages": steps}], platforms=[team])


@pytest.mark.parametrize(("servers", "starts"), [(2, {"a": 1, "b": 1}), (1, {"a": 1, "b": 2})])
def test_a_platform_team_is_a_limit(servers, starts):
    """Each MMP takes 12 weeks of the platform's 13: one person does one MMP in a quarter, two do both."""
    found = called(servers)
    data = prepare(found)
    assert data.by_id["a"].people == {("platform", "ops"): (12,)}
    assert optimise(found, effort=PROVE).starts == starts
    assert check(found, starts).broken == ()


def test_the_work_of_a_platform_team_costs_what_it_costs():
    """Six features: 6 weeks of the stream at 5, and 12 of the platform at 4; as the simulator estimates it."""
    found = called(1)
    assert prepare(found).by_id["a"].cost == 6 * 5 + 12 * 4
    assert Blueprint(found).mmps[0].estimated_cost == 78


def test_branches_are_people_of_the_stream():
    """Two branches of one person each, 1 and 3 weeks: 4 weeks of 26 a quarter, and 6 MMPs of one feature fit."""
    both = [{"id": k, "servers": 1, "effort": weeks} for k, weeks in (("x", 1), ("y", 3))]
    line = STREAM | {"stages": [{"id": "build", "parallel": both}]}
    mmps = [{"id": f"m{k}", "value_stream": "s", "features": 1, "value_per_quarter": 100} for k in range(8)]
    plan = optimise(case(value_streams=[line], mmps=mmps), effort=PROVE)
    assert sorted((plan.starts or {}).values()) == [1] * 6 + [2] * 2


def test_more_of_them_are_whole_people():
    """Eleven weeks more a quarter are one more lawyer, and one more team of the platform's size."""
    law_case, ops_case = case(law(1, {"at": "start", "effort": 10})), called(2)
    assert peopled(law_case, "service", "law", 11) == {"services.law.per_year": 200}
    assert peopled(ops_case, "platform", "ops", 11) == {"platforms.ops.teams": 2, "platforms.ops.servers": 4}


def test_what_is_taken_of_every_limit_is_known_at_once():
    """The draws of an MMP hold what it takes of each limit of the plan, people whom streams share included."""
    for found in (case(law(1, {"at": "start", "effort": 10})), called(1)):
        data = prepare(found)
        for limit in data.limits:
            for candidate in data.candidates:
                key = (limit.kind, limit.stream)
                assert candidate.draws.get(key, ()) == candidate.draw(*key)
