"""The kanban engine on lines short enough to draw: who is served when, who waits, who is in whose way."""

import pytest

from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import funding, mmp, run, scenario, served, stage, stream, touches


def line(*stages, **more):
    """One MMP of three features on a line."""
    return scenario([mmp("m", 3)], stream("s", *stages, **more))


def test_without_limits():
    """Stage one hands over after 1, 2, 3 weeks; stage two takes two weeks each: 3, 5, 7."""
    outcome = run(line(stage("one"), stage("two", effort=2)))
    assert touches(outcome, "m", "one") == [(0, 0, 1, 1), (0, 1, 2, 2), (0, 2, 3, 3)]
    assert touches(outcome, "m", "two") == [(1, 1, 3, 3), (2, 3, 5, 5), (3, 5, 7, 7)]


def test_card_keeps_the_slot():
    """Blocking by card: a done feature holds its slot, so nobody enters stage one until it is pulled."""
    outcome = run(line(stage("one", wip_limit=1), stage("two", effort=2, wip_limit=1)))
    assert touches(outcome, "m", "one") == [(0, 0, 1, 1), (1, 1, 2, 3), (3, 3, 4, 5)]
    assert touches(outcome, "m", "two") == [(1, 1, 3, 3), (3, 3, 5, 5), (5, 5, 7, 7)]


def test_card_frees_the_server():
    """Blocking by card: where the slot limit leaves room, the server goes on with the next feature."""
    outcome = run(line(stage("one"), stage("two", effort=2, wip_limit=1)))
    assert touches(outcome, "m", "one") == [(0, 0, 1, 1), (0, 1, 2, 3), (0, 2, 3, 5)]


def test_server_blocking_keeps_the_server():
    """Production blocking: the server holds the done feature until stage two has room."""
    outcome = run(line(stage("one"), stage("two", effort=2, wip_limit=1), blocking="server"))
    assert touches(outcome, "m", "one") == [(0, 0, 1, 1), (0, 1, 2, 3), (0, 3, 4, 5)]


def test_limit_counts_waiting_and_work():
    """A limit of two lets one feature wait beside the one in service."""
    outcome = run(line(stage("one"), stage("two", effort=5, wip_limit=2)))
    assert touches(outcome, "m", "two") == [(1, 1, 6, 6), (2, 6, 11, 11), (6, 11, 16, 16)]


def test_pull_goes_upstream_at_once():
    """One feature leaves, and at the same instant each of the three behind it moves one stage on."""
    steps = [stage(name, wip_limit=1) for name in ("one", "two", "three")]
    outcome = run(scenario([mmp("m", 4)], stream("s", *steps, stage("four", effort=10, wip_limit=1))))
    assert touches(outcome, "m", "four")[1][0] == 13
    assert touches(outcome, "m", "three")[2][0] == 13
    assert touches(outcome, "m", "two")[3][0] == 13


def test_servers_work_side_by_side():
    """Two servers finish two features a week; the third starts when the first is done."""
    outcome = run(line(stage(servers=2)))
    assert served(outcome, "m") == [(0, 1), (0, 1), (1, 2)]


@pytest.mark.parametrize("blocking", ["card", "server"])
@pytest.mark.parametrize("limits", [(None, None, None), (1, 1, 1), (2, 1, 3)])
@pytest.mark.parametrize("efforts", [(1, 2, 3), (3, 2, 1), (2, 4, 2)])
def test_makespan_of_a_steady_line(blocking, limits, efforts):
    """Equal features through a line take the sum of efforts + (features - 1) x the longest, whatever the limits."""
    stages = [stage(f"k{k}", effort=e, wip_limit=w) for k, (e, w) in enumerate(zip(efforts, limits, strict=True))]
    outcome = run(scenario([mmp("m", 5)], stream("s", *stages, blocking=blocking)))
    assert outcome.states[0].completed == sum(efforts) + 4 * max(efforts)


