"""What the deciders know beforehand: a world whose plans tell the truth about some MMPs.

Estimates are all that funding rules ever see of an MMP. To give the deciders knowledge, the plan of an MMP in one
world is replaced by one that agrees with what luck has in store: its work, or what it will earn, or both. Luck
itself stays as it is, and whatever is not known stays hidden.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.funding.selection_rules import Candidate, Round, Selection
    from sim.world.blueprint import MmpPlan
    from sim.world.world import Fate, World


@dataclass(frozen=True)
class Knowledge:
    """What is known before anything is decided."""

    value: bool = False
    """Whether it succeeds, and how much of what is claimed comes true."""
    scope: bool = False
    """How many features it takes."""
    mmp: str | None = None
    """Of this MMP only; none = of all, those that appear later included."""


def informed(world: World, knowledge: Knowledge) -> World:
    """The same world, with deciders who know more."""
    twin = copy(world)
    twin.views = {}
    twin.mmps = tuple(
        _told(plan, fate, knowledge, world) if knowledge.mmp in (None, plan.id) else plan
        for plan, fate in zip(world.mmps, world.fates, strict=True)
    )
    return twin


def _told(plan: MmpPlan, fate: Fate, knowledge: Knowledge, world: World) -> MmpPlan:
    if knowledge.value:
        plan = replace(plan, known=True, insight=_insight(plan, fate, world))
    if knowledge.scope and plan.data.underway is None:
        plan = _sized(plan, fate, world)
    return plan


def _insight(plan: MmpPlan, fate: Fate, world: World) -> float:
    """Realised value over the one that is expected at first sight; its mean over all worlds is 1.

    Both the claim and the expectation are multiplied by it, so that knowing about one MMP does not tilt a ranking
    by claims against it as long as the others are claimed as ever.
    """
    chance = plan.data.success_probability
    failure = world.blueprint.scenario.uncertainty.failure_value
    expected = chance * world.blueprint.value_mean + (1 - chance) * failure
    return fate.multiplier / expected if expected > 0 else 1.0


def _sized(plan: MmpPlan, fate: Fate, world: World) -> MmpPlan:
    """The plan with the actual features. What its business case costs was settled with the first estimate."""
    streams = world.blueprint.streams
    parts = tuple((stream, n) for (stream, _), n in zip(plan.parts, fate.features, strict=True))
    costs = {stream: n * streams[stream].feature_cost for stream, n in parts}
    costs[plan.home] += plan.data.direct_cost
    duration = max(streams[s].weeks(n) for s, n in parts)
    return replace(plan, parts=parts, stream_costs=costs, duration=duration, knows_scope=True)


@dataclass(frozen=True)
class Refusing:
    """A selection rule that leaves out what is known to be worth no more than can still be saved on it.

    Rules spend the money that is there. Whoever knows does not: a unit with an MMP whose value is known, and whose
    expected benefit does not exceed the cost that is avoided by not doing it, gets no money. What is mandatory, and
    what others need, is done nevertheless.
    """

    rule: Selection
    saves_pay: bool = False
    """Whether people without work are not paid: then all of its cost is avoided, otherwise its direct cost."""

    def __call__(self, round_: Round) -> Sequence[str]:
        """Unit names in the order in which they should get money."""
        refused = {c.unit for c in round_.candidates if self._worthless(c, round_)}
        return [name for name in self.rule(round_) if name not in refused]

    def _worthless(self, candidate: Candidate, round_: Round) -> bool:
        plans = [round_.world.mmps[m] for m in candidate.mmps]
        if any(plan.data.mandatory for plan in plans):
            return False
        if not any(plan.known and plan.earnings.earns for plan in plans):
            return False
        avoided = candidate.cost if self.saves_pay else sum(plan.data.direct_cost for plan in plans)
        return candidate.expected <= avoided
