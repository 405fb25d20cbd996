"""``vmo plan``: which MMPs, and when, with proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import vmo
from commands.shared.options import CheckpointOption, ClusterOption, WorkersOption
from commands.shared.output import fail
from commands.shared.planning_options import Request, planning

if TYPE_CHECKING:
    from vmo import PlanResult


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("plan")(plan_with_proof)


@planning(files="Folder for tables, workbook, figures and the manifest.")
def plan_with_proof(
    request: Request,
    reach: Annotated[
        bool, typer.Option("--reach", help="Reach the targets of the objectives at least cost instead.")
    ] = False,
    keep: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Stay near the last plan: its folder (vmo plan --out).")
    ] = None,
    move_cost: Annotated[
        float, typer.Option(min=0, help="With --keep: cost of starting one of its MMPs in another quarter.")
    ] = 0.0,
    drop_cost: Annotated[float, typer.Option(min=0, help="With --keep: cost of taking one of its MMPs out.")] = 0.0,
    frozen: Annotated[
        int, typer.Option(min=0, help="With --keep: quarters in which exactly what it says begins.")
    ] = 0,
    most_changes: Annotated[
        int | None, typer.Option(min=0, help="With --keep: most MMPs moved, dropped or added.")
    ] = None,
    stress: Annotated[
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
) -> PlanResult:
    """Choose the MMPs, and when each starts, that are worth most under quarterly budgets, with proof.

    Exit code 0: a plan; 1: no plan keeps every rule, or none was found in time; 2: wrong input.

    Examples:
      vmo plan insurer

      vmo plan portfolio.csv --budget 6250000 --quarters 6 --out results

      vmo plan insurer --include app-core --gap 0 --json

      vmo plan mine-2 --keep mine/plan --move-cost 20000 --drop-cost 100000

      vmo plan mine-2 --keep mine/plan --frozen 1 --most-changes 3

      vmo plan insurer --stress --replications 500

      vmo plan insurer --stress -n 20000 --checkpoint finished --cluster tcp://127.0.0.1:8786

    """
    where = {"--workers": workers, "--cluster": cluster, "--checkpoint": checkpoint}
    given = {"--replications": replications, "--seed": seed, **where}
    idle = [name for name, value in given.items() if value is not None and not stress]
    if idle:
        fail(f"{', '.join(idle)}: only with --stress, which runs the plan in the simulator")
    return vmo.plan(
        request.portfolio,
        reach=reach,
        keep=keep,
        move_cost=move_cost,
        drop_cost=drop_cost,
        frozen=frozen,
        most_changes=most_changes,
        stress=stress,
        replications=replications or 200,
        seed=1 if seed is None else seed,
        workers=workers,
        cluster=cluster,
        checkpoint=checkpoint,
        **request.planning,
    )
