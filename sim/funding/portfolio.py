"""The execution side of a portfolio: MMPs are activated, completed, released or stopped."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.funding.releases import Releases
from sim.funding.rounds.allowances import Allowances
from sim.funding.running_costs import RunningCosts
from sim.funding.state import State, Unit
from sim.kanban.items import Item, Part, Team
from sim.kanban.opening import openings
from sim.world.ledger import DIRECT, GOVERNANCE, Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from simpy import Event

    from scenarios.language.funding_model import FundingModel
    from sim.cooperation.cooperation import Cooperation
    from sim.kanban.network.line import Line
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.world import World


class Portfolio:
    """MMPs at work; calls ``on_idle`` when a stream may have no funded work left.

    Args:
        env: the clock.
        world: luck and scenario.
        rules: sets of rules.
        current: number of the set that each value stream lives by at week 0.
        lines: the lines of the value streams.
        log: what the lines write down of stage visits (see ``sim.kanban.items.rows``).
        around: what value streams share and owe each other; none = nothing.

    """

    def __init__(
        self,
        env: Calendar,
        world: World,
        rules: Sequence[FundingModel],
        current: Sequence[int],
        lines: Sequence[Line],
        log: Sequence[float],
        around: Cooperation | None = None,
    ) -> None:
        self.env = env
        self.world = world
        self.blueprint = world.blueprint
        self.rules = rules
        self.current = list(current)
        """Number of the set of rules that each value stream lives by."""
        self.known = 0
        """Events of the scenario that have happened."""
        self.rounds = 0
        """Funding rounds held, by whomever."""
        self.argued: set[int] = set()
        """MMPs whose business case is written."""
        self.moving: set[int] = set()
        """Value streams that will come under other rules later."""
        self.lines = lines
        self.log = log
        self.around = around
        self.states = [State(plan, fate) for plan, fate in zip(world.mmps, world.fates, strict=True)]
        self.entries: list[Entry] = []
        self.waiting: list[list[tuple[tuple[int, int], int, State, int]]] = [[] for _ in lines]
        self.active = [0] * len(lines)
        self.open = [0] * len(lines)
        """Funded parts neither complete nor stopped, by stream."""
        self.on_idle: Callable[[], None] = lambda: None
        self.envelopes = [1.0] * len(lines)
        """Money of each value stream / what it would have had from the beginning."""
        self.shifted = 0.0
        """Shares of the money that rounds have moved from one value stream to another, added up."""
        self.on_split: Callable[[], None] = lambda: None
        """Called when envelopes have changed."""
        self.on_short: Callable[[], None] = lambda: None
        """Called when there is work for a stage without people."""
        self._followers: dict[int, list[int]] = {}
        """MMPs that may start after this one, by index."""
        self._limits = [0.0] * len(lines)
        self._kinds = {m: name for name, mmps in self.blueprint.bundles.items() for m in mmps}
        self._begun: dict[tuple[int, str], float] = {}
        """Week in which a stream began its first work of a kind."""
        for stream, number in enumerate(current):
            self.come_under(stream, number)
        for state in self.states:
            share = self.blueprint.scenario.uncertainty.evidence.share
            state.mark = math.ceil(share * state.total - 1e-9)
            for other in state.plan.after:
                self._followers.setdefault(other, []).append(state.index)
        self._lay_out()
        self.running = RunningCosts()
        allowances = Allowances(self.blueprint, self.states)
        self.allowances = allowances if allowances.stated else None
        """Purses, resources and groups; None where the scenario has none."""
        self.releases = Releases(self)
        if around is not None:
            around.needs.on_help = self._help
        for line in lines:
            line.on_settle = self._activate
            line.on_money_gone = self._money_gone

    def _lay_out(self) -> None:
        """Work under way at week 0 lies where it would lie in the middle of work."""
        under_way: list[list[tuple[State, int, float]]] = [[] for _ in self.lines]
        for state in self.states:
            if state.plan.data.underway is not None:
                for part, (stream, _) in enumerate(state.plan.parts):
                    under_way[stream].append((state, part, state.plan.data.underway))
                    self._begun[stream, self._kind(state)] = -math.inf
        for stream, parts in enumerate(under_way):
            work = [(state.fate.features[part], share) for state, part, share in parts]
            for (state, part, _), begun in zip(parts, openings(self.blueprint.streams[stream], work), strict=True):
                state.begun[part] = begun

    # --- rules -----------------------------------------------------------------------------------------------

    def rules_of(self, state: State) -> FundingModel:
        """The rules that the value stream of an MMP lives by now."""
        return self.rules[self.current[state.plan.home]]

    def come_under(self, stream: int, number: int) -> None:
        """A value stream lives by other rules from now on."""
        self.current[stream] = number
        limit = self.rules[number].mmp_wip_limit
        self._limits[stream] = math.inf if limit is None else limit

    def by_rules(self, states: Iterable[State]) -> list[list[State]]:
        """MMPs apart by the rules that their streams live by."""
        parts: dict[int, list[State]] = {}
        for state in states:
            parts.setdefault(self.current[state.plan.home], []).append(state)
        return list(parts.values())

    # --- funding -> work -------------------------------------------------------------------------------------

    def fund(self, unit: Unit) -> None:
        """Money is there: the unit's MMPs are ready for their streams."""
        now = self.env.now
        unit.funded = True
        unit.money_left = math.inf
        if unit.rules.overrun == "reapprove":
            unit.money_left = unit.cost * (1 + unit.rules.overrun_tolerance)
        for index in unit.mmps:
            state = self.states[index]
            if state.dropped:
                continue
            state.funded = now
            if self.around is not None:
                self._prepare(state)
            for part, (stream, _) in enumerate(state.plan.parts):
                self.waiting[stream].append((unit.rank, index, state, part))
                self.waiting[stream].sort(key=_by_rank)
                self.open[stream] += 1
                self.wake(stream)

    def _prepare(self, state: State) -> None:
        """What has to be done before work on an MMP may start."""
        assert self.around is not None
        if state.plan.data.underway is None:
            streams = [stream for stream, _ in state.plan.parts]
            self.around.before_start(
                state.plan, lambda: self._wake_all(streams), lambda: _gone(state, self.env.now)
            )

    def _wake_all(self, streams: Iterable[int]) -> None:
        for stream in streams:
            self.wake(stream)

    def wake(self, stream: int) -> None:
        """Look for MMPs to activate at the end of this instant."""
        self.lines[stream].recruiting = True
        self.lines[stream].touch(0)

    def _activate(self, stream: int) -> None:
        """Start MMPs while the limit allows, in rank order; those that may not start yet are passed over."""
        waiting, limit = self.waiting[stream], self._limits[stream]
        position = 0
        while position < len(waiting):
            if self.active[stream] >= limit and waiting[position][2].plan.data.underway is None:
                return
            _, _, state, part = waiting[position]
            if state.activated is None and self.env.now >= state.plan.latest:
                self._expire(state)
                waiting, position = self.waiting[stream], 0
            elif self._may_start(state):
                del waiting[position]
                self._start(state, part, stream)
            else:
                position += 1

    def _may_start(self, state: State) -> bool:
        if state.unit.held is not None:
            return False
        if self.around is not None and not self.around.may_start(state.plan):
            return False
        now = self.env.now
        if state.plan.earliest > now:
            self.env.process(self._wake_at(state.plan.earliest, [s for s, _ in state.plan.parts]))
            return False
        for other in state.plan.after:
            before = self.states[other]
            same = before.group is state.group
            if (before.completed if same else before.released) is None:
                return False
        return True

    def _wake_at(self, week: float, streams: Iterable[int]) -> Generator[Event, None, None]:
        yield self.env.timeout(week - self.env.now)
        for stream in streams:
            self.wake(stream)

    def _start(self, state: State, part: int, stream: int) -> None:
        now, plan, unit = self.env.now, state.plan, state.unit
        if not unit.started:
            unit.started = True
            if plan.data.underway is None:
                unit.forming_until = now + unit.rules.weeks_to_form
        if state.activated is None:
            state.activated = now
            if plan.data.direct_cost and plan.data.underway is None:
                self.book(plan.home, state.index, DIRECT, plan.data.direct_cost)
                unit.money_left -= plan.data.direct_cost
        self.active[stream] += 1
        features = state.fate.features[part]
        before, places = state.begun[part].done, state.begun[part].places
        work = Part(
            state.index,
            f"{plan.id}",
            features,
            self.blueprint.streams[stream],
            self.world,
            priority=plan.priority,
            team=unit,
            on_done=self._feature_done,
            number=sum(state.fate.features[:part]),
        )
        work.new_until = self._known_from(state, stream)
        work.first = work.done = before
        line = self.lines[stream]
        line.on_part(work)
        line.watch(unit.forming_until)
        state.done += before
        state.parts[part] = work
        items = [Item(work, k) for k in range(before, features)]
        for item, (stage, over) in zip(items, places, strict=False):
            line.place(item, stage, over)
        line.add(items[len(places) :])
        self._look_for_signal(state)

    def _known_from(self, state: State, stream: int) -> float:
        """Week from which the people of a stream know the kind of work that an MMP is: that of its project.

        They have always known what is under way at week 0.
        """
        begun = self._begun.setdefault((stream, self._kind(state)), self.env.now)
        return begun + state.unit.rules.familiarity_weeks

    def _kind(self, state: State) -> str:
        return self._kinds.get(state.index, state.plan.data.id)

    # --- work -> release -------------------------------------------------------------------------------------

    def _feature_done(self, part: Part) -> None:
        state = self.states[part.owner]
        state.done += 1
        if part.done == part.n:
            for number, (stream, _) in enumerate(state.plan.parts):
                if state.parts[number] is part:
                    self.active[stream] -= 1
                    self.open[stream] -= 1
                    self.wake(stream)
        self._look_for_signal(state)
        if state.done == state.total:
            state.completed = self.env.now
            self.releases.settle(state.group)
            self.wake_followers(state)
            self.on_idle()

    def _look_for_signal(self, state: State) -> None:
        if state.group.shows and state.signalled is None and state.done >= state.mark:
            state.signalled = self.env.now

    def wake_followers(self, state: State) -> None:
        """MMPs that may start after this one may do so now."""
        for other in self._followers.get(state.index, ()):
            for stream, _ in self.states[other].plan.parts:
                self.wake(stream)

    def _help(self, stream: int, weeks: float, change: int) -> None:
        """A value stream has more work for others, or less."""
        self.releases.chores[stream] += change * max(weeks, 1e-6)  # a word takes somebody as well
        self.open[stream] += change
        if change < 0:
            self.on_idle()
        elif not all(stage.target for stage in self.lines[stream].teams):
            self.on_short()

    # --- leaving the portfolio -------------------------------------------------------------------------------

    def stop(self, state: State) -> None:
        """Give an MMP up: its work leaves the board at once, the rest of its release unit goes on."""
        state.stopped = self.env.now
        for part, (stream, _) in enumerate(state.plan.parts):
            work = state.parts[part]
            if work is None:
                self.waiting[stream] = [entry for entry in self.waiting[stream] if entry[2] is not state]
                self.open[stream] -= 1
            elif work.done < work.n:
                self.lines[stream].remove(state.index)
                self.active[stream] -= 1
                self.open[stream] -= 1
            self.wake(stream)
        self.releases.settle(state.group)
        self.on_idle()

    def drop(self, state: State) -> None:
        """An MMP that will never be worked on leaves its release unit."""
        if not state.dropped:
            state.dropped = True
            self.releases.settle(state.group)

    def _expire(self, state: State) -> None:
        """Funded, but no slot before the end of its last quarter: it is not started any more."""
        for stream, _ in state.plan.parts:
            self.waiting[stream] = [entry for entry in self.waiting[stream] if entry[2] is not state]
            self.open[stream] -= 1
        self.drop(state)

    # --- money -----------------------------------------------------------------------------------------------

    def book(self, stream: int, mmp: int, kind: int, amount: float) -> None:
        """Book an amount now."""
        if amount:
            self.entries.append((self.env.now, stream, mmp, kind, amount))

    def remaining_cost(self, state: State) -> dict[int, float]:
        """Estimated cost still to come for an MMP, by stream, as known now."""
        costs: dict[int, float] = {}
        for part, (stream, _) in enumerate(state.plan.parts):
            costs[stream] = state.remaining_features(part) * self.blueprint.streams[stream].feature_cost
        if state.activated is None and state.plan.data.underway is None:
            costs[state.plan.home] += state.plan.data.direct_cost
        return costs

    def remaining_work(self) -> list[float]:
        """Estimated server-weeks still to come for funded work and its releases, by stream."""
        work = list(self.releases.chores)
        for state in self.states:
            if state.open:
                for part, (stream, _) in enumerate(state.plan.parts):
                    features = state.remaining_features(part)
                    work[stream] += features * self.blueprint.streams[stream].feature_work
                    if self.around is not None:
                        for other, weeks in self.around.needs.expected(stream, features):
                            work[other] += weeks
        return work

    def _money_gone(self, team: Team) -> None:
        assert isinstance(team, Unit)
        team.money_left = math.inf
        self.env.process(self._ask_for_more(team))

    def _ask_for_more(self, unit: Unit) -> Generator[Event, None, None]:
        """Unstarted features wait for new money: the estimate of what remains, with the same tolerance."""
        held = [(line, line.hold(unit)) for line in self.lines]
        waiting = any(entry[2].unit is unit for entries in self.waiting for entry in entries)
        if not waiting and not any(items for _, items in held):
            return
        unit.held = [item for _, items in held for item in items]
        unit.holds.append((self.env.now, self.env.now + unit.rules.change_weeks))
        for line, _ in held:
            line.touch(1)
        self.book(-1, -1, GOVERNANCE, unit.rules.governance_per_unit)
        yield self.env.timeout(unit.rules.change_weeks)
        remaining = sum(sum(self.remaining_cost(self.states[m]).values()) for m in unit.mmps if self.states[m].open)
        unit.money_left = remaining * (1 + unit.rules.overrun_tolerance)
        unit.held = None
        for stream, (line, items) in enumerate(held):
            kept = [
                item for item in items if self.states[item.part.owner].stopped is None
            ]  # nobody pivots meanwhile
            if kept:
                line.add(kept)
            self.wake(stream)


def _gone(state: State, now: float) -> bool:
    """Whether work on an MMP will not start any more."""
    return state.stopped is not None or state.dropped or (state.activated is None and now >= state.plan.latest)


def _by_rank(entry: tuple[tuple[int, int], int, State, int]) -> tuple[tuple[int, int], int]:
    return entry[0], entry[1]
