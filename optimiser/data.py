"""A scenario as sets and coefficients: candidates with their figures, limits and rules. No solver words.

Candidates are sorted by id, so that equal portfolios give equal programs whatever the order of their rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Literal

from optimiser.economics import WHOLE, Aim, release_quarter

Kind = Literal["budget", "capacity"]
RuleKind = Literal[
    "budget",
    "capacity",
    "mandatory",
    "include",
    "exclude",
    "under way",
    "requires",
    "requires any",
    "after",
    "excludes",
    "with",
    "minimum share",
    "maximum share",
    "largest bet",
    "MMP WIP limit",
    "three-month rule",
    "target",
]


@dataclass(frozen=True, order=True)
class Rule:
    """One business rule, as a planner would name it."""

    kind: RuleKind
    subject: str = ""
    """MMP, value stream or objective it is about."""
    other: str = ""
    """Second MMP, where there is one."""
    quarter: int = 0
    """1-based quarter, where it is about one."""


@dataclass(frozen=True)
class Wishes:
    """What the planner asks for on top of the scenario."""

    aim: Aim = "net"
    """Whether discounted cost is taken off the value of an MMP."""
    include: frozenset[str] = frozenset()
    """MMPs that must be in."""
    exclude: frozenset[str] = frozenset()
    """MMPs that must be out, even if they are under way."""
    reach: bool = False
    """Reach the targets of the objectives at least cost, instead of the most value."""


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

    def draw(self, kind: Kind, stream: str) -> tuple[float, ...]:
        """What it takes of a limit, per quarter of execution."""
        if kind == "capacity":
            return self.use.get(stream, ())
        return self.spend if stream == WHOLE else self.money.get(stream, ())


@dataclass(frozen=True)
class Limit:
    """An amount per quarter that the plan must not exceed: money or team-sprints."""

    kind: Kind
    stream: str
    """Value stream (``WHOLE``: the whole portfolio)."""
    amounts: tuple[float, ...]
    """One per quarter; infinite = not limited."""
    carry: float = 0.0
    """Share of what is left that may be used in the next quarter."""

    @cached_property
    def most(self) -> tuple[float, ...]:
        """What could be there at most in each quarter, if nothing were used before."""
        most, left = [], 0.0
        for amount in self.amounts:
            left = amount + (self.carry * left if self.carry else 0.0)
            most.append(left)
        return tuple(most)


@dataclass(frozen=True)
class ShareRule:
    """Smallest or largest share of all spend or value that goes to an objective."""

    objective: str
    sense: Literal["minimum", "maximum"]
    share: float
    of: Literal["spend", "value"]


@dataclass(frozen=True)
class Group:
    """MMPs that are worth more together."""

    mmps: tuple[str, ...]
    value: float


@dataclass(frozen=True)
class Data:
    """One planning problem."""

    quarters: int
    candidates: tuple[Candidate, ...]
    limits: tuple[Limit, ...]
    wishes: Wishes = field(default_factory=Wishes)
    must: tuple[Rule, ...] = ()
    """Candidates that must be in, with the reason; one under way keeps its start."""
    requires: tuple[tuple[str, str], ...] = ()
    requires_any: tuple[tuple[str, tuple[str, ...]], ...] = ()
    after: tuple[tuple[str, str], ...] = ()
    excludes: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    shares: tuple[ShareRule, ...] = ()
    largest_bet: float | None = None
    wip_limit: int | None = None
    three_month: int | None = None
    watched: tuple[str, ...] = ()
    """Value streams to which the three-month rule applies: those with an MMP that earns."""
    groups: tuple[Group, ...] = ()
    targets: tuple[tuple[str, float], ...] = ()
    """Expected value to reach per objective (only when the plan is to reach them)."""
    keep_starts: bool = False
    """Keep starts that no limit allows even alone: for asking how far a limit would have to move."""

    @cached_property
    def by_id(self) -> dict[str, Candidate]:
        """Candidates by id."""
        return {candidate.id: candidate for candidate in self.candidates}

    def amount(self, kind: Kind, stream: str, quarter: int) -> float:
        """Amount of a limit in a 1-based quarter. Raises ``StopIteration`` when there is no such limit."""
        return next(x.amounts[quarter - 1] for x in self.limits if (x.kind, x.stream) == (kind, stream))

    @cached_property
    def starts(self) -> dict[str, tuple[int, ...]]:
        """Start quarters of each candidate that no limit rules out by itself."""
        return {c.id: tuple(q for q in c.value if self._possible(c, q)) for c in self.candidates}

    @cached_property
    def constant(self) -> float:
        """Value of choosing nothing: the penalties of every fixed date."""
        return sum(candidate.left_out for candidate in self.candidates)

    def _possible(self, candidate: Candidate, start: int) -> bool:
        if candidate.id in self.wishes.exclude:
            return False
        if self.keep_starts:
            return True
        if self.largest_bet is not None and not candidate.locked:
            purse = self.limits[0]
            for quarter, amount in enumerate(candidate.spend, start=start):
                if quarter <= self.quarters and amount > self.largest_bet * purse.amounts[quarter - 1] + 1e-9:
                    return False
        return all(
            amount <= limit.most[quarter - 1] * (1 + 1e-12) + 1e-9
            for limit in self.limits
            for quarter, amount in enumerate(candidate.draw(limit.kind, limit.stream), start=start)
            if quarter <= self.quarters
        )

    def value(self, chosen: dict[str, int]) -> float:
        """Expected value of a plan (id -> start quarter): MMPs, groups, and penalties of those left out."""
        earned = sum(c.value[chosen[c.id]] if c.id in chosen else c.left_out for c in self.candidates)
        return earned + sum(group.value for group in self.groups if all(m in chosen for m in group.mmps))

    def cost(self, chosen: dict[str, int]) -> float:
        """Undiscounted money of a plan."""
        return sum(self.by_id[mmp].cost for mmp in chosen)

    def rules(self) -> tuple[Rule, ...]:
        """Every business rule that could be relaxed."""
        found = list(self.must)
        found += [Rule("exclude", mmp) for mmp in sorted(self.wishes.exclude)]
        for limit in self.limits:
            found += [Rule(limit.kind, limit.stream, quarter=q) for q, a in enumerate(limit.amounts, 1) if a < inf]
        found += [Rule("requires", *pair) for pair in self.requires]
        found += [Rule("requires any", mmp) for mmp, _ in self.requires_any]
        found += [Rule("after", *pair) for pair in self.after]
        found += [Rule("excludes", *pair) for pair in self.excludes]
        found += [Rule("with", *pair) for pair in self.together]
        for share in self.shares:
            found.append(Rule("minimum share" if share.sense == "minimum" else "maximum share", share.objective))
        if self.largest_bet is not None:
            found.append(Rule("largest bet"))
        if self.wip_limit is not None:
            found.append(Rule("MMP WIP limit"))
        if self.three_month is not None:
            found += [Rule("three-month rule", stream) for stream in self.watched]
        return (*found, *(Rule("target", objective) for objective, _ in self.targets))

    def without(self, rules: Iterable[Rule]) -> "Data":
        """The same problem with some rules taken away."""
        gone = set(rules)

        def pairs(kind: RuleKind, kept: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
            return tuple(pair for pair in kept if Rule(kind, *pair) not in gone)

        limits = tuple(
            replace(
                limit,
                amounts=tuple(
                    inf if Rule(limit.kind, limit.stream, quarter=q) in gone else amount
                    for q, amount in enumerate(limit.amounts, start=1)
                ),
            )
            for limit in self.limits
        )
        exclude = frozenset(mmp for mmp in self.wishes.exclude if Rule("exclude", mmp) not in gone)
        words: dict[str, RuleKind] = {"minimum": "minimum share", "maximum": "maximum share"}
        return replace(
            self,
            limits=limits,
            wishes=replace(self.wishes, exclude=exclude),
            must=tuple(rule for rule in self.must if rule not in gone),
            requires=pairs("requires", self.requires),
            requires_any=tuple(entry for entry in self.requires_any if Rule("requires any", entry[0]) not in gone),
            after=pairs("after", self.after),
            excludes=pairs("excludes", self.excludes),
            together=pairs("with", self.together),
            shares=tuple(s for s in self.shares if Rule(words[s.sense], s.objective) not in gone),
            largest_bet=None if Rule("largest bet") in gone else self.largest_bet,
            wip_limit=None if Rule("MMP WIP limit") in gone else self.wip_limit,
            watched=tuple(s for s in self.watched if Rule("three-month rule", s) not in gone),
            targets=tuple(entry for entry in self.targets if Rule("target", entry[0]) not in gone),
        )
