"""From a scenario to the network that the flow laboratory runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scenarios.faults import Fault, ScenarioError
from scenarios.language.arrivals import ConwipArrivals, SaturatedArrivals
from sim.stations import network as net
from sim.stations.plans import branch_team, team

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scenarios.language.platforms import Platform
    from scenarios.language.stages import Stage
    from scenarios.language.streams import ValueStream
    from scenarios.scenario import Scenario


def network(scenario: Scenario) -> net.Network:
    """The stations and routes of all value streams with arrivals; MMPs and other streams are left out.

    Stations come in the order of streams and stages; a platform team where it is named first.

    Raises:
        ScenarioError: no value stream has arrivals.

    """
    streams = [stream for stream in scenario.value_streams if stream.arrivals is not None]
    if not streams:
        where = "none has arrivals" if scenario.value_streams else "none given"
        remedy = "vmo flow runs value streams with arrivals; give one arrivals, such as {kind: poisson, rate: 0.8}"
        raise ScenarioError([Fault(("value_streams",), f"{where}; {remedy}")])
    faults = [*_portfolio_only(scenario)]
    if faults:
        raise ScenarioError(faults)
    layout = _Layout(scenario)
    routes = tuple(layout.route(stream) for stream in streams)
    return net.Network(tuple(layout.stations), routes, layout.names)


def _portfolio_only(scenario: Scenario) -> Iterator[Fault]:
    """What people in value streams with arrivals have that only portfolios know."""
    words = "is known to portfolios (vmo compare) alone; take it out"
    for stream in scenario.value_streams:
        if stream.arrivals is None:
            continue
        for key in ("runway", "sustainable_pace", "escapes"):
            if getattr(stream, key) is not None:
                fault = Fault(("value_streams", stream.id, key), words)
                yield fault.at(scenario.name, None, f"value_streams.{stream.id}.{key}")
        for stage in stream.stages:
            for key in (key for key in ("skills", "needs") if getattr(stage, key)):
                fault = Fault(("value_streams", stream.id, "stages", stage.id, key), words)
                yield fault.at(scenario.name, None, f"value_streams.{stream.id}.stages.{stage.id}.{key}")


class _Layout:
    """The stations so far, and their names."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.stations: list[net.Station] = []
        self.names: dict[str, str] = {}
        self._shared: dict[str, int] = {}

    def route(self, stream: ValueStream) -> net.Route:
        """The route of a value stream; its stations are added."""
        arrivals = stream.arrivals
        assert arrivals is not None
        self.names[stream.id] = stream.name or stream.id
        steps = tuple(self._step(stream, position) for position in range(len(stream.stages)))
        place = {stage.id: k for k, stage in enumerate(stream.stages)}
        board = tuple((place[part.stage], age) for part in stream.on_board for age in part.weeks)
        classes = tuple((share, priority) for priority, share in enumerate(arrivals.shares) if share > 0)
        if isinstance(arrivals, ConwipArrivals | SaturatedArrivals):
            return net.Route(stream.id, steps, arrivals, classes=classes, on_board=board)
        return net.Route(
            id=stream.id,
            steps=steps,
            arrivals=arrivals,
            lost_when_full=arrivals.lost_when_full,
            classes=classes,
            patience=arrivals.expires_after,
            gate_weeks=arrivals.gate_weeks,
            on_board=board,
        )

    def _step(self, stream: ValueStream, position: int) -> net.Step:
        stage = stream.stages[position]
        blockers = stage.blockers or stream.blockers
        own = f"{stream.id}/{stage.id}"
        branches = tuple(
            (
                self._add(
                    branch_team(f"{own}/{branch.id}", branch, stream),
                    branch.name or branch.id,
                ),
                branch.effort,
            )
            for branch in stage.parallel
        )
        return net.Step(
            id=stage.id,
            station=-1 if branches else self._station(stream, stage, own),
            effort=stage.effort,
            routing=tuple((share, net.DONE if to < 0 else to) for share, to in stream.onward(position)),
            blocked=(blockers.probability, blockers.duration) if blockers and blockers.probability > 0 else None,
            branches=branches,
        )

    def _station(self, stream: ValueStream, stage: Stage, name: str) -> int:
        if stage.platform is not None:
            return self._platform(self.scenario.platform(stage.platform))
        return self._add(team(name, stage, stream), stage.name or stage.id)

    def _platform(self, shared: Platform) -> int:
        if shared.id not in self._shared:
            self._shared[shared.id] = self._add(team(shared.id, shared, shared), shared.name or shared.id)
        return self._shared[shared.id]

    def _add(self, station: net.Station, name: str) -> int:
        self.stations.append(station)
        self.names[station.id] = name
        return len(self.stations) - 1
