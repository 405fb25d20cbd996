"""``vmo claims``: what is said of value offices, put to the test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, out_folder, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption, make_pool
from commands.shared.study_options import (
    JsonOption,
    OutOption,
    PairOption,
    ScenarioArgument,
    SeedOption,
    interrupted,
    show,
    study_progress,
    two_models,
    write_study,
)

if TYPE_CHECKING:
    from report.claims.text import Trial
    from scenarios.scenario import Scenario
    from sim.execution.pool import Pool


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("claims")(claims)


def claims(
    scenario: ScenarioArgument,
    models: PairOption = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds to simulate.")
    ] = 200,
    conditions: Annotated[
        bool, typer.Option("--conditions", help="Try each claim over the number that matters most for it.")
    ] = False,
    worlds: Annotated[
        int | None,
        typer.Option(min=1, max=1_000_000, help="Worlds at each value of --conditions.  [default: at most 60]"),
    ] = None,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do the claims made for value offices hold here? Each one measured, with a verdict.

    Days and cost per release halved, losers stopped, less planning effort, a sustainable load, nine of ten ideas
    that fail and the tenth that pays: each claim has a definition, a value under both funding models in the same
    worlds, a 95 % interval and a verdict: holds, does not hold, not decided, or does not arise. With --conditions
    each claim is tried over the number that matters most for it, to find where it fails.

    Examples:
      vmo claims insurer

      vmo claims regulated -n 50 --conditions --worlds 20

      vmo claims my-portfolio.yaml --models project,value_stream --out results

    """
    with user_errors():
        out_folder(out)
        from scenarios.loader import load

        loaded = load(scenario)
        pair = two_models(loaded, models)
        pool = make_pool(workers, cluster, checkpoint, small=replications <= 20 and not conditions)
        tried = (worlds or min(replications, 60)) if conditions else 0
        trial = _run(loaded, pair, replications, tried, seed, pool)
        if out is not None:
            from report.claims.figure import draw_claims
            from report.claims.text import claims_files

            files = claims_files(trial, {"replications": replications, "conditions": tried})
            manifest = files.pop("manifest.json")
            write_study(out, files, {"claims": draw_claims(trial)}, manifest)
        if as_json:
            from report.claims.text import claims_json

            emit_json(claims_json(trial))
        else:
            from report.claims.text import claims_text

            show(claims_text(trial), out)
        if trial.ended == "interrupted":
            raise typer.Exit(130)


def _run(scenario: Scenario, pair: tuple[str, str], replications: int, tried: int, seed: int, pool: Pool) -> Trial:
    """Measure all claims; an interrupt keeps the finished worlds."""
    from coupling.rolling import rules_for
    from report.claims.text import Trial
    from sim.studies import claim_conditions as conditions
    from sim.studies.cases import Case, Study
    from sim.studies.claims import examine_all

    case = Case(scenario, pair)
    ended = "replications"
    with study_progress("simulations") as advance:
        study = Study(seed, pool, rules_for, advance)
        try:
            study.prepare([case], replications)
            if tried:
                conditions.scan(scenario, pair, study, tried)
        except KeyboardInterrupt:
            ended = "interrupted"
    found = study.outcomes(case, replications)
    if not found.worlds:
        interrupted()
    scanned = conditions.conditions(scenario, pair, study, tried) if tried else []
    depth = min((f.effect.n for c in scanned for _, f in c.tried), default=0)
    return Trial(
        scenario=scenario,
        seed=seed,
        replications=found.worlds,
        ended=ended,
        models=pair,
        findings=tuple(examine_all(found, scenario)),
        conditions=tuple(scanned),
        tried=tried if ended == "replications" else depth,
    )
