"""The load of teams by quarter, by hand."""

import pytest

from report.workload.text import workload_json
from sim.studies.workload import run_workload
from tests.sim.cases import funding, mmp, scenario, stage, stream


def test_load_by_hand():
    """Ten of 13 weeks in the first quarter, nothing in the second; of two people, one is at work half as much."""
    case = scenario(
        [mmp("a", 10), mmp("b", 13, on="t", earliest_quarter=2)],
        stream("s"),
        stream("t", stage(servers=2)),
        calendar={"quarters": 3},
        funding_models={"one": funding().model_dump()},
    )
    found = run_workload(case, ["one"], replications=2)
    assert found.teams == (("s", "work"), ("t", "work"))
    assert found.mean("one").tolist() == [pytest.approx(row) for row in ([10 / 13, 0, 0], [0, 0.5, 0])]
    assert found.full("one").tolist() == [[0, 0, 0], [0, 0, 0]]
    assert found.replications == 2


def test_waits_for_services_by_hand():
    """Three MMPs want three weeks of one person, and one week of the person before release: who waits how long.

    The person is busy in weeks 0 to 9, three for each. Three people build: a (four weeks of work) in weeks 3 to
    5, b (five) from 6 to 8, c (six) from 9 to 11. a asks again in week 5 and is served in week 9, after c; b asks
    in week 8 and is served in week 10, c in week 11: 12 of 13 weeks at work in the first quarter.
    """
    legal = {
        "id": "legal",
        "name": "Legal",
        "per_year": 52_000,
        "person_cost_per_year": 52_000,
        "visits": [{"at": "start", "effort": 3}, {"at": "release", "effort": 1}],
    }
    case = scenario(
        [mmp("a", 4), mmp("b", 5), mmp("c", 6)],
        stream("s", stage(servers=3)),
        services=[legal],
        calendar={"quarters": 3},
        funding_models={"one": funding().model_dump()},
    )
    found = run_workload(case, ["one"], replications=2)
    everyone, start, release = found.waits("one")
    assert (everyone.service, everyone.place, everyone.visits, everyone.mean) == ("legal", None, 6, 15 / 6)
    assert (start.place, start.visits, start.mean, start.longest) == (0, 3, 3, 6)
    assert (release.place, release.visits, release.mean, release.longest) == (1, 3, 2, 4)
    assert found.service_mean("one").tolist() == [pytest.approx([12 / 13, 0, 0])]
    assert [row["who"] for row in workload_json(found)["services"]["waits"]] == [
        None, "MMPs before they start", "MMPs before their release",
    ]  # fmt: skip


def test_without_services_there_are_no_waits():
    """A scenario without services has no row of them, and its document does not name them."""
    case = scenario([mmp("a", 10)], stream("s"), funding_models={"one": funding().model_dump()})
    found = run_workload(case, ["one"], replications=1)
    assert found.waits("one") == []
    assert "services" not in workload_json(found)
