"""Skills: who is free, can do it and can do least else; weeks by hand, and the limits on both sides."""

from itertools import pairwise

import numpy as np
import pytest

from scenarios.scenario import Scenario
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import funding, mmp, run, scenario, stage, stream, touches

NOISY = {"distribution": "exponential", "mean": 1}
X, Y = {"people": 0.5, "can": ["x"]}, {"people": 0.5, "can": ["y"]}
HALF = {"x": 0.5, "y": 0.5}


def one_stage(features, *, servers=2, effort=1, skills=(X, Y), needs=HALF, **more):
    """One MMP on one stage."""
    own = {"skills": list(skills), "needs": needs} if skills else {}
    return scenario([mmp("a", features)], stream("s", stage(servers=servers, effort=effort, **own)), **more)


def needs_of(outcome):
    """Skill that each feature needs."""
    part = outcome.states[0].parts[0]
    return [part.need(0, k) for k in range(part.n)]


def test_one_group_of_all_is_no_groups():
    """Where everybody can do everything, everything is as without skills, to the byte."""
    step = {"servers": 3, "effort": NOISY}
    blockers = {"probability": 0.1, "duration": 2}
    back = {"rework": {"probability": 0.2, "to": "one"}}
    lines = [
        stream("s", stage("one", **step), stage("two", **step, **back, **own), blockers=blockers)
        for own in ({}, {"skills": [{"people": 1, "can": ["x", "y"]}], "needs": HALF})
    ]
    plain, skilled = (
        run(scenario([mmp("a", 30), mmp("b", 9, class_of_service="expedite")], line)) for line in lines
    )
    assert np.array_equal(plain.visits, skilled.visits)
    assert skilled.result.outcomes["skill_mismatch"] == 0


def test_one_person_a_skill_is_a_station_a_skill():
    """With one person a skill the features of each skill are served one after the other, whatever others do."""
    outcome = run(one_stage(40, effort=NOISY))
    needs, efforts = needs_of(outcome), outcome.states[0].parts[0].visits[0][0]
    started = {row[1]: row[5] for row in outcome.visits.tolist()}
    for skill in ("x", "y"):
        week = 0.0
        for number in (k for k, need in enumerate(needs) if need == skill):
            assert started[number] == pytest.approx(week)
            week += efforts[number]


def test_specialists_first():
    """What a specialist and an all-rounder could do goes to the specialist, so that both are at work at once."""
    skills = ({"people": 0.5, "can": ["x", "y"]}, {"people": 0.5, "can": ["x"]})
    number = next(n for n in range(100) if needs_of(run(one_stage(2, skills=skills), replication=n)) == ["x", "y"])
    outcome = run(one_stage(2, skills=skills), replication=number)
    assert [(start, end) for _, start, end, _ in touches(outcome, "a")] == [(0, 1), (0, 1)]


def test_time_wasted_is_counted():
    """Two features of one skill: the other person has nothing to do while the second one waits, for a week."""
    number = next(n for n in range(100) if needs_of(run(one_stage(2), replication=n)) == ["x", "x"])
    outcome = run(one_stage(2), replication=number)
    assert [start for _, start, _, _ in touches(outcome, "a")] == [0, 1]
    assert outcome.result.outcomes["skill_mismatch"] == pytest.approx(1 / (2 * 52))


def test_needs_are_shares_and_the_same_in_every_model():
    """In the long run features need skills in the stated shares; which ones is luck, not policy."""
    case = one_stage(1500, effort=0.02, needs={"x": 0.25, "y": 0.75})
    outcome = run(case)
    assert needs_of(outcome).count("x") / 1500 == pytest.approx(0.25, abs=0.03)
    assert needs_of(run(case, funding(mmp_wip_limit=1, cadence_weeks=4))) == needs_of(outcome)


def test_whoever_stays_takes_over():
    """People who can no longer be paid leave no skill behind that nobody has: everything is done in the end."""
    case = one_stage(30, servers=4, budget={"per_quarter": [52_000, 26_000, 13_000, 13_000]})
    outcome = run(case)
    assert sum(change for _, _, change in outcome.moves) == -3
    assert outcome.states[0].completed is not None


def networked(case, **more):
    """One run where every station may be anything: what one does in a network."""
    blueprint = Blueprint(case)
    blueprint.linear = False
    return simulate(World(blueprint, 1, 0), funding(**more))


