"""Stations whose people do not all have the same skills, of every kind that there is without.

A waiting feature is served by whoever is free and can do it: of those, who has the fewest skills, and of those who
stopped working last. When people come or go, everybody keeps their skills as far as the shares allow; whoever is
one too many of a kind takes over what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.apportionment import apportion
from sim.kanban.network.staffed_station import InterruptedStaffedStation, StaffedStation, SteadyStation
from sim.kanban.network.straight_station import StraightStation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenarios.language.skills import SkillGroup
    from sim.kanban.items import Item, Server
    from sim.kanban.network.network_floor import NetworkFloor
    from sim.stations import features, network
    from sim.stations.clock import Signal
    from sim.world.luck import Luck

SKILLS = ("_shares", "_since", "_wasted", "crew", "groups", "idle_while_waiting", "of_server", "until")
"""What a station knows of skills."""


class SkilledStation(StaffedStation):
    """What the kinds below share."""

    __slots__ = ()

    groups: list[frozenset[str]]
    """What the people of each group can do."""
    crew: int
    """People who are here at week 0."""
    of_server: dict[features.Server, int]
    """Group of each server, by place; empty where everybody does everything."""
    until: float
    """Week after which time without work is no longer counted."""
    idle_while_waiting: float
    """Weeks of people without work while features waited for others."""
    _shares: list[float]
    _since: float
    _wasted: int

    def tell_apart(self, data: network.Station, groups: Sequence[SkillGroup]) -> None:
        """Say what people can do; to be called once, before anybody is hired."""
        self.crew = int(data.servers)  # type: ignore[misc]
        self.groups = [frozenset(group.can) for group in groups]  # type: ignore[misc]
        self._shares = [group.people for group in groups]  # type: ignore[misc]
        self.of_server = {}  # type: ignore[misc]
        self.until = float("inf")  # type: ignore[misc]
        self.idle_while_waiting = self._since = 0.0  # type: ignore[misc]
        self._wasted = 0  # type: ignore[misc]

    def claim(self, until: float) -> bool:
        """Whether nobody else counts its time without work; it is counted up to a week."""
        if self.until <= until:
            return False
        self.until = until  # type: ignore[misc]
        return True

    def _hire(self) -> None:
        super()._hire()
        self._share_out()

    def dismiss(self, server: features.Server) -> None:
        super().dismiss(server)
        self._share_out()

    def _replaced(self, server: Server) -> Server:
        successor = super()._replaced(server)
        self._share_out()
        return successor

    def _share_out(self) -> None:
        """Skills are shared out anew."""
        if len(self.servers) < len(self.groups):
            self.of_server = {}  # type: ignore[misc]
            return
        left = apportion(len(self.servers), self._shares, [1] * len(self.groups))
        found: dict[features.Server, int] = {}
        for server in self.servers:
            group = self.of_server.get(server)
            if group is not None and left[group]:
                found[server] = group
                left[group] -= 1
        for server in self.servers:
            if server not in found:
                group = next(k for k, count in enumerate(left) if count)
                found[server] = group
                left[group] -= 1
        self.of_server = found  # type: ignore[misc]

    def _by_skill(self, now: float, begin: Callable[[Item, Server, float], None]) -> None:
        """Put idle servers to work on what waits and they can do."""
        for item in list(self.queue):
            if not self.idle:
                break
            server = self._who_can(item)  # type: ignore[arg-type]
            if server is not None:
                self.queue.remove(item)
                self.idle.remove(server)
                begin(item, server, now)  # type: ignore[arg-type]

    def _who_can(self, item: Item) -> Server | None:
        best, fewest = None, 0
        for server in self.idle:
            if self._can(server, item):
                count = len(self.groups[self.of_server[server]]) if self.of_server else 0
                if best is None or count <= fewest:
                    best, fewest = server, count
        return best  # type: ignore[return-value]

    def _can(self, server: features.Server, item: Item) -> bool:
        """Whether somebody can do what a feature needs here."""
        assert item.stage is not None
        need = item.part.need(item.stage.index, item.number)
        return not self.of_server or need is None or need in self.groups[self.of_server[server]]

    def note_waste(self, now: float) -> None:
        """Count how long people have been without work while features waited."""
        upto = min(now, self.until)
        if upto > self._since:
            self.idle_while_waiting += self._wasted * (upto - self._since)  # type: ignore[misc]
            self._since = upto  # type: ignore[misc]
        self._wasted = len(self.idle) if self.queue else 0  # type: ignore[misc]


class SkilledStraightStation(SkilledStation, StraightStation):
    """In a line of its own, see ``StraightStation``."""

    __slots__ = SKILLS

    def __init__(self, floor: NetworkFloor, code: int, data: network.Station, groups: Sequence[SkillGroup]) -> None:
        self.tell_apart(data, groups)
        super().__init__(floor, code, data)

    def letting_in(self) -> Callable[[float], bool]:
        plain = super().letting_in()

        def take(now: float) -> bool:
            moved = plain(now)
            self.note_waste(now)
            return moved

        return take

    def serving(self) -> Callable[[float], None]:
        def serve(now: float) -> None:
            self._by_skill(now, self.begin)
            self.note_waste(now)

        return serve


class SkilledSteadyStation(SkilledStation, SteadyStation):
    """In a network."""

    __slots__ = SKILLS

    def __init__(self, floor: NetworkFloor, code: int, data: network.Station, groups: Sequence[SkillGroup]) -> None:
        self.tell_apart(data, groups)
        super().__init__(floor, code, data)

    def serve(self, now: float) -> None:
        self._by_skill(now, self._start)
        self.note_waste(now)

    def _start(self, item: Item, server: Server, now: float) -> None:
        self.start(server, [item], now)


class SkilledInterruptedStation(SkilledStation, InterruptedStaffedStation):
    """In a network, with people who break down, go away with side work, or drop what they do.

    Whoever drops something for something more urgent can do that. Who is free and can do nothing of what waits
    finds nothing to do.
    """

    __slots__ = SKILLS

    def __init__(
        self, floor: NetworkFloor, code: int, data: network.Station, luck: Luck, groups: Sequence[SkillGroup]
    ) -> None:
        self.tell_apart(data, groups)
        super().__init__(floor, code, data, luck)

    def serve(self, now: float) -> None:
        self._by_skill(now, self._start)
        if self.preemptive:
            while self._give_way(now):
                self._by_skill(now, self._start)
        self._leave_for_side_work(now)
        self.note_waste(now)

    def _start(self, item: Item, server: Server, now: float) -> None:
        self.start(server, [item], now)

    def _give_way(self, now: float) -> bool:
        """Whether somebody drops what is less urgent than a feature that waits for what they can do."""
        return any(self._make_way(item, now) for item in list(self.queue))

    def _could_make_way(self, server: features.Server, urgent: features.Feature) -> bool:
        return self._can(server, urgent)  # type: ignore[arg-type]

    def _fail(self, event: Signal) -> None:
        super()._fail(event)
        self.note_waste(self.floor.clock.time)
