"""Skills: who is free, can do it and can do least else; weeks by hand, and the limits on both sides."""

import numpy as np
import pytest

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
