"""A station whose people do not all have the same skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.apportionment import apportion
from sim.kanban.network.straight_station import StraightStation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenarios.language.skills import SkillGroup
    from sim.kanban.items import Item, Server
    from sim.kanban.network.network_floor import NetworkFloor
    from sim.stations import features, network


class SkilledStation(StraightStation):
    """One step of the line with groups of people by what they can do.

    A waiting feature is served by whoever is free and can do it: of those, who has the fewest skills, and of those
    who stopped working last. When people come or go, everybody keeps their skills as far as the shares allow;
    whoever is one too many of a kind takes over what is missing.
    """

    __slots__ = ("_shares", "_since", "_wasted", "groups", "idle_while_waiting", "of_server", "until")

    def __init__(self, floor: NetworkFloor, code: int, data: network.Station, groups: Sequence[SkillGroup]) -> None:
        self.groups = [frozenset(group.can) for group in groups]
        self._shares = [group.people for group in groups]
        self.of_server: dict[features.Server, int] = {}
        """Group of each server, by place; empty where everybody does everything."""
        self.until = float("inf")
        """Week after which time without work is no longer counted."""
        self.idle_while_waiting = 0.0
        """Weeks of people without work while features waited for others."""
        self._since, self._wasted = 0.0, 0
        super().__init__(floor, code, data)

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
            self.of_server = {}
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
        self.of_server = found

    def letting_in(self) -> Callable[[float], bool]:
        plain = super().letting_in()

        def take(now: float) -> bool:
            moved = plain(now)
            self._note_waste(now)
            return moved

        return take

    def serving(self) -> Callable[[float], None]:
        return self._serve_by_skill

    def _serve_by_skill(self, now: float) -> None:
        """Put idle servers to work on what waits and they can do."""
        for item in list(self.queue):
            if not self.idle:
                break
            server = self._who_can(item)  # type: ignore[arg-type]
            if server is not None:
                self.queue.remove(item)
                self.idle.remove(server)
                self.begin(item, server, now)  # type: ignore[arg-type]
        self._note_waste(now)

    def _who_can(self, item: Item) -> Server | None:
        need = item.part.need(self.step.index, item.number)
        best, fewest = None, 0
        for server in self.idle:
            skills = self.groups[self.of_server[server]] if self.of_server else None
            if skills is not None and need is not None and need not in skills:
                continue
            count = 0 if skills is None else len(skills)
            if best is None or count <= fewest:
                best, fewest = server, count
        return best  # type: ignore[return-value]

    def _note_waste(self, now: float) -> None:
        """Count how long people have been without work while features waited."""
        upto = min(now, self.until)
        if upto > self._since:
            self.idle_while_waiting += self._wasted * (upto - self._since)
            self._since = upto
        self._wasted = len(self.idle) if self.queue else 0
