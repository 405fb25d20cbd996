"""A scenario as sets and coefficients: candidates with their figures, limits and rules. No solver words.

Candidates are sorted by id, so that equal portfolios give equal programs whatever the order of their rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import Literal

from optimiser.candidates import Candidate, Kind, Limit
from optimiser.economics import Aim
from optimiser.reachable_starts import reachable

RuleKind = Literal[
    "budget",
    "purse",
    "capacity",
    "service",
    "platform",
    "amount",
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
    "variants",
    "mandatory variants",
    "at most",
]


@dataclass(frozen=True, order=True)
class Rule:
    """One business rule, as a planner would name it."""

    kind: RuleKind
    subject: str = ""
    """MMP, value stream, purse, service, platform team, resource, objective or group it is about."""
    other: str = ""
    """Second MMP, where there is one."""
    quarter: int = 0
    """1-based quarter, where it is about one."""

    @property
    def is_limit(self) -> bool:
        """Whether it is about an amount."""
        return self.kind in ("budget", "purse", "capacity", "service", "platform", "amount")


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
    weight: float = 0.0
    """What a point of customer value counts in the objective, in currency; 0 = money alone."""


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
class Choice:
    """MMPs of which only so many may be in: variants of one thing, or a group."""

    kind: Literal["variants", "at most"]
    name: str
    mmps: tuple[str, ...]
    most: int
    one_must: bool = False
    """Whether at least one of them has to be in."""


@dataclass(frozen=True)
class Data:
    """One planning problem."""

    quarters: int
    candidates: tuple[Candidate, ...]
    limits: tuple[Limit, ...]
    wishes: Wishes = field(default_factory=Wishes)
    must: tuple[Rule, ...] = ()
    """Candidates that must be in, with the reason; one under way keeps its start."""
    follows: Mapping[str, str] = field(default_factory=dict)
    """Of those, what must be in because it goes with something that is released, with that."""
    requires: tuple[tuple[str, str], ...] = ()
    requires_any: tuple[tuple[str, tuple[str, ...]], ...] = ()
    after: tuple[tuple[str, str], ...] = ()
    excludes: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()
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
        """Start quarters of each candidate that neither a limit by itself nor what it builds on rules out."""
        if self.keep_starts or not (self.requires or self.after):
            return self.own_starts
        return reachable(self.candidates, self.limits, self.requires, self.after, self.own_starts)

    @cached_property
    def own_starts(self) -> dict[str, tuple[int, ...]]:
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
                if quarter > self.quarters:
                    break
                if amount > _with_slack(self.largest_bet * purse.amounts[quarter - 1]):
                    return False
        if any(
            sum(candidate.draw(limit.kind, limit.stream)[: self.quarters - start + 1])
            > _with_slack(limit.amounts[0])
            for limit in self.limits
            if limit.total
        ):
            return False
        return all(
            amount <= _with_slack(limit.most[quarter - 1])
            for limit in self.limits
            for quarter, amount in enumerate(candidate.draw(limit.kind, limit.stream), start=start)
            if quarter <= self.quarters
        )

    def value(self, chosen: dict[str, int]) -> float:
        """Expected value of a plan (id -> start quarter): MMPs, groups, and penalties of those left out.

        Where the planner weighs customer value, that is in it.
        """
        earned = sum(self.worth(c, chosen[c.id]) if c.id in chosen else c.left_out for c in self.candidates)
        return earned + sum(group.value for group in self.groups if all(m in chosen for m in group.mmps))

    def worth(self, candidate: Candidate, start: int) -> float:
        """What a start counts in the objective: its expected value, and its points where they are weighed."""
        value = candidate.value[start]
        return value + self.wishes.weight * candidate.points[start] if self.wishes.weight else value

    def points(self, chosen: dict[str, int]) -> float:
        """Expected customer value of a plan, in points."""
        return sum(self.by_id[mmp].points[start] for mmp, start in chosen.items())

    def cost(self, chosen: dict[str, int]) -> float:
        """Undiscounted money of a plan."""
        return sum(self.by_id[mmp].cost for mmp in chosen)

    def rules(self) -> tuple[Rule, ...]:
        """Every business rule that could be relaxed."""
        found = list(self.must)
        found += [Rule("exclude", mmp) for mmp in sorted(self.wishes.exclude)]
        for limit in self.limits:
            if limit.total:
                found += [Rule(limit.kind, limit.stream)] if limit.amounts[0] < inf else []
                continue
            found += [Rule(limit.kind, limit.stream, quarter=q) for q, a in enumerate(limit.amounts, 1) if a < inf]
        found += [Rule("requires", *pair) for pair in self.requires]
        found += [Rule("requires any", mmp) for mmp, _ in self.requires_any]
        found += [Rule("after", *pair) for pair in self.after]
        found += [Rule("excludes", *pair) for pair in self.excludes]
        found += [Rule("with", *pair) for pair in self.together]
        found += [Rule(choice.kind, choice.name) for choice in self.choices if choice.most < len(choice.mmps)]
        found += [Rule("mandatory variants", choice.name) for choice in self.choices if choice.one_must]
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

        def relaxed(limit: Limit) -> Limit:
            found: list[float] = []
            for quarter, amount in enumerate(limit.amounts, 1):
                free = Rule(limit.kind, limit.stream, quarter=0 if limit.total else quarter) in gone
                # of money without end there is no end of what is carried over
                endless = limit.carry > 0 and bool(found) and found[-1] == inf
                found.append(inf if free or endless else amount)
            return replace(limit, amounts=tuple(found))

        choices = tuple(
            replace(
                choice,
                most=len(choice.mmps) if Rule(choice.kind, choice.name) in gone else choice.most,
                one_must=choice.one_must and Rule("mandatory variants", choice.name) not in gone,
            )
            for choice in self.choices
        )
        exclude = frozenset(mmp for mmp in self.wishes.exclude if Rule("exclude", mmp) not in gone)
        words: dict[str, RuleKind] = {"minimum": "minimum share", "maximum": "maximum share"}
        return replace(
            self,
            limits=tuple(map(relaxed, self.limits)),
            wishes=replace(self.wishes, exclude=exclude),
            must=tuple(rule for rule in self.must if rule not in gone),
            requires=pairs("requires", self.requires),
            requires_any=tuple(entry for entry in self.requires_any if Rule("requires any", entry[0]) not in gone),
            after=pairs("after", self.after),
            excludes=pairs("excludes", self.excludes),
            together=pairs("with", self.together),
            choices=tuple(choice for choice in choices if choice.one_must or choice.most < len(choice.mmps)),
            shares=tuple(s for s in self.shares if Rule(words[s.sense], s.objective) not in gone),
            largest_bet=None if Rule("largest bet") in gone else self.largest_bet,
            wip_limit=None if Rule("MMP WIP limit") in gone else self.wip_limit,
            watched=tuple(s for s in self.watched if Rule("three-month rule", s) not in gone),
            targets=tuple(entry for entry in self.targets if Rule("target", entry[0]) not in gone),
        )


def _with_slack(amount: float) -> float:
    """An amount with room for rounding."""
    return amount * (1 + 1e-12) + 1e-9
