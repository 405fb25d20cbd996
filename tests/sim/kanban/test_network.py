"""Platforms, interruptions, branches and routing in a portfolio: worked by hand, and held against theory."""

import math

import numpy as np
import pytest

from scenarios.faults import ScenarioError
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.ledger import BENCH, WORK
from sim.world.world import World
from tests.sim.cases import RATE, dates, funding, mmp, money, run, scenario, served, stage, touches

EXPONENTIAL = {"distribution": "exponential", "mean": 1}


def platform(name="ops", servers=1, **more):
    """A platform team, paid 2 000 per server and week."""
    return {
        "id": name,
        "servers": servers,
        "teams": 1,
        "team_cost_per_sprint": 2 * RATE * servers,
        "sprint_weeks": 1,
        **more,
    }


def shared(name, effort=1, **more):
    """A stage of a platform team."""
    return {"id": name, "platform": "ops", "effort": effort, **more}


def line(name, *steps, servers=1):
    """A stream whose people cost 1 000 a week each."""
    return {
        "id": name,
        "teams": 1,
        "team_cost_per_sprint": RATE * servers,
        "sprint_weeks": 1,
        "stages": list(steps),
    }


def test_a_platform_serves_two_streams_in_turn():
    """Features come to the one server of the platform in weeks 1 and 2; the second one waits for the first."""
    streams = [line("a", stage(), shared("test", 2)), line("b", stage(effort=2), shared("test", 3))]
    outcome = run(scenario([mmp("m", on="a"), mmp("n", on="b")], *streams, platforms=[platform()]))
    assert dates(outcome, "completed") == {"m": 3, "n": 6}
    assert touches(outcome, "n", "test") == []  # b's stage is the second of this name
    rows = outcome.visits[outcome.visits[:, 2] == 3].tolist()
    assert [row[4:] for row in rows] == [[2, 3, 6, 6]]


def test_what_a_platform_costs():
    """Work is booked on the MMP in its stream at the rate of the platform, as estimated; the rest is bench."""
    outcome = run(scenario([mmp("m", 2)], line("s", stage(), shared("test")), platforms=[platform()]))
    assert money(outcome) == {"work": 2 * RATE + 2 * 2 * RATE, "bench": 52 * 3 * RATE - 6 * RATE}
    book = outcome.ledger
    assert set(book.stream[book.kind == WORK].tolist()) == {0}
    assert book.cents[(book.kind == BENCH) & (book.stream == -1)].sum() == 100 * (52 * 2 * RATE - 4 * RATE)
    (plan,) = outcome.world.mmps
    assert plan.estimated_cost == 6 * RATE
    assert plan.duration == 3  # two weeks for the first feature, one more for the other
    assert outcome.result.outcomes["utilisation"] == pytest.approx(4 / (2 * 52))


def test_money_runs_out_at_the_rate_of_the_platform():
    """6 x 3 000 are approved; 7 weeks at 1 000 and 6 at 2 000 are more than that in week 7, not before."""
    model = funding(overrun="reapprove", overrun_tolerance=0, change_weeks=10)
    case = scenario([mmp("m", 6)], line("s", stage(), shared("test")), platforms=[platform()])
    held = run(case, model)
    assert not held.states[0].unit.holds  # as estimated
    longer = case.replace(uncertainty={"scope_growth": {"distribution": "constant", "value": 2}})
    (hold, *_) = run(longer, model).states[0].unit.holds
    assert hold == (7, 17)


def test_a_breakdown_in_the_middle_of_work():
    """Two weeks up, one down: work of 5 weeks is done in week 7, in three stretches; what is paid is 5 weeks."""
    down = {"breakdowns": {"between": 2, "repair": 1}}
    outcome = run(scenario([mmp("m")], line("s", stage(effort=5, **down))))
    assert served(outcome, "m") == [(0, 2), (3, 5), (6, 7)]
    assert money(outcome)["work"] == 5 * RATE
    assert outcome.states[0].parts[0].work == 5
    assert outcome.result.outcomes["flow_efficiency"] == pytest.approx(5 / 7)


