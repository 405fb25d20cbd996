"""Why there is no plan: a smallest set of business rules in conflict, and the cheapest ways out.

The conflict is found by QuickXplain (Junker 2004, AAAI): halves of the rules are taken away as long as the rest is
still proven infeasible. Every rule in it matters: without any one of them there is a plan (unless a trial ran out
of time). Ways out are programs of their own: what one kind of rule would have to give for a plan to exist.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pulp

from optimiser.data import Data, Rule
from optimiser.program import Program, build
from optimiser.solving import Answer, Effort, solve
from scenarios.scenario import Scenario

TRIAL = Effort(gap=1.0, seconds=10.0)


@dataclass(frozen=True)
class Conflict:
    """Rules that cannot all hold."""

    rules: tuple[Rule, ...]
    words: tuple[str, ...]
    """One line per rule, or per run of quarters of the same rule."""
    ways_out: tuple[str, ...]
    """What would make a plan possible, each by itself, in words."""


def conflict(scenario: Scenario, data: Data) -> Conflict:
    """The conflict in an infeasible problem. Raises ``ValueError`` when a plan exists."""
    if _possible(data):
        raise ValueError("a plan exists, so there is no conflict")
    # Rules that are easy to change come last, so that they are looked at first.
    rules = sorted(data.rules(), key=_stiffness)
    core = tuple(sorted(_core(data, (), rules, changed=False)))
    return Conflict(core, tuple(_words(scenario, data, core)), tuple(_ways_out(scenario, data, core)))


_STIFF = ("under way", "requires", "requires any", "after", "with", "excludes", "mandatory", "target")


def _stiffness(rule: Rule) -> tuple[int, Rule]:
    return (_STIFF.index(rule.kind) if rule.kind in _STIFF else len(_STIFF), rule)


def _possible(data: Data) -> bool:
    """Whether a plan may exist: only a proof says no."""
    program = build(data)
    program.problem.setObjective(pulp.LpAffineExpression.empty())
    return solve(program, TRIAL).status != "infeasible"


def _only(data: Data, rules: Sequence[Rule]) -> Data:
    return data.without(set(data.rules()) - set(rules))


def _core(data: Data, background: tuple[Rule, ...], rules: Sequence[Rule], *, changed: bool) -> tuple[Rule, ...]:
    """A smallest part of ``rules`` that conflicts with ``background``."""
    if changed and not _possible(_only(data, background)):
        return ()
    if len(rules) == 1:
        return tuple(rules)
    half = len(rules) // 2
    first, second = rules[:half], rules[half:]
    two = _core(data, (*background, *first), second, changed=bool(first))
    one = _core(data, (*background, *two), first, changed=bool(two))
    return (*one, *two)


def _words(scenario: Scenario, data: Data, core: Sequence[Rule]) -> Iterator[str]:
    for (kind, subject), group in groupby(core, key=lambda rule: (rule.kind, rule.subject)):
        rules = list(group)
        if kind in ("budget", "capacity"):
            yield _amounts(scenario, data, kind, subject, [rule.quarter for rule in rules])
        else:
            yield from (rule_words(data, rule) for rule in rules)


def rule_words(data: Data, rule: Rule) -> str:
    """One rule about MMPs, objectives or streams in words."""
    name, other = rule.subject, rule.other
    musts = {
        "mandatory": "is mandatory",
        "include": "is included by request",
        "under way": "is under way and has to be finished",
    }
    if rule.kind in musts:
        return f"{name} {musts[rule.kind]}{_dates(data, name)}"
    if rule.kind == "requires any":
        return f"{name} requires one of {', '.join(dict(data.requires_any)[name])} to be released no later"
    if rule.kind in ("minimum share", "maximum share"):
        sense = rule.kind.split()[0]
        share = next(s for s in data.shares if s.objective == name and s.sense == sense)
        return f"{name} gets at {'least' if sense == 'minimum' else 'most'} {share.share:.0%} of {share.of}"
    if rule.kind == "three-month rule":
        span = "every quarter" if data.three_month == 1 else f"every {data.three_month} quarters"
        return f"{name or 'the portfolio'} releases something that earns {span}"
    simple = {
        "exclude": f"{name} is excluded by request",
        "requires": f"{name} requires {other} to be released no later",
        "after": f"{name} starts after {other} is released",
        "excludes": f"{name} and {other} exclude each other",
        "with": f"{name} and {other} go together",
        "largest bet": f"no MMP takes more than {data.largest_bet or 0.0:.0%} of a quarter's budget",
        "MMP WIP limit": f"at most {data.wip_limit} MMPs are under way in a value stream",
        "target": f"{name} reaches its target of {dict(data.targets).get(name, 0.0):,.0f}",
        "budget": f"{name or 'the portfolio'} keeps its budget of quarter {rule.quarter}",
        "capacity": f"{name} keeps its capacity of quarter {rule.quarter}",
    }
    return simple[rule.kind]


def _dates(data: Data, name: str) -> str:
    candidate = data.by_id[name]
    starts = list(candidate.value)
    if not starts:
        return ", but its dates leave no quarter to start in"
    if candidate.locked:
        return f", going on in quarter {runs(starts)}" if len(starts) == 1 else ""
    everywhere = data.quarters - max(candidate.duration, 1) + 1
    return f" and may start only in quarter {runs(starts)}" if len(starts) < everywhere else ""


def _amounts(scenario: Scenario, data: Data, kind: str, stream: str, quarters: list[int]) -> str:
    limit = next(entry for entry in data.limits if entry.kind == kind and entry.stream == stream)
    unit = scenario.currency if kind == "budget" else "team-sprints"
    who = stream or "the portfolio"
    parts = []
    for amount, group in groupby(sorted(quarters), key=lambda q: limit.amounts[q - 1]):
        parts.append(f"{amount:,.0f} {unit}" if amount >= 1000 else f"{amount:,.4g} {unit}")
        parts[-1] += f" in quarter {runs(list(group))}"
    return f"{who} has {', '.join(parts)}"


def runs(quarters: Sequence[int]) -> str:
    """Quarters as runs: ``1 to 3, 5``."""
    found: list[list[int]] = []
    for quarter in sorted(quarters):
        if found and quarter == found[-1][-1] + 1:
            found[-1].append(quarter)
        else:
            found.append([quarter])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


def _ways_out(scenario: Scenario, data: Data, core: Sequence[Rule]) -> Iterator[str]:
    kinds = {(rule.kind, rule.subject) for rule in core}
    for kind, stream in sorted(kinds):
        if kind in ("budget", "capacity"):
            yield from _more(scenario, data, kind, stream)
    if any(rule.kind in ("mandatory", "include", "under way") for rule in core):
        yield from _fewer(data)
    for rule in core:
        if rule.kind not in ("budget", "capacity", "mandatory", "include", "under way") and _possible(
            data.without([rule])
        ):
            yield f"give up: {rule_words(data, rule)}"


def _elastic(data: Data, kind: str, stream: str) -> tuple[Program, dict[int, pulp.LpVariable]]:
    """The program with room to exceed a limit, at a cost of 1 per unit, and that room per quarter."""
    program = build(replace(data, keep_starts=True))
    program.problem.setObjective(pulp.LpAffineExpression.empty())
    program.problem.sense = pulp.LpMinimize
    room = {}
    for (row_kind, row_stream, quarter), row in program.limits.items():
        if (row_kind, row_stream) == (kind, stream):
            name = program.name(f"more_Q{quarter}")
            room[quarter] = program.problem.add_column(name, 0, obj=1.0, coefficients={row: -1.0})
    return program, room


def _more(scenario: Scenario, data: Data, kind: str, stream: str) -> Iterator[str]:
    """How much more of one limit would be needed, all else unchanged."""
    program, room = _elastic(data, kind, stream)
    answer = solve(program, replace(TRIAL, gap=0.01))
    if answer.starts is None:
        return
    more = {quarter: float(variable.varValue or 0.0) for quarter, variable in room.items()}
    needed = {quarter: amount for quarter, amount in more.items() if amount > 1e-6}
    unit = scenario.currency if kind == "budget" else "team-sprints"
    amounts = ", ".join(
        f"{amount:,.0f} in quarter {q}" if amount >= 100 else f"{amount:,.3g} in quarter {q}"
        for q, amount in needed.items()
    )
    total = sum(needed.values())
    text = f"{total:,.0f}" if total >= 100 else f"{total:,.3g}"
    yield f"give {stream or 'the portfolio'} {text} {unit} more: {amounts}{_least(answer)}"


def _least(answer: Answer) -> str:
    return "" if answer.status in ("optimal", "within gap") else " (less may do: the search was cut short)"


def _fewer(data: Data) -> Iterator[str]:
    """The fewest musts to give up, all else unchanged."""
    gone: dict[str, list[Rule]] = defaultdict(list)
    for rule in data.must:
        gone[rule.subject].append(rule)
    program = build(replace(data, must=()))
    chosen = [(variable, 1.0) for (mmp, _), variable in program.start.items() if mmp in gone]
    program.problem.setObjective(pulp.lpSum_vars_coefs(chosen))
    program.problem.sense = pulp.LpMaximize
    answer = solve(program, replace(TRIAL, gap=1e-6))
    if answer.starts is not None:
        out = [mmp for mmp in gone if mmp not in answer.starts]
        yield f"do without {', '.join(out)}{_least(answer)}"
