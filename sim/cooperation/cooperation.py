"""What value streams share and owe each other in one run, as portfolios and lines see it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sim.cooperation.calls import Calls
from sim.cooperation.services import Services

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.cooperation.calls import Ask
    from sim.cooperation.services import Spells
    from sim.kanban.base_line import BaseLine
    from sim.kanban.items import Item, Part
    from sim.kanban.simpy_calendar import Calendar
    from sim.world.blueprint import MmpPlan
    from sim.world.ledger import Entry
    from sim.world.world import World


def cooperation_of(
    env: Calendar, world: World, spells: Sequence[Spells], lines: Sequence[BaseLine]
) -> Cooperation | None:
    """What value streams share and owe each other; none where they share and owe nothing."""
    scenario = world.blueprint.scenario
    if not scenario.services:
        return None
    return Cooperation(env, world, spells, lines)


class Cooperation:
    """Services of one run.

    Args:
        env: the clock.
        world: luck and scenario.
        spells: the rules of every value stream over time.
        lines: the lines of the value streams.

    """

    def __init__(self, env: Calendar, world: World, spells: Sequence[Spells], lines: Sequence[BaseLine]) -> None:
        self.env = env
        self.world = world
        self.services = Services(env, world, spells)
        self._starting: dict[int, int] = {}
        """Visits that each MMP still has to pay before it may start, by index."""
        self._calls: dict[Part, Calls] = {}
        for line in lines:
            line.on_part = partial(self._prepare, line.plan.index)
            line.on_call = self._call

    # --- MMPs -------------------------------------------------------------------------------------------------

    def before_start(self, plan: MmpPlan, on_ready: Callable[[], None], pointless: Callable[[], bool]) -> None:
        """Money is there for an MMP: it goes where it has to go before work on it may start."""

        def over() -> None:
            self._starting[plan.index] -= 1
            if not self._starting[plan.index]:
                on_ready()

        self._starting[plan.index] = self.services.of_mmp(plan, "start", over, pointless)

    def may_start(self, plan: MmpPlan) -> bool:
        """Whether nobody has to look at an MMP any more before work on it may start."""
        return not self._starting.get(plan.index)

    def before_release(self, plans: Sequence[MmpPlan], on_end: Callable[[], None]) -> int:
        """MMPs of a release unit are complete: they go where they have to go before it comes out; visits begun."""
        return sum(self.services.of_mmp(plan, "release", on_end, lambda: False) for plan in plans)

    # --- features ---------------------------------------------------------------------------------------------

    def _prepare(self, stream: int, part: Part) -> None:
        """Features come to the board: see whom they will have to ask."""
        asks: dict[tuple[int, int], list[Ask]] = {}
        for stage, feature, ask in self.services.of_features(part, stream):
            asks.setdefault((stage, feature), []).append(ask)
        if asks:
            self._calls[part] = Calls(part, asks)

    def _call(self, stage: int, item: Item, go_on: Callable[[], None]) -> None:
        self._calls[item.part].begin(self.env, stage, item, go_on)

    # --- the end ----------------------------------------------------------------------------------------------

    def entries(self, end: float) -> list[Entry]:
        """What it costs."""
        return self.services.entries(end)

    def outcomes(self, end: float) -> dict[str, float]:
        """How it went."""
        return self.services.outcomes(end)
