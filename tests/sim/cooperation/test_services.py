"""Shared services: queues with people whom MMPs and features wait for; by hand, and against exact laws."""

import heapq
import math

import numpy as np
import pytest

from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from tests.sim.cases import dates, funding, mmp, money, run, scenario, served, stage, stream

YEAR = 52_000
"""What one person of a service costs a year: 1 000 a week."""


def service(*visits, people=1, name="legal"):
    """A service with so many people."""
    return {"id": name, "per_year": people * YEAR, "person_cost_per_year": YEAR, "visits": list(visits)}


def visit(at, effort, **more):
    """One reason to visit it."""
    return {"at": at, "effort": effort, **more}


def three(*services, **more):
    """Three MMPs of 4, 5 and 6 weeks of work, each for a person of its own."""
    work = [mmp("a", 4), mmp("b", 5), mmp("c", 6)]
    return scenario(work, stream("s", stage(servers=3)), services=list(services), **more)


@pytest.mark.parametrize(
    ("budget", "begun", "wait"),
    [
        # two people, 3 weeks a visit: a and b from week 0, c from week 3
        (1.0, {"a": 3, "b": 3, "c": 6}, 1.0),
        # half of the money is one person: one after the other
        (0.5, {"a": 3, "b": 6, "c": 9}, 3.0),
        # 0.9 of two people is one whole person
        (0.9, {"a": 3, "b": 6, "c": 9}, 3.0),
    ],
)
def test_cut_by_half(budget, begun, wait):
    """Half of the people serve half as fast: the last MMP starts 3 weeks later, the mean wait is 2 weeks longer."""
    outcome = run(three(service(visit("start", 3), people=2)), funding(services_budget=budget))
    assert dates(outcome, "funded") == {"a": 0, "b": 0, "c": 0}
    assert dates(outcome, "activated") == begun
    assert outcome.result.outcomes["service_wait_weeks"] == wait
    assert outcome.result.outcomes["service_visits"] == 3
    people = int(2 * budget)
    assert outcome.result.outcomes["service_load"] == 9 / (52 * people)
    assert money(outcome)["support"] == people * YEAR


def test_nobody_is_there():
    """Without a whole person nobody is served, nothing starts, and everybody waits to the end of the clock."""
    outcome = run(three(service(visit("start", 3), people=2)), funding(services_budget=0.4))
    assert set(dates(outcome, "activated").values()) == {None}
    assert outcome.result.outcomes["service_wait_weeks"] == outcome.end
    assert np.isnan(outcome.result.outcomes["service_load"])
    assert "support" not in money(outcome)


def test_before_release():
    """Complete MMPs line up in the order of completion: work of 4, 5, 6 features by 3 people, then 2 weeks each."""
    outcome = run(three(service(visit("release", 2))))
    completed = dates(outcome, "completed")
    assert completed == {"a": 2, "b": 3, "c": 5}
    assert dates(outcome, "released") == {"a": 4, "b": 6, "c": 8}


def test_features():
    """A feature is blocked after its first visit to a stage; its person goes on with the next feature."""
    case = scenario(
        [mmp("a", 3)],
        stream("s", stage("build"), stage("check")),
        services=[service(visit("feature", 2, stage="build"))],
    )
    outcome = run(case)
    assert served(outcome, "a", "build") == [(0, 1), (1, 2), (2, 3)]
    # asked at 1, 2 and 3; one person answers at 3, 5 and 7
    assert served(outcome, "a", "check") == [(3, 4), (5, 6), (7, 8)]
    assert outcome.result.outcomes["service_wait_weeks"] == (0 + 1 + 2) / 3
    # blocked for 2, 3 and 4 weeks of 4 + 6 + 8 since activation
    assert outcome.result.outcomes["blocked_share"] == pytest.approx(9 / 18)


def test_a_limit_counts_those_who_wait():
    """A feature that asks keeps its place: with a limit of one, the next one is begun when it has its answer."""
    case = scenario(
        [mmp("a", 2)],
        stream("s", stage("build", wip_limit=1)),
        services=[service(visit("feature", 2, stage="build"))],
    )
    assert served(run(case), "a", "build") == [(0, 1), (3, 4)]


def test_blockers_come_first():
    """A feature with a blocker of one week asks after it."""
    blocked = {"probability": 1, "duration": 1}
    case = scenario(
        [mmp("a", 1)],
        stream("s", stage("build"), stage("check", blockers={"probability": 0, "duration": 1}), blockers=blocked),
        services=[service(visit("feature", 2, stage="build"))],
    )
    assert served(run(case), "a", "check") == [(4, 5)]


