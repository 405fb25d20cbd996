"""Program increments and trains, by hand."""

import numpy as np
import pytest

from sim.cooperation.increments import Increments
from tests.sim.cases import dates, funding, mmp, run, scenario, served, stage, stream

TEN = {"increment_weeks": 10, "planning_days": 5}
"""Ten weeks, of which everybody plans for the first one."""


def test_planning_stops_everybody():
    """A week of planning at 0 and 10: 12 features of a week are done by week 14; a tenth of the time is gone."""
    outcome = run(scenario([mmp("m", 12)]), funding(**TEN))
    assert [round(end, 9) for _, end in served(outcome, "m")] == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14]
    found = outcome.result.outcomes
    assert found["increments_held"] == 6
    assert found["planning_share"] == pytest.approx(6 / 52)


def test_work_is_interrupted_by_planning():
    """Three weeks of work begun in week 8 are over in week 12: the week of planning in between does not count."""
    case = scenario([mmp("m", 3)], stream("s", stage(effort=3.5)))
    outcome = run(case, funding(**TEN))
    # planning 0 to 1; 1 to 4.5, 4.5 to 8, then 2 weeks, planning 10 to 11, and 1.5 weeks
    assert [end for _, end in served(outcome, "m")] == [4.5, 8, 12.5]


@pytest.mark.parametrize(("how", "begun"), [("boundary", {"a": 0, "b": 20}), ("demand", {"a": 0, "b": 13})])
def test_commitment(how, begun):
    """An MMP that gets its money in week 13 is begun at the planning of week 20, or on demand at once."""
    work = [mmp("a", 3), mmp("b", 3, appears_quarter=2)]
    outcome = run(scenario(work), funding(increment_weeks=10, planning_days=0, increment_start=how))
    assert dates(outcome, "funded")["b"] == 13
    assert dates(outcome, "activated") == begun
    assert outcome.result.outcomes["increment_wait_weeks"] == ({"boundary": 3.5, "demand": 0}[how])


@pytest.mark.parametrize(("how", "out"), [("boundary", 10), ("demand", 4)])
def test_release_on_the_boundary(how, out):
    """What is complete in week 4 comes out at the planning of week 10, or on demand at once."""
    outcome = run(scenario([mmp("a", 4)]), funding(increment_weeks=10, planning_days=0, increment_release=how))
    assert dates(outcome, "completed")["a"] == 4
    assert dates(outcome, "released")["a"] == out


def test_release_dates_of_the_stream_come_first():
    """With releases every 8 weeks and plannings every 10, work of week 4 comes out in week 10, not in week 8."""
    case = scenario([mmp("a", 4)], stream("s", release_every_weeks=8))
    outcome = run(case, funding(increment_weeks=10, planning_days=0, increment_release="boundary"))
    assert dates(outcome, "released")["a"] == 10


def test_trains_plan_on_their_own_days():
    """Two trains: the second plans two weeks later; a stream in no train plans alone with the calendar."""
    trains = [{"id": "one", "value_streams": ["a"]}, {"id": "two", "value_streams": ["b"], "offset_weeks": 2}]
    case = scenario([mmp("m", 1, on="a")], stream("a"), stream("b"), stream("c"), trains=trains)
    spell = ((0.0, funding(**TEN)),)
    plans = Increments(case, [spell] * 3, 30.0)
    assert plans.weeks == [[0, 10, 20], [2, 12, 22], [0, 10, 20]]
    assert plans.trains == [0, 1, 4]
    assert [plans.next(1, week) for week in (0, 2, 2.5, 22, 25)] == [2, 2, 12, 22, 25]
    assert plans.held(30.0) == 9


def test_rules_that_change():
    """A stream that comes under rules with increments in week 13 plans from week 20 on; one that leaves stops."""
    case = scenario([mmp("m", 1, on="a")], stream("a"), stream("b"))
    on, off = funding(**TEN), funding()
    plans = Increments(case, [((0.0, off), (13.0, on)), ((0.0, on), (13.0, off))], 40.0)
    assert plans.weeks == [[20, 30], [0, 10]]


def test_needs_wait_for_the_planning_of_another_train():
    """Within a train needs are told at the next meeting; another train hears of them at its next planning."""
    needs = [{"value_stream": "a", "stage": "work", "on": "b", "helps_at": "work", "effort": 1}]
    model = funding(increment_weeks=10, planning_days=0, sync_weeks=2)
    apart = [{"id": "one", "value_streams": ["a"]}, {"id": "two", "value_streams": ["b"], "offset_weeks": 5}]
    for trains, told in (([], 2), (apart, 5)):
        case = scenario([mmp("m", 1, on="a")], stream("a"), stream("b"), dependencies=needs, trains=trains)
        outcome = run(case, model)
        assert [n.told for n in outcome.around.needs.needs] == [told]


def test_inspect_and_adapt():
    """Half of the blockers are gone after every increment: about 1, 1/2, 1/4, 1/8 of the features are blocked."""
    case = scenario(
        [mmp("m", 100, class_of_service="standard")],
        stream("s", stage("work", servers=10), blockers={"probability": 1, "duration": 0.25}),
    )
    outcome = run(case, funding(increment_weeks=2, planning_days=0, improvement=0.5))
    visits = outcome.visits
    blocked = visits[:, 7] > visits[:, 6]
    by_level = [blocked[(visits[:, 5] >= week) & (visits[:, 5] < week + 2)] for week in range(0, 10, 2)]
    assert by_level[0].all()
    for level, found in enumerate(by_level):
        n, p = len(found), 0.5**level
        assert abs(found.mean() - p) <= 4 * np.sqrt(max(p * (1 - p), 1e-9) / n)
    assert outcome.result.outcomes["increments_held"] == 26


def test_improvement_needs_increments():
    """Settings of increments decide nothing where there are none."""
    case = scenario([mmp("m", 3)])
    one, other = run(case), run(case, funding(improvement=0.5, planning_days=10, increment_release="boundary"))
    assert one.visits.tobytes() == other.visits.tobytes()
    assert other.around is None
