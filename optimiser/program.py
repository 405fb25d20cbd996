"""The integer program."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import inf

import pulp

from optimiser.candidates import Kind, Limit
from optimiser.data import Data, ShareRule
from optimiser.moments import Moments

Start = tuple[str, int]
"""An MMP and the 1-based quarter in which it starts."""
Moment = tuple[int, Start]
"""A quarter and the start that takes effect in it."""
LimitAt = tuple[Kind, str, int]
"""Kind, value stream (purse, resource) and 1-based quarter of a limit; quarter 0 = all of them together."""
Terms = list[tuple[pulp.LpVariable, float]]


_UNSAFE = re.compile(r"[^A-Za-z0-9_]")
_SAFE = re.compile(r"[A-Za-z0-9_]+")


@dataclass
class Program:
    """A PuLP problem with its start variables."""

    problem: pulp.LpProblem
    start: dict[Start, pulp.LpVariable]
    chosen: dict[str, pulp.LpVariable] = field(default_factory=dict)
    """Whether an MMP is in (the start itself where there is only one), for every MMP that can start."""
    names: set[str] = field(default_factory=set)
    limits: dict[LimitAt, pulp.LpConstraint] = field(default_factory=dict)
    """Rows of budgets and capacities."""
    shares: list[tuple[ShareRule, pulp.LpConstraint]] = field(default_factory=list)
    """Rows of shares of objectives."""
    carried: dict[LimitAt, Terms] = field(default_factory=dict)
    """Terms of the same rows that carry money over."""
    bets: list[tuple[int, pulp.LpConstraint]] = field(default_factory=list)
    """Quarter and row of the largest bet, where starts that break it are kept."""

    def name(self, text: str) -> str:
        """A row or column name that LP files accept and that is not taken yet."""
        clean = text if _SAFE.fullmatch(text) else _UNSAFE.sub("_", text)
        if clean not in self.names:
            self.names.add(clean)
            return clean
        unique, n = clean, 1
        while unique in self.names:
            n += 1
            unique = f"{clean}_{n}"
        self.names.add(unique)
        return unique

    def at_most(self, name: str, terms: Terms, bound: float) -> pulp.LpConstraint:
        """Add the row ``terms <= bound``."""
        return self.problem.addConstraint(pulp.LpAffineExpression.from_list(terms) <= bound, self.name(name))

    def at_least(self, name: str, terms: Terms, bound: float) -> pulp.LpConstraint:
        """Add the row ``terms >= bound``."""
        return self.problem.addConstraint(pulp.LpAffineExpression.from_list(terms) >= bound, self.name(name))

    def equal(self, name: str, terms: Terms, value: float) -> None:
        """Add the row ``terms == value``."""
        self.problem.addConstraint(pulp.LpAffineExpression.from_list(terms) == value, self.name(name))

    def forbid(self, name: str, chosen: dict[str, int], differ: int) -> None:
        """Ask for a selection that differs from ``chosen`` in at least ``differ`` MMPs (in or out)."""
        terms = [(variable, -1.0 if mmp in chosen else 1.0) for mmp, variable in self.chosen.items()]
        self.at_least(name, terms, differ - len(set(self.chosen) & set(chosen)))


def build(data: Data) -> Program:
    """The program of a planning problem.

    Sets       MMPs m, quarters q = 1..Q, value streams s. A start of m in q works in q .. q + d(m) - 1 and releases
               in rel(m, q) = q + max(d(m), 1) - 1. Starts that no limit allows even alone have no variable.
    Variables  start[m, q] in {0, 1}: m starts in quarter q
               chosen[m] in {0, 1}: m is in. Implied by its starts, but the search decides "whether" before "when":
               on portfolios of 50 MMPs the proof takes a fifth to a half less
               left[l, q] >= 0: what is left of limit l and carried over (only where carry-over is allowed)
               together[g] in [0, 1]: every MMP of group g is chosen

    Maximise   sum value[m, q] start[m, q] + sum left_out[m] (1 - chosen[m]) + sum worth[g] together[g]
               (+ weight sum points[m, q] start[m, q] where the planner weighs customer value)

    Subject to (row names in brackets; <q> is Q1, Q2...)
      sum_q start[m, q] = chosen[m]                                            [once_<m>]
      chosen[m] = 1 for mandatory, included and running MMPs                   [must_<m>]
      for every limit l (money of the portfolio, a stream or a purse, team-sprints, another resource) and quarter q:
        sum use[l, m, q - p] start[m, p] + left[l, q] <= amount[l, q] + carry left[l, q - 1]
                       [budget_<q>, <s>_budget_<q>, <purse>_purse_<q>, <s>_capacity_<q>, <resource>_amount_<q>]
        (use holds running cost from the quarter after release on)
      for every limit l that all quarters share:
        sum_q sum_p use[l, m, q - p] start[m, p] <= amount[l]                    [<resource>_amount]
      m requires r: sum_{rel(m, p) <= q} start[m, p] <= sum_{rel(r, p) <= q} start[r, p]     [<m>_requires_<r>_<q>]
      m requires any of R: the same with the sum over all r in R                             [<m>_requires_any_<q>]
      m after r: sum_{p <= q} start[m, p] <= sum_{rel(r, p) < q} start[r, p]                 [<m>_after_<r>_<q>]
      chosen[m] + chosen[n] <= 1 where they exclude each other                               [<m>_excludes_<n>]
      chosen[m] = chosen[n] where they go together                                           [<m>_with_<n>]
      sum_{m in g} chosen[m] <= most[g] for variants of one thing and groups     [<g>_variants, <g>_at_most]
      sum_{m in g} chosen[m] >= 1 for mandatory variants                         [<g>_must]
      MMPs under way in stream s in quarter q <= WIP limit                                   [<s>_wip_<q>]
      releases that earn, in stream s and any k quarters in a row, >= 1      [<s>_releases_<q>_to_<q>]
      spend (or value) of objective o >= minimum share of all of it          [<o>_at_least], [<o>_at_most]
      together[g] <= chosen[m] for every m in group g                        [group_<g>_needs_<m>]
      where starts that a limit rules out are kept, for asking how far it would have to move:
        sum spend[m, q - p] start[m, p] <= largest bet x budget[q]           [<m>_bet_<q>]

    To reach targets the program is mirrored: minimise spend, with
      sum_{m serves o} value[m, q] start[m, q] >= target[o]                  [<o>_target]
    """
    problem = pulp.LpProblem("plan", pulp.LpMinimize if data.wishes.reach else pulp.LpMaximize)
    starts = [(c.id, q) for c in data.candidates for q in data.starts[c.id]]
    program = Program(problem, {})
    names = [program.name(f"start_{mmp}_Q{q}") for mmp, q in starts]
    columns = problem.add_variable_dict("%s", names, cat="Binary")
    program.start = dict(zip(starts, columns.values(), strict=True))
    program.chosen = _selection(program, data)
    groups = [problem.add_variable(program.name(f"together_{g}"), 0, 1) for g, _ in enumerate(data.groups, 1)]
    _objective(program, data, groups)
    _once(program, data)
    _musts(program, data)
    _limits(program, data)
    _orders(program, data)
    _choices(program, data)
    _wip(program, data)
    _three_month(program, data)
    _shares(program, data)
    _bets(program, data)
    _groups(program, data, groups)
    _targets(program, data)
    return program


def _selection(program: Program, data: Data) -> dict[str, pulp.LpVariable]:
    """chosen[m]: a variable of its own where there are several starts, else the start itself."""
    many = [mmp for mmp, starts in data.starts.items() if len(starts) > 1]
    names = [program.name(f"chosen_{mmp}") for mmp in many]
    columns = program.problem.add_variable_dict("%s", names, cat="Binary")
    own = dict(zip(many, columns.values(), strict=True))
    once = {mmp: program.start[mmp, starts[0]] for mmp, starts in data.starts.items() if len(starts) == 1}
    return own | once


def _chosen(program: Program, mmp: str, factor: float = 1.0) -> Terms:
    """chosen[m] as terms; nothing for an MMP that cannot start."""
    return [(program.chosen[mmp], factor)] if mmp in program.chosen else []


def _objective(program: Program, data: Data, groups: list[pulp.LpVariable]) -> None:
    if data.wishes.reach:
        terms = [(v, data.by_id[mmp].cost) for mmp, v in program.chosen.items()]
        program.problem.setObjective(pulp.LpAffineExpression.from_list(terms))
        return
    terms = [(v, data.worth(data.by_id[m], q) - data.by_id[m].left_out) for (m, q), v in program.start.items()]
    terms += [(together, group.value) for together, group in zip(groups, data.groups, strict=True)]
    program.problem.setObjective(pulp.LpAffineExpression.from_list(terms) + data.constant)


def _once(program: Program, data: Data) -> None:
    for candidate in data.candidates:
        if len(data.starts[candidate.id]) > 1:
            starts = [(program.start[candidate.id, q], 1.0) for q in data.starts[candidate.id]]
            program.equal(f"once_{candidate.id}", [*starts, *_chosen(program, candidate.id, -1.0)], 0)


def _musts(program: Program, data: Data) -> None:
    for mmp, _ in groupby(rule.subject for rule in data.must):
        program.equal(f"must_{mmp}", _chosen(program, mmp), 1)


def _limits(program: Program, data: Data) -> None:
    taken = _taken(program, data)
    for limit in data.limits:
        rows = taken[limit.kind, limit.stream]
        label = limit.label
        if limit.total:
            _total(program, limit, rows)
            continue
        left: pulp.LpVariable | None = None
        for quarter, amount in enumerate(limit.amounts, 1):
            terms = rows[quarter]
            if limit.kind in ("capacity", "service", "platform") and sum(use for _, use in terms) <= amount:
                continue  # all of it at once would fit
            if limit.carry > 0 and amount < inf:
                carried = [] if left is None else [(left, -limit.carry)]
                left = program.problem.add_variable(program.name(f"{label}_left_Q{quarter}"), 0)
                program.carried[limit.kind, limit.stream, quarter] = [*carried, (left, 1.0)]
                terms += program.carried[limit.kind, limit.stream, quarter]
            else:
                left = None
            if terms and amount < inf:
                row = program.at_most(f"{label}_Q{quarter}", terms, amount)
                program.limits[limit.kind, limit.stream, quarter] = row


def _taken(program: Program, data: Data) -> dict[tuple[Kind, str], list[Terms]]:
    """What starts take of every limit in each quarter; at place 0 nothing."""
    quarters = data.quarters
    taken: dict[tuple[Kind, str], list[Terms]] = {
        (limit.kind, limit.stream): [[] for _ in range(quarters + 1)] for limit in data.limits
    }
    for candidate in data.candidates:
        starts = [(start, program.start[candidate.id, start]) for start in data.starts[candidate.id]]
        for key, draw in candidate.draws.items():
            rows = taken.get(key)
            if rows is None:
                continue
            steps = [(step, amount) for step, amount in enumerate(draw) if amount]
            for start, variable in starts:
                for step, amount in steps:
                    if start + step <= quarters:
                        rows[start + step].append((variable, amount))
    return taken


def _total(program: Program, limit: Limit, rows: list[Terms]) -> None:
    """One row for an amount that all quarters share."""
    together: dict[pulp.LpVariable, float] = {}
    for variable, amount in (term for terms in rows[1:] for term in terms):
        together[variable] = together.get(variable, 0.0) + amount
    if together and limit.amounts[0] < inf:
        row = program.at_most(limit.label, list(together.items()), limit.amounts[0])
        program.limits[limit.kind, limit.stream, 0] = row


def _by_release(data: Data, mmp: str) -> list[tuple[int, int]]:
    """(release, start) of every start of an MMP, in order."""
    return [(data.by_id[mmp].release(q), q) for q in data.starts[mmp]]


def _moments(program: Program, mmp: str, starts: list[Moment], factor: float) -> Moments:
    variables = [(program.start[start], factor) for _, start in starts]
    return Moments([at for at, _ in starts], variables, _chosen(program, mmp, factor))


def _order(program: Program, name: str, later: Moments, earlier: list[Moments]) -> None:
    """Cumulative rows: by each moment, no more of ``later`` than of ``earlier``; implied rows are left out."""
    supply = sorted({moment for one in earlier for moment in one.at})
    for moment, following in pairwise([*dict.fromkeys(later.at), inf]):
        if following < inf and bisect_right(supply, following) == bisect_right(supply, moment):
            continue
        mine, all_mine = later.until(moment)
        parts = [one.until(moment) for one in earlier]
        before = [term for some, _ in parts for term in some] + [term for _, whole in parts for term in whole]
        program.at_most(f"{name}_Q{moment}", [*mine, *all_mine, *before], 0)


def _orders(program: Program, data: Data) -> None:
    def releases(mmp: str, factor: float, later: int = 0) -> Moments:
        starts = [(release + later, (mmp, q)) for release, q in _by_release(data, mmp)]
        return _moments(program, mmp, starts, factor)

    for mmp, other in data.requires:
        _order(program, f"{mmp}_requires_{other}", releases(mmp, 1.0), [releases(other, -1.0)])
    for mmp, others in data.requires_any:
        _order(program, f"{mmp}_requires_any", releases(mmp, 1.0), [releases(other, -1.0) for other in others])
    for mmp, other in data.after:
        begins = _moments(program, mmp, [(q, (mmp, q)) for q in data.starts[mmp]], 1.0)
        _order(program, f"{mmp}_after_{other}", begins, [releases(other, -1.0, 1)])


def _choices(program: Program, data: Data) -> None:
    for one, other in data.excludes:
        both = _chosen(program, one) + _chosen(program, other)
        program.at_most(f"{one}_excludes_{other}", both, 1)
    for choice in data.choices:
        members = [term for mmp in choice.mmps for term in _chosen(program, mmp)]
        if choice.most < len(members):
            program.at_most(f"{choice.name}_{choice.kind.replace(' ', '_')}", members, choice.most)
        if choice.one_must:
            program.at_least(f"{choice.name}_must", members, 1)
    for one, other in data.together:
        difference = _chosen(program, one) + _chosen(program, other, -1.0)
        program.equal(f"{one}_with_{other}", difference, 0)


def _wip(program: Program, data: Data) -> None:
    if data.wip_limit is None:
        return
    rows: dict[tuple[str, int], Terms] = defaultdict(list)
    for candidate in data.candidates:
        for start in data.starts[candidate.id]:
            for stream in candidate.streams:
                for quarter in range(start, min(start + candidate.duration - 1, data.quarters) + 1):
                    rows[stream, quarter].append((program.start[candidate.id, start], 1.0))
    for (stream, quarter), terms in sorted(rows.items(), key=lambda row: row[0]):
        if len(terms) > data.wip_limit:
            program.at_most(f"{stream or 'portfolio'}_wip_Q{quarter}", terms, data.wip_limit)


def _three_month(program: Program, data: Data) -> None:
    if data.three_month is None:
        return
    for stream in data.watched:
        releases = [
            (release, program.start[c.id, q])
            for c in data.candidates
            if c.stream == stream and c.bears_value
            for release, q in _by_release(data, c.id)
        ]
        for first, last in windows(data.quarters, data.three_month):
            terms = [(variable, 1.0) for release, variable in releases if first <= release <= last]
            program.at_least(f"{stream or 'portfolio'}_releases_Q{first}_to_Q{last}", terms, 1)


def windows(quarters: int, length: int) -> Iterator[tuple[int, int]]:
    """Every run of ``length`` quarters inside the calendar, as first and last quarter."""
    return ((first, first + length - 1) for first in range(1, quarters - length + 2))


def _shares(program: Program, data: Data) -> None:
    for rule in data.shares:
        factor = {c.id: (1.0 if c.objective == rule.objective else 0.0) - rule.share for c in data.candidates}
        if rule.of == "spend":
            terms = [(variable, factor[m] * data.by_id[m].cost) for m, variable in program.chosen.items()]
        else:
            terms = [(variable, factor[m] * data.by_id[m].value[q]) for (m, q), variable in program.start.items()]
        terms = [(variable, amount) for variable, amount in terms if amount]
        if rule.sense == "minimum":
            row = program.at_least(f"{rule.objective}_at_least", terms, 0)
        else:
            row = program.at_most(f"{rule.objective}_at_most", terms, 0)
        program.shares.append((rule, row))


def _bets(program: Program, data: Data) -> None:
    """The largest bet as rows, where it has not ruled out starts before."""
    if data.largest_bet is None or not data.keep_starts:
        return
    for candidate in data.candidates:
        if candidate.locked:
            continue
        rows: dict[int, Terms] = defaultdict(list)
        for start in data.starts[candidate.id]:
            for quarter, amount in enumerate(candidate.spend, start):
                if amount and quarter <= data.quarters:
                    rows[quarter].append((program.start[candidate.id, start], amount))
        for quarter, terms in rows.items():
            amount = data.limits[0].amounts[quarter - 1]
            if amount < inf:
                row = program.at_most(f"{candidate.id}_bet_Q{quarter}", terms, data.largest_bet * amount)
                program.bets.append((quarter, row))


def _groups(program: Program, data: Data, groups: list[pulp.LpVariable]) -> None:
    for number, (together, group) in enumerate(zip(groups, data.groups, strict=True), 1):
        for mmp in group.mmps:
            program.at_most(f"group_{number}_needs_{mmp}", [(together, 1.0), *_chosen(program, mmp, -1.0)], 0)


def _targets(program: Program, data: Data) -> None:
    for objective, target in data.targets:
        terms = [
            (variable, data.by_id[mmp].value[q])
            for (mmp, q), variable in program.start.items()
            if data.by_id[mmp].objective == objective
        ]
        program.at_least(f"{objective}_target", terms, target)
