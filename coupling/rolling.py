"""A selection rule that re-optimises at every funding round."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from coupling.round_problem import Bundle, Problem, bundles, groups, problem
from coupling.round_search import LARGEST, search
from scenarios.language.funding_model import rule_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scenarios.scenario import Scenario
    from sim.funding.selection_rules import Round, Selection

KEPT = 20_000
"""Answers kept in one process; then it starts afresh."""


@dataclass
class Effort:
    """What the rule did in this process. It has no influence on results."""

    rounds: int = 0
    solved: int = 0
    """Problems solved."""
    cached: int = 0
    """Problems answered from the cache."""
    seconds: float = 0.0
    """Wall-clock time in the rule."""
    answers: dict[Problem, dict[int, int]] = field(default_factory=dict)


EFFORT = Effort()
"""Of this process: all rules share their answers, also those that were copied to a worker process."""


def answer(question: Problem) -> dict[int, int]:
    """The best rounds of the bundles of a problem; equal problems are solved once.

    Small problems are searched completely, large ones are given to the integer program, with the same result.
    """
    known = EFFORT.answers.get(question)
    if known is not None:
        EFFORT.cached += 1
        return known
    if len(EFFORT.answers) >= KEPT:
        EFFORT.answers.clear()
    EFFORT.solved += 1
    if len(question.values) <= LARGEST:
        found = search(question)
    else:
        from coupling.round_program import choose

        found = choose(question)
    EFFORT.answers[question] = found
    return found


@dataclass(frozen=True)
class Rolling:
    """Selection rule ``optimiser``: what gets money now, given what later rounds will bring.

    At every round it plans this round and the next ones, with today's beliefs and prices: which units get money
    now, which are better left for a later round, which never (``coupling.round_program`` states the program). Only
    the choice for now is handed to the office; the next round plans again.

    A unit is worth its expected benefit less its direct cost, k rounds later less the cost of delay of k rounds.
    What its work costs is not taken off as long as the money is there: teams are paid anyway, and money that is not
    spent earns nothing. Running over the last round looked at counts at its cost.

    The order is: mandatory units with what they need; the units chosen for now, by expected benefit per cost where
    the purses allow it; then, in case money is left, the other units that are worth more than they cost, by the
    same ratio.

    What it leaves out. Where people without work are not paid (``bench: released``, only with staffing that follows
    the funding), money that is not spent is saved; the rule is not told which, and spends it on whatever is worth
    more than nothing. And it does not see the teams: a unit counts as if work began at once, while it queues behind
    those before it. Ranking by cost of delay per cost does without that figure, and does as well: see
    ``benchmarks/optimiser.md``.
    """

    rounds: int = 2
    """Rounds looked at, this one included. The default is this and the next: money further ahead will meet ideas
    that are not on the table yet, and planning it with today's did no better in the shipped scenarios."""

    def __call__(self, round_: Round) -> Sequence[str]:
        """Unit names in the order in which they should get money."""
        begin = perf_counter()
        money = dict(round_.money)
        table = bundles(round_, self.rounds)
        first = _mandatory(table, money)
        if first:
            table = bundles(round_, self.rounds, frozenset(m for bundle in first for m in bundle.mmps))
        now: list[Bundle] = []
        for members in groups(table):
            if any(all(money[purse] > 0 for purse, _ in table[m].costs) for m in members):
                members.sort(key=lambda m: -table[m].ratio)
                rounds = answer(problem(table, members, money, round_))
                now += [table[members[unit]] for unit, k in rounds.items() if k == 0]
        names = [name for bundle in (*first, *now) for name in bundle.names]
        taken = set(names)
        rest = [c for c in round_.candidates if c.unit not in taken and c.expected > c.cost]
        rest.sort(key=lambda c: -(c.expected / c.cost if c.cost > 0 else float("inf")))
        EFFORT.rounds += 1
        EFFORT.seconds += perf_counter() - begin
        return [*names, *(c.unit for c in rest)]


def rules_for(scenario: Scenario, models: Iterable[str]) -> dict[str, Selection]:
    """Selection rules that some models of a scenario need and the simulator does not have."""
    known = scenario.funding_models
    needed = any(rules.selection == "optimiser" for name in models for rules in rule_sets(known[name], known))
    return {"optimiser": Rolling()} if needed else {}


def _mandatory(table: list[Bundle], money: dict[int, float]) -> list[Bundle]:
    """Mandatory bundles and what they need, as long as there is money; takes it from ``money``."""
    found: list[int] = []
    for position in sorted((m for m, b in enumerate(table) if b.mandatory), key=lambda m: -table[m].ratio):
        group = _with_needs(table, position, found)
        costs: dict[int, float] = {}
        for purse, cost in (entry for m in group for entry in table[m].costs):
            costs[purse] = costs.get(purse, 0.0) + cost
        barred = {o for m in (*found, *group) for o in table[m].excludes}
        if barred & {*found, *group} or any(money[purse] <= 0 for purse in costs):
            continue
        for purse, cost in costs.items():
            money[purse] -= cost
        found += group
    return [table[m] for m in found]


def _with_needs(table: list[Bundle], position: int, chosen: list[int]) -> list[int]:
    """A bundle and what it needs besides those chosen, needs first; of alternatives the first."""
    found: list[int] = []
    seen = set(chosen)

    def visit(current: int) -> None:
        if current in seen:
            return
        seen.add(current)
        bundle = table[current]
        needs = [*sorted(bundle.needs), *(group[0] for group in bundle.alternatives if not seen & set(group))]
        for other in needs:
            visit(other)
        found.append(current)

    visit(position)
    return found
