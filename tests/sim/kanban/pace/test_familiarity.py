"""Familiarity: productivity grows with the weeks together and on a kind of work; weeks by hand."""

import math

import numpy as np
import pytest

from sim.kanban.pace.familiarity import Curve
from tests.sim.cases import dates, funding, mmp, run, scenario, stage, stream

TOGETHER = {"formation_weeks": 4, "formation_productivity": 0.5, "familiarity_weeks": 13}
STABLE = TOGETHER | {"formation_weeks": 0}


def test_work_is_the_area_under_the_curve():
    """From one half to one in 13 weeks, t weeks do t/2 + t^2/52: eight of work take 13 (sqrt(1 + 32/13) - 1)."""
    case = scenario([mmp("a")], stream("s", stage(effort=8)))
    taken = 13 * (math.sqrt(1 + 32 / 13) - 1)
    assert taken / 2 + taken**2 / 52 == pytest.approx(8)
    assert dates(run(case, funding(**TOGETHER)), "completed")["a"] == pytest.approx(taken)


def test_a_step_twice_as_gentle_costs_the_same():
    """A quarter of 13 weeks is lost on the way up: as much as a step of 6.5 weeks at half productivity."""
    case = scenario([mmp("a")], stream("s", stage(effort=20)))
    step = funding(formation_weeks=6.5, formation_productivity=0.5)
    assert dates(run(case, step), "completed")["a"] == 23.25
    assert dates(run(case, funding(**TOGETHER)), "completed")["a"] == pytest.approx(23.25)


def test_a_stream_pays_for_every_new_kind_of_work_once():
    """A stable stream is slow with the first MMP of a project; with the second one it knows the work."""
    case = scenario(
        [mmp(name) for name in ("a1", "a2", "b1")],
        stream("s", stage(effort=20)),
        projects=[{"id": "A", "mmps": ["a1", "a2"]}, {"id": "B", "mmps": ["b1"]}],
        calendar={"quarters": 8},
    )
    done = dates(run(case, funding(**STABLE, mmp_wip_limit=1)), "completed")
    assert done == pytest.approx({"a1": 23.25, "a2": 43.25, "b1": 66.5})


def test_work_under_way_is_known():
    """What was under way at week 0, and what else belongs to its project, is no new kind of work."""
    case = scenario(
        [mmp("a1", underway=0.0001), mmp("a2")],
        stream("s", stage(effort=20)),
        projects=[{"id": "A", "mmps": ["a1", "a2"]}],
    )
    assert dates(run(case, funding(**STABLE, mmp_wip_limit=1)), "completed") == {"a1": 20, "a2": 40}


def test_ceiling():
    """At a ceiling of 1.25 ten weeks of work take eight, where nothing is new."""
    case = scenario([mmp("a", underway=0.0001)], stream("s", stage(effort=10)))
    outcome = run(case, funding(**STABLE, familiarity_ceiling=1.25))
    assert dates(outcome, "completed") == {"a": 8}
    assert outcome.result.outcomes["lost_unfamiliar"] == 0


def test_no_way_to_go_is_no_forming():
    """Where people begin at their ceiling, everything is as without forming, to the byte."""
    case = scenario(
        [mmp("a", 9), mmp("b", 9)], stream("s", stage(servers=2, effort={"distribution": "exponential", "mean": 1}))
    )
    flat = run(case, funding(formation_weeks=4, formation_productivity=1, familiarity_weeks=13))
    assert np.array_equal(flat.visits, run(case).visits)


def test_time_lost_is_counted():
    """Of 23.25 weeks for 20 weeks of work, 3.25 are lost."""
    case = scenario([mmp("a")], stream("s", stage(effort=20)))
    lost = run(case, funding(**STABLE)).result.outcomes["lost_unfamiliar"]
    assert lost == pytest.approx(3.25 / 23.25)
    assert math.isnan(run(case).result.outcomes["lost_unfamiliar"])


@pytest.mark.parametrize("work", [0.3, 2.0, 6.0, 11.0, 40.0])
def test_curve_and_dips_multiply(work):
    """With stretches of lower productivity on top, the work done is the integral of the product."""
    curve, slow = Curve(0.4, 1.2, 10.0), [(3.0, 8.0, 0.5), (6.0, 20.0, 0.8)]
    taken = curve.time_taken(work, 1.0, 9.0, slow)
    weeks = np.linspace(1.0, 1.0 + taken, 200_001)
    middle = (weeks[1:] + weeks[:-1]) / 2
    level = np.array([curve.level(week, 9.0) for week in middle.tolist()])
    for start, end, productivity in slow:
        level *= np.where((middle >= start) & (middle < end), productivity, 1.0)
    assert level.sum() * taken / 200_000 == pytest.approx(work, rel=1e-4)


def test_standstill():
    """While nobody works nothing is done: two weeks later than otherwise, and nothing to do takes no time."""
    curve, meeting = Curve(1.0, 1.0, 10.0), [(1.0, 3.0, 0.0)]
    assert curve.time_taken(2.0, 0.0, 9.0, meeting) == pytest.approx(4.0)
    assert curve.time_taken(0.0, 1.5, 9.0, meeting) == 0.0
