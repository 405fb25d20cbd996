"""``vmo plan``: which MMPs, and when, with proof."""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import atomic_write, emit_json, fail, out_folder
from commands.shared.planning_options import Request, planning, show, waiting
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption, make_pool

if TYPE_CHECKING:
    from threading import Event

    from coupling.stress_test import Stress
    from optimiser.plan import Plan
    from sim.execution.pool import Pool

FORMAT = 1
"""Version of the manifest's format."""
WHY_SECONDS = 60.0
"""Longest time spent on explanations for files."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("plan")(plan)


@planning()
def plan(
    request: Request,
    reach: Annotated[
        bool, typer.Option("--reach", help="Reach the targets of the objectives at least cost instead.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, workbook, figures and the manifest.")] = None,
    strain: Annotated[
        bool, typer.Option("--stress", help="Run the plan in the simulator: how likely is it to be out in time?")
    ] = False,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Stress: worlds.  [default: 200]"),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Stress: seed of the worlds.  [default: 1]")] = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
) -> None:
    """Choose the MMPs, and when each starts, that are worth most under quarterly budgets, with proof.

    Exit code 0: a plan; 1: no plan keeps every rule, or none was found in time; 2: wrong input.

    Examples:
      vmo plan insurer

      vmo plan portfolio.csv --budget 6250000 --quarters 6 --out results

      vmo plan insurer --include app-core --gap 0 --json

      vmo plan insurer --stress --replications 500

      vmo plan insurer --stress -n 20000 --checkpoint finished --cluster tcp://127.0.0.1:8786

    """
    where = {"--workers": workers, "--cluster": cluster, "--checkpoint": checkpoint}
    given = {"--replications": replications, "--seed": seed, **where}
    idle = [name for name, value in given.items() if value is not None and not strain]
    if idle:
        fail(f"{', '.join(idle)}: only with --stress, which runs the plan in the simulator")
    out_folder(out)
    worlds, number = replications or 200, 1 if seed is None else seed
    pool = make_pool(workers, cluster, checkpoint, small=worlds <= 40)
    found = request.solve(reach=reach)
    tested = run_stress(found, request.portfolio, worlds, number, pool, request.stop) if strain else None
    if out is not None:
        write_files(found, out, tested)
    if request.as_json:
        emit_json(found.as_json() | ({} if tested is None else {"stress": tested.as_json()}))
        return
    from report.plan.text import plan_text

    show(plan_text(found))
    if tested is not None:
        from report.plan.stress import stress_text

        typer.echo()
        show(stress_text(tested))
    if out is not None:
        typer.echo(f"\nTables, plan.xlsx, figures and manifest.json are in {out}.")


def run_stress(
    found: Plan, portfolio: str, replications: int, seed: int, pool: Pool, stop: Event | None = None
) -> Stress | None:
    """The plan in the simulator; None when it was stopped before the first worlds were finished.

    Leaves with exit code 2 when it cannot be run there.
    """
    from coupling.stress_test import stress
    from scenarios.faults import ScenarioError

    if not found.starts:
        fail("--stress: the plan has no MMPs, so there is nothing to run")
    try:
        with waiting("Worlds") as advance:

            def watch(done: int) -> None:
                advance(done, replications)
                if stop is not None and stop.is_set():
                    raise KeyboardInterrupt

            return stress(
                found,
                replications=replications,
                seed=seed,
                pool=pool,
                progress=watch,
            )
    except KeyboardInterrupt:
        return None
    except ScenarioError as error:
        fail(fault.at(portfolio, None, fault.key) for fault in error.faults)


def write_files(found: Plan, folder: Path, tested: Stress | None = None) -> None:
    """Write tables, workbook, figures and the manifest; the manifest comes last and says that the rest is there."""
    from optimiser.explanation import explain
    from report.plan.figures import figures
    from report.plan.tables import tables, workbook

    folder.mkdir(parents=True, exist_ok=True)
    with waiting("Explaining"):
        why = explain(found, seconds=WHY_SECONDS)
    sheets = tables(found, why)
    for table in sheets:
        atomic_write(folder / f"{table.name.lower().replace(' ', '_')}.csv", table.csv())
    atomic_write(folder / "plan.xlsx", workbook(sheets))
    for name, content in figures(found).items():
        atomic_write(folder / name, content)
    if tested is not None:
        from report.plan.stress import stress_csv

        atomic_write(folder / "stress.csv", stress_csv(tested))
    atomic_write(folder / "manifest.json", manifest(found, tested))


def manifest(found: Plan, tested: Stress | None = None) -> str:
    """Everything needed to plan again: scenario, wishes, effort, versions, and the answer."""
    from scenarios.writing.fingerprint import resolved, scenario_hash

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
        "effort": {
            "gap": effort.gap,
            "seconds": effort.seconds,
            "solver": effort.solver,
            "threads": effort.threads,
        },
        "answer": found.as_json(),
        "stress": None if tested is None else {"replications": tested.replications, "seed": tested.seed},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
        "resolved_scenario": resolved(found.scenario),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
