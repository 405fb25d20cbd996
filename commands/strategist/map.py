"""``vmo map``: where each of two funding models is better, over two numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, out_folder, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption, make_pool
from commands.shared.study_options import (
    SMALL,
    JsonOption,
    OutcomeOption,
    OutOption,
    PairOption,
    ScenarioArgument,
    SeedOption,
    chosen_outcomes,
    interrupted,
    refuse_idle,
    show,
    study_progress,
    two_models,
    write_study,
)
from scenarios.faults import Fault, ScenarioError

if TYPE_CHECKING:
    from pathlib import Path

    from scenarios.scenario import Scenario
    from scenarios.variation.axis import Axis
    from sim.studies.break_even_map import Map


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("map")(map_)


def map_(
    scenario: ScenarioArgument,
    x: Annotated[str, typer.Option("--x", metavar="PATH=RANGE", help="Number along the map and its values.")],
    y: Annotated[str, typer.Option("--y", metavar="PATH=RANGE", help="Number up the map and its values.")],
    models: PairOption = None,
    outcome: OutcomeOption = "npv",
    replications: Annotated[
        int,
        typer.Option("--replications", "-n", min=2, max=1_000_000, help="Largest number of worlds of a cell."),
    ] = 120,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Where does each funding model win? Two numbers on a grid, with the break-even line.

    Every cell is a paired comparison in the same worlds. All cells begin with 30 worlds; those that are not decided
    get twice as many, again and again, up to --replications. Cells that stay undecided are hatched. Ranges are as
    in vmo sweep; a path that ends in * multiplies. With --checkpoint a map that was stopped goes on where it was.

    Examples:
      vmo map insurer --x funding_models.project.approval_weeks=0:24:4 --y uncertainty.value.cv=0.2:1.4:0.2

      vmo map regulated --x funding_models.project.approval_weeks=2:18:4 --y uncertainty.scope_growth*=0.9:1.3:0.1

      vmo map insurer --x calendar.benefit_quarters=8:24:4 --y "mmps.*.value_per_quarter*=0.6:1.4:0.2" --out results

    """
    with user_errors():
        out_folder(out)
        from scenarios.loader import load

        loaded = load(scenario)
        if loaded.laboratory:
            fail(f"{loaded.name}: has no MMPs to fund, so no model wins; vmo sweep varies its flow")
        across, up = _axes(loaded, x, y)
        pair = two_models(loaded, models)
        refuse_idle(loaded, (across.path, up.path), pair)
        outcomes = chosen_outcomes(outcome)
        if len(outcomes) > 1:
            fail("--outcome: name one outcome; a map has one")
        size = len(across.values) * len(up.values)
        pool = make_pool(workers, cluster, checkpoint, small=size * replications <= SMALL)
        from coupling.rolling import rules_for
        from sim.studies.break_even_map import survey

        with study_progress("simulations") as advance:
            try:
                found = survey(
                    loaded,
                    across,
                    up,
                    pair,
                    outcome=outcomes[0],
                    replications=replications,
                    seed=seed,
                    pool=pool,
                    rules=rules_for,
                    progress=advance,
                )
            except ValueError as error:
                if isinstance(error, ScenarioError):
                    raise
                fail(f"--outcome: {error}")
            except KeyboardInterrupt:
                interrupted()
        _report(found, out, as_json=as_json)


def _axes(scenario: Scenario, x: str, y: str) -> tuple[Axis, Axis]:
    """Both axes, or the faults of both."""
    from scenarios.variation.axis import parse_axis

    found: list[Axis] = []
    faults: list[Fault] = []
    for option, words in (("--x", x), ("--y", y)):
        try:
            found.append(parse_axis(scenario, words, option))
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    if found[0].path == found[1].path:
        fail(f"--x and --y are both {found[0].path}; map two different numbers")
    return found[0], found[1]


def _report(found: Map, out: Path | None, *, as_json: bool) -> None:
    from report.ranges.map_figure import map_figure
    from report.ranges.map_text import map_csv, map_json, map_text
    from report.shared.manifest import study_manifest

    if out is not None:
        settings = {
            "models": list(found.models),
            "outcome": found.outcome,
            "axes": [{"path": axis.path, "values": list(axis.values)} for axis in (found.x, found.y)],
        }
        manifest = study_manifest("map", found, settings)
        write_study(out, {"map.csv": map_csv(found)}, {"map": map_figure(found)}, manifest)
    if as_json:
        emit_json(map_json(found))
    else:
        show(map_text(found), out, wide=max(120, 40 + 12 * len(found.x.values)))
    if found.ended == "interrupted":
        raise typer.Exit(130)
