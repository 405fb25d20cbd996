"""``vmo doctor``: the baseline of a scenario against published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from commands.shared.output import emit_json, fail, user_errors
from commands.shared.pool import CheckpointOption, ClusterOption, WorkersOption
from commands.shared.study_options import JsonOption, ScenarioArgument, SeedOption
from commands.strategist.compare import run_comparison
from scenarios.faults import suggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scenarios.scenario import Scenario
    from sim.studies.baseline import Finding


def register(app: typer.Typer) -> None:
    """Add the command to ``vmo``."""
    app.command("doctor")(doctor)


def doctor(
    scenario: ScenarioArgument,
    model: Annotated[
        str | None, typer.Option(help="Funding model to examine.  [default: the first one with base project]")
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-n", min=1, max=1_000_000, help="Worlds to simulate.")
    ] = 50,
    seed: SeedOption = 1,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    checkpoint: CheckpointOption = None,
    as_json: JsonOption = False,
) -> None:
    """Is a scenario believable? Its project-funded baseline against published figures, and what to change.

    A comparison is worth no more than its baseline. The bands are published figures of project-funded portfolios;
    a scenario may have reasons to lie outside, but should say which.

    Examples:
      vmo doctor insurer

      vmo doctor my-portfolio.yaml --model project -n 200

      vmo doctor regulated --json

    """
    with user_errors():
        from scenarios.loader import load
        from sim.studies.baseline import examine

        loaded = load(scenario)
        name = _baseline(loaded, model)
        comparison = run_comparison(loaded, replications, seed, (name,), None, (workers, cluster, checkpoint))
        findings = examine(comparison, name)
        if as_json:
            emit_json(
                {
                    "scenario": loaded.name,
                    "seed": seed,
                    "replications": comparison.replications,
                    "ended": comparison.ended,
                    "model": name,
                    "bands": _bands(findings),
                }
            )
        else:
            from report.comparison.doctor import doctor_text

            typer.echo(doctor_text(comparison, name, findings))
        if comparison.ended == "interrupted":
            raise typer.Exit(130)


def _baseline(scenario: Scenario, model: str | None) -> str:
    """The model to examine. Leaves with exit code 2 when there is none."""
    known = scenario.funding_models
    base = [name for name, funding in known.items() if funding.base == "project"]
    if model is None and not base:
        fail("no funding model of this scenario has base: project; name one with --model")
    name = model or base[0]
    if name not in known:
        fail(f'--model: no funding model is called "{name}"; {suggestion(name, known)}')
    return name


def _bands(findings: Sequence[Finding]) -> list[dict[str, object]]:
    return [
        {
            "id": f.band.id, "value": f.value, "low": f.band.low, "high": f.band.high, "unit": f.band.unit,
            "inside": f.inside, "source": f.band.source, "grade": f.band.grade, "advice": f.advice,
        }
        for f in findings
    ]  # fmt: skip
