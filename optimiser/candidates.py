"""What can be chosen and what limits it: MMPs with their figures, and amounts per quarter or for the whole plan."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from optimiser.economics import WHOLE, release_quarter

Kind = Literal["budget", "purse", "capacity", "service", "platform", "amount"]
"""Money of the portfolio or of a value stream, of a purse, team-sprints of a value stream, another resource."""


@dataclass(frozen=True)
class Candidate:
    """One MMP that may be chosen."""

    id: str
    label: str
    stream: str
    """Home value stream (``WHOLE``: none)."""
    objective: str | None
    duration: int
    """Quarters from start to release."""
    money: dict[str, tuple[float, ...]]
    """Spend by value stream, per quarter of execution, in currency."""
    use: dict[str, tuple[float, ...]]
    """Team-sprints by value stream, per quarter of execution."""
    value: dict[int, float]
    """Start quarters its dates allow, with the expected value of each, in currency."""
    left_out: float
    """Expected value when it is never done (penalties, at most 0), in currency."""
    mandatory: bool
    locked: bool
    """Under way: goes on unless the planner stops it."""
    bears_value: bool
    """Whether it earns anything by itself."""
    sponsor_weight: float
    purses: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Spend by purse, per quarter of execution, in currency."""
    needs: dict[str, tuple[float, ...]] = field(default_factory=dict)
    """Units of other resources, per quarter of execution."""
    running: tuple[float, ...] = ()
    """Money in the 1st, 2nd... quarter after release, in its home stream and the running purse, in currency."""
    running_purse: str = ""
    """Purse that pays running cost."""
    discounted_cost: dict[int, float] = field(default_factory=dict)
    """What its value at each start holds of discounted spend (nothing where the aim is gross), in currency."""
    progress: float = 0.0
    """Share of its work that is done."""
    pauses: dict[int, float] = field(default_factory=dict)
    """Of work under way that goes on in quarter 1: later quarters in which it could, with the value of each."""
    people: dict[tuple[Kind, str], tuple[float, ...]] = field(default_factory=dict)
    """Weeks of shared people per quarter of execution, by kind and id."""
    points: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    """Expected customer value of each start, in points; none where it is released after the last quarter."""

    @cached_property
    def spend(self) -> tuple[float, ...]:
        """Money over all value streams, per quarter of execution."""
        return tuple(map(sum, zip(*self.money.values(), strict=True)))

    @cached_property
    def streams(self) -> tuple[str, ...]:
        """Value streams it occupies."""
        return tuple(sorted({self.stream, *self.use})) if self.duration else ()

    @cached_property
    def cost(self) -> float:
        """Money over its whole execution, undiscounted."""
        return sum(self.spend)

    @cached_property
    def size(self) -> float:
        """Work for a ranking: its cost, or its team-sprints when it costs nothing."""
        return self.cost or sum(map(sum, self.use.values()))

    def release(self, start: int) -> int:
        """Quarter at whose end it is released."""
        return release_quarter(start, self.duration)

    @cached_property
    def length(self) -> int:
        """Quarters in which it works or spends: its duration, or 1 when it is released where it starts."""
        return max(self.duration, 1)

    def draw(self, kind: Kind, stream: str) -> tuple[float, ...]:
        """What it takes of a limit from its start on, quarter by quarter; running cost follows its execution."""
        if kind == "capacity":
            return self.use.get(stream, ())
        if kind in ("service", "platform"):
            return self.people.get((kind, stream), ())
        if kind == "amount":
            return self.needs.get(stream, ())
        if kind == "purse":
            paid = self.purses.get(stream, ())
            return self._and_running(paid) if stream == self.running_purse else paid
        paid = self.spend if stream == WHOLE else self.money.get(stream, ())
        return self._and_running(paid) if stream in (WHOLE, self.stream) else paid

    @cached_property
    def draws(self) -> dict[tuple[Kind, str], tuple[float, ...]]:
        """What it takes of every limit of which it takes anything, by kind and stream (purse, resource)."""
        homes = {WHOLE, *self.money, *([self.stream] if self.running else [])}
        keys: list[tuple[Kind, str]] = [("budget", stream) for stream in homes]
        keys += [("purse", purse) for purse in {*self.purses, *([self.running_purse] if self.running else [])}]
        keys += [("capacity", stream) for stream in self.use]
        keys += self.people
        keys += [("amount", resource) for resource in self.needs]
        found = {key: self.draw(*key) for key in keys}
        return {key: draw for key, draw in found.items() if any(draw)}

    def _and_running(self, paid: tuple[float, ...]) -> tuple[float, ...]:
        if not self.running:
            return paid
        return (*paid, *(0.0,) * (self.length - len(paid)), *self.running)


@dataclass(frozen=True)
class Limit:
    """An amount that the plan must not exceed: money, team-sprints, weeks of shared people, units of a resource."""

    kind: Kind
    stream: str
    """Value stream (``WHOLE``: the whole portfolio), purse, shared service, platform team, or resource."""
    amounts: tuple[float, ...]
    """One per quarter; infinite = not limited."""
    carry: float = 0.0
    """Share of what is left that may be used in the next quarter."""
    total: bool = False
    """Whether all quarters together share one amount, which stands in every quarter of ``amounts``."""

    @cached_property
    def label(self) -> str:
        """Name of its rows in the program."""
        return self.kind if self.stream == WHOLE else f"{self.stream}_{self.kind}"

    @cached_property
    def most(self) -> tuple[float, ...]:
        """What could be there at most in each quarter, if nothing were used before."""
        most, left = [], 0.0
        for amount in self.amounts:
            left = amount + (self.carry * left if self.carry else 0.0)
            most.append(left)
        return tuple(most)