def test_features_ask_once():
    """Work that comes back does not ask again."""
    always = {"probability": 0.9999, "to": "build"}
    case = scenario(
        [mmp("a", 1)],
        stream("s", stage("build"), stage("check", rework=always)),
        services=[service(visit("feature", 2, stage="build"))],
        calendar={"run_off": False},
    )
    visits = served(run(case), "a", "build")
    assert visits[:3] == [(0, 1), (4, 5), (6, 7)]


def test_work_sent_back_still_asks_later():
    """A feature that was sent back before it came to a stage asks there when it comes, once."""
    back = {"probability": 0.5, "to": "build"}
    case = scenario(
        [mmp("a", 4)],
        stream("s", stage("build", rework=back), stage("check")),
        services=[service(visit("feature", 1, stage="check"))],
    )
    outcome = run(case)
    assert len(served(outcome, "a", "build")) > 4
    assert outcome.result.outcomes["service_visits"] == 4


def test_two_services_at_once():
    """An MMP starts when the slower of two services has looked at it; streams that are not named do not go."""
    work = [mmp("a", 1), mmp("b", 1, on="t")]
    services = [service(visit("start", 3)), service(visit("start", 5, value_streams=["s"]), name="security")]
    case = scenario(work, stream("s"), stream("t"), services=services)
    assert dates(run(case), "activated") == {"a": 5, "b": 6}


def test_class_of_service():
    """Who is more urgent is served first."""
    work = [mmp("a", 1), mmp("b", 1), mmp("c", 1, class_of_service="expedite")]
    case = scenario(work, stream("s", stage(servers=3)), services=[service(visit("start", 2))])
    assert dates(run(case), "activated") == {"a": 2, "c": 4, "b": 6}


def test_who_is_given_up_is_not_served():
    """An MMP that is dropped while it waits leaves the queue when its turn comes."""
    work = [mmp("a", 1), mmp("b", 1, latest_quarter=1), mmp("c", 1)]
    case = scenario(work, stream("s"), services=[service(visit("start", 20))])
    outcome = run(case)
    assert dates(outcome, "activated") == {"a": 20, "b": None, "c": 40}


def test_run_off_is_paid_by_use():
    """After the last quarter a service costs what it works: 50 to 56 is 4 weeks of that."""
    case = scenario([mmp("a", 50)], services=[service(visit("release", 6))])
    assert money(run(case)) == {"work": 50_000, "bench": 2_000, "support": 56_000}


def test_not_there_nothing_changes():
    """Without services a share of their budget decides nothing, and nobody is shown outcomes of services."""
    plain = [run(three(), funding(services_budget=share)) for share in (1.0, 0.5)]
    assert plain[0].visits.tobytes() == plain[1].visits.tobytes()
    assert np.isnan(plain[0].result.outcomes["service_wait_weeks"])
    assert plain[0].around is None


def erlang_c(people: int, offered: float) -> float:
    """Share of those who come that have to wait (Erlang 1917), for an offered load in people."""
    terms = [offered**k / math.factorial(k) for k in range(people)]
    last = offered**people / math.factorial(people) / (1 - offered / people)
    return last / (sum(terms) + last)


def recursion(asked, weeks, people: int) -> list[float]:
    """Waits of first come, first served by Kiefer and Wolfowitz: each goes to whoever is free first."""
    free, waits = [0.0] * people, []
    for now, length in zip(asked, weeks, strict=True):
        first = heapq.heappop(free)
        waits.append(max(0.0, first - now))
        heapq.heappush(free, max(first, now) + length)
    return waits


def test_erlang_c():
    """Poisson visits, exponential times: every wait by the recursion, their mean within four errors of M/M/c."""
    people, rate, effort = 3, 1.8, 1.2
    case = scenario(
        [mmp("a", 1)],
        stream("s", stage("in", servers=30), arrivals={"kind": "poisson", "rate": rate}),
        services=[
            service(visit("feature", {"distribution": "exponential", "mean": effort}, stage="in"), people=people)
        ],
        calendar={"quarters": 60, "run_off": False},
    )
    blueprint = Blueprint(case)
    means = []
    for number in range(8):
        around = simulate(World(blueprint, 1, number), funding()).around
        tickets = [t for t in around.services.desks[0].tickets if t.begun == t.begun]
        waits = [t.begun - t.asked for t in tickets]
        assert waits == pytest.approx(recursion([t.asked for t in tickets], [t.weeks for t in tickets], people))
        means.append(np.mean([w for w, t in zip(waits, tickets, strict=True) if t.asked > 200]))
    offered = rate * effort
    exact = erlang_c(people, offered) * effort / (people - offered)
    assert np.mean(means) == pytest.approx(exact, abs=4 * np.std(means, ddof=1) / np.sqrt(len(means)))
