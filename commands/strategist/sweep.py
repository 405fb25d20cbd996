"""``vmo sweep``: one or two numbers of a scenario over a range."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, out_folder, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption, make_pool
from commands.shared.study_options import (
    SMALL,
    JsonOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    chosen_outcomes,
    interrupted,
    known_names,
    refuse_idle,
    show,
    study_progress,
    write_study,
)
from scenarios.faults import Fault, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from scenarios.scenario import Scenario
    from scenarios.variation.axis import Axis
    from sim.execution.pool import Pool
    from sim.studies.sweeps import Sweep


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("sweep")(sweep)


def sweep(
    scenario: ScenarioArgument,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=RANGE",
            help="What is swept: 1:20, 0:1:0.1, 0.1,0.2,0.5, none,1,2,3 or words. Twice: every combination.",
        ),
    ] = None,
    scales: Annotated[
        list[str] | None,
        typer.Option("--scale", metavar="PATH=RANGE", help="The same with factors that multiply what is there."),
    ] = None,
    outcome: Annotated[
        str | None,
        typer.Option(help="Outcomes, separated by commas.  [default: npv; throughput and cycle_time for flow]"),
    ] = None,
    models: Annotated[
        str | None,
        typer.Option(help="Funding models, separated by commas, or all.  [default: the first two of the scenario]"),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-n",
            min=1,
            max=1_000_000,
            help="Worlds at every point.  [default: 100; flow: one long run]",
        ),
    ] = None,
    horizon: Annotated[
        float | None, typer.Option(min=1, help="Flow: weeks of a run.  [default: chosen by load and variability]")
    ] = None,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sweep any number of a scenario over a range: outcomes, paired differences and the best value.

    Paths are those of the scenario file, with ids for the items of lists; * means all of them. Every point runs in
    the same worlds, so that differences between points are policy and not luck.

    Examples:
      vmo sweep insurer --set funding_models.value_stream.cadence_weeks=4,8,13,26,52

      vmo sweep insurer --set funding_models.value_stream.mmp_wip_limit=none,1:6 --outcome npv,lead_time_weeks

      vmo sweep insurer --set funding_models.project.approval_weeks=0:26:2 --out results

      vmo sweep insurer --scale budget.per_quarter.5-8=0.7:1.1:0.1

      vmo sweep regulated --set uncertainty.value.cv=0.1,0.6,1.2 --set calendar.discount_rate=0.03,0.08

    """
    with user_errors():
        out_folder(out)
        from scenarios.loader import load

        loaded = load(scenario)
        axes = axes_of(loaded, sets or [], scales or [], most=2)
        pool = make_pool(workers, cluster, checkpoint, small=_size(axes) * (replications or 100) <= SMALL)
        if loaded.laboratory:
            _flow(loaded, axes, outcome, models, replications, horizon, seed, pool, out, as_json=as_json)
            return
        if horizon is not None:
            fail("--horizon: is for the flow laboratory (value streams with arrivals and no MMPs); leave it out")
        found = _run(loaded, axes, outcome, models, replications or 100, seed, pool)
        if out is not None:
            _write(found, out)
        if as_json:
            from report.ranges.sweep_text import sweep_json

            emit_json(sweep_json(found))
        else:
            from report.ranges.sweep_text import sweep_text

            show(sweep_text(found), out)
        if found.ended == "interrupted":
            raise typer.Exit(130)


def _size(axes: list[Axis]) -> int:
    """Points of a sweep."""
    return prod(len(axis.values) for axis in axes)


