"""Which MMPs, and when, with proof."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Unpack

from rich.console import Group
from rich.text import Text

from coupling.stress_test import Stress
from coupling.stress_test import stress as run_stress
from optimiser.explanation import explain as run_explain
from optimiser.infeasible import Conflict, conflict
from optimiser.optimisation import optimise
from optimiser.outside import Outside, outside
from optimiser.plan import Plan
from optimiser.preparation import prepare
from optimiser.solving import SolverMissingError
from report.plan.outside import outside_table, outside_text
from report.plan.stability import near_text
from report.plan.stress import stress_csv, stress_text
from report.plan.tables import Table, tables
from report.plan.text import headline, no_plan_text, plan_text
from report.plan.workbook import plan_workbook
from scenarios.faults import ScenarioError
from scenarios.files import atomic_write
from scenarios.open_work import followers
from scenarios.writing.fingerprint import resolved, scenario_hash
from vmo.planner.last_plan import Near, solved_near
from vmo.planner.remedies import Remedy, remedy
from vmo.planner.requests import Planning, Request, effort_of, understood
from vmo.shared.errors import NoAnswerError, Problem, wrong
from vmo.shared.inputs import Given, at_least
from vmo.shared.result import Figures, Result, Tables
from vmo.shared.running import Work

if TYPE_CHECKING:
    from rich.console import RenderableType

    from scenarios.scenario import Scenario

FORMAT = 1
"""Version of the manifest's format."""
LEAST_CONFLICT_SECONDS = 1.0
"""What the search for conflicts gets at least, of the time limit that the search for a plan has left."""
WHY_SECONDS = 60.0
"""Longest time spent on explanations for files; never longer than the time limit of the plan."""


class PlannersResult[T](Result[T]):
    """What the planner's questions have in common: names of MMPs are printed as they are."""

    @property
    def width(self) -> int:
        return 160


@dataclass(frozen=True, repr=False, eq=False)
class PlanResult(PlannersResult[Plan]):
    """A plan with its proof. ``data.starts`` has the start quarter of every MMP that is in, from 1."""

    stress: Stress | None = None
    """The plan in the simulator, where that was asked for."""
    given: Scenario | None = None
    """The portfolio as it was given, with what is released or cancelled; None = all of it is open."""
    near: Near | None = None
    """How it differs from the last plan and what that costs, where it was to stay near."""

    kind: ClassVar[str] = "plan"
    files_in_words: ClassVar[str] = "Tables, plan.xlsx, figures and manifest.json"

    @property
    def ended(self) -> str:
        return "interrupted" if self.data.termination == "interrupted" else "finished"

    @property
    def whole(self) -> Scenario:
        """The portfolio with what is released or cancelled."""
        return self.scenario if self.given is None else self.given

    @cached_property
    def outside(self) -> tuple[Outside, ...]:
        """What is released, cancelled or blocked: not part of the plan's value."""
        return outside(self.whole)

    def headline(self) -> str:
        return f"{self.scenario.name}, {headline(self.data)}"

    def words(self) -> RenderableType:
        """The plan for a terminal: roadmap, use of limits, objectives, cash, rankings, what is out."""
        parts = [plan_text(self.data)]
        if self.outside:
            parts += [Text(""), outside_text(self.outside, self.scenario.currency)]
        if self.near is not None:
            near = self.near
            parts += [Text(""), near_text(self.data, near.free, near.changes, near.free_changes)]
        parts += [] if self.stress is None else [Text(""), stress_text(self.stress)]
        return Group(*parts)

    def document(self) -> dict[str, Any]:
        """Status, proof, MMPs, use of limits; ``stress`` where the plan was simulated."""
        settled = {"outside": [asdict(row) for row in self.outside]} if self.outside else {}
        near = {} if self.near is None else {"near": self.near.as_json(self.data)}
        return (
            self.data.as_json()
            | settled
            | near
            | ({} if self.stress is None else {"stress": self.stress.as_json()})
        )

    def applied(self) -> Scenario:
        """The scenario of what was chosen: links to the rest dropped, start quarters as windows.

        Raises:
            VmoError: nothing was chosen.

        """
        try:
            return self.data.applied()
        except ValueError as error:
            raise wrong("", str(error)) from None

    @cached_property
    def sheets(self) -> tuple[Table, ...]:
        """Every table of the workbook; explains every MMP, in at most the time limit of the plan, or a minute."""
        found = tables(self.data, run_explain(self.data, seconds=min(WHY_SECONDS, self.data.effort.seconds)))
        return (*found, *self._settled())

    def _settled(self) -> tuple[Table, ...]:
        return (outside_table(self.outside, self.scenario.currency),) if self.outside else ()

    def tables(self) -> Tables:
        """Every sheet of the workbook; the stress test where there is one."""
        found: Tables = {
            _file(table): partial(self._csv, table) for table in (*tables(self.data), *self._settled())
        }
        stressed = self.stress
        return found if stressed is None else {**found, "stress": lambda: stress_csv(stressed)}

    def _csv(self, bare: Table) -> str:
        explained = bare.name == "Why not"
        return next(t for t in self.sheets if t.name == bare.name).csv() if explained else bare.csv()

    def drawings(self) -> Figures:
        """Roadmap, value against cost, use of budgets."""
        from report.plan.figures import budget_figure, roadmap_figure, value_figure

        return {
            "roadmap": lambda: roadmap_figure(self.data),
            "value": lambda: value_figure(self.data),
            "budgets": lambda: budget_figure(self.data),
        }

    def to_excel(self, path: str | Path) -> None:
        """Write the workbook (plan.xlsx of ``--out``): a sheet for each table, whole or not at all.

        Raises:
            OSError: the file cannot be written.

        """
        atomic_write(path, plan_workbook(self.data, self.sheets))

    def contents(self) -> dict[str, str | bytes]:
        files = super().contents()
        last = files.pop("manifest.json")
        return {**files, "plan.xlsx": plan_workbook(self.data, self.sheets), "manifest.json": last}

    def manifest(self) -> str:
        """Everything needed to plan again: scenario, wishes, effort, versions, and the answer."""
        found, tested = self.data, self.stress
        packages = ("vmo-lab", "pulp", "highspy", "numpy", "pydantic", "matplotlib", "openpyxl")
        wishes, effort = found.wishes, found.effort
        answer = found.as_json() | {"value": found.value}
        del answer["seconds"]  # equal questions have equal files
        document = {
            "format": FORMAT,
            "command": "plan",
            "scenario": found.scenario.name,
            "scenario_sha256": scenario_hash(self.whole),
            "wishes": {
                "objective": wishes.aim,
                "include": sorted(wishes.include),
                "exclude": sorted(wishes.exclude),
                "reach": wishes.reach,
            },
            "effort": {
                "gap": effort.gap,
                "seconds": effort.seconds,
                "solver": effort.solver,
                "threads": effort.threads,
            },
            "near": None if self.near is None else self.near.as_json(found),
            "answer": answer,
            "stress": None if tested is None else {"replications": tested.replications, "seed": tested.seed},
            "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
            "resolved_scenario": resolved(self.whole),
        }
        return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


