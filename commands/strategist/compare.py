"""``vmo compare``: funding models on the same worlds."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.shared.output import atomic_write, emit_json, fail, out_folder, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, Where, WorkersOption, make_pool
from commands.shared.study_options import interrupted, known_names, share_or_amount, study_progress
from scenarios.faults import ScenarioError

if TYPE_CHECKING:
    from scenarios.scenario import Scenario
    from sim.studies.comparison import Comparison

MANIFEST_LIMIT = 50_000_000
"""Largest manifest, in bytes."""

ScenarioArgument = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="YAML file, folder, or name of a shipped scenario (see vmo list)."),
]


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("compare")(compare)


def compare(
    scenario: ScenarioArgument = None,
    replications: Annotated[
        int | None,
        typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds to simulate.  [default: 200]"),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the worlds.  [default: 1]")] = None,
    models: Annotated[
        str | None,
        typer.Option(help="Funding models, separated by commas, or all.  [default: the first two of the scenario]"),
    ] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            help="Stop when the 95 % half-width of the mean difference in net present value is below this: "
            "a share (0.1 or 10%) of the difference, or an amount of money (500000)."
        ),
    ] = None,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, figures and the manifest.")] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Manifest of an earlier comparison: run the same again, to the byte.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Show every outcome, not only the main ones.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Compare funding models: same people, money, work and luck, different rules.

    Every model runs in the same simulated worlds, so a difference comes from the rules and not from luck. The table
    shows what each model brings (P50 with P10 and P90) and the paired difference with its 95 % interval.

    Examples:
      vmo compare insurer

      vmo compare insurer --models all -n 500 --out results

      vmo compare insurer --models project,change_over,change_over_abandoned_12 --out results

      vmo compare my-portfolio.yaml --precision 10% --json

      vmo compare my-portfolio -n 20000 --checkpoint finished --cluster tcp://127.0.0.1:8786

    """
    with user_errors():
        out_folder(out)
        where = (workers, cluster, checkpoint)
        if replay is not None:
            given = {"SCENARIO": scenario, "--replications": replications, "--seed": seed, "--models": models}
            clash = [name for name, value in {**given, "--precision": precision}.items() if value is not None]
            if clash:
                fail(f"--replay takes everything from the manifest; leave out {', '.join(clash)}")
            comparison, settings = _replay(replay, where)
        elif scenario is None:
            fail("which scenario? Give a file, a folder or a shipped name, for example: vmo compare insurer")
        else:
            comparison, settings = _run(scenario, replications, seed, models, precision, where)
        if out is not None:
            write_files(comparison, settings, out)
        if as_json:
            from report.comparison.text import comparison_json
            from report.comparison.transition import transition_json

            changes = transition_json(comparison)
            emit_json(comparison_json(comparison) | ({"transitions": changes} if changes else {}))
        else:
            _show(comparison, everything=everything, out=out)
        if replay is None and comparison.ended == "interrupted":
            raise typer.Exit(130)


def _run(
    name: str,
    replications: int | None,
    seed: int | None,
    models: str | None,
    precision: str | None,
    where: Where,
) -> tuple[Comparison, dict[str, Any]]:
    from scenarios.loader import load

    loaded = load(name)
    chosen = chosen_models(loaded, models)
    limit = replications or (5000 if precision is not None else 200)
    comparison = run_comparison(loaded, limit, 1 if seed is None else seed, chosen, precision, where)
    return comparison, {"replications": limit, "precision": precision}