@pytest.mark.parametrize("blocking", ["card", "server"])
@pytest.mark.parametrize("limits", [(None, None, None), (1, 1, 1), (3, 2, 1)])
def test_random_line_obeys_its_recursion(blocking, limits):
    """With one server per stage every start and departure follows from the one before and the one in the way."""
    noisy = {"distribution": "exponential", "mean": 0.7}
    stages = [stage(f"k{k}", effort=noisy, wip_limit=limit) for k, limit in enumerate(limits)]
    case = scenario([mmp("m", 25)], stream("s", *stages, blocking=blocking), calendar={"quarters": 8})
    outcome = run(case)
    effort = [visit[0] for visit in outcome.world.visits("m", 25, outcome.world.blueprint.streams[0])]
    out = [[float("inf")] * 25 for _ in range(3)]
    finish = [[0.0] * 25 for _ in range(3)]
    enter = [0.0] * 25
    for i in range(25):
        for k in range(3):
            before = (out if blocking == "server" else finish)[k][i - 1] if i else 0.0
            if k == 0:
                limit = limits[0]
                enter[i] = out[0][i - limit] if limit is not None and i >= limit else 0.0
            start = max(enter[i] if k == 0 else out[k - 1][i], before)
            finish[k][i] = start + effort[k][i]
            held = limits[k + 1] if k < 2 else None
            room = out[k + 1][i - held] if held is not None and i >= held else 0.0
            out[k][i] = max(finish[k][i], room, out[k][i - 1] if i else 0.0)
    for k in range(3):
        rows = touches(outcome, "m", f"k{k}")
        assert [row[2] for row in rows] == pytest.approx(finish[k], rel=1e-12)
        assert [row[3] for row in rows] == pytest.approx(out[k], rel=1e-12)


def test_first_in_first_out_within_a_class():
    """Of two standard MMPs the one funded first is done first, feature by feature."""
    outcome = run(scenario([mmp("a", 2), mmp("b", 2)]))
    assert served(outcome, "a") + served(outcome, "b") == [(0, 1), (1, 2), (2, 3), (3, 4)]


def test_classes_of_service_in_order():
    """Expedite before fixed date before standard before intangible, whatever the order of the scenario."""
    classes = ["intangible", "standard", "fixed_date", "expedite"]
    outcome = run(scenario([mmp(name, 1, class_of_service=name) for name in classes]))
    assert [served(outcome, name)[0][0] for name in classes] == [3, 2, 1, 0]


def test_a_fixed_date_is_a_class_of_service():
    """An MMP with a due date goes before standard ones without being told to."""
    due = {"kind": "fixed_date", "quarter": 1, "penalty": 1}
    outcome = run(scenario([mmp("a", 2), mmp("due", 1, urgency=due)]))
    assert served(outcome, "due") == [(0, 1)]


def test_expedite_does_not_interrupt():
    """An expedited feature that comes in week 13 waits for the one in service and jumps the queue."""
    case = scenario([mmp("a", 12), mmp("e", 1, class_of_service="expedite", appears_quarter=2)],
                    stream("s", stage(effort=2)))  # fmt: skip
    outcome = run(case)
    assert served(outcome, "a")[5:8] == [(10, 12), (12, 14), (16, 18)]
    assert served(outcome, "e") == [(14, 16)]


@pytest.mark.parametrize(("allowance", "start"), [(0, 14), (1, 13)])
def test_expedite_allowance(allowance, start):
    """With an allowance of one an expedited feature enters a full stage, without it waits for room."""
    case = scenario([mmp("a", 12), mmp("e", 1, class_of_service="expedite", appears_quarter=2)],
                    stream("s", stage(servers=2, effort=2, wip_limit=1), expedite_allowance=allowance))  # fmt: skip
    assert served(run(case), "e")[0][0] == start


def test_blocker_with_card():
    """A feature blocked for three weeks frees its server: the next one starts at once."""
    case = line(stage(blockers={"probability": 1, "duration": 3}))
    assert touches(run(case), "m") == [(0, 0, 1, 4), (0, 1, 2, 5), (0, 2, 3, 6)]


def test_blocker_keeps_the_slot():
    """A blocked feature keeps its WIP slot, so with a limit of one the next one has to wait."""
    case = line(stage(wip_limit=1, blockers={"probability": 1, "duration": 3}))
    assert touches(run(case), "m") == [(0, 0, 1, 4), (4, 4, 5, 8), (8, 8, 9, 12)]


def test_blocker_with_server():
    """Production blocking: a blocked feature keeps its server."""
    case = line(stage(), blockers={"probability": 1, "duration": 3}, blocking="server")
    assert touches(run(case), "m") == [(0, 0, 1, 4), (0, 4, 5, 8), (0, 8, 9, 12)]


def test_stage_blockers_override_the_stream():
    """A stage's own blockers replace those of the stream."""
    never = {"probability": 0, "duration": 3}
    case = line(stage("one", blockers=never), stage("two"), blockers={"probability": 1, "duration": 3})
    outcome = run(case)
    assert [row[3] for row in touches(outcome, "m", "one")] == [1, 2, 3]
    assert [row[3] for row in touches(outcome, "m", "two")] == [5, 6, 7]


