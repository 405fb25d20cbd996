"""``vmo flow``: value streams with arrivals in the flow laboratory."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.coach.animate import AnimateOption, check_animate
from commands.shared.output import emit_json, fail, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption, make_pool
from commands.shared.study_options import (
    JsonOption,
    ScenarioArgument,
    share_or_amount,
    show,
    study_progress,
    write_study,
)
from scenarios.faults import ScenarioError

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.execution.pool import Pool
    from sim.lab.statistics.results import FlowResult

SMALL = 500_000.0
"""Stage visits that take less time than starting processes."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("flow")(flow)


def flow(
    scenario: ScenarioArgument,
    horizon: Annotated[
        float | None, typer.Option(help="Weeks of a run.  [default: chosen by load and variability]")
    ] = None,
    warm_up: Annotated[
        float | None,
        typer.Option(
            "--warm-up", help="Weeks left out at the start; 0 asks what happens from empty.  [default: found]"
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Independent runs.  [default: 1]"),
    ] = None,
    items: Annotated[
        int | None,
        typer.Option(
            min=1, help="Features each stream brings at most; a run ends when all are out (when will it be done?)."
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the runs.")] = 1,
    precision: Annotated[
        str | None,
        typer.Option(
            help="Go on with further runs until throughput and cycle time of every stream are known this well at "
            "95 %: a share such as 0.05 or 5%.  [at most 1000 runs, or --replications]"
        ),
    ] = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for tables, figures and manifest.")] = None,
    animate: AnimateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run value streams with arrivals in the flow laboratory: throughput, work in progress, cycle time, bottleneck.

    Every number comes with its 95 % interval, or says that there is not enough data. The warm-up is found and left
    out (MSER-5); one run is judged by batches, many by comparing runs.

    Examples:
      vmo flow my-line.yaml

      vmo flow my-line.yaml --precision 2% --out results

      vmo flow my-line.yaml --warm-up 0 --horizon 52 --replications 1000

      vmo flow my-line.yaml --items 30 --replications 500 --json

      vmo flow my-line.yaml --animate board.gif

    """
    with user_errors():
        from scenarios.loader import load
        from sim.lab.laboratory import expected_visits

        loaded = load(scenario)
        check_animate(animate)
        asked: dict[str, Any] = {
            "horizon": horizon, "warm_up": warm_up, "replications": replications, "items": items, "seed": seed,
            "precision": _share(precision),
        }  # fmt: skip
        small = expected_visits(loaded, **asked) < SMALL
        result = _run(loaded, asked, make_pool(workers, cluster, checkpoint, small=small))
        if out is not None:
            _write(loaded, result, asked, out)
        if animate is not None:
            from workshop.screen.films import film_of_scenario

            film_of_scenario(loaded, seed, animate)
        if as_json:
            from report.flow.files import flow_json

            emit_json(flow_json(result))
        else:
            from report.flow.text import flow_text

            show(flow_text(result), out)
        if result.ended == "interrupted":
            raise typer.Exit(130)


def _share(words: str | None) -> float | None:
    """A precision as a share. Leaves with exit code 2 when it is none."""
    if words is None:
        return None
    value, _ = share_or_amount(words)
    if not value < 1:
        fail(f'--precision: "{words}" is not a share between 0 and 1; write for example 0.05 or 5%')
    return value


def _run(scenario: Scenario, asked: dict[str, Any], pool: Pool) -> FlowResult:
    """Run with a progress bar on a terminal; an interrupt keeps the finished runs."""
    from sim.lab.laboratory import LIMIT, run_flow

    total = asked["replications"] or (LIMIT if asked["precision"] is not None else 1)
    with study_progress("runs") as advance:
        try:
            return run_flow(scenario, pool=pool, progress=lambda done: advance(done, total), **asked)
        except KeyboardInterrupt:
            fail("Interrupted before the first run was finished; nothing was written.", code=130)
        except ScenarioError:
            raise
        except ValueError as error:
            fail(f"{scenario.name}: {error}")


def _write(scenario: Scenario, result: FlowResult, asked: dict[str, Any], folder: Path) -> None:
    from report.flow.figures import flow_figures
    from report.flow.files import stages_csv, streams_csv
    from report.shared.manifest import study_manifest

    study: Any = SimpleNamespace(
        scenario=scenario, seed=result.seed, replications=result.replications, ended=result.ended
    )
    more = {"settings": {name: value for name, value in asked.items() if name != "seed"}}
    tables = {"streams.csv": streams_csv(result), "stages.csv": stages_csv(result)}
    write_study(folder, tables, flow_figures(result), study_manifest("flow", study, more))