class NoPlanError(NoAnswerError):
    """No plan keeps every rule, or none was found in time; says which rules are in conflict, and the ways out."""

    def __init__(self, found: Plan, why: Conflict | None, whole: Scenario | None = None) -> None:
        self.found = found
        """The search: status, termination, bound."""
        self.why = why
        """The rules in conflict, where that is proven."""
        self.whole = whole or found.scenario
        """The portfolio as it was given, with what is released or cancelled."""
        super().__init__([Problem((), no_plan_text(found, why))])

    @property
    def interrupted(self) -> bool:
        """Whether the search was cancelled."""
        return self.found.termination == "interrupted"

    @cached_property
    def remedies(self) -> tuple[Remedy, ...]:
        """The ways out, as what to ask instead."""
        why = self.why
        if why is None:
            return ()
        found = self.found
        return tuple(remedy(way, found.scenario, found.wishes, self.whole) for way in why.ways)

    def document(self) -> dict[str, Any]:
        """The document that ``--json`` prints."""
        why = self.why
        reasons = None if why is None else _reasons(why) | {"remedies": [asdict(way) for way in self.remedies]}
        return self.found.as_json() | {"conflict": reasons}


def _reasons(why: Conflict) -> dict[str, Any]:
    return {
        "rules": list(why.words),
        "conflicts": [list(core.words) for core in why.cores],
        "one_is_enough": why.one_is_enough,
        "all_found": why.whole,
        "ways_out": list(why.ways_out),
    }


