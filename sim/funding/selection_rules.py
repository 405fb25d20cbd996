"""In which order candidates get money: a small protocol, and the rules that offices use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


class Selection(Protocol):
    """A selection rule. The optimiser is one more rule of this kind, handed in by the caller."""

    def __call__(self, round_: Round) -> Sequence[str]:
        """Unit names in the order in which they should get money; those left out get none now."""
        ...


def _ranked(key: Mapping[str, float]) -> list[str]:
    """Highest first; equal ones in the order of the scenario."""
    return sorted(key, key=lambda unit: -key[unit])


def _ratio(gain: float, cost: float) -> float:
    if cost > 0:
        return gain / cost
    return float("inf") if gain > 0 else 0.0


def business_case(round_: Round) -> list[str]:
    """Claimed benefit per estimated cost."""
    return _ranked({c.unit: _ratio(c.claimed, c.cost) for c in round_.candidates})


def wsjf(round_: Round) -> list[str]:
    """Weighted shortest job first: cost of delay over remaining size (Reinertsen 2009)."""
    return _ranked({c.unit: _ratio(c.cost_of_delay, c.cost) for c in round_.candidates})


def cd3(round_: Round) -> list[str]:
    """Cost of delay divided by duration (Reinertsen 2009)."""
    return _ranked({c.unit: _ratio(c.cost_of_delay, c.duration) for c in round_.candidates})


def smallest_first(round_: Round) -> list[str]:
    """Smallest estimated cost first."""
    return _ranked({c.unit: -c.cost for c in round_.candidates})


def first_come(round_: Round) -> list[str]:
    """In the order in which they appeared."""
    return _ranked({c.unit: -c.appeared for c in round_.candidates})


def sponsor(round_: Round) -> list[str]:
    """The loudest sponsor first."""
    return _ranked({c.unit: c.sponsor for c in round_.candidates})


def lottery(round_: Round) -> list[str]:
    """By lot, the same lot in every round."""
    return _ranked({c.unit: c.lottery for c in round_.candidates})


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
