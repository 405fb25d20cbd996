"""What would make a plan possible: how much more of one limit, which musts to give up, which rules to let go.

Each way out is a program of its own and stands by itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, log10
from time import perf_counter
from typing import cast

import pulp

from optimiser.candidates import Kind
from optimiser.data import Data, Rule
from optimiser.economics import WHOLE
from optimiser.going_on import going, keep_going
from optimiser.preparation import prepare
from optimiser.program import Program, build
from optimiser.rule_words import holder, limit_of, rule_words, unit_of
from optimiser.solving import Answer, Effort, solve
from scenarios.faults import ScenarioError
from scenarios.scenario import Scenario

TRIAL = Effort(gap=1.0, seconds=10.0)
MOST_ROUNDS = 5
"""How often a limit is asked for again, because more of it changes what work under way has to go on."""
_MUSTS = ("mandatory", "include", "under way")


@dataclass(frozen=True)
class WayOut:
    """What would make a plan possible, by itself. One of the fields below ``words`` says it to a program."""

    words: str
    limit: tuple[Kind, str] | None = None
    """Kind and name of a limit that needs more."""
    more: Mapping[int, float] = field(default_factory=dict)
    """How much more of it, by 1-based quarter; quarter 0 = in all."""
    quarters: int | None = None
    """So many quarters to plan."""
    without: tuple[str, ...] = ()
    """MMPs that no longer have to be in."""
    rule: Rule | None = None
    """A rule to let go."""


@dataclass
class Trial:
    """Tries whether there is a plan, until a deadline."""

    deadline: float
    """As told by ``perf_counter``."""
    cut_short: bool = False
    """Whether some trial ended without a plan and without a proof."""

    @property
    def over(self) -> bool:
        """Whether time is up."""
        return perf_counter() >= self.deadline - 0.01

    def effort(self, gap: float = TRIAL.gap) -> Effort:
        """What one trial may take."""
        return replace(TRIAL, gap=gap, seconds=max(0.05, min(TRIAL.seconds, self.deadline - perf_counter())))

    def possible(self, data: Data) -> bool:
        """Whether a plan may exist: only a proof says no."""
        if self.over:
            self.cut_short = True
            return True
        program = build(data)
        program.problem.setObjective(pulp.LpAffineExpression.empty())
        answer = solve(program, self.effort())
        self.cut_short = self.cut_short or answer.status == "no plan found"
        return answer.status != "infeasible"


def ways_out(scenario: Scenario, data: Data, rules: Sequence[Rule], trial: Trial) -> Iterator[WayOut]:
    """Every way out of some conflicts that was found in time."""
    limits = {(cast(Kind, rule.kind), rule.subject) for rule in rules if rule.is_limit}
    for kind, name in sorted(limits):
        if not trial.over:
            yield from _more(scenario, data, kind, name, trial)
    if any(rule.kind in _MUSTS for rule in rules) and not trial.over:
        yield from _longer(scenario, data, trial)
        yield from _fewer(data, trial)
    for rule in dict.fromkeys(rules):
        if not rule.is_limit and rule.kind not in _MUSTS and not trial.over:
            cut, trial.cut_short = trial.cut_short, False
            if trial.possible(data.without([rule])) and not trial.cut_short:
                yield WayOut(f"give up: {rule_words(data, rule)}", rule=rule)
            trial.cut_short = cut


def _elastic(data: Data, kind: str, name: str) -> tuple[Program, dict[int, pulp.LpVariable]]:
    """The program with room to exceed a limit, at a cost of 1 per unit, and that room per quarter."""
    program = build(replace(data, keep_starts=True))
    program.problem.setObjective(pulp.LpAffineExpression.empty())
    program.problem.sense = pulp.LpMinimize
    room = {}
    for (row_kind, row_name, quarter), row in program.limits.items():
        if (row_kind, row_name) == (kind, name):
            label = program.name(f"more_Q{quarter}")
            rows = {row: -1.0}
            if (kind, name) == ("budget", WHOLE):  # a share of more money is more as well
                rows |= {bet: -(data.largest_bet or 0.0) for at, bet in program.bets if at == quarter}
            room[quarter] = program.problem.add_column(label, 0, obj=1.0, coefficients=rows)
    return program, room


def _more(scenario: Scenario, data: Data, kind: Kind, name: str, trial: Trial) -> Iterator[WayOut]:
    """How much more of one limit would be needed, all else unchanged.

    With more of it, more of the work under way may have to go on in quarter 1: then that is asked again.
    """
    asked, limit = data, limit_of(data, kind, name)
    for _ in range(MOST_ROUNDS):
        program, room = _elastic(asked, kind, name)
        answer = solve(program, trial.effort(gap=0.01))
        if answer.starts is None:
            return
        more = {quarter: float(variable.varValue or 0.0) for quarter, variable in room.items()}
        needed = {quarter: amount for quarter, amount in more.items() if amount > 1e-6}
        if not needed:  # what is missing is less than a rounding error
            return
        amounts = [a + needed.get(0 if limit.total else q, 0.0) for q, a in enumerate(limit.amounts, 1)]
        given = replace(limit, amounts=tuple(_with_slack(amount) for amount in amounts))
        richer = keep_going(replace(data, limits=tuple(given if x is limit else x for x in data.limits)))
        if going(richer) <= going(asked):
            break
        asked = replace(asked, candidates=richer.candidates)
    else:
        return
    needed = {quarter: _up(amount) for quarter, amount in needed.items()}
    unit = unit_of(kind, name, scenario.currency)
    total = sum(needed.values())
    parts = ", ".join(f"{_rounded(amount)} in quarter {q}" for q, amount in needed.items() if q)
    where = f": {parts}" if parts else " in total"
    more_of = f"{_rounded(total)} more {unit}" if kind == "amount" else f"{_rounded(total)} {unit} more"
    words = f"give {holder(kind, name)} {more_of}{where}{_least(answer)}"
    yield WayOut(words, limit=(kind, name), more=needed)


def _with_slack(amount: float) -> float:
    return amount * (1 + 1e-9) + 1e-6


def _up(amount: float) -> float:
    """An amount rounded up to the unit, or to three digits where it is small, so that it is enough."""
    step = 1.0 if amount >= 100 else 10.0 ** (floor(log10(amount)) - 2)
    return ceil(amount * (1 - 1e-9) / step - 1e-6) * step


def _rounded(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:,.3g}"


def _least(answer: Answer) -> str:
    return "" if answer.status in ("optimal", "within gap") else " (less may do: the search was cut short)"


def _longer(scenario: Scenario, data: Data, trial: Trial) -> Iterator[WayOut]:
    """More quarters, where what must be in takes longer than the plan and the budget is the same in each."""
    musts = {rule.subject for rule in data.must}
    longest = max((data.by_id[mmp].duration for mmp in musts if not data.by_id[mmp].value), default=0)
    if longest <= data.quarters:
        return
    calendar = scenario.calendar
    benefit = None if calendar.benefit_quarters is None else max(calendar.benefit_quarters, longest)
    try:
        longer = scenario.replace(calendar=calendar.replace(quarters=longest, benefit_quarters=benefit))
        found = prepare(longer, data.wishes)
    except (ScenarioError, ValueError):  # amounts per quarter that say nothing about further quarters
        yield from ()
        return
    cut, trial.cut_short = trial.cut_short, False
    if trial.possible(found) and not trial.cut_short:
        yield WayOut(f"plan {longest} quarters", quarters=longest)
    trial.cut_short = cut


def _fewer(data: Data, trial: Trial) -> Iterator[WayOut]:
    """The fewest musts to give up, all else unchanged."""
    gone: dict[str, list[Rule]] = defaultdict(list)
    for rule in data.must:
        if rule.subject not in data.follows:
            gone[rule.subject].append(rule)
    program = build(replace(data, must=tuple(rule for rule in data.must if rule.subject in data.follows)))
    chosen = [(variable, 1.0) for (mmp, _), variable in program.start.items() if mmp in gone]
    program.problem.setObjective(pulp.lpSum_vars_coefs(chosen))
    program.problem.sense = pulp.LpMaximize
    answer = solve(program, trial.effort(gap=1e-6))
    if answer.starts is None:
        return
    out = [mmp for mmp in gone if mmp not in answer.starts]
    asked = [mmp for mmp in out if mmp in data.wishes.exclude]
    rest = [mmp for mmp in out if mmp not in data.wishes.exclude]
    parts = [f"do without {', '.join(rest)}"] if rest else []
    parts += [f"no longer ask for {', '.join(asked)}, which you exclude ({_why(gone, asked)})"] if asked else []
    yield WayOut(f"{', and '.join(parts)}{_least(answer)}", without=tuple(out))


def _why(gone: dict[str, list[Rule]], asked: list[str]) -> str:
    kinds = dict.fromkeys(rule.kind for mmp in asked for rule in gone[mmp])
    return " or ".join("included" if kind == "include" else str(kind) for kind in kinds)
