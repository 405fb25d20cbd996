"""Who works where: fixed teams, people who follow the money, and cuts when the money is below payroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.flow import Line, Stage
from sim.items import Server

if TYPE_CHECKING:
    from collections.abc import Sequence


def apportion(total: int, weights: Sequence[float], floors: Sequence[int]) -> list[int]:
    """Whole numbers in proportion to weights (largest remainder), none below its floor.

    When the floors add up to more than ``total`` the floors win: a stage without anybody would never finish.
    """
    counts = list(floors)
    left = total - sum(counts)
    weight = sum(weights)
    if left <= 0 or weight <= 0:
        return counts
    ideal = [total * w / weight for w in weights]
    while left > 0:
        short = max(range(len(weights)), key=lambda i: (ideal[i] - counts[i], -i))
        counts[short] += 1
        left -= 1
    return counts


class Staffing:
    """Servers of every stage; moves conserve people, cuts do not.

    Args:
        lines: the lines of the value streams.
        formation_weeks: how long moved people need to form.
        log: receives (week, stream index, change in servers) for the payroll.

    """

    def __init__(self, lines: Sequence[Line], formation_weeks: float, log: list[tuple[float, int, int]]) -> None:
        self.lines = lines
        self.env = lines[0].env
        self.formation_weeks = formation_weeks
        self.log = log
        self.stages = [stage for line in lines for stage in line.stages[1:]]
        self.nominal = [[stage.servers for stage in line.stages[1:]] for line in lines]
        self.factor = [1.0] * len(lines)
        for line in lines:
            line.on_surplus = self._surplus

    def cut(self, factors: Sequence[float]) -> None:
        """Keep this share of the people of each stream (money below payroll), at least one per stage."""
        self.factor = list(factors)
        for stages, nominal, factor in zip(self._by_line(), self.nominal, factors, strict=True):
            for stage, servers in zip(stages, nominal, strict=True):
                stage.target = max(1, int(servers * factor + 0.5))
        self._level()

    def follow(self, weights: Sequence[float]) -> None:
        """Spread the people over the streams in proportion to their funded work.

        A stream with unplanned work keeps somebody in every stage.
        """
        if sum(weights) <= 0:
            return
        total = sum(stage.target for stage in self.stages)
        floors = [
            len(nominal) if weight > 0 or line.plan.data.arrivals is not None else 0
            for weight, nominal, line in zip(weights, self.nominal, self.lines, strict=True)
        ]
        shares = apportion(total, weights, floors)
        for stages, nominal, servers in zip(self._by_line(), self.nominal, shares, strict=True):
            floor = [1 if servers else 0] * len(stages)
            for stage, target in zip(stages, apportion(servers, [float(n) for n in nominal], floor), strict=True):
                stage.target = target
        self._level()

    def _by_line(self) -> list[list[Stage]]:
        return [line.stages[1:] for line in self.lines]

    def _level(self) -> None:
        """Move idle people to where they are needed; busy ones follow when they finish what they do."""
        hired = sum(stage.target for stage in self.stages) - sum(stage.servers for stage in self.stages)
        for stage in self.stages:
            while stage.servers > stage.target and stage.idle:
                self._surplus(stage, stage.idle.pop())
        for stage in self.stages:
            while hired > 0 and stage.servers < stage.target:
                hired -= 1
                self._join(stage, Server(self.env, stage), 0.0)

    def _surplus(self, stage: Stage, server: Server) -> None:
        """One person too many here: go where most are missing, or leave when nobody is missing anywhere."""
        self._count(stage, -1)
        needy = max(self.stages, key=lambda s: s.target - s.servers)
        if needy.servers < needy.target:
            same = needy.line is stage.line
            self._join(needy, server, server.forming_until if same else self.env.now + self.formation_weeks)

    def _join(self, stage: Stage, server: Server, forming_until: float) -> None:
        server.assign(stage)
        server.forming_until = forming_until
        self._count(stage, 1)
        stage.idle.insert(0, server)  # whoever is formed already is put to work first (the last of the list)
        stage.line.touch(stage.index)

    def _count(self, stage: Stage, change: int) -> None:
        stage.servers += change
        self.log.append((self.env.now, stage.line.plan.index, change))
