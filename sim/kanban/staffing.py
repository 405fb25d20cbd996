"""Who works where: fixed teams, people who follow the money, and cuts when the money is below payroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.apportionment import apportion as apportion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.kanban.crews import Crew
    from sim.kanban.items import Server
    from sim.kanban.network.line import Line


class Staffing:
    """Servers of every stage; moves conserve people, cuts do not.

    Args:
        lines: the lines of the value streams.
        formation_weeks: how long people who move to a stream need to form, or to become familiar: one number, or
            one per stream.
        log: receives (week, stream index, change in servers) for the payroll.

    """

    def __init__(
        self, lines: Sequence[Line], formation_weeks: float | Sequence[float], log: list[tuple[float, int, int]]
    ) -> None:
        self.lines = lines
        self.clock = lines[0].floor.clock
        if isinstance(formation_weeks, int | float):
            formation_weeks = [formation_weeks] * len(lines)
        self.formation_weeks = list(formation_weeks)
        self.log = log
        self.stages = [stage for line in lines for stage in line.teams]
        self.nominal = [[stage.people for stage in line.teams] for line in lines]
        self.home = [list(servers) for servers in self.nominal]
        """Servers of each stage when nobody is lent to another stream."""
        for line in lines:
            line.on_surplus = self._surplus

    def keep(self, factors: Sequence[float]) -> None:
        """From now on this share of the people of each stream is there, at least one per stage.

        The whole number of people is that which the money pays (rounded down), shared out over the streams and
        stages by the method of the largest remainder: the same in every funding model.
        """
        ideal = [sum(nominal) * factor for nominal, factor in zip(self.nominal, factors, strict=True)]
        floors = [len(nominal) for nominal in self.nominal]
        counts = apportion(int(sum(ideal) + 1e-9), ideal, floors)
        self.home = [
            apportion(count, [float(n) for n in nominal], [1] * len(nominal))
            for count, nominal in zip(counts, self.nominal, strict=True)
        ]

    def at_home(self) -> None:
        """Want everybody in their own stream (nobody moves before ``level``)."""
        for stages, servers in zip(self._by_line(), self.home, strict=True):
            for stage, target in zip(stages, servers, strict=True):
                stage.target = target

    def follow(self, weights: Sequence[float], streams: Sequence[int]) -> None:
        """Move the people of some streams to those with funded work, in proportion to it."""
        if self.spread(weights, streams):
            self.level()

    def spread(self, weights: Sequence[float], streams: Sequence[int]) -> bool:
        """Want the people of some streams in proportion to the funded work of each (nobody moves before ``level``).

        A stream with unplanned work keeps somebody in every stage. Returns whether there is funded work at all.
        """
        own = [weights[stream] for stream in streams]
        if sum(own) <= 0:
            return False
        lines = [self.lines[stream] for stream in streams]
        total = sum(stage.target for line in lines for stage in line.teams)
        floors = [
            len(self.nominal[stream]) if weight > 0 or line.plan.data.arrivals is not None else 0
            for stream, weight, line in zip(streams, own, lines, strict=True)
        ]
        shares = apportion(total, own, floors)
        for stream, line, servers in zip(streams, lines, shares, strict=True):
            stages = line.teams
            floor = [1 if servers else 0] * len(stages)
            nominal = [float(n) for n in self.nominal[stream]]
            for stage, target in zip(stages, apportion(servers, nominal, floor), strict=True):
                stage.target = target
        return True

    def _by_line(self) -> list[Sequence[Crew]]:
        return [line.teams for line in self.lines]

    def level(self) -> None:
        """Move idle people to where they are needed; busy ones follow when they finish what they do."""
        hired = sum(stage.target for stage in self.stages) - sum(stage.people for stage in self.stages)
        for stage in self.stages:
            while stage.people > stage.target and stage.idle:
                self._surplus(stage, stage.idle.pop())
        for stage in self.stages:
            while hired > 0 and stage.people < stage.target:
                hired -= 1
                self._join(stage, 0.0)

    def _surplus(self, stage: Crew, server: Server) -> None:
        """One person too many here: go where most are missing, or leave when nobody is missing anywhere."""
        stage.dismiss(server)
        self._note(stage, -1)
        needy = max(self.stages, key=lambda s: s.target - s.people)
        if needy.people < needy.target:
            same = needy.line is stage.line
            self._join(needy, server.forming_until if same else self._formed(needy))

    def _formed(self, stage: Crew) -> float:
        """When somebody who comes from another stream now will have formed."""
        week: float = self.clock.time + self.formation_weeks[stage.line.plan.index]
        return week

    def _join(self, stage: Crew, forming_until: float) -> None:
        stage.join(forming_until)
        self._note(stage, 1)

    def _note(self, stage: Crew, change: int) -> None:
        self.log.append((self.clock.time, stage.line.plan.index, change))