def axes_of(scenario: Scenario, sets: list[str], scales: list[str], most: int) -> list[Axis]:
    """The axes of ``--set`` and ``--scale``, in this order; every fault at once.

    Raises:
        ScenarioError: a path or a range that is none. Leaves with exit code 2 when there are too few or too many.

    """
    from scenarios.variation.axis import parse_axis

    written = [("--set", words) for words in sets]
    for words in scales:
        path, sign, text = words.partition("=")
        written.append(("--scale", f"{path.strip().removesuffix('*')}*{sign}{text}" if sign else words))
    if not 1 <= len(written) <= most:
        example = "--set funding_models.value_stream.cadence_weeks=4,13,26,52"
        fail(f"--set: {len(written)} paths are given; give one or two, for example {example}")
    axes: list[Axis] = []
    faults: list[Fault] = []
    for option, words in written:
        try:
            axes.append(parse_axis(scenario, words, option))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    if len({axis.path for axis in axes}) < len(axes):
        fail(f"--set: {axes[0].path} is given twice; sweep two different numbers")
    return axes


def _run(
    scenario: Scenario,
    axes: list[Axis],
    outcome: str | None,
    models: str | None,
    replications: int,
    seed: int,
    pool: Pool,
) -> Sweep:
    from coupling.rolling import rules_for
    from sim.studies.sweeps import sweep as run

    known = scenario.funding_models
    names = tuple(known)[:2] if models is None else tuple(known) if models.strip() == "all" else None
    names = names or known_names("--models", "funding model", models or "", known)
    refuse_idle(scenario, (axis.path for axis in axes), names)
    outcomes = chosen_outcomes(outcome or "npv")
    with study_progress("simulations") as advance:
        try:
            return run(
                scenario,
                axes,
                outcomes=outcomes,
                models=names,
                replications=replications,
                seed=seed,
                pool=pool,
                rules=rules_for,
                progress=advance,
            )
        except KeyboardInterrupt:
            interrupted()


def _flow(
    scenario: Scenario,
    axes: list[Axis],
    outcome: str | None,
    models: str | None,
    replications: int | None,
    horizon: float | None,
    seed: int,
    pool: Pool,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """The same for a scenario of the flow laboratory: no money, no models."""
    from report.flow.sweep_figure import draw_flow_sweep
    from report.flow.sweep_text import flow_sweep_csv, flow_sweep_json, flow_sweep_text
    from report.shared.manifest import study_manifest
    from sim.studies.flow_sweeps import flow_outcomes, flow_sweep

    if models is not None:
        fail("--models: a flow laboratory has no funding models; leave it out")
    known = dict.fromkeys(flow_outcomes(scenario))
    outcomes = known_names("--outcome", "outcome of flow", outcome or "throughput,cycle_time", known)
    with study_progress("points") as advance:
        try:
            found = flow_sweep(
                scenario,
                axes,
                outcomes=outcomes,
                horizon=horizon,
                replications=replications,
                seed=seed,
                pool=pool,
                progress=advance,
            )
        except KeyboardInterrupt:
            interrupted()
    if out is not None:
        written = [{"path": axis.path, "values": list(axis.values)} for axis in axes]
        settings = {"outcomes": list(outcomes), "horizon": horizon, "axes": written}
        figures = {f"sweep-{name}": draw_flow_sweep(found, name) for name in outcomes}
        manifest = study_manifest("sweep", found, settings)
        write_study(out, {"sweep.csv": flow_sweep_csv(found)}, figures, manifest)
    if as_json:
        emit_json(flow_sweep_json(found))
    else:
        show(flow_sweep_text(found), out)
    if found.ended == "interrupted":
        raise typer.Exit(130)


def _write(found: Sweep, folder: Path) -> None:
    from report.ranges.sweep_figure import draw_sweep
    from report.ranges.sweep_text import sweep_csv
    from report.shared.manifest import study_manifest

    figures = {f"sweep-{outcome}": draw_sweep(found, outcome) for outcome in found.outcomes}
    settings = {
        "models": list(found.models),
        "outcomes": list(found.outcomes),
        "axes": [{"path": axis.path, "values": list(axis.values)} for axis in found.axes],
    }
    write_study(folder, {"sweep.csv": sweep_csv(found)}, figures, study_manifest("sweep", found, settings))
