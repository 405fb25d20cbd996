"""From a blueprint to the stations and lines of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.network.line import Line
from sim.kanban.network.network_floor import NetworkFloor
from sim.kanban.network.skilled_station import (
    SkilledInterruptedStation,
    SkilledSteadyStation,
    SkilledStraightStation,
)
from sim.kanban.network.staffed_fork import StaffedFork
from sim.kanban.network.staffed_station import InterruptedStaffedStation, SteadyStation
from sim.kanban.network.straight_station import StraightStation
from sim.kanban.network.work_stage import WorkStage
from sim.stations import plans

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenarios.language.skills import SkillGroup
    from sim.kanban.network.staffed_station import StaffedStation
    from sim.kanban.simpy_calendar import Calendar
    from sim.stations import network as net
    from sim.world.luck import Luck
    from sim.world.stream_plans import PlatformPlan, StreamPlan
    from sim.world.world import World


def lines_of(
    calendar: Calendar, world: World, productivities: Sequence[float], write: Callable[[Sequence[float]], None]
) -> list[Line]:
    """The lines of all value streams: each on a floor of its own where they share nothing, otherwise on one floor.

    Arguments as those of ``network_lines``.
    """
    if not world.blueprint.linear:
        return network_lines(calendar, world, productivities, write)[1]
    plans = zip(world.blueprint.streams, productivities, strict=True)
    return [straight_line(calendar, plan, productivity, write) for plan, productivity in plans]


def straight_line(
    calendar: Calendar, plan: StreamPlan, productivity: float, write: Callable[[Sequence[float]], None]
) -> Line:
    """A line on a floor of its own, whose stations are all straight (see ``Stage.linear``)."""
    layout = _Layout(NetworkFloor(calendar, write))
    line = Line(layout.floor, plan, productivity)
    layout.line(line)
    stations: list[StraightStation] = line.teams  # type: ignore[assignment]
    before: StraightStation | None = None
    for station, step in zip(stations, line.steps, strict=True):
        station.work_on(step, before)
        before = station
    for station in reversed(stations):
        station.compose()
    return line


def network_lines(
    calendar: Calendar, world: World, productivities: Sequence[float], write: Callable[[Sequence[float]], None]
) -> tuple[NetworkFloor, list[Line]]:
    """The lines of all value streams on one floor.

    Args:
        calendar: of the run.
        world: luck and scenario.
        productivities: of people who form, by value stream.
        write: takes down the rows of the log.

    """
    layout = _Layout(NetworkFloor(calendar, write), world.blueprint.platforms, world.luck)
    for plan, productivity in zip(world.blueprint.streams, productivities, strict=True):
        layout.line(Line(layout.floor, plan, productivity))
    for entry in layout.floor.entries:  # who finds nothing to do at week 0 may go away
        layout.floor.mark(entry)
    layout.floor.settle_later()
    return layout.floor, layout.floor.lines


class _Layout:
    """The stations so far; without ``luck`` they are all straight."""

    def __init__(
        self, floor: NetworkFloor, platforms: Sequence[PlatformPlan] = (), luck: Luck | None = None
    ) -> None:
        self.floor = floor
        self.luck = luck
        self.floor.circular = any(team.data.wip_limit is not None for team in platforms)
        self.platforms = {team.id: team for team in platforms}
        self._shared: dict[str, StaffedStation] = {}

    def line(self, line: Line) -> None:
        """Lay the steps of a line out, downstream ones with a higher rank."""
        stream = line.plan.data
        for position, data in enumerate(line.plan.stages):
            code = line.plan.first_stage + position
            own, name = f"{stream.id}/{data.id}", data.name or data.id
            if data.parallel:
                branches = [
                    self._own(line, plans.branch_team(f"{own}/{b.id}", b, stream), b.name or b.id, code)
                    for b in data.parallel
                ]
                fork = StaffedFork(self.floor)
                for number, station in enumerate(branches):
                    fork.add(WorkStage(code, position, station, line, number))
                line.steps.append(WorkStage(-1, position, fork, line))
                continue
            if data.platform is not None:
                station = self._platform(data.platform)
            else:
                station = self._own(line, plans.team(own, data, stream), name, code, data.skills)
            line.steps.append(WorkStage(code, position, station, line))
        for position, step in enumerate(line.steps):
            data = line.plan.stages[position]
            ways = [to for _, to in stream.onward(position)]
            back = position
            if data.rework is not None:
                back = [stage.id for stage in line.plan.stages].index(data.rework.to)
            if not data.routing:
                ways = [position + 1 if position + 1 < len(line.steps) else -1]
            step.targets = tuple(None if to < 0 else line.steps[to] for to in (*ways, back))

    def _own(
        self, line: Line, data: net.Station, name: str, number: int, skills: Sequence[SkillGroup] = ()
    ) -> StaffedStation:
        station = self._station(data, name, line.plan.rate, line, number, skills)
        line.crews.append((0.0, number, station.people))
        line.teams.append(station)
        return station

    def _platform(self, name: str) -> StaffedStation:
        if name not in self._shared:
            team = self.platforms[name]
            self._shared[name] = self._station(
                plans.team(name, team.data, team.data), team.data.name or name, team.rate, skills=team.data.skills
            )
        return self._shared[name]

    def _station(
        self,
        data: net.Station,
        name: str,
        rate: float,
        line: Line | None = None,
        number: int = -1,
        skills: Sequence[SkillGroup] = (),
    ) -> StaffedStation:
        floor, code = self.floor, len(self.floor.stations)
        interrupted = data.breakdowns is not None or data.side_work is not None or data.preemptive
        station: StaffedStation
        if self.luck is not None and interrupted and skills:
            station = SkilledInterruptedStation(floor, code, data, self.luck, skills)
        elif self.luck is not None and interrupted:
            station = InterruptedStaffedStation(floor, code, data, self.luck)
        elif skills:
            skilled = SkilledStraightStation if self.luck is None else SkilledSteadyStation
            station = skilled(floor, code, data, skills)
        else:
            station = (StraightStation if self.luck is None else SteadyStation)(floor, code, data)
        station.employ(rate, line, number)
        floor.stations.append(station)
        floor.names.append(name)
        return station
