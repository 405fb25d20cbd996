"""The integer program."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import inf

import pulp

from optimiser.data import Data, Kind
from optimiser.figures import WHOLE

Start = tuple[str, int]
"""An MMP and the 1-based quarter in which it starts."""
LimitAt = tuple[Kind, str, int]
"""Kind, value stream and 1-based quarter of a limit."""
Terms = list[tuple[pulp.LpVariable, float]]


@dataclass
class Program:
    """A PuLP problem with its start variables."""

    problem: pulp.LpProblem
    start: dict[Start, pulp.LpVariable]
    names: set[str] = field(default_factory=set)
    limits: dict[LimitAt, pulp.LpConstraint] = field(default_factory=dict)
    """Rows of budgets and capacities."""
    carried: dict[LimitAt, Terms] = field(default_factory=dict)
    """Terms of the same rows that carry money over."""

    def name(self, text: str) -> str:
        """A row or column name that LP files accept and that is not taken yet."""
        clean = "".join(letter if letter.isalnum() or letter == "_" else "_" for letter in text)
        unique, n = clean, 1
        while unique in self.names:
            n += 1
            unique = f"{clean}_{n}"
        self.names.add(unique)
        return unique

    def at_most(self, name: str, terms: Terms, bound: float) -> pulp.LpConstraint:
        """Add the row ``terms <= bound``."""
        return self.problem.addConstraint(pulp.lpSum_vars_coefs(terms) <= bound, self.name(name))

    def at_least(self, name: str, terms: Terms, bound: float) -> None:
        """Add the row ``terms >= bound``."""
        self.problem.addConstraint(pulp.lpSum_vars_coefs(terms) >= bound, self.name(name))

    def equal(self, name: str, terms: Terms, value: float) -> None:
        """Add the row ``terms == value``."""
        self.problem.addConstraint(pulp.lpSum_vars_coefs(terms) == value, self.name(name))

    def forbid(self, name: str, chosen: dict[str, int], differ: int) -> None:
        """Ask for a selection that differs from ``chosen`` in at least ``differ`` MMPs (in or out)."""
        terms = [(variable, -1.0 if mmp in chosen else 1.0) for (mmp, _), variable in self.start.items()]
        self.at_least(name, terms, differ - len({mmp for mmp, _ in self.start} & set(chosen)))


def build(data: Data) -> Program:
    """The program of a planning problem.

    Sets       MMPs m, quarters q = 1..Q, value streams s. A start of m in q works in q .. q + d(m) - 1 and releases
               in rel(m, q) = q + max(d(m), 1) - 1. Starts that no limit allows even alone have no variable.
    Variables  start[m, q] in {0, 1}: m starts in quarter q; chosen[m] stands for sum_q start[m, q]
               left[l, q] >= 0: what is left of limit l and carried over (only where carry-over is allowed)
               together[g] in [0, 1]: every MMP of group g is chosen

    Maximise   sum value[m, q] start[m, q] + sum left_out[m] (1 - chosen[m]) + sum worth[g] together[g]

    Subject to (row names in brackets; <q> is Q1, Q2...)
      chosen[m] <= 1                                                           [once_<m>]
      chosen[m] = 1 for mandatory, included and running MMPs                   [must_<m>]
      for every limit l on money or team-sprints and quarter q:
        sum use[l, m, q - p] start[m, p] + left[l, q] <= amount[l, q] + carry left[l, q - 1]
                                                              [budget_<q>, <s>_budget_<q>, <s>_capacity_<q>]
      m requires r: sum_{rel(m, p) <= q} start[m, p] <= sum_{rel(r, p) <= q} start[r, p]     [<m>_requires_<r>_<q>]
      m requires any of R: the same with the sum over all r in R                             [<m>_requires_any_<q>]
      m after r: sum_{p <= q} start[m, p] <= sum_{rel(r, p) < q} start[r, p]                 [<m>_after_<r>_<q>]
      chosen[m] + chosen[n] <= 1 where they exclude each other                               [<m>_excludes_<n>]
      chosen[m] = chosen[n] where they go together                                           [<m>_with_<n>]
      MMPs under way in stream s in quarter q <= WIP limit                                   [<s>_wip_<q>]
      releases that earn, in stream s and any k quarters in a row, >= 1      [<s>_releases_<q>_to_<q>]
      spend (or value) of objective o >= minimum share of all of it          [<o>_at_least], [<o>_at_most]
      together[g] <= chosen[m] for every m in group g                        [group_<g>_needs_<m>]

    To reach targets the program is mirrored: minimise spend, with
      sum_{m serves o} value[m, q] start[m, q] >= target[o]                  [<o>_target]
    """
    problem = pulp.LpProblem("plan", pulp.LpMinimize if data.wishes.reach else pulp.LpMaximize)
    starts = [(c.id, q) for c in data.candidates for q in data.starts[c.id]]
    program = Program(problem, {})
    names = [program.name(f"start_{mmp}_Q{q}") for mmp, q in starts]
    columns = problem.add_variable_dict("%s", names, cat="Binary")
    program.start = dict(zip(starts, columns.values(), strict=True))
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
    _groups(program, data, groups)
    _targets(program, data)
    return program


def _chosen(program: Program, data: Data, mmp: str, factor: float = 1.0) -> Terms:
    """chosen[m] as terms."""
    return [(program.start[mmp, q], factor) for q in data.starts[mmp]]


def _objective(program: Program, data: Data, groups: list[pulp.LpVariable]) -> None:
    if data.wishes.reach:
        terms = [(v, data.by_id[mmp].cost) for (mmp, _), v in program.start.items()]
        program.problem.setObjective(pulp.lpSum_vars_coefs(terms))
        return
    terms = [(v, data.by_id[m].value[q] - data.by_id[m].left_out) for (m, q), v in program.start.items()]
    terms += [(together, group.value) for together, group in zip(groups, data.groups, strict=True)]
    program.problem.setObjective(pulp.lpSum_vars_coefs(terms) + data.constant)


def _once(program: Program, data: Data) -> None:
    for candidate in data.candidates:
        if len(data.starts[candidate.id]) > 1:
            program.at_most(f"once_{candidate.id}", _chosen(program, data, candidate.id), 1)


def _musts(program: Program, data: Data) -> None:
    for mmp, _ in groupby(rule.subject for rule in data.must):
        program.equal(f"must_{mmp}", _chosen(program, data, mmp), 1)


def _limits(program: Program, data: Data) -> None:
    for limit in data.limits:
        rows: dict[int, Terms] = defaultdict(list)
        for candidate in data.candidates:
            draw = candidate.draw(limit.kind, limit.stream)
            for start in data.starts[candidate.id] if draw else ():
                variable = program.start[candidate.id, start]
                for quarter, amount in enumerate(draw, start):
                    if amount and quarter <= data.quarters:
                        rows[quarter].append((variable, amount))
        label = limit.kind if limit.stream == WHOLE else f"{limit.stream}_{limit.kind}"
        left: pulp.LpVariable | None = None
        for quarter, amount in enumerate(limit.amounts, 1):
            terms = rows[quarter]
            if limit.kind == "capacity" and sum(use for _, use in terms) <= amount:
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


def _by_release(data: Data, mmp: str) -> list[tuple[int, int]]:
    """(release, start) of every start of an MMP, in order."""
    return [(data.by_id[mmp].release(q), q) for q in data.starts[mmp]]


def _order(program: Program, name: str, later: list[tuple[int, Start]], earlier: list[tuple[int, Start]]) -> None:
    """Cumulative rows: by each moment, no more of ``later`` than of ``earlier``; implied rows are left out."""
    moments = sorted({moment for moment, _ in later})
    supply = sorted({moment for moment, _ in earlier})
    for moment, following in pairwise([*moments, inf]):
        if following < inf and not any(moment < s <= following for s in supply):
            continue
        terms = [(program.start[start], 1.0) for at, start in later if at <= moment]
        terms += [(program.start[start], -1.0) for at, start in earlier if at <= moment]
        program.at_most(f"{name}_Q{moment}", terms, 0)


def _orders(program: Program, data: Data) -> None:
    def releases(mmp: str) -> list[tuple[int, Start]]:
        return [(release, (mmp, q)) for release, q in _by_release(data, mmp)]

    for mmp, other in data.requires:
        _order(program, f"{mmp}_requires_{other}", releases(mmp), releases(other))
    for mmp, others in data.requires_any:
        _order(
            program, f"{mmp}_requires_any", releases(mmp), [entry for other in others for entry in releases(other)]
        )
    for mmp, other in data.after:
        begins = [(q, (mmp, q)) for q in data.starts[mmp]]
        _order(
            program, f"{mmp}_after_{other}", begins, [(release + 1, start) for release, start in releases(other)]
        )


def _choices(program: Program, data: Data) -> None:
    for one, other in data.excludes:
        both = _chosen(program, data, one) + _chosen(program, data, other)
        program.at_most(f"{one}_excludes_{other}", both, 1)
    for one, other in data.together:
        difference = _chosen(program, data, one) + _chosen(program, data, other, -1.0)
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
        terms: Terms = []
        for (mmp, q), variable in program.start.items():
            candidate = data.by_id[mmp]
            amount = candidate.cost if rule.of == "spend" else candidate.value[q]
            factor = (1.0 if candidate.objective == rule.objective else 0.0) - rule.share
            if amount * factor:
                terms.append((variable, amount * factor))
        if rule.sense == "minimum":
            program.at_least(f"{rule.objective}_at_least", terms, 0)
        else:
            program.at_most(f"{rule.objective}_at_most", terms, 0)


def _groups(program: Program, data: Data, groups: list[pulp.LpVariable]) -> None:
    for number, (together, group) in enumerate(zip(groups, data.groups, strict=True), 1):
        for mmp in group.mmps:
            program.at_most(f"group_{number}_needs_{mmp}", [(together, 1.0), *_chosen(program, data, mmp, -1.0)], 0)


def _targets(program: Program, data: Data) -> None:
    for objective, target in data.targets:
        terms = [
            (variable, data.by_id[mmp].value[q])
            for (mmp, q), variable in program.start.items()
            if data.by_id[mmp].objective == objective
        ]
        program.at_least(f"{objective}_target", terms, target)