def plan(
    portfolio: Given,
    *,
    reach: bool = False,
    keep: str | Path | None = None,
    move_cost: float = 0.0,
    drop_cost: float = 0.0,
    frozen: int = 0,
    most_changes: int | None = None,
    stress: bool = False,
    replications: int = 200,
    seed: int = 1,
    workers: int | None = None,
    cluster: str | None = None,
    checkpoint: str | Path | None = None,
    **planning: Unpack[Planning],
) -> PlanResult:
    """Choose the MMPs, and when each starts, that are worth most under quarterly budgets, with proof.

    Args:
        portfolio: a scenario, the path of its file or folder, the name of a shipped one, or the path of a CSV or
            XLSX table of MMPs (which needs a ``budget``).
        reach: reach the targets of the objectives at least cost instead.
        keep: folder of the last plan (``vmo plan --out``), to stay near it.
        move_cost: with ``keep``: what it costs to start an MMP of the last plan in another quarter, in currency.
        drop_cost: with ``keep``: what it costs to take one out, in currency.
        frozen: with ``keep``: quarters, from the first, in which exactly what the last plan says begins.
        most_changes: with ``keep``: most MMPs that are moved, dropped or added.
        stress: whether to run the plan in the simulator: how likely is it to be out in time?
        replications: worlds of the stress test.
        seed: seed of its worlds.
        workers: processes of the stress test; default: all cores, or one where it is small.
        cluster: address of a Dask scheduler for the stress test.
        checkpoint: folder that keeps finished worlds of the stress test.
        **planning: budget, quarters, currency, include, exclude, objective, gap, seconds, solver, threads,
            progress, cancel (see ``vmo.Planning``).

    Returns:
        MMPs with start and release quarter (from 1), cost and expected value in currency, use of every limit, and
        the proven bound. Frames: plan, budgets, capacity, why_not, baselines, objectives, cash, about, stress.

    Raises:
        NoPlanError: no plan keeps every rule, or none was found in time.
        VmoError: an argument that cannot be understood, a solver that is not installed.
        ScenarioError: a portfolio that cannot be read or planned.

    Examples:
        >>> import vmo
        >>> found = vmo.plan("tiny", gap=0)
        >>> found.data.status
        'optimal'
        >>> "expected value (EUR)" in found.frame("plan").columns
        True

    """
    asked = understood(portfolio, planning, reach=reach, weighed=True)
    at_least("replications", replications, 1)
    at_least("seed", seed, 0)
    work = Work(workers, cluster, checkpoint, asked.work.progress, asked.work.cancel)
    pool = work.pool(small=replications <= 40)
    if keep is None and (move_cost or drop_cost or frozen or most_changes is not None):
        raise wrong("keep", "is missing: near which plan? Give the folder of the last one (vmo plan --out)")
    if keep is not None and reach:
        raise wrong("keep", "does not go with `reach`, which has no value to give up for stability")
    near = None
    if keep is None:
        found = solved(asked)
    else:
        found, near = solved_near(
            asked, keep, move_cost=move_cost, drop_cost=drop_cost, frozen=frozen, most_changes=most_changes
        )
    tested = None
    if stress:
        if not found.starts:
            raise wrong("stress", "the plan has no MMPs, so there is nothing to run")
        try:
            tested = run_stress(
                found, replications=replications, seed=seed, pool=pool, progress=work.counter(replications)
            )
        except KeyboardInterrupt:
            if not work.cancelled:
                raise
        except ScenarioError as error:
            name = found.scenario.name if not isinstance(portfolio, str | Path) else str(portfolio)
            raise ScenarioError(fault.at(name, None, fault.key) for fault in error.faults) from None
    return PlanResult(found, found.scenario, stress=tested, given=asked.given, near=near)


def solved(asked: Request) -> Plan:
    """The plan of a request.

    Raises:
        NoPlanError: there is none, or none was found in time.
        VmoError: the solver is not installed.

    """
    try:
        found = optimise(asked.scenario, asked.wishes, asked.effort)
    except SolverMissingError as error:
        raise wrong("solver", str(error)) from None
    if not found.found:
        why = None
        if found.status == "infeasible":
            left = max(LEAST_CONFLICT_SECONDS, asked.effort.seconds - found.seconds)
            data = prepare(found.scenario, found.wishes)
            data = data if asked.given is None else replace(data, follows=followers(asked.given))
            why = conflict(found.scenario, data, left)
        raise NoPlanError(found, why, asked.given)
    return found


def planned(
    given: Given | PlanResult,
    planning: Planning,
    *,
    gap: str | float = "0.5%",
    reach: bool = False,
    weighed: bool = True,
) -> tuple[Plan, Request]:
    """The plan of a question about one: the one that is given, or that of a portfolio."""
    if isinstance(given, PlanResult):
        found = given.data
        work = Work(progress=planning.get("progress"), cancel=planning.get("cancel"))
        return found, Request(found.scenario, found.wishes, effort_of(planning, work, found.effort), work)
    asked = understood(given, planning, gap=gap, reach=reach, weighed=weighed)
    return solved(asked), asked


def _file(table: Table) -> str:
    return table.name.lower().replace(" ", "_")
