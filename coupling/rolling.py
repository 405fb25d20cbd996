"""A selection rule that re-optimises at every funding round."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coupling.rounds.moves import LARGEST
from coupling.rounds.problem import problems
from coupling.rounds.search import search
from coupling.rounds.table import Bundle, chains, groups, on_the_table
from scenarios.language.funding_model import rule_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coupling.rounds.problem import Problem
    from coupling.rounds.search import Choice
    from scenarios.scenario import Scenario
    from sim.funding.selection_rules import Candidate, Round, Selection

    type Sequenced = tuple[Problem, list[int], list[Bundle], Choice]

ALONE, TOGETHER = 4, 9
"""Units that a plan looks at: of a queue by itself, and of queues that share units or needs. What comes behind them
begins months from now at the earliest, and is planned anew by then. For a queue by itself 5, 6 and 8 did no better
than 4; for queues together 9 did better than 6 to 8 in ``regulated``, and each unit more doubles the work."""


@dataclass(frozen=True)
class Rolling:
    """Selection rule ``optimiser``: what gets money now, given what later rounds will bring.

    What is on the table is sequenced to the horizon, as a queue for every purse. A unit's turn comes when the work
    promised before is done, as estimated now, but not before its money is there; it is out some weeks later, on
    the next release date of its stream, and worth the benefit expected from then on, less its direct cost and the
    people it still needs after the last quarter. Money now bounds what is chosen now, all later money what may
    follow; an idle queue before the next money has a price, and so has work promised beyond need.

    The best units of every group of queues that share units or needs are sequenced exactly
    (``coupling.rounds.search``; ``coupling.rounds.program`` gives the same answer as an integer program). The
    order is: what is chosen for now; what is mandatory and not planned, by worth per cost; then, while money is
    left, what follows in the plan and the other units that are worth more than they cost.
    """

    alone: int = ALONE
    """Most units of one queue by itself that are sequenced exactly, at most 12."""
    together: int = TOGETHER
    """The same of queues that share units or needs, at most 12."""

    def __post_init__(self) -> None:
        if not 1 <= max(self.alone, self.together) <= LARGEST:
            raise ValueError(f"{max(self.alone, self.together)} units are not 1 to {LARGEST}")

    def __call__(self, round_: Round) -> Sequence[str]:
        """Unit names in the order in which they should get money."""
        now: list[str] = []
        later: list[str] = []
        for _, units, table, choice in self.plans(round_):
            for steps, names in ((choice.now, now), (choice.later, later)):
                for step in steps:  # what is needed comes with what needs it, even when it takes all the money
                    names += [name for unit in (step[-1], *step[:-1]) for name in table[units[unit]].names]
        duties = {c.unit: _ratio(c) for c in round_.candidates if c.mandatory}
        wishes = {c.unit: _ratio(c) for c in round_.candidates if c.expected > c.cost}
        first, second = (sorted(found, key=found.__getitem__, reverse=True) for found in (duties, wishes))
        return list(dict.fromkeys([*now, *first, *later, *second]))

    def plans(self, round_: Round) -> list[Sequenced]:
        """Every problem of a round: numbers, the bundles they stand for, the whole table, and what to do.

        What purses, resources or groups do not allow now is not planned now: what they refuse is taken off the
        table until they refuse nothing that is chosen.
        """
        if round_.allowed is None:
            return self._sequenced(round_)
        allowed = round_.allowed
        asked = replace(round_, candidates=[c for c in round_.candidates if allowed(c.mmps, ())])
        while True:
            found = self._sequenced(asked)
            refused = _refused(found, allowed)
            if not refused:
                return found
            asked = replace(asked, candidates=[c for c in asked.candidates if c.unit not in refused])

    def _sequenced(self, round_: Round) -> list[Sequenced]:
        table = on_the_table(round_)
        chained = chains(table)
        ranks = _ranks(table, chained)
        asked = []
        for purses, members in groups(table, list(round_.queues)):
            if any(round_.money[purse] > 0 for purse in purses):
                units = _best(ranks, chained, members, self.alone if len(purses) == 1 else self.together)
                if units:
                    asked.append((purses, units))
        found = problems(round_, table, chained, asked)
        return [(problem, units, table, search(problem)) for problem, (_, units) in zip(found, asked, strict=True)]


def _refused(found: list[Sequenced], allowed: Callable[[Sequence[int], Sequence[int]], bool]) -> list[str]:
    """The units of the first step for now that may not be taken behind those before it, without what it needs."""
    before: list[int] = []
    for _, units, table, choice in found:
        for step in choice.now:
            members = [m for unit in step for m in table[units[unit]].mmps]
            if not allowed(members, before):
                return table[units[step[-1]]].names
            before += members
    return []


type Rank = tuple[bool, float]


def _ranks(table: Sequence[Bundle], chained: Sequence[tuple[int, ...]]) -> list[Rank]:
    """In which order bundles are looked at: mandatory ones first, then by expected benefit per cost, with needs."""
    duties = {other for m, bundle in enumerate(table) if bundle.mandatory for other in chained[m]}
    found = []
    for position, chain in enumerate(chained):
        if len(chain) == 1:
            cost, worth = table[position].cost, max(0.0, table[position].expected)
        else:
            cost = sum([table[m].cost for m in chain])
            worth = sum([max(0.0, table[m].expected) for m in chain])
        found.append((position not in duties, -worth / cost if cost > 0 else -math.inf))
    return found


def _best(ranks: Sequence[Rank], chained: Sequence[tuple[int, ...]], members: list[int], most: int) -> list[int]:
    """The bundles to be sequenced, best first, each behind what it needs."""
    found: list[int] = []
    for position in sorted(members, key=ranks.__getitem__):
        more = [m for m in chained[position] if m not in found]
        if len(found) + len(more) <= most:
            found += more
        if len(found) == most:
            break
    return found


def _ratio(candidate: Candidate) -> float:
    if candidate.cost > 0:
        return candidate.expected / candidate.cost
    return float("inf") if candidate.expected > 0 else 0.0


def rules_for(scenario: Scenario, models: Iterable[str]) -> dict[str, Selection]:
    """Selection rules that some models of a scenario need and the simulator does not have."""
    known = scenario.funding_models
    needed = any(rules.selection == "optimiser" for name in models for rules in rule_sets(known[name], known))
    return {"optimiser": Rolling()} if needed else {}
