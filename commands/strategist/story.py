"""``vmo story``: what happened to one MMP in one world under each funding model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, Where, WorkersOption
from commands.shared.study_options import JsonOption, OutOption, ScenarioArgument, SeedOption, show, write_study
from scenarios.faults import suggestion

if TYPE_CHECKING:
    from pathlib import Path

    from scenarios.scenario import Scenario
    from sim.studies.story import Story

MOST_MODELS = 6
"""Most models told at once: more do not fit on a page."""


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("story")(story)


def story(
    scenario: ScenarioArgument,
    mmp: Annotated[str, typer.Argument(metavar="MMP", help="Id of the MMP, as in the scenario's mmps.")],
    world: Annotated[
        int | None,
        typer.Option("--world", min=0, max=10_000_000, help="Number of the world.  [default: the median one]"),
    ] = None,
    seed: SeedOption = 1,
    models: Annotated[
        str | None,
        typer.Option("--models", help="Funding models, comma-separated, or all.  [default: the first two]"),
    ] = None,
    replications: Annotated[
        int,
        typer.Option(
            "--replications", "-n", min=1, max=100_000, help="Worlds among which the median one is found."
        ),
    ] = 50,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """What happened to one MMP? A dated timeline in words, under each funding model in the same world.

    Everything is told in order of time: when it was looked at, chosen and paid for, what it waited for, what users
    said, when it was released and when it had paid for itself. Without --world the median world is told: the one in
    whose difference in net present value between the last and the first model half of the worlds lie below.

    Examples:
      vmo story tiny a1

      vmo story insurer fraud-supplier --out results

      vmo story insurer fraud-supplier --world 17 --models project,value_stream,annual_value_streams --json

    """
    with user_errors():
        from scenarios.loader import load

        loaded = load(scenario)
        _check_mmp(loaded, mmp)
        told = _tell(loaded, mmp, world, seed, models, replications, (workers, cluster, checkpoint))
        if out is not None:
            _write(told, out)
        if as_json:
            from report.story.text import story_json

            emit_json(story_json(told))
        else:
            from report.story.text import story_text

            show(story_text(told), out, wide=124)
        if told.ended == "interrupted":
            raise typer.Exit(130)


def _check_mmp(scenario: Scenario, mmp: str) -> None:
    """Leave when no world can have this MMP."""
    known = [m.id for m in scenario.mmps]
    market = scenario.uncertainty.market
    templates = [template.id for template in market.templates] if market.arrivals_per_quarter else []
    if mmp in known or ("#" in mmp and mmp.split("#")[0] in templates):
        return
    _unknown(scenario, mmp, known)


def _unknown(scenario: Scenario, mmp: str, known: list[str]) -> None:
    by_name = {m.label.casefold(): m.id for m in scenario.mmps}
    meant = by_name.get(mmp.casefold())
    hint = f'did you mean "{meant}"?' if meant is not None else suggestion(mmp, known)
    fail(f'MMP: {scenario.name} has no MMP "{mmp}"; {hint}')


def _tell(
    scenario: Scenario,
    mmp: str,
    world: int | None,
    seed: int,
    models: str | None,
    replications: int,
    where: Where,
) -> Story:
    from commands.strategist.compare import chosen_models, run_comparison
    from coupling.rolling import rules_for
    from sim.studies.story import median_world, tell

    chosen = chosen_models(scenario, models)
    if len(chosen) > MOST_MODELS:
        fail(f"--models: at most {MOST_MODELS} can be told at once, not {len(chosen)}")
    median_of, ended = None, "replications"
    if world is None:
        comparison = run_comparison(scenario, replications, seed, chosen, None, where)
        world, median_of = median_world(comparison), comparison.replications
        ended = comparison.ended
    rules = rules_for(scenario, chosen)
    try:
        told = tell(scenario, mmp, world=world, seed=seed, models=chosen, selections=rules, median_of=median_of)
        return replace(told, ended="interrupted") if ended == "interrupted" else told
    except KeyError:
        from sim.world.blueprint import Blueprint
        from sim.world.world import World

        there = [plan.id for plan in World(Blueprint(scenario), seed, world).mmps]
        fail(f'MMP: world {world} has no MMP "{mmp}"; {suggestion(mmp, [i for i in there if "#" in i])}')


def _write(told: Story, folder: Path) -> None:
    from report.shared.csv_file import csv_text
    from report.shared.manifest import study_manifest
    from report.story.lanes import draw_story
    from report.story.text import story_rows

    header = ["model", "week", "quarter", "event", "text", "spent", "earned"]
    more = {
        "mmp": told.mmp,
        "world": told.world,
        "median_of": told.median_of,
        "models": list(told.models),
    }
    tables = {"story.csv": csv_text(header, story_rows(told))}
    write_study(folder, tables, {"story": draw_story(told)}, study_manifest("story", told, more))