def test_a_stop_in_the_middle_of_a_repair():
    """A feature whose server is being repaired leaves the board; the server takes the next one when it is back."""
    down = {"breakdowns": {"between": 12.5, "repair": 2, "clock": "always"}}
    case = scenario(
        [mmp("m", 1, earns=1, success_probability=0.5), mmp("n", 1, earns=1e6)],
        line("s", stage(effort=20, **down)),
        uncertainty={"evidence": {"share": 0}},
    )
    outcome = run(case, funding(stop_rule="evidence", reestimate=True, stop_hurdle=1))
    assert dates(outcome, "stopped") == {"m": 13, "n": None}
    assert served(outcome, "m")[0] == (0, 12.5)
    assert served(outcome, "n")[0] == (14.5, 27)


def test_urgent_work_interrupts():
    """An expedited feature stops the standard one in week 2; that one goes on for its other 3 weeks afterwards."""
    case = scenario(
        [mmp("m"), mmp("e", class_of_service="expedite")],
        {
            **line("s", stage("first", effort=0), stage("work", effort=5, preemptive=True)),
            "team_cost_per_sprint": 2000,
        },
    )
    late = case.replace(mmps=[case.mmps[0], case.mmps[1].replace(earliest_quarter=2)])
    outcome = run(late.replace(calendar=late.calendar.replace(weeks_per_quarter=2, quarters=13)))
    assert served(outcome, "m", "work") == [(0, 2), (7, 10)]
    assert served(outcome, "e", "work") == [(2, 7)]


def test_branches_join():
    """Two branches of 2 and 3 weeks side by side: a feature every 3 weeks; 5 weeks of work in 3 weeks of time."""
    split = {
        "id": "work",
        "parallel": [{"id": "x", "servers": 1, "effort": 2}, {"id": "y", "servers": 1, "effort": 3}],
    }
    outcome = run(scenario([mmp("m", 2)], line("s", split, servers=2)))
    assert dates(outcome, "completed") == {"m": 6}
    assert touches(outcome, "m") == [(0, 0, 2, 3), (0, 0, 3, 3), (0, 2, 4, 6), (0, 3, 6, 6)]
    assert money(outcome)["work"] == 10 * RATE
    o = outcome.result.outcomes
    assert o["cycle_time_weeks"] == pytest.approx((3 + 6) / 2)
    assert o["flow_efficiency"] == pytest.approx((3 + 4) / 9)  # the second one is worked on from 2 to 6
    assert (outcome.world.mmps[0].estimated_cost, outcome.world.mmps[0].duration) == (10 * RATE, 3 + 5 / 2)


def test_ways_past_a_stage():
    """Half of the features need no test: work is what is done, and estimates count half a week of it."""
    case = scenario([mmp("m", 60)], line("s", stage(routing={"done": 0.5}), stage("test"), servers=2))
    outcome = run(case.replace(calendar=case.calendar.replace(quarters=8)))
    tested = len(served(outcome, "m", "test"))
    assert 20 < tested < 40
    assert outcome.states[0].completed is not None
    assert money(outcome)["work"] == (60 + tested) * RATE
    assert outcome.world.mmps[0].estimated_cost == 60 * 1.5 * RATE


def test_people_follow_the_money_to_branches():
    """Everybody comes to the stream with work; the platform's people stay where they are."""
    split = {"id": "work", "parallel": [{"id": x, "servers": 1, "effort": 1} for x in "xy"]}
    case = scenario(
        [mmp("m", 30, on="a")],
        line("a", split, shared("test"), servers=2),
        line("b", stage(servers=2), servers=2),
        platforms=[platform(servers=2)],
    )
    outcome = run(case, funding(staffing="follows_funding", bench="paid"))
    assert sum(change for _, stream_, change in outcome.moves if stream_ == 0) == 2
    assert dates(outcome, "completed")["m"] < 30 / 2 + 3


def test_a_deadlock_is_told():
    """Each stream holds what the other one wants: a run ends with the names of the teams, instead of hanging."""
    teams = [platform("one", wip_limit=1), platform("two", wip_limit=1)]
    there = [
        stage(),
        {"id": "x", "platform": "one", "effort": 1},
        {"id": "y", "platform": "two", "effort": 1},
    ]
    back = [
        stage(),
        {"id": "y", "platform": "two", "effort": 1},
        {"id": "x", "platform": "one", "effort": 1},
    ]
    case = scenario([mmp("m", on="a"), mmp("n", on="b")], line("a", *there), line("b", *back), platforms=teams)
    with pytest.raises(ScenarioError, match='world 0: deadlock in week 2: every feature in "one" and "two"'):
        run(case)