def world_where(case, features, fails):
    """First world in which the first visits to the last stage fail like this."""
    blueprint = Blueprint(case)
    for replication in range(200):
        world = World(blueprint, 1, replication)
        if world.visits("m", features, blueprint.streams[0])[-1][1] == fails and not any(
            world.later_visit("m", features, blueprint.streams[0], len(blueprint.stage_ids) - 1, 1)[1]
        ):
            return replication
    raise AssertionError("no such world")


def test_rework_queues_again():
    """A feature that fails goes to the end of the queue and is served again."""
    case = line(stage(rework={"probability": 0.4, "to": "work"}))
    outcome = run(case, replication=world_where(case, 3, [True, False, False]))
    assert touches(outcome, "m") == [(0, 0, 1, 1), (0, 1, 2, 2), (0, 2, 3, 3), (1, 3, 4, 4)]


def test_rework_enters_a_full_stage():
    """Returned work enters a stage that is full (its lane), so two full stages never wait for each other."""
    case = scenario(
        [mmp("m", 3)],
        stream(
            "s",
            stage("one", effort=2, wip_limit=1),
            stage("two", wip_limit=1, rework={"probability": 0.4, "to": "one"}),
        ),
    )
    outcome = run(case, replication=world_where(case, 3, [True, False, False]))
    # week 3: the first feature fails and returns to stage one, where the second one is in service
    assert touches(outcome, "m", "one") == [(0, 0, 2, 2), (2, 2, 4, 4), (3, 4, 6, 6), (6, 6, 8, 8)]
    assert touches(outcome, "m", "two") == [(2, 2, 3, 3), (4, 4, 5, 5), (6, 6, 7, 7), (8, 8, 9, 9)]


def test_blocked_before_it_fails_keeps_the_server():
    """Production blocking: a blocked feature keeps its server, also when it has to go back afterwards."""
    case = line(
        stage(rework={"probability": 0.4, "to": "work"}, blockers={"probability": 1, "duration": 3}),
        blocking="server",
    )
    outcome = run(case, replication=world_where(case, 3, [True, False, False]))
    assert touches(outcome, "m")[:2] == [(0, 0, 1, 4), (0, 4, 5, 8)]


def test_switching_loss_by_load():
    """Weinberg: beside one other feature work takes 1/0.8 as long, beside two others 1/0.6."""
    outcome = run(scenario([mmp("m", 4)], stream("s", switching_loss="weinberg")))
    durations = [finished - started for started, finished in served(outcome, "m")]
    assert durations[1:] == pytest.approx([1 / 0.6, 1 / 0.8, 1])


def test_switching_loss_between_whole_loads():
    """Three features on two servers are a load of 1.5: half of the loss of two."""
    outcome = run(scenario([mmp("m", 5)], stream("s", stage(servers=2), switching_loss=[0, 0.2])))
    durations = [finished - started for started, finished in served(outcome, "m")]
    assert durations[2:] == pytest.approx([1 / 0.9, 1 / 0.9, 1])


def test_switching_loss_beyond_the_table():
    """Beyond its last entry the table stays where it is (mild: 10 % from two features on)."""
    outcome = run(scenario([mmp("m", 5)], stream("s", switching_loss="mild")))
    durations = [finished - started for started, finished in served(outcome, "m")]
    assert durations[1:] == pytest.approx([1 / 0.9, 1 / 0.9, 1 / 0.9, 1])


def test_wip_limit_avoids_switching():
    """With as many slots as servers nobody switches."""
    outcome = run(scenario([mmp("m", 4)], stream("s", stage(wip_limit=1), switching_loss="weinberg")))
    assert outcome.states[0].completed == 4


def test_formation_is_piecewise():
    """Five weeks at a quarter of the speed do 1.25 features: the second one needs 0.75 weeks more."""
    outcome = run(line(stage()), funding(formation_weeks=5, formation_productivity=0.25))
    assert served(outcome, "m") == [(0, 4), (4, 5.75), (5.75, 6.75)]


def test_a_feature_of_no_effort_takes_no_time():
    """Zero effort in one stage is an instant, not an error."""
    outcome = run(line(stage("one", effort=0), stage("two")))
    assert served(outcome, "m", "one") == [(0, 0)] * 3
    assert outcome.states[0].completed == 3
