"""From a scenario to the network: every setting arrives where the engine looks for it."""

import math
from pathlib import Path

import pytest

from scenarios.faults import ScenarioError
from scenarios.language.streams import PoissonArrivals
from scenarios.loader import load
from scenarios.scenario import Scenario
from sim.lab.layout import network
from sim.stations.network import DONE, Breakdowns

EXAMPLES = Path(__file__).parent / "scenarios"


def test_two_servers():
    """One station, one step, one route."""
    net = network(load(EXAMPLES / "mm2.yaml"))
    (station,), (route,) = net.stations, net.routes
    assert (station.id, station.servers, station.wip_limit) == ("line/serve", 2, math.inf)
    assert (route.id, route.classes, route.patience, route.gate_weeks) == ("line", ((1.0, 2),), None, None)
    assert route.arrivals == PoissonArrivals(kind="poisson", rate=1.6)
    (step,) = route.steps
    assert (step.station, step.routing, step.blocked, step.branches) == (0, ((1.0, DONE),), None, ())


def test_a_line_of_four():
    """Stages in order, each leading to the next, the last one out."""
    net = network(load(EXAMPLES / "kanban.yaml"))
    assert [station.wip_limit for station in net.stations] == [3, 3, 3, 3]
    assert not any(station.keep_server for station in net.stations)
    steps = net.routes[0].steps
    assert [step.station for step in steps] == [0, 1, 2, 3]
    assert [step.routing for step in steps] == [((1.0, 1),), ((1.0, 2),), ((1.0, 3),), ((1.0, DONE),)]
    assert net.names == {
        "line": "Line",
        "line/analysis": "Analysis",
        "line/build": "Build",
        "line/test": "Test",
        "line/deploy": "Deploy",
    }


def test_everything():
    """Every setting of the language, once."""
    scenario = load(EXAMPLES / "everything.yaml")
    net = network(scenario)
    claims, policies = net.routes
    assert claims.classes == ((0.1, 0), (pytest.approx(0.7), 2), (0.2, 3))
    assert claims.lost_when_full
    assert claims.patience is not None
    assert claims.patience.mean == 20
    assert claims.gate_weeks == 4
    assert policies.classes == ((1.0, 1),)
    stations = {station.id: station for station in net.stations}
    assert list(stations) == [
        "claims/plan",
        "claims/design/screens",
        "claims/design/rules",
        "claims/build",
        "ops",
        "claims/rest",
        "policies/build",
    ]
    plan, design, build, release, rest = claims.steps
    assert {to: share for share, to in plan.routing} == pytest.approx({2: 0.2, DONE: 0.1, 1: 0.7})
    assert stations["claims/plan"].preemptive
    assert stations["claims/plan"].keep_server
    assert stations["claims/plan"].switching_loss == scenario.stream("claims").switching_loss != ()
    assert stations["claims/plan"].expedite_allowance == 2
    assert (design.station, [k for k, _ in design.branches]) == (-1, [1, 2])
    assert [effort.mean for _, effort in design.branches] == [1, 1]
    assert (stations["claims/design/screens"].servers, stations["claims/design/screens"].wip_limit) == (1, 3)
    assert stations["claims/design/rules"].servers == math.inf
    data = scenario.stream("claims").stages[2].breakdowns
    assert data is not None
    assert stations["claims/build"].breakdowns == Breakdowns(data.between, data.repair, "always")
    assert build.blocked is not None
    assert (build.blocked[0], build.blocked[1].mean) == (0.2, 3)
    assert plan.blocked is None
    assert {to: share for share, to in release.routing} == pytest.approx({2: 0.1, 4: 0.9})
    assert rest.routing == ((1.0, DONE),)
    ops = stations["ops"]
    assert (ops.servers, ops.wip_limit, ops.keep_server, ops.expedite_allowance) == (2, 5, True, 0)
    assert ops.switching_loss == (0, 0.1)
    assert ops.breakdowns is not None
    assert ops.side_work is not None
    assert release.station == policies.steps[1].station == list(stations).index("ops")
    assert (release.effort.mean, policies.steps[1].effort.mean) == (0.25, 0.5)
    assert stations["policies/build"].batch_size == 2
    assert stations["policies/build"].side_work is not None
    assert policies.steps[0].blocked is not None
    assert policies.steps[0].blocked[0] == 0.1
    assert net.names["claims/design/screens"] == "Screens"
    assert net.names["ops"] == "Operations"


def test_only_streams_with_arrivals_run():
    """MMPs and streams without arrivals are left out."""
    stages = [{"id": "build", "servers": 1, "effort": 1}]
    team = {"teams": 1, "team_cost_per_sprint": 1, "stages": stages}
    scenario = Scenario.model_validate(
        {
            "budget": {"per_quarter": 1},
            "mmps": [{"id": "a", "value_stream": "claims", "features": 2}],
            "value_streams": [
                {"id": "claims", **team},
                {"id": "support", "arrivals": {"kind": "poisson", "rate": 1}, **team},
            ],
        }
    )
    assert [route.id for route in network(scenario).routes] == ["support"]
    assert [station.id for station in network(scenario).stations] == ["support/build"]


def test_a_scenario_without_arrivals_says_what_to_write():
    """The fault names the key and the remedy."""
    with pytest.raises(ScenarioError) as raised:
        network(load("tiny"))
    (fault,) = raised.value.faults
    assert fault.path == ("value_streams",)
    assert fault.message.startswith("none has arrivals; ")
    assert "arrivals, such as {kind: poisson, rate: 0.8}" in fault.message


def test_what_only_portfolios_know():
    """Runway and sustainable pace are refused where they would be passed over in silence; both at once."""
    data = load(EXAMPLES / "mm2.yaml").model_dump(by_alias=True)
    data["value_streams"][0].update(runway={}, sustainable_pace={})
    with pytest.raises(ScenarioError) as caught:
        network(Scenario.model_validate(data))
    keys = [fault.key for fault in caught.value.faults]
    assert keys == ["value_streams.line.runway", "value_streams.line.sustainable_pace"]