def test_the_same_people_in_a_network():
    """A line with skills in a network of stations does the same, visit by visit, and wastes the same time."""
    step = {"servers": 3, "effort": NOISY, "skills": [X, {"people": 0.5, "can": ["x", "y"]}], "needs": HALF}
    back = {"rework": {"probability": 0.2, "to": "one"}}
    line = stream("s", stage("one", **step, wip_limit=4), stage("two", **step, **back), switching_loss="mild")
    case = scenario([mmp("a", 20), mmp("b", 9, class_of_service="expedite")], line)
    plain, other = run(case), networked(case)
    assert sorted(plain.visits.tolist()) == sorted(other.visits.tolist())
    wasted = [outcome.result.outcomes["skill_mismatch"] for outcome in (plain, other)]
    assert wasted[0] == pytest.approx(wasted[1])
    assert wasted[0] > 0


def shared(count, *, needs=HALF, skills=(X, Y), **more):
    """Two streams with one MMP each, whose work is done by a platform team of two."""
    streams = [
        {
            "id": name,
            "teams": 1,
            "team_cost_per_sprint": 1000,
            "stages": [
                {"id": "own", "servers": 99, "effort": 1e-9},
                {"id": "work", "platform": "ops", "effort": NOISY, "needs": needs},
            ],
        }
        for name in ("s", "t")
    ]
    ops = {"id": "ops", "servers": 2, "teams": 1, "team_cost_per_sprint": 2000, "skills": list(skills), **more}
    return scenario([mmp("a", count), mmp("b", count, on="t")], *streams, platforms=[ops])


def test_a_platform_team_with_one_person_a_skill():
    """Features of all streams that need a skill are served by its person, one after the other."""
    outcome = run(shared(12))
    last = np.flatnonzero([where[1] == "work" for where in outcome.world.blueprint.stage_ids])
    rows = outcome.visits[np.isin(outcome.visits[:, 2], last)]
    for skill in ("x", "y"):
        own = np.array([_part(outcome, row).need(1, int(row[1])) == skill for row in rows])
        spans = sorted((row[5], row[6]) for row in rows[own].tolist())
        assert len(spans) > 3
        assert all(after[0] == pytest.approx(before[1]) for before, after in pairwise(spans))


def _part(outcome, row):
    """What a visit belongs to."""
    return outcome.states[int(row[0])].parts[0]


def test_time_wasted_in_a_platform_team_is_counted_once():
    """Two weeks of work for one of two people in a year: the other one has nothing to do for one of them."""
    case = shared(1, needs={"x": 1, "y": 0})
    steps = [stream.model_dump() for stream in case.value_streams]
    for step in steps:
        step["stages"][1]["effort"] = 1
    outcome = run(Scenario.model_validate(case.model_dump() | {"value_streams": steps}))
    assert outcome.result.outcomes["skill_mismatch"] == pytest.approx(1 / (2 * 52))


def test_whoever_can_do_it_drops_what_is_less_urgent():
    """Both people are at work when something urgent comes that needs x: who does x makes way."""

    def work(number):
        line = stream("s", stage(servers=2, effort=4, skills=[X, Y], needs=HALF, preemptive=True))
        urgent = mmp("u", 1, class_of_service="expedite", appears_quarter=2)
        return run(scenario([mmp("a", 12), urgent], line), funding(cadence_weeks=13), replication=number)

    def need(outcome):
        return outcome.states[1].parts[0].need(0, 0)

    outcome = next(found for n in range(50) if need(found := work(n)) == "x")
    needs = needs_of(outcome)
    ((begun, ended),) = [(row[5], row[6]) for row in outcome.visits.tolist() if row[0] == 1]
    assert (begun, ended) == (13, 17)
    stretches = [
        row for row in outcome.visits.tolist() if row[0] == 0 and row[5] < 13 < row[7] + 13 and row[6] == 13
    ]
    assert [needs[int(row[1])] for row in stretches] == ["x"]


def test_who_is_under_repair_is_missed_by_those_who_need_them():
    """The only one who can do x is under repair from week 1 to week 3: features of y go on, those of x wait."""
    down = {"between": 1, "repair": 2}
    number = next(n for n in range(99) if needs_of(run(one_stage(4), replication=n)) == ["x", "y", "x", "y"])
    line = stream("s", stage(servers=2, effort=1, skills=[X, Y], needs=HALF, breakdowns=down))
    outcome = run(scenario([mmp("a", 4)], line), replication=number)
    assert [(row[1], row[5], row[6]) for row in sorted(outcome.visits.tolist(), key=lambda row: row[5:3:-1])][
        :2
    ] == [
        (0, 0, 1),
        (1, 0, 1),
    ]
    done = {row[1]: row[6] for row in outcome.visits.tolist()}
    assert done == {0: 1, 1: 1, 2: 4, 3: 4}
