"""Release units: what is released together, and when it can come out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.funding.escapes import Defects
from sim.funding.state import Group, State, next_release
from sim.kanban.items import Chore
from sim.kanban.simpy_calendar import POLICY
from sim.stations.clock import FINISH, Signal
from sim.world.ledger import RELEASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.funding.portfolio import Portfolio
    from sim.kanban.items import Part


class Releases:
    """The release units of a portfolio, by the rules that its value streams live by."""

    def __init__(self, portfolio: Portfolio) -> None:
        self.portfolio = portfolio
        self.env = portfolio.env
        self.blueprint = portfolio.blueprint
        self.states = portfolio.states
        self._complete: list[Group] = []
        self._paid: set[tuple[int, float]] = set()
        """Streams and dates of releases that are paid for."""
        self._number = 0
        self.chores = [0.0] * len(self.blueprint.streams)
        """Server-weeks of work on releases and on defects of what is out that is not done yet, by stream."""
        self.defects = Defects(self)
        self._group()

    def _group(self) -> None:
        grouped: set[int] = set()
        for mmps in self.blueprint.bundles.values():
            for members in self.portfolio.by_rules(self.states[m] for m in mmps):
                if self.portfolio.rules_of(members[0]).release_unit == "project":
                    self._join(members)
                    grouped.update(state.index for state in members)
        for state in self.states:
            if state.index not in grouped:
                self._join([state])

    def _join(self, members: list[State]) -> None:
        group = Group(members, self.portfolio.rules_of(members[0]).release_unit == "mmp")
        for state in members:
            state.group = group

    def regroup(self) -> None:
        """After a change of rules: what nobody has chosen yet is released as the new rules have it."""
        for mmps in self.blueprint.bundles.values():
            free = [s for s in (self.states[m] for m in mmps) if s.chosen is None and not s.dropped]
            for members in self.portfolio.by_rules(free):
                if self.portfolio.rules_of(members[0]).release_unit == "mmp":
                    for state in members:
                        self._regroup([state])
                else:
                    self._regroup(members)
        for state in self.states[len(self.blueprint.mmps) :]:  # new ideas belong to no project
            if state.chosen is None and not state.dropped:
                self._regroup([state])

    def _regroup(self, members: list[State]) -> None:
        """Make these one release unit; it stays as it is when all who belong to it live by the same rules."""
        rules = self.portfolio.rules_of(members[0])
        shows = rules.release_unit == "mmp"
        old = members[0].group
        together = all(state.group is old for state in members)
        apart = any(self.portfolio.rules_of(state) is not rules for state in old.members)
        if together and not apart and (len(old.members) == 1 or not shows):
            old.shows = shows
            return
        for state in members:
            state.group.members.remove(state)
            self.settle(state.group)
        self._join(members)

    def settle(self, group: Group) -> None:
        """One member less is awaited: it is complete, or will never be."""
        group.pending -= 1
        if group.pending == 0 and any(state.completed is not None for state in group.members):
            self._prepare(group)
        if self._complete:
            self._release_complete()

    # --- what a release takes ---------------------------------------------------------------------------------

    def _built_by(self, group: Group) -> dict[int, list[State]]:
        """Streams that have built a release unit, in order, with the MMPs that each has worked on."""
        found: dict[int, list[State]] = {}
        for state in group.members:
            for stream, _ in state.plan.parts if state.completed is not None else ():
                found.setdefault(stream, []).append(state)
        return found

    def _prepare(self, group: Group) -> None:
        """Every stream that has built it works on its release, services look at it; then it is complete."""
        left = 0

        def over() -> None:
            nonlocal left
            left -= 1
            if not left:
                self._complete.append(group)
                self._release_complete()

        for stream in self._built_by(group):
            rules = self.portfolio.rules[self.portfolio.current[stream]]
            own = self.blueprint.streams[stream].data.release_effort
            weeks = rules.release_effort if own is None else own
            if weeks:
                left += 1
                self.work_on(stream, weeks, over)
        if self.portfolio.around is not None:
            complete = [state.plan for state in group.members if state.completed is not None]
            left += self.portfolio.around.before_release(complete, over)
        if not left:
            self._complete.append(group)

    def work_on(self, stream: int, weeks: float, over: Callable[[], None]) -> None:
        """Work at the last stage of a stream that comes first there; ``over`` is called when it is done."""

        def done(chore: Part) -> None:
            self.chores[stream] -= chore.visits[0][0][0]
            self.portfolio.open[stream] -= 1
            over()
            self.portfolio.on_idle()

        self._number += 1
        self.chores[stream] += weeks
        self.portfolio.open[stream] += 1
        chore = Chore(self.blueprint.streams[stream], weeks, self._number, done)
        self.portfolio.lines[stream].add_chore(chore)

    def _pay(self, group: Group) -> None:
        """A stream that releases something pays for the date once; the MMPs it releases share that to the cent."""
        for stream, members in self._built_by(group).items():
            if (stream, self.env.now) in self._paid:
                continue
            self._paid.add((stream, self.env.now))
            rules = self.portfolio.rules[self.portfolio.current[stream]]
            own = self.blueprint.streams[stream].data.release_cost
            share, rest = divmod(round(100 * (rules.release_cost if own is None else own)), len(members))
            for position, state in enumerate(members):
                self.portfolio.book(stream, state.index, RELEASE, (share + (position < rest)) / 100)

    # --- when it comes out ------------------------------------------------------------------------------------

    def _release_complete(self) -> None:
        """Release every complete group whose requirements are out, or come out with it."""
        ready = list(self._complete)
        while True:
            inside = {state.index for group in ready for state in group.members if state.completed is not None}
            kept = [group for group in ready if all(self._supported(state, inside) for state in group.members)]
            if len(kept) == len(ready):
                break
            ready = kept
        dates = {id(group): self._release_date(group, self.env.now) for group in ready}
        for _ in ready:  # a group that requires another comes out no earlier than that one, on a date of its own
            for group in ready:
                needed = max((self._needed_by(state, dates) for state in group.members), default=0.0)
                if needed > dates[id(group)]:
                    dates[id(group)] = self._release_date(group, needed)
        for group in ready:
            self._complete.remove(group)
            group.scheduled = True
        for group in ready:
            if dates[id(group)] > self.env.now:
                self.env.schedule(Signal(self._wait, (group, dates[id(group)])), FINISH)
            else:
                self._release(group)

    def _supported(self, state: State, inside: set[int]) -> bool:
        if state.completed is None:
            return True
        plan = state.plan
        if any(self.states[r].released is None and r not in inside for r in plan.requires):
            return False
        return not plan.requires_any or any(
            self.states[r].released is not None or r in inside for r in plan.requires_any
        )

    def _needed_by(self, state: State, dates: dict[int, float]) -> float:
        """Week before which what an MMP requires is not out."""
        if state.completed is None:
            return 0.0

        def out(other: int) -> float:
            needed = self.states[other]
            return self.env.now if needed.released is not None else dates.get(id(needed.group), math.inf)

        weeks = [out(other) for other in state.plan.requires]
        if state.plan.requires_any:
            weeks.append(min(out(other) for other in state.plan.requires_any))
        return max(weeks, default=0.0)

    def _release_date(self, group: Group, earliest: float) -> float:
        """First date from ``earliest`` on at which every stream of the group releases what is complete."""
        return max(
            self._date(stream, state.completed, earliest)
            for state in group.members
            if state.completed is not None
            for stream, _ in state.plan.parts
        )

    def _date(self, stream: int, complete: float, earliest: float) -> float:
        """The same for one stream and what is complete at a week; increments may ask for a planning on top."""
        date = next_release(self.blueprint.streams[stream].data, complete, earliest)
        around = self.portfolio.around
        return date if around is None else around.release_date(stream, date)

    def _wait(self, event: Signal) -> None:
        """After all ends of service of this instant, wait for the date."""
        date: tuple[Group, float] = event.value  # type: ignore[assignment]
        group, week = date
        self.env.schedule(Signal(self._come_out, group), POLICY, week - self.env.now)

    def _come_out(self, event: Signal) -> None:
        self._release(event.value)  # type: ignore[arg-type]

    def _release(self, group: Group) -> None:
        self._pay(group)
        for state in group.members:
            if state.completed is not None:
                state.released = self.env.now
                self.defects.release(state)
                for stream, _ in state.plan.parts:
                    if (pace := self.portfolio.lines[stream].pace) is not None:
                        pace.release(self.env.now - state.completed, self.env.now)
                self.portfolio.wake_followers(state)
        if self._complete:
            self._release_complete()