def _replay(path: Path, where: Where) -> tuple[Comparison, dict[str, Any]]:
    from report.shared.manifest import FORMAT
    from scenarios.files import read_text
    from scenarios.scenario import Scenario
    from scenarios.writing.fingerprint import scenario_hash

    try:
        document = json.loads(read_text(path, str(path), MANIFEST_LIMIT))
        if document["format"] != FORMAT or document["command"] != "compare":
            fail(f"{path}: not a manifest of a comparison in format {FORMAT}")
        loaded = Scenario.model_validate(document["resolved_scenario"])
        worlds, seed = int(document["replications"]), int(document["seed"])
        models, ended, settings = tuple(document["models"]), document["ended"], dict(document["settings"])
        fingerprint = document["scenario_sha256"]
    except ScenarioError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        fail(f"{path}: not a manifest that vmo compare --out wrote ({type(error).__name__} while reading it)")
    if fingerprint != scenario_hash(loaded):
        fail(f"{path}: its scenario was changed after it was written; save that as a file and compare it")
    unknown = [name for name in models if name not in loaded.funding_models]
    if unknown or worlds < 1 or ended not in ("replications", "precision", "interrupted"):
        fail(f"{path}: its settings do not fit its scenario; write a new manifest with vmo compare --out")
    comparison = run_comparison(loaded, worlds, seed, models, None, where)
    return replace(comparison, ended=ended), settings


def chosen_models(scenario: Scenario, words: str | None) -> tuple[str, ...]:
    """The models a user asked for. Leaves with exit code 2 when one is unknown."""
    known = scenario.funding_models
    if words is None:
        return tuple(known)[:2]
    return tuple(known) if words.strip() == "all" else known_names("--models", "funding model", words, known)


def run_comparison(
    scenario: Scenario,
    replications: int,
    seed: int,
    models: tuple[str, ...],
    precision: str | None,
    where: Where,
) -> Comparison:
    """Compare with a progress bar on a terminal; an interrupt keeps the finished worlds."""
    from coupling.rolling import rules_for
    from sim.studies.comparison import compare as run

    asked = _precision(precision)
    with study_progress(f"worlds x {len(models)} models") as advance:
        try:
            return run(
                scenario,
                replications=replications,
                seed=seed,
                models=models,
                pool=make_pool(*where, small=replications * len(models) <= 40),
                precision=asked,
                selections=rules_for(scenario, models),
                progress=lambda done: advance(done, replications),
            )
        except KeyboardInterrupt:
            interrupted()


def _precision(words: str | None) -> Any:  # noqa: ANN401 - Precision, imported late
    if words is None:
        return None
    from sim.studies.comparison import Precision

    value, share = share_or_amount(words)
    if math.isnan(value):
        fail(f'--precision: "{words}" is neither a share such as 10% or 0.1, nor an amount such as 500000')
    return Precision(relative=value) if share else Precision(absolute=value)


def write_files(comparison: Comparison, settings: dict[str, Any], folder: Path) -> None:
    """Write tables, figures and the manifest; the manifest comes last and says that the rest is there."""
    from coupling.rolling import rules_for
    from report.comparison.figures.gallery import save_all
    from report.comparison.files import table_files

    folder.mkdir(parents=True, exist_ok=True)
    world = comparison.median_world()
    rules = rules_for(comparison.scenario, comparison.models)
    details = {model: comparison.rerun(world, model, rules) for model in comparison.models}
    files = table_files(comparison, details, settings)
    for name, content in files.items():
        if name != "manifest.json":
            atomic_write(folder / name, content)
    save_all(comparison, details, folder)
    atomic_write(folder / "manifest.json", files["manifest.json"])


def _show(comparison: Comparison, *, everything: bool, out: Path | None) -> None:
    from rich.console import Console

    from report.comparison.text import comparison_text
    from report.comparison.transition import transition_paragraph

    console = Console(highlight=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = max(120, 40 + 31 * len(comparison.models))
    console.print(comparison_text(comparison, everything=everything))
    for line in transition_paragraph(comparison):
        console.print(line)
    if comparison.rule_share:
        share = f"{comparison.rule_share:.0%}"
        console.print(f"\nThe optimiser that chooses in the rounds took {share} of the time.", style="dim")
    more = [name for name in comparison.scenario.funding_models if name not in comparison.models]
    if more:
        console.print(f"\nAlso defined: {', '.join(more)} (--models all).", style="dim")
    if out is not None:
        console.print(f"\nTables, figures and manifest.json are in {out}.")
