"""The load of teams by quarter, by hand."""

import pytest

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
