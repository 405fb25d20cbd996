"""A plan that grows: what is used of every limit, and whether one more MMP fits."""

from collections.abc import Iterable, Mapping
from math import inf

import numpy as np
import numpy.typing as npt

from optimiser.candidates import Candidate
from optimiser.data import Choice, Data
from optimiser.program import windows

Floats = npt.NDArray[np.float64]
SLACK = 1e-7


class Packing:
    """A plan under construction (id -> start quarter) that keeps limits, links and choices as it goes.

    Rules that ask for something (musts, minimum shares, rhythm, "both or none") only hold for a finished plan;
    ``complete`` says whether they do.
    """

    def __init__(self, data: Data, plan: dict[str, int] | None = None) -> None:
        self.data = data
        self.chosen: dict[str, int] = {}
        self.used: Floats = np.zeros((len(data.limits), data.quarters))
        self.busy: dict[tuple[str, int], int] = {}
        self._amounts = np.array([limit.amounts for limit in data.limits])
        self._carries = any(limit.carry for limit in data.limits)
        self._totals = [(row, limit.amounts[0]) for row, limit in enumerate(data.limits) if limit.total]
        self._draws = {candidate.id: self._draw(candidate) for candidate in data.candidates}
        self._needs = {c.id: _Links() for c in data.candidates}
        self._link()
        for mmp, start in (plan or {}).items():
            self.add(mmp, start)

    def _draw(self, candidate: Candidate) -> Floats:
        """What a candidate takes: shape (limits, quarters of execution)."""
        rows = [candidate.draw(limit.kind, limit.stream) for limit in self.data.limits]
        draw = np.zeros((len(rows), max(candidate.length, *map(len, rows))))
        for row, amounts in enumerate(rows):
            draw[row, : len(amounts)] = amounts
        return draw

    def _link(self) -> None:
        data, needs = self.data, self._needs
        for mmp, other in data.requires:
            needs[mmp].requires.append(other)
            needs[other].required_by.append(mmp)
        for mmp, others in data.requires_any:
            needs[mmp].requires_any = others
            for other in others:
                needs[other].any_by.append(mmp)
        for mmp, other in data.after:
            needs[mmp].after.append(other)
            needs[other].before.append(mmp)
        for one, other in data.excludes:
            needs[one].excludes.append(other)
            needs[other].excludes.append(one)
        for choice in data.choices:
            for mmp in choice.mmps:
                needs[mmp].choices.append(choice)

    def release(self, mmp: str) -> float:
        """Release quarter of a chosen MMP, infinite when it is not chosen."""
        start = self.chosen.get(mmp)
        return inf if start is None else self.data.by_id[mmp].release(start)

    def add(self, mmp: str, start: int) -> None:
        """Put an MMP in, whether it fits or not."""
        self.chosen[mmp] = start
        self._book(mmp, start, 1)

    def remove(self, mmp: str) -> int:
        """Take an MMP out; returns its start."""
        start = self.chosen.pop(mmp)
        self._book(mmp, start, -1)
        return start

    def _book(self, mmp: str, start: int, sign: int) -> None:
        draw = self._draws[mmp]
        end = min(start - 1 + draw.shape[1], self.data.quarters)
        self.used[:, start - 1 : end] += sign * draw[:, : end - start + 1]
        candidate = self.data.by_id[mmp]
        for stream in candidate.streams:
            for quarter in range(start, start + candidate.duration):
                self.busy[stream, quarter] = self.busy.get((stream, quarter), 0) + sign

    def fits(self, mmp: str, start: int) -> bool:
        """Whether an MMP that is not in could start in a quarter, given everything that is in."""
        return start in self.data.starts[mmp] and self.has_room(mmp, start) and self.links_hold(mmp, start)

    def has_room(self, mmp: str, start: int) -> bool:
        """Whether limits and the MMP WIP limit leave room for it."""
        draw = self._draws[mmp]
        end = min(start - 1 + draw.shape[1], self.data.quarters)
        part = draw[:, : end - start + 1]
        if self._carries:
            used = self.used.copy()
            used[:, start - 1 : end] += part
            room = self._within(used)
        else:
            amounts = self._amounts[:, start - 1 : end]
            total = self.used[:, start - 1 : end] + part
            room = bool(np.all((total <= amounts + SLACK) | (part == 0)))
        for row, amount in self._totals:
            taken = float(part[row].sum())
            room = room and (not taken or float(self.used[row].sum()) + taken <= amount + SLACK)
        limit = self.data.wip_limit
        if not room or limit is None:
            return room
        candidate = self.data.by_id[mmp]
        return all(
            self.busy.get((stream, quarter), 0) < limit
            for stream in candidate.streams
            for quarter in range(start, min(start + candidate.duration - 1, self.data.quarters) + 1)
        )

    def _within(self, used: Floats) -> bool:
        for row, limit in enumerate(self.data.limits):
            left = 0.0
            for quarter, amount in enumerate(limit.amounts):
                left = amount + limit.carry * left - used[row, quarter] if amount < inf else 0.0
                if left < -SLACK:
                    return False
        return True

    def keeps(self, plan: Mapping[str, int]) -> bool:
        """Whether a whole plan, put into an empty packing, keeps every rule."""
        for mmp, start in sorted(plan.items(), key=lambda entry: (entry[1], entry[0])):
            if mmp not in self.data.by_id or start not in self.data.starts[mmp] or not self.has_room(mmp, start):
                return False
            self.add(mmp, start)
        linked = all(self.dependants_hold(mmp) and self._own_links_hold(mmp) for mmp in list(self.chosen))
        return linked and self.complete()

    def _own_links_hold(self, mmp: str) -> bool:
        start = self.remove(mmp)
        holds = self.links_hold(mmp, start)
        self.add(mmp, start)
        return holds

    def links_hold(self, mmp: str, start: int) -> bool:
        """Whether its links to what is chosen hold when it starts in a quarter."""
        links, release = self._needs[mmp], self.data.by_id[mmp].release(start)
        if any(other in self.chosen for other in links.excludes):
            return False
        if any(sum(m in self.chosen for m in choice.mmps) >= choice.most for choice in links.choices):
            return False
        if any(self.release(other) > release for other in links.requires):
            return False
        if links.requires_any and min(map(self.release, links.requires_any)) > release:
            return False
        return all(self.release(other) < start for other in links.after)

    def dependants_hold(self, mmp: str) -> bool:
        """Whether the chosen MMPs that build on this one still have what they need."""
        links, release = self._needs[mmp], self.release(mmp)
        if any(other in self.chosen and self.release(other) < release for other in links.required_by):
            return False
        if any(other in self.chosen and self.chosen[other] <= release for other in links.before):
            return False
        for other in links.any_by:
            if other in self.chosen:
                alternatives = self._needs[other].requires_any
                if min(map(self.release, alternatives)) > self.release(other):
                    return False
        return True

    def dependants(self, mmp: str) -> list[str]:
        """Chosen MMPs that would have to leave with this one."""
        links = self._needs[mmp]
        return sorted(
            {other for other in (*links.required_by, *links.before, *links.any_by) if other in self.chosen}
        )

    def builds_on(self, mmp: str) -> list[str]:
        """What has to be in for this one: its requirements, and the smallest of its alternatives."""
        links = self._needs[mmp]
        needed = [*links.requires, *links.after]
        if links.requires_any and not any(other in self.chosen for other in links.requires_any):
            needed.append(min(links.requires_any, key=lambda other: (self.data.by_id[other].size, other)))
        return needed

    def complete(self) -> bool:
        """Whether every rule that asks for something holds."""
        data = self.data
        if any(rule.subject not in self.chosen for rule in data.must):
            return False
        if any((one in self.chosen) != (other in self.chosen) for one, other in data.together):
            return False
        if any(choice.one_must and not any(m in self.chosen for m in choice.mmps) for choice in data.choices):
            return False
        return not any(True for _ in self.unbalanced()) and not any(True for _ in self.gaps()) and self._reaches()

    def _reaches(self) -> bool:
        return all(
            sum(self.worth(m) for m in self.chosen if self.data.by_id[m].objective == objective) >= target - SLACK
            for objective, target in self.data.targets
        )

    def worth(self, mmp: str) -> float:
        """Expected value of a chosen MMP."""
        return self.data.by_id[mmp].value[self.chosen[mmp]]

    def unbalanced(self) -> Iterable[tuple[str, bool]]:
        """Objectives whose share is broken, with whether they have too little."""
        for rule in self.data.shares:
            amounts = {m: self.data.by_id[m].cost if rule.of == "spend" else self.worth(m) for m in self.chosen}
            part = sum(amount for m, amount in amounts.items() if self.data.by_id[m].objective == rule.objective)
            excess = part - rule.share * sum(amounts.values())
            if (excess < -SLACK) if rule.sense == "minimum" else (excess > SLACK):
                yield rule.objective, rule.sense == "minimum"

    def gaps(self) -> Iterable[tuple[str, int, int]]:
        """Streams and windows in which nothing that earns is released."""
        if self.data.three_month is None:
            return
        dates: dict[str, set[float]] = {stream: set() for stream in self.data.watched}
        for mmp in self.chosen:
            candidate = self.data.by_id[mmp]
            if candidate.bears_value and candidate.stream in dates:
                dates[candidate.stream].add(self.release(mmp))
        for stream, released in dates.items():
            for first, last in windows(self.data.quarters, self.data.three_month):
                if not any(first <= date <= last for date in released):
                    yield stream, first, last


class _Links:
    """Who needs whom."""

    def __init__(self) -> None:
        self.requires: list[str] = []
        self.required_by: list[str] = []
        self.requires_any: tuple[str, ...] = ()
        self.any_by: list[str] = []
        self.after: list[str] = []
        self.before: list[str] = []
        self.excludes: list[str] = []
        self.choices: list[Choice] = []
