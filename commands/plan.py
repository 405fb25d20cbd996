"""``vmo plan``: which MMPs, and when, with proof."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from commands.output import atomic_write, emit_json, fail, user_errors

if TYPE_CHECKING:
    from coupling.stress import Stress
    from optimiser.data import Wishes
    from optimiser.plan import Plan
    from optimiser.solve import Effort
    from scenarios.model import Scenario

FORMAT = 1
"""Version of the manifest's format."""
WHY_SECONDS = 60.0
"""Longest time spent on explanations for files."""

PortfolioArgument = Annotated[
    str,
    typer.Argument(
        metavar="PORTFOLIO",
        help="YAML file, folder, name of a shipped scenario, or a CSV or XLSX table of MMPs (needs --budget).",
    ),
]
BudgetOption = Annotated[
    str | None,
    typer.Option(help="Money per quarter: one amount, or one per quarter (6e6,6e6,5e6); replaces the scenario's."),
]
QuartersOption = Annotated[int | None, typer.Option(min=1, max=80, help="Quarters to plan.")]
CurrencyOption = Annotated[str | None, typer.Option(help="Currency of a table's amounts.  [default: EUR]")]
IncludeOption = Annotated[str | None, typer.Option(help="MMPs that must be in, separated by commas.")]
ExcludeOption = Annotated[str | None, typer.Option(help="MMPs that must be out, separated by commas.")]
AimOption = Annotated[
    Literal["net", "gross"], typer.Option("--objective", help="Expected value net of discounted cost, or gross.")
]
GapOption = Annotated[
    str,
    typer.Option(help="Stop when the plan is proven this close to the best possible: 0.5% or 0.005; 0 proves it."),
]
SecondsOption = Annotated[float, typer.Option(min=0.1, max=1e6, help="Time limit of the search.")]
SolverOption = Annotated[str, typer.Option(help="Solver, by its name in PuLP.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("plan")(plan)


def plan(
    portfolio: PortfolioArgument,
    budget: BudgetOption = None,
    quarters: QuartersOption = None,
    currency: CurrencyOption = None,
    include: IncludeOption = None,
    exclude: ExcludeOption = None,
    objective: AimOption = "net",
    reach: Annotated[
        bool, typer.Option("--reach", help="Reach the targets of the objectives at least cost instead.")
    ] = False,
    gap: GapOption = "0.5%",
    seconds: SecondsOption = 30.0,
    solver: SolverOption = "HiGHS",
    out: Annotated[Path | None, typer.Option(help="Folder for tables, workbook, figures and the manifest.")] = None,
    strain: Annotated[
        bool, typer.Option("--stress", help="Run the plan in the simulator: how likely is it to be out in time?")
    ] = False,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Stress: worlds.  [default: 200]"),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Stress: seed of the worlds.  [default: 1]")] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Stress: processes.  [default: all cores]")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Choose the MMPs, and when each starts, that are worth most under quarterly budgets, with proof.

    Exit code 0: a plan; 1: no plan keeps every rule, or none was found in time; 2: wrong input.

    Examples:
      vmo plan insurer

      vmo plan portfolio.csv --budget 6250000 --quarters 6 --out results

      vmo plan insurer --include app-core --gap 0 --json

      vmo plan insurer --stress --replications 500

    """
    with user_errors():
        effort = make_effort(gap, seconds, solver)
        given = {"--replications": replications, "--seed": seed, "--workers": workers}
        idle = [name for name, value in given.items() if value is not None and not strain]
        if idle:
            fail(f"{', '.join(idle)}: only with --stress, which runs the plan in the simulator")
        found = solve_or_leave(
            portfolio, (budget, quarters, currency), (include, exclude, objective), (effort.gap, seconds, solver),
            reach=reach, as_json=as_json,
        )  # fmt: skip
        settings = (replications or 200, 1 if seed is None else seed, workers)
        tested = run_stress(found, portfolio, *settings) if strain else None
        if out is not None:
            write_files(found, out, tested)
        if as_json:
            emit_json(found.as_json() | ({} if tested is None else {"stress": tested.as_json()}))
        else:
            from report.plan_text import plan_text

            show(plan_text(found))
            if tested is not None:
                from report.stress_text import stress_text

                typer.echo()
                show(stress_text(tested))
            if out is not None:
                typer.echo(f"\nTables, plan.xlsx, figures and manifest.json are in {out}.")


def solve_or_leave(
    portfolio: str,
    source: tuple[str | None, int | None, str | None],
    wishes: tuple[str | None, str | None, Literal["net", "gross"]],
    effort: tuple[float, float, str],
    *,
    reach: bool = False,
    as_json: bool = False,
) -> Plan:
    """The plan of a portfolio. Leaves with exit code 1 when there is none, 2 when the input is wrong.

    ``source`` is budget, quarters and currency; ``wishes`` include, exclude and objective; ``effort`` gap, seconds
    and solver: as given on the command line.
    """
    from optimiser.optimise import optimise
    from optimiser.solve import Effort, SolverMissingError

    scenario = read_portfolio(portfolio, *source)
    try:
        found = optimise(scenario, make_wishes(*wishes, reach=reach), Effort(*effort))
    except SolverMissingError as error:
        fail(f"--solver: {error}")
    if not found.found:
        show_no_plan(found, as_json=as_json)
    return found


def read_portfolio(name: str, budget: str | None, quarters: int | None, currency: str | None) -> Scenario:
    """The scenario a planner means. Leaves with exit code 2 when it cannot be read."""
    from scenarios.load import load, load_table
    from scenarios.read_table import SUFFIXES

    amounts = _amounts(budget)
    if Path(name).suffix.lower() in SUFFIXES:
        if amounts is None:
            fail(f"{name}: a table has no budget; give --budget AMOUNT (money per quarter)")
        single = amounts[0] if len(amounts) == 1 else list(amounts)
        return load_table(name, budget=single, quarters=quarters or _count(amounts), currency=currency)
    if currency is not None:
        fail("--currency: only for tables; a scenario has its own currency")
    return _changed(load(name), amounts, quarters)


def _count(amounts: tuple[float, ...]) -> int | None:
    return len(amounts) if len(amounts) > 1 else None


def _amounts(words: str | None) -> tuple[float, ...] | None:
    if words is None:
        return None
    try:
        amounts = tuple(float(word.strip()) for word in words.split(",") if word.strip())
    except ValueError:
        amounts = ()
    if not amounts or any(not 0 <= amount <= 1e15 for amount in amounts):
        fail(f'--budget: "{words}" is not money per quarter; write 6250000, or one amount per quarter: 6e6,6e6,5e6')
    return amounts


def _changed(scenario: Scenario, amounts: tuple[float, ...] | None, quarters: int | None) -> Scenario:
    """The scenario with another budget or number of quarters."""
    from pydantic import ValidationError

    from scenarios.faults import ScenarioError

    try:
        if quarters is not None:
            calendar = scenario.calendar
            benefit = calendar.benefit_quarters
            longer = None if benefit is None else max(benefit, quarters)
            scenario = scenario.model_copy(
                update={"calendar": calendar.replace(quarters=quarters, benefit_quarters=longer)}
            )
        budget = scenario.budget
        if amounts is not None:
            budget = budget.replace(per_quarter=amounts[0] if len(amounts) == 1 else amounts)
        return scenario.replace(budget=budget)
    except ScenarioError as error:
        fail(error)
    except ValidationError as error:
        fail("\n".join(f"--budget, --quarters: {fault['msg']}" for fault in error.errors()))


def make_wishes(include: str | None, exclude: str | None, aim: Literal["net", "gross"], *, reach: bool) -> Wishes:
    """Wishes from options."""
    from optimiser.data import Wishes

    def names(words: str | None) -> frozenset[str]:
        return frozenset(word.strip() for word in (words or "").split(",") if word.strip())

    return Wishes(aim=aim, include=names(include), exclude=names(exclude), reach=reach)


def make_effort(gap: str, seconds: float, solver: str = "HiGHS") -> Effort:
    """Effort from options. Leaves with exit code 2 when the gap is none."""
    from optimiser.solve import Effort

    text = gap.strip()
    try:
        value = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        fail(f'--gap: "{gap}" is not a share below 1; write 0.5% or 0.005, or 0 for a proof')
    return Effort(gap=value, seconds=seconds, solver=solver)


def show(text: Any) -> None:  # noqa: ANN401 - anything rich can print
    """Print on the terminal; wide enough for tables when the output is not one."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=False, markup=False)
    if not console.is_terminal:
        console.width = max(console.width, 160)
    console.print(text)


def show_no_plan(found: Plan, *, as_json: bool) -> None:
    """Say why there is no plan and leave with exit code 1."""
    from optimiser.infeasible import conflict
    from optimiser.prepare import prepare
    from report.plan_text import no_plan_text

    why = None
    if found.status == "infeasible":
        why = conflict(found.scenario, prepare(found.scenario, found.wishes))
    if as_json:
        reasons = None if why is None else {"rules": list(why.words), "ways_out": list(why.ways_out)}
        emit_json(found.as_json() | {"conflict": reasons})
    else:
        typer.echo(no_plan_text(found, why))
    raise typer.Exit(1)


def run_stress(found: Plan, portfolio: str, replications: int, seed: int, workers: int | None) -> Stress:
    """The plan in the simulator. Leaves with exit code 2 when it cannot be run there."""
    from joblib import cpu_count

    from coupling.stress import stress
    from scenarios.faults import ScenarioError

    if not found.starts:
        fail("--stress: the plan has no MMPs, so there is nothing to run")
    several = workers or (1 if replications <= 40 else cpu_count())
    try:
        return stress(found, replications=replications, seed=seed, workers=several)
    except ScenarioError as error:
        fail(fault.at(portfolio, None, fault.key) for fault in error.faults)


def write_files(found: Plan, folder: Path, tested: Stress | None = None) -> None:
    """Write tables, workbook, figures and the manifest; the manifest comes last and says that the rest is there."""
    from optimiser.explain import explain
    from report.plan_figures import figures
    from report.plan_tables import tables, workbook

    folder.mkdir(parents=True, exist_ok=True)
    sheets = tables(found, explain(found, seconds=WHY_SECONDS))
    for table in sheets:
        atomic_write(folder / f"{table.name.lower().replace(' ', '_')}.csv", table.csv())
    atomic_write(folder / "plan.xlsx", workbook(sheets))
    for name, content in figures(found).items():
        atomic_write(folder / name, content)
    if tested is not None:
        from report.stress_text import stress_csv

        atomic_write(folder / "stress.csv", stress_csv(tested))
    atomic_write(folder / "manifest.json", manifest(found, tested))


def manifest(found: Plan, tested: Stress | None = None) -> str:
    """Everything needed to plan again: scenario, wishes, effort, versions, and the answer."""
    from scenarios.write import resolved, scenario_hash

    packages = ("vmo-lab", "pulp", "highspy", "numpy", "pydantic", "matplotlib", "openpyxl")
    wishes, effort = found.wishes, found.effort
    document = {
        "format": FORMAT,
        "command": "plan",
        "scenario": found.scenario.name,
        "scenario_sha256": scenario_hash(found.scenario),
        "wishes": {
            "objective": wishes.aim,
            "include": sorted(wishes.include),
            "exclude": sorted(wishes.exclude),
            "reach": wishes.reach,
        },
        "effort": {"gap": effort.gap, "seconds": effort.seconds, "solver": effort.solver},
        "answer": found.as_json(),
        "stress": None if tested is None else {"replications": tested.replications, "seed": tested.seed},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        "resolved_scenario": resolved(found.scenario),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
