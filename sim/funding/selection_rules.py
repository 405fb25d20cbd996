"""In which order candidates get money: a small protocol, and the rules that offices use."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.world.blueprint import MmpPlan
    from sim.world.world import World


@dataclass(frozen=True, slots=True)
class Candidate:
    """A funding unit that waits for money, as the deciders see it.

    Money in currency, times in weeks; benefits are discounted to the time of the round.
    """

    unit: str
    mmps: tuple[int, ...]
    """Indices of its MMPs in ``World.mmps``."""
    appeared: float
    cost: float
    """Estimated cost."""
    stream_costs: Mapping[int, float]
    """The same by value stream index."""
    duration: float
    """Estimated weeks from start to completion."""
    claimed: float
    """Claimed benefit when released after approval and duration."""
    expected: float
    """The same times the believed chance of success and the mean realised share."""
    cost_of_delay: float
    """Expected benefit lost per week when the release is a quarter later."""
    sponsor: float
    lottery: float
    mandatory: bool = False
    """Whether it has to be done."""
    due: float = math.inf
    """First week in which a fixed date of it passes."""


@dataclass(frozen=True, slots=True)
class Queue:
    """People who work on what one purse pays for."""

    servers: float
    """How many there are."""
    promised: float
    """Server-weeks of work that is chosen and not done, as known now."""
    streams: tuple[int, ...]
    """Their value streams, by index."""

    @property
    def weeks(self) -> float:
        """Weeks until they have done what is promised."""
        return self.promised / self.servers if self.servers > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """A funding round: what is on the table."""

    now: float
    money: Mapping[int, float]
    """Uncommitted money by value stream index; a single entry -1 where there is one purse."""
    candidates: Sequence[Candidate]
    """In the order of the scenario."""
    beliefs: Sequence[float]
    """Chance of success of every MMP as believed now, by its index in ``World.mmps``."""
    world: World
    """For what the deciders may know: plans and the market up to now. Fates are not theirs to see."""
    income: tuple[Mapping[int, float], ...] = ()
    """Money that each later round of the horizon will bring, by purse as in ``money``."""
    cadence: float = 13.0
    """Weeks between two rounds."""
    there: frozenset[int] = frozenset()
    """MMPs, by index in ``World.mmps``, that were chosen in earlier rounds and neither stopped nor dropped."""
    approval: float = 0.0
    """Weeks from a decision to its money."""
    queues: Mapping[int, Queue] = field(default_factory=dict)
    """The people that each purse of ``money`` pays, and the work that they have been promised."""
    saves_pay: bool = False
    """Whether people without work are not paid."""
    plans: Sequence[MmpPlan] = ()
    """What is known of every MMP now, by its index in ``World.mmps``: events may have changed what it was."""
    allowed: Callable[[Sequence[int], Sequence[int]], bool] | None = None
    """Whether some MMPs, by index, may be chosen together behind some others: what purses, resources and groups
    say; None where the scenario has none of them.

    A rule need not ask: what is refused when its turn comes gets no money, and the next in its order is looked at.
    """


class Selection(Protocol):
    """A selection rule. The optimiser is one more rule of this kind, handed in by the caller."""

    def __call__(self, round_: Round) -> Sequence[str]:
        """Unit names in the order in which they should get money; those left out get none now."""
        ...


def _ranked(round_: Round, key: Callable[[Candidate], float]) -> list[str]:
    """What is mandatory first, by expected worth per cost and then by date; then the rest, highest key first.

    Whatever has to be done is done by every rule: what is left to decide is its order, and there a claim, a lot or
    a sponsor says nothing about the penalty that a late one costs. Equal ones stay in the order of the scenario.
    """
    duties = sorted(
        (c for c in round_.candidates if c.mandatory), key=lambda c: (-_ratio(c.expected, c.cost), c.due)
    )
    wishes = sorted((c for c in round_.candidates if not c.mandatory), key=lambda c: -key(c))
    return [c.unit for c in (*duties, *wishes)]


def _ratio(gain: float, cost: float) -> float:
    if cost > 0:
        return gain / cost
    return float("inf") if gain > 0 else 0.0


def business_case(round_: Round) -> list[str]:
    """Claimed benefit per estimated cost."""
    return _ranked(round_, lambda c: _ratio(c.claimed, c.cost))


def wsjf(round_: Round) -> list[str]:
    """Weighted shortest job first: cost of delay over remaining size (Reinertsen 2009)."""
    return _ranked(round_, lambda c: _ratio(c.cost_of_delay, c.cost))


def cd3(round_: Round) -> list[str]:
    """Cost of delay divided by duration (Reinertsen 2009)."""
    return _ranked(round_, lambda c: _ratio(c.cost_of_delay, c.duration))


def smallest_first(round_: Round) -> list[str]:
    """Smallest estimated cost first."""
    return _ranked(round_, lambda c: -c.cost)


def first_come(round_: Round) -> list[str]:
    """In the order in which they appeared."""
    return _ranked(round_, lambda c: -c.appeared)


def sponsor(round_: Round) -> list[str]:
    """The loudest sponsor first."""
    return _ranked(round_, lambda c: c.sponsor)


def lottery(round_: Round) -> list[str]:
    """By lot, the same lot in every round."""
    return _ranked(round_, lambda c: c.lottery)


RULES: dict[str, Selection] = {
    "business_case": business_case,
    "wsjf": wsjf,
    "cd3": cd3,
    "smallest_first": smallest_first,
    "first_come": first_come,
    "sponsor": sponsor,
    "random": lottery,
}
"""Rules by the name a funding model gives; ``optimiser`` is handed in by the caller."""
SIMPLE = tuple(RULES.values())
"""Rules that look at nothing but candidates."""
