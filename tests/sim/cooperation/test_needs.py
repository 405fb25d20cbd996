"""Features that need another value stream wait until it is told, and then for its people; by hand."""

import numpy as np
import pytest

from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stage, stream


def need(**more):
    """Everything that stream a builds needs 2 weeks of the people who check in stream b."""
    return {"value_stream": "a", "stage": "build", "on": "b", "helps_at": "check", "effort": 2} | more


def two(*work, needs=None, **more):
    """Stream a builds, then checks; stream b makes and checks."""
    lines = [stream("a", stage("build"), stage("review")), stream("b", stage("make"), stage("check"))]
    return scenario(list(work), *lines, dependencies=needs or [need()], **more)


@pytest.mark.parametrize(
    ("weeks", "told", "helped"),
    [
        (0, [1, 2, 3], [3, 5, 7]),  # at once: one after the other
        (4, [4, 4, 4], [6, 8, 10]),  # all of them at the meeting of week 4
        (2, [2, 2, 4], [4, 6, 8]),  # one that comes on the day of the meeting is heard there
    ],
)
def test_help_by_hand(weeks, told, helped):
    """Three features are built by weeks 1, 2 and 3; each is told at a meeting, and helped for two weeks."""
    outcome = run(two(mmp("m", 3, on="a")), funding(sync_weeks=weeks))
    needs = outcome.around.needs.needs
    assert [n.asked for n in needs] == [1, 2, 3]
    assert [n.told for n in needs] == told
    assert [n.helped for n in needs] == helped
    assert [started for started, _ in served(outcome, "m", "review")] == helped
    found = outcome.result.outcomes
    assert found["sync_wait_weeks"] == (sum(told) - 6) / 3
    assert found["help_wait_weeks"] == (sum(helped) - sum(told)) / 3
    assert found["needs"] == 3
    assert dates(outcome, "completed")["m"] == helped[-1] + 1


def test_own_work_and_help_share_people():
    """Help lines up behind the stream's own features of the same class, and is paid as work of that stream."""
    case = two(mmp("m", 1, on="a"), mmp("own", 4, on="b"), needs=[need(helps_at="make")])
    outcome = run(case)
    # b makes from 0 without a pause; the feature of m asks at 1, when three own features have waited since 0
    assert served(outcome, "own", "make") == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert [(n.asked, n.helped) for n in outcome.around.needs.needs] == [(1, 6)]
    # 2 streams x 2 people x 52 weeks; 2 + 8 weeks of features, 2 weeks of help
    assert money(outcome) == {"work": 12_000, "bench": 4 * 52_000 - 12_000}


def test_the_urgent_are_helped_first():
    """Help has the class of service of the feature that asks: it comes before what has waited since week 0."""
    work = [mmp("m", 1, on="a", class_of_service="expedite"), mmp("own", 4, on="b")]
    outcome = run(two(*work, needs=[need(helps_at="make")]))
    assert [(n.asked, n.helped) for n in outcome.around.needs.needs] == [(1, 3)]


def test_people_come_where_help_is_needed():
    """Where people follow the money, a stream without funded work gets somebody when it is asked for help."""
    case = two(mmp("m", 3, on="a"), needs=[need(helps_at="make")])
    outcome = run(case, funding(staffing="follows_funding", formation_weeks=0))
    assert all(n.helped == n.helped for n in outcome.around.needs.needs)
    assert dates(outcome, "completed")["m"] < 20


def test_share():
    """A share of the features asks; who does is luck, the same under every model."""
    needs = [need(share=0.5)]
    asked = [
        len(run(two(mmp("m", 40, on="a"), needs=needs), funding(sync_weeks=weeks)).around.needs.needs)
        for weeks in (0, 3)
    ]
    assert asked[0] == asked[1]
    assert 10 < asked[0] < 30


def test_a_stopped_feature_is_not_told():
    """What has left the board before the meeting is told to nobody."""
    case = two(mmp("m", 3, on="a", success_probability=0.001, earns=1), needs=[need()])
    model = funding(
        sync_weeks=50, stop_rule="evidence", cadence_weeks=4, mmp_wip_limit=None, stop_hurdle=1e9, selection="wsjf"
    )
    outcome = run(case, model)
    assert dates(outcome, "stopped")["m"] is None or all(n.told != n.told for n in outcome.around.needs.needs)


def test_mean_wait_is_half_a_period():
    """Features that come at any time wait half a period for the meeting, within four standard errors."""
    case = scenario(
        [mmp("m", 1, on="b")],
        stream("a", stage("build", servers=20), arrivals={"kind": "poisson", "rate": 1.0}),
        stream("b", stage("check", servers=50)),
        dependencies=[need()],
        calendar={"quarters": 20, "run_off": False},
    )
    blueprint = Blueprint(case)
    means = [
        simulate(World(blueprint, 1, number), funding(sync_weeks=6)).result.outcomes["sync_wait_weeks"]
        for number in range(12)
    ]
    assert np.mean(means) == pytest.approx(3, abs=4 * np.std(means, ddof=1) / np.sqrt(len(means)))


def test_no_needs_nothing_changes():
    """Meetings without needs decide nothing."""
    case = scenario([mmp("m", 3)])
    plain = [run(case, funding(sync_weeks=weeks)) for weeks in (0, 4)]
    assert plain[0].visits.tobytes() == plain[1].visits.tobytes()
    assert plain[1].around is None


def test_services_beside_a_platform():
    """Where stages share a platform team, services, needs and its queue go on beside each other; by hand."""
    case = scenario(
        [mmp("m", 1, on="a")],
        {**stream("a", stage("build")), "stages": [stage("build"), {"id": "run", "platform": "ops", "effort": 1}]},
        stream("b", stage("check")),
        platforms=[{"id": "ops", "servers": 1, "teams": 1, "team_cost_per_sprint": 1000, "sprint_weeks": 1}],
        dependencies=[need()],
        services=[
            {"id": "legal", "per_year": 52_000, "person_cost_per_year": 52_000,
             "visits": [{"at": "start", "effort": 3}]}
        ],
    )  # fmt: skip
    outcome = run(case)
    # legal to 3, built at 4, helped at 6, run at 7
    assert [(n.asked, n.helped) for n in outcome.around.needs.needs] == [(4, 6)]
    assert dates(outcome, "released")["m"] == 7
