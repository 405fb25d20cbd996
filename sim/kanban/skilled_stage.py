"""A stage whose people do not all have the same skills."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.kanban.apportionment import apportion
from sim.kanban.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.language.skills import SkillGroup
    from sim.kanban.items import Item, Server
    from sim.kanban.line import Line


class SkilledStage(Stage):
    """One step of the line with groups of people by what they can do.

    A waiting feature is served by whoever is free and can do it: of those, who has the fewest skills, and of those
    who stopped working last. When people come or go, everybody keeps their skills as far as the shares allow;
    whoever is one too many of a kind takes over what is missing.
    """

    __slots__ = ("_shares", "_since", "_wasted", "groups", "idle_while_waiting", "of_server", "until")

    def __init__(
        self,
        line: Line,
        index: int,
        number: int,
        limit: float,
        loss: Sequence[float],
        groups: Sequence[SkillGroup],
    ) -> None:
        self.groups = [frozenset(group.can) for group in groups]
        self.of_server: dict[Server, int] = {}
        """Group of each server, by place; empty where everybody does everything."""
        self.until = float("inf")
        """Week after which time without work is no longer counted."""
        self.idle_while_waiting = 0.0
        """Weeks of people without work while features waited for others."""
        self._since, self._wasted = 0.0, 0
        super().__init__(line, index, number, limit, loss)
        self._shares = [group.people for group in groups]

    def count_people(self, change: int) -> None:
        """So many more servers; skills are shared out anew."""
        super().count_people(change)
        self._share_out()

    def _share_out(self) -> None:
        if len(self.servers) < len(self.groups):
            self.of_server = {}
            return
        left = apportion(len(self.servers), self._shares, [1] * len(self.groups))
        found: dict[Server, int] = {}
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

    def pull(self, now: float) -> bool:
        """Take in what is done before this stage while there is room, and serve; whether anything was taken."""
        moved = super().pull(now)
        self._note(now)
        return moved

    def serve(self, now: float) -> None:
        """Put idle servers to work on what waits and they can do."""
        for item in list(self.queue):
            if not self.idle:
                break
            server = self._who_can(item)
            if server is not None:
                self.queue.remove(item)
                self.idle.remove(server)
                self.begin(item, server, now)
        self._note(now)

    def _who_can(self, item: Item) -> Server | None:
        need = item.part.need(self.index - 1, item.number)
        best, fewest = None, 0
        for server in self.idle:
            skills = self.groups[self.of_server[server]] if self.of_server else None
            if skills is not None and need is not None and need not in skills:
                continue
            count = 0 if skills is None else len(skills)
            if best is None or count <= fewest:
                best, fewest = server, count
        return best

    def _note(self, now: float) -> None:
        """Count how long people have been without work while features waited."""
        upto = min(now, self.until)
        if upto > self._since:
            self.idle_while_waiting += self._wasted * (upto - self._since)
            self._since = upto
        self._wasted = len(self.idle) if self.queue else 0

    def _cut_off(self, item: Item, server: Server) -> Item:
        item = super()._cut_off(item, server)
        self._share_out()
        return item
