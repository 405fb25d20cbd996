"""Dates of votes and plannings stay where they are in the calendar when quarters are over."""

from scenarios.variation.shifting import shifted
from tests.sim.cases import funding, mmp, scenario, stream


def case(weeks, *trains, **more):
    """Two streams, increments of so many weeks."""
    models = {"one": funding(increment_weeks=weeks).model_dump()}
    return scenario([mmp("a")], stream("s"), stream("t"), funding_models=models, trains=list(trains), **more)


TRAIN = {"id": "x", "value_streams": ["s", "t"], "offset_weeks": 2}


def test_trains_plan_in_the_same_weeks():
    """Plannings in weeks 2, 12, 22: after 13 weeks 9 and 19 weeks ahead; a multiple changes nothing."""
    moved = shifted(case(10, TRAIN), 1)
    assert ([train.offset_weeks for train in moved.scenario.trains], moved.notes) == ([9], ())
    assert shifted(case(13, TRAIN), 1).scenario.trains[0].offset_weeks == 2


def test_increments_of_nobody_begin_anew_and_say_so():
    """Without trains nothing holds the weeks in which everybody plans: a note says it."""
    moved = shifted(case(10), 1)
    assert moved.scenario.trains == ()
    assert ["increments begin anew" in note for note in moved.notes] == [True]


def test_the_latest_ballot_holds_on():
    """In quarter 2 the second ballot of x (quarters 1, 2) and the first of y (quarters 1, 4) hold."""
    votes = [
        {"voter": voter, "value_stream": name, "points": points, "quarter": quarter}
        for voter, name, points, quarter in (("x", "s", 1, 1), ("x", "t", 2, 2), ("y", "s", 3, 1), ("y", "t", 4, 4))
    ]
    moved = shifted(case(13, budget={"per_quarter": 1e6, "votes": votes}), 1).scenario.budget.votes
    assert [(vote.voter, vote.points, vote.quarter) for vote in moved] == [("x", 2, 1), ("y", 3, 1), ("y", 4, 3)]


def test_targets_hold_from_their_quarter_on():
    """A target of quarter 3 is that of the objective when quarter 3 begins, and still to come before."""
    aims = [{"id": "growth", "target": 900}]
    event = {"kind": "objective_changes", "quarter": 3, "objective": "growth", "target": 500}
    work = [mmp("a", 2, objective="growth", appears_quarter=4)]
    case = scenario(work, events=[event], objectives=aims)
    found = shifted(case, 1).scenario
    assert (found.objectives[0].target, found.events[0].quarter) == (900, 2)
    later = shifted(case, 3)
    assert (later.scenario.objectives[0].target, later.scenario.events) == (500, ())
    assert not any("objective_changes" in note for note in later.notes)
