"""What value streams share and owe each other in one run, as portfolios and lines see it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.cooperation.appointments import later
from sim.cooperation.calls import Calls
from sim.cooperation.increments import Increments
from sim.cooperation.needs import Help, Needs
from sim.cooperation.services import Services

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scenarios.language.funding_model import FundingModel
    from sim.cooperation.calls import Ask
    from sim.cooperation.services import Spells
    from sim.kanban.crews import Call
    from sim.kanban.items import Part
    from sim.kanban.network.line import Line
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.blueprint import MmpPlan
    from sim.world.ledger import Entry
    from sim.world.world import World


def cooperation_of(
    env: Calendar, world: World, spells: Sequence[Spells], lines: Sequence[Line]
) -> Cooperation | None:
    """What value streams share and owe each other; none where they share and owe nothing."""
    scenario = world.blueprint.scenario
    plans = any(rules.increment_weeks is not None for spell in spells for _, rules in spell)
    if not (scenario.services or scenario.dependencies or plans):
        return None
    return Cooperation(env, world, spells, lines)


class Cooperation:
    """Services, dependencies and increments of one run.

    Args:
        env: the clock.
        world: luck and scenario.
        spells: the rules of every value stream over time.
        lines: the lines of the value streams.

    """

    def __init__(self, env: Calendar, world: World, spells: Sequence[Spells], lines: Sequence[Line]) -> None:
        self.env = env
        self.world = world
        self.lines = lines
        calendar, scenario = world.blueprint.calendar, world.blueprint.scenario
        end = float(calendar.benefit_end if calendar.run_off else calendar.horizon)
        self.increments = Increments(scenario, spells, end)
        self.services = Services(env, world, spells)
        self.needs = Needs(env, world, spells, lines, self.increments)
        self._spells = spells
        self._starting: dict[int, int] = {}
        """What each MMP still waits for before it may start, by index."""
        self._waits: list[float] = []
        """Weeks for which MMPs with money waited for a planning."""
        self._calls: dict[Part, Calls] = {}
        for line in lines:
            line.on_part = partial(self._prepare, line.plan.index)
            line.on_call = self._call

    def begin(self) -> None:
        """Schedule what will happen by itself: nobody works while everybody plans, and trains learn."""
        for line in self.lines:
            stream = line.plan.index
            if still := self.increments.standstill(stream):
                line.slow = (*line.slow, *still)
                line.slow_until = max(line.slow_until, still[-1][1])
                line.watch(line.slow_until)
            for week, rules in self.increments.plannings[stream][1:]:
                if rules.improvement:
                    later(self.env, week, partial(self._learn, stream))

    # --- MMPs -------------------------------------------------------------------------------------------------

    def before_start(self, plan: MmpPlan, on_ready: Callable[[], None], pointless: Callable[[], bool]) -> None:
        """Money is there for an MMP: it goes where it has to go before work on it may start."""

        def over() -> None:
            self._starting[plan.index] -= 1
            if not self._starting[plan.index]:
                on_ready()

        now = self.env.now
        rules = self._rules(plan.home, now)
        self._starting[plan.index] = self.services.of_mmp(plan, "start", over, pointless)
        if rules.increment_weeks is not None and rules.increment_start == "boundary":
            wait = self.increments.next(plan.home, now) - now
            self._waits.append(wait)
            if wait > 0:
                self._starting[plan.index] += 1
                later(self.env, wait, over)

    def may_start(self, plan: MmpPlan) -> bool:
        """Whether an MMP waits for nobody any more before work on it may start."""
        return not self._starting.get(plan.index)

    def before_release(self, plans: Sequence[MmpPlan], on_end: Callable[[], None]) -> int:
        """MMPs of a release unit are complete: they go where they have to go before it comes out; visits begun."""
        return sum(self.services.of_mmp(plan, "release", on_end, lambda: False) for plan in plans)

    def release_date(self, stream: int, week: float) -> float:
        """First date from a week on at which increments let a value stream release something."""
        rules = self._rules(stream, week)
        bound = rules.increment_weeks is not None and rules.increment_release == "boundary"
        return self.increments.next(stream, week) if bound else week

    # --- features ---------------------------------------------------------------------------------------------

    def _prepare(self, stream: int, part: Part) -> None:
        """Features come to the board: see whom they will have to ask, and what has been learned so far."""
        asks: dict[tuple[int, int], list[Ask]] = {}
        for about in (self.services, self.needs):
            for stage, feature, ask in about.of_features(part, stream):
                asks.setdefault((stage, feature), []).append(ask)
        learns = any(rules.improvement for _, rules in self.increments.plannings[stream])
        if asks or learns:
            left = self.increments.left(stream, self.env.now)
            plan = self.world.blueprint.streams[stream]
            self._calls[part] = Calls(part, plan, self.world, asks, left)

    def _call(self, call: Call) -> None:
        part = call.item.part
        (part if isinstance(part, Help) else self._calls[part]).begin(self.env, call)

    def _learn(self, stream: int) -> None:
        """An increment is over: less rework and fewer blockers from now on, in everything that is not done."""
        left = self.increments.left(stream, self.env.now)
        for calls in self._calls.values():
            if calls.stream.index == stream and calls.part.done < calls.part.n:
                calls.improve(left)

    # --- the end ----------------------------------------------------------------------------------------------

    def entries(self, end: float) -> list[Entry]:
        """What it costs."""
        return self.services.entries(end)

    def outcomes(self, end: float) -> dict[str, float]:
        """How it went; of what is not there, nothing."""
        found: dict[str, float] = {}
        horizon = min(float(self.world.blueprint.calendar.horizon), end)
        if self.services.services:
            found |= self.services.outcomes(end)
        if self.needs.dependencies:
            found |= self.needs.outcomes(end)
        if any(self.increments.plannings):
            still = [self.increments.standstill(line.plan.index) for line in self.lines]
            lost = sum(
                line.plan.servers * max(0.0, min(until, horizon) - since)
                for line, stretches in zip(self.lines, still, strict=True)
                for since, until, _ in stretches
            )
            found |= {
                "increments_held": float(self.increments.held(horizon)),
                "increment_wait_weeks": sum(self._waits) / len(self._waits) if self._waits else 0.0,
                "planning_share": lost / (horizon * sum(line.plan.servers for line in self.lines)),
            }
        return found

    def _rules(self, stream: int, week: float) -> FundingModel:
        return [model for since, model in self._spells[stream] if since <= week][-1]