@pytest.mark.parametrize(
    ("team", "key"),
    [
        ({"teams": 0}, "platforms.ops.teams"),
        ({"servers": "unlimited"}, "platforms.ops.servers"),
        ({"batch_size": 2}, "platforms.ops.batch_size"),
    ],
)
def test_what_a_platform_must_give(team, key):
    """People who are paid, one feature at a time."""
    case = scenario([mmp("m")], line("s", stage(), shared("test")), platforms=[platform() | team])
    with pytest.raises(ScenarioError) as raised:
        Blueprint(case)
    assert [fault.key for fault in raised.value.faults] == [key]


def test_a_stream_has_people_of_its_own():
    """Teams that cost money and have nothing to do are refused."""
    with pytest.raises(ScenarioError, match="no stage has servers of the stream's own"):
        Blueprint(scenario([mmp("m")], line("s", shared("test")), platforms=[platform()]))


# --- against theory -----------------------------------------------------------------------------------------


def waits(case, worlds, stages):
    """Mean weeks from arrival to start of unplanned features at some stages, and its standard error over worlds."""
    found = []
    for replication in range(worlds):
        outcome = simulate(World(Blueprint(case), 1, replication), funding())
        rows = outcome.visits[np.isin(outcome.visits[:, 2], stages) & (outcome.visits[:, 0] < 0)]
        first = {}
        for row in rows[~np.isnan(rows[:, 5])]:  # the first stretch of work
            key = (row[0], row[1], row[2])
            first[key] = min(first.get(key, math.inf), row[5] - row[4])
        found.append(np.mean(list(first.values())))
    return np.mean(found), np.std(found, ddof=1) / math.sqrt(worlds)


def unplanned(*streams, **more):
    """Streams with arrivals for 16 years, and an MMP because there must be one."""
    calendar = {"quarters": 32, "weeks_per_quarter": 26, "benefit_quarters": 32, "discount_rate": 0}
    return scenario([mmp("m", on=streams[0]["id"])], *streams, calendar=calendar, **more)


def test_a_platform_of_two_streams_against_theory():
    """Arrivals of 0.5 and 0.9 a week at two servers of one feature a week: M/M/2 with rate 1.4 (Erlang C)."""
    streams = [
        line(name, shared("test", EXPONENTIAL), stage("out", effort=1e-6))
        | {"arrivals": {"kind": "poisson", "rate": r}}
        for name, r in (("a", 0.5), ("b", 0.9))
    ]
    a, servers = 1.4, 2
    busy = a**servers / math.factorial(servers) / (1 - a / servers)
    wait = busy / (busy + sum(a**k / math.factorial(k) for k in range(servers))) / (servers - a)
    mean, error = waits(unplanned(*streams, platforms=[platform(servers=2)]), 12, [0, 2])
    assert mean == pytest.approx(wait, abs=3 * error)
    assert error < 0.1 * wait


def test_breakdowns_against_theory():
    """M/M/1 that breaks down while it works: Pollaczek-Khinchine with repairs as a part of service (Gaver 1962)."""
    rate, mean_up, mean_down = 0.5, 4.0, 1.0
    down = {
        "between": {"distribution": "exponential", "mean": mean_up},
        "repair": {"distribution": "exponential", "mean": mean_down},
    }
    case = unplanned(
        line("s", stage(effort=EXPONENTIAL, breakdowns=down)) | {"arrivals": {"kind": "poisson", "rate": rate}}
    )
    stretch = 1 + mean_down / mean_up
    first, second = stretch, 2 * stretch**2 + 2 * mean_down**2 / mean_up
    wait = rate * second / (2 * (1 - rate * first))
    mean, error = waits(case, 12, [0])
    assert mean == pytest.approx(wait, abs=3 * error)
    assert error < 0.1 * wait


def test_work_on_a_release_at_the_end_of_a_network():
    """It lines up at the last stage from which features leave, takes its time there and goes nowhere else."""
    split = [{"id": x, "servers": 1, "effort": 1} for x in "xy"]
    ends = {
        "routed": [stage(routing={"done": 1}), stage("last", routing={"work": 1})],
        "split": [{"id": "work", "parallel": split}],
        "platform": [stage(), shared("last", 0)],
    }
    for steps in ends.values():
        case = scenario([mmp("m")], line("s", *steps, servers=2), platforms=[platform()])
        outcome = run(case, funding(release_effort=4))
        assert dates(outcome, "released") == {"m": 1 + (2 if "parallel" in steps[0] else 4)}
