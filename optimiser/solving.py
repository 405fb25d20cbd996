"""Solving a program: the only file that names a solver.

HiGHS in this process is the default. Any other solver of PuLP can be named; CBC is an optional extra. What the
answer is (``status``) is kept apart from why the solver stopped (``termination``).

Ties. HiGHS with a fixed seed and number of threads is deterministic, and candidates are sorted before they are
modelled, so equal inputs give equal answers unless the time limit cuts the search short. What it leaves open among
plans of equal value is settled afterwards by ``optimiser.improvement``.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from math import isfinite
from threading import Event
from time import perf_counter
from typing import Any, Literal

import highspy
import pulp

from optimiser.program import Program, Start

Status = Literal["optimal", "within gap", "feasible", "infeasible", "no plan found"]
Termination = Literal["proved", "gap limit", "time limit", "other limit", "interrupted", "error"]
DEFAULT_GAP = 0.005
DEFAULT_SECONDS = 30.0
PROOF = 1e-6
"""Relative gap below which an answer counts as optimal (the feasibility tolerance of the solver)."""

MISTAKEN_RULES = 1 << 16 | 1 << 20
"""Rules of HiGHS's presolve that are left off: enumeration, which called a round that has a plan infeasible, and
dual-fixing probing, which called half the largest price the largest (both HiGHS 1.16)."""


@dataclass(frozen=True)
class Effort:
    """How hard to try."""

    gap: float = DEFAULT_GAP
    """Relative gap between plan and bound at which the search may stop; 0 = prove it."""
    seconds: float = DEFAULT_SECONDS
    """Time limit."""
    solver: str = "HiGHS"
    """Name of a PuLP solver."""
    threads: int = 1
    """Threads of HiGHS, 1 to 8. Equal numbers give equal answers; another number may give another answer that is
    proven to the same gap."""
    presolve: bool = True
    """Whether HiGHS simplifies the program first; without it, a wrong verdict of that step can be checked."""
    stop: Event = field(default_factory=Event, compare=False, repr=False)
    """Once set, HiGHS stops with the best plan it has, and further searches do not begin."""
    watch: Callable[[float | None, float | None], None] | None = field(default=None, compare=False, repr=False)
    """Told by HiGHS while it searches: objective of the best plan so far, and the bound; None = none yet."""


@dataclass(frozen=True)
class Answer:
    """What the solver said."""

    status: Status
    termination: Termination
    starts: dict[str, int] | None
    """Start quarter of each chosen MMP; None when there is no plan."""
    bound: float | None
    """No plan can be better than this (in the sense of the program), in currency."""
    seconds: float
    """Wall-clock time of the solver, with the export of the program."""


_SCHEDULED: set[int] = set()
"""Threads for which HiGHS has set up this process; it has to start afresh for another number."""


@cache
def _greet_nobody() -> None:
    """Let HiGHS greet where nobody reads it.

    It does so on standard output when a process makes its first solver, before it can be told to be silent. What
    other threads print in that moment is lost with it.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        kept = os.dup(1)
    except OSError:  # there is no standard output
        os.close(nowhere)
        return
    try:
        sys.stdout.flush()
        os.dup2(nowhere, 1)
        highspy.Highs()  # type: ignore[no-untyped-call]
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class _Stoppable(pulp.HiGHS):
    """PuLP's HiGHS, which asks now and then whether it should stop."""

    def __init__(self, effort: Effort, **options: Any) -> None:  # noqa: ANN401 - whatever PuLP takes
        super().__init__(**options)
        self.stop = effort.stop
        self.watch = effort.watch
        self.deadline = perf_counter() + options["timeLimit"]

    def createAndConfigureSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Make the solver, without its greeting."""
        _greet_nobody()
        super().createAndConfigureSolver(lp)

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """Search; stop with what there is when asked to."""

        def look(event: Any) -> None:  # noqa: ANN401 - highspy's event has no public type
            if self.watch is not None:
                told = event.data_out
                self.watch(_finite(told.mip_primal_bound), _finite(told.mip_dual_bound))
            if self.stop.is_set():
                event.interrupt()

        highs: Any = lp.solverModel
        highs.cbMipInterrupt += look
        highs.setOptionValue("time_limit", max(0.01, self.deadline - perf_counter()))  # handing it over took time
        if {self.threads} != _SCHEDULED:
            highs.resetGlobalScheduler(True)
            _SCHEDULED.clear()
            _SCHEDULED.add(self.threads)
        highs.run()


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None


class SolverMissingError(Exception):
    """A named solver that does not exist or is not installed."""


def relative_gap(objective: float, bound: float) -> float:
    """Distance between a plan and its bound, relative to the larger of the two: from 0 to 2."""
    size = max(abs(objective), abs(bound))
    return abs(bound - objective) / size if size > 1e-9 else 0.0


def available_solvers() -> list[str]:
    """Names of the installed solvers."""
    names: list[str] = pulp.listSolvers(onlyAvailable=True)
    return names


def _solver(effort: Effort, warm: bool) -> Any:  # noqa: ANN401 - PuLP's solvers share no public type
    common: dict[str, Any] = {"msg": False, "timeLimit": effort.seconds, "gapRel": effort.gap}
    if effort.solver == "HiGHS":
        exact: dict[str, Any] = {"mip_feasibility_tolerance": 1e-7, "mip_abs_gap": 1e-6}
        exact["presolve_rule_off"] = MISTAKEN_RULES
        if not effort.presolve:
            exact["presolve"] = "off"
        if effort.threads > 1:
            exact["parallel"] = "on"
        return _Stoppable(effort, **common, threads=effort.threads, warmStart=warm, random_seed=0, **exact)
    known = available_solvers()
    if effort.solver not in known:
        raise SolverMissingError(
            f'solver "{effort.solver}" is not installed; installed: {", ".join(sorted(known))}'
        )
    return pulp.getSolver(effort.solver, **common)


_REASONS: dict[pulp.LpSolveStatus, Termination] = {
    pulp.LpSolveStatus.Optimal: "proved",
    pulp.LpSolveStatus.Infeasible: "proved",
    pulp.LpSolveStatus.GapLimit: "gap limit",
    pulp.LpSolveStatus.TimeLimit: "time limit",
    pulp.LpSolveStatus.Interrupted: "interrupted",
    pulp.LpSolveStatus.NodeLimit: "other limit",
    pulp.LpSolveStatus.IterationLimit: "other limit",
    pulp.LpSolveStatus.SolutionLimit: "other limit",
    pulp.LpSolveStatus.MemoryLimit: "other limit",
    pulp.LpSolveStatus.Stopped: "other limit",
}


def solve(program: Program, effort: Effort | None = None, warm: dict[str, int] | None = None) -> Answer:
    """Solve a program, from a plan to start with where there is one (id -> start quarter).

    Raises ``SolverMissingError`` when the named solver is not installed.
    """
    effort = effort or Effort()
    if effort.stop.is_set():
        return Answer("no plan found", "interrupted", None, None, 0.0)
    known = warm is not None and bool(program.start)
    if warm is not None:
        for (mmp, quarter), variable in program.start.items():
            variable.setInitialValue(1.0 if warm.get(mmp) == quarter else 0.0)
        for mmp, variable in program.chosen.items():
            variable.setInitialValue(1.0 if mmp in warm else 0.0)
    begin = perf_counter()
    stats = program.problem.solve(_solver(effort, known))
    seconds = perf_counter() - begin
    termination = _REASONS.get(stats.status, "error")
    if stats.status == pulp.LpSolveStatus.Infeasible:
        return Answer("infeasible", termination, None, None, seconds)
    if not stats.has_solution:
        return Answer("no plan found", termination, None, stats.best_bound, seconds)
    starts = chosen_starts(program.start)
    bound = stats.best_bound
    if bound is None and stats.status == pulp.LpSolveStatus.Optimal and not program.problem.isMIP():
        bound = stats.objective
    if bound is None or stats.objective is None or not isfinite(bound):
        return Answer("feasible", termination, starts, None, seconds)
    gap = relative_gap(stats.objective, bound)
    if termination != "proved":
        return Answer("optimal" if gap <= PROOF else "feasible", termination, starts, bound, seconds)
    if gap <= PROOF:
        return Answer("optimal", "proved", starts, bound, seconds)
    if known and gap > effort.gap:
        # HiGHS (seen in 1.16) now and then counts the plan to start with as better than it is, after its presolve,
        # and hands it back as the optimum: what its own value does not prove is searched for again from nothing
        left = replace(effort, seconds=max(0.05, effort.seconds - seconds))
        again = solve(program, left)
        return again if again.starts is not None else Answer("feasible", "other limit", starts, bound, seconds)
    return Answer("within gap", "gap limit", starts, bound, seconds)


def chosen_starts(variables: dict[Start, pulp.LpVariable]) -> dict[str, int]:
    """Start quarter of each MMP whose variable is 1.

    Raises ``ArithmeticError`` on a fractional value: a relaxation is never passed off as a plan.
    """
    starts = {}
    for (mmp, quarter), variable in variables.items():
        value = variable.varValue or 0.0
        if abs(value - round(value)) > 1e-4:
            raise ArithmeticError(f"start of {mmp} in quarter {quarter} is fractional: {value}")
        if round(value) == 1:
            starts[mmp] = quarter
    return dict(sorted(starts.items()))
